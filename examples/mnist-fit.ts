/** A multi-layer perceptron learns MNIST: given the model, the objective and the optimizer, the rest is automatic. */
import { manualSeed } from 'nabla'
import { loadMnist } from 'nabla/data/node'
import * as nn from 'nabla/nn'
import { adam } from 'nabla/optim'
import { evaluate, fit } from 'nabla/train'

manualSeed(0)
const { train, test } = await loadMnist()
const model = nn.sequential(nn.linear(784, 128), nn.relu(), nn.linear(128, 10))

await fit({
  model,
  objective: nn.crossEntropy,
  optimizer: adam(2e-3),
  data: train,
  epochs: 3,
  batchSize: 64,
  metrics: ['accuracy'],
  seed: 0,
  progress: true,
})
const { accuracy } = await evaluate(model, test, { metrics: ['accuracy'] })
console.log(`test accuracy ${(accuracy! * 100).toFixed(2)} %`)
