/** Hamiltonian Monte Carlo: a chain of samples from a posterior, all of it one program. */
import { grad, jit, random, scan, type Tensor, tensor, where } from 'nabla'

// heights that are measured with errors: the slope and the offset of a line, given the data
const x = tensor([0, 1, 2, 3, 4, 5])
const y = tensor([1.1, 2.9, 5.2, 6.8, 9.1, 10.9])
const sigma = 0.2
const energy = (q: Tensor): Tensor =>
  y
    .sub(x.mul(q.at(0)).add(q.at(1)))
    .div(sigma)
    .square()
    .sum()
    .add(q.square().sum().mul(0.01))
    .mul(0.5)
const force = grad(energy)

const [epsilon, jumps] = [0.03, 20]
/** The leapfrog rule: half a kick, a step, half a kick. */
const leap = ([q, p]: [Tensor, Tensor]): [[Tensor, Tensor], null] => {
  const half = p.sub(force(q).mul(epsilon / 2))
  const next = q.add(half.mul(epsilon))
  return [[next, half.sub(force(next).mul(epsilon / 2))], null]
}
const total = (q: Tensor, p: Tensor): Tensor => energy(q).add(p.square().sum().div(2))
const move = (q: Tensor, key: Tensor): [Tensor, { q: Tensor; accepted: Tensor }] => {
  const [forMomentum, forChoice] = random.split(key)
  const p = random.normal([2], 0, 1, { key: forMomentum! })
  const [[end, endP]] = scan(leap, [q, p], null, { length: jumps })
  const gain = total(q, p).sub(total(end, endP))
  const accepted = random.uniform([], 0, 1, { key: forChoice! }).log().less(gain)
  const kept = where(accepted, end, q)
  return [kept, { q: kept, accepted }]
}
const sample = jit((start: Tensor, keys: Tensor) => scan(move, start, keys)[1])

const { q, accepted } = sample(tensor([1, 1]), random.split(random.key(0), 2000))
const [slope, offset] = q.at('500:').mean(0)
console.log(`accepted ${(accepted.astype('float32').mean().item() * 100).toFixed(0)} %`)
console.log(`slope ${slope!.item().toFixed(2)}, offset ${offset!.item().toFixed(2)}`)
