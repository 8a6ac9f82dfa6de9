import { is, type Node } from '../graph/node.ts'
import type { Shape } from '../graph/shape.ts'
import { blocks } from '../ops/blocks.ts'
import { type Gather, indexing, windowAxes } from '../ops/indexing.ts'
import { movement } from '../ops/movement.ts'
import type { Index, Mapping } from './view.ts'

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

const zero: Index = { offset: 0, terms: [] }
const isConcatenation = (node: Node): boolean => is(node, movement.concatenate)

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

const place = (indices: Node, c: number, leading: Mapping, axis: number, extent: number): Place => {
  const { node, at } = componentOf(indices, c)
  return { index: node, mapping: [...leading, { offset: at, terms: [] }], axis, extent }
}

type Rule = (node: Node, mapping: Mapping) => Lookup

const rules = new Map<object, Rule>([
  [
    indexing.gather,
    ({ inputs: [table, indices], params }, mapping) => {
      const { axes, batch } = params as Gather
      const leading = indices!.shape.length - 1
      const rest = windowAxes(table!.shape, params as Gather)
      return {
        table: table!,
        at: table!.shape.map((_, axis) =>
          axis < batch ? mapping[axis]! : axes.includes(axis) ? zero : mapping[leading + rest.indexOf(axis)]!,
        ),
        places: axes.map((axis, c) =>
          place(indices!, c, mapping.slice(0, leading), axis, table!.shape[axis]!),
        ),
      }
    },
  ],
  [
    blocks.dynamic_slice,
    ({ inputs: [table, start], shape }, at) => ({
      table: table!,
      at,
      places: moved(table!.shape, shape).map((axis) =>
        place(start!, axis, [], axis, table!.shape[axis]! - shape[axis]! + 1),
      ),
    }),
  ],
  [
    blocks.dynamic_update_slice,
    ({ inputs: [x, update, start], shape }, mapping) => {
      const axes = moved(shape, update!.shape)
      return {
        table: update!,
        at: mapping.map((index, axis) => (axes.includes(axis) ? zero : index)),
        places: axes.map((axis) => place(start!, axis, [], axis, shape[axis]! - update!.shape[axis]! + 1)),
        outside: x!,
      }
    },
  ],
])

/** Axes along which a block has room to start at several places. */
const moved = (shape: Shape, block: Shape): number[] =>
  shape.flatMap((extent, axis) => (block[axis]! < extent ? [axis] : []))

export const isLookup = (node: Node): boolean => rules.has(node.op)

/** What `node` reads for its element at `mapping`. */
export const lookupOf = (node: Node, mapping: Mapping): Lookup | undefined =>
  rules.get(node.op)?.(node, mapping)
