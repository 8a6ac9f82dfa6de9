import { DataLoader } from '../data/index.ts'
import type { Objective } from '../nn/index.ts'
import {
  BoundOptimizer,
  clipGradNorm,
  type FunctionalOptimizer,
  type RuleOptimizer,
  type Scheduled,
  type Stepper,
} from '../optim/index.ts'
import { jit, manualSeed, Tensor } from '../tensor/index.ts'
import { check } from './arguments.ts'
import { type EarlyStopping, Watch } from './early-stopping.ts'
import { kindOf, TrainingError } from './errors.ts'
import { type Data, evaluator, pacer } from './evaluate.ts'
import type { Signal } from './host.ts'
import { Averages, type Metrics, metricTable } from './metrics.ts'
import { run as forward, inMode, type Model, parametersOf, parts } from './model.ts'
import { type Progress, type Reporter, reporterFor } from './progress.ts'
import type { Callback, EpochRecord } from './records.ts'

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
  /** true: a bar on a terminal, lines without one; false: nothing; by default a bar on a terminal only. */
  readonly progress?: boolean | Reporter
}

/** What changes the learning rate after an epoch. */
export interface Scheduling {
  step(metric: number): void
}

export interface FitResult {
  readonly history: readonly EpochRecord[]
  /** Whole epochs that were made. */
  readonly epochs: number
  readonly steps: number
  /** Why it ended. */
  readonly reason: 'finished' | 'aborted' | 'earlyStopping' | 'callback'
  readonly seconds: number
}

function stepperFor({ optimizer, model }: FitOptions): Stepper {
  if ('step' in optimizer) return optimizer
  const parameters = parametersOf(model).filter((parameter) => parameter.requiresGrad)
  if (parameters.length === 0)
    throw new TrainingError(
      'fit: the model has no parameters that require gradients. Fields that hold modules or variables are found; for a function, ' +
        'give an optimizer over its variables: new Adam([w, b]).',
    )
  return 'over' in optimizer ? optimizer.over(parameters) : new BoundOptimizer(optimizer, parameters)
}

function schedulerFor({ scheduler }: FitOptions, stepper: Stepper): Scheduling | undefined {
  if (typeof scheduler !== 'function') return scheduler
  if (!('groups' in stepper))
    throw new TrainingError(
      `fit: the scheduler needs an optimizer with learning rates, such as adam(1e-3) or new SGD(...); this one has no groups.`,
    )
  return scheduler(stepper as unknown as Scheduled)
}

function loaderFor({
  data,
  batchSize = 32,
  shuffle = true,
  seed,
}: FitOptions): Iterable<readonly Tensor[]> & { length?: number } {
  if (!('batch' in data)) return data
  if (data.length === 0) throw new TrainingError('fit: the data is empty.')
  return new DataLoader(data, { batchSize, shuffle, ...(seed === undefined ? {} : { seed }) })
}

/**
 * Trains a model: given what it is, what it should do and how it learns, the rest is automatic. Each step (gradients,
 * update and metrics) runs as one compiled program; others get their turn now and then, so a signal and a page stay alive.
 *
 * Throws: TrainingError where the loss becomes NaN, or there is nothing to learn.
 *
 * @example
 * const model = nn.sequential(nn.linear(784, 128), nn.relu(), nn.linear(128, 10))
 * const { history } = await fit({ model, objective: nn.crossEntropy, optimizer: adam(1e-3), data, epochs: 3 })
 */
