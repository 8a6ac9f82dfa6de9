import '../../compile/bridge/subjects/products.ts'
import { named, requireInteger, requireList, requireWithin } from '../../errors.ts'
import type { Node } from '../../graph/node.ts'
import {
  broadcastShapes,
  leading,
  normalizeAxes,
  normalizeAxis,
  range,
  ShapeError,
} from '../../graph/shape.ts'
import { batchedMatmul, dotGeneral } from '../../ops/contraction.ts'
import { broadcastTo, reshape } from '../../ops/movement.ts'
import { optionsOf } from '../../options.ts'
import { alike, listOf, met, nodeOf, promoted, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { einsum } from './einsum.ts'
import { add, multiply, subtract } from './elementwise.ts'
import { roll } from './roll.ts'
import type { Binary } from './rows.ts'
import { expandDims, ravel, reshape as reshapeTo } from './shape.ts'

/**
 * The matrix product; leading axes broadcast, and a vector counts as a row on the left and a column on the right.
 * Shapes: [..., m, k] x [..., k, n] -> [..., m, n]
 */
export function matmul(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = promoted('matmul', [a, b]) as [Node, Node]
  if (x.shape.length === 0 || y.shape.length === 0)
    throw new ShapeError(
      'matmul',
      [x.shape, y.shape],
      `a is ${x}, b is ${y}: a scalar has no rows or columns. Use multiply.`,
    )
  const left = x.shape.length === 1 ? reshape(x, [1, ...x.shape]) : x
  const right = y.shape.length === 1 ? reshape(y, [...y.shape, 1]) : y
  const k = left.shape.at(-1)!
  if (k !== right.shape.at(-2)) {
    const swapped = y.shape.length >= 2 && y.shape.at(-1) === k
    throw new ShapeError(
      'matmul',
      [x.shape, y.shape],
      `a is ${x}, b is ${y}: the last axis of a (${k}) must equal ` +
        `${y.shape.length === 1 ? 'the length' : 'the last axis but one'} of b (${right.shape.at(-2)}).` +
        (swapped ? ' matmul(a, b.swapaxes(-1, -2)) would fit.' : ''),
    )
  }
  const result = product(left, right)
  const shape = [...result.shape]
  if (y.shape.length === 1) shape.splice(-1, 1)
  if (x.shape.length === 1) shape.splice(y.shape.length === 1 ? -1 : -2, 1)
  return new Tensor(reshape(result, shape))
}

function product(a: Node, b: Node) {
  // One matrix on the right serves all the rows on the left: no copies of it.
  if (b.shape.length === 2)
    return dotGeneral(a, b, { contract: [[a.shape.length - 1], [0]], batch: [[], []] })
  const lead = broadcastShapes('matmul', a.shape.slice(0, -2), b.shape.slice(0, -2))
  return batchedMatmul(
    broadcastTo(a, [...lead, ...a.shape.slice(-2)]),
    broadcastTo(b, [...lead, ...b.shape.slice(-2)]),
  )
}

/** NumPy's dot: of vectors the inner product, of matrices matmul, with a scalar the product, else the last axis of a with the last but one of b. */
export const dot: Binary = /* @__PURE__ */ named('dot', (a, b) => {
  const [x, y] = [nodeOf(a).shape.length, nodeOf(b).shape.length]
  if (x === 0 || y === 0) return multiply(a, b)
  if (x <= 2 && y <= 2) return matmul(a, b)
  return summedOver('', a, b, [[-1], [y === 1 ? -1 : -2]])
})
/** The inner product of all elements. */
export const vdot: Binary = /* @__PURE__ */ named('vdot', (a, b) => matmul(ravel(a), ravel(b)))
/** The products summed over the last axis of both. */
export const inner = (a: TensorLike, b: TensorLike): Tensor =>
  nodeOf(a, 'inner').shape.length === 0 || nodeOf(b, 'inner').shape.length === 0
    ? multiply(a, b)
    : summedOver('inner', a, b, [[-1], [-1]])
/** a_i b_j. Shapes: [m], [n] -> [m, n] */
export const outer: Binary = /* @__PURE__ */ named('outer', (a, b) =>
  multiply(expandDims(ravel(a), 1), ravel(b)),
)

type PairedAxes = number | readonly [number | readonly number[], number | readonly number[]]

/** The product summed over pairs of axes: so many (the last of a with the first of b), or those named. */
export const tensordot = (a: TensorLike, b: TensorLike, axes: PairedAxes = 2): Tensor =>
  summedOver('tensordot', a, b, axes)

function summedOver(operation: string, a: TensorLike, b: TensorLike, axes: PairedAxes): Tensor {
  const [x, y] = promoted(operation, [a, b]) as [Node, Node]
  if (typeof axes === 'number') {
    requireInteger(operation, 'axes', axes, 0)
    requireWithin(operation, 'axes', axes, y.shape.length)
  } else requireList(operation, axes)
  const [left, right] =
    typeof axes === 'number'
      ? [range(axes, x.shape.length - axes), range(axes)]
      : [[axes[0]].flat(), [axes[1]].flat()]
  const paired = ({ shape }: Node, list: readonly number[]): number[] => {
    normalizeAxes(operation, list, shape.length)
    return list.map((axis) => normalizeAxis(operation, axis, shape.length))
  }
  const [first, second] = [paired(x, left), paired(y, right)]
  if (first.length !== second.length || first.some((axis, i) => x.shape[axis] !== y.shape[second[i]!]))
    throw new ShapeError(
      operation,
      [x.shape, y.shape],
      `a is ${x}, b is ${y}: axes [${first}] of a and [${second}] of b must be as many, of equal extents.`,
    )
  return new Tensor(dotGeneral(x, y, { contract: [first, second], batch: [[], []] }))
}

/** Every element of `a` times the whole of `b`, as blocks. */
export function kron(a: TensorLike, b: TensorLike): Tensor {
  const [[x, y]] = alike('kron', false, [a, b])
  const rank = Math.max(x.ndim, y.ndim)
  const [left, right] = [leading(rank, x.shape), leading(rank, y.shape)]
  const product = multiply(
    reshapeTo(
      x,
      left.flatMap((n) => [n, 1]),
    ),
    reshapeTo(
      y,
      right.flatMap((n) => [1, n]),
    ),
  )
  return reshapeTo(
    product,
    left.map((n, i) => n * right[i]!),
  )
}

const ofRank = (rank: number, x: TensorLike, which: string): Tensor => {
  const node = nodeOf(x)
  if (node.shape.length !== rank)
    throw new ShapeError(
      'matmul',
      [node.shape],
      `${which} is ${node}: it must have ${rank} axes. Or use matmul.`,
    )
  return new Tensor(node)
}
/** `matmul` of operands that have so many axes. */
const ranked = (name: string, left: number, right = left): Binary =>
  named(name, (a, b) => matmul(ofRank(left, a, 'a'), ofRank(right, b, 'b')))
/** [m, k] x [k, n] -> [m, n] */
export const mm = /* @__PURE__ */ ranked('mm', 2)
/** [m, k] x [k] -> [m] */
export const mv = /* @__PURE__ */ ranked('mv', 2, 1)
/** [b, m, k] x [b, k, n] -> [b, m, n] */
export const bmm = /* @__PURE__ */ ranked('bmm', 3)

export interface AddProductOptions {
  /** Multiplies what is added. */
  readonly beta?: number
  /** Multiplies the product. */
  readonly alpha?: number
}
const plusProduct = (operation: string, product: Binary) =>
  named(operation, (c: TensorLike, a: TensorLike, b: TensorLike, options?: AddProductOptions): Tensor => {
    const { beta, alpha } = optionsOf(operation, options, { beta: 1, alpha: 1 })
    const [[summand, x, y]] = alike(operation, false, [c, a, b])
    const found = product(x, y)
    const scaled = alpha === 1 ? found : multiply(found, alpha)
    // With beta 0 the summand is not looked at, so that its NaN do not count.
    return beta === 0 ? scaled : add(beta === 1 ? summand : multiply(summand, beta), scaled)
  })
/** beta*c + alpha*(a @ b) for matrices */
export const addmm = /* @__PURE__ */ plusProduct('addmm', mm)
/** beta*c + alpha*(a @ b) for a matrix and a vector */
export const addmv = /* @__PURE__ */ plusProduct('addmv', mv)
/** beta*c + alpha*outer(a, b) */
export const addr = /* @__PURE__ */ plusProduct('addr', outer)
/** beta*c + alpha*(a @ b) for batches of matrices */
export const baddbmm = /* @__PURE__ */ plusProduct('baddbmm', bmm)
/** beta*c + alpha*(the sum over the batch of a @ b) */
export const addbmm = /* @__PURE__ */ plusProduct('addbmm', (a, b) =>
  summedOver('addbmm', ofRank(3, a, 'a'), ofRank(3, b, 'b'), [
    [0, 2],
    [0, 1],
  ]),
)

/** The vector product along an axis of 3 elements. */
export function cross(a: TensorLike, b: TensorLike, options?: { readonly axis?: number }): Tensor {
  const { axis } = optionsOf('cross', options, { axis: -1 })
  const [x, y] = met('cross', false, a, b)
  const at = normalizeAxis('cross', axis, x.ndim)
  if (x.shape[at] !== 3)
    throw new ShapeError('cross', [x.shape], `axis ${at} has ${x.shape[at]} elements: it must have 3.`)
  return subtract(multiply(roll(x, -1, at), roll(y, -2, at)), multiply(roll(x, -2, at), roll(y, -1, at)))
}

/** x @ weight^T + bias. Shapes: [..., in], [out, in], [out] -> [..., out] */
export const linear = /* @__PURE__ */ named(
  'linear',
  (x: TensorLike, weight: TensorLike, bias?: TensorLike | null): Tensor => {
    const [[given, rows], [shift]] = alike('', false, [x, weight], [bias])
    const [input, matrix] = [given.node, rows.node]
    const last = input.shape.length - 1
    const inFeatures = matrix.shape.at(-1)
    if (last < 0 || matrix.shape.length === 0 || matrix.shape.length > 2 || input.shape[last] !== inFeatures)
      throw new ShapeError(
        'linear',
        [input.shape, matrix.shape],
        `x is ${input}, the weight ${matrix}: the last axis of x must equal the last axis of the weight [out, in].`,
      )
    const product = new Tensor(
      dotGeneral(input, matrix, { contract: [[last], [matrix.shape.length - 1]], batch: [[], []] }),
    )
    return shift ? add(product, shift) : product
  },
)

/** x1^T weight_k x2 + bias_k for each k. Shapes: [..., m], [..., n], [out, m, n], [out] -> [..., out] */
export const bilinear = /* @__PURE__ */ named(
  'bilinear',
  (x1: TensorLike, x2: TensorLike, weight: TensorLike, bias?: TensorLike | null): Tensor => {
    const [[left, right, matrices], [shift]] = alike('', false, [x1, x2, weight], [bias])
    const product = einsum('...m,kmn,...n->...k', left, matrices, right)
    return shift ? add(product, shift) : product
  },
)

/** The product of a chain of matrices in the order that needs the fewest multiplications. */
export const multiDot = /* @__PURE__ */ named('multiDot', (matrices: readonly TensorLike[]): Tensor => {
  const [parts] = alike('', false, listOf('multiDot', matrices))
  const count = parts.length
  if (count === 1) return parts[0]!
  const first = parts[0]!.ndim === 1
  const last = parts[count - 1]!.ndim === 1
  if (first) parts[0] = expandDims(parts[0]!, 0)
  if (last) parts[count - 1] = expandDims(parts[count - 1]!, 1)
  const strange = parts.find(({ ndim }) => ndim !== 2)
  if (strange)
    throw new ShapeError(
      'multiDot',
      parts.map(({ shape }) => shape),
      `an operand is [${strange.shape}]: they must be matrices, the first and the last may be vectors.`,
    )
  const sizes = [parts[0]!.shape[0]!, ...parts.map((part) => part.shape[1]!)]
  // cost[i][j]: the fewest multiplications for the product of matrices i to j; cut[i][j]: where it is split.
  const cost = parts.map(() => new Array<number>(count).fill(0))
  const cut = parts.map(() => new Array<number>(count).fill(0))
  for (let length = 1; length < count; length++)
    for (let i = 0; i + length < count; i++) {
      const j = i + length
      cost[i]![j] = Infinity
      for (let k = i; k < j; k++) {
        const total = cost[i]![k]! + cost[k + 1]![j]! + sizes[i]! * sizes[k + 1]! * sizes[j + 1]!
        if (total < cost[i]![j]!) {
          cost[i]![j] = total
          cut[i]![j] = k
        }
      }
    }
  const multiplyFrom = (i: number, j: number): Tensor =>
    i === j ? parts[i]! : mm(multiplyFrom(i, cut[i]![j]!), multiplyFrom(cut[i]![j]! + 1, j))
  const result = multiplyFrom(0, count - 1)
  const shape = result.shape.filter((_, axis) => !(axis === 0 && first) && !(axis === 1 && last))
  return reshapeTo(result, shape)
})
