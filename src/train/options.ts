import type { Objective } from '../nn/index.ts'
import type { FunctionalOptimizer, RuleOptimizer, Scheduled, Stepper } from '../optim/index.ts'
import type { EarlyStopping } from './early-stopping.ts'
import type { Data } from './evaluate.ts'
import type { Signal } from './host.ts'
import type { Metrics } from './metrics.ts'
import type { Model } from './model.ts'
import type { Reporter } from './progress.ts'
import type { Callback } from './records.ts'

export interface FitOptions {
  /** A module, a plain object with `forward`, or a function (then the optimizer must be an object over its variables). */
  readonly model: Model
  /** The loss from output and target: `nn.crossEntropy`. */
  readonly objective: Objective
  /** `adam(1e-3)`, or an optimizer over the model's parameters. */
  readonly optimizer: RuleOptimizer | FunctionalOptimizer<unknown> | Stepper
  /** A dataset of inputs and targets, or batches of them. */
  readonly data: Data
  /** Passes over the data (1). */
  readonly epochs?: number
  /** Examples in a step (32). */
  readonly batchSize?: number
  /** Takes the examples in another order each epoch (true). */
  readonly shuffle?: boolean
  /** Measured after each epoch. */
  readonly validation?: Data
  /** Names or functions: `['accuracy']`, `{ accuracy, error: (output, target) => ... }`. */
  readonly metrics?: Metrics
  readonly callbacks?: readonly Callback[]
  readonly earlyStopping?: EarlyStopping
  /**
   * Stepped after each epoch, or given the watched loss if it is a ReduceLROnPlateau; or what makes one for the optimizer
   * of the run: `(optimizer) => new StepLR(optimizer, { stepSize: 10 })`.
   */
  readonly scheduler?: Scheduling | ((optimizer: Scheduled) => Scheduling)
  /** Shortens gradients whose norm is longer. */
  readonly clipNorm?: number
  /** Ends the run after the step that is being made. */
  readonly signal?: Signal
  /** Makes the run repeatable to the bit: starts the default generator and decides on the order of the examples. */
  readonly seed?: number
  /** true: a bar on a terminal, lines without one (in a page on the console); false: nothing; by default a bar on a terminal only. */
  readonly progress?: boolean | Reporter
}

/** What changes the learning rate after an epoch. */
export interface Scheduling {
  step(metric: number): void
}
