import { batches, type Dataset } from '../data/index.ts'
import type { Objective } from '../nn/index.ts'
import { concatenate } from '../tensor/functions/joining.ts'
import { jit, type Tensor } from '../tensor/index.ts'
import { TrainingError } from './errors.ts'
import { pause } from './host.ts'
import { Averages, type Metrics, metricTable } from './metrics.ts'
import { evaluating, type Model, parts, run } from './model.ts'

/** Batches that are ready, or a dataset to take them from. */
export type Data = Dataset | Iterable<readonly Tensor[]>

const isDataset = (data: Data): data is Dataset => 'batch' in data

/** A dataset in batches in its order; batches as they are. */
const inBatches = (data: Data, batchSize: number): Iterable<readonly Tensor[]> =>
  isDataset(data) ? batches(data, { batchSize }) : data

export interface EvaluateOptions {
  readonly objective?: Objective
  readonly metrics?: Metrics
  readonly batchSize?: number
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

/** A function that measures a model on data, compiled once for each kind of batch. */
export function evaluator(model: Model, { objective, metrics = {}, batchSize = 256 }: EvaluateOptions) {
  const table = metricTable(metrics)
  const measure = jit((inputs: Tensor[], target: Tensor) =>
    evaluating(model, () => {
      const output = run(model, inputs)
      const values = Object.entries(table).map(([name, metric]) => [name, metric(output, target)] as const)
      return Object.fromEntries([
        ...(objective ? [['loss', objective(output, target)] as const] : []),
        ...values,
      ])
    }),
  )
  return async (data: Data): Promise<Record<string, number>> => {
    const averages = new Averages()
    const breathe = pacer()
    for (const batch of inBatches(data, batchSize)) {
      const { inputs, target } = parts(batch)
      const values = measure([...inputs], target)
      averages.add(
        Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.item()])),
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
export const evaluate = (
  model: Model,
  data: Data,
  options: EvaluateOptions = {},
): Promise<Record<string, number>> => evaluator(model, options)(data)

/** What the model gives for inputs: a tensor, or a dataset, whose last column is left out if there is more than one. */
export async function predict(
  model: Model,
  data: Tensor | Data,
  { batchSize = 256 }: { readonly batchSize?: number } = {},
): Promise<Tensor> {
  const forward = jit((inputs: Tensor[]) => evaluating(model, () => run(model, inputs)))
  if ('node' in data) return forward([data])
  const outputs: Tensor[] = []
  const breathe = pacer()
  for (const batch of inBatches(data, batchSize)) {
    outputs.push(forward(batch.length > 1 ? batch.slice(0, -1) : [...batch]))
    await breathe()
  }
  if (outputs.length === 0) throw new TrainingError('predict: there are no batches: the data is empty.')
  return concatenate(outputs, 0)
}
