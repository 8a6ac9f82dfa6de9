import {
  add,
  astype,
  equal,
  multiply,
  noGrad,
  reciprocal,
  subtract,
  type TensorLike,
  type Variable,
} from '../tensor/core.ts'
import { where } from '../tensor/functions/elementwise.ts'
import { checkNumbers, layerOptions } from './arguments.ts'
import { type Buffer, buffer, isParameter } from './parameter.ts'
import { loadStateDict, type StateDict, stateDict } from './state.ts'
import { namedVariables } from './walk.ts'

export interface AverageOptions {
  /** The share of the average that stays at each update, from 0 to 1; if it is left out all updates count the same. */
  readonly decay?: number
}

/**
 * The average of a model's parameters over the steps of training, which often does better than the last ones: an exponential one
 * by `decay`, else the plain mean. Buffers, as running means, are those of the model at the last update. `update` may be part
 * of a step under `jit`. Names in the state are those of PyTorch's AveragedModel.
 *
 * Throws: LayerError for a decay outside 0 to 1. Source: Polyak and Juditsky, "Acceleration of stochastic approximation by
 * averaging" (1992); Izmailov et al., "Averaging weights leads to wider optima" (2018).
 *
 * @example
 * const average = nn.averaged(model, { decay: 0.999 })
 * average.update() // after each step
 * nn.functionalCall(model, average.values(), x) // or model.loadStateDict(average.values())
 */
export class WeightAverage {
  readonly decay: number | undefined
  /** How many updates there were. */
  readonly count: Buffer
  readonly #pairs: ReadonlyMap<string, readonly [own: Variable, mean: Buffer]>

  constructor(model: object, options?: AverageOptions) {
    const { decay } = layerOptions('WeightAverage', options, { decay: undefined })
    if (decay !== undefined) checkNumbers('WeightAverage', { decay }, { least: 0, most: 1 })
    this.decay = decay
    this.count = buffer(0, { dtype: 'int32' })
    this.#pairs = new Map(
      [...namedVariables(model)].map(([name, own]) => [name, [own, buffer(own.detach())]] as const),
    )
  }
  /** `n_averaged`, `module.0.weight`. */
  fields(): Iterable<readonly [string, unknown]> {
    return [
      ['n_averaged', this.count],
      ...[...this.#pairs].map(([name, [, mean]]) => [`module.${name}`, mean] as const),
    ]
  }
  /** Takes in the parameters as they are now; the first time they are the average. */
  update(): void {
    noGrad(() => {
      const { count, decay } = this
      const first = equal(count, 0)
      for (const [own, mean] of this.#pairs.values()) {
        if (!isParameter(own)) {
          mean.assign(own.detach())
          continue
        }
        const share = decay === undefined ? reciprocal(astype(add(count, 1), own.dtype)) : 1 - decay
        mean.assign(where(first, own, add(mean, multiply(subtract(own, mean), share))))
      }
      count.assign(add(count, 1))
    })
  }
  /** The average by the names of the model, as `functionalCall` and `loadStateDict` take it. */
  values(): StateDict {
    return Object.fromEntries([...this.#pairs].map(([name, [, mean]]) => [name, mean.detach()]))
  }
  stateDict(): StateDict {
    return stateDict(this)
  }
  /** Takes over what `stateDict` gave. Throws: StateDictError where it does not fit. */
  loadStateDict(state: Readonly<Record<string, TensorLike>>): void {
    loadStateDict(this, state)
  }
}

/** The average of a model's weights: `averaged(model, { decay: 0.999 })`. See `WeightAverage`. */
export const averaged = (model: object, options?: AverageOptions): WeightAverage =>
  new WeightAverage(model, options)
