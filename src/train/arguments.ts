import { shown } from '../errors.ts'
import { optionsOf } from '../options.ts'
import { TrainingError } from './errors.ts'
import { checkData } from './evaluate.ts'
import { metricTable } from './metrics.ts'
import { checkModel } from './model.ts'
import type { FitOptions } from './options.ts'
import type { Callback } from './records.ts'

const fitOptions = {
  model: undefined,
  objective: undefined,
  optimizer: undefined,
  data: undefined,
  epochs: 1,
  batchSize: undefined,
  shuffle: undefined,
  validation: undefined,
  metrics: undefined,
  callbacks: undefined,
  earlyStopping: undefined,
  scheduler: undefined,
  clipNorm: undefined,
  signal: undefined,
  seed: undefined,
  progress: undefined,
} as const

/** What is missing, or cannot be what it is given as, is named before anything runs. */
export function check(options: FitOptions): void {
  const { epochs, model, objective, optimizer, data, validation, metrics, callbacks, scheduler } = optionsOf(
    'fit',
    options ?? {},
    fitOptions,
  )
  checkModel('fit', model)
  if (typeof objective !== 'function' || objective.prototype?.forward)
    throw new TrainingError(
      `fit: the objective is ${shown(objective)}: it must be a function of output and target, as nn.crossEntropy, or (output, target) => loss.forward(output, target).`,
    )
  if (!optimizer || typeof optimizer !== 'object' || !('step' in optimizer || 'init' in optimizer))
    throw new TrainingError(
      `fit: the optimizer is ${shown(optimizer)}: it must be a rule such as adam(1e-3), or an optimizer over the model's parameters.`,
    )
  checkData('fit', data)
  if (validation !== undefined) checkData('fit', validation, 'validation data')
  checkCallbacks(callbacks)
  if (scheduler !== undefined && typeof scheduler !== 'function' && typeof scheduler.step !== 'function')
    throw new TrainingError(
      `fit: the scheduler is ${shown(scheduler)}: it must have a method step, or be a function that makes one: (optimizer) => new StepLR(optimizer, { stepSize: 10 }).`,
    )
  if (metrics && 'loss' in metricTable(metrics))
    throw new TrainingError(
      "fit: a metric is called 'loss', as the objective's value is: give it another name.",
    )
  if (!(Number.isInteger(epochs) && epochs >= 0))
    throw new TrainingError(`fit: epochs is ${shown(epochs)}: it must be a whole number >= 0.`)
}

const calls = ['onStep', 'onEpoch'] as const

/** Refuses what is no list of callbacks: one alone, functions, other names than there are. Throws: TrainingError. */
function checkCallbacks(callbacks: readonly Callback[] | undefined): void {
  if (callbacks === undefined) return
  const fail = (what: string): never => {
    throw new TrainingError(
      `fit: ${what}: callbacks are a list of objects with ${calls.join(' and ')}, as [{ onEpoch(record) {} }].`,
    )
  }
  if (!Array.isArray(callbacks)) fail(`the callbacks are ${shown(callbacks)}`)
  for (const callback of callbacks)
    if (!calls.some((name) => typeof callback?.[name] === 'function'))
      fail(`a callback is ${shown(callback)}`)
}
