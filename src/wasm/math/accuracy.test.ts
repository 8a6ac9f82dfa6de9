import '../../compile/bridge/subjects/elementary.ts'
import '../../compile/bridge/subjects/error-functions.ts'
import '../../compile/bridge/subjects/error-inverse.ts'
import '../../compile/bridge/subjects/gamma-functions.ts'
import '../../compile/bridge/subjects/normal-distribution.ts'
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
  const vanishing = [-87.375, -100, -103.875, -104.125, -104.5, -109.25, -110, -1e9, -Infinity]
  expect(applyCompiled('exp', 'float32', vanishing)).toEqual(vanishing.map((x) => Math.fround(Math.exp(x))))
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
  // beside multiples of pi/2, on both sides of where their reduction changes
  const turns = Array.from({ length: 8000 }, (_, k) => (Math.round(k * 10.3) * Math.PI) / 2)
  const xs = Float32Array.from([...new Float32Array(bits.buffer), ...edges, ...turns])
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
    'erfc',
    'ndtr',
    'exp2',
    'erf_inv',
    'log2',
    'log10',
    'tan',
    'asin',
    'acos',
    'atan',
    'sinh',
    'asinh',
    'acosh',
    'atanh',
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
  ['polygamma21', (x: number) => special.polygamma(21, x), [-2.6, -0.1, 1e-8, 0.2, 3.3, 40, 1e5], 4e-14],
  ['polygamma200', (x: number) => special.polygamma(200, x), [300, 2000], 4e-13],
  ['bessel_i0', special.besselI0, [-700.5, -7.7, -1e-9, 3.3, 7.8, 30, 712.3, 713.9], 1e-15],
  ['bessel_i1', special.besselI1, [-700.5, -7.7, -1e-300, 3.3, 7.8, 30, 712.3, 713.9], 1e-15],
  ['bessel_i0e', special.besselI0e, [-700.5, -7.7, -1e-9, 3.3, 7.8, 1e9, 1e300], 1e-15],
  ['bessel_i1e', special.besselI1e, [-700.5, -7.7, -1e-300, 3.3, 7.8, 1e9, 1e300], 1e-15],
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

