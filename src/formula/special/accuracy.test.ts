import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as special from './index.ts'

/**
 * Every function against mpmath (scripts/special-reference.py). SPECIAL_FIXTURES names another folder of references,
 * with more points; SPECIAL_TABLE=1 prints the table of docs/special-functions.md.
 */
interface RealEntry {
  readonly x: readonly (number | readonly number[])[]
  readonly y: readonly number[]
  /** The exact value is y + r ulp(y). */
  readonly r: readonly number[]
  /** The size of the oscillation that the error is measured against, 0 where the value itself serves. */
  readonly scale?: readonly number[]
}

interface ComplexEntry {
  readonly x: readonly (readonly [number, number])[]
  readonly y: readonly (readonly [number, number])[]
}

const folder =
  process.env['SPECIAL_FIXTURES'] ?? new URL('../../../test/fixtures/special', import.meta.url).pathname
const read = <T>(name: string): Record<string, T> => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'))

/** Greatest error allowed, in units of the last place. */
const bound = 8

const buffer = new DataView(new ArrayBuffer(8))

/** The distance from |x| to the next larger float64. */
function ulp(x: number): number {
  if (x === 0) return Number.MIN_VALUE
  buffer.setFloat64(0, Math.abs(x))
  const exponent = Math.max((buffer.getUint32(0) >>> 20) - 1023, -1022)
  return 2 ** Math.max(exponent - 52, -1074)
}

function report(name: string, errors: number[]): number {
  errors.sort((a, b) => a - b)
  const greatest = errors[errors.length - 1]!
  if (process.env['SPECIAL_TABLE']) {
    const middle = errors[Math.floor(errors.length / 2)]!
    const high = errors[Math.floor(errors.length * 0.99)]!
    console.log(
      `| ${name} | ${errors.length} | ${middle.toFixed(2)} | ${high.toFixed(2)} | ${greatest.toFixed(2)} |`,
    )
  }
  return greatest
}

describe('real special functions against mpmath', () => {
  const functions: Record<string, unknown> = { ...special }
  for (const [name, entry] of Object.entries(read<RealEntry>('real.json'))) {
    it(name, () => {
      const f = functions[name] as (...x: number[]) => number
      let worst: readonly [number, unknown] = [-1, undefined]
      const errors = entry.x.map((x, i) => {
        const y = entry.y[i]!
        const value = typeof x === 'number' ? f(x) : f(...x)
        const unit = ulp(y)
        const coarse = Math.max(unit, ulp(entry.scale?.[i] ?? 0))
        const error = Math.abs((value - y) / unit - entry.r[i]!) * (unit / coarse)
        if (!(error <= worst[0])) worst = [error, x]
        return Number.isNaN(error) ? Infinity : error
      })
      const greatest = report(name, errors)
      expect(greatest, `at ${JSON.stringify(worst[1])}`).toBeLessThanOrEqual(bound)
    })
  }
})

describe('complex functions against mpmath', () => {
  const namespaces: Record<string, unknown> = { ...special }
  for (const [name, entry] of Object.entries(read<ComplexEntry>('complex.json'))) {
    it(name, () => {
      const [space, key] = name.split('.') as [string, string]
      const f = (namespaces[space] as Record<string, unknown>)[key] as (z: special.Complex) => special.Complex
      let worst: readonly [number, unknown] = [-1, undefined]
      const errors = entry.x.map(([re, im], i) => {
        const [a, b] = entry.y[i]!
        const value = f({ re, im })
        const error = Math.hypot(value.re - a, value.im - b) / ulp(Math.hypot(a, b))
        if (!(error <= worst[0])) worst = [error, [re, im]]
        return Number.isNaN(error) ? Infinity : error
      })
      const greatest = report(name, errors)
      expect(greatest, `at ${JSON.stringify(worst[1])}`).toBeLessThanOrEqual(bound)
    })
  }
})
