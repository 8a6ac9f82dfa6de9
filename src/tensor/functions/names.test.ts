import { expect, test } from 'vitest'
import * as nabla from '../index.ts'
import * as plain from './plain.ts'

const functions: ReadonlyMap<string, unknown> = new Map(Object.entries(nabla))
const named = `
  sum mean prod all any amax amin max min trueDivide frac argmax argmin logsumexp softmax logSoftmax maxWithIndices minWithIndices tril triu cumsum cumprod
  cummax cummin logcumsumexp cummaxWithIndices adaptiveAvgPool2d adaptiveMaxPool1d maxPool2d fft ifft2 inv det cholesky reshape flatten
  squeeze unsqueeze pad vectorNorm isinf astype where stopGradient fullLike backward
  argsort argwhere arraySplit at atleast1d batchNorm bce bceWithLogits broadcastArrays broadcastTo cat choleskySolve chunk clamp clip
  columnStack concatenate conditionNumber cov degrees deg2rad diag diagEmbed diagonal diff divmod dropout embedding entr expand
  featureDropout flip frexp gammaln glu groupNorm index indexAdd indexPut inner instanceNorm interpolate inverse isneginf
  isposinf kron layerNorm localResponseNorm logit matmul matrixNorm matrixRank matrixTranspose median mod moveaxis movedim multiDot
  nanToNum nanmedian nonzero norm oneHot onesLike outer pixelShuffle positive quantile rad2deg radians ravel repeat repeatInterleave
  rfft roll rot90 scatter searchsorted sec sgn signbit slidingWindows solve sort sortWithIndices split stack std stdMean swapaxes
  swish t take takeAlongAxis tensorSplit tensordot tile topk transpose trapezoid trapz unbind unflatten varMean variance
  acot acoth acsc acsch asec asech cot coth csc zerosLike`

test.each([...Object.keys(plain), ...named.trim().split(/\s+/)])(
  '%s tells its name of what is no tensor',
  (name) => {
    const f = functions.get(name) as (...args: unknown[]) => unknown
    for (const wrong of [undefined, 'text', [[1, 2], [3]], new BigInt64Array(2)])
      expect(() => f(wrong, name === 'astype' ? 'int32' : [1])).toThrow(new RegExp(`^${name}: `))
  },
)

let deep: unknown = 1
for (let i = 0; i < 1001; i++) deep = [deep]

test.each<[string, () => unknown]>([
  ['jacobian: the first argument is 3', () => nabla.jacobian(3 as never)],
  ['jacobian: argnums names argument 0', () => (nabla.jacobian((x: nabla.Tensor) => x) as () => unknown)()],
  ['jacrev: the first argument is 3', () => nabla.jacrev(3 as never)],
  ['multigammaln: p is 9007199254740992: it must be from 1', () => nabla.multigammaln(3, 2 ** 53)],
  ['multiDot: an operand is []: they must be matrices', () => nabla.multiDot([1, 2, 3])],
  ['layerNorm: x is f32[2]: its last axes must be', () => nabla.layerNorm([1, 2], Symbol() as never)],
  ['layerNorm: an element is Symbol()', () => nabla.layerNorm([1, 2], 2, { eps: Symbol() as never })],
  ['rmsNorm: an element is "small"', () => nabla.rmsNorm([1, 2], 2, { eps: 'small' as never })],
  ['batchNorm: an element is {}', () => nabla.batchNorm([[1], [2]], { eps: Object.create(null) })],
  ['batchNorm: f32[2] has 2 elements', () => nabla.batchNorm([[1], [2]], { weight: [1, 2] })],
  ['instanceNorm: f32[2] has 2 elements', () => nabla.instanceNorm([[[1], [2], [3]]], { bias: [1, 2] })],
  ['groupNorm: an element is "small"', () => nabla.groupNorm([[1, 2]], 2, { eps: 'small' as never })],
  ['graphOf: nested deeper', () => nabla.graphOf((x: nabla.Tensor) => x, deep as never)],
  ['graphOf: nested deeper', () => nabla.graphOf(() => deep)],
  ['vjp: nested deeper', () => nabla.vjp((x: nabla.Tensor) => x, deep as never)],
  ['vjp: a promise stands', () => nabla.vjp((x: nabla.Tensor) => [x, Promise.resolve()], nabla.tensor(1))],
  ['linearize: nested deeper', () => nabla.linearize((_: nabla.Tensor) => deep, nabla.tensor(1))],
  ['treeMap: nested deeper', () => nabla.treeMap((x) => x, 1, deep)],
  ['multiDot: an operand is [2]: they must', () => nabla.multiDot([[[1, 2]], [1, 2], [[1], [2]]])],
])('%s', (message, call) => {
  expect(call).toThrow(message)
})
