import { named, shown } from '../errors.ts'
import { add, type Tensor } from '../tensor/core.ts'
import { flatten, type Lifted } from '../tensor/tree.ts'
import { advance } from './algorithm.ts'
import { OptimizerError } from './errors.ts'
import { algorithmOf, type RuleOf } from './group.ts'
import { Optimizer } from './optimizer.ts'
import { float64, mapValues } from './variables.ts'

/** What a functional optimizer carries from step to step: a plain tree of tensors. */
export interface OptimizerState {
  /** Steps made so far, a float64 scalar. */
  readonly step: Tensor
  /** The numbers of the rule as float64 scalars; put another in to change it: `{ ...state, settings: { ...state.settings, lr } }`. */
  readonly settings: Readonly<Record<string, Tensor>>
  /** For each slot of the rule one tensor a parameter, in the order of the parameters' leaves. */
  readonly slots: Readonly<Record<string, readonly Tensor[]>>
}

/**
 * An optimizer without side effects. Parameters, gradients and state are trees of tensors, so `update` runs under
 * `jit`, `vmap` and `grad`.
 *
 * @example
 * const optimizer = adam(1e-3)
 * let state = optimizer.init(params)
 * const step = jit((params, state, x, y) => optimizer.update(grad(loss)(params, x, y), state, params))
 * ;({ params, state } = step(params, state, x, y))
 */
export interface FunctionalOptimizer<State = OptimizerState> {
  readonly name: string
  /** The state before the first step. */
  init(params: unknown): State
  /** The parameters and the state after a step. */
  update<P>(grads: unknown, state: State, params: P): { params: Lifted<P>; state: State }
}

/** A functional optimizer of this library, which has an object form too. */
export interface RuleOptimizer extends FunctionalOptimizer {
  /** The object form, over variables. */
  over(params: Iterable<Tensor>): Optimizer
}

const mapNames = <B>(record: object, f: (name: string) => B): Record<string, B> =>
  Object.fromEntries(Object.keys(record).map((name) => [name, f(name)]))

/** The functional form of a rule. */
export function functional<O extends object>(rule: RuleOf<O>, options: O): RuleOptimizer {
  const algorithm = algorithmOf('functional', rule, options)
  const { name } = algorithm
  return {
    name,
    over: (params) => new Optimizer<O>(params, options, rule) as unknown as Optimizer,
    init: named(name, (params) => {
      const flat = flatten(params)
      const slots = flat.leaves.map((leaf) => algorithm.slots(leaf))
      return {
        step: float64(0),
        settings: mapValues(algorithm.settings, float64),
        slots: mapNames(slots[0] ?? {}, (name) => slots.map((slot) => slot[name]!)),
      }
    }),
    update: named(name, <P>(grads: unknown, state: OptimizerState, params: P) => {
      const flat = flatten(params)
      const gradients = flatten(grads)
      const { step: before, settings, slots } = Object(state) as OptimizerState
      const count = flat.leaves.length
      if (
        before === undefined ||
        !settings ||
        !slots ||
        Object.values(slots).some((of) => of?.length !== count)
      )
        throw new OptimizerError(
          name,
          `the state is ${shown(state)}: it must be what init or the last update gave, for these parameters.`,
        )
      if (gradients.structure !== flat.structure)
        throw new OptimizerError(
          name,
          `the gradients are nested as ${gradients.structure}, the parameters as ${flat.structure}: they must be nested alike.`,
        )
      const step = add(before, 1)
      const updated = advance(
        algorithm,
        flat.leaves.map((parameter, i) => ({
          parameter,
          gradient: gradients.leaves[i]!,
          slots: mapValues(slots, (of) => of[i]!),
        })),
        settings,
        step,
      )
      return {
        params: flat.rebuild(updated.map(({ parameter }) => parameter)) as Lifted<P>,
        state: {
          step,
          settings,
          slots: mapNames(slots, (name) => updated.map((after) => after.slots[name]!)),
        },
      }
    }),
  }
}

/** Refuses what is no rate, nor options, as parameters in the place of them. */
export function checkRate(optimizer: string, lr: unknown): void {
  if (
    lr !== undefined &&
    typeof lr !== 'number' &&
    (typeof lr !== 'object' || lr === null || Symbol.iterator in lr)
  )
    throw new OptimizerError(
      optimizer,
      `lr is ${shown(lr)}: it must be a number, or the options. Over parameters: new ${optimizer}(model.parameters(), { lr }).`,
    )
}

/** How the factories take their options: `adam(1e-3)`, `adam({ lr: 1e-3, betas })` or `adam(1e-3, { betas })`. */
export const factory =
  <O extends { readonly lr?: number }>(rule: RuleOf<O>) =>
  (lr?: number | O, options?: O): RuleOptimizer => {
    checkRate(rule({} as O).name, lr)
    return functional(rule, typeof lr === 'number' ? ({ ...options, lr } as O) : ((lr ?? options ?? {}) as O))
  }
