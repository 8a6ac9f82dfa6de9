import { requireFunction, shown } from '../errors.ts'
import { nodesMade } from '../graph/node.ts'
import { noGrad, Tensor, type Variable } from '../tensor/core.ts'
import { called } from '../tensor/operands.ts'
import { assume, updating } from '../tensor/trace.ts'
import { OptimizerError } from './errors.ts'
import { algorithmOf, ParameterGroup, type RuleOf } from './group.ts'
import { type LoadedStateDict, loadState, type OptimizerStateDict, saveState } from './state.ts'
import type { Change } from './step.ts'
import { assignAll } from './variables.ts'

/** Parameters with options of their own. */
export type GroupOptions<O> = O & { readonly params: Iterable<Tensor> | Tensor }
/** What an optimizer updates: variables, or groups of them with options that differ. */
export type Parameters<O> = Iterable<Tensor> | Iterable<GroupOptions<O>>

/** What an optimizer is to update, as a list. Throws: OptimizerError where it is none: a model, nothing. */
export function listOf<T>(optimizer: string, params: Iterable<T> | Tensor): (T | Tensor)[] {
  if (params instanceof Tensor) return [params]
  const list = params?.[Symbol.iterator] ? [...params] : []
  if (list.length === 0)
    throw new OptimizerError(
      optimizer,
      `the parameters are ${shown(params)}: give model.parameters(), a list of variables, or groups [{ params, lr }].`,
    )
  return list
}

/**
 * The object form of an optimizer, as in PyTorch: it reads `.grad` of its parameters and gives them new values.
 * Everything that a step changes is computed together; tensors read before keep their values.
 */
export class Optimizer<O extends object = object> {
  readonly groups: ParameterGroup<O>[] = []
  readonly defaults: O
  readonly #ruleOf: RuleOf<O>
  /** That of the rule: those of classes do not outlive a minifier. */
  readonly #name: string

  constructor(params: Parameters<O>, options: O, ruleOf: RuleOf<O>) {
    // refuses what are no options before they are spread
    this.#name = algorithmOf('Optimizer', ruleOf, options).name
    this.defaults = options
    this.#ruleOf = ruleOf
    const list = listOf(this.#name, params as Iterable<Tensor | GroupOptions<O>>)
    if (list.every((item) => item instanceof Tensor)) this.addGroup({ params: list as Tensor[], ...options })
    else for (const group of list as GroupOptions<O>[]) this.addGroup({ ...options, ...group })
  }

  /** Takes further parameters in, with options of their own. Throws: OptimizerError for one that is in already. */
  addGroup(group: GroupOptions<O>): void {
    const { params, ...options } = Object(group) as GroupOptions<O>
    const list = listOf(this.#name, params) as Tensor[]
    const all: Tensor[] = [...this.parameters, ...list]
    if (new Set(all).size < all.length)
      throw new OptimizerError(this.#name, 'a parameter stands in the lists twice: name each once.')
    this.groups.push(new ParameterGroup(list, { ...this.defaults, ...options } as unknown as O, this.#ruleOf))
  }

  get parameters(): Variable[] {
    return this.groups.flatMap((group) => group.parameters)
  }

  /** The learning rate, of the first group where there are several; one that is set is that of all. */
  get lr(): number {
    return this.groups[0]!.lr
  }
  set lr(value: number) {
    for (const group of this.groups) group.lr = value
  }

  /** Forgets the gradients. */
  zeroGrad(): void {
    for (const { members } of this.groups) for (const { parameter } of members) parameter.grad = undefined
  }

  /**
   * Makes one step along the gradients in `.grad`; parameters without one are left as they are.
   * `closure`, if given, computes the loss and its gradients first, and the loss is returned.
   */
  step(): void
  step(closure: () => Tensor): Tensor
  step(closure?: () => Tensor): Tensor | undefined {
    const operation = `${this.#name}.step`
    if (closure !== undefined) requireFunction(operation, closure, 'what computes the loss')
    const loss = closure && called(operation, closure, [])
    noGrad(() => updating(() => this.#update()))
    return loss
  }

  #update(): void {
    const changes: Change[] = []
    const start = nodesMade()
    const { length } = this.groups
    assume(() => this.groups.length === length)
    for (const group of this.groups) {
      const { kind, cohorts } = group
      assume(() => group.kind === kind && group.cohorts === cohorts)
      for (const cohort of group.stepping()) changes.push(...group.advance(cohort))
    }
    assignAll(changes as [Variable, Tensor][], ({ node }) => node.id >= start)
  }

  toString(): string {
    const [only, ...more] = this.groups.map(({ members, lr, options }) =>
      Object.entries({ parameters: members.length, lr, ...options })
        .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
        .join(', '),
    )
    const rows = more.length > 0 && [only, ...more].map((row, i) => `\n  (${i}): ${row}`)
    return `${this.constructor.name}(${rows ? `${rows.join('')}\n` : only})`
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** What the optimizer remembers, with parameters by their place in the groups. */
  stateDict(): OptimizerStateDict<O> {
    return saveState(this.groups)
  }

  /** Takes over what `stateDict` gave. Throws: OptimizerError where it does not fit; then nothing has changed. */
  loadStateDict(state: LoadedStateDict<O>): void {
    loadState(this.#name, this.groups, state)
  }
}
