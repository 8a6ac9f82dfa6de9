import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { realFunctions } from './functions.ts'

/**
 * Every function in float64 over its whole real domain, against mpmath (scripts/symbolic-values.py): within 8 units of the
 * last place, beside zeros and poles too. FUNCTION_FIXTURE names another file, with more points; FUNCTION_TABLE=1 prints
 * the table of docs/special-functions.md.
 */
interface Entry {
  readonly x: readonly (number | readonly number[])[]
  readonly y: readonly number[]
  /** The exact value is y + r ulp(y). */
  readonly r: readonly number[]
}
const path =
  process.env['FUNCTION_FIXTURE'] ??
  new URL('../../../test/fixtures/special/functions.json', import.meta.url).pathname
const fixture = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Entry>

const ulp = (x: number): number => 2 ** Math.max(Math.floor(Math.log2(Math.abs(x))) - 52, -1074)

function errorOf(value: number, y: number, r: number): number {
  if (value === y || y === 0) return value === y ? Math.abs(r) : Infinity
  const error = Math.abs((value - y) / ulp(y) - r)
  return Number.isNaN(error) ? Infinity : error
}

test.each(Object.entries(fixture))('%s', (name, { x, y, r }) => {
  const f = realFunctions[name]!
  const errors = x.map((args, i) => {
    const value = typeof args === 'number' ? f(args) : f(...args)
    return [errorOf(value, y[i]!, r[i]!), args, value, y[i]!] as const
  })
  errors.sort(([a], [b]) => a - b)
  if (process.env['FUNCTION_TABLE']) {
    const at = (part: number): string => errors[Math.floor((errors.length - 1) * part)]![0].toFixed(2)
    const row = `| \`${name}\` | ${errors.length} | ${at(0.5)} | ${at(0.99)} | ${at(1)} |`
    console.log(row)
    if (process.env['FUNCTION_TABLE'] === 'worst')
      for (const e of errors.filter(([size]) => size > 8).slice(-12)) console.log('   ', JSON.stringify(e))
  }
  const [greatest, args, value, wanted] = errors.at(-1)!
  expect(greatest, `${name}(${args}) is ${value}, not ${wanted}`).toBeLessThanOrEqual(8)
})
