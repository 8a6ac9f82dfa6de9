import { type Expr, i32, i32x4, type Local, v128 } from '../assembler/index.ts'
import { type Emission, splat32 } from '../emission.ts'
import { type ElementType, elementBytes, type LoopKernel } from './ir.ts'
import type { LoopAxis } from './layout.ts'
import { loadContiguous, loadLanes, type V, type Value } from './value.ts'

/** How a buffer goes along an axis that is two: elements in a row, each for all of the inner axis, or the inner axis's again. */
type Way = 'row' | 'repeat' | 'cycle' | 'same'

/** Two axes as one across the lanes. */
export interface Period {
  /** Extent of the inner axis: 2 or 4. */
  readonly length: number
  readonly ways: readonly Way[]
  /** The kernel's axes that are the inner one. */
  readonly inner: readonly number[]
}

const wayOf = (outer: number, inner: number, length: number, size: number): Way | undefined => {
  if (inner === size && outer === length * size) return 'row'
  if (inner === 0 && outer === size) return 'repeat'
  if (inner === size && outer === 0) return 'cycle'
  return inner === 0 && outer === 0 ? 'same' : undefined
}

/**
 * Two axes that fill vectors together where no axis does alone: the inner one, of 2 or 4, is contiguous in all results (what
 * pooling spreads over its windows, and what is repeated). Leaves them and the axis that they make.
 */
export function pairOf(
  kernel: LoopKernel,
  axes: readonly LoopAxis[],
): readonly [outer: LoopAxis, inner: LoopAxis, both: LoopAxis] | undefined {
  if (kernel.body.some((line) => line.kind === 'gather')) return undefined
  const buffers = [...kernel.inputs, ...kernel.outputs]
  for (const inner of axes) {
    const { extent: length } = inner
    if (length !== 2 && length !== 4) continue
    for (const outer of axes) {
      if (outer === inner || outer.extent * length < 8) continue
      const ways = buffers.map(({ dtype }, k) =>
        wayOf(outer.bytes[k]!, inner.bytes[k]!, length, elementBytes[dtype]),
      )
      if (ways.includes(undefined) || ways.slice(kernel.inputs.length).some((way) => way !== 'row')) continue
      const period: Period = { length, ways: ways as Way[], inner: inner.members }
      const members = [...outer.members, ...inner.members]
      const bytes = buffers.map(({ dtype }, k) => (ways[k] === 'same' ? 0 : elementBytes[dtype]))
      return [outer, inner, { ...inner, extent: outer.extent * length, bytes, members, period }]
    }
  }
  return undefined
}

const shiftOf = ({ length }: Period): number => (length === 4 ? 2 : 1)

/** The index along the inner or the outer one of two axes, from that along both. */
export const indexAlong = (e: Emission, period: Period, axis: number, both: Expr<'v128'>): Expr<'v128'> =>
  period.inner.includes(axis)
    ? v128.and(both, splat32(e, period.length - 1))
    : i32x4.shrU(both, shiftOf(period))

/** Four lanes from `i + lane` on, of a buffer that repeats its elements, or goes through them again and again. */
export function loadPeriodic(
  period: Period,
  way: 'repeat' | 'cycle',
  dtype: ElementType,
  pointer: Local<'i32'>,
  i: Expr<'i32'>,
  lane: number,
  positions: () => readonly Expr<'i32'>[],
): Value {
  const size = elementBytes[dtype]
  if (way === 'cycle' && period.length === 4) return loadContiguous(dtype, pointer, 0)
  if (size === 4) {
    if (way === 'cycle') return { dtype, parts: [v128.load64Splat(pointer, 0)] }
    // whole vectors begin at multiples of four lanes
    const address = i32.add(pointer, i32.shl(i32.shrU(i, shiftOf(period)), 2))
    const at = (4 * lane) / period.length
    if (period.length === 4) return { dtype, parts: [v128.load32Splat(address, at)] }
    const pair = v128.load64Zero(address, at)
    return { dtype, parts: [i32x4.shuffle([0, 0, 1, 1], pair)] }
  }
  const addresses = positions().map((position) => {
    const own = way === 'cycle' ? i32.and(position, period.length - 1) : i32.shrU(position, shiftOf(period))
    return i32.add(pointer, i32.mul(own, size))
  })
  return loadLanes(dtype, addresses, 0)
}

/** Every second one of eight elements of four bytes, from the first or the second on. */
export const everySecond = (from: 0 | 1, low: V, high: V): V =>
  i32x4.shuffle(from === 0 ? [0, 2, 4, 6] : [1, 3, 5, 7], low, high)

/** Elements of four bytes in turn. */
export const inTurn = (a: V, b: V): readonly [V, V] => [
  i32x4.shuffle([0, 4, 1, 5], a, b),
  i32x4.shuffle([2, 6, 3, 7], a, b),
]
