import { isFloat } from '../graph/dtype.ts'
import { abs, add, astype, less, multiply, negative, type Tensor, where } from '../tensor/core.ts'
import { OptimizerError } from './errors.ts'
import { mapValues } from './variables.ts'

/** Numbers by name, as scalar tensors: they change from step to step and are never part of a compiled program. */
export type Scalars<K extends string = string> = Readonly<Record<K, Tensor>>
/** What an optimizer remembers of one parameter, by name. */
export type Slots<S extends string = string> = Readonly<Record<S, Tensor>>

/**
 * The one place where an update rule is written; the functional and the object form both run it.
 *
 * - `settings`: the rule's numbers (learning rate, betas ...). They reach the formulas as tensors.
 * - `slots`: what is remembered of a parameter, before the first step.
 * - `scalars`: what depends only on the settings and the step count (1 for the first), computed in float64.
 * - `update`: the new parameter and slots from the gradient; the scalars arrive in the parameter's dtype.
 */
export interface Algorithm<H extends string = string, C extends string = string, S extends string = string> {
  readonly name: string
  readonly settings: Readonly<Record<H, number>>
  slots(parameter: Tensor): Slots<S>
  scalars(settings: Scalars<H>, step: Tensor): Scalars<C>
  update(parameter: Tensor, gradient: Tensor, slots: Slots<S>, scalars: Scalars<C>): Updated<S>
}

export interface Updated<S extends string = string> {
  readonly parameter: Tensor
  readonly slots: Slots<S>
}

/** Keeps the names of settings, scalars and slots checked against each other where a rule is written. */
export const define = <H extends string, C extends string, S extends string>(
  algorithm: Algorithm<H, C, S>,
): Algorithm => algorithm as unknown as Algorithm

export interface Member {
  readonly parameter: Tensor
  readonly gradient: Tensor
  readonly slots: Slots
}

/** One step of parameters that have made the same number of steps before. `step` counts this one. */
export function advance(
  algorithm: Algorithm,
  members: readonly Member[],
  settings: Scalars,
  step: Tensor,
): Updated[] {
  const scalars = algorithm.scalars(settings, step)
  const byDtype = new Map<string, Scalars>()
  return members.map(({ parameter, gradient, slots }) => {
    const { dtype } = parameter
    if (!isFloat(dtype))
      throw new OptimizerError(
        algorithm.name,
        `a parameter is ${dtype}: only float32 and float64 can be optimized.`,
      )
    if (gradient.shape.join() !== parameter.shape.join())
      throw new OptimizerError(
        algorithm.name,
        `a parameter has shape [${parameter.shape.join()}], its gradient [${gradient.shape.join()}]: they must be equal.`,
      )
    let own = byDtype.get(dtype)
    if (!own) {
      own = mapValues(scalars, (value) => astype(value, dtype))
      byDtype.set(dtype, own)
    }
    return algorithm.update(parameter, astype(gradient, dtype), slots, own)
  })
}

/** The gradient as most rules want it: turned round to maximise, with the L2 penalty's share added. */
export function penalised(
  parameter: Tensor,
  gradient: Tensor,
  weightDecay: Tensor | undefined,
  maximize: boolean,
): Tensor {
  const uphill = maximize ? negative(gradient) : gradient
  return weightDecay ? add(uphill, multiply(parameter, weightDecay)) : uphill
}

/**
 * 0 where a number is subnormal: averages of gradients that stay 0 decay to such numbers and end there, and processors
 * multiply them many times slower than others.
 */
export const normal = (x: Tensor): Tensor =>
  where(less(abs(x), x.dtype === 'float32' ? 2 ** -126 : 2 ** -1022), 0, x)

/** average + (1 - keep)*(value - average), written as PyTorch rounds it: keep*average + (1 - keep)*value. */
export const decayed = (average: Tensor, value: Tensor, keep: Tensor, rest: Tensor): Tensor =>
  normal(add(multiply(average, keep), multiply(value, rest)))

/** What the rules of Adam's family begin with: the gradient g, the weights after their decay, and both averages. */
export function adamMoments(
  p: Tensor,
  gradient: Tensor,
  slots: { readonly m: Tensor; readonly v: Tensor },
  s: Readonly<Record<'beta1' | 'beta2' | 'rest1' | 'rest2' | 'shrink' | 'weightDecay', Tensor>>,
  how: { readonly decays: boolean; readonly decoupled: boolean; readonly maximize: boolean },
): { g: Tensor; start: Tensor; m: Tensor; v: Tensor } {
  const g = penalised(p, gradient, how.decays && !how.decoupled ? s.weightDecay : undefined, how.maximize)
  return {
    g,
    start: how.decays && how.decoupled ? multiply(p, s.shrink) : p,
    m: decayed(slots.m, g, s.beta1, s.rest1),
    v: decayed(slots.v, multiply(g, g), s.beta2, s.rest2),
  }
}
