import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { evaluate, parse } from '../index.ts'
import { evaluateComplex } from './complex.ts'
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
/** Arguments as re, im, re, im ...; the error is measured against the modulus. */
interface ComplexEntry {
  readonly x: readonly (readonly number[])[]
  readonly y: readonly (readonly [re: number, im: number])[]
}
const complexFixture = JSON.parse(readFileSync(path.replace('.json', '-complex.json'), 'utf8')) as Record<
  string,
  ComplexEntry
>

const ulp = (x: number): number => 2 ** Math.max(Math.floor(Math.log2(Math.abs(x))) - 52, -1074)

function errorOf(value: number, y: number, r: number): number {
  if (value === y || y === 0) return value === y ? Math.abs(r) : Infinity
  const error = Math.abs((value - y) / ulp(y) - r)
  return Number.isNaN(error) ? Infinity : error
}

/** Prints a row of the table, and answers the worst. */
function reported<T extends readonly [size: number, ...rest: unknown[]]>(name: string, errors: T[]): T {
  errors.sort(([a], [b]) => a - b)
  if (process.env['FUNCTION_TABLE']) {
    const at = (part: number): string => errors[Math.floor((errors.length - 1) * part)]![0].toFixed(2)
    console.log(`| \`${name}\` | ${errors.length} | ${at(0.5)} | ${at(0.99)} | ${at(1)} |`)
  }
  return errors.at(-1)!
}

test.each(Object.entries(fixture))('%s', (name, { x, y, r }) => {
  const f = realFunctions[name]!
  const errors = x.map((args, i) => {
    const value = typeof args === 'number' ? f(args) : f(...args)
    return [errorOf(value, y[i]!, r[i]!), args, value, y[i]!] as const
  })
  const [greatest, args, value, wanted] = reported(name, errors)
  expect(greatest, `${name}(${args}) is ${value}, not ${wanted}`).toBeLessThanOrEqual(8)
})

test.each(Object.entries(complexFixture))('%s of complex numbers', (name, { x, y }) => {
  const e = parse(name === 'power' ? 'z^w' : `${name}(z)`)
  const errors = x.map((args, i) => {
    const [re, im] = y[i]!
    const [a, b, c, d] = args as [number, number, number, number]
    const value = evaluateComplex(e, { z: { re: a, im: b }, w: { re: c, im: d } })
    const error = Math.hypot(value.re - re, value.im - im) / ulp(Math.hypot(re, im))
    return [Number.isNaN(error) ? Infinity : error, args, value, y[i]!] as const
  })
  const [greatest, args, value, wanted] = reported(name, errors)
  expect(
    greatest,
    `${name}(${args}) is ${value.re} + ${value.im}i, not ${wanted.join(' + ')}i`,
  ).toBeLessThanOrEqual(8)
})

// mpmath 1.3
test.each([
  ['Ei(x)', -743.8628562564797],
  ['Ci(x)', -743.8628562564797],
  ['Chi(x)', -743.8628562564797],
  ['bessely(0, x)', -473.9990734230043],
  ['besselk(0, x)', 744.5560034370396],
  ['asech(x)', 745.1332191019412],
  ['acsch(-x)', -745.1332191019412],
])('%s at the smallest number of float64', (e, wanted) => {
  const value = evaluate(parse(e), { x: Number.MIN_VALUE })
  expect(Math.abs(value / wanted - 1)).toBeLessThanOrEqual(8 * Number.EPSILON)
})
