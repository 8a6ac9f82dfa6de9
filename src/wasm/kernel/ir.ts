import { keyOf } from '../../key.ts'
import { volume } from '../axes.ts'
/** The types of a tensor's elements; `bool` is a byte that is 0 or 1. */
export type ElementType = 'float32' | 'float64' | 'int32' | 'uint32' | 'bool'

export const elementBytes: Readonly<Record<ElementType, number>> = {
  float32: 4,
  float64: 8,
  int32: 4,
  uint32: 4,
  bool: 1,
}

/**
 * Ways to reduce; `argmax` and `argmin` give the position (int32) of the element: its row-major one over the reduced axes,
 * or what a second argument says. Of equal elements that of the least position is taken; there is none where nothing is
 * reduced, or where all positions are `noPosition`, and then it is that.
 */
export type Reduction = 'sum' | 'prod' | 'max' | 'min' | 'and' | 'or' | 'argmax' | 'argmin' | 'logsumexp'

/** The position of an element that must not be found. */
export const noPosition = 0x7fffffff

/** One axis of the index space that a kernel runs over. */
export interface Axis {
  readonly extent: number
  readonly reduced: boolean
}

/** A tensor in memory: the element at an index of the space stands at offset + sum(index * stride). */
export interface Buffer {
  readonly dtype: ElementType
  /** In elements, one for each axis of the space; 0 broadcasts. */
  readonly strides: readonly number[]
  /** In elements from the pointer that the kernel gets. */
  readonly offset?: number
  /** A buffer of the same list (inputs, or outputs) that is the same memory, with the same strides. */
  readonly beside?: number | undefined
}

/** The buffer whose elements stand right before or after those of buffer `k`, where one of the list is known to. */
export function neighbour(list: readonly Buffer[], k: number): number | undefined {
  const offset = list[k]!.offset ?? 0
  const found = list.findIndex((other, j) => {
    const known = other.beside === k || list[k]!.beside === j
    return known && Math.abs((other.offset ?? 0) - offset) === 1
  })
  return found < 0 ? undefined : found
}

/** An output and the number of the instruction that gives its elements. */
export interface OutputBuffer extends Buffer {
  readonly value: number
}

/** One line of a kernel's body; `args` are numbers of earlier lines. */
export type Instruction = {
  readonly dtype: ElementType
  readonly args: readonly number[]
} & (
  | { readonly kind: 'input'; readonly input: number }
  | { readonly kind: 'constant'; readonly value: number }
  /** The index along an axis, as int32. */
  | { readonly kind: 'iota'; readonly axis: number }
  /** A row of the table of scalar operations. */
  | { readonly kind: 'apply'; readonly name: string }
  | { readonly kind: 'reduce'; readonly reduction: Reduction }
  /**
   * The reduction of the elements up to this one, along the reduced axes in row-major order:
   * a value inside the loops. Go backwards with negative strides. What came before is multiplied by the second argument,
   * if there is one.
   */
  | { readonly kind: 'running'; readonly reduction: Reduction }
  /**
   * An element of an input at places that are computed: its axes' strides as for `input`, plus index * stride for each
   * argument (int32), the index clamped to [0, extent - 1].
   */
  | { readonly kind: 'gather'; readonly input: number; readonly steps: readonly GatherStep[] }
)

/** A gathered axis: its stride in elements and its extent. */
export interface GatherStep {
  readonly stride: number
  readonly extent: number
}

/**
 * A loop nest over an index space: elementwise where no axis is reduced, a reduction with everything that is computed
 * before and after it otherwise. Values that depend on a `reduce` line may be used again over the reduced axes
 * (softmax: max, then sum of exponentials, then the quotient).
 */
export interface LoopKernel {
  readonly name: string
  readonly axes: readonly Axis[]
  readonly inputs: readonly Buffer[]
  readonly outputs: readonly OutputBuffer[]
  readonly body: readonly Instruction[]
}

/** Elements that a walk over axes touches at most: a stride of 0 stays, and steps may overlap. */
export function touched(axes: readonly { readonly extent: number; readonly stride: number }[]): number {
  const moving = axes.filter((axis) => axis.stride !== 0)
  const places = volume(moving)
  const reach = moving.reduce((n, axis) => n + (axis.extent - 1) * Math.abs(axis.stride), 1)
  return Math.max(0, Math.min(places, reach))
}

/**
 * What tells descriptions apart but for their names: kernels with equal keys share their code. JSON is fast, but writes NaN
 * and infinities alike, and both zeros: the constants of the body stand behind it.
 */
export const codeKey = (description: { readonly name: string }, body: readonly Instruction[] = []): string =>
  JSON.stringify({ ...description, name: '' }) + keyOf(body.map((line) => 'value' in line && line.value))
