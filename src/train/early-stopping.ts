import { loadStateDict, type StateDict, stateDict } from '../nn/index.ts'
import { checkWord, optionsOf } from '../options.ts'
import { TrainingError } from './errors.ts'
import type { Model } from './model.ts'
import type { EpochRecord } from './records.ts'

export interface EarlyStopping {
  /** What is watched: 'loss', a metric, or one of the validation's as 'validation.loss' (that one if there is a validation). */
  readonly monitor?: string
  /** Whether smaller is better; by default for all but 'accuracy'. */
  readonly mode?: 'min' | 'max'
  /** How many epochs without improvement are borne (3). */
  readonly patience?: number
  /** How much better counts as better (0). */
  readonly minDelta?: number
  /** Puts the best weights back at the end (true). */
  readonly restoreBest?: boolean
}

const watchOptions = (options: EarlyStopping) =>
  optionsOf('earlyStopping', options, {
    monitor: undefined,
    mode: undefined,
    patience: 3,
    minDelta: 0,
    restoreBest: true,
  })

/** Watches a number from epoch to epoch. */
export class Watch {
  readonly #options: ReturnType<typeof watchOptions>
  #best: number | undefined
  #state: StateDict | undefined
  #waited = 0

  constructor(options: EarlyStopping, metrics: readonly string[], validates: boolean) {
    this.#options = watchOptions(options)
    const { monitor, mode, patience, minDelta } = this.#options
    if (mode !== undefined) checkWord('earlyStopping', 'mode', mode, ['min', 'max'])
    if (!(patience >= 0))
      throw new TrainingError(`earlyStopping: patience is ${patience}: it must be a number of epochs >= 0.`)
    if (!(minDelta >= 0))
      throw new TrainingError(`earlyStopping: minDelta is ${minDelta}: it must be a number >= 0.`)
    const own = ['loss', ...metrics]
    const names = [...own, ...(validates ? own.map((name) => `validation.${name}`) : [])]
    if (monitor !== undefined) checkWord('earlyStopping', 'monitor', monitor, names)
  }

  /** Whether it is time to stop. */
  see(record: EpochRecord, model: Model): boolean {
    const {
      monitor = record.validation ? 'validation.loss' : 'loss',
      patience,
      minDelta,
      restoreBest,
    } = this.#options
    const [name, from] = monitor.startsWith('validation.')
      ? [monitor.slice(11), record.validation]
      : [monitor, record.metrics]
    const value = (name === 'loss' && from === record.metrics ? record.loss : from?.[name!])!
    const { mode = name === 'accuracy' ? 'max' : 'min' } = this.#options
    // NaN is never better, not even than nothing
    const better =
      (this.#best === undefined && !Number.isNaN(value)) ||
      (mode === 'min' ? value < this.#best! - minDelta : value > this.#best! + minDelta)
    if (better) {
      this.#best = value
      this.#waited = 0
      if (restoreBest && typeof model !== 'function') this.#state = stateDict(model)
      return false
    }
    return ++this.#waited >= patience
  }
  restore(model: Model): void {
    if (this.#state) loadStateDict(model, this.#state)
  }
}
