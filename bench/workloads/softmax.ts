import { grad, jit, softmax, type Tensor } from '../../src/index.ts'
import { uniform } from '../harness/numbers.ts'
import { type Implementation, sample, type Workload } from '../harness/workload.ts'
import { tensors } from './nabla.ts'

const inputs = () => ({ x: uniform([1024, 1024], 4, 1), w: uniform([1024, 1024], 1, 2) })

export const workloads: Workload[] = [
  { name: 'softmax', title: 'softmax of 1024 rows of 1024', parameters: { gradient: 0 }, inputs },
  {
    name: 'softmax-grad',
    title: 'gradient of (softmax(x) w).sum(), 1024x1024',
    file: 'softmax',
    parameters: { gradient: 1 },
    inputs,
  },
]

const weighted = (x: Tensor, w: Tensor): Tensor => softmax(x, -1).mul(w).sum()

export const nabla: Implementation = (given, { gradient }) => {
  const { x, w } = tensors(given)
  const f = jit((x: Tensor, w: Tensor) => (gradient ? (grad(weighted)(x, w) as Tensor) : softmax(x, -1)))
  return { run: () => f(x!, w!), read: (y: Tensor) => sample(y.data()) }
}
