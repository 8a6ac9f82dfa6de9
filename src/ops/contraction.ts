import { allocate, promote, type TypedArray } from '../graph/dtype.ts'
import { apply, define, type Node } from '../graph/node.ts'
import { axesBesides, range, type Shape, sizeOf, stridesOf } from '../graph/shape.ts'
import { broadcastLeading, inverse, moveAxis, permute } from './movement.ts'
import { checkDomain, demand, type Row } from './row.ts'
import { readStrided } from './strided.ts'

/** Which axes of the left and right operand are paired up: summed over (contract) or kept once (batch). */
export interface Contraction {
  readonly contract: readonly [left: readonly number[], right: readonly number[]]
  readonly batch: readonly [left: readonly number[], right: readonly number[]]
}

const extents = (shape: Shape, axes: readonly number[]): number[] => axes.map((axis) => shape[axis]!)
/** The axes of one side that are paired with none of the other. */
export const freeAxes = (shape: Shape, side: 0 | 1, { contract, batch }: Contraction): number[] =>
  axesBesides(shape.length, [...contract[side], ...batch[side]])

/** The product of two tensors, summed over pairs of axes. The result's axes: batch, then left's free, then right's. */
export const contraction = define({
  dot_general: {
    linear: 'each',
    infer([a, b], params) {
      const { contract, batch } = params
      for (const [left, right] of [contract, batch])
        demand(
          left.every((axis, i) => axis < a!.shape.length && a!.shape[axis] === b!.shape[right[i]!]),
          'dot_general',
          [a!, b!],
          params,
          'paired axes must have equal extents',
        )
      // as users call the most of them
      checkDomain('matmul', 'number', a!.dtype)
      checkDomain('matmul', 'number', b!.dtype)
      const shape = [
        ...extents(a!.shape, batch[0]),
        ...extents(a!.shape, freeAxes(a!.shape, 0, params)),
        ...extents(b!.shape, freeAxes(b!.shape, 1, params)),
      ]
      return { dtype: promote(a!.dtype, b!.dtype), shape }
    },
    evaluate(operands, node) {
      const { x, y, batches, m, k, n } = arranged(node, operands)
      const out = allocate(node.dtype, batches * m * n)
      for (let i = 0; i < batches; i++)
        product(
          x.subarray(i * m * k, (i + 1) * m * k),
          y.subarray(i * k * n, (i + 1) * k * n),
          m,
          k,
          n,
          out.subarray(i * m * n, (i + 1) * m * n),
        )
      return out
    },
    transpose(node, cotangent, argument) {
      const { inputs, params } = node
      const other = inputs[1 - argument]!
      const side = argument as 0 | 1
      const opposite = (1 - argument) as 0 | 1
      const mine = freeAxes(inputs[side]!.shape, side, params)
      const others = freeAxes(other.shape, opposite, params)
      const batches = params.batch[0].length
      // In the cotangent: batch axes, then left's free axes, then right's.
      const othersInCotangent =
        side === 0 ? range(others.length, batches + mine.length) : range(others.length, batches)
      const gradient = dotGeneral(cotangent, other, {
        contract: [othersInCotangent, others],
        batch: [range(batches), params.batch[opposite]],
      })
      // Its axes now: batch, mine, then the other's contracted axes in their order within the other operand.
      const order = [...params.contract[opposite].keys()].sort(
        (i, j) => params.contract[opposite][i]! - params.contract[opposite][j]!,
      )
      const axes = [...params.batch[side], ...mine, ...order.map((i) => params.contract[side][i]!)]
      return permute(gradient, inverse(axes))
    },
    batch({ params }, [a, b], [batchedA, batchedB], size) {
      const shift = (axes: readonly number[], by: boolean | undefined): number[] =>
        axes.map((axis) => axis + (by ? 1 : 0))
      const contract = [shift(params.contract[0], batchedA), shift(params.contract[1], batchedB)] as const
      const batch = [shift(params.batch[0], batchedA), shift(params.batch[1], batchedB)] as const
      if (batchedA && batchedB)
        return [
          dotGeneral(a!, b!, {
            contract,
            batch: [
              [0, ...batch[0]],
              [0, ...batch[1]],
            ],
          }),
        ]
      if (params.batch[0].length > 0 && batchedB) {
        // The free axis of the batch must come first: simplest with both operands batched.
        const whole = broadcastLeading(a!, size)
        return [
          dotGeneral(whole, b!, {
            contract: [shift(contract[0], true), contract[1]],
            batch: [
              [0, ...shift(batch[0], true)],
              [0, ...batch[1]],
            ],
          }),
        ]
      }
      const result = dotGeneral(a!, b!, { contract, batch })
      // The new axis is the first free axis of its operand.
      const at = batchedA
        ? batch[0].length
        : batch[0].length + freeAxes(a!.shape, 0, { contract, batch }).length
      return [moveAxis(result, at, 0)]
    },
  } as Row<Contraction>,
})

