import { NablaError, named, shown } from '../errors.ts'
import { optionsOf } from '../options.ts'
import {
  add,
  argsort,
  astype,
  at,
  clip,
  concatenate,
  divide,
  equal,
  greater,
  isnan,
  less,
  logicalAnd,
  logicalOr,
  mod,
  multiply,
  promote,
  searchsorted,
  subtract,
  type Tensor,
  type TensorLike,
  take,
  toTensor,
  where,
} from '../tensor/core.ts'
import { beside, requireAsMany, vector } from './vector.ts'

export interface InterpOptions {
  /** The value below the first place; that at it if left out. */
  readonly left?: TensorLike | undefined
  /** The value above the last place; that at it if left out. */
  readonly right?: TensorLike | undefined
  /** Places that differ by it are the same. Then they may come in any order, and there are neither `left` nor `right`. */
  readonly period?: number | undefined
}

/** One period, in order, with a neighbour from the period before and one from that after. */
function around(xp: Tensor, fp: Tensor, period: number): [Tensor, Tensor] {
  const inside = mod(xp, period)
  const order = argsort(inside)
  const grown = (y: Tensor, by: number): Tensor => {
    const sorted = take(y, order)
    return concatenate([subtract(at(sorted, '-1:'), by), sorted, add(at(sorted, ':1'), by)])
  }
  return [grown(inside, period), grown(fp, 0)]
}

/**
 * The piecewise linear function through the points (xp, fp); the places xp rise. It has gradients by x, xp and fp; at a place x has the
 * slope behind it.
 * Shapes: x [...], xp [n], fp [n] -> [...]. Throws: ShapeError; NablaError for a period that is 0 or infinite.
 *
 * @example
 * interp(1.5, [1, 2], [10, 20]).item() // 15
 */
export const interp = /* @__PURE__ */ named(
  'interp',
  (x: TensorLike, xp: TensorLike, fp: TensorLike, options?: InterpOptions): Tensor => {
    const { left, right, period } = optionsOf('interp', options, {
      left: undefined,
      right: undefined,
      period: undefined,
    })
    let wanted = toTensor(x)
    let places = vector('interp', 'xp', beside(xp, wanted))
    let values = vector('interp', 'fp', beside(fp, wanted))
    wanted = astype(beside(x, places), promote(wanted.dtype, places.dtype))
    requireAsMany('interp', 'places', places, 'values', values)
    if (period !== undefined) {
      const length = Math.abs(period)
      if (!(length > 0 && length < Infinity))
        throw new NablaError(
          `interp: the period is ${shown(period)}: it must be a finite number other than 0.`,
        )
      wanted = mod(wanted, length)
      ;[places, values] = around(places, values, length)
    }
    const count = places.size
    const [below, above] = [less(wanted, at(places, 0)), greater(wanted, at(places, -1))]
    const before = clip(subtract(searchsorted(places, wanted, { right: true }), 1), {
      min: 0,
      max: Math.max(count - 2, 0),
    })
    const behind = count > 1 ? add(before, 1) : before
    const [x0, x1] = [take(places, before), take(places, behind)]
    const [f0, f1] = [take(values, before), take(values, behind)]
    const width = subtract(x1, x0)
    const isJump = equal(width, 0)
    // beyond the ends nothing moves, and no infinity gets in
    const inside = where(below, x0, where(above, x1, wanted))
    const share = divide(subtract(inside, x0), where(isJump, 1, width))
    const rise = subtract(f1, f0)
    const fromBefore = add(f0, multiply(rise, share))
    const fromBehind = subtract(f1, multiply(rise, subtract(1, share)))
    // from the nearer end, so that values at places are met; from the other one, or it, where an infinity is in the way
    const isNear = less(share, 0.5)
    const near = where(isNear, fromBefore, fromBehind)
    const [isFirst, isLast] = [equal(share, 0), equal(share, 1)]
    const stays = logicalOr(logicalOr(isFirst, isLast), logicalAnd(equal(f0, f1), equal(share, share)))
    const other = where(stays, where(isLast, f1, f0), where(isNear, fromBehind, fromBefore))
    const line = where(isnan(near), other, near)
    const periodic = period !== undefined
    const low = periodic || left === undefined ? at(values, 0) : left
    const high = periodic || right === undefined ? at(values, -1) : right
    return where(below, low, where(above, high, where(isJump, f1, line)))
  },
)
