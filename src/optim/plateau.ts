import { checkWord, optionsOf } from '../options.ts'
import type { Scheduled } from './schedulers.ts'

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

/** Reduces the learning rate when a metric has stopped improving: call `step(metric)` after each epoch. */
export class ReduceLROnPlateau {
  readonly #optimizer: Scheduled
  readonly #options: Required<PlateauOptions>
  #best: number
  #bad = 0
  #resting = 0

  constructor(optimizer: Scheduled, options?: PlateauOptions) {
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
    this.#best = this.#options.mode === 'min' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
  }

  #improves(metric: number): boolean {
    const { mode, threshold, thresholdMode } = this.#options
    const sign = mode === 'min' ? -1 : 1
    const bar = thresholdMode === 'rel' ? this.#best * (1 + sign * threshold) : this.#best + sign * threshold
    return mode === 'min' ? metric < bar : metric > bar
  }

  step(metric: number): void {
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

  stateDict(): { best: number; bad: number; resting: number } {
    return { best: this.#best, bad: this.#bad, resting: this.#resting }
  }
  loadStateDict({ best, bad, resting }: { best: number; bad: number; resting: number }): void {
    this.#best = best
    this.#bad = bad
    this.#resting = resting
  }
}
