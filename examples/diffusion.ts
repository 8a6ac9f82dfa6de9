/** A diffusion model (DDPM) learns to draw moons: it predicts the noise in noisy points, and takes it away step by step. */
import {
  arange,
  concatenate,
  cumprod,
  jit,
  linspace,
  manualSeed,
  noGrad,
  random,
  type Tensor,
  where,
} from 'nabla'
import { moons } from 'nabla/data'
import * as nn from 'nabla/nn'
import { Adam } from 'nabla/optim'

manualSeed(0)
const steps = 40
const beta = linspace(1e-3, 0.2, steps)
const kept = cumprod(beta.neg().add(1), 0) // how much of the signal is left after t steps

/** Sines and cosines of the time, by which the network tells how noisy its points are. */
const embedded = (t: Tensor): Tensor => {
  const angles = t.astype('float32').unsqueeze(1).mul(arange(8).astype('float32').mul(-0.6).exp())
  return concatenate([angles.sin(), angles.cos()], 1)
}
class Denoiser extends nn.Module {
  net = nn.sequential(nn.linear(18, 64), nn.silu(), nn.linear(64, 64), nn.silu(), nn.linear(64, 2))
  forward(x: Tensor, t: Tensor): Tensor {
    return this.net.forward(concatenate([x, embedded(t)], 1))
  }
}

const [raw] = moons(512, { noise: 0.05, seed: 1 }).all() as [Tensor, Tensor]
const points = raw.sub(raw.mean(0)).div(raw.std(0)).eval()
const model = new Denoiser()
const average = new Denoiser().requireGrad(false) // what draws: an exponential average of the weights
average.loadStateDict(model.stateDict())
const optimizer = new Adam(model.parameters(), { lr: 3e-3 })

const step = jit(() => {
  const t = random.randint(0, steps, [512])
  const noise = random.normal([512, 2])
  const left = kept.take(t).unsqueeze(1)
  const noisy = points.mul(left.sqrt()).add(noise.mul(left.neg().add(1).sqrt()))
  optimizer.zeroGrad()
  const loss = nn.mse(model.forward(noisy, t), noise)
  loss.backward()
  optimizer.step()
  const learned = model.parameters()
  noGrad(() => {
    for (const [i, w] of average.parameters().entries()) w.assign(w.lerp(learned[i]!, 0.01))
  })
  return loss
})
for (let i = 1; i <= 2000; i++) {
  const loss = step()
  if (i % 500 === 0) console.log(`step ${i}: loss ${loss.item().toFixed(3)}`)
}

/** One step back: without the noise that is predicted, and with a little new noise but in the last. */
const back = jit((x: Tensor, t: Tensor) => {
  const [b, left] = [beta.take(t), kept.take(t)]
  const predicted = average.forward(x, t.expand([x.shape[0]!]))
  const mean = x.sub(predicted.mul(b.div(left.neg().add(1).sqrt()))).div(b.neg().add(1).sqrt())
  return where(t.greater(0), mean.add(random.normal(x.shape).mul(b.sqrt())), mean)
})
let drawn: Tensor = random.normal([200, 2])
for (let t = steps - 1; t >= 0; t--) drawn = back(drawn, arange(t, t + 1).at(0))
const distance = drawn.cdist(points).min(1).mean().item()
console.log(`drawn points are ${distance.toFixed(3)} from the nearest one of the data`)
