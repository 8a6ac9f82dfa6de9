import '../../compile/bridge/subjects/places.ts'
import '../../compile/bridge/subjects/resampling.ts'
import { requireWithin } from '../../errors.ts'
import { dataNode } from '../../graph/leaves.ts'
import { apply, type Node } from '../../graph/node.ts'
import { range, ShapeError, sizeOf } from '../../graph/shape.ts'
import { gather, takeAlong } from '../../ops/indexing.ts'
import { broadcastInDim, moveAxis, reshape } from '../../ops/movement.ts'
import { reduction } from '../../ops/reduction.ts'
import { resample } from '../../ops/resample.ts'
import { optionsOf } from '../../options.ts'
import { floatNode, nodeOf, type TensorLike } from '../operands.ts'
import type { Tensor } from '../tensor.ts'
import { avgPool1d, avgPool2d, avgPool3d, maxPool1d, maxPool2d, maxPool3d } from './pooling.ts'
import { perAxis, withBatch } from './spatial.ts'

/** The elements that each of `count` places pools over: place i from floor(i n / count) to ceil((i + 1) n / count). */
const adaptiveTaps = (n: number, count: number): number[][] =>
  range(count).map((i) => {
    const start = Math.floor((i * n) / count)
    return range(Math.ceil(((i + 1) * n) / count) - start, start)
  })

/** The extents asked for; `null` keeps one. */
export type AdaptiveSize = number | readonly (number | null)[]

function outputsOf(operation: string, x: Node, rank: number, size: AdaptiveSize): number[] {
  const extents = x.shape.slice(-rank)
  const rule =
    x.shape.length < rank + 1
      ? `it must have channels and ${rank} spatial axes.`
      : extents.includes(0) && 'no spatial axis may be empty.'
  if (rule) throw new ShapeError(operation, [x.shape], `x is ${x}: ${rule}`)
  const outputs = perAxis(
    operation,
    'outputSize',
    Array.isArray(size) ? size.map((n: number | null, i) => n ?? extents[i]!) : (size as number),
    rank,
  )
  // each window is listed with what it covers
  requireWithin(operation, 'outputSize', Math.max(...outputs), 2 ** 24, 1)
  return outputs
}

const divides = (extents: readonly number[], outputs: readonly number[]): boolean =>
  extents.every((n, i) => n % outputs[i]! === 0)

/** Every window's mean; windows of unequal extents overlap. */
export const adaptiveAvgPool =
  (operation: string, rank: number) =>
  (x: TensorLike, outputSize: AdaptiveSize): Tensor => {
    const given = floatNode(x, operation)
    const extents = given.shape.slice(-rank)
    const outputs = outputsOf(operation, given, rank, outputSize)
    if (divides(extents, outputs)) {
      const pool = [avgPool1d, avgPool2d, avgPool3d][rank - 1]!
      return pool(
        x,
        extents.map((n, i) => n / outputs[i]!),
      )
    }
    const [y] = withBatch(operation, given, rank, (images) => {
      let node = images
      extents.forEach((n, i) => {
        if (n === outputs[i]) return
        const taps = adaptiveTaps(n, outputs[i]!).map((row) => row.map((at) => [at, 1 / row.length] as const))
        node = resample(node, i + 2, taps)
      })
      return [node] as const
    })
    return y
  }

interface Indexed {
  /** Also returns where each maximum stands, counted row by row over the spatial axes (int32). */
  readonly returnIndices: true
}
interface MaybeIndexed {
  readonly returnIndices?: boolean
}

interface AdaptiveMaxPool {
  (x: TensorLike, outputSize: AdaptiveSize, options: Indexed): [Tensor, Tensor]
  (x: TensorLike, outputSize: AdaptiveSize, options?: MaybeIndexed): Tensor
}

const adaptiveMaxPool = (operation: string, rank: number): AdaptiveMaxPool =>
  ((x: TensorLike, outputSize: AdaptiveSize, options?: MaybeIndexed): Tensor | [Tensor, Tensor] => {
    const { returnIndices } = optionsOf(operation, options, { returnIndices: false })
    const given = nodeOf(x, operation)
    const extents = given.shape.slice(-rank)
    const outputs = outputsOf(operation, given, rank, outputSize)
    const pool = [maxPool1d, maxPool2d, maxPool3d][rank - 1]!
    const pooled = divides(extents, outputs)
      ? pool(
          x,
          extents.map((n, i) => n / outputs[i]!),
          { returnIndices: true },
        )
      : withBatch(operation, given, rank, (images) => unevenMaxPool(images, outputs))
    return returnIndices ? [pooled[0], pooled[1]] : pooled[0]
  }) as AdaptiveMaxPool

/** Windows of unequal extents: all their elements side by side, [places, taps, images]. */
function unevenMaxPool(x: Node, outputs: readonly number[]): readonly [Node, Node] {
  const [n, c, ...extents] = x.shape as [number, number, ...number[]]
  let table: number[][] = [[0]]
  extents.forEach((extent, axis) => {
    const windows = adaptiveTaps(extent, outputs[axis]!)
    const most = Math.max(...windows.map((window) => window.length))
    // all are as long as the longest, by their last element again
    table = table.flatMap((row) =>
      windows.map((window) =>
        row.flatMap((at) => range(most).map((i) => at * extent + (window[i] ?? window.at(-1)!))),
      ),
    )
  })
  const shape = [table.length, table[0]!.length]
  const indices = dataNode({ dtype: 'int32', shape }, Int32Array.from(table.flat()))
  const flat = reshape(x, [n * c, sizeOf(extents)])
  const elements = gather(flat, reshape(indices, [sizeOf(shape), 1]), { axes: [1], batch: 0 })
  const windows = reshape(elements, [...shape, n * c])
  const best = reshape(apply(reduction.argmax, [windows], { axis: 1 }) as Node, [shape[0]!, 1, n * c])
  const back = (node: Node): Node =>
    reshape(moveAxis(reshape(node, [shape[0]!, n * c]), 1, 0), [n, c, ...outputs])
  return [
    back(takeAlong(windows, best, 1)),
    back(takeAlong(broadcastInDim(indices, windows.shape, [0, 1]), best, 1)),
  ]
}

/** The mean over `outputSize` windows that cover the axis. Shapes: [n, c, l] or [c, l] -> [n, c, outputSize] */
export const adaptiveAvgPool1d = /* @__PURE__ */ adaptiveAvgPool('adaptiveAvgPool1d', 1)
/** As `adaptiveAvgPool1d`, over two axes; `null` keeps an extent. */
export const adaptiveAvgPool2d = /* @__PURE__ */ adaptiveAvgPool('adaptiveAvgPool2d', 2)
/** As `adaptiveAvgPool1d`, over three axes. */
export const adaptiveAvgPool3d = /* @__PURE__ */ adaptiveAvgPool('adaptiveAvgPool3d', 3)

/** The largest element of `outputSize` windows that cover the axis. Shapes: [n, c, l] or [c, l] -> [n, c, outputSize] */
export const adaptiveMaxPool1d = /* @__PURE__ */ adaptiveMaxPool('adaptiveMaxPool1d', 1)
/** As `adaptiveMaxPool1d`, over two axes; `null` keeps an extent. */
export const adaptiveMaxPool2d = /* @__PURE__ */ adaptiveMaxPool('adaptiveMaxPool2d', 2)
/** As `adaptiveMaxPool1d`, over three axes. */
export const adaptiveMaxPool3d = /* @__PURE__ */ adaptiveMaxPool('adaptiveMaxPool3d', 3)
