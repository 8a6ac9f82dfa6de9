import type { TypedArray } from '../graph/dtype.ts'
import { parameter } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import type { Shape, TensorType } from '../graph/shape.ts'
import { demand } from './row.ts'
import { pad } from './slicing.ts'

/** How a window moves over the last axes of its operand; one number an axis in each list. */
export interface WindowMotion {
  /** Steps from one place of the window to the next. */
  readonly stride: readonly number[]
  /** Padding before and after; negative numbers crop. */
  readonly low: readonly number[]
  readonly high: readonly number[]
  /** How far apart the window's own elements are. */
  readonly dilation: readonly number[]
  /** How far apart the operand's elements are, with holes between them. */
  readonly baseDilation: readonly number[]
}

/** A window over the last axes; the axes before them are examples. */
export interface WindowReduction extends WindowMotion {
  readonly window: Shape
}

/** How far `count` elements reach that are `dilation` apart. */
export const reach = (count: number, dilation: number): number =>
  count === 0 ? 0 : (count - 1) * dilation + 1

/** In how many places a window of `window` fits. */
export const outputExtents = (operand: Shape, window: Shape, motion: WindowMotion): number[] =>
  operand.map((n, i) => {
    const room =
      reach(n, motion.baseDilation[i]!) +
      motion.low[i]! +
      motion.high[i]! -
      reach(window[i]!, motion.dilation[i]!)
    return room < 0 ? 0 : Math.floor(room / motion.stride[i]!) + 1
  })

/**
 * The motion that takes cotangents (extents `output`) back to the operand: stride and base dilation change places, and the
 * window, reversed, starts where it first touches the operand.
 */
export function transposedMotion(
  operand: Shape,
  window: Shape,
  output: Shape,
  motion: WindowMotion,
): WindowMotion {
  const { stride, low, dilation, baseDilation } = motion
  return {
    stride: baseDilation,
    baseDilation: stride,
    dilation,
    low: window.map((k, i) => reach(k, dilation[i]!) - 1 - low[i]!),
    high: operand.map((n, i) => reach(n, baseDilation[i]!) + low[i]! - reach(output[i]!, stride[i]!)),
  }
}

/** The motion in which the cotangent is the window, and what is left over is the window's own extents. */
export function windowGradientMotion(
  operand: Shape,
  window: Shape,
  output: Shape,
  motion: WindowMotion,
): WindowMotion {
  const { stride, low, dilation, baseDilation } = motion
  return {
    stride: dilation,
    baseDilation,
    dilation: stride,
    low,
    high: operand.map(
      (n, i) =>
        reach(window[i]!, dilation[i]!) -
        1 +
        reach(output[i]!, stride[i]!) -
        reach(n, baseDilation[i]!) -
        low[i]!,
    ),
  }
}

/** Refuses lists of another length than the number of axes, and steps below 1. */
export function checkMotion(operation: string, x: Node, rank: number, motion: WindowMotion): void {
  for (const [name, list] of Object.entries(motion) as [string, readonly number[]][]) {
    const least = name === 'low' || name === 'high' ? -Infinity : 1
    demand(
      list.length === rank && list.every((n) => Number.isInteger(n) && n >= least),
      operation,
      [x],
      motion,
      `${name} must have an integer for each of ${rank} axes, and steps must be at least 1`,
    )
  }
}

/** The operand of a window with its holes and padding written out, so that no window reaches beyond it. */
export function spacedOut(
  x: TypedArray,
  type: TensorType,
  { low, high, baseDilation }: WindowMotion,
  filler: number,
): { readonly elements: TypedArray; readonly shape: Shape } {
  const given = parameter(type, 0, 'evaluate')
  const along = (list: readonly number[]): number[] => [
    ...type.shape.slice(list.length).map(() => 0),
    ...list,
  ]
  const image = pad(given, filler, {
    low: along(low),
    high: along(high),
    interior: along(baseDilation.map((n) => n - 1)),
  })
  if (image === given) return { elements: x, shape: type.shape }
  const elements = image.op.evaluate([x, Float64Array.of(filler)], image) as TypedArray
  return { elements, shape: image.shape }
}
