import { crossEntropy, jit, linear, relu, type Tensor } from '../../src/index.ts'
import { labels, uniform, weights } from '../harness/numbers.ts'
import type { Implementation, Inputs, Work, Workload } from '../harness/workload.ts'
import { learned, plain, tensors, training } from './nabla.ts'

export const workloads: Workload[] = [
  {
    name: 'mlp',
    title: 'MLP 784-128-10, batch 128, Adam step',
    steps: 5,
    inputs: () => ({
      x: uniform([128, 784], 1, 1),
      y: labels([128], 10, 2),
      w1: weights([128, 784], 784, 3),
      b1: weights([128], 784, 4),
      w2: weights([10, 128], 128, 5),
      b2: weights([10], 128, 6),
    }),
  },
]

function step(inputs: Inputs, wrap: Parameters<typeof training>[4]): Work {
  const { x, y } = tensors(inputs)
  const { w1, b1, w2, b2 } = learned(inputs, ['w1', 'b1', 'w2', 'b2'])
  const loss = (x: Tensor, y: Tensor): Tensor => crossEntropy(linear(relu(linear(x, w1!, b1!)), w2!, b2!), y)
  return training(loss as (...batch: Tensor[]) => Tensor, [w1!, b1!, w2!, b2!], 1e-4, [x!, y!], wrap)
}

export const nabla: Implementation = (inputs) => step(inputs, jit)
export const lazy: Implementation = (inputs) => step(inputs, plain)
