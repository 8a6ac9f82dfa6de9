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
