import { shown } from '../errors.ts'
import { noGrad, type Tensor, type Variable, zerosLike } from '../tensor/core.ts'
import { flatten } from '../tensor/tree.ts'
import { OptimizerError } from './errors.ts'
import type { FunctionalOptimizer } from './functional.ts'
import { listOf } from './optimizer.ts'
import { assignAll, checkVariable, hold } from './variables.ts'

/** What a training loop needs of an optimizer. */
export interface Stepper {
  readonly parameters: readonly Variable[]
  step(): void
  zeroGrad(): void
}

/** Any functional optimizer over variables: its state is kept in variables too, so that a step can be compiled. */
export class BoundOptimizer<State> implements Stepper {
  readonly parameters: readonly Variable[]
  readonly optimizer: FunctionalOptimizer<State>
  readonly #state: { readonly variables: readonly Variable[]; rebuild(leaves: readonly Tensor[]): unknown }

  constructor(optimizer: FunctionalOptimizer<State>, params: Iterable<Tensor>) {
    if (typeof optimizer?.init !== 'function' || typeof optimizer.update !== 'function')
      throw new OptimizerError(
        'BoundOptimizer',
        `the optimizer is ${shown(optimizer)}: it must have init and update, as adam(1e-3).`,
      )
    this.optimizer = optimizer
    this.parameters = listOf(optimizer.name, params).map((parameter) =>
      checkVariable(optimizer.name, parameter),
    )
    const { leaves, rebuild } = flatten(optimizer.init([...this.parameters]))
    this.#state = { variables: leaves.map(hold), rebuild }
  }
  zeroGrad(): void {
    for (const parameter of this.parameters) parameter.grad = undefined
  }
  /** Parameters without a gradient count as having a zero one. */
  step(): void {
    noGrad(() => {
      const { variables, rebuild } = this.#state
      const grads = this.parameters.map((parameter) => parameter.grad ?? zerosLike(parameter))
      const after = this.optimizer.update(grads, rebuild(variables) as State, [...this.parameters])
      const values = [...flatten(after.params).leaves, ...flatten(after.state).leaves]
      assignAll([...this.parameters, ...variables].map((variable, i) => [variable, values[i]!] as const))
    })
  }
}
