import { conv2d, crossEntropy, jit, linear, maxPool2d, relu, type Tensor } from '../../src/index.ts'
import { labels, uniform, weights } from '../harness/numbers.ts'
import type { Implementation, Inputs, Work, Workload } from '../harness/workload.ts'
import { learned, plain, tensors, training } from './nabla.ts'

export const workloads: Workload[] = [
  {
    name: 'cnn',
    title: 'CNN: 3x3 convolutions 1-16-32 with relu and pooling, linear; 64 images of 28x28, Adam step',
    steps: 3,
    inputs: () => ({
      x: uniform([64, 1, 28, 28], 1, 1),
      y: labels([64], 10, 2),
      w1: weights([16, 1, 3, 3], 9, 3),
      b1: weights([16], 9, 4),
      w2: weights([32, 16, 3, 3], 144, 5),
      b2: weights([32], 144, 6),
      w3: weights([10, 1568], 1568, 7),
      b3: weights([10], 1568, 8),
    }),
  },
]

const names = ['w1', 'b1', 'w2', 'b2', 'w3', 'b3']

function step(inputs: Inputs, wrap: Parameters<typeof training>[4]): Work {
  const { x, y } = tensors(inputs)
  const own = learned(inputs, names)
  const layer = (x: Tensor, i: number): Tensor =>
    maxPool2d(relu(conv2d(x, own[`w${i}`]!, own[`b${i}`]!, { padding: 1 })), 2)
  const loss = (x: Tensor, y: Tensor): Tensor =>
    crossEntropy(linear(layer(layer(x, 1), 2).flatten(1), own['w3']!, own['b3']!), y)
  return training(loss as (...batch: Tensor[]) => Tensor, Object.values(own), 1e-4, [x!, y!], wrap)
}

export const nabla: Implementation = (inputs) => step(inputs, jit)
export const lazy: Implementation = (inputs) => step(inputs, plain)
