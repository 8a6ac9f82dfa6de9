import { named, requireFunction, shown } from '../errors.ts'
import { l1, mse } from '../nn/index.ts'
import {
  argmax,
  astype,
  equal,
  greater,
  mean,
  reshape,
  type Tensor,
  type TensorLike,
  toTensor,
} from '../tensor/core.ts'
import { TrainingError } from './errors.ts'

/** A number that tells how good outputs are: the mean over a batch, as a scalar. */
export type Metric = (output: Tensor, target: Tensor) => Tensor

/**
 * The share of right answers: the largest logit's class against class numbers (or one-hot targets), or, for one logit an
 * example, its sign against 0 and 1. Classes lie along the last axis of two, along axis 1 of more.
 * Shapes: [n, c] x [n] or [n, c]; [n, c, ...] x [n, ...] or [n, c, ...]; [n] or [n, 1] x as many -> []
 */
export const accuracy = /* @__PURE__ */ named(
  'accuracy',
  (given: TensorLike, expected: TensorLike): Tensor => {
    const [output, target] = [toTensor(given), toTensor(expected)]
    const axis = output.ndim > 2 ? 1 : -1
    const single = output.shape.at(axis) === 1 || (output.ndim === target.ndim && output.ndim === 1)
    const right = single
      ? equal(greater(reshape(output, target.shape), 0), greater(target, 0.5))
      : equal(argmax(output, axis), target.ndim === output.ndim ? argmax(target, axis) : target)
    return mean(astype(right, 'float32'))
  },
)

/** mean((output - target)^2). Shapes and Throws: as `nn.mse` */
export const meanSquaredError: Metric = /* @__PURE__ */ named('meanSquaredError', (output, target) =>
  mse(output, target),
)
/** mean(|output - target|). Shapes and Throws: as `nn.l1` */
export const meanAbsoluteError: Metric = /* @__PURE__ */ named('meanAbsoluteError', (output, target) =>
  l1(output, target),
)

const byName = { accuracy, meanSquaredError, meanAbsoluteError } satisfies Record<string, Metric>
export type MetricName = keyof typeof byName

/** Metrics by name, or a name of one's own for each function. */
export type Metrics = readonly MetricName[] | Readonly<Record<string, Metric>>

export function metricTable(metrics: Metrics): Readonly<Record<string, Metric>> {
  if (typeof metrics !== 'object')
    throw new TrainingError(
      `fit: metrics is ${shown(metrics)}: it must be a list of names, as ['accuracy'], or functions by name.`,
    )
  if (!Array.isArray(metrics)) {
    for (const [name, metric] of Object.entries(metrics)) requireFunction('fit', metric, `metric ${name}`)
    return metrics as Readonly<Record<string, Metric>>
  }
  return Object.fromEntries(
    (metrics as readonly MetricName[]).map((name) => {
      if (!Object.hasOwn(byName, name))
        throw new TrainingError(
          `fit: there is no metric ${typeof name === 'string' ? `'${name}'` : `that is ${shown(name)}`}: choose from ${Object.keys(byName).join(', ')}, or give functions.`,
        )
      return [name, byName[name]]
    }),
  )
}

/** Means of several numbers over batches, weighted by their sizes. */
export class Averages {
  #count = 0
  readonly #sums = new Map<string, number>()
  add(values: Readonly<Record<string, number>>, count: number): void {
    if (count === 0) return // the mean of nothing is NaN, and weighs nothing
    this.#count += count
    for (const [name, value] of Object.entries(values))
      this.#sums.set(name, (this.#sums.get(name) ?? 0) + value * count)
  }
  get(): Record<string, number> {
    return Object.fromEntries([...this.#sums].map(([name, sum]) => [name, sum / this.#count]))
  }
}
