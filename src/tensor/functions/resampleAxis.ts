import { dataNode } from '../../graph/leaves.ts'
import type { Node } from '../../graph/node.ts'
import { dotGeneral } from '../../ops/contraction.ts'
import { convertElements } from '../../ops/convert.ts'
import { gather } from '../../ops/indexing.ts'
import { moveAxis, reshape } from '../../ops/movement.ts'

/** For each place of the result: the elements it is made of, and their weights. All rows are equally long. */
export interface Taps {
  readonly places: readonly (readonly number[])[]
  readonly weights: readonly (readonly number[])[]
}

/** Makes one axis anew: each place a weighted sum of a few elements. */
export function resampleAxis(x: Node, axis: number, { places, weights }: Taps): Node {
  const count = places.length
  const taps = places[0]!.length
  const indices = dataNode({ dtype: 'int32', shape: [count * taps, 1] }, Int32Array.from(places.flat()))
  const gathered = gather(x, indices, { axes: [axis], batch: 0 })
  const apart = reshape(gathered, [count, taps, ...gathered.shape.slice(1)])
  const factors = dataNode(
    { dtype: x.dtype, shape: [count, taps] },
    convertElements(Float64Array.from(weights.flat()), x.dtype),
  )
  return moveAxis(dotGeneral(factors, apart, { contract: [[1], [1]], batch: [[0], [0]] }), 0, axis)
}
