import type { Node } from '../graph/node.ts'
import { type Shape, stridesOf } from '../graph/shape.ts'
import { elementwise } from '../ops/elementwise.ts'
import { type Broadcast, movement } from '../ops/movement.ts'

/** An index: an offset plus a multiple of the indices of some axes of a kernel. */
export interface Index {
  readonly offset: number
  readonly terms: readonly { readonly axis: number; readonly step: number }[]
}

/** Which element of a tensor a kernel is at: one index for each axis of the tensor. */
export type Mapping = readonly Index[]

const zero: Index = { offset: 0, terms: [] }

/** A tensor of the kernel's own shape. */
export const identityMapping = (shape: Shape): Mapping =>
  shape.map((extent, axis) => (extent === 1 ? zero : { offset: 0, terms: [{ axis, step: 1 }] }))

export const mappingKey = (mapping: Mapping): string =>
  mapping.map(({ offset, terms }) => `${offset}${terms.map((t) => `+${t.step}i${t.axis}`).join('')}`).join()

/** start + step * index */
export const scaled = ({ offset, terms }: Index, factor: number, start = 0): Index => ({
  offset: start + offset * factor,
  terms: terms.map(({ axis, step }) => ({ axis, step: step * factor })),
})

function sum(indices: readonly Index[]): Index {
  const steps = new Map<number, number>()
  let offset = 0
  for (const index of indices) {
    offset += index.offset
    for (const { axis, step } of index.terms) steps.set(axis, (steps.get(axis) ?? 0) + step)
  }
  return { offset, terms: [...steps].map(([axis, step]) => ({ axis, step })) }
}

/** The place in an array of `shape`, row-major or with other strides. */
export const linearIndex = (
  mapping: Mapping,
  shape: Shape,
  strides: readonly number[] = stridesOf(shape),
): Index => sum(mapping.map((index, axis) => scaled(index, strides[axis]!)))

/** Indices along the axes of `shape` whose place is `index`, where each multiple stays within one axis. */
function splitIndex(index: Index, shape: Shape, extents: readonly number[]): Mapping | undefined {
  const strides = stridesOf(shape)
  let rest = index.offset
  if (rest < 0) return undefined
  const parts = strides.map((stride) => {
    const offset = Math.floor(rest / stride)
    rest -= offset * stride
    return { offset, terms: [] as { axis: number; step: number }[] }
  })
  for (const { axis, step } of index.terms) {
    if (extents[axis] === 1) continue
    if (step < 0) return undefined
    const at = strides.findIndex((stride, i) => shape[i] !== 1 && step >= stride && step % stride === 0)
    if (at < 0) return undefined
    parts[at]!.terms.push({ axis, step: step / strides[at]! })
  }
  const within = parts.every(({ offset, terms }, i) => {
    const most = terms.reduce((total, { axis, step }) => total + step * (extents[axis]! - 1), offset)
    return most < shape[i]!
  })
  return within ? parts : undefined
}

type ViewRule = (node: Node, mapping: Mapping, extents: readonly number[]) => Mapping | undefined

/** For each operation that only moves elements: where its operand's element stands. Who brings more of them adds them (bridge/subjects/). */
export const views = new Map<object, ViewRule>([
  [
    movement.broadcast_in_dim,
    ({ inputs: [x], params }, mapping) => {
      const { axes } = params as Broadcast
      return x!.shape.map((extent, i) => (extent === 1 ? zero : mapping[axes[i]!]!))
    },
  ],
  [
    movement.transpose,
    ({ params }, mapping) => {
      const { permutation } = params as { permutation: readonly number[] }
      const result = new Array<Index>(permutation.length)
      permutation.forEach((axis, i) => {
        result[axis] = mapping[i]!
      })
      return result
    },
  ],
  [
    movement.reverse,
    ({ shape, params }, mapping) => {
      const { axes } = params as { axes: readonly number[] }
      return mapping.map((index, axis) => (axes.includes(axis) ? scaled(index, -1, shape[axis]! - 1) : index))
    },
  ],
  [
    movement.reshape,
    ({ inputs: [x], shape }, mapping, extents) => splitIndex(linearIndex(mapping, shape), x!.shape, extents),
  ],
  [elementwise.alias, (_, mapping) => mapping],
  [elementwise.stop_gradient, (_, mapping) => mapping],
])

/** Operations whose result in memory is their operand's. */
export const sameMemory = new Set<object>([movement.reshape, elementwise.alias, elementwise.stop_gradient])

export const isView = (node: Node): boolean => views.has(node.op)
export const sharesMemory = (node: Node): boolean => sameMemory.has(node.op)

/** Where the element of a view's operand stands, given where the view's stands; undefined where no mapping says it. */
export const throughView = (node: Node, mapping: Mapping, extents: readonly number[]): Mapping | undefined =>
  views.get(node.op)!(node, mapping, extents)

/** Each axis of the tensor follows one axis of the kernel from its start to its end, each another one. */
export function isAligned(mapping: Mapping, shape: Shape, extents: readonly number[]): boolean {
  const used = new Set<number>()
  return mapping.every(({ offset, terms }, axis) => {
    if (shape[axis] === 1) return offset === 0 && terms.length === 0
    const [term] = terms
    if (offset !== 0 || terms.length !== 1 || term!.step !== 1 || used.has(term!.axis)) return false
    if (extents[term!.axis] !== shape[axis]) return false
    used.add(term!.axis)
    return true
  })
}

/** The kernel axes that a mapping depends on. */
export function axesOf(mapping: Mapping): Set<number> {
  const axes = new Set<number>()
  for (const { terms } of mapping) for (const { axis, step } of terms) if (step !== 0) axes.add(axis)
  return axes
}
