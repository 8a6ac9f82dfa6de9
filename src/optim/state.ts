import { sameShape } from '../graph/shape.ts'
import { astype, Tensor, type TensorLike, tensor, type Variable } from '../tensor/core.ts'
import { OptimizerError } from './errors.ts'
import type { Cohort, ParameterGroup } from './group.ts'
import { assignAll, hold, mapValues } from './variables.ts'

/** What an optimizer remembers, as plain data and tensors. */
export interface OptimizerStateDict<O = object> {
  readonly groups: readonly SavedGroup<O>[]
  /** For each parameter, by its number: the steps it has made, and the rule's slots. */
  readonly state: Readonly<Record<number, SavedParameter>>
}
export interface SavedGroup<O = object> {
  readonly options: Readonly<O>
  readonly initialLr?: number
  /** The numbers of its parameters. */
  readonly params: readonly number[]
}
export interface SavedParameter {
  readonly step: Tensor
  readonly slots: Readonly<Record<string, Tensor>>
}

export function saveState<O extends object>(groups: readonly ParameterGroup<O>[]): OptimizerStateDict<O> {
  const state: Record<number, SavedParameter> = {}
  let count = 0
  const ofGroups = groups.map((group): SavedGroup<O> => {
    const params = group.members.map((member) => {
      const cohort = group.cohorts.find(({ members }) => members.includes(member))!
      state[count] = { step: cohort.step.detach(), slots: mapValues(member.slots, (slot) => slot.detach()) }
      return count++
    })
    const { options, initialLr } = group
    return { options, params, ...(initialLr === undefined ? {} : { initialLr }) }
  })
  const saved = { groups: ofGroups, state }
  // the console shows it down to the slots, which lie deeper than it looks
  return Object.defineProperty({ ...saved }, Symbol.for('nodejs.util.inspect.custom'), {
    value: (_: unknown, options: object, inspect: (x: object, options: object) => string) =>
      inspect(saved, { ...options, depth: 4 }),
  })
}

/** A state to load: what `saveState` gave, or what JSON made of it, with nested arrays in place of tensors. */
export interface LoadedStateDict<O = object> {
  readonly groups: readonly SavedGroup<O>[]
  readonly state: Readonly<
    Record<number, { readonly step: TensorLike; readonly slots: Readonly<Record<string, TensorLike>> }>
  >
}

/** Checks everything first, so that a state that does not fit changes nothing. */
export function loadState<O extends object>(
  optimizer: string,
  groups: readonly ParameterGroup<O>[],
  saved: LoadedStateDict<O>,
): void {
  const fail = (message: string): never => {
    throw new OptimizerError(optimizer, `loadStateDict: ${message}`)
  }
  if (
    !Array.isArray(saved?.groups) ||
    !saved.groups.every((group) => Array.isArray(group?.params)) ||
    !saved.state
  )
    fail('the state has no groups: it must be what stateDict() gave.')
  const sizes = groups.map(({ members }) => members.length).join()
  const given = saved.groups.map(({ params }) => params.length).join()
  if (sizes !== given) fail(`the state is of groups with ${given} parameters, this optimizer has ${sizes}.`)
  const changes: [Variable, Tensor][] = []
  const cohorts = groups.map((group, g) => {
    const bySteps = new Map<number, Cohort>()
    group.members.forEach((member, i) => {
      const id = saved.groups[g]!.params[i]!
      const own = saved.state[id]?.slots ? saved.state[id] : fail(`parameter ${id} has no state.`)
      for (const [name, slot] of Object.entries(member.slots)) {
        const given = own.slots[name] ?? fail(`parameter ${id} has no ${name}.`)
        const value = given instanceof Tensor ? given : tensor(given, { dtype: slot.dtype })
        if (!sameShape(value.shape, slot.shape))
          fail(
            `${name} of parameter ${id} has shape [${value.shape.join()}] instead of [${slot.shape.join()}].`,
          )
        changes.push([slot, astype(value, slot.dtype)])
      }
      const step = tensor(own.step, { dtype: 'float64' })
      const steps = step.item()
      const cohort = bySteps.get(steps) ?? { step: hold(step), members: [], bodies: [] }
      cohort.members.push(member)
      bySteps.set(steps, cohort)
    })
    return [...bySteps.values()]
  })
  const sets = groups.map((group, g) => group.prepared(saved.groups[g]!.options))
  groups.forEach((group, g) => {
    sets[g]!()
    group.initialLr = saved.groups[g]!.initialLr
    group.cohorts = cohorts[g]!
  })
  assignAll(changes)
}
