import { is, type Node } from '../graph/node.ts'
import { type Shape, sizeOf } from '../graph/shape.ts'
import type { IndexError } from '../ops/indexError.ts'
import type { Gather } from '../ops/indexing.ts'
import { slicing } from '../ops/movement.ts'
import type { Mapping } from './view.ts'

/** A place along one axis of a table that is computed while the program runs. */
export interface Place {
  /** Where the integer is read. */
  readonly index: Node
  readonly mapping: Mapping
  readonly axis: number
  /** Places that there are, from 0; others are clamped. */
  readonly extent: number
}

/** What an operation reads of a table at computed places, for one element of its result. */
export interface Lookup {
  readonly table: Node
  /** Where in the table, apart from the computed places. */
  readonly at: Mapping
  readonly places: readonly Place[]
  /** The places are those at which the table starts in the result, which has this node's elements elsewhere. */
  readonly outside?: Node
}

const isConcatenation = (node: Node): boolean => is(node, slicing.concatenate)

/** The part of a concatenation along its last axis that component `c` comes from, and its place there. */
export function componentOf(indices: Node, c: number): { readonly node: Node; readonly at: number } {
  const last = indices.shape.length - 1
  if (!isConcatenation(indices) || (indices.params as { axis: number }).axis !== last)
    return { node: indices, at: c }
  let start = 0
  for (const part of indices.inputs) {
    const end = start + part.shape[last]!
    if (c < end) return componentOf(part, c - start)
    start = end
  }
  return { node: indices, at: c }
}

/** What an operation reads for its element at a mapping. */
export type LookupRule = (node: Node, mapping: Mapping) => Lookup

/** Operations that look up; who brings them adds them (bridge/subjects/places.ts). */
export const lookups = new Map<object, LookupRule>()

export const isLookup = (node: Node): boolean => lookups.has(node.op)

/** What `node` reads for its element at `mapping`. */
export const lookupOf = (node: Node, mapping: Mapping): Lookup | undefined =>
  lookups.get(node.op)?.(node, mapping)

/** Where the indices stand among the operands, and the error where one is outside of its axis. */
interface Indexed {
  readonly operand: number
  error(at: number, axis: number, shape: Shape, params: Gather): IndexError
}

/** Operations that read or write at computed places; who brings them adds them. */
export const indexed = new Map<object, Indexed>()

export const placesOf = ({ op, inputs }: Node): Node | undefined => inputs[indexed.get(op)?.operand ?? -1]

/** Whether a node reads or writes at places that may be outside, also where it has no elements. */
export function hasPlaces(node: Node): boolean {
  const places = placesOf(node)
  return places !== undefined && sizeOf(places.shape) > 0
}