export async function fit(options: FitOptions): Promise<FitResult> {
  const {
    model,
    objective,
    epochs = 1,
    metrics = {},
    callbacks = [],
    signal,
    seed,
    clipNorm,
    validation,
  } = options
  check(options)
  if (seed !== undefined) manualSeed(seed)
  const stepper = stepperFor(options)
  const scheduler = schedulerFor(options, stepper)
  const loader = loaderFor(options)
  const table = metricTable(metrics)
  const reporter = reporterFor(options.progress)
  const measure = evaluator(model, {
    objective,
    metrics,
    ...(options.batchSize ? { batchSize: options.batchSize } : {}),
  })
  const watch =
    options.earlyStopping && new Watch(options.earlyStopping, Object.keys(table), validation !== undefined)

  const learn = jit((inputs: Tensor[], target: Tensor) =>
    inMode(model, true, () => {
      stepper.zeroGrad()
      const output = forward(model, inputs)
      const loss = objective(output, target)
      if (!(loss instanceof Tensor))
        throw new TrainingError(
          `fit: the objective gave ${kindOf(loss)}: it must give a tensor, as nn.mse does.`,
        )
      loss.backward()
      if (clipNorm !== undefined) clipGradNorm(stepper.parameters, clipNorm)
      stepper.step()
      stepper.zeroGrad()
      const values = Object.entries(table).map(([name, metric]) => [name, metric(output, target)] as const)
      return Object.fromEntries([['loss', loss] as const, ...values])
    }),
  )

  const started = Date.now()
  const breathe = pacer()
  const history: EpochRecord[] = []
  let steps = 0
  let reason: FitResult['reason'] = 'finished'

  /** One pass over the data; undefined where it was broken off. */
  const pass = async (epoch: number): Promise<{ averages: Averages; progress: Progress } | undefined> => {
    const averages = new Averages()
    const begun = Date.now()
    const total = loader.length
    let step = 0
    let examples = 0
    const progress = (): Progress => ({
      epoch,
      epochs,
      step,
      steps: total,
      examples,
      seconds: (Date.now() - begun) / 1000,
      values: averages.get(),
    })
    for (const batch of loader) {
      if (signal?.aborted) return void (reason = 'aborted')
      const { inputs, target } = parts(batch)
      const tensors = learn([...inputs], target)
      const values = Object.fromEntries(Object.entries(tensors).map(([name, value]) => [name, value.item()]))
      const loss = values['loss']!
      steps++
      step++
      examples += target.shape[0] ?? 1
      if (Number.isNaN(loss))
        throw new TrainingError(
          `fit: the loss is NaN at step ${step} of epoch ${epoch}: take a smaller learning rate or clipNorm, look for NaN in the data, ` +
            'or run the step in anomaly(), which names the operation.',
          epoch,
          step,
        )
      averages.add(values, target.shape[0] ?? 1)
      reporter.step?.(progress())
      for (const callback of callbacks)
        if ((await callback.onStep?.({ epoch, step: steps, loss })) === false)
          return void (reason = 'callback')
      await breathe()
    }
    return { averages, progress: progress() }
  }

  const run = async (epoch: number): Promise<void> => {
    const passed = await pass(epoch)
    if (!passed) return
    const { loss, ...own } = passed.averages.get()
    if (loss === undefined)
      throw new TrainingError(
        epoch === 1
          ? 'fit: there are no batches: the data is empty.'
          : `fit: there are no batches left in epoch ${epoch}: a generator can be run through once. Give a list of batches, a dataset or a DataLoader.`,
      )
    const checked = validation && (await measure(validation, signal))
    if (validation && signal?.aborted) return void (reason = 'aborted')
    if (checked && Object.keys(checked).length === 0)
      throw new TrainingError('fit: there are no batches to validate with: the validation data is empty.')
    const record: EpochRecord = {
      epoch,
      loss,
      metrics: own,
      ...(checked ? { validation: checked } : {}),
      seconds: passed.progress.seconds,
    }
    history.push(record)
    const named = Object.entries(checked ?? {}).map(([name, value]) => [`validation ${name}`, value] as const)
    reporter.epoch?.({
      ...passed.progress,
      values: { ...passed.progress.values, ...Object.fromEntries(named) },
    })
    scheduler?.step(checked?.['loss'] ?? loss)
    for (const callback of callbacks) if ((await callback.onEpoch?.(record)) === false) reason = 'callback'
    if (watch?.see(record, model)) reason = 'earlyStopping'
  }
  try {
    for (let epoch = 1; epoch <= epochs && reason === 'finished'; epoch++) await run(epoch)
  } finally {
    reporter.end?.()
  }
  watch?.restore(model)
  return { history, epochs: history.length, steps, reason, seconds: (Date.now() - started) / 1000 }
}
