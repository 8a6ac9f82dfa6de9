import { named, requireInteger, requireList } from '../../errors.ts'
import {
  axesBesides,
  broadcastShapes,
  normalizeAxes,
  normalizeAxis,
  range,
  type Shape,
  ShapeError,
  sizeOf,
} from '../../graph/shape.ts'
import {
  broadcastTo as broadcastNode,
  permute as permuteNode,
  repeatedTo,
  reshape as reshapeNode,
  reverse,
} from '../../ops/movement.ts'
import { nodeOf, type TensorLike, toTensor } from '../operands.ts'
import { Tensor } from '../tensor.ts'

/** Axes as a list or one by one; none, or undefined, where they are left out. */
type Numbers = (number | readonly number[] | undefined)[]

/** The same elements in row-major order with another shape, a list or its extents; one extent may be -1. */
export function reshape(x: TensorLike, ...shape: (number | Shape)[]): Tensor {
  const node = nodeOf(x, 'reshape')
  const wanted = shape.flat()
  // of a tensor its own error tells more
  for (const n of wanted) if (typeof n !== 'object') requireInteger('reshape', 'an extent', n, -1)
  const known = sizeOf(wanted.filter((n) => n !== -1))
  const unknown = wanted.filter((n) => n === -1).length
  if (unknown > 1 || (unknown === 1 && (known === 0 || sizeOf(node.shape) % known !== 0)))
    throw new ShapeError(
      'reshape',
      [node.shape, wanted],
      `${node} to [${wanted}]: one extent may be -1, and the others must divide ${sizeOf(node.shape)}.`,
    )
  return new Tensor(
    reshapeNode(
      node,
      wanted.map((n) => (n === -1 ? sizeOf(node.shape) / known : n)),
    ),
  )
}

/** All elements in one row. */
export const ravel = (x: TensorLike): Tensor => reshape(x, [sizeOf(nodeOf(x, 'ravel').shape)])

/** The axes from `start` to `end` (both included) joined into one. */
export function flatten(x: TensorLike, start = 0, end = -1): Tensor {
  const { shape } = nodeOf(x, 'flatten')
  if (shape.length === 0) return reshape(x, [1])
  const [a, b] = [normalizeAxis('flatten', start, shape.length), normalizeAxis('flatten', end, shape.length)]
  if (a > b) throw new ShapeError('flatten', [shape], `start axis ${start} comes after end axis ${end}.`)
  return reshape(x, [...shape.slice(0, a), sizeOf(shape.slice(a, b + 1)), ...shape.slice(b + 1)])
}

/** One axis split into several; one of the extents may be -1. */
export function unflatten(x: TensorLike, axis: number, extents: Shape): Tensor {
  requireList('unflatten', extents)
  const { shape } = nodeOf(x, 'unflatten')
  const at = normalizeAxis('unflatten', axis, shape.length)
  const known = sizeOf(extents.filter((n) => n !== -1))
  const full = extents.map((n) => (n === -1 ? shape[at]! / known : n))
  if (sizeOf(full) !== shape[at] || full.some((n) => !Number.isInteger(n)))
    throw new ShapeError(
      'unflatten',
      [shape, extents],
      `[${extents}] does not multiply to ${shape[at]}, the extent of axis ${at}.`,
    )
  return reshape(x, [...shape.slice(0, at), ...full, ...shape.slice(at + 1)])
}

/** Without the axes of extent 1: all of them, or those named (others are left alone). */
export function squeeze(x: TensorLike, ...axes: Numbers): Tensor {
  const { shape } = nodeOf(x, 'squeeze')
  const named =
    axes[0] === undefined
      ? range(shape.length)
      : axes.flat().map((axis) => normalizeAxis('squeeze', axis!, Math.max(1, shape.length)))
  return reshape(
    x,
    shape.filter((n, i) => n !== 1 || !named.includes(i)),
  )
}

/** With new axes of extent 1 at these places of the result. */
export function expandDims(x: TensorLike, ...axes: (number | readonly number[])[]): Tensor {
  const { shape } = nodeOf(x, 'expandDims')
  const list = axes.flat()
  const rank = shape.length + list.length
  const places = normalizeAxes('expandDims', list, rank)
  let next = 0
  return reshape(
    x,
    range(rank).map((i) => (places.includes(i) ? 1 : shape[next++]!)),
  )
}
/** The same as `expandDims`. */
export const unsqueeze = /* @__PURE__ */ named('unsqueeze', expandDims)

/** Axes in another order, a list or one by one; reversed if none is given. */
export function transpose(x: TensorLike, ...axes: Numbers): Tensor {
  const node = nodeOf(x, 'transpose')
  const rank = node.shape.length
  const order = axes[0] === undefined ? range(rank).reverse() : (axes.flat() as number[])
  return new Tensor(
    permuteNode(
      node,
      order.map((axis) => normalizeAxis('transpose', axis, rank)),
    ),
  )
}
/** Axes in another order. */
export const permute = /* @__PURE__ */ named(
  'permute',
  (x: TensorLike, ...axes: (number | readonly number[])[]): Tensor => transpose(x, axes.flat()),
)

