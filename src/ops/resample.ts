import { allocate } from '../graph/dtype.ts'
import { dataNode } from '../graph/leaves.ts'
import { apply, define, type Node } from '../graph/node.ts'
import { range } from '../graph/shape.ts'
import { evaluateAs } from './composed.ts'
import { guarded } from './elementwise.ts'
import { gather } from './indexing.ts'
import { broadcastInDim, moveAxis, reduceSum } from './movement.ts'
import type { Row } from './row.ts'

export interface Resampling {
  readonly axis: number
}
/** For each place of the result: the elements that it is made of, and their weights. */
export type Taps = readonly (readonly (readonly [place: number, weight: number])[])[]

/** What makes an axis anew from the elements along it. */
export const resampling = define({
  /**
   * Each place along an axis is a weighted sum of a few elements along that axis. Operands: x; places [taps, count, 1] and
   * weights [taps, count, 1]; then those of the transposed map, so that a gradient reads as the value does.
   */
  resample: {
    linear: 'each',
    infer: ([x, places], { axis }) => ({ dtype: x!.dtype, shape: x!.shape.with(axis, places!.shape[1]!) }),
    evaluate: evaluateAs<Resampling>((inputs, params) => weightedSum(inputs, params)),
    transpose: ({ op, inputs: [, places, weights, ...back], params }, cotangent) =>
      apply(op, [cotangent, ...back, places!, weights!], params) as Node,
    batch: ({ op, params }, inputs) => [apply(op, inputs, { axis: params.axis + 1 }) as Node],
  } as Row<Resampling>,
})

/** What `resample` is in terms of others. */
export function weightedSum([x, places, weights]: readonly Node[], { axis }: Resampling): Node {
  const elements = gather(x!, places!, { axes: [axis], batch: 0 })
  const factors = broadcastInDim(weights!, elements.shape, [0, 1, 2])
  // a weight of zero only fills a row up, whatever stands there
  return moveAxis(reduceSum(guarded(factors, elements), [0]), 0, axis)
}

/** Makes one axis of several anew. */
export function resample(x: Node, axis: number, taps: Taps): Node {
  const back = range(x.shape[axis]!).map(() => new Map<number, number>())
  taps.forEach((row, i) => {
    for (const [place, weight] of row) back[place]!.set(i, (back[place]!.get(i) ?? 0) + weight)
  })
  const tables = [taps, back.map((row) => [...row])].flatMap((rows) => {
    const most = Math.max(1, ...rows.map((row) => row.length))
    // all rows as long as the longest
    const filled = range(most).flatMap((i) => rows.map((row) => row[i] ?? [0, 0]))
    return (['int32', x.dtype] as const).map((dtype, part) => {
      const elements = allocate(dtype, filled.length)
      elements.set(filled.map((tap) => tap[part]!))
      return dataNode({ dtype, shape: [most, rows.length, 1] }, elements)
    })
  })
  return apply(resampling.resample, [x, ...tables], { axis }) as Node
}
