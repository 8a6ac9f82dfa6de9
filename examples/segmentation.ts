/** A small U-Net learns to find discs in noisy pictures, by cross entropy and Dice loss. */
import { arange, concatenate, manualSeed, noGrad, random, type Tensor } from 'nabla'
import { dataset } from 'nabla/data'
import * as nn from 'nabla/nn'
import { adamw, CosineAnnealingLR } from 'nabla/optim'
import { fit } from 'nabla/train'

manualSeed(0)

/** Pictures [n, 1, 16, 16] of a disc in noise, and which pixels are of the disc. */
function discs(n: number, seed: number): [Tensor, Tensor] {
  const [place, noise] = random.split(random.key(seed)).unbind() as [Tensor, Tensor]
  const [x, y, r] = random.uniform([3, n, 1, 1], 0, 1, { key: place }).unbind() as [Tensor, Tensor, Tensor]
  const [row, column] = [arange(16).reshape(1, 16, 1), arange(16).reshape(1, 1, 16)]
  const away = column
    .sub(x.mul(8).add(4))
    .square()
    .add(row.sub(y.mul(8).add(4)).square())
  const inside = away.less(r.mul(2).add(2).square())
  const pixels = inside.astype('float32').add(random.normal([n, 16, 16], 0, 0.7, { key: noise }))
  return [pixels.unsqueeze(1), inside.astype('int32')]
}

const block = (inputs: number, outputs: number) =>
  nn.sequential(nn.conv2d(inputs, outputs, 3, { padding: 1 }), nn.batchNorm2d(outputs), nn.relu())

class UNet extends nn.Module {
  first = block(1, 8)
  second = block(8, 16)
  third = block(16, 16)
  pool = nn.maxPool2d(2)
  up = nn.convTranspose2d(16, 16, 2, { stride: 2 })
  fourth = block(32, 8)
  finer = nn.upsample({ scaleFactor: 2, mode: 'bilinear' })
  last = nn.sequential(block(16, 8), nn.conv2d(8, 2, 1))
  forward(x: Tensor): Tensor {
    const fine = this.first.forward(x)
    const middle = this.second.forward(this.pool.forward(fine))
    const coarse = this.up.forward(this.third.forward(this.pool.forward(middle)))
    const joined = this.fourth.forward(concatenate([middle, coarse], 1))
    return this.last.forward(concatenate([fine, this.finer.forward(joined)], 1))
  }
}

/** 1 - 2|A and B|/(|A| + |B|), with probabilities for A. */
function dice(logits: Tensor, target: Tensor): Tensor {
  const [p, t] = [logits.softmax(1).at(':', 1), target.astype('float32')]
  return p
    .mul(t)
    .sum([1, 2])
    .mul(-2)
    .div(p.add(t).sum([1, 2]))
    .add(1)
    .mean()
}

const model = new UNet()
await fit({
  model,
  objective: (logits: Tensor, target: Tensor) => nn.crossEntropy(logits, target).add(dice(logits, target)),
  optimizer: adamw(5e-3),
  scheduler: (optimizer) => new CosineAnnealingLR(optimizer, { tMax: 6 }),
  data: dataset(...discs(256, 1)),
  epochs: 6,
  seed: 0,
})
const [pictures, masks] = discs(64, 2)
const found = noGrad(() => model.eval().forward(pictures).argmax(1))
const both = found.logicalAnd(masks).sum().item()
const either = found.logicalOr(masks).sum().item()
console.log(`intersection over union ${((100 * both) / either).toFixed(1)} %`)
