import type { Box } from '../evaluate.ts'
import { addScaled, dot, norm } from '../linear/vectors.ts'

/** The quadratic q(p) = |A p|^2 / 2 + gradient' p in scaled variables, A by columns. */
export interface Quadratic {
  readonly columns: readonly Float64Array[]
  readonly gradient: Float64Array
}

/** A scaled step and the decrease of the quadratic that it promises. */
export interface PromisedStep {
  readonly step: Float64Array
  readonly decrease: number
}

/**
 * Where x + d p leaves the box, the best of three: p cut at the bound, p reflected there, and the scaled steepest
 * descent.
 */
export function reflectedStep(
  q: Quadratic,
  p: Float64Array,
  x: Float64Array,
  d: Float64Array,
  radius: number,
  box: Box,
  theta: number,
): PromisedStep {
  const n = x.length
  const toBound = (from: Float64Array, direction: Float64Array): readonly [number, boolean[]] => {
    const limits = Array.from(direction, (s, j) => {
      const move = s * d[j]!
      if (move === 0) return Number.POSITIVE_INFINITY
      return Math.max((box.lower[j]! - from[j]!) / move, (box.upper[j]! - from[j]!) / move)
    })
    const least = Math.min(...limits)
    return [least, limits.map((limit) => limit === least)]
  }
  const [stride, hits] = toBound(x, p)
  if (stride > 1) return { step: p, decrease: -value(q, p) }
  const cut = p.map((s) => s * stride)
  const candidates: PromisedStep[] = []

  const r = p.map((s, j) => (hits[j] ? -s : s))
  const onBound = x.map((xj, j) => xj + cut[j]! * d[j]!)
  const toRadius = toSphere(cut, r, radius)
  const [next] = toBound(onBound, r)
  const furthest = Math.min(next, toRadius)
  if (furthest > 0) {
    const low = ((1 - theta) * stride) / furthest
    const high = next < toRadius ? theta * next : toRadius
    if (low <= high) {
      const t = lineMinimum(q, r, low, high, cut)
      const step = addScaled(cut, t, r, new Float64Array(n))
      candidates.push({ step, decrease: -value(q, step) })
    }
  }
  const short = cut.map((s) => s * theta)
  candidates.push({ step: short, decrease: -value(q, short) })

  const descent = q.gradient.map((g) => -g)
  const [bound] = toBound(x, descent)
  const reach = radius / norm(descent)
  const t = lineMinimum(q, descent, 0, bound < reach ? theta * bound : reach, new Float64Array(n))
  const steepest = descent.map((s) => s * t)
  candidates.push({ step: steepest, decrease: -value(q, steepest) })
  return candidates.reduce((best, c) => (c.decrease > best.decrease ? c : best))
}

function value({ columns, gradient }: Quadratic, p: Float64Array): number {
  const ap = times(columns, p)
  return dot(ap, ap) / 2 + dot(gradient, p)
}

function times(columns: readonly Float64Array[], p: Float64Array): Float64Array {
  const out = new Float64Array(columns[0]?.length ?? 0)
  for (let j = 0; j < p.length; j++) addScaled(out, p[j]!, columns[j]!, out)
  return out
}

/** The t in [low, high] that minimises q(from + t s). */
function lineMinimum(q: Quadratic, s: Float64Array, low: number, high: number, from: Float64Array): number {
  const as = times(q.columns, s)
  const a = dot(as, as)
  const b = dot(q.gradient, s) + dot(times(q.columns, from), as)
  if (!(a > 0)) return b < 0 ? high : low
  return Math.min(Math.max(-b / a, low), high)
}

/** The t >= 0 with |p + t s| = radius. */
function toSphere(p: Float64Array, s: Float64Array, radius: number): number {
  const [a, b, c] = [dot(s, s), dot(p, s), Math.min(0, dot(p, p) - radius * radius)]
  const root = Math.sqrt(b * b - a * c)
  return b > 0 ? -c / (b + root) : (root - b) / a
}
