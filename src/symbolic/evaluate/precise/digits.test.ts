import { readFileSync } from 'node:fs'
import { Decimal } from 'decimal.js'
import { describe, expect, test } from 'vitest'
import { LimitError } from '../../../formula/errors.ts'
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

describe('towers of powers and huge arguments end at once, in a value or a limit that is named', () => {
  const digits = (source: string): string => {
    try {
      return evaluate(parse(source), {}, { digits: 30 })
    } catch (error) {
      if (!(error instanceof LimitError)) throw error
      return error.limit
    }
  }
  test.each([
    ['9^(9^387420489)', 'size of an argument'],
    ['1/9^9^9^9', 'smallness of the value'],
    ['1 + 1/9^9^9^9', '1'],
    ['floor(9^9^9^9)', 'size of an argument'],
    ['log(9^9^9^9)', 'size of an argument'],
    ['exp(exp(exp(100)))', 'size of an argument'],
    ['(10^10^10)!', 'size of an argument'],
    ['(10^10)!', '2.32579620567308336510494471995e+95657055186'],
    ['zeta(10^9)', '1'],
    ['zeta(10^10^10)', '1'],
    ['zeta(-99999)', '5.82229431461335082364970453606e+376750'],
    ['binomial(10^9, 10^8)', '1.34399119532899555876909309342e+141181737'],
    ['exp(i*10^50000)', 'size of an argument'],
    // the digits of the argument are all there
    ['sin(10^1000)', '0.65335979821036985694809946804'],
    ['ellipk(1 - 10^(-100))', '116.515549010822174819734036977'],
    // neither is a pole
    ['Ei(10^6)', '3.03321843002355079616691658126e+434288'],
    ['gammap(10^8, 10^8)', 'size of an argument'],
  ])('%s', (source, expected) => {
    const start = process.cpuUsage().user
    expect(digits(source)).toBe(expected)
    expect(process.cpuUsage().user - start).toBeLessThan(3e6)
  })
})

test.each([
  ['1/log(x)', `0.${'9'.repeat(50)}`, '-1e+50'],
  ['x/(x - 2)', `1.${'9'.repeat(60)}`, '-2e+60'],
  // beside a pole: the reciprocal of the distance
  ['gamma(x)', `-1.${'0'.repeat(50)}1`, '1e+51'],
  ['digamma(x - 1)', `0.${'0'.repeat(50)}1`, '-1e+51'],
  // large terms that cancel to the last bit
  ['x^2 + 2 + sign(x)*x^2', '-1e40', '2'],
  ['1/(x^2 + 2 + sign(x)*x^2)', '-1e40', '0.5'],
])('all digits of what is put in count: %s at %s', (source, x, expected) => {
  expect(evaluate(parse(source), { x }, { digits: 30 })).toBe(expected)
})
