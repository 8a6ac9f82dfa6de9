import { describe, expect, test } from 'vitest'
import { NablaError } from '../errors.ts'
import { type Tensor, tensor } from '../tensor/index.ts'
import * as numeric from './index.ts'

const sum = (x: number[]): number => x.reduce((a, b) => a + b * b, 0)
const each = (x: number[]): number[] => x.map((v) => v - 1)
const band = numeric.bandPattern(2, 1, 1)
const line = numeric.leastSquares(([a]) => [a! - 1, a! - 2], [3])
const sine = (x: Tensor): Tensor => x.sin()

/** What cannot be meant, and what the error says. */
const refused: readonly (readonly [call: () => unknown, message: string])[] = [
  [() => numeric.gradient(sum, [1, 2], { args: 3 as never }), 'args is 3; it must be an array'],
  [
    () => numeric.minimize(sum, [1, 2], { args: 'a' as never }),
    'args is the string "a"; it must be an array',
  ],
  [() => numeric.leastSquares(each, [1], { args: null as never }), 'args is null; it must be an array'],
  [
    () => numeric.approxFprime(sum, [1], 1e-8, { args: {} as never }),
    'args is an Object; it must be an array',
  ],
  [() => numeric.sparseJacobian(each, [1, 2], { args: 1 as never }), 'args is 1; it must be an array'],
  [() => numeric.gradient(sum, { length: -1 }), 'x is an Object; it must be an array of numbers'],
  [() => numeric.gradient(sum, [1], { step: null as never }), 'step is null, but x has length 1'],
  [
    () => numeric.gradient(sum, [1], { method: 'central', estimateError: 0 as never }),
    'estimateError is 0; it must be true or false',
  ],
  [
    () => numeric.curveFit((x, a) => a * x, [1, 2], [1, 2], { absoluteSigma: 'no' as never }),
    'absoluteSigma is the string "no"; it must be true or false',
  ],
  [() => numeric.explainStep(3 as never, 1), 'f is 3; it must be a function'],
  [() => numeric.explainStep(Math.sin, 1, { exact: 'x' as never }), 'exact is the string "x"; it must be'],
  [() => numeric.confidenceBand({} as never, each), 'fit is an Object without a fitting x'],
  [
    () => numeric.confidenceBand(numeric.leastSquares(each, [1, 2]), 3 as never),
    'curve is 3; it must be a function',
  ],
  [() => numeric.differenceWeights(3 as never, 0.5), 'order is 0.5 for 1 nodes; it must be a whole number'],
  [() => numeric.differenceWeights([0, 1, 0], 1), 'nodes[0] and nodes[2] are both 0; nodes must differ'],
  [() => numeric.pattern(3 as never, 2), 'columnsOfRow is 3; it must be an array of the columns of each row'],
  [() => numeric.pattern([0] as never, 2), 'row 0 is 0; it must be an array of columns'],
  [() => numeric.pattern([[0]], -1), 'columns is -1; it must be a whole number not below 0'],
  [() => numeric.bandPattern(2, Symbol('x') as never, 1), 'lower is Symbol(x); it must be'],
  [() => numeric.colourColumns(undefined as never), 'make one with pattern or bandPattern'],
  [() => numeric.colourColumns(band, 'best' as never), 'order is best: it must be one of natural,'],
  [
    () => numeric.starColouring({ ...band, indices: Int32Array.of(9) }),
    'make one with pattern or bandPattern',
  ],
  [() => numeric.toDense(3 as never), 'the pattern is 3 without fitting rows'],
  [() => numeric.toCompressedColumns({} as never), 'the pattern is an Object without fitting rows'],
  [() => numeric.sparseJacobian(each, [1, 2], { pattern: 'x' as never }), 'without fitting rows, columns'],
  [() => numeric.automatic(sine, 2 as never), 'shape is 2; it must be the array of the extents of x'],
  [() => numeric.gradcheck(undefined as never, []), 'f is undefined; it must be'],
  [() => numeric.gradcheck(sine, tensor([1]) as never), 'inputs are a Tensor; they must be an array'],
  [
    () => numeric.gradcheck(sine, [tensor([1])], { reverse: false, forward: false }),
    'reverse and forward are both false, so that nothing would be checked',
  ],
  [
    () => numeric.gradgradcheck(sine, [tensor([1])], { batched: 1 as never }),
    'batched is 1; it must be true or',
  ],
  [
    () => numeric.gradcheck(sine, [tensor([1])], { rtol: Symbol('r') as never }),
    'rtol is Symbol(r); it must',
  ],
  [() => numeric.gradcheck((async () => sine) as never, [tensor([1])]), 'gradcheck: a promise stands where'],
  [() => numeric.gradcheck(() => tensor(Number.NaN), [tensor([1])]), 'gradcheck: the function is NaN'],
  [() => numeric.gradient(Date as never, [1]), 'the function returned the string'],
  [() => numeric.gradient(class {} as never, [1]), 'gradient: f is a class; it must be a function'],
  [() => numeric.automatic(undefined as never, [1]), 'automatic: f is undefined; it must be a function'],
  [() => numeric.automatic(sine, [Symbol('n')] as never), 'automatic: shape is [Symbol(n)]; it must be the'],
  [() => numeric.automaticResiduals(sine, [2.5]), 'automaticResiduals: shape is [2.5]; it must be the array'],
  [() => numeric.automatic(sine, [1]).value(undefined as never), 'automatic: x is undefined; it must be an'],
  [() => numeric.automatic(sine, [2]).value([1, 2]), 'returned a tensor of shape [2]; it must return a'],
  [() => numeric.minimize(sine, tensor([1, 2])), 'minimize: the function returned a tensor of shape [2]'],
  [
    () => numeric.leastSquares((() => 'x') as never, tensor([1])),
    'leastSquares: the function returned the string "x"; it must return a tensor.',
  ],
  [
    () => numeric.curveFit(undefined as never, tensor([1, 2]), [1, 2]),
    'curveFit: f is undefined; it must be a function',
  ],
  [
    () => numeric.curveFit((x, a) => a * x, [1], [1], { sigma: Symbol('s') as never }),
    'sigma has undefined entries for 1 observations',
  ],
  [
    () => numeric.leastSquares(each, [1], { loss: [Symbol('l')] as never }),
    'there is no loss an array of length',
  ],
  [() => numeric.derivative(Math.sin, 1, { order: Object.create(null) }), 'order is an object; it must be 1'],
  [() => numeric.complex(undefined as never), 'complex: undefined stands where a number must'],
  [() => numeric.complex(1).mul(null as never), 'complex: null stands where a number must'],
  [() => numeric.complex(1).div([1] as never), 'complex: an array of length 1 stands where a number must'],
  [
    () => numeric.pattern([[Symbol('j')]] as never, 2),
    'row 0 names column Symbol(j); columns run from 0 to 1',
  ],
  [() => numeric.bandPattern(2 ** 53, 1, 1), 'n is 9007199254740992; it must be a whole number not below 0'],
  [() => numeric.colourColumns({ ...band, columns: Infinity }), 'make one with pattern or bandPattern'],
  [
    () => numeric.starColouring({ ...band, rows: Symbol('r') as never }),
    'make one with pattern or bandPattern',
  ],
  [
    () => numeric.sparseJacobian(each, [1, 2], { colouring: null as never }),
    'the colouring does not give each of the 2 columns a colour',
  ],
  [
    () => numeric.confidenceBand({ ...line, x: undefined as never }, each),
    'fit is an Object without a fitting x; give what',
  ],
  [
    () => numeric.confidenceBand({ ...line, covariance: [[]] }, each),
    'without a fitting covariance; give what',
  ],
  [() => numeric.confidenceBand({ ...line, rank: 'a' as never }, each), 'without a fitting rank; give what'],
  [() => numeric.confidenceBand(line, () => [Number.NaN]), 'confidenceBand: the function is NaN'],
]

