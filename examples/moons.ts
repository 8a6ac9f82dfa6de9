/** JAX's way: parameters are plain data, the loss a plain function, and its gradient another function. */
import { jit, random, type Tensor, valueAndGrad } from 'nabla'
import { moons } from 'nabla/data'
import { bceWithLogits } from 'nabla/nn'
import { adam } from 'nabla/optim'

const [x, y] = moons(200, { noise: 0.1, seed: 1 }).all() as [Tensor, Tensor]
const targets = y.astype('float32')

const [k1, k2] = [1, 2].map((i) => random.foldIn(random.key(0), i))
let params = {
  hidden: { w: random.normal([2, 16], 0, 0.7, { key: k1! }), b: random.normal([16], 0, 0.1, { key: k1! }) },
  out: { w: random.normal([16], 0, 0.3, { key: k2! }) },
}
type Params = typeof params

const model = ({ hidden, out }: Params, points: Tensor) =>
  points.matmul(hidden.w).add(hidden.b).tanh().matmul(out.w)
const loss = (p: Params) => bceWithLogits(model(p, x), targets)

const optimizer = adam(0.05)
let state = optimizer.init(params)
const step = jit((p: Params, s: typeof state) => {
  const [value, grads] = valueAndGrad(loss)(p)
  return { value, ...optimizer.update(grads, s, p) }
})

for (let i = 1; i <= 200; i++) {
  const next = step(params, state)
  params = next.params
  state = next.state
  if (i % 50 === 0) console.log(`step ${i}: loss ${next.value.item().toFixed(4)}`)
}
const right = model(params, x).greater(0).equal(y.astype('bool')).astype('float32').mean()
console.log(`accuracy ${(right.item() * 100).toFixed(1)} %`)
