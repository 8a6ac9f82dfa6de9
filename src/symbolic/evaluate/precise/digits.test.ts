import { readFileSync } from 'node:fs'
import { Decimal } from 'decimal.js'
import { expect, test } from 'vitest'
import { EvaluationError, evaluate, evaluateComplex, parse } from '../../index.ts'

/** Made by scripts/special-digits.py with mpmath. */
const rows: readonly (readonly [text: string, digits: number, re: string, im: string])[] = JSON.parse(
  readFileSync(new URL('../../../../test/fixtures/special/digits.json', import.meta.url), 'utf8'),
)
const x = parse('1/3')
const y = '1.4'
const z = { re: '0.3', im: '-1.7' }
const D = Decimal.clone({ precision: 1100 })

/** Right in all digits but for a unit or two of the last. */
function expectClose(got: string, wanted: string, digits: number, size: Decimal): void {
  const error = new D(got).minus(wanted).abs()
  expect(error.lte(size.times(D.pow(10, 1 - digits).times(2))), `${got}, not ${wanted}`).toBe(true)
}

test.each(rows.filter(([, , , im]) => Number(im) === 0))('%s to %i digits', (text, digits, re) => {
  const value = evaluate(parse(text), { x, y }, { digits })
  expectClose(value, re, digits, new D(re).abs())
})

test.each(rows.filter(([text]) => /\bz\b/.test(text)))('%s to %i digits, complex', (text, digits, re, im) => {
  const value = evaluateComplex(parse(text), { x, z }, { digits })
  const size = D.hypot(re, im)
  expectClose(value.re, re, digits, size)
  expectClose(value.im, im, digits, size)
})

test('an integral that does not settle is refused by name', () => {
  expect(() => evaluate(parse('Integral(1/t, (t, 0, 1))'), {}, { digits: 30 })).toThrow(EvaluationError)
  expect(() => evaluate(parse('Integral(sin(t)/t, (t, 1, oo))'), {}, { digits: 30 })).toThrow(EvaluationError)
})

test('no continuation off the real line', () => {
  expect(evaluateComplex(parse('erfinv(z)'), { z }, { digits: 20 }).re).toBe('NaN')
  expect(evaluateComplex(parse('erfinv(z)'), { z: { re: 0.3, im: -1.7 } }).re).toBeNaN()
})

test('numbers of any size are written with their exponent', () => {
  expect(evaluate(parse('exp(10^12)'), {}, { digits: 12 })).toBe('1.78577875159e+434294481903')
  expect(evaluate(parse('exp(-10^12)'), {}, { digits: 3 })).toBe('5.6e-434294481904')
  expect(evaluate(parse('123456789/1000'), {}, { digits: 30 })).toBe('123456.789')
  expect(evaluate(parse('99999/100000'), {}, { digits: 2 })).toBe('1')
})
