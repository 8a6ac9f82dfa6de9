import { crossEntropy, jit, linear, lstm, type Tensor, zeros } from '../../src/index.ts'
import { labels, uniform, weights } from '../harness/numbers.ts'
import type { Implementation, Inputs, Work, Workload } from '../harness/workload.ts'
import { learned, plain, tensors, training } from './nabla.ts'

const [time, batch, features, hidden] = [32, 32, 64, 128]
const layer = (inputs: number, i: number): Inputs => ({
  [`w${i}`]: weights([4 * hidden, inputs], hidden, 10 * i),
  [`u${i}`]: weights([4 * hidden, hidden], hidden, 10 * i + 1),
  [`b${i}`]: weights([4 * hidden], hidden, 10 * i + 2),
  [`c${i}`]: weights([4 * hidden], hidden, 10 * i + 3),
})

export const workloads: Workload[] = [
  {
    name: 'lstm',
    title: 'LSTM of 2 layers, 64 features, 128 hidden, 32 steps, batch 32, Adam step',
    steps: 3,
    inputs: () => ({
      x: uniform([time, batch, features], 1, 1),
      y: labels([batch], 10, 2),
      ...layer(features, 1),
      ...layer(hidden, 2),
      w3: weights([10, hidden], hidden, 3),
      b3: weights([10], hidden, 4),
    }),
  },
]

const names = ['w1', 'u1', 'b1', 'c1', 'w2', 'u2', 'b2', 'c2', 'w3', 'b3']

function step(inputs: Inputs, wrap: Parameters<typeof training>[4]): Work {
  const { x, y } = tensors(inputs)
  const own = learned(inputs, names)
  const over = (x: Tensor, i: number): Tensor =>
    lstm(x, [zeros([batch, hidden]), zeros([batch, hidden])], {
      inputWeight: own[`w${i}`]!,
      hiddenWeight: own[`u${i}`]!,
      inputBias: own[`b${i}`]!,
      hiddenBias: own[`c${i}`]!,
    }).output
  const loss = (x: Tensor, y: Tensor): Tensor =>
    crossEntropy(linear(over(over(x, 1), 2).index(-1), own['w3']!, own['b3']!), y)
  return training(loss as (...batch: Tensor[]) => Tensor, Object.values(own), 1e-4, [x!, y!], wrap)
}

export const nabla: Implementation = (inputs) => step(inputs, jit)
export const lazy: Implementation = (inputs) => step(inputs, plain)
