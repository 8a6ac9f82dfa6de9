import { expect, test } from 'vitest'
import { diff, EvaluationError, evaluateComplex, parse } from '../index.ts'

const z = { re: 0.7, im: -1.3 }

// mpmath 1.3 at 0.7 - 1.3i
test.each([
  ['exp', 0.5386764903879439, -1.940367904689212],
  ['log', 0.3896624384004988, -1.076854957875315],
  ['sqrt', 1.043187975875714, -0.6230900039413809],
  ['sin', 1.269697807204874, -1.298994538184445],
  ['tan', 0.1420166553694804, -0.9648016035093661],
  ['acos', 1.156043719721106, 1.149799445584255],
  ['atan', 1.13556447511185, -0.5747827145314895],
  ['asec', 1.294367979602238, -0.5857820816679135],
  ['acoth', 0.236271408455525, 0.5723742718740041],
  ['gamma', 0.276128714079856, 0.2003694083822553],
  ['lgamma', -1.07538299363786, 0.627726066295644],
  ['digamma', 0.2490803363702898, -1.408435719321473],
  ['erf', 2.154448029869744, -0.5794561403685063],
  ['erfi', 0.08219773104131893, -1.05959255201826],
  ['expm1', -0.4613235096120561, -1.940367904689212],
  ['log1p', 0.7608494990630468, -0.6528466311007743],
])('%s of a complex number', (f, re, im) => {
  const value = evaluateComplex(parse(`${f}(z)`), { z })
  expect(Math.hypot(value.re - re, value.im - im) / Math.hypot(re, im)).toBeLessThan(2e-15)
})

test.each([
  ['sqrt(-4)', 0, 2],
  ['log(-1)', 0, Math.PI],
  ['(-8)^(1/3)', 1, Math.sqrt(3)],
  ['I^I', Math.exp(-Math.PI / 2), 0],
  ['exp(I*pi)', -1, 0],
  ['asin(2)', Math.PI / 2, 1.3169578969248166],
  ['(1 + I)^10', 0, 32],
  ['besselj(0, 1)', 0.7651976865579666, 0],
])('%s = %d + %d i', (e, re, im) => {
  const value = evaluateComplex(parse(e))
  expect(value.re).toBeCloseTo(re, 14)
  expect(Math.abs(value.im)).toBeCloseTo(Math.abs(im), 14)
})

test('what is not known says so', () => {
  expect(() => evaluateComplex(parse('z'))).toThrow(EvaluationError)
  expect(() => evaluateComplex(parse('f(1)'))).toThrow(EvaluationError)
  expect(evaluateComplex(parse('erfinv(z)'), { z }).re).toBeNaN()
})

/** On branch cuts as SymPy and Mathematica: odd functions stay odd. Values by SymPy 1.14. */
test.each<[string, number, number, number]>([
  ['asin', 2, 1.5707963267948966, -1.3169578969248166],
  ['asin', -2, -1.5707963267948966, 1.3169578969248166],
  ['acos', 2, 0, 1.3169578969248166],
  ['acos', -2, Math.PI, -1.3169578969248166],
  ['atanh', 2, 0.5493061443340549, -1.5707963267948966],
  ['atanh', -2, -0.5493061443340549, 1.5707963267948966],
  ['acosh', -2, 1.3169578969248166, Math.PI],
  ['acoth', 0.5, 0.5493061443340549, -1.5707963267948966],
  ['asech', -2, 0, 2.0943951023931957],
  ['acsc', 0.5, 1.5707963267948966, -1.3169578969248166],
])('%s(%d)', (name, x, re, im) => {
  const value = evaluateComplex(parse(`${name}(z)`), { z: x })
  expect(value.re).toBeCloseTo(re, 14)
  expect(value.im).toBeCloseTo(im, 14)
  const precise = evaluateComplex(parse(`${name}(z)`), { z: x }, { digits: 17 })
  expect(Number(precise.re)).toBeCloseTo(re, 14)
  expect(Number(precise.im)).toBeCloseTo(im, 14)
})

test('a negative argument is one, whichever way its sign came', () => {
  expect(evaluateComplex(parse('log(-x)'), { x: 1 }).im).toBe(Math.PI)
  expect(evaluateComplex(parse('sqrt(-x)'), { x: 4 }).im).toBe(2)
})

/** Derivatives for which there is no formula, at complex arguments, by mpmath to 15 digits. */
test.each([
  ['zeta(s)', 's', { s: { re: 2, im: 1 } }, 0.062490002190647, 0.489033591679899],
  ['besselj(n, x)', 'n', { n: 1.3, x: { re: 2.5, im: 1 } }, 0.0159759938513915, 0.551425863238738],
] as const)('the derivative of %s by %s', (source, by, values, re, im) => {
  const found = evaluateComplex(diff(parse(source), by), values)
  expect(found.re).toBeCloseTo(re, 12)
  expect(found.im).toBeCloseTo(im, 12)
})
