import { shown } from '../errors.ts'
import { optionsOf } from '../options.ts'
import { OptimizerError } from './errors.ts'
import { checkState, isCount, isList, PrintedScheduler } from './scheduler-state.ts'
import type { LRScheduler, SavedScheduler, Scheduled, Scheduler, SchedulerState } from './schedulers.ts'

/** Refuses what is no list of schedulers. */
function checkSchedulers<T extends Scheduler>(name: string, schedulers: readonly T[]): readonly T[] {
  if (
    Array.isArray(schedulers) &&
    schedulers.length > 0 &&
    schedulers.every((each) => typeof each?.step === 'function')
  )
    return schedulers
  throw new OptimizerError(
    name,
    'there are no schedulers: give a list of them, as [new LinearLR(...), new StepLR(...)].',
  )
}

export interface SequentialState {
  readonly steps: number
  readonly schedulers: readonly SchedulerState[]
}

/** One scheduler after the other; the next begins, from its base rates, at each milestone. */
export class SequentialLR extends PrintedScheduler implements Scheduler, SavedScheduler<SequentialState> {
  readonly #optimizer: Scheduled
  readonly #schedulers: readonly LRScheduler[]
  readonly #milestones: readonly number[]
  #steps = 0

  constructor(
    optimizer: Scheduled,
    options: { schedulers: readonly LRScheduler[]; milestones: readonly number[] },
  ) {
    super()
    const { schedulers, milestones } = optionsOf('SequentialLR', options, {
      schedulers: [],
      milestones: [],
    })
    this.#optimizer = optimizer
    this.#schedulers = checkSchedulers('SequentialLR', schedulers)
    this.#milestones = milestones
    if (
      !Array.isArray(milestones) ||
      milestones.some((step, i) => !Number.isInteger(step) || step <= (i === 0 ? 0 : milestones[i - 1]!))
    )
      throw new OptimizerError(
        'SequentialLR',
        `milestones are ${shown(milestones)}: they must be whole numbers > 0 that grow, the steps at which the next one begins.`,
      )
    if (schedulers.length !== milestones.length + 1)
      throw new OptimizerError(
        'SequentialLR',
        `${schedulers.length} schedulers and ${milestones.length} milestones: there must be one milestone between any two.`,
      )
    this.#schedulers[0]!.restart()
  }
  /** How many steps have been made. */
  get steps(): number {
    return this.#steps
  }
  /** The rates as they are now, one a group. */
  lastLr(): number[] {
    return this.#optimizer.groups.map(({ lr }) => lr)
  }
  step(): void {
    this.#steps++
    const at = this.#at()
    const scheduler = this.#schedulers[at]!
    if (at > 0 && this.#milestones[at - 1] === this.#steps) scheduler.restart()
    else scheduler.step()
  }
  /** Which scheduler's turn it is. */
  #at(): number {
    return this.#milestones.filter((milestone) => milestone <= this.#steps).length
  }
  stateDict(): SequentialState {
    return { steps: this.#steps, schedulers: this.#schedulers.map((scheduler) => scheduler.stateDict()) }
  }
  /** Takes over what `stateDict` gave, and sets the rates. Throws: OptimizerError where it does not fit. */
  loadStateDict(state: SequentialState): void {
    const own = this.#schedulers
    const { steps, schedulers } = checkState('SequentialLR', state, {
      steps: isCount,
      schedulers: isList(own.length),
    })
    this.#steps = steps
    // the one whose turn it is sets the rates, so it comes last
    const at = this.#at()
    for (const [i, scheduler] of own.entries()) if (i !== at) scheduler.loadStateDict(schedulers[i]!)
    own[at]!.loadStateDict(schedulers[at]!)
  }
}

const isSaved = (scheduler: Scheduler): scheduler is Scheduler & SavedScheduler =>
  'stateDict' in scheduler && 'loadStateDict' in scheduler

export interface ChainedState {
  readonly schedulers: readonly unknown[]
}

/** Several schedulers at once, each changing what the one before left. */
export class ChainedScheduler implements Scheduler, SavedScheduler<ChainedState> {
  readonly #schedulers: readonly Scheduler[]
  constructor(schedulers: readonly Scheduler[]) {
    this.#schedulers = checkSchedulers('ChainedScheduler', schedulers)
  }
  toString(): string {
    return `ChainedScheduler(${this.#schedulers.join(', ')})`
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
  step(): void {
    for (const scheduler of this.#schedulers) scheduler.step()
  }
  #saved(): (Scheduler & SavedScheduler)[] {
    return this.#schedulers.map((scheduler, i) => {
      if (isSaved(scheduler)) return scheduler
      throw new OptimizerError(
        'ChainedScheduler',
        `scheduler ${i} has no stateDict and loadStateDict: give it both to save and resume it.`,
      )
    })
  }
  stateDict(): ChainedState {
    return { schedulers: this.#saved().map((scheduler) => scheduler.stateDict()) }
  }
  /** Takes over what `stateDict` gave, and sets the rates. Throws: OptimizerError where it does not fit. */
  loadStateDict(state: ChainedState): void {
    const own = this.#saved()
    const { schedulers } = checkState('ChainedScheduler', state, { schedulers: isList(own.length) })
    own.forEach((scheduler, i) => {
      scheduler.loadStateDict(schedulers[i])
    })
  }
}
