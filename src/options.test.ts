import { expect, test } from 'vitest'
import * as nabla from './index.ts'
import { OptionError, optionsOf } from './options.ts'

const { tensor, ones } = nabla
const x = tensor([
  [1, 2],
  [3, 4],
])
const spd = tensor([
  [2, 0],
  [0, 2],
])
const image = ones([1, 1, 4, 4])
const volume = ones([1, 1, 4, 4, 4])
const row = ones([1, 1, 4])
const indices = tensor([0, 1], { dtype: 'int32' })
const cell = { inputWeight: ones([2, 2]), hiddenWeight: ones([2, 2]) }

/** Calls that end with options, as plain JavaScript may write them: without a compiler that checks. */
const calls: Record<string, (options: never) => unknown> = {
  tensor: (o) => tensor([1], o),
  variable: (o) => nabla.variable([1], o),
  zeros: (o) => nabla.zeros([2], o),
  onesLike: (o) => nabla.onesLike(x, o),
  arange: (o) => nabla.arange(0, 3, 1, o),
  eye: (o) => nabla.eye(2, 2, 0, o),
  linspace: (o) => nabla.linspace(0, 1, 3, o),
  sum: (o) => x.sum(0, o),
  mean: (o) => x.mean(0, o),
  amax: (o) => x.amax(0, o),
  any: (o) => x.any(0, o),
  argmax: (o) => x.argmax(0, o),
  maxWithIndices: (o) => x.maxWithIndices(0, o),
  logsumexp: (o) => x.logsumexp(0, o),
  average: (o) => nabla.average(x, 0, o),
  variance: (o) => x.variance(0, o),
  std: (o) => x.std(0, o),
  cov: (o) => nabla.cov(x, o),
  quantile: (o) => x.quantile(0.5, 0, o),
  median: (o) => x.median(0, o),
  fft2: (o) => nabla.fft2(x, o),
  medianWithIndices: (o) => x.medianWithIndices(0, o),
  kthvalue: (o) => x.kthvalue(1, 0, o),
  topk: (o) => x.topk(1, o),
  sort: (o) => x.sort(0, o),
  cumsum: (o) => x.cumsum(0, o),
  diff: (o) => x.diff(o),
  norm: (o) => x.norm(0, o),
  cosineSimilarity: (o) => nabla.cosineSimilarity(x, x, o),
  leakyRelu: (o) => x.leakyRelu(o),
  elu: (o) => x.elu(o),
  gelu: (o) => x.gelu(o),
  softplus: (o) => x.softplus(o),
  hardtanh: (o) => x.hardtanh(o),
  dropout: (o) => nabla.dropout(x, o),
  pad: (o) => nabla.pad(x, 1, o),
  diagonal: (o) => x.diagonal(o),
  cholesky: (o) => nabla.cholesky(spd, o),
  qr: (o) => nabla.qr(spd, o),
  svd: (o) => nabla.svd(spd, o),
  solve: (o) => nabla.solve(spd, x, o),
  solveTriangular: (o) => nabla.solveTriangular(spd, x, o),
  take: (o) => x.take(indices, o),
  embedding: (o) => nabla.embedding(indices, x, o),
  indexPut: (o) => x.indexPut([0], 1, o),
  scatterReduce: (o) => x.scatterReduce(0, tensor([[0]], { dtype: 'int32' }), [[1]], 'sum', o),
  conv1d: (o) => nabla.conv1d(row, ones([1, 1, 3]), undefined, o),
  conv2d: (o) => nabla.conv2d(image, ones([1, 1, 3, 3]), undefined, o),
  conv3d: (o) => nabla.conv3d(volume, ones([1, 1, 3, 3, 3]), undefined, o),
  convTranspose2d: (o) => nabla.convTranspose2d(image, ones([1, 1, 2, 2]), undefined, o),
  maxPool2d: (o) => nabla.maxPool2d(image, 2, o),
  avgPool2d: (o) => nabla.avgPool2d(image, 2, o),
  lpPool2d: (o) => nabla.lpPool2d(image, 2, 2, o),
  adaptiveMaxPool2d: (o) => nabla.adaptiveMaxPool2d(image, 2, o),
  interpolate: (o) => nabla.interpolate(image, o),
  unfold: (o) => nabla.unfold(image, 2, o),
  fft: (o) => nabla.fft(x, o),
  fftn: (o) => nabla.fftn(x, o),
  layerNorm: (o) => nabla.layerNorm(x, 2, o),
  batchNorm: (o) => nabla.batchNorm(x, o),
  groupNorm: (o) => nabla.groupNorm(x, 1, o),
  attention: (o) => nabla.scaledDotProductAttention(x, x, x, o),
  mseLoss: (o) => nabla.mseLoss(x, x, o),
  huberLoss: (o) => nabla.huberLoss(x, x, o),
  bceWithLogits: (o) => nabla.bceWithLogits(x, x, o),
  crossEntropy: (o) => nabla.crossEntropy(x, indices, o),
  nllLoss: (o) => nabla.nllLoss(x, indices, o),
  tripletMarginLoss: (o) => nabla.tripletMarginLoss(x, x, x, o),
  rnnCell: (o) => nabla.rnnCell(x, x, cell, o),
  rnn: (o) => nabla.rnn(x.reshape([1, 2, 2]), x, cell, o),
  uniform: (o) => nabla.random.uniform([2], 0, 1, o),
  normal: (o) => nabla.random.normal([2], 0, 1, o),
  randint: (o) => nabla.random.randint(0, 2, [2], o),
  grad: (o) => nabla.grad((y: nabla.Tensor) => y.sum(), o)(x),
  valueAndGrad: (o) => nabla.valueAndGrad((y: nabla.Tensor) => y.sum(), o)(x),
  jacobian: (o) => nabla.jacobian((y: nabla.Tensor) => y.sum(), o)(x),
  hessian: (o) => nabla.hessian((y: nabla.Tensor) => y.sum(), o)(x),
  vmap: (o) => nabla.vmap((y: nabla.Tensor) => y.sum(), o)(x),
  scan: (o) => nabla.scan((c: nabla.Tensor, y: nabla.Tensor) => [c.add(y), c], tensor(0), tensor([1]), o),
  backward: (o) => nabla.variable(2).mul(3).backward(undefined, o),
}

