import { expect, expectTypeOf, test } from 'vitest'
import { math, type Tensor, tensor } from '../../index.ts'
import {
  confidenceBand,
  curveFit,
  FunctionValueError,
  NonFiniteError,
  NumericArgumentError,
  OptionError,
} from '../index.ts'

const t = [
  0, 0.2857, 0.5714, 0.8571, 1.1429, 1.4286, 1.7143, 2, 2.2857, 2.5714, 2.8571, 3.1429, 3.4286, 3.7143, 4,
]
const y = [
  3.0173, 2.2655, 1.7059, 1.2553, 1.1111, 0.9126, 0.7424, 0.7147, 0.6463, 0.603, 0.5624, 0.5694, 0.4922,
  0.5118, 0.4897,
]
const sigma = [
  0.0427, 0.0267, 0.0402, 0.0302, 0.0331, 0.0575, 0.034, 0.0443, 0.069, 0.0681, 0.0562, 0.0471, 0.0338, 0.028,
  0.0685,
]
const decay = (x: number, a: number, b: number, c: number) => a * Math.exp(-b * x) + c
const covariance = t.map((_, i) => t.map((_, j) => 0.0025 * 0.6 ** Math.abs(i - j)))

// parameters and standard errors of scipy.optimize.curve_fit 1.17.1 with tolerances of 1e-15
test.each([
  ['no sigma', {}, [2.524615525, 1.294529396, 0.4977080411], [0.02993073, 0.03567668, 0.01518661]],
  [
    'one number',
    { sigma: 0.3 },
    [2.524615525, 1.294529396, 0.4977080411],
    [0.02993073, 0.03567668, 0.01518661],
  ],
  ['sigma', { sigma }, [2.543091736, 1.307924749, 0.4933161578], [0.03370659, 0.03935629, 0.01787723]],
  [
    'absolute sigma',
    { sigma, absoluteSigma: true },
    [2.543091736, 1.307924749, 0.4933161578],
    [0.03560206, 0.04156947, 0.01888255],
  ],
  [
    'covariance',
    { sigma: covariance },
    [2.526365286, 1.280947452, 0.4910536556],
    [0.06537848, 0.07146063, 0.03951557],
  ],
  [
    'absolute covariance',
    { sigma: covariance, absoluteSigma: true },
    [2.526365286, 1.280947452, 0.4910536556],
    [0.06191202, 0.06767169, 0.0374204],
  ],
  [
    'bounds',
    { bounds: { lower: [0, 0, 0.52], upper: [10, 5, 10] } },
    [2.511779164, 1.33283044, 0.52],
    [0.03268683, 0.03992715, 0.01612276],
  ],
  [
    'a robust loss',
    { sigma, loss: 'huber', lossScale: 0.8 },
    [2.539195677, 1.270943052, 0.4873726744],
    [0.03081112, 0.04686737, 0.01830007],
  ],
] as const)('curveFit gives what SciPy gives: %s', (_, options, parameters, errors) => {
  const near = (a: readonly number[], b: readonly number[], digits: number) =>
    a.forEach((v, i) => {
      expect(Math.abs(v / b[i]! - 1)).toBeLessThan(digits)
    })
  const fit = curveFit(decay, t, y, options)
  expect(fit.converged).toBe(true)
  near(fit.parameters, parameters, 1e-7)
  near(fit.standardErrors, errors, 1e-5)
  const gradient = (x: number, a: number, b: number) => {
    const e = Math.exp(-b * x)
    return [e, -a * x * e, 1]
  }
  const exact = curveFit(decay, t, y, { ...options, jacobian: gradient })
  near(exact.parameters, parameters, 1e-7)
  near(exact.standardErrors, errors, 1e-5)
  const curve = (x: Tensor, a: Tensor, b: Tensor, c: Tensor) =>
    math`${a} * exp(-${b} * ${x}) + ${c}` as Tensor
  const automatic = curveFit(curve, tensor(t, { dtype: 'float64' }), tensor(y, { dtype: 'float64' }), options)
  near(automatic.parameters, parameters, 1e-7)
  near(automatic.standardErrors, errors, 1e-5)
  expect(automatic.evaluations).toBeLessThan(fit.evaluations)
})

