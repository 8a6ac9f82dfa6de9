import { shown } from '../errors.ts'
import { Module, parameters } from '../nn/index.ts'
import { walk } from '../nn/walk.ts'
import { noGrad, type Tensor, type Variable } from '../tensor/core.ts'
import { TrainingError } from './errors.ts'

/** Anything with a way forward: a module, a plain class with a `forward` method, or a function. */
export type Model = { forward(...inputs: Tensor[]): Tensor } | ((...inputs: Tensor[]) => Tensor)

export const run = (model: Model, inputs: readonly Tensor[]): Tensor =>
  typeof model === 'function' ? model(...inputs) : model.forward(...inputs)

/** Refuses what has no way forward. Throws: TrainingError. */
export function checkModel(operation: string, model: Model): void {
  const way: unknown = typeof model === 'function' ? !model.prototype?.forward && model : model?.forward
  if (typeof way !== 'function')
    throw new TrainingError(
      `${operation}: the model is ${shown(model)}: it must be a function or have a method forward(x), as nn.linear(2, 1) has.`,
    )
}

/** The variables that are learned; for a function they cannot be found. */
export const parametersOf = (model: Model): Variable[] =>
  typeof model === 'function' ? [] : parameters(model)

/** Runs `f` with all modules in training or in evaluation, and puts them back. */
export function inMode<T>(model: Model, training: boolean, f: () => T): T {
  const modules =
    typeof model === 'function'
      ? []
      : [...walk(model)].map(([, part]) => part).filter((part) => part instanceof Module)
  const before = modules.map((module) => module.training)
  for (const module of modules) module.training = training
  try {
    return f()
  } finally {
    modules.forEach((module, i) => {
      module.training = before[i]!
    })
  }
}

/** Runs `f` as in evaluation: no dropout, running statistics, no history. */
export const evaluating = <T>(model: Model, f: () => T): T => inMode(model, false, () => noGrad(f))

/** A batch taken apart: the last column is the target, the others are what the model is given. */
export function parts(
  operation: string,
  batch: readonly Tensor[],
): { inputs: readonly Tensor[]; target: Tensor } {
  if (!Array.isArray(batch) || batch.length < 2)
    throw new TrainingError(
      `${operation}: a batch is ${shown(batch)}: it needs inputs and a target, as dataset(x, y) gives them.`,
    )
  return { inputs: batch.slice(0, -1), target: batch.at(-1)! }
}
