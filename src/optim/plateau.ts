import { shown } from '../errors.ts'
import { checkWord, optionsOf } from '../options.ts'
import { checkRange, OptimizerError } from './errors.ts'
import {
  checkScheduled,
  checkState,
  isCount,
  isNumberOrNull,
  isNumbers,
  PrintedScheduler,
} from './scheduler-state.ts'
import type { SavedScheduler, Scheduled } from './schedulers.ts'

export interface PlateauOptions {
  /** Whether a smaller or a larger metric is better ('min'). */
  readonly mode?: 'min' | 'max'
  /** What the rate is multiplied with (0.1). */
  readonly factor?: number
  /** How many steps without improvement are borne (10). */
  readonly patience?: number
  /** How much better counts as better (1e-4), relative ('rel') or absolute ('abs'). */
  readonly threshold?: number
  readonly thresholdMode?: 'rel' | 'abs'
  /** How many steps after a reduction are not counted (0). */
  readonly cooldown?: number
  /** The least rate, for all groups or one a group (0). */
  readonly minLr?: number | readonly number[]
  /** Smaller changes of the rate are not made (1e-8). */
  readonly eps?: number
}

export interface PlateauState {
  /** The best metric; null if there is none yet. */
  readonly best: number | null
  /** Steps without improvement. */
  readonly bad: number
  /** Steps left that are not counted. */
  readonly resting: number
  readonly rates: readonly number[]
}

/** Reduces the learning rate when a metric has stopped improving: call `step(metric)` after each epoch. */
export class ReduceLROnPlateau extends PrintedScheduler implements SavedScheduler<PlateauState> {
  readonly #optimizer: Scheduled
  readonly #options: Required<PlateauOptions>
  #best: number
  #bad = 0
  #resting = 0

  constructor(optimizer: Scheduled, options?: PlateauOptions) {
    super()
    checkScheduled('ReduceLROnPlateau', optimizer)
    this.#optimizer = optimizer
    this.#options = optionsOf('ReduceLROnPlateau', options, {
      mode: 'min',
      factor: 0.1,
      patience: 10,
      threshold: 1e-4,
      thresholdMode: 'rel',
      cooldown: 0,
      minLr: 0,
      eps: 1e-8,
    })
    checkWord('ReduceLROnPlateau', 'mode', this.#options.mode, ['min', 'max'])
    checkWord('ReduceLROnPlateau', 'thresholdMode', this.#options.thresholdMode, ['rel', 'abs'])
    const { factor, patience, threshold, cooldown, minLr, eps } = this.#options
    checkRange('ReduceLROnPlateau', { factor }, 0, 1)
    checkRange('ReduceLROnPlateau', { patience, threshold, cooldown, eps })
    const { length } = optimizer.groups
    if (typeof minLr !== 'number' && !isNumbers(length).holds(minLr))
      throw new OptimizerError(
        'ReduceLROnPlateau',
        `minLr is ${shown(minLr)}: it must be a number, or ${isNumbers(length).rule}.`,
      )
    this.#best = this.#worst
  }

  /** What anything is better than. */
  get #worst(): number {
    return this.#options.mode === 'min' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
  }
  #improves(metric: number): boolean {
    const { mode, threshold, thresholdMode } = this.#options
    const sign = mode === 'min' ? -1 : 1
    const bar = thresholdMode === 'rel' ? this.#best * (1 + sign * threshold) : this.#best + sign * threshold
    return mode === 'min' ? metric < bar : metric > bar
  }

  /** Takes the metric of an epoch. Throws: OptimizerError for what is no number; NaN is no improvement. */
  step(metric: number): void {
    if (typeof metric !== 'number')
      throw new OptimizerError(
        'ReduceLROnPlateau',
        `step was given ${metric === undefined ? 'nothing' : `a ${typeof metric}`}: give the metric, as scheduler.step(loss.item()).`,
      )
    const { patience, cooldown, factor, minLr, eps } = this.#options
    if (this.#improves(metric)) {
      this.#best = metric
      this.#bad = 0
    } else this.#bad++
    if (this.#resting > 0) {
      this.#resting--
      this.#bad = 0
    }
    if (this.#bad <= patience) return
    this.#optimizer.groups.forEach((group, i) => {
      const least = typeof minLr === 'number' ? minLr : minLr[i]!
      const reduced = Math.max(group.lr * factor, least)
      if (group.lr - reduced > eps) group.lr = reduced
    })
    this.#resting = cooldown
    this.#bad = 0
  }

  /** The rates as they are now, one a group. */
  lastLr(): number[] {
    return this.#optimizer.groups.map(({ lr }) => lr)
  }
  stateDict(): PlateauState {
    return {
      best: Number.isFinite(this.#best) ? this.#best : null,
      bad: this.#bad,
      resting: this.#resting,
      rates: this.lastLr(),
    }
  }
  /** Takes over what `stateDict` gave, and sets the rates. Throws: OptimizerError where it does not fit; then nothing has changed. */
  loadStateDict(state: PlateauState): void {
    const { groups } = this.#optimizer
    const { best, bad, resting, rates } = checkState('ReduceLROnPlateau', state, {
      best: isNumberOrNull,
      bad: isCount,
      resting: isCount,
      rates: isNumbers(groups.length),
    })
    this.#best = best ?? this.#worst
    this.#bad = bad
    this.#resting = resting
    groups.forEach((group, i) => {
      group.lr = rates[i]!
    })
  }
}