test('points may have several entries, or be anything', () => {
  const points = [
    [1, 2],
    [2, 1],
    [3, 5],
    [4, 2],
    [5, 7],
  ] as const
  const fit = curveFit(
    ([u, v]: readonly [number, number], a, b, c) => a! * u + b! * v ** c!,
    points,
    [3.1, 4.2, 9.8, 7.9, 15.1],
    { p0: [1, 1, 1] },
  )
  // SciPy's curve_fit
  expect(fit.parameters[0]).toBeCloseTo(1.5859699, 6)
  expect(fit.standardErrors[2]).toBeCloseTo(0.10660937, 6)
  const dose = curveFit(
    (kind: 'none' | 'some', base: number, effect: number) => base + (kind === 'some' ? effect : 0),
    ['none', 'some', 'none', 'some'],
    [1, 3, 2, 4],
  )
  expect(dose.parameters).toEqual([expect.closeTo(1.5, 10), expect.closeTo(2, 10)])
  expectTypeOf(fit.parameters).toEqualTypeOf<number[]>()
})

test('where there is no p0 the search starts at 1, or within the bounds', () => {
  const starts: number[][] = []
  const line = (x: number, a: number, b: number, c: number, d: number) => a + b * x + c * x * x + d * x ** 3
  curveFit(line, [1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 7], {
    bounds: { lower: [2, -Infinity, 10, -Infinity], upper: [Infinity, -5, 20, Infinity] },
    callback: ({ iteration, x }) => {
      if (iteration === 0) starts.push(x)
      return true
    },
  })
  expect(starts).toEqual([[3, -6, 15, 1]])
  expect(() => curveFit((x: number, ...p: number[]) => x * p[0]!, [1], [2])).toThrow(
    'curveFit: the number of parameters cannot be told from f; give p0',
  )
})

test('errors of the data as given: chi-square, and limits of the normal distribution', () => {
  const fit = curveFit(decay, t, y, { sigma, absoluteSigma: true, parameterNames: ['a', 'b', 'c'] })
  expect(fit.absoluteSigma).toBe(true)
  const summary = fit.summary()
  expect(summary).toContain('Chi-square: 10.75624347')
  expect(summary).toContain('on 12 degrees of freedom; the errors follow from the given sigma.')
  // 0.49331616 +- 1.95996 * 0.018882546
  expect(summary).toMatch(/c\s+0\.49331616\s+0\.018883\s+26\.13\s+< 2\.2e-16\s+0\.456307\s+0\.530325/)
  const curve = (p: number[]) => [decay(0, p[0]!, p[1]!, p[2]!)]
  const half = (band: { value: number[]; upper: number[] }) => band.upper[0]! - band.value[0]!
  const mean = half(confidenceBand(fit, curve))
  const wide = half(confidenceBand(fit, curve, { kind: 'prediction', sigma: 0.5 }))
  expect(Math.hypot(mean, 1.959963984540054 * 0.5)).toBeCloseTo(wide, 8)
  // as many observations as parameters: their errors are known all the same
  const line = (x: number, a: number, b: number) => a + b * x
  const exact = curveFit(line, [0, 2], [1, 2], { sigma: 0.1, absoluteSigma: true })
  expect(exact.standardErrors[0]).toBeCloseTo(0.1, 8)
  expect(exact.standardErrors[1]).toBeCloseTo(Math.SQRT2 * 0.05, 8)
  expect(curveFit(line, [0, 2], [1, 2], { sigma: 0.1 }).standardErrors).toEqual([Number.NaN, Number.NaN])
})

test('errors keep their size where squares of sigma do not exist', () => {
  const errors = (size: number) =>
    curveFit(decay, t, y, { sigma: size, absoluteSigma: true }).standardErrors.map((e) => e / size)
  for (const size of [1e-300, 1e300]) expect(errors(size)).toEqual(errors(1).map((e) => expect.closeTo(e, 6)))
})

