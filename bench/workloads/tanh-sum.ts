import { jit, type Tensor } from '../../src/index.ts'
import { uniform } from '../harness/numbers.ts'
import type { Implementation, Workload } from '../harness/workload.ts'
import { tensors } from './nabla.ts'

export const workloads: Workload[] = [
  {
    name: 'tanh-sum',
    title: 'tanh(2x+1).sum(), 1e6 elements, float32',
    file: 'tanh-sum',
    inputs: () => ({ x: uniform([1_000_000], 3, 1) }),
  },
]

const f = (x: Tensor): Tensor => x.mul(2).add(1).tanh().sum()

export const nabla: Implementation = (inputs) => {
  const x = tensors(inputs)['x']!
  const compiled = jit(f)
  return { run: () => compiled(x).item(), read: (value: number) => [value] }
}

export const lazy: Implementation = (inputs) => {
  const x = tensors(inputs)['x']!
  return { run: () => f(x).item(), read: (value: number) => [value] }
}
