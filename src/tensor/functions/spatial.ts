import { shown } from '../../errors.ts'
import type { Node } from '../../graph/node.ts'
import { ShapeError } from '../../graph/shape.ts'
import { reshape } from '../../ops/movement.ts'
import { reach, type WindowMotion } from '../../ops/windowGeometry.ts'
import { checkWord } from '../../options.ts'
import { Tensor } from '../tensor.ts'

/** One number for all spatial axes, or one for each. */
export type Spatial = number | readonly number[]
/** As many elements on both sides, `[low, high]` for each axis, as many as keep ceil(n / stride) places, or none. */
export type Padding = Spatial | readonly (readonly [low: number, high: number])[] | 'same' | 'valid'

/** One number for each of `rank` spatial axes. */
export function perAxis(operation: string, name: string, value: Spatial, rank: number, least = 1): number[] {
  const list = Array.isArray(value) ? [...value] : new Array<number>(rank).fill(value as number)
  if (list.length !== rank || list.some((n) => !Number.isInteger(n) || n < least))
    throw new ShapeError(
      operation,
      [list],
      `${name} is ${shown(list)}: it must be one integer, or ${rank} of them` +
        `${Number.isFinite(least) ? `, each at least ${least}` : ''}.`,
    )
  return list
}

/** Several options as `perAxis` reads them, by their names; `least` for those that may be below 1. */
export const perAxes = <N extends string>(
  operation: string,
  rank: number,
  given: Readonly<Record<N, Spatial>>,
  least: { readonly [K in N]?: number } = {},
): Record<N, number[]> =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      perAxis(operation, name, value as Spatial, rank, least[name as N]),
    ]),
  ) as Record<N, number[]>

export interface Window {
  readonly window: readonly number[]
  readonly stride: readonly number[]
  readonly dilation: readonly number[]
}

/** The padding before and after each axis. */
export function paddingOf(
  operation: string,
  padding: Padding,
  extents: readonly number[],
  { window, stride, dilation }: Window,
): { low: number[]; high: number[] } {
  const rank = extents.length
  if (padding === 'same') {
    const total = extents.map((n, i) =>
      Math.max(0, (Math.ceil(n / stride[i]!) - 1) * stride[i]! + reach(window[i]!, dilation[i]!) - n),
    )
    const low = total.map((n) => Math.floor(n / 2))
    return { low, high: total.map((n, i) => n - low[i]!) }
  }
  if (typeof padding === 'string' && padding !== 'valid')
    checkWord(operation, 'padding', padding, ['same', 'valid'])
  if (Array.isArray(padding) && padding.some((pair) => typeof pair === 'object')) {
    const pairs = padding as readonly (readonly [number, number])[]
    if (pairs.length !== rank || pairs.some((pair) => pair?.length !== 2 || !pair.every(Number.isInteger)))
      throw new ShapeError(
        operation,
        [],
        `padding is ${shown(padding)}: it must be ${rank} pairs of integers, [low, high].`,
      )
    return { low: pairs.map(([low]) => low), high: pairs.map(([, high]) => high) }
  }
  const list = perAxis(operation, 'padding', padding === 'valid' ? 0 : (padding as Spatial), rank, -Infinity)
  return { low: list, high: [...list] }
}

/** A window that fits nowhere is refused; the transpose of one may have come from nothing: its result may be empty. */
export function checkFits(
  operation: string,
  x: Node,
  window: readonly number[],
  motion: WindowMotion,
  transposed = false,
): void {
  window.forEach((taps, axis) => {
    const dilation = motion.dilation[axis]!
    const extent = x.shape.at(axis - window.length)!
    const has = reach(extent, motion.baseDilation[axis]!) + motion.low[axis]! + motion.high[axis]!
    if (has + Number(transposed) >= reach(taps, dilation)) return
    throw new ShapeError(
      operation,
      [x.shape, window],
      `x is ${x}, the window [${window}]: along spatial axis ${axis} it reaches over ` +
        `${reach(taps, dilation)}, but x with its padding has ` +
        `${has}. Use a ${transposed ? 'larger window or less' : 'smaller window or more'} padding.`,
    )
  })
}

/** What the spatial axes are called. */
export const axisNames = (rank: number): string | undefined =>
  ['length', 'height, width', 'depth, height, width'][rank - 1]

/** Runs `f` on [n, c, ...extents]; an operand without the first axis gets one, and loses it again. */
export function withBatch<T extends readonly Node[]>(
  operation: string,
  x: Node,
  rank: number,
  f: (x: Node) => T,
): { [K in keyof T]: Tensor } {
  const axes = axisNames(rank)
  if (x.shape.length !== rank + 2 && x.shape.length !== rank + 1)
    throw new ShapeError(
      operation,
      [x.shape],
      `x is ${x}: it must be [batch, channels, ${axes}] or [channels, ${axes}].`,
    )
  const alone = x.shape.length === rank + 1
  const made = f(alone ? reshape(x, [1, ...x.shape]) : x)
  const tensors = made.map((node) => new Tensor(alone ? reshape(node, node.shape.slice(1)) : node))
  return tensors as unknown as { [K in keyof T]: Tensor }
}
