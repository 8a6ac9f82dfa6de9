import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { complexValue, realValue } from './index.ts'

/** Made by scripts/special-complex.py with mpmath; SPECIAL_TABLE=1 prints the table of docs/special-functions.md. */
interface Entry {
  readonly x: readonly (readonly (readonly [number, number])[])[]
  readonly y: readonly (readonly [number, number])[]
}
const path = new URL('../../../../test/fixtures/special/special-complex.json', import.meta.url).pathname
const fixture = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Entry>

const ulp = (size: number): number => 2 ** (Math.floor(Math.log2(size)) - 52)

describe('complex arguments, within 2 units of the last place of the modulus', () => {
  test.each(Object.entries(fixture))('%s', (name, { x, y }) => {
    let worst = 0
    x.forEach((args, i) => {
      const [re, im] = y[i]!
      const value = complexValue(
        name,
        args.map(([a, b]) => ({ re: a, im: b })),
      )
      const error = Math.hypot(value.re - re, value.im - im) / ulp(Math.hypot(re, im))
      expect(
        error,
        `${name}(${JSON.stringify(args)}) is ${value.re} + ${value.im}i, not ${re} + ${im}i`,
      ).toBeLessThan(2)
      worst = Math.max(worst, error)
    })
    if (process.env['SPECIAL_TABLE']) console.log(`| \`${name}\` | ${x.length} | ${worst.toFixed(2)} |`)
  })
})

test('poles have no value, and real arguments give real values', () => {
  expect(realValue('gamma', -2)).toBeNaN()
  expect(realValue('besselk', 0, 0)).toBeNaN()
  expect(realValue('hyp3f2', 1, 1, 1, 2, 2, 1.5)).toBeNaN()
  expect(realValue('hyperu', 1.5, 2, 2.2)).toBeCloseTo(0.24433554126802445, 15)
})

// mpmath 1.3
test.each<[string, readonly number[], number]>([
  ['lerchphi', [0.5, 1.25, 0.75], 1.7906474247607136],
  ['lerchphi', [-1, 2, 1.5], 0.33613762329112395],
  ['lerchphi', [0.875, 0.5, 2], 3.3209964022001834],
  ['lerchphi', [-3, 1.5, 0.75], 0.9712711459622416],
  ['stieltjes', [1], -0.07281584548367673],
  ['stieltjes', [3], 0.002053834420303346],
  ['struveh', [0, 2.5], 0.7299577377373715],
  ['struvel', [1.5, 2.5], 1.3863546878067687],
])('%s(%j)', (name, args, value) => {
  expect(realValue(name, ...args) / value).toBeCloseTo(1, 14)
})

// mpmath 1.3, the imaginary parts beyond 1 by -pi (log z)^(s-1)/gamma(s)
test.each<[s: number, z: [number, number], value: [number, number]]>([
  [100.5, [90, 0], [90, -3.31517516806597e-92]],
  [100, [90, 0], [90, -1.5608693134969231e-91]],
  [30.5, [2, 0], [2.0000000026342004, -1.312837587988095e-36]],
  [18, [1.1, 0], [1.1000046192409814, -3.9034558173836e-32]],
  [400.5, [-7, 0], [-7, 0]],
  [50.25, [1000, 0], [1000.0000000007469, -4.231190860545431e-22]],
  [12.25, [3, -4], [2.9983776436294463, -4.004967504237338]],
  [3, [-2, 3], [-1.9986172191127893, 2.044541943203749]],
  [2.5, [2, 3], [0.22404127976526525, 3.288244115335592]],
  [20.5, [0, 1.2], [-9.710624470590083e-7, 1.199999999713885]],
])('polylog(%d, %j)', (s, [x, y], [re, im]) => {
  const start = performance.now()
  const value = complexValue('polylog', [
    { re: s, im: 0 },
    { re: x, im: y },
  ])
  expect(performance.now() - start).toBeLessThan(1500)
  expect(value.re / re).toBeCloseTo(1, 14)
  // a part far below the other is right, too
  if (im === 0) expect(value.im).toBe(0)
  else expect(value.im / im).toBeCloseTo(1, 12)
})
