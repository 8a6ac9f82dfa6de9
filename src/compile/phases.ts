import type { Node } from '../graph/node.ts'
import { sizeOf } from '../graph/shape.ts'
import { zeros } from '../ops/arithmetic.ts'
import { concatenate, narrow, permute, reshape, sliced } from '../ops/movement.ts'
import { type Convolution, convolution } from '../ops/window.ts'
import type { Expansion } from './expand.ts'

/** Products below which the holes of an image are written out: more kernels would cost more than zeros that are multiplied. */
const worthwhile = 200_000

/** How one axis is cut: the taps that meet elements in places b q + r, and the padding that puts them there. */
interface Phase {
  readonly first: number
  readonly taps: number
  readonly low: number
  readonly high: number
}

/**
 * A window of k taps over n elements that are b apart meets an element in place b q + r only with the taps
 * t = low - r (mod b): a window of its own over the elements side by side, at element q + (r + t - low)/b.
 */
function phasesOf(k: number, n: number, places: number, low: number, b: number): Phase[] {
  const each = Math.ceil(places / b)
  return Array.from({ length: b }, (_, r) => {
    const first = (((low - r) % b) + b) % b
    const taps = Math.max(0, Math.ceil((k - first) / b))
    const before = -(r + first - low) / b
    return { first, taps, low: before, high: each - n - before + taps - 1 }
  })
}

/** All combinations of one of each list. */
const combinations = <T>(lists: readonly (readonly T[])[]): T[][] =>
  lists.reduce<T[][]>((heads, list) => heads.flatMap((head) => list.map((item) => [...head, item])), [[]])

/**
 * A convolution over an image with holes (a transposed one, or the gradient of one with a stride), cut into those whose
 * windows meet elements only, and their results put between each other.
 */
export const withoutHoles: Expansion = (node) => {
  const [x, w] = node.inputs as [Node, Node]
  const params = node.params as Convolution
  const { stride, low, dilation, baseDilation } = params
  const cut = baseDilation.map((b, i) => b > 1 && stride[i] === 1 && dilation[i] === 1)
  const work = sizeOf(node.shape) * sizeOf(w.shape.slice(1))
  if (!cut.includes(true) || work < worthwhile || sizeOf(x.shape) === 0) return undefined
  const bases = baseDilation.map((b, i) => (cut[i] ? b : 1))
  const places = node.shape.slice(2)
  const whole = places.map((n, i) => Math.ceil(n / bases[i]!))
  const axes = places.map((n, i): Phase[] => {
    const [k, extent] = [w.shape[i + 2]!, x.shape[i + 2]!]
    if (cut[i]) return phasesOf(k, extent, n, low[i]!, bases[i]!)
    return [{ first: 0, taps: k, low: low[i]!, high: params.high[i]! }]
  })
  const parts = combinations(axes).map((phase) => {
    const shape = [...node.shape.slice(0, 2), ...whole]
    if (phase.some(({ taps }) => taps === 0)) return zeros(node.dtype, [1, ...shape])
    const kernel = sliced(w, {
      start: [0, 0, ...phase.map(({ first }) => first)],
      limit: w.shape,
      step: [1, 1, ...bases],
    })
    const motion = {
      ...params,
      low: phase.map((p) => p.low),
      high: phase.map((p) => p.high),
      baseDilation: baseDilation.map((b, i) => (cut[i] ? 1 : b)),
    }
    return reshape(convolution(x, kernel, motion), [1, ...shape])
  })
  // [b1, b2, n, o, q1, q2] to [n, o, q1 b1, q2 b2], and what is beyond the places left out
  const count = places.length
  const stacked = reshape(concatenate(parts, 0), [...bases, ...node.shape.slice(0, 2), ...whole])
  const order = [count, count + 1, ...places.flatMap((_, i) => [count + 2 + i, i])]
  const turned = permute(stacked, order)
  let result = reshape(turned, [...node.shape.slice(0, 2), ...whole.map((n, i) => n * bases[i]!)])
  places.forEach((n, i) => {
    result = narrow(result, i + 2, 0, n)
  })
  return [result]
}
