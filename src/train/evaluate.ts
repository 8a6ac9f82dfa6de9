import { batches, type Dataset } from '../data/core.ts'
import { shown } from '../errors.ts'
import type { Objective } from '../nn/index.ts'
import { mapValues } from '../optim/variables.ts'
import { optionsOf } from '../options.ts'
import { jit, Tensor } from '../tensor/core.ts'
import { concatenate } from '../tensor/functions/joining.ts'
import { TrainingError } from './errors.ts'
import { pause, type Signal } from './host.ts'
import { Averages, type Metric, type Metrics, metricTable } from './metrics.ts'
import { checkModel, evaluating, type Model, parts, run } from './model.ts'

/** Batches that are ready, or a dataset to take them from. */
export type Data = Dataset | Iterable<readonly Tensor[]>

const isDataset = (data: Data): data is Dataset => 'batch' in data

/** A dataset in batches in its order; batches as they are. */
const inBatches = (data: Data, batchSize: number): Iterable<readonly Tensor[]> =>
  isDataset(data) ? batches(data, { batchSize }) : data

/** Refuses what gives no batches: a list of tensors, numbers, an object. Throws: TrainingError. */
export function checkData(operation: string, data: unknown, name = 'data'): void {
  const tensors =
    data instanceof Tensor ||
    (Array.isArray(data) &&
      data.some((column) => !Array.isArray(column) || !column.every((x) => x instanceof Tensor)))
  if (typeof data === 'object' && data !== null && !tensors && ('batch' in data || Symbol.iterator in data))
    return
  throw new TrainingError(
    `${operation}: the ${name} is ${shown(data)}: it must be dataset(inputs, targets), or batches: lists of tensors, as [[x, y], ...].`,
  )
}

export interface EvaluateOptions {
  readonly objective?: Objective | undefined
  readonly metrics?: Metrics
  readonly batchSize?: number | undefined
}

/** Milliseconds of work after which others get their turn. */
const turn = 50

/** A pause when the last one was long ago. */
export function pacer(): () => Promise<void> | undefined {
  let last = Date.now()
  return () => {
    if (Date.now() - last < turn) return undefined
    return pause().then(() => {
      last = Date.now()
    })
  }
}

/** What the metrics of a table come to. */
export const measured = (table: Readonly<Record<string, Metric>>, output: Tensor, target: Tensor) =>
  mapValues(table, (metric) => metric(output, target))

/** A function that measures a model on data, compiled once for each kind of batch. */
export function evaluator(model: Model, { objective, metrics = {}, batchSize = 256 }: EvaluateOptions) {
  const table = { ...(objective && { loss: objective }), ...metricTable(metrics) }
  const measure = jit((inputs: Tensor[], target: Tensor) =>
    evaluating(model, () => measured(table, run(model, inputs), target)),
  )
  return async (data: Data, signal?: Signal): Promise<Record<string, number>> => {
    const averages = new Averages()
    const breathe = pacer()
    for (const batch of inBatches(data, batchSize)) {
      if (signal?.aborted) break
      const { inputs, target } = parts('evaluate', batch)
      const values = measure([...inputs], target)
      averages.add(
        mapValues(values, (value) => value.item()),
        target.shape[0] ?? 1,
      )
      await breathe()
    }
    return averages.get()
  }
}

/**
 * The mean loss and metrics of a model on data, as in evaluation (no dropout, running statistics).
 *
 * @example
 * const { loss, accuracy } = await evaluate(model, test, { objective: nn.crossEntropy, metrics: ['accuracy'] })
 */
export async function evaluate(
  model: Model,
  data: Data,
  options?: EvaluateOptions,
): Promise<Record<string, number>> {
  const own = optionsOf('evaluate', options, { objective: undefined, metrics: {}, batchSize: 256 })
  checkModel('evaluate', model)
  checkData('evaluate', data)
  return evaluator(model, own)(data)
}

/** What the model gives for inputs: a tensor, or a dataset, whose last column is left out if there is more than one. */
export async function predict(
  model: Model,
  data: Tensor | Data,
  options?: { readonly batchSize?: number },
): Promise<Tensor> {
  const { batchSize } = optionsOf('predict', options, { batchSize: 256 })
  checkModel('predict', model)
  const forward = jit((inputs: Tensor[]) => evaluating(model, () => run(model, inputs)))
  if (data instanceof Tensor) return forward([data])
  checkData('predict', data)
  const outputs: Tensor[] = []
  const breathe = pacer()
  for (const batch of inBatches(data, batchSize)) {
    outputs.push(forward(batch.length === 1 ? [...batch] : [...parts('predict', batch).inputs]))
    await breathe()
  }
  if (outputs.length === 0) throw new TrainingError('predict: there are no batches: the data is empty.')
  return concatenate(outputs, 0)
}
