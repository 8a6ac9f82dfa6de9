import type { Node } from '../graph/node.ts'
import type { Shape } from '../graph/shape.ts'
import { type Gather, windowAxes } from '../ops/indexing.ts'
import { componentOf, type LookupRule, type Place } from './lookup.ts'
import type { Index, Mapping } from './view.ts'

const zero: Index = { offset: 0, terms: [] }

const place = (indices: Node, c: number, leading: Mapping, axis: number, extent: number): Place => {
  const { node, at } = componentOf(indices, c)
  return { index: node, mapping: [...leading, { offset: at, terms: [] }], axis, extent }
}

/** Elements or slices of a table at places. */
export const gathered: LookupRule = ({ inputs: [table, indices], params }, mapping) => {
  const { axes, batch } = params as Gather
  const leading = indices!.shape.length - 1
  const rest = windowAxes(table!.shape, params as Gather)
  return {
    table: table!,
    at: table!.shape.map((_, axis) =>
      axis < batch ? mapping[axis]! : axes.includes(axis) ? zero : mapping[leading + rest.indexOf(axis)]!,
    ),
    places: axes.map((axis, c) => place(indices!, c, mapping.slice(0, leading), axis, table!.shape[axis]!)),
  }
}

/** A block of a table. */
export const cutOut: LookupRule = ({ inputs: [table, start], shape }, at) => ({
  table: table!,
  at,
  places: moved(table!.shape, shape).map((axis) =>
    place(start!, axis, [], axis, table!.shape[axis]! - shape[axis]! + 1),
  ),
})

/** A table with a block in the place of its own. */
export const putIn: LookupRule = ({ inputs: [x, update, start], shape }, mapping) => {
  const axes = moved(shape, update!.shape)
  return {
    table: update!,
    at: mapping.map((index, axis) => (axes.includes(axis) ? zero : index)),
    places: axes.map((axis) => place(start!, axis, [], axis, shape[axis]! - update!.shape[axis]! + 1)),
    outside: x!,
  }
}

/** Axes along which a block has room to start at several places. */
const moved = (shape: Shape, block: Shape): number[] =>
  shape.flatMap((extent, axis) => (block[axis]! < extent ? [axis] : []))
