import { expect, test } from 'vitest'
import * as nabla from '../../src/index.ts'
import { jit, math, NablaError, Tensor, tensor, vmap, zeros } from '../../src/index.ts'

const matrix = tensor([
  [1, 2, 3],
  [4, 5, 6],
])
const wrong: readonly unknown[] = [
  undefined,
  null,
  'text',
  [[1], [2, 3]],
  { bogus: 1 },
  -9,
  0.5,
  tensor([true]),
  zeros([5, 7]),
]
const methods = Object.getPrototypeOf(Tensor.prototype) as object
/** It runs rules that users write, and what these throw is theirs. */
const names = Object.getOwnPropertyNames(methods).filter((name) => name !== 'backward')

test('a method that refuses what it is given tells its own name', () => {
  expect(names.length).toBeGreaterThan(300)
  const strange: string[] = []
  for (const x of [matrix, matrix.astype('int32'), matrix.greater(2), tensor(2), zeros([0])])
    for (const name of names)
      for (const args of [[], ...wrong.map((a) => [a]), ...wrong.map((a) => [x, a])])
        try {
          Reflect.apply(Reflect.get(methods, name), x, args)
        } catch (error) {
          // places are values, which are told by the name of who meets them
          if (error instanceof nabla.IndexError) continue
          const { message, stack } = error as Error
          const told = error instanceof NablaError && new RegExp(`^${name}\\b`).test(message)
          if (!told || !stack?.includes(message)) strange.push(`${name}/${args.length}: ${error}`)
        }
  expect(strange).toEqual([])
}, 120_000)

const other = zeros([4])
const refusals: Readonly<Record<string, (x: Tensor) => unknown>> = {
  add: (x) => nabla.add(x, other),
  addmm: (x) => nabla.addmm(zeros([3, 3]), x, [[1], [2], [3]]),
  average: (x) => nabla.average(x, 5),
  baddbmm: (x) => nabla.baddbmm(0, x, x),
  bilinear: (x) => nabla.bilinear(x, x, x),
  bitwiseAnd: (x) => nabla.bitwiseAnd(x, 1),
  bitwiseNot: (x) => nabla.bitwiseNot(x),
  cdist: (x) => nabla.cdist(x, 5),
  clip: (x) => nabla.clip(x, other),
  corrcoef: (x) => nabla.corrcoef(x.reshape([1, 2, 3])),
  cosineEmbeddingLoss: (x) => nabla.cosineEmbeddingLoss(x, x, other),
  countNonzero: (x) => nabla.countNonzero(x, 5),
  crossEntropy: (x) => nabla.crossEntropy(x.sum(), 0),
  cumminWithIndices: (x) => nabla.cumminWithIndices(x, 5),
  diagonal: (x) => nabla.diagonal(x, { axes: [0, -2] }),
  dot: (x) => nabla.dot(x, x),
  expandDims: (x) => nabla.expandDims(x, 0, 0),
  fliplr: (x) => nabla.fliplr(x.sum(0)),
  fmax: (x) => nabla.fmax(x, other),
  fmin: (x) => nabla.fmin(x, other),
  gaussianNllLoss: (x) => nabla.gaussianNllLoss(x, x, other),
  gruCell: (x) => nabla.gruCell(x, x, {} as never),
  gather: (x) => nabla.gather(x.sum(), 0, x),
  heaviside: (x) => nabla.heaviside(x, other),
  indexSelect: (x) => nabla.indexSelect(x, 5, [0]),
  klDiv: (x) => nabla.klDiv(x, other),
  leftShift: (x) => nabla.leftShift(x, 1),
  linear: (x) => nabla.linear(x, zeros([4, 3]), zeros([3])),
  logdet: (x) => nabla.logdet(x),
  lstm: (x) => nabla.lstm(x, [x, x], {} as never),
  maskedFill: (x) => nabla.maskedFill(x, tensor([true, false]), 0),
  matrixNorm: (x) => nabla.matrixNorm(x, { axis: null as never }),
  mseLoss: (x) => nabla.mseLoss(x, x, { reduction: 'most' as never }),
  mv: (x) => nabla.mv(x, other),
  nllLoss: (x) => nabla.nllLoss(x, x),
  pad: (x) => nabla.pad(x, [undefined, undefined] as never),
  percentile: (x) => nabla.percentile(x, 200),
  permute: (x) => nabla.permute(x, [0, 0]),
  polygamma: (x) => nabla.polygamma(0.5, x),
  relu: () => nabla.relu(undefined as never),
  rightShift: (x) => nabla.rightShift(x, 1),
  softmin: (x) => nabla.softmin(x, 5),
  squaredDifference: (x) => nabla.squaredDifference(x, other),
  svdvals: (x) => nabla.svdvals(x.sum()),
  tensordot: (x) => nabla.tensordot(x, x, 1e10),
  tensorSplit: (x) => nabla.tensorSplit(x, ['a' as never]),
  threshold: (x) => nabla.threshold(x, other as never, 0),
  tile: (x) => nabla.tile(x, 0.5),
  trace: (x) => nabla.trace(x.sum()),
  tripletMarginLoss: (x) => nabla.tripletMarginLoss(x, x, other),
  vdot: (x) => nabla.vdot(x, other),
  vstack: (x) => nabla.vstack([x, other]),
}

test.each(Object.entries(refusals))('%s is named where it is made of others, traced or not', (name, call) => {
  const refusal = new RegExp(`^${name}\\b.*: `)
  const three = zeros([3, 2, 3])
  for (const run of [
    () => call(matrix),
    () => jit(call as never)(matrix),
    () => vmap(call as never)(three),
  ]) {
    expect(run).toThrow(refusal)
    expect(run).toThrow(NablaError)
  }
})

test('what is met when values are computed keeps the name of who met it', () => {
  const late = matrix.take([9])
  expect(() => late.nonzero()).toThrow(/^take: index 9/)
})

test('formulas know how many operands the shifts take', () => {
  const x = tensor([4, 6], { dtype: 'int32' })
  expect(math`rightShift(${x}, 1)`.toArray()).toEqual([2, 3])
  expect(math`bitwiseNot(${x})`.toArray()).toEqual([-5, -7])
})

test.each<[string, () => unknown]>([
  ['arange', () => nabla.arange(1e10)],
  ['linspace', () => nabla.linspace(0, 1, 1e10)],
  ['logspace', () => nabla.logspace(0, 1, 1e10)],
  ['fftfreq', () => nabla.fftfreq(1e10)],
  ['tensorSplit', () => nabla.tensorSplit(matrix, 1e10 as number)],
])('more numbers than the host gives room for are too many for %s', (_, call) => {
  expect(call).toThrow(nabla.OutOfMemoryError)
})
