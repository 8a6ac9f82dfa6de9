import { describe, expect, test } from 'vitest'
import { checkDerivatives, expectClose, sample } from '../../../test/support/derivatives.ts'
import { settings } from '../engine.ts'
import { grad, jit, jvp, stack, type Tensor, tensor, vjp, vmap } from '../index.ts'
import * as resample from './resample.ts'

const { interpolate } = resample

const f64 = { dtype: 'float64' } as const

describe('interpolate', () => {
  test.each([
    ['nearest', [1, 2, 5], { size: 8 }],
    ['nearest-exact', [1, 2, 5], { size: 8 }],
    ['linear', [1, 2, 5], { size: 7 }],
    ['linear', [1, 2, 5], { scaleFactor: 1.7, alignCorners: true }],
    ['bilinear', [1, 1, 3, 4], { size: [5, 3] }],
    ['bicubic', [1, 1, 4, 4], { size: [6, 3] }],
    ['bicubic', [1, 1, 4, 4], { scaleFactor: 2, alignCorners: true }],
    ['trilinear', [1, 1, 2, 3, 2], { scaleFactor: 2 }],
    ['area', [1, 1, 5, 4], { size: [3, 2] }],
  ] as [resample.InterpolateMode, number[], object][])('%s %j %j', (mode, shape, options) => {
    checkDerivatives((x) => interpolate(x, { mode, ...options }).sin(), [sample(shape)])
  })
  test('an unknown mode is refused by name, those of every object too', () => {
    for (const mode of ['cubic', 'toString'])
      expect(() => interpolate(sample([1, 1, 4]), { size: 2, mode: mode as 'area' })).toThrow(
        new RegExp(`mode is ${mode}: it must be one of nearest, `),
      )
  })
  test.each([
    ['bilinear', { size: [9, 5] }],
    ['bicubic', { size: [3, 4] }],
    ['area', { size: [4, 3] }],
  ] as [resample.InterpolateMode, object][])('%s %j: compiled, in batches and forwards', (mode, options) => {
    const resized = (x: Tensor) => interpolate(x, { mode, ...options })
    const slope = grad((x: Tensor) => resized(x).sin().sum())
    const x = sample([1, 2, 7, 4])
    const before = settings({ mode: 'interpret' })
    const expected = [resized(x), slope(x)].map((y) => y.data())
    settings({ mode: 'compile' })
    const found = [jit(resized)(x), jit(slope)(x)].map((y) => y.data())
    settings(before)
    found.forEach((values, i) => {
      expectClose(values, expected[i]!, 1e-13, 'compiled')
    })
    expectClose(
      vmap(slope)(stack([x, x]))
        .data()
        .slice(56),
      expected[1]!,
      1e-13,
      'vmap',
    )
    expectClose(jvp(resized, [x], [x.cos()])[1].data(), resized(x.cos()).data(), 1e-13, 'jvp')
  })
  test('an infinite element reaches only the places that are made of it, in both directions', () => {
    const x = tensor([[[1, Infinity, 3, 4, 5]]], f64)
    expect(interpolate(x, { size: 3, mode: 'area' }).toArray()).toEqual([[[Infinity, Infinity, 4.5]]])
    const [, pull] = vjp((t: Tensor) => interpolate(t, { size: 2 }), x)
    expect(pull(tensor([[[Infinity, 1]]], f64))[0].toArray()).toEqual([[[Infinity, 0, 1, 0, 0]]])
  })
  test('a straight line stays one between the corners', () => {
    const x = tensor([[[0, 1, 2, 3]]], f64)
    expectClose(
      interpolate(x, { size: 7, mode: 'linear', alignCorners: true }).data(),
      [0, 0.5, 1, 1.5, 2, 2.5, 3],
      1e-15,
      'linear',
    )
    expect(interpolate(x, { scaleFactor: 2 }).toArray()).toEqual([[[0, 0, 1, 1, 2, 2, 3, 3]]])
    expect(() => interpolate(x, {})).toThrow(/either size or scaleFactor/)
    expect(() => interpolate(x, { size: 3, mode: 'bilinear' })).toThrow(/2 spatial axes/)
  })
})
