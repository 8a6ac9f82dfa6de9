/** What an epoch came to. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number
  /** The mean loss over the epoch, while it was learned. */
  readonly loss: number
  readonly metrics: Readonly<Record<string, number>>
  /** Loss and metrics on the validation data after the epoch. */
  readonly validation?: Readonly<Record<string, number>>
  readonly seconds: number
}

export interface StepRecord {
  readonly epoch: number
  /** Batches done in the whole run. */
  readonly step: number
  readonly loss: number
}

/** What is called on the way. A call that returns (or resolves to) false ends the run. */
export interface Callback {
  onStep?(record: StepRecord): void | false | Promise<void | false>
  onEpoch?(record: EpochRecord): void | false | Promise<void | false>
}

/** The same, of which Node prints the metrics of each epoch too, which stand a level deeper than it goes. */
export const shownDeep = <T extends object>(result: T): T =>
  Object.defineProperty(result, Symbol.for('nodejs.util.inspect.custom'), {
    value: (_: number, options: object, inspect: (value: object, options: object) => string) =>
      inspect({ ...result }, { ...options, depth: 3 }),
  })

/** What a run came to. */
export interface FitResult {
  readonly history: readonly EpochRecord[]
  /** Whole epochs that were made. */
  readonly epochs: number
  readonly steps: number
  /** Why it ended. */
  readonly reason: 'finished' | 'aborted' | 'earlyStopping' | 'callback'
  readonly seconds: number
}
