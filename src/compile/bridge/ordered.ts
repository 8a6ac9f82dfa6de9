import type { Node } from '../../graph/node.ts'
import { type Shape, shapeWithout, sizeOf, stridesOf } from '../../graph/shape.ts'
import type { Sort } from '../../ops/sorting.ts'
import { compileRowSort, type RowSort, sortTemporaryBytes } from '../../wasm/rows/sort.ts'
import type { Site } from './block.ts'
import { Buffer } from './buffer.ts'
import { copyElements } from './movement.ts'
import { addKernel } from './stages.ts'

/** Sorts along the last axis, or gives a part of what is sorted; another one is put there and back. */
export function sort(node: Node, site: Site): boolean {
  const { axis, descending, start, count } = node.params as Sort
  const x = node.inputs[0]!
  const results = [site.fresh(node, 0), site.fresh(node, 1)] as const
  if (sizeOf(x.shape) * count === 0) return true
  const length = x.shape[axis]!
  const outside: Shape = shapeWithout(x.shape, [axis])
  /** A buffer with so many elements along the axis, where it is the last, and the copy to it or back. */
  const turned = (like: Buffer, along: number): readonly [Buffer, copy: (back: boolean) => void] => {
    const strides = stridesOf(x.shape.with(axis, along))
    const moved = [...outside, along]
    const there = [...shapeWithout(strides, [axis]), strides[axis]!]
    const here = stridesOf(moved)
    if (moved.every((extent, i) => extent === 1 || there[i] === here[i])) return [like, () => {}]
    const own = new Buffer({ dtype: like.dtype, shape: moved }, 'arena', `${like.label} along its last axis`)
    const ends = [
      { buffer: like, strides: there, offset: 0 },
      { buffer: own, strides: here, offset: 0 },
    ]
    return [own, (back) => copyElements(site, node, ends[+back]!, ends[+!back]!, moved)]
  }
  const rows: RowSort = {
    name: site.kernelName(node),
    dtype: x.dtype,
    rows: sizeOf(outside),
    length,
    descending,
    start,
    count,
  }
  const bytes = sortTemporaryBytes(rows)
  const given = site.bufferOf(x)
  const records = new Buffer({ dtype: 'bool', shape: [bytes] }, 'arena', `records to sort ${given.label}`)
  const [from, take] = turned(given, length)
  const sorted = results.map((result) => turned(result, count))
  take(false)
  addKernel(site, node, compileRowSort(rows), [from], [records, ...sorted.map(([to]) => to)])
  for (const [, give] of sorted) give(true)
  return true
}
