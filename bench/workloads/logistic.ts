import { grad, jit, type Tensor, tensor } from '../../src/index.ts'
import type { Implementation, Workload } from '../harness/workload.ts'

const inputs = () => ({ x: { shape: [], data: new Float32Array([0.5]) } })

export const workloads: Workload[] = [
  { name: 'logistic', title: 'gradient of the scalar logistic, grad', parameters: { backward: 0 }, inputs },
  {
    name: 'logistic-backward',
    title: 'gradient of the scalar logistic, backward',
    file: 'logistic',
    parameters: { backward: 1 },
    inputs,
  },
]

const logistic = (x: Tensor): Tensor => x.neg().exp().add(1).reciprocal()
const slope = grad(logistic) as (x: Tensor) => Tensor
const read = (value: number): number[] => [value]

function backward(value: number): Tensor {
  const x = tensor(value, { requiresGrad: true })
  logistic(x).backward()
  return x.grad!
}

export const nabla: Implementation = ({ x }, { backward: loop }) => {
  if (loop) return { run: () => backward(x!.data[0]!).item(), read }
  const at = tensor(x!.data[0]!)
  const compiled = jit(slope)
  return { run: () => compiled(at).item(), read }
}

export const lazy: Implementation = ({ x }, { backward: loop }) => {
  if (loop) return { run: () => backward(x!.data[0]!).item(), read }
  const at = tensor(x!.data[0]!)
  return { run: () => slope(at).item(), read }
}
