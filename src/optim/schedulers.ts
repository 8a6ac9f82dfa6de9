import { optionsOf } from '../options.ts'
import { checkCounts, checkFactors, checkFunction, checkNumbers, OptimizerError } from './errors.ts'
import * as rules from './schedule-rules.ts'
import { checkScheduled, checkState, isCount, isNumbers, PrintedScheduler } from './scheduler-state.ts'

/** What a scheduler changes: anything with groups that have a learning rate. */
export interface Scheduled {
  readonly groups: readonly { lr: number; initialLr: number | undefined }[]
}

/** What can be stepped. */
export interface Scheduler {
  step(): void
}

/** What can be saved too, as plain data that JSON keeps. */
export interface SavedScheduler<State = unknown> {
  stateDict(): State
  loadStateDict(state: State): void
}

export interface SchedulerState {
  readonly steps: number
  readonly rates: readonly number[]
  readonly bases: readonly number[]
}

/**
 * Changes an optimizer's learning rates after each epoch (or step): call `step()` then. The first rate is set at once.
 * Rates reach compiled steps as values; nothing is compiled again.
 */
export class LRScheduler extends PrintedScheduler implements Scheduler, SavedScheduler<SchedulerState> {
  readonly optimizer: Scheduled
  #bases: number[]
  #steps = 0
  readonly #rule: rules.RateRule

  constructor(optimizer: Scheduled, rule: rules.RateRule) {
    super()
    checkScheduled(this.constructor.name, optimizer)
    this.optimizer = optimizer
    this.#rule = rule
    this.#bases = optimizer.groups.map((group) => (group.initialLr ??= group.lr))
    this.move()
  }

