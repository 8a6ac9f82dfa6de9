import '../../compile/bridge/subjects/cumulative.ts'
import '../../compile/bridge/subjects/places.ts'
import { named, requireInteger } from '../../errors.ts'
import { constant } from '../../graph/leaves.ts'
import { apply, type Node } from '../../graph/node.ts'
import { normalizeAxis, range, sizeOf } from '../../graph/shape.ts'
import { convert } from '../../ops/arithmetic.ts'
import { cumulative } from '../../ops/cumulative.ts'
import { takeAlong } from '../../ops/indexing.ts'
import { concatenate, iota, narrow, reshape } from '../../ops/movement.ts'
import { optionsOf } from '../../options.ts'
import { alike, floatNode, nodeOf, type TensorLike, toTensor } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import {
  add,
  divide,
  greaterEqual,
  isnan,
  lessEqual,
  logicalOr,
  multiply,
  notEqual,
  subtract,
  where,
} from './elementwise.ts'
import type { ValuesAndIndices } from './extremes.ts'
import { expandDims } from './shape.ts'
import { sum } from './sum.ts'

export interface CumulativeOptions {
  /** From the last element to the first. */
  readonly reverse?: boolean
}
type Cumulative = typeof cumulative.cumprod

const along =
  (name: string, op: Cumulative, kind: 'float' | 'number' = 'number') =>
  (x: TensorLike, axis?: number, options?: CumulativeOptions): Tensor => {
    const { reverse } = optionsOf(name, options, { reverse: false })
    const given = (kind === 'float' ? floatNode : nodeOf)(x, name)
    const number = given.dtype === 'bool' ? convert(given, 'int32') : given
    if (number.shape.length === 0) return new Tensor(number)
    const node = axis === undefined ? reshape(number, [sizeOf(number.shape)]) : number
    const at = axis === undefined ? 0 : normalizeAxis(name, axis, node.shape.length)
    return new Tensor(apply(op, [node], { axis: at, reverse }) as Node)
  }

/** Running sums along an axis (of all elements in a row if no axis is given). */
export const cumsum = /* @__PURE__ */ along('cumsum', cumulative.cumsum)
/** Running products; the gradient is right where factors are 0. */
export const cumprod = /* @__PURE__ */ along('cumprod', cumulative.cumprod)
/** The logarithm of running sums of exponentials. */
export const logcumsumexp = /* @__PURE__ */ along('logcumsumexp', cumulative.cumlogsumexp, 'float')
/** The largest element so far; ties share the gradient. */
export const cummax = /* @__PURE__ */ along('cummax', cumulative.cummax)
/** The smallest element so far; ties share the gradient. */
export const cummin = /* @__PURE__ */ along('cummin', cumulative.cummin)

const running =
  (
    name: string,
    best: (x: TensorLike, axis?: number) => Tensor,
    reached: (a: TensorLike, b: TensorLike) => Tensor,
  ) =>
  (x: TensorLike, axis = -1): ValuesAndIndices => {
    const given = toTensor(x, name)
    if (given.ndim === 0) return { values: given, indices: new Tensor(constant(0, 'int32')) }
    const at = normalizeAxis(name, axis, given.ndim)
    const extreme = best(given.detach(), at)
    const here = logicalOr(reached(given, extreme), isnan(given))
    const places = cummax(where(here, new Tensor(iota('int32', given.shape, at)), 0), at)
    return { values: new Tensor(takeAlong(given.node, places.node, at)), indices: places }
  }
/** The largest element so far and its last place, which alone gets the gradient. */
export const cummaxWithIndices = /* @__PURE__ */ running('cummaxWithIndices', cummax, greaterEqual)
/** The smallest element so far and its last place, which alone gets the gradient. */
export const cumminWithIndices = /* @__PURE__ */ running('cumminWithIndices', cummin, lessEqual)

/** Differences of neighbours, taken `n` times. `prepend` and `append` are put before and after first. */
export function diff(
  x: TensorLike,
  options?: {
    readonly n?: number
    readonly axis?: number
    readonly prepend?: TensorLike
    readonly append?: TensorLike
  },
): Tensor {
  const { n, axis, prepend, append } = optionsOf('diff', options, {
    n: 1,
    axis: -1,
    prepend: undefined,
    append: undefined,
  })
  requireInteger('diff', 'n', n, 0)
  let node = nodeOf(x, 'diff')
  const at = normalizeAxis('diff', axis, node.shape.length)
  const parts = [prepend, x, append].filter((part) => part !== undefined)
  if (parts.length > 1)
    node = concatenate(
      parts.map((part) => convert(nodeOf(part, 'diff'), node.dtype)),
      at,
    )
  let current = new Tensor(node)
  for (let i = 0; i < n; i++) {
    const rest = Math.max(0, current.shape[at]! - 1)
    const start = Math.min(1, current.shape[at]!)
    const high = new Tensor(narrow(current.node, at, start, rest))
    const low = new Tensor(narrow(current.node, at, 0, rest))
    current = current.dtype === 'bool' ? notEqual(high, low) : subtract(high, low)
  }
  return current
}

/** The integral of samples by the trapezoidal rule, at places `x` or `dx` apart. */
export function trapezoid(
  y: TensorLike,
  options?: { readonly x?: TensorLike; readonly dx?: number; readonly axis?: number },
): Tensor {
  const { x, dx, axis } = optionsOf('trapezoid', options, { x: undefined, dx: 1, axis: -1 })
  const [[given], [places]] = alike('trapezoid', true, [y], [x])
  const at = normalizeAxis('trapezoid', axis, given.ndim)
  const last = Math.max(0, given.shape[at]! - 1)
  const low = new Tensor(narrow(given.node, at, 0, last))
  const high = new Tensor(narrow(given.node, at, Math.min(1, given.shape[at]!), last))
  const means = divide(add(low, high), 2)
  if (!places) return sum(multiply(means, dx), at)
  const steps = diff(places, { axis: places.ndim === 1 ? 0 : at })
  const after = given.ndim - 1 - at
  const aligned = places.ndim === 1 && after > 0 ? expandDims(steps, range(after, 1)) : steps
  return sum(multiply(means, aligned), at)
}
/** The same as `trapezoid`. */
export const trapz = /* @__PURE__ */ named('trapz', trapezoid)
