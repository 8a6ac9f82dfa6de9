import { NablaError, named, requireList } from '../errors.ts'
import { isFloat } from '../graph/dtype.ts'
import { optionsOf } from '../options.ts'
import {
  add,
  astype,
  at,
  concatenate,
  diff,
  divide,
  getDefaultDtype,
  moveaxis,
  multiply,
  ones,
  reshape,
  ShapeError,
  subtract,
  type Tensor,
  type TensorLike,
  toTensor,
} from '../tensor/core.ts'
import { vector } from './vector.ts'

export interface GradientOptions {
  /** The axis, or several; all if left out. */
  readonly axis?: number | readonly number[] | undefined
  /** The order of the formula at both ends (1). */
  readonly edgeOrder?: 1 | 2
}

/** The slopes of the rows of f [n, ...] at places that lie `widths` [n - 1] apart. */
function slopes(f: Tensor, widths: Tensor, edgeOrder: 1 | 2, isEven: boolean): Tensor {
  const h = reshape(widths, [-1, ...f.shape.slice(1).map(() => 1)])
  const slope = divide(diff(f, { axis: 0 }), h)
  const part = (from: number, to: number): [Tensor, Tensor] => [
    at(slope, `${from}:${to}`),
    at(h, `${from}:${to}`),
  ]
  const n = f.shape[0]!
  /** The slope of a parabola, where two slopes meet or, by a negative width, beyond the first one. */
  const mixed = ([a, ha]: [Tensor, Tensor], [b, hb]: [Tensor, Tensor]): Tensor =>
    divide(add(multiply(a, hb), multiply(b, ha)), add(ha, hb))
  /** Even ones do without the value between: what is not finite there does not count. */
  const inside = isEven
    ? divide(subtract(at(f, '2:'), at(f, ':-2')), multiply(2, at(h, '1:')))
    : mixed(part(0, n - 2), part(1, n - 1))
  const end = (edge: [Tensor, Tensor], next: [Tensor, Tensor]): Tensor =>
    edgeOrder === 1
      ? edge[0]
      : add(edge[0], divide(multiply(subtract(edge[0], next[0]), edge[1]), add(edge[1], next[1])))
  return concatenate([
    end(part(0, 1), part(edgeOrder - 1, edgeOrder)),
    inside,
    end(part(n - 2, n - 1), part(n - 1 - edgeOrder, n - edgeOrder)),
  ])
}

/** How far the places of an axis are apart, one number for all or the places themselves. */
function widthsOf(spacing: TensorLike, f: Tensor, axis: number): Tensor {
  const n = f.shape[axis]!
  const given = astype(toTensor(spacing), f.dtype)
  if (given.ndim === 0) return multiply(ones([n - 1], { dtype: f.dtype }), given)
  const places = vector('gradient', 'the spacing', given)
  if (places.size !== n)
    throw new ShapeError(
      'gradient',
      [f.shape, places.shape],
      `axis ${axis} of f has ${n} places, its spacing ${places.size}: they must be as many, or one distance.`,
    )
  return diff(places)
}

/**
 * The slopes of a function that is known at places: central differences inside, of second order at unequal distances too, and one-sided
 * ones at both ends. `spacing` is the distance on all axes (1), or a list with a distance or a vector of places for each. Derivatives of
 * a function itself are what `grad` gives.
 * Shapes: f for each axis, in a list where there are several. Throws: ShapeError.
 *
 * @example
 * gradient([1, 4, 9, 16]) // [3, 4, 6, 7]
 */
export const gradient = /* @__PURE__ */ named(
  'gradient',
  (
    f: TensorLike,
    spacing: number | readonly TensorLike[] = 1,
    options?: GradientOptions,
  ): Tensor | Tensor[] => {
    const { axis, edgeOrder } = optionsOf('gradient', options, { axis: undefined, edgeOrder: 1 })
    if (edgeOrder !== 1 && edgeOrder !== 2)
      throw new NablaError(`gradient: edgeOrder is ${String(edgeOrder)}: it must be 1 or 2.`)
    if (typeof spacing !== 'number') requireList('gradient', spacing)
    const raw = toTensor(f, 'gradient')
    const given = isFloat(raw.dtype) ? raw : astype(raw, getDefaultDtype())
    const axes = [axis ?? given.shape.map((_, i) => i)].flat().map((i) => (i < 0 ? i + given.ndim : i))
    const each = typeof spacing === 'number' ? axes.map(() => spacing) : spacing
    if (each.length !== axes.length)
      throw new ShapeError(
        'gradient',
        [given.shape],
        `there are ${each.length} spacings for ${axes.length} axes: give one number, or a list with one for each axis.`,
      )
    const found = axes.map((i, k) => {
      if (!(given.shape[i]! > edgeOrder))
        throw new ShapeError(
          'gradient',
          [given.shape],
          `f is ${given.node}, the axis ${i}: it must be one of its axes, of at least ${edgeOrder + 1} places.`,
        )
      const isEven = toTensor(each[k]!).ndim === 0
      return moveaxis(slopes(moveaxis(given, i, 0), widthsOf(each[k]!, given, i), edgeOrder, isEven), 0, i)
    })
    return found.length === 1 ? found[0]! : found
  },
)
