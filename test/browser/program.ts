import {
  conv2d,
  crossEntropy,
  grad,
  layerNorm,
  linear,
  maxPool2d,
  mseLoss,
  relu,
  sigmoid,
  softmax,
  type Tensor,
  tensor,
  valueAndGrad,
  variable,
} from '../../src/index.ts'
import { Adam } from '../../src/optim/index.ts'

/** The same numbers on every machine. */
function numbers(count: number, seed: number): Float32Array {
  let state = seed
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 31 - 1
  })
}

const input = (shape: number[], seed: number): Tensor =>
  tensor(
    numbers(
      shape.reduce((a, b) => a * b, 1),
      seed,
    ),
    { shape },
  )

/** Losses of some steps of a network, large enough for threads. */
function training(): number[] {
  const [x, y] = [input([256, 64], 1), tensor(Int32Array.from({ length: 256 }, (_, i) => i % 10))]
  const weights = [[128, 64], [128], [10, 128], [10]].map((shape, i) =>
    variable(input(shape, i + 2).mul(0.1)),
  )
  const optimizer = new Adam(weights, { lr: 1e-2 })
  return Array.from({ length: 10 }, () => {
    optimizer.zeroGrad()
    const [w1, b1, w2, b2] = weights as unknown as [Tensor, Tensor, Tensor, Tensor]
    const loss = crossEntropy(linear(relu(linear(x, w1, b1)), w2, b2), y)
    loss.backward()
    optimizer.step()
    return loss.item()
  })
}

/** Some numbers of each kind of work. */
export function run(): Record<string, number[]> {
  const x = tensor(0.5, { dtype: 'float64' })
  const image = input([8, 4, 16, 16], 7)
  const filter = input([8, 4, 3, 3], 8)
  const convolved = (w: Tensor): Tensor =>
    maxPool2d(relu(conv2d(image, w, undefined, { padding: 1 })), 2)
      .square()
      .mean()
  const [value, slope] = valueAndGrad(convolved)(filter) as [Tensor, Tensor]
  return {
    logistic: [grad((x: Tensor) => sigmoid(x))(x).item(), grad(grad((x: Tensor) => sigmoid(x)))(x).item()],
    training: training(),
    convolution: [value.item(), ...slope.reshape([-1]).data()],
    norms: [
      ...softmax(layerNorm(input([512, 512], 9), 512), -1)
        .sum(0)
        .data(),
    ],
    reduction: [input([1_000_000], 10).mul(2).add(1).tanh().sum().item()],
  }
}

/** Steps of a small network in one synchronous loop; `mark` is called after the first tenth and at the end. */
export function loop(steps: number, mark: () => void): number {
  const w1 = variable(input([4, 16], 1))
  const w2 = variable(input([16, 1], 2))
  const optimizer = new Adam([w1, w2], { lr: 1e-3 })
  const x = input([8, 4], 3)
  const y = x.sum(1, { keepdims: true })
  let last = 0
  for (let i = 0; i < steps; i++) {
    if (i === steps / 10) mark()
    optimizer.zeroGrad()
    const loss = mseLoss(x.matmul(w1).tanh().matmul(w2), y)
    loss.backward()
    optimizer.step()
    if (i % 1000 === 999) last = loss.item()
  }
  mark()
  return last
}
