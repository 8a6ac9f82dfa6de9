import { shown } from '../errors.ts'
import { clipGradNorm, type Stepper } from '../optim/index.ts'
import { mapValues } from '../optim/variables.ts'
import { backward } from '../tensor/backward.ts'
import { jit, Tensor } from '../tensor/core.ts'
import { Watch } from './early-stopping.ts'
import { TrainingError } from './errors.ts'
import { evaluator, measured, pacer } from './evaluate.ts'
import { Averages, type Metric } from './metrics.ts'
import { run as forward, inMode, parts } from './model.ts'
import type { FitOptions, Scheduling } from './options.ts'
import { type Progress, type Reporter, reporterFor } from './progress.ts'
import { type EpochRecord, type FitResult, shownDeep } from './records.ts'

/** Batches of an epoch; `length` says how many, where that is known. */
export type Batches = Iterable<readonly Tensor[]> & { readonly length?: number }

/** The options of `fit`, with what was made of them. */
export interface Plan extends Omit<FitOptions, 'scheduler'> {
  readonly stepper: Stepper
  readonly scheduler: Scheduling | undefined
  readonly batches: Batches
  readonly table: Readonly<Record<string, Metric>>
}

/** What an epoch came to before it is validated. */
interface Pass {
  readonly averages: Averages
  readonly progress: Progress
}

/** Gradients, update and metrics of a batch as one compiled program. */
function stepOf({ model, objective, stepper, table, clipNorm }: Plan) {
  const learn = (inputs: Tensor[], target: Tensor): Record<string, Tensor> => {
    stepper.zeroGrad()
    const output = forward(model, inputs)
    const loss = objective(output, target)
    if (!(loss instanceof Tensor))
      throw new TrainingError(
        `fit: the objective gave ${shown(loss)}: it must give a tensor, as nn.mse does.`,
      )
    backward(loss)
    if (clipNorm !== undefined) clipGradNorm(stepper.parameters, clipNorm)
    stepper.step()
    stepper.zeroGrad()
    return { loss, ...measured(table, output, target) }
  }
  return jit((inputs: Tensor[], target: Tensor) => inMode(model, true, () => learn(inputs, target)))
}

/** One training run: epochs of steps, what is measured and told between them, and why it ended. */
export class Run {
  readonly #plan: Plan
  readonly #learn: ReturnType<typeof stepOf>
  readonly #measure: ReturnType<typeof evaluator>
  readonly #watch: Watch | undefined
  readonly #reporter: Reporter
  readonly #breathe = pacer()
  readonly #history: EpochRecord[] = []
  #steps = 0
  #reason: FitResult['reason'] = 'finished'

  constructor(plan: Plan) {
    const { model, objective, metrics = {}, batchSize, earlyStopping, table, validation, progress } = plan
    this.#plan = plan
    this.#learn = stepOf(plan)
    this.#measure = evaluator(model, { objective, metrics, batchSize })
    this.#watch = earlyStopping && new Watch(earlyStopping, Object.keys(table), validation !== undefined)
    this.#reporter = reporterFor(progress)
  }

  /** All epochs, or those until it is ended. */
  async through(): Promise<FitResult> {
    const { epochs = 1, model } = this.#plan
    const started = Date.now()
    try {
      for (let epoch = 1; epoch <= epochs && this.#reason === 'finished'; epoch++) await this.#epoch(epoch)
    } finally {
      this.#reporter.end?.()
    }
    this.#watch?.restore(model)
    return shownDeep({
      history: this.#history,
      epochs: this.#history.length,
      steps: this.#steps,
      reason: this.#reason,
      seconds: (Date.now() - started) / 1000,
    })
  }

  /** A pass over the data, its validation, and what is done between two epochs. */
  async #epoch(epoch: number): Promise<void> {
    const { model, scheduler, callbacks = [] } = this.#plan
    const passed = await this.#pass(epoch)
    if (!passed) return
    const { loss, ...metrics } = passed.averages.get()
    if (loss === undefined)
      throw new TrainingError(
        epoch === 1
          ? 'fit: there are no batches: the data is empty.'
          : `fit: there are no batches left in epoch ${epoch}: a generator runs once. Give a list of batches, a dataset or a DataLoader.`,
      )
    const validation = await this.#validate()
    if (validation && this.#aborted()) return
    const { seconds, values } = passed.progress
    const record: EpochRecord = { epoch, loss, metrics, ...(validation && { validation }), seconds }
    this.#history.push(record)
    const named = Object.entries(validation ?? {}).map(
      ([name, value]) => [`validation ${name}`, value] as const,
    )
    this.#reporter.epoch?.({ ...passed.progress, values: { ...values, ...Object.fromEntries(named) } })
    scheduler?.step(validation?.['loss'] ?? loss)
    for (const callback of callbacks)
      if ((await callback.onEpoch?.(record)) === false) this.#reason = 'callback'
    if (this.#watch?.see(record, model)) this.#reason = 'earlyStopping'
  }

  /** One pass over the data; undefined where it was broken off. */
  async #pass(epoch: number): Promise<Pass | undefined> {
    const { batches, epochs = 1, callbacks = [] } = this.#plan
    const averages = new Averages()
    const begun = Date.now()
    const steps = batches.length
    let step = 0
    let examples = 0
    const progress = (): Progress => ({
      epoch,
      epochs,
      step,
      steps,
      examples,
      seconds: (Date.now() - begun) / 1000,
      values: averages.get(),
    })
    for (const batch of batches) {
      if (this.#aborted()) return undefined
      const { inputs, target } = parts('fit', batch)
      const values = mapValues(this.#learn([...inputs], target), (value) => value.item())
      const loss = values['loss']!
      const size = target.shape[0] ?? 1
      this.#steps++
      step++
      examples += size
      if (Number.isNaN(loss)) throw notANumber(epoch, step)
      averages.add(values, size)
      this.#reporter.step?.(progress())
      for (const callback of callbacks)
        if ((await callback.onStep?.({ epoch, step: this.#steps, loss })) === false) {
          this.#reason = 'callback'
          return undefined
        }
      await this.#breathe()
    }
    return { averages, progress: progress() }
  }

  /** Loss and metrics on the validation data, where there is any. */
  async #validate(): Promise<Record<string, number> | undefined> {
    const { validation, signal } = this.#plan
    if (!validation) return undefined
    const measured = await this.#measure(validation, signal)
    if (Object.keys(measured).length === 0 && !signal?.aborted)
      throw new TrainingError('fit: there are no batches to validate with: the validation data is empty.')
    return measured
  }

  /** Whether the signal says so; then that is why the run ended. */
  #aborted(): boolean {
    if (!this.#plan.signal?.aborted) return false
    this.#reason = 'aborted'
    return true
  }
}

const notANumber = (epoch: number, step: number): TrainingError =>
  new TrainingError(
    `fit: the loss is NaN at step ${step} of epoch ${epoch}: take a smaller learning rate or clipNorm, look for NaN in the data, ` +
      'or run the step in anomaly(), which names the operation.',
    epoch,
    step,
  )
