import { requireFunction } from '../errors.ts'
import { recordsSources } from '../graph/node.ts'
import { type Tensor, Variable } from '../tensor/core.ts'
import { isTracing } from '../tensor/trace.ts'
import type { Algorithm } from './algorithm.ts'
import { OptimizerError } from './errors.ts'
import { bodyOf, type Change, changesOf, type StepBody } from './step.ts'
import { checkVariable, float64, hold, mapValues } from './variables.ts'

/** Turns options into the rule that they describe. */
export type RuleOf<O> = (options: O) => Algorithm

/** What options make of a rule. Throws: NablaError for what is none. */
export function algorithmOf<O>(operation: string, ruleOf: RuleOf<O>, options: O): Algorithm {
  requireFunction(operation, ruleOf, 'the rule')
  const algorithm = ruleOf(options)
  requireFunction(operation, algorithm?.slots, 'slots of the rule')
  return algorithm
}

/** Parameters that have made the same number of steps, which they count together. */
export interface Cohort {
  readonly step: Variable
  members: Member[]
  /** Their steps as they were traced, some members each, by the first of these. */
  readonly bodies: (StepBody | undefined)[]
}

/** A parameter and what the rule remembers of it. */
export interface Member {
  readonly parameter: Variable
  readonly slots: Record<string, Variable>
}

/** Members of one operation: more of them are several, so that a program can be cut between them. */
const mostMembers = 32

/** A term with a factor of 0 is left out of a step, so a number counts by whether it is 0. */
const kindOf = (options: object): string =>
  JSON.stringify(options, (_, value: unknown) => (typeof value === 'number' ? value === 0 : value))

const scalar = (value: number): Variable => hold(float64(value))

/** Parameters that share options. */
export class ParameterGroup<O extends object> {
  readonly members: readonly Member[]
  /** The learning rate that schedulers start from. */
  initialLr: number | undefined = undefined
  /** @internal */
  cohorts: Cohort[]
  readonly #ruleOf: RuleOf<O>
  #options: O
  #algorithm: Algorithm
  #kind: string
  readonly #settings: Record<string, Variable>

  constructor(parameters: readonly Tensor[], options: O, ruleOf: RuleOf<O>) {
    this.#ruleOf = ruleOf
    this.#options = options
    this.#algorithm = algorithmOf('ParameterGroup', ruleOf, options)
    this.#kind = kindOf(options)
    this.#settings = mapValues(this.#algorithm.settings, scalar)
    this.members = parameters.map((parameter) => ({
      parameter: checkVariable(this.#algorithm.name, parameter),
      slots: mapValues(this.#algorithm.slots(parameter), hold),
    }))
    this.cohorts = [{ step: scalar(0), members: [...this.members], bodies: [] }]
  }

  get parameters(): Variable[] {
    return this.members.map(({ parameter }) => parameter)
  }
  /** The options as they are now. Change them with `set`. */
  get options(): Readonly<O> {
    return this.#options
  }
  get algorithm(): Algorithm {
    return this.#algorithm
  }
  /** The rule's numbers, as the variables that its formulas read. */
  get settings(): Readonly<Record<string, Variable>> {
    return this.#settings
  }
  /** What of the options decides which operations a step is made of: all but the sizes of numbers. @internal */
  get kind(): string {
    return this.#kind
  }
  get lr(): number {
    return this.#algorithm.settings['lr']!
  }
  set lr(value: number) {
    this.set({ lr: value } as unknown as Partial<O>)
  }

  /**
   * Changes options between steps. Numbers reach a compiled step without compiling it again, unless
   * one becomes 0 or no longer is.
   * Throws: OptimizerError for an option by which more would be remembered of each parameter, after the first step.
   */
  set(changes: Partial<O>): void {
    this.prepared(changes)()
  }
  /** Checks options, and gives what sets them. @internal */
  prepared(changes: Partial<O>): () => void {
    const options = { ...this.#options, ...changes }
    const algorithm = this.#ruleOf(options)
    const names = Object.keys(algorithm.slots(float64(0)))
    const missing = names.filter((name) => this.members.some(({ slots }) => !(name in slots)))
    if (missing.length > 0 && this.cohorts.some(({ step }) => step.item() > 0))
      throw new OptimizerError(
        algorithm.name,
        `the changed options need ${missing.join(', ')} for each parameter, which this optimizer does not hold: make a new optimizer.`,
      )
    return () => {
      for (const { parameter, slots } of missing.length > 0 ? this.members : []) {
        const fresh = algorithm.slots(parameter)
        for (const name of missing) slots[name] = hold(fresh[name]!)
      }
      this.#options = options
      this.#algorithm = algorithm
      this.#kind = kindOf(options)
      for (const [name, value] of Object.entries(algorithm.settings))
        this.#settings[name]!.rebind(float64(value).node)
    }
  }

  /** The new values of a cohort's count, parameters and slots, by the gradients in `.grad`. @internal */
  advance({ step: before, members: all, bodies }: Cohort): Change[] {
    const changes: Change[] = []
    for (let from = 0; from < all.length; from += mostMembers) {
      const members = all
        .slice(from, from + mostMembers)
        .map(({ parameter, slots }) => ({ parameter, gradient: parameter.grad!, slots }))
      const step = { members, settings: this.#settings, before }
      const known =
        isTracing() || recordsSources()
          ? undefined
          : (bodies[from]?.(this.#kind, step) ??
            (bodies[from] = bodyOf(this.#kind, this.#algorithm, step))(this.#kind, step))
      const made = known ?? changesOf(this.#algorithm, step)
      // they have one count
      changes.push(...made.slice(from && 1))
    }
    return changes
  }

  /** The cohorts with a gradient; parameters without one stay behind and are counted apart from then on. */
  stepping(): Cohort[] {
    const after: Cohort[] = []
    const going: Cohort[] = []
    for (const cohort of this.cohorts) {
      const ready = cohort.members.filter(({ parameter }) => parameter.grad)
      if (ready.length === cohort.members.length) going.push(cohort)
      else if (ready.length > 0) {
        cohort.step.current.store?.share()
        const split = { step: new Variable(cohort.step.current), members: ready, bodies: [] }
        // what a trace has given the count already; another call traces anew, with two cohorts
        if (isTracing()) split.step.assign(cohort.step.detach())
        cohort.members = cohort.members.filter((member) => !ready.includes(member))
        after.push(split)
        going.push(split)
      }
      after.push(cohort)
    }
    if (after.length > this.cohorts.length) this.cohorts = after
    return going
  }
}