/** The transpose of a matrix; vectors and scalars stay. */
export function t(x: TensorLike): Tensor {
  const { shape } = nodeOf(x, 't')
  if (shape.length > 2)
    throw new ShapeError(
      't',
      [shape],
      `the tensor has ${shape.length} axes, t() takes at most 2: use swapaxes(-1, -2) or transpose().`,
    )
  return transpose(x)
}
/** The last two axes swapped. */
export const matrixTranspose = /* @__PURE__ */ named(
  'matrixTranspose',
  (x: TensorLike): Tensor => swapaxes(x, -1, -2),
)

/** Two axes in each other's place. */
export function swapaxes(x: TensorLike, a: number, b: number): Tensor {
  const rank = nodeOf(x, 'swapaxes').shape.length
  if (rank === 0) return toTensor(x)
  const [i, j] = [normalizeAxis('swapaxes', a, rank), normalizeAxis('swapaxes', b, rank)]
  return transpose(
    x,
    range(rank).map((axis) => (axis === i ? j : axis === j ? i : axis)),
  )
}

/** Axes moved to other places; the others keep their order. */
export function moveaxis(
  x: TensorLike,
  source: number | readonly number[],
  destination: number | readonly number[],
): Tensor {
  const rank = nodeOf(x, 'moveaxis').shape.length
  const from = [source].flat().map((axis) => normalizeAxis('moveaxis', axis, rank))
  const to = [destination].flat().map((axis) => normalizeAxis('moveaxis', axis, rank))
  if (from.length !== to.length || new Set(from).size !== from.length || new Set(to).size !== to.length)
    throw new ShapeError('moveaxis', [], `from [${from}] to [${to}]: both need as many distinct axes.`)
  const rest = axesBesides(rank, from)
  const order = range(rank).map((axis) => {
    const i = to.indexOf(axis)
    return i < 0 ? rest.shift()! : from[i]!
  })
  return transpose(x, order)
}
/** The same as `moveaxis`. */
export const movedim = /* @__PURE__ */ named('movedim', moveaxis)

/** Repeated along axes of extent 1 (and new first axes) to a shape, a list or its extents; -1 keeps an extent. */
export function broadcastTo(x: TensorLike, ...extents: (number | Shape)[]): Tensor {
  const shape = extents.flat()
  const node = nodeOf(x, 'broadcastTo')
  const lead = shape.length - node.shape.length
  const full = shape.map((n, i) => (n === -1 && i >= lead ? node.shape[i - lead]! : n))
  return new Tensor(repeatedTo('broadcastTo', node, full))
}
/** The same as `broadcastTo`. */
export const expand = /* @__PURE__ */ named('expand', broadcastTo)

/** All tensors repeated to the shape that they broadcast to. */
export function broadcastArrays(...tensors: TensorLike[]): Tensor[] {
  const nodes = tensors.map((x) => nodeOf(x, 'broadcastArrays'))
  const shape = broadcastShapes('broadcastArrays', ...nodes.map((node) => node.shape))
  return nodes.map((node) => new Tensor(broadcastNode(node, shape)))
}

/** The elements in the opposite order along axes (all if none is given). */
export function flip(x: TensorLike, ...axes: Numbers): Tensor {
  const node = nodeOf(x, 'flip')
  const named = axes[0] === undefined ? undefined : (axes.flat() as number[])
  return new Tensor(reverse(node, normalizeAxes('flip', named, node.shape.length)))
}
/** Left to right: axis 1 in the opposite order. */
export const fliplr = /* @__PURE__ */ named('fliplr', (x: TensorLike): Tensor => flip(x, 1))
/** Up to down: axis 0 in the opposite order. */
export const flipud = /* @__PURE__ */ named('flipud', (x: TensorLike): Tensor => flip(x, 0))

/** Turned by `turns` times 90 degrees from the first towards the second of two axes. */
export function rot90(x: TensorLike, turns = 1, axes: readonly [number, number] = [0, 1]): Tensor {
  requireList('rot90', axes)
  requireInteger('rot90', 'turns', turns)
  normalizeAxes('rot90', axes, nodeOf(x, 'rot90').shape.length)
  const [a, b] = axes
  switch (((turns % 4) + 4) % 4) {
    case 1:
      return swapaxes(flip(x, b), a, b)
    case 2:
      return flip(x, [a, b])
    case 3:
      return flip(swapaxes(x, a, b), b)
    default:
      return toTensor(x)
  }
}

/** With at least one axis. */
export const atleast1d = (x: TensorLike): Tensor => {
  const given = toTensor(x, 'atleast1d')
  return given.ndim > 0 ? given : expandDims(given, 0)
}
/** With at least two axes; new ones come first. */
export function atleast2d(x: TensorLike): Tensor {
  const given = atleast1d(x)
  return given.ndim > 1 ? given : expandDims(given, 0)
}
/** With at least three axes: [n] becomes [1,n,1], [m,n] becomes [m,n,1]. */
export function atleast3d(x: TensorLike): Tensor {
  const given = atleast2d(x)
  return given.ndim > 2 ? given : expandDims(given, 2)
}
