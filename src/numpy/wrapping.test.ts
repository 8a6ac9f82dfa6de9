import { expect, test } from 'vitest'
import { inMode } from '../../test/support/compiled.ts'
import { jit, type Tensor, tensor } from '../tensor/index.ts'
import * as np from './index.ts'

/** 32 bits of the sums of products, which are computed exactly. */
function sums(a: readonly number[], b: readonly number[], signed: boolean): number[] {
  const exact = new Array<bigint>(a.length + b.length - 1).fill(0n)
  a.forEach((x, i) => {
    b.forEach((y, j) => {
      exact[i + j]! += BigInt(x) * BigInt(y)
    })
  })
  return exact.map((sum) => Number(signed ? BigInt.asIntN(32, sum) : BigInt.asUintN(32, sum)))
}

let state = 7
const bits = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0)

test.each([
  ['int32', 'interpret'],
  ['int32', 'compile'],
  ['uint32', 'interpret'],
  ['uint32', 'compile'],
] as const)('convolve of %s wraps around (%s)', (dtype, mode) => {
  const numbers = (count: number) =>
    Array.from({ length: count }, () => (dtype === 'int32' ? bits() | 0 : bits()))
  for (const [n, m] of [
    [1, 1],
    [2, 1],
    [7, 3],
    [3, 9],
    [40, 17],
  ] as const) {
    const [a, b] = [numbers(n), numbers(m)]
    const [x, y] = [tensor(a, { dtype }), tensor(b, { dtype })]
    const whole = inMode(mode, () => np.convolve(x, y).eval())
    expect(whole.dtype).toBe(dtype)
    expect(whole.toArray()).toEqual(sums(a, b, dtype === 'int32'))
    expect(inMode(mode, () => np.correlate(x, y, 'full').toArray())).toEqual(
      sums(a, b.toReversed(), dtype === 'int32'),
    )
  }
  const most = tensor([2147483647, 1], { dtype })
  expect(jit((x: Tensor) => np.convolve(x, tensor([2], { dtype })))(most).toArray()).toEqual([
    dtype === 'int32' ? -2 : 4294967294,
    2,
  ])
})

test('diagflat refuses a diagonal that no matrix has where it is called', () => {
  expect(() => np.diagflat([1, 2], 2 ** 53)).toThrow(
    'diagflat: k is 9007199254740992: it must be from -2147483647 to 2147483647.',
  )
  expect(np.diagflat([1, 2], -1).toArray()).toEqual([
    [0, 0, 0],
    [1, 0, 0],
    [0, 2, 0],
  ])
})
