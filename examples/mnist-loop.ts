/** The same as mnist-fit.ts with the loop written by hand, as in PyTorch. */
import { jit, manualSeed, noGrad, type Tensor } from 'nabla'
import { DataLoader } from 'nabla/data'
import { loadMnist } from 'nabla/data/node'
import * as nn from 'nabla/nn'
import { Adam } from 'nabla/optim'

manualSeed(0)
const { train, test } = await loadMnist()
const model = nn.sequential(nn.linear(784, 128), nn.relu(), nn.linear(128, 10))
const optimizer = new Adam(model.parameters(), { lr: 2e-3 })

const step = jit((x: Tensor, y: Tensor) => {
  optimizer.zeroGrad()
  const loss = nn.crossEntropy(model.forward(x), y)
  loss.backward()
  optimizer.step()
  return loss
})

const batches = new DataLoader(train, { batchSize: 64, shuffle: true, seed: 0 })
for (let epoch = 1; epoch <= 3; epoch++) {
  let total = 0
  for (const [x, y] of batches) total += step(x, y).item()
  console.log(`epoch ${epoch}: loss ${(total / batches.length).toFixed(4)}`)
}
const [x, y] = test.all() as [Tensor, Tensor]
const right = noGrad(() => model.eval().forward(x).argmax(1).equal(y).sum())
console.log(`test accuracy ${((right.item() / test.length) * 100).toFixed(2)} %`)
