import { describe, expect, test } from 'vitest'
import * as nabla from '../../src/index.ts'
import { type Tensor, tensor } from '../../src/index.ts'
import { GradcheckError, gradcheck, gradgradcheck } from '../../src/numeric/index.ts'

/** Public functions of one tensor, composed or not, at points where they are smooth. */
const smooth: Readonly<Record<string, readonly number[]>> = {
  softplus: [-3, -0.2, 0.4, 5],
  logSigmoid: [-3, -0.2, 0.4, 5],
  silu: [-3, -0.2, 0.4, 5],
  mish: [-3, -0.2, 0.4, 5],
  gelu: [-3, -0.2, 0.4, 5],
  elu: [-3, -0.2, 0.4, 5],
  selu: [-3, -0.2, 0.4, 5],
  celu: [-3, -0.2, 0.4, 5],
  softsign: [-3, -0.2, 0.4, 5],
  tanhshrink: [-3, -0.2, 0.4, 5],
  hardswish: [-2, 0.5, 2, 4],
  hardsigmoid: [-2, 0.5, 2, 4],
  relu: [-2, 0.5],
  leakyRelu: [-2, 0.5],
  relu6: [-1, 2, 7],
  softmax: [0.3, -1, 2],
  logSoftmax: [0.3, -1, 2],
  logsumexp: [0.3, -1, 2],
  layerNorm: [0.3, -1, 2, 0.7],
  normalize: [0.3, -1, 2],
  sum: [1, 2, 3],
  mean: [1, 2, 3],
  prod: [1, -2, 3],
  variance: [1, 2, 4],
  std: [1, 2, 4],
  vectorNorm: [1, -2, 2],
  amax: [1, 3, 2],
  amin: [1, 3, 2],
  cumsum: [1, 2, 3],
  cumprod: [1, 2, 3],
  logcumsumexp: [1, -2, 3],
  median: [3, 1, 2],
  sec: [0.3, 1],
  csc: [0.3, 1],
  cot: [0.3, 1],
  asec: [1.4, 3],
  acsc: [1.4, 3],
  acot: [0.4, 2],
  sech: [0.3, 1],
  csch: [0.3, 1],
  coth: [0.3, 1],
  asech: [0.3, 0.8],
  acsch: [0.4, 2],
  acoth: [1.4, 3],
  entr: [0.2, 2],
  logNdtr: [-4, 0.5],
  frac: [0.3, 1.4],
  deg2rad: [1, 2],
  sort: [3, 1, 2],
  diff: [1, 4, 9],
  flip: [1, 2],
  roll: [1, 2, 3],
  tril: [1, 2, 3, 4],
  square: [1, -2],
  cbrt: [1, 3],
}

/** Arguments after the tensor, where a function needs them. */
const further: Readonly<Record<string, readonly unknown[]>> = {
  softmax: [0],
  logSoftmax: [0],
  layerNorm: [[4]],
  cumsum: [0],
  cumprod: [0],
  logcumsumexp: [0],
  roll: [1],
}

describe('gradcheck of public functions: reverse, forward, their agreement, and under vmap', () => {
  test.each(Object.entries(smooth))('%s', (name, values) => {
    const f = (nabla as unknown as Record<string, (x: Tensor, ...rest: readonly unknown[]) => Tensor>)[name]!
    const shape = name === 'tril' ? [2, 2] : [values.length]
    const x = tensor([...values], { dtype: 'float64', shape })
    const apply = (input: Tensor): Tensor => f(input, ...(further[name] ?? []))
    gradcheck(apply, [x])
    gradgradcheck(apply, [x])
  })
})

test('gradcheck notices a wrong rule, and says where', () => {
  const wrong = nabla.customJvp(
    (x: Tensor) => x.sin(),
    ([x], [dx]) => x.cos().mul(dx).mul(1.001),
  )
  expect(() => gradcheck(wrong, [tensor([0.3, 0.5], { dtype: 'float64' })])).toThrow(GradcheckError)
})