test.each(Object.entries(calls))('%s refuses an option that there is not', (_, call) => {
  expect(() => call({ mispelled: 1 } as never)).toThrow(/there is no option 'mispelled'/)
  expect(() => call({ mispelled: 1 } as never)).toThrow(OptionError)
})

test.each(Object.entries(calls))('%s refuses what stands in the place of options', (_, call) => {
  for (const wrong of [0.3, true, 'float64', [1, 2]])
    expect(() => call(wrong as never)).toThrow(/options are given as (0\.3|true|"float64"|\[1,2\])/)
})

test.each(Object.entries(calls))('%s takes undefined for an option that is left out', (name, call) => {
  const shared = name === 'interpolate' ? { size: 2, mode: undefined } : undefined
  expect(() => call(shared as never)).not.toThrow()
})

test('a message names the operation, what came, and the options that there are', () => {
  expect(() => x.leakyRelu(0.2 as never)).toThrow(
    'leakyRelu: options are given as 0.2: the options are an object of negativeSlope.',
  )
  expect(() => nabla.scaledDotProductAttention(x, x, x, { isCausal: true } as never)).toThrow(
    "scaledDotProductAttention: there is no option 'isCausal': the options are an object of mask, causal, scale, dropout.",
  )
})

test('defaults stand for what is left out or undefined, and only for that', () => {
  type Options = { readonly a?: number | undefined; readonly b?: string | null; readonly c?: boolean }
  const read = (options?: Options) => optionsOf('f', options, { a: 1, b: 'two', c: undefined })
  expect(read()).toEqual({ a: 1, b: 'two', c: undefined })
  expect(read({ a: undefined, b: null, c: false })).toEqual({ a: 1, b: null, c: false })
  expect(() => read(null as never)).toThrow(
    'f: options are given as null: the options are an object of a, b, c.',
  )
})

test('what is true or false by default is nothing else', () => {
  const { keepdims } = optionsOf('f', { keepdims: true }, { keepdims: false })
  expect(keepdims).toBe(true)
  for (const other of [0, 1, 'false', null, {}])
    expect(() => x.sum(0, { keepdims: other as never })).toThrow(
      /^sum: keepdims is .*: it must be one of true, false/,
    )
})
