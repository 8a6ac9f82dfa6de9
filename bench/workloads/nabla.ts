import { type Tensor, tensor, type Variable, variable } from '../../src/index.ts'
import { Adam } from '../../src/optim/index.ts'
import type { Inputs, Work } from '../harness/workload.ts'

const own = (inputs: Inputs, name: string): Tensor =>
  tensor(inputs[name]!.data, { shape: inputs[name]!.shape })

export const tensors = (inputs: Inputs): Record<string, Tensor> =>
  Object.fromEntries(Object.keys(inputs).map((name) => [name, own(inputs, name)]))

/** The inputs of these names as variables to be learned. */
export const learned = (inputs: Inputs, names: readonly string[]): Record<string, Variable> =>
  Object.fromEntries(
    names.map((name) => [name, variable(inputs[name]!.data, { shape: inputs[name]!.shape })]),
  )

/** A training step as one writes it in PyTorch; `wrap` is `jit`, or nothing. */
export function training(
  loss: (...batch: Tensor[]) => Tensor,
  parameters: readonly Variable[],
  lr: number,
  batch: readonly Tensor[],
  wrap: (step: (...batch: Tensor[]) => Tensor) => (...batch: Tensor[]) => Tensor,
): Work {
  const optimizer = new Adam(parameters, { lr })
  const step = wrap((...given) => {
    optimizer.zeroGrad()
    const value = loss(...given)
    value.backward()
    optimizer.step()
    return value
  })
  return { run: () => step(...batch).item(), read: (value: number) => [value] }
}

/** The step as it is, run lazily. */
export const plain = <F>(step: F): F => step