// exact values from mpmath, rounded once, where roundings in sequence, or Gamma as the exponential of its logarithm, are off by 3 to 1,000 units
test.each([
  [
    'ndtr',
    1,
    [
      [-19.854668957326126, 5.0211044198269655e-88],
      [-0.684759317177404, 0.24674790563640348],
      [-21.43046424859432, 3.474195211701513e-102],
      [-31.42224553350095, 5.026596482669992e-217],
      [-0.7003744736137172, 0.24184673669127352],
    ],
  ],
  [
    'ndtri',
    2,
    [
      [1.9580218651644238e-209, -30.861589448535696],
      [2.7342382631905323e-132, -24.446606436629136],
      [9.348786376467491e-214, -31.18198705666353],
      [7.86870245500872e-218, -31.481147476033467],
    ],
  ],
  [
    'gamma',
    1,
    [
      [-151.08074924606555, 9.673490848694004e-265],
      [-6.490245391124825, -0.0017118482408024639],
      [-15.802986971879896, 4.49093997832879e-13],
      [-150.7530298951794, -1.7962942978104604e-264],
      [-2.943829995651541, -3.19924298939472],
      [-142.35607571294514, -2.2151966784061978e-246],
      [-145.7812798778169, 1.2544277437276327e-253],
    ],
  ],
  [
    'lgamma',
    1,
    [
      [-2.456788342057262, 0.00035855435748906913],
      [-2.7481652759782422, 0.0009261540167915544],
      [-2.6150666930822735, -0.11852719522239041],
      [-2.4570247382208006, 5.619192358950097e-17],
      [-3.1435808, 6.875295554996998e-7],
      [-3.9552942848585, -2.0252450796719905e-12],
      [-4.0394, -0.0010218598228982029],
      [-4.99154464056, -5.571562963772606e-12],
      [-6.0013852944, 3.847004016688582e-8],
      [-6.99980150789, -3.2114442211013654e-9],
      [-7.000197963601042, 0.0018670544369259673],
      [-13.99999999999, 0.13730357926135317],
      [0.7240743531949106, 0.23230262815628142],
      [10.783423765276165, 14.59732623531329],
      [0.9999999937788461, 3.590947531304762e-9],
      [0.896424843963128, 0.0690875325326242],
      [2.243753689527858, 0.1213062967471807],
      [0.8555394839012777, 0.10188940788669146],
      [1.3206894747095803, -0.11143426991767078],
    ],
  ],
  [
    'erfcx',
    1,
    [
      [0.798658361542278, 0.48956493493708075],
      [0.780209, 0.4960288073529948],
      [0.8118159138058776, 0.48504389945448606],
      [0.8746482113842495, 0.4644227132369691],
      [20.121671258210846, 0.02800440419789726],
    ],
  ],
  [
    'log_ndtr',
    1,
    [
      [1.1970379529029085, -0.12289770953528734],
      [18.78145210741509, -5.3555171895672675e-79],
      [0.9848581065472514, -0.17715121044163967],
      [3.5022572796165994, -0.00023069356063281333],
      [1.8847413190721194, -0.03018335426484542],
      [1.278000320899224, -0.10605481947551866],
      [1.1391503411450503, -0.13618660239904423],
    ],
  ],
  [
    'digamma',
    3,
    [
      [1.4605861243798992, -0.0010126898410131458],
      [1.4639925926923048, 0.0022816761944216544],
      [1.4645686504176059, 0.0028377633800636052],
      [1.4568681629773645, -0.004620049926791425],
    ],
  ],
] as const)('%s is within %d units where it is hard', (name, bound, rows) => {
  const got = applyCompiled(
    name,
    'float64',
    rows.map(([x]) => x),
  )
  rows.forEach(([x, y], i) => {
    const unit = 2 ** (Math.floor(Math.log2(Math.abs(y))) - 52)
    expect({ x, units: Math.abs(got[i]! - y) / unit <= bound }).toEqual({ x, units: true })
  })
})

test('gamma is neither lost nor infinite where its parts are', () => {
  // exp(-log gamma(180)) is 0, its product with pi/sin is not
  const [far, high, low] = applyCompiled('gamma', 'float64', [-180 + 2 ** -45, 171.62, -184.5])
  expect(far! / 1.75137191e-316).toBeCloseTo(1, 7)
  expect(high! / special.gamma(171.62)).toBeCloseTo(1, 14)
  expect(low).toBe(-0)
})

test('lbeta keeps its digits where the logarithms of gamma cancel', () => {
  const pairs = [
    [0.3, 0.2],
    [7.9, 7.9],
    [3, 1e10],
    [1e-9, 1e300],
    [1e8, 3e9],
    [8, 8],
    [1e-300, 2],
    [-0.5, 1e9],
    [-0.5, 3.25],
    [-30.25, 12.5],
  ] as const
  const got = applyCompiled(
    'lbeta',
    'float64',
    pairs.map(([a]) => a),
    pairs.map(([, b]) => b),
  )
  pairs.forEach(([a, b], i) => {
    expect({ a, b, off: Math.abs(got[i]! / special.lbeta(a, b) - 1) < 4e-15 }).toEqual({ a, b, off: true })
  })
})

// exact values from mpmath, where the quotient of rounded sines and cosines is off by two units
test('tan is within a unit, and keeps the smallest numbers', () => {
  const rows = [
    [7.591445153310236, 3.7210775195589147],
    [5.561102478054332, -0.8807596907872066],
    [2.4187889685124002e176, 1.4504460400824846],
    [-1e-310, -1e-310],
  ] as const
  const got = applyCompiled(
    'tan',
    'float64',
    rows.map(([x]) => x),
  )
  rows.forEach(([x, y], i) => {
    const unit = 2 ** Math.max(-1074, Math.floor(Math.log2(Math.abs(y))) - 52)
    expect({ x, units: Math.abs(got[i]! - y) / unit <= 1 }).toEqual({ x, units: true })
  })
})
