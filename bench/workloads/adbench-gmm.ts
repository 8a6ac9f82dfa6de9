import { jit, type Tensor, tensor, valueAndGrad } from '../../src/index.ts'
import { gmm } from '../../test/adbench/gmm.ts'
import { uniform } from '../harness/numbers.ts'
import { type Implementation, type Input, sample, type Workload } from '../harness/workload.ts'

const [d, k, n, gamma, m] = [10, 10, 1000, 1, 0]

/** The same numbers in float64. */
const double = ({ shape, data }: Input): Input => ({ shape, data: Float64Array.from(data) })

export const workloads: Workload[] = [
  {
    name: 'adbench-gmm',
    title:
      "ADBench's Gaussian mixture, 10 dimensions, 10 Gaussians, 1000 points, float64: value and gradient",
    tolerance: 1e-9,
    inputs: () => ({
      alphas: double(uniform([k], 1, 1)),
      means: double(uniform([k, d], 1, 2)),
      icf: double(uniform([k, d + (d * (d - 1)) / 2], 1, 3)),
      x: double(uniform([n, d], 2, 4)),
    }),
  },
]

const rows = ({ shape, data }: Input): number[][] =>
  Array.from({ length: shape[0]! }, (_, i) => [...data.subarray(i * shape[1]!, (i + 1) * shape[1]!)])

export const nabla: Implementation = (inputs) => {
  const parameters = ['alphas', 'means', 'icf'].map((name) =>
    tensor(inputs[name]!.data, { dtype: 'float64', shape: inputs[name]!.shape }),
  ) as [Tensor, Tensor, Tensor]
  const objective = gmm({ d, k, n, gamma, m, x: rows(inputs['x']!), alphas: [], means: [], icf: [] })
  const f = jit(valueAndGrad(objective, { argnums: [0, 1, 2] }) as never) as unknown as (
    ...args: Tensor[]
  ) => [Tensor, Tensor[]]
  return {
    run: () => f(...parameters),
    read: ([value, slopes]: [Tensor, Tensor[]]) => [value, ...slopes].flatMap((y) => sample(y.data())),
  }
}