  /** How many steps have been made. */
  get steps(): number {
    return this.#steps
  }
  /** The rates as they are now, one a group. */
  lastLr(): number[] {
    return this.optimizer.groups.map(({ lr }) => lr)
  }
  /** Sets the next rates. */
  step(): void {
    this.#steps++
    this.move()
  }
  /** Begins again from the base rates. */
  restart(): void {
    this.#steps = 0
    this.optimizer.groups.forEach((group, i) => {
      group.lr = this.#base(i)
    })
    this.move()
  }
  protected move(): void {
    this.optimizer.groups.forEach((group, i) => {
      group.lr = this.#rule(group.lr, this.#steps, this.#base(i), i)
    })
  }
  /** The rate that a group starts from; that of a group which was added later is its own. */
  #base(i: number): number {
    const group = this.optimizer.groups[i]!
    return (this.#bases[i] ??= group.initialLr ??= group.lr)
  }
  stateDict(): SchedulerState {
    return {
      steps: this.#steps,
      rates: this.lastLr(),
      bases: this.optimizer.groups.map((_, i) => this.#base(i)),
    }
  }
  /** Takes over what `stateDict` gave, and sets the rates. Throws: OptimizerError where it does not fit; then nothing has changed. */
  loadStateDict(state: SchedulerState): void {
    const { groups } = this.optimizer
    const { steps, rates, bases } = checkState(this.constructor.name, state, {
      steps: isCount,
      rates: isNumbers(groups.length),
      bases: isNumbers(groups.length),
    })
    this.#steps = steps
    this.#bases = [...bases]
    groups.forEach((group, i) => {
      group.lr = rates[i]!
    })
  }
}

/** base * lrLambda(t) */
export class LambdaLR extends LRScheduler {
  constructor(optimizer: Scheduled, options: { lrLambda: (t: number) => number }) {
    const { lrLambda } = optionsOf('LambdaLR', options, { lrLambda: undefined })
    checkFunction('LambdaLR', 'lrLambda', lrLambda)
    super(optimizer, rules.lambdaRule(lrLambda))
  }
}
/** The rate before, times lrLambda(t). */
export class MultiplicativeLR extends LRScheduler {
  constructor(optimizer: Scheduled, options: { lrLambda: (t: number) => number }) {
    const { lrLambda } = optionsOf('MultiplicativeLR', options, { lrLambda: undefined })
    checkFunction('MultiplicativeLR', 'lrLambda', lrLambda)
    super(optimizer, rules.multiplicativeRule(lrLambda))
  }
}
/** Times gamma every `stepSize` steps. */
export class StepLR extends LRScheduler {
  constructor(optimizer: Scheduled, options: { stepSize: number; gamma?: number }) {
    const { stepSize, gamma } = optionsOf('StepLR', options, { stepSize: undefined, gamma: 0.1 })
    checkCounts('StepLR', { stepSize })
    checkNumbers('StepLR', { gamma })
    super(optimizer, rules.stepRule(stepSize, gamma))
  }
}
/** Times gamma at each milestone. */
export class MultiStepLR extends LRScheduler {
  constructor(optimizer: Scheduled, options: { milestones: readonly number[]; gamma?: number }) {
    const { milestones, gamma } = optionsOf('MultiStepLR', options, { milestones: undefined, gamma: 0.1 })
    if (!Array.isArray(milestones))
      throw new OptimizerError('MultiStepLR', `milestones is ${milestones}: it must be a list of steps.`)
    checkNumbers('MultiStepLR', { gamma })
    super(optimizer, rules.multiStepRule(milestones, gamma))
  }
}
/** Times `factor` for the first `totalIters` steps; with 0 of them never (PyTorch: for ever). */
export class ConstantLR extends LRScheduler {
  constructor(optimizer: Scheduled, options?: { factor?: number; totalIters?: number }) {
    const { factor, totalIters } = optionsOf('ConstantLR', options, { factor: 1 / 3, totalIters: 5 })
    checkFactors('ConstantLR', { factor })
    checkCounts('ConstantLR', { totalIters }, 0)
    super(optimizer, rules.constantRule(factor, totalIters))
  }
}
/** A factor that goes in a line from `startFactor` to `endFactor` in `totalIters` steps: a warm-up, which there is none of in 0. */
export class LinearLR extends LRScheduler {
  constructor(
    optimizer: Scheduled,
    options?: { startFactor?: number; endFactor?: number; totalIters?: number },
  ) {
    const { startFactor, endFactor, totalIters } = optionsOf('LinearLR', options, {
      startFactor: 1 / 3,
      endFactor: 1,
      totalIters: 5,
    })
    checkFactors('LinearLR', { startFactor })
    checkNumbers('LinearLR', { endFactor })
    checkCounts('LinearLR', { totalIters }, 0)
    super(optimizer, rules.linearRule(startFactor, endFactor, totalIters))
  }
}
/** Times gamma at every step. */
export class ExponentialLR extends LRScheduler {
  constructor(optimizer: Scheduled, options: { gamma: number }) {
    const { gamma } = optionsOf('ExponentialLR', options, { gamma: undefined })
    checkNumbers('ExponentialLR', { gamma })
    super(optimizer, rules.exponentialRule(gamma))
  }
}
/** (1 - t/totalIters)^power */
export class PolynomialLR extends LRScheduler {
  constructor(optimizer: Scheduled, options?: { totalIters?: number; power?: number }) {
    const { totalIters, power } = optionsOf('PolynomialLR', options, { totalIters: 5, power: 1 })
    checkNumbers('PolynomialLR', { totalIters, power })
    super(optimizer, rules.polynomialRule(totalIters, power))
  }
}
/** Half a cosine down to `etaMin` in `tMax` steps, and back; never below 0 (PyTorch's may be, where schedulers are chained). */
export class CosineAnnealingLR extends LRScheduler {
  constructor(optimizer: Scheduled, options: { tMax: number; etaMin?: number }) {
    const { tMax, etaMin } = optionsOf('CosineAnnealingLR', options, { tMax: undefined, etaMin: 0 })
    checkCounts('CosineAnnealingLR', { tMax })
    checkNumbers('CosineAnnealingLR', { etaMin })
    super(optimizer, rules.cosineRule(tMax, etaMin))
  }
}
/** Half cosines that begin again, each `tMult` times as long as the one before. */
export class CosineAnnealingWarmRestarts extends LRScheduler {
  constructor(optimizer: Scheduled, options: { t0: number; tMult?: number; etaMin?: number }) {
    const { t0, tMult, etaMin } = optionsOf('CosineAnnealingWarmRestarts', options, {
      t0: undefined,
      tMult: 1,
      etaMin: 0,
    })
    checkCounts('CosineAnnealingWarmRestarts', { t0, tMult })
    checkNumbers('CosineAnnealingWarmRestarts', { etaMin })
    super(optimizer, rules.warmRestartsRule(t0, tMult, etaMin))
  }
}
