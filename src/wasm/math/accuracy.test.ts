import { expect, test } from 'vitest'
import { applyCompiled } from '../../../test/support/kernels.ts'
import * as special from '../../formula/special/index.ts'

test('lgamma keeps its digits beside its zeros at 1 and 2', () => {
  const steps = [-(2 ** -53), 2 ** -52, -(2 ** -40), 2 ** -30]
  // (1 - gamma) d + (pi^2/6 - 1) d^2/2 at 2 + d, -gamma d + pi^2/6 d^2/2 at 1 + d
  for (const [at, slope, curve] of [
    [1, -0.5772156649015329, Math.PI ** 2 / 6],
    [2, 0.42278433509846713, Math.PI ** 2 / 6 - 1],
  ] as const)
    applyCompiled(
      'lgamma',
      'float64',
      steps.map((d) => at + at * d),
    ).forEach((y, i) => {
      const d = at * steps[i]!
      expect(y / (slope * d + (curve / 2) * d * d) - 1).toBeCloseTo(0, 14)
    })
})

test('common functions agree with Math within a few units', () => {
  const xs = Array.from({ length: 4001 }, (_, i) => (i - 2000) / 37)
  for (const name of [
    'exp',
    'expm1',
    'tanh',
    'sin',
    'cos',
    'atan',
    'asinh',
    'sinh',
    'cosh',
    'cbrt',
  ] as const) {
    const got = applyCompiled(name, 'float64', xs)
    xs.forEach((x, i) => {
      expect(Math.abs(got[i]! - Math[name](x))).toBeLessThanOrEqual(8e-16 * Math.abs(Math[name](x)))
    })
  }
})

test('subnormal numbers are neither lost as arguments nor as results', () => {
  expect(applyCompiled('exp', 'float32', [-100])[0]).toBe(Math.fround(Math.exp(-100)))
  expect(applyCompiled('exp', 'float64', [-740])[0]).toBe(Math.exp(-740))
  expect(applyCompiled('log', 'float64', [5e-324])[0]).toBe(Math.log(5e-324))
  expect(applyCompiled('sin', 'float64', [5e-324])[0]).toBe(5e-324)
  expect(applyCompiled('expm1', 'float32', [1e-44])[0]).toBe(Math.fround(1e-44))
  expect(applyCompiled('logistic', 'float32', [-100])[0]).toBe(Math.fround(1 / (1 + Math.exp(100))))
})

test('the common functions are within two units in float32, whatever the argument', () => {
  // every 65,537th bit pattern, and the numbers around where exponentials overflow and vanish
  const bits = Uint32Array.from({ length: 65_536 }, (_, i) => i * 65_537)
  const edges = Array.from({ length: 4000 }, (_, i) => (i - 2000) / 18.5)
  const xs = Float32Array.from([...new Float32Array(bits.buffer), ...edges])
  for (const name of [
    'exp',
    'expm1',
    'log',
    'log1p',
    'tanh',
    'logistic',
    'sin',
    'cos',
    'cosh',
    'erf',
    'ndtr',
  ]) {
    const got = applyCompiled(name, 'float32', [...xs])
    const want = applyCompiled(name, 'float64', [...xs])
    xs.forEach((x, i) => {
      const [g, w] = [got[i]!, want[i]!]
      const rounded = Math.fround(w)
      if (Object.is(g, rounded)) return
      const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(w))))
      const error = Math.abs(g - w) / 2 ** (exponent - 23)
      if (!(error <= 2)) expect({ name, x, got: g, error }).toEqual({ name, x, got: rounded, error: 0 })
    })
  }
})

test.each([
  [
    'gamma',
    special.gamma,
    [-170.3, -20.3, -3.7, -0.2, -1e-300, 1e-300, 0.3, 1.5, 7.99, 8.01, 100.3, 171.6],
    1e-15,
  ],
  ['polygamma1', special.trigamma, [-30.3, -2.6, -0.1, 1e-100, 0.2, 1.46, 11.9, 12.1, 1e5, 1e100], 1e-15],
  // at a + k just below 12, where the last term of the recurrence must be neither lost nor counted twice
  [
    'polygamma1',
    special.trigamma,
    [5 - 2 ** -50, 5 + 2 ** -50, 12 - 2 ** -49, 1 - 2 ** -53, 2 ** -60],
    1e-15,
  ],
  ['polygamma2', (x: number) => special.polygamma(2, x), [-2.6, -0.1, 1e-80, 0.2, 3.3, 1e5, 1e100], 2e-15],
  ['polygamma3', (x: number) => special.polygamma(3, x), [-2.6, -0.1, 1e-60, 0.2, 3.3, 1e5, 1e90], 2e-15],
  ['polygamma20', (x: number) => special.polygamma(20, x), [-2.6, -0.1, 1e-8, 0.2, 3.3, 1e5, 1e13], 2e-14],
  ['erfcx', special.erfcx, [-26.5, -3.3, -0.7, -1e-20, 0.5, 0.81, 3.3, 26.9, 27.1, 1e5, 1e200], 1e-15],
  ['ndtr', special.ndtr, [-37.5, -20.3, -3.3, -1.1, -1e-20, 0.4, 1.3, 8.1], 1e-15],
  ['log_ndtr', special.logNdtr, [-1e100, -1e5, -37.5, -3.3, -0.9, 0.4, 1.3, 8.1, 20.3, 37.5], 1e-15],
  [
    'ndtri',
    special.ndtri,
    [1e-307, 1e-200, 1e-40, 1e-17, 1e-9, 0.2, 0.3, 0.7, 0.9, 1 - 1e-9, 1 - 2 ** -53],
    1e-15,
  ],
] as const)('%s is what the reference says', (name, reference, xs, bound) => {
  applyCompiled(name, 'float64', [...xs]).forEach((y, i) => {
    const x = xs[i]!
    expect({ x, off: Math.abs(y / reference(x) - 1) < bound }).toEqual({ x, off: true })
  })
})
