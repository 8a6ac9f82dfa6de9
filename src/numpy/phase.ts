import { NablaError, named, requireInteger, shown } from '../errors.ts'
import { isFloat } from '../graph/dtype.ts'
import { optionsOf } from '../options.ts'
import {
  abs,
  add,
  astype,
  at,
  concatenate,
  cumsum,
  diff,
  equal,
  getDefaultDtype,
  greater,
  less,
  logicalAnd,
  mod,
  moveaxis,
  subtract,
  type Tensor,
  type TensorLike,
  toTensor,
  where,
} from '../tensor/core.ts'

export interface UnwrapOptions {
  /** -1 if left out. */
  readonly axis?: number
  /** What is added or taken off any number of times (2 pi). */
  readonly period?: number
  /** Steps that are smaller stay as they are; half a period if left out, and never less. */
  readonly discontinuity?: number | undefined
}

/**
 * Phases without jumps: multiples of the period are added, so that no step along the axis is larger than half of it. Shapes: any -> the same
 *
 * @example
 * unwrap([0, 3, 5, 1], { period: 6 }).toArray() // [0, 3, 5, 7]
 */
export const unwrap = /* @__PURE__ */ named('unwrap', (x: TensorLike, options?: UnwrapOptions): Tensor => {
  const { axis, period, discontinuity } = optionsOf('unwrap', options, {
    axis: -1,
    period: 2 * Math.PI,
    discontinuity: undefined,
  })
  requireInteger('unwrap', 'the axis', axis)
  if (!(typeof period === 'number' && period > 0 && period < Infinity))
    throw new NablaError(`unwrap: the period is ${shown(period)}: it must be a finite number > 0.`)
  const raw = toTensor(x)
  const rows = moveaxis(isFloat(raw.dtype) ? raw : astype(raw, getDefaultDtype()), axis, 0)
  const half = period / 2
  const steps = diff(rows, { axis: 0 })
  const inside = subtract(mod(add(steps, half), period), half)
  // half a period up stays up
  const small = where(logicalAnd(equal(inside, -half), greater(steps, 0)), half, inside)
  const stays = less(abs(steps), Math.max(discontinuity ?? half, half))
  const added = where(stays, 0, subtract(small, steps))
  return moveaxis(concatenate([at(rows, ':1'), add(at(rows, '1:'), cumsum(added, 0))], 0), 0, axis)
})