describe('arguments that cannot be meant', () => {
  test.each(refused.map(([call, message]) => ({ call, message })))('$message', ({ call, message }) => {
    expect(call).toThrow(message)
    expect(call).toThrow(NablaError)
  })
})

test('a curve that depends on what the data do not determine has no limits', () => {
  const t = [1, 2, 3, 4]
  const y = [2.1, 3.9, 6.2, 7.8]
  const fit = numeric.leastSquares(([a, b, c]) => t.map((ti, i) => (a! + b!) * ti + c! - y[i]!), [1, 1, 1])
  const { lower, upper } = numeric.confidenceBand(fit, ([a, b, c]) => [
    a!,
    a! - b!,
    a! + b!,
    c!,
    3 * (a! + b!) + c!,
  ])
  expect(upper.slice(0, 2)).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])
  expect(lower.slice(0, 2)).toEqual([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY])
  const line = numeric.leastSquares(([b, c]) => t.map((ti, i) => b! * ti + c! - y[i]!), [1, 1])
  const known = numeric.confidenceBand(line, ([b, c]) => [b!, c!, 3 * b! + c!])
  known.upper.forEach((limit, i) => {
    expect(upper[i + 2]).toBeCloseTo(limit, 7)
  })
  // what a bound holds is a constant
  const held = numeric.leastSquares(([a, b, c]) => t.map((ti, i) => (a! + b!) * ti + c! - y[i]!), [1, 1, 1], {
    bounds: { lower: [1, -9, -9], upper: [1, 9, 9] },
  })
  expect(numeric.confidenceBand(held, ([a, b]) => [a! - b!]).upper[0]).toBeLessThan(10)
})

test('tensor functions and their options are refused by name too', () => {
  const x = tensor([1, 2])
  const calls: readonly (readonly [string, (...args: never[]) => unknown])[] = [
    ['minimize', numeric.minimize],
    ['leastSquares', numeric.leastSquares],
  ]
  for (const [name, call] of calls) {
    expect(() => call(sine as never, x as never, null as never)).toThrow(`${name}: options are given as null`)
    expect(() => call(x as never, x as never)).toThrow(new RegExp(`^${name}: f is .* must be a function`))
  }
})
