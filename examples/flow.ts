/** A normalizing flow (RealNVP) learns the density of moons: invertible layers whose volume is known, so its likelihood is exact. */
import { jit, manualSeed, noGrad, random, type Tensor, tensor } from 'nabla'
import { moons } from 'nabla/data'
import * as nn from 'nabla/nn'
import { Adam, clipGradNorm } from 'nabla/optim'

manualSeed(0)

/** Scales and shifts one coordinate by functions of the other: y = x exp(s) + t, with log|det| = s. */
class Coupling extends nn.Module {
  readonly mask
  readonly net = nn.sequential(nn.linear(2, 32), nn.tanh(), nn.linear(32, 32), nn.tanh(), nn.linear(32, 4))
  constructor(mask: number[]) {
    super()
    this.mask = nn.buffer(tensor(mask))
  }
  #scaleAndShift(x: Tensor): Tensor[] {
    const free = this.mask.neg().add(1)
    const [s, t] = this.net.forward(x.mul(this.mask)).split(2, 1) as [Tensor, Tensor]
    return [s.tanh().mul(free), t.mul(free)]
  }
  forward(x: Tensor): Tensor[] {
    const [s, t] = this.#scaleAndShift(x) as [Tensor, Tensor]
    return [x.mul(s.exp()).add(t), s.sum(1)]
  }
  inverse(y: Tensor): Tensor {
    const [s, t] = this.#scaleAndShift(y) as [Tensor, Tensor]
    return y.sub(t).mul(s.neg().exp())
  }
}
class Flow extends nn.Module {
  readonly layers = [0, 1, 0, 1, 0, 1].map((i) => new Coupling([i, 1 - i]))
  /** log p(x) = log N(f(x); 0, 1) + log|det f'(x)| */
  forward(x: Tensor): Tensor {
    let [z, logDet] = [x, x.sum(1).mul(0)]
    for (const layer of this.layers) {
      const [y, more] = layer.forward(z) as [Tensor, Tensor]
      z = y
      logDet = logDet.add(more)
    }
    return logDet.sub(z.square().sum(1).mul(0.5)).sub(Math.log(2 * Math.PI))
  }
  draw(count: number): Tensor {
    return this.layers.reduceRight((y, layer) => layer.inverse(y), random.normal([count, 2]))
  }
}

const [points] = moons(512, { noise: 0.08, seed: 1 }).all() as [Tensor, Tensor]
const flow = new Flow()
const optimizer = new Adam(flow.parameters(), { lr: 4e-3 })
const step = jit(() => {
  optimizer.zeroGrad()
  const loss = flow.forward(points).mean().neg()
  loss.backward()
  clipGradNorm(flow.parameters(), 5)
  optimizer.step()
  return loss
})
let loss = Number.NaN
for (let i = 1; i <= 800; i++) {
  loss = step().item()
  if (i % 200 === 0) console.log(`step ${i}: ${loss.toFixed(3)} nats`)
}
const drawn = noGrad(() => flow.draw(200))
const distance = drawn.cdist(points).min(1).mean().item()
console.log(
  `${loss.toFixed(2)} nats; drawn points are ${distance.toFixed(3)} from the nearest one of the data`,
)
