import { jit, type Tensor, tensor, valueAndGrad } from '../../src/index.ts'
import { characterLoss } from '../../test/adbench/lstm.ts'
import { labels, uniform } from '../harness/numbers.ts'
import { type Implementation, type Input, sample, type Workload } from '../harness/workload.ts'

const [layers, bits, count] = [2, 14, 1024]

const double = ({ shape, data }: Input): Input => ({ shape, data: Float64Array.from(data) })

export const workloads: Workload[] = [
  {
    name: 'adbench-lstm',
    title: "ADBench's LSTM, 2 layers, 1024 characters of 14 bits, float64: value and gradient",
    tolerance: 1e-9,
    inputs: () => ({
      main: double(uniform([2 * layers, 4 * bits], 1, 1)),
      extra: double(uniform([3, bits], 1, 2)),
      state: double(uniform([2 * layers, bits], 1, 3)),
      sequence: double(labels([count, bits], 2, 4)),
    }),
  },
]

const rows = ({ shape, data }: Input): number[][] =>
  Array.from({ length: shape[0]! }, (_, i) => [...data.subarray(i * shape[1]!, (i + 1) * shape[1]!)])

export const nabla: Implementation = (inputs) => {
  const parameters = ['main', 'extra'].map((name) =>
    tensor(inputs[name]!.data, { dtype: 'float64', shape: inputs[name]!.shape }),
  ) as [Tensor, Tensor]
  const [state, sequence] = [rows(inputs['state']!), rows(inputs['sequence']!)]
  const objective = characterLoss({ layers, bits, main: [], extra: [], state, sequence })
  const f = jit(valueAndGrad(objective, { argnums: [0, 1] }) as never) as unknown as (
    ...args: Tensor[]
  ) => [Tensor, Tensor[]]
  return {
    run: () => f(...parameters),
    read: ([value, slopes]: [Tensor, Tensor[]]) => [value, ...slopes].flatMap((y) => sample(y.data())),
  }
}
