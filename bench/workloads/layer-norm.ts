import { grad, jit, layerNorm, type Tensor } from '../../src/index.ts'
import { filled, uniform } from '../harness/numbers.ts'
import { type Implementation, sample, type Workload } from '../harness/workload.ts'
import { tensors } from './nabla.ts'

const inputs = () => ({
  x: uniform([1024, 1024], 4, 1),
  scale: uniform([1024], 1, 2),
  shift: filled([1024], 0.1),
  w: uniform([1024, 1024], 1, 3),
})

export const workloads: Workload[] = [
  { name: 'layer-norm', title: 'layer norm of 1024 rows of 1024', parameters: { gradient: 0 }, inputs },
  {
    name: 'layer-norm-grad',
    title: 'gradients of (layerNorm(x) w).sum() by x, scale, shift, 1024x1024',
    file: 'layer-norm',
    parameters: { gradient: 1 },
    // Sums of 1024 rounded terms of both signs.
    tolerance: 1e-3,
    inputs,
  },
]

const norm = (x: Tensor, weight: Tensor, bias: Tensor): Tensor => layerNorm(x, 1024, { weight, bias })
const weighted = (x: Tensor, scale: Tensor, shift: Tensor, w: Tensor): Tensor =>
  norm(x, scale, shift).mul(w).sum()

export const nabla: Implementation = (given, { gradient }) => {
  const { x, scale, shift, w } = tensors(given)
  const all = grad(weighted, { argnums: [0, 1, 2] })
  const f = jit((...args: [Tensor, Tensor, Tensor, Tensor]) =>
    gradient ? (all(...args) as unknown as Tensor[]) : [norm(args[0], args[1], args[2])],
  )
  return {
    run: () => f(x!, scale!, shift!, w!),
    read: (results: Tensor[]) => results.flatMap((y) => sample(y.data())),
  }
}
