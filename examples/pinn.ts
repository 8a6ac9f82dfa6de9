/** A network solves the heat equation u_t = u_xx/pi^2 on a rod: derivatives by its inputs stand in the loss that it learns by. */
import { grad, jit, manualSeed, random, stack, type Tensor, tensor, valueAndGrad, vmap } from 'nabla'
import * as nn from 'nabla/nn'
import { adam } from 'nabla/optim'

manualSeed(0)
const network = nn.sequential(nn.linear(2, 24), nn.tanh(), nn.linear(24, 24), nn.tanh(), nn.linear(24, 1))
type State = nn.StateDict

/** Temperatures: sin(pi x) at the start, 0 at both ends, whatever the network says. */
const u = (p: State, t: Tensor, x: Tensor): Tensor => {
  const free = nn.functionalCall(network, p, stack([t, x])).at(0)
  return x
    .mul(Math.PI)
    .sin()
    .add(t.mul(x).mul(x.neg().add(1)).mul(free))
}
const byTime = grad(u, { argnums: 1 })
const byPlaceTwice = grad(grad(u, { argnums: 2 }), { argnums: 2 })
const residual = (p: State, t: Tensor, x: Tensor): Tensor =>
  byTime(p, t, x).sub(byPlaceTwice(p, t, x).div(Math.PI ** 2))
const loss = (p: State, t: Tensor, x: Tensor): Tensor =>
  vmap(residual, { inAxes: [null, 0, 0] })(p, t, x)
    .square()
    .mean()

const optimizer = adam(0.01)
let params: State = network.stateDict()
let state = optimizer.init(params)
const step = jit((p: State, s: typeof state, key: Tensor) => {
  const [t, x] = random.uniform([2, 128], 0, 1, { key }) // other points each time
  const [value, grads] = valueAndGrad(loss)(p, t!, x!)
  return { value, ...optimizer.update(grads, s, p) }
})
for (let i = 1; i <= 400; i++) {
  const next = step(params, state, random.key(i))
  params = next.params
  state = next.state
  if (i % 100 === 0) console.log(`step ${i}: loss ${next.value.item().toFixed(5)}`)
}
// the solution is exp(-t) sin(pi x)
const [t, x] = [0.5, 0.5]
const error = u(params, tensor(t), tensor(x)).item() - Math.exp(-t) * Math.sin(Math.PI * x)
console.log(`error at t = ${t}, x = ${x}: ${Math.abs(error).toExponential(1)}`)