export const dotGeneral = (a: Node, b: Node, params: Contraction): Node =>
  apply(contraction.dot_general, [a, b], params) as Node

/** [.., m, k] x [.., k, n] with equal leading axes. */
export function batchedMatmul(a: Node, b: Node): Node {
  const batch = range(a.shape.length - 2)
  return dotGeneral(a, b, { contract: [[a.shape.length - 1], [b.shape.length - 2]], batch: [batch, batch] })
}

/** The operands of a product as row-major matrices [batches, m, k] and [batches, k, n]. */
export function arranged(
  { inputs, params }: Node<Contraction>,
  [a, b]: readonly TypedArray[],
): Readonly<Record<'x' | 'y', TypedArray> & Record<'batches' | 'm' | 'k' | 'n', number>> {
  const [left, right] = inputs.map((input) => input.shape) as [Shape, Shape]
  const { contract, batch } = params
  const freeLeft = freeAxes(left, 0, params)
  const freeRight = freeAxes(right, 1, params)
  return {
    x: reorder(a!, left, [...batch[0], ...freeLeft, ...contract[0]]),
    y: reorder(b!, right, [...batch[1], ...contract[1], ...freeRight]),
    batches: sizeOf(extents(left, batch[0])),
    m: sizeOf(extents(left, freeLeft)),
    k: sizeOf(extents(left, contract[0])),
    n: sizeOf(extents(right, freeRight)),
  }
}

function reorder(x: TypedArray, shape: Shape, axes: readonly number[]): TypedArray {
  if (axes.every((axis, i) => axis === i)) return x
  const steps = stridesOf(shape)
  const out = new (x.constructor as new (size: number) => TypedArray)(x.length)
  return readStrided(
    x,
    axes.map((axis) => shape[axis]!),
    0,
    axes.map((axis) => steps[axis]!),
    out,
  )
}

/** [m,k] x [k,n], a row of the result at a time; float32 sums in float64. */
export function product(
  a: TypedArray,
  b: TypedArray,
  m: number,
  k: number,
  n: number,
  out: TypedArray,
): void {
  if (out instanceof Int32Array || out instanceof Uint32Array) {
    for (let i = 0; i < m; i++)
      for (let p = 0; p < k; p++)
        for (let j = 0; j < n; j++) out[i * n + j]! += Math.imul(a[i * k + p]!, b[p * n + j]!)
    return
  }
  const row = new Float64Array(n)
  for (let i = 0; i < m; i++) {
    row.fill(0)
    let p = 0
    for (; p + 4 <= k; p += 4) {
      const a0 = a[i * k + p]!
      const a1 = a[i * k + p + 1]!
      const a2 = a[i * k + p + 2]!
      const a3 = a[i * k + p + 3]!
      const at = p * n
      for (let j = 0; j < n; j++)
        row[j]! += a0 * b[at + j]! + a1 * b[at + n + j]! + a2 * b[at + 2 * n + j]! + a3 * b[at + 3 * n + j]!
    }
    for (; p < k; p++) {
      const a0 = a[i * k + p]!
      for (let j = 0; j < n; j++) row[j]! += a0 * b[p * n + j]!
    }
    out.set(row, i * n)
  }
}
