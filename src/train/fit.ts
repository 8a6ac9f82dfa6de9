import { DataLoader } from '../data/core.ts'
import { BoundOptimizer, type Scheduled, type Stepper } from '../optim/index.ts'
import { manualSeed } from '../tensor/core.ts'
import { check } from './arguments.ts'
import { TrainingError } from './errors.ts'
import { metricTable } from './metrics.ts'
import { parametersOf } from './model.ts'
import type { FitOptions, Scheduling } from './options.ts'
import type { FitResult } from './records.ts'
import { type Batches, Run } from './run.ts'

function stepperFor({ optimizer, model }: FitOptions): Stepper {
  if ('step' in optimizer) {
    const own = parametersOf(model)
    if (own.length > 0 && !optimizer.parameters.some((parameter) => own.includes(parameter)))
      throw new TrainingError(
        'fit: the optimizer has no parameter of the model: make it over model.parameters(), or give a rule such as adam(1e-3).',
      )
    return optimizer
  }
  const parameters = parametersOf(model).filter((parameter) => parameter.requiresGrad)
  if (parameters.length === 0)
    throw new TrainingError(
      'fit: the model has no parameters that require gradients: for a function, give an optimizer over its variables, as new Adam([w, b]).',
    )
  return 'over' in optimizer ? optimizer.over(parameters) : new BoundOptimizer(optimizer, parameters)
}

function schedulerFor({ scheduler }: FitOptions, stepper: Stepper): Scheduling | undefined {
  if (typeof scheduler !== 'function') return scheduler
  if (!('groups' in stepper))
    throw new TrainingError('fit: the scheduler needs an optimizer with learning rates, as adam(1e-3).')
  return scheduler(stepper as unknown as Scheduled)
}

function loaderFor({ data, batchSize = 32, shuffle = true, seed }: FitOptions): Batches {
  if (!('batch' in data)) return data
  return new DataLoader(data, { batchSize, shuffle, seed })
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
  check(options)
  if (options.seed !== undefined) manualSeed(options.seed)
  const stepper = stepperFor(options)
  return new Run({
    ...options,
    stepper,
    scheduler: schedulerFor(options, stepper),
    batches: loaderFor(options),
    table: metricTable(options.metrics ?? {}),
  }).through()
}
