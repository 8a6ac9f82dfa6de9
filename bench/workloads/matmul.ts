import { jit, type Tensor } from '../../src/index.ts'
import { uniform } from '../harness/numbers.ts'
import { type Implementation, sample, type Workload } from '../harness/workload.ts'
import { tensors } from './nabla.ts'

export const workloads: Workload[] = [128, 256, 512, 1024].map((n) => ({
  name: `matmul-${n}`,
  title: `matmul ${n}x${n}, float32`,
  file: 'matmul',
  flops: 2 * n ** 3,
  parameters: { n },
  inputs: () => ({ a: uniform([n, n], 1, 1), b: uniform([n, n], 1, 2) }),
}))

export const nabla: Implementation = (inputs) => {
  const { a, b } = tensors(inputs)
  const product = jit((x: Tensor, y: Tensor) => x.matmul(y))
  return { run: () => product(a!, b!), read: (c: Tensor) => sample(c.data()) }
}

export const lazy: Implementation = (inputs) => {
  const { a, b } = tensors(inputs)
  return { run: () => a!.matmul(b!).eval(), read: (c: Tensor) => sample(c.data()) }
}