test('rounding does not make a covariance matrix asymmetric', () => {
  const rounded = covariance.map((row, i) =>
    row.map((v, j) => (i - j === 3 ? v + 1e-16 : i - j === 9 ? 1e-15 : i - j === -9 ? 0 : v)),
  )
  expect(curveFit(decay, t, y, { sigma: rounded }).converged).toBe(true)
  const other = covariance.map((row, i) => row.map((v, j) => (i > j ? v + 1e-5 : v)))
  expect(() => curveFit(decay, t, y, { sigma: other })).toThrow('a covariance matrix is symmetric')
})

test('what cannot be meant is refused with what is wrong, and where', () => {
  const line = (x: number, a: number, b: number) => a + b * x
  const refused = (run: () => unknown, type: new (...args: never[]) => Error, message: string) => {
    expect(run).toThrow(type)
    expect(run).toThrow(message)
  }
  refused(() => curveFit(line, [1, 2], [1, 2, 3]), NumericArgumentError, 'there are 2 xdata for 3 ydata')
  const turned = [
    [1, 2, 3],
    [4, 5, 6],
  ]
  refused(
    () => curveFit(([u, v], a) => u! * v! * a!, turned, [1, 2, 3]),
    NumericArgumentError,
    'xdata is a list of points',
  )
  refused(() => curveFit(line, [1, 2], [1, Number.NaN]), NumericArgumentError, 'ydata[1] is NaN')
  refused(() => curveFit(line, [], []), NumericArgumentError, 'there are no observations')
  refused(
    () => curveFit(line, [1, 2], [1, 2], { sigma: [1, 0] }),
    NumericArgumentError,
    'sigma[1] is 0; it must be a finite number above 0',
  )
  refused(() => curveFit(line, [1, 2], [1, 2], { sigma: [1] }), NumericArgumentError, '1 entries for 2')
  const bad = [
    [1, 2],
    [2, 1],
  ]
  refused(() => curveFit(line, [1, 2], [1, 2], { sigma: bad }), NumericArgumentError, 'not positive definite')
  refused(() => curveFit(line, [1, 2], [1, 2], { p0: [Number.NaN, 1] }), NumericArgumentError, 'p0[0] is NaN')
  refused(
    () => curveFit(line, [1, 2], [1, 2], { p0: [1] }),
    NumericArgumentError,
    'p0 has length 1, but f takes 2',
  )
  refused(
    () => curveFit((x, ...p) => x * p[0]!, [1, 2], [1, 2], { p0: [] }),
    NumericArgumentError,
    'p0 has length 0',
  )
  refused(
    () => curveFit(line, [1, 2], [1, 2], { p0: [1, 1], bounds: { lower: 2 } }),
    NumericArgumentError,
    'p0[0] = 1 is outside its bounds [2, Infinity]',
  )
  refused(() => curveFit(line, [1, 2], [1, 2], { p: [1] } as never), OptionError, "no option 'p'")
  refused(() => curveFit(line, [1, 2], [1, 2], { args: [1] } as never), OptionError, "no option 'args'")
  refused(
    () => curveFit((() => 'text') as never, [1, 2], [1, 2], { p0: [1] }),
    FunctionValueError,
    'f returned the string "text" for xdata[0] with parameters [1]',
  )
  refused(
    () => curveFit((x: number, a: number) => Math.log(x - a), [2, 0.5], [1, 2]),
    NonFiniteError,
    'curveFit: f(xdata[1], ...) is NaN at parameters = [1]. Choose a p0 where the curve is finite.',
  )
  refused(
    () => curveFit(line, [1, 2], [1, 2], { jacobian: () => [1] }),
    FunctionValueError,
    'the jacobian at xdata[0] returned 1 numbers',
  )
  const boom = new Error('mine')
  const throws = () =>
    curveFit(
      () => {
        throw boom
      },
      [1],
      [1],
      { p0: [1] },
    )
  expect(throws).toThrow(boom)
})
