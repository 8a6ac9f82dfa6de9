import type { Box } from '../evaluate.ts'
import { invert, solve } from '../linear/lu.ts'
import { dot } from '../linear/vectors.ts'

/**
 * The compact form of the limited-memory BFGS matrix, B = theta I - W M W' with W = [Y, theta S] and
 * M^-1 = [[-D, L'], [L, theta S'S]]: D the diagonal and L the strictly lower triangle of S'Y.
 */
export interface LimitedModel {
  readonly theta: number
  /** The columns of W. */
  readonly w: readonly Float64Array[]
  /** M times a vector. */
  times(v: Float64Array): Float64Array
}

/** The last pairs s = change of x, y = change of the gradient, with their inner products. */
export class Pairs {
  readonly #memory: number
  #s: Float64Array[] = []
  #y: Float64Array[] = []
  // S'S and S'Y as rows; each new pair adds a row and a column
  #ss: number[][] = []
  #sy: number[][] = []

  constructor(memory: number) {
    this.#memory = memory
  }

  get count(): number {
    return this.#s.length
  }

  clear(): void {
    this.#s = []
    this.#y = []
    this.#ss = []
    this.#sy = []
  }

  add(s: Float64Array, y: Float64Array): void {
    if (this.count === this.#memory) {
      for (const rows of [this.#s, this.#y, this.#ss, this.#sy]) rows.shift()
      for (const row of [...this.#ss, ...this.#sy]) row.shift()
    }
    this.#s.push(s)
    this.#y.push(y)
    const last = this.count - 1
    this.#ss.push([])
    this.#sy.push([])
    for (let i = 0; i <= last; i++) {
      this.#ss[i]![last] = this.#ss[last]![i] = dot(this.#s[i]!, s)
      this.#sy[i]![last] = dot(this.#s[i]!, y)
      this.#sy[last]![i] = dot(s, this.#y[i]!)
    }
  }

  /** The quadratic model that the pairs give. */
  model(): LimitedModel {
    const k = this.count
    if (k === 0) return { theta: 1, w: [], times: (v) => v }
    const newest = this.#y[k - 1]!
    const theta = dot(newest, newest) / this.#sy[k - 1]![k - 1]!
    const size = 2 * k
    const inverse = new Float64Array(size * size)
    for (let i = 0; i < k; i++) {
      inverse[i * size + i] = -this.#sy[i]![i]!
      for (let j = 0; j < k; j++) inverse[(k + i) * size + (k + j)] = theta * this.#ss[i]![j]!
      for (let j = 0; j < i; j++) {
        inverse[(k + i) * size + j] = inverse[j * size + (k + i)] = this.#sy[i]![j]!
      }
    }
    const w = [...this.#y, ...this.#s.map((si) => si.map((v) => theta * v))]
    const m = invert(inverse, size)
    const times = (v: Float64Array) => {
      const out = new Float64Array(size)
      for (let i = 0; i < size; i++) {
        let sum = 0
        for (let j = 0; j < size; j++) sum += m[i * size + j]! * v[j]!
        out[i] = sum
      }
      return out
    }
    return { theta, w, times }
  }
}

/** The generalised Cauchy point, and c = W'(x_c - x). */
export interface CauchyPoint {
  readonly x: Float64Array
  readonly c: Float64Array
}

/** The first local minimiser of the model along the projected steepest-descent path. */
export function cauchyPoint(
  model: LimitedModel,
  x: Float64Array,
  gradient: Float64Array,
  box: Box,
): CauchyPoint {
  const n = x.length
  const { theta, w } = model
  const d = new Float64Array(n)
  const breaks = new Float64Array(n)
  const order: number[] = []
  for (let i = 0; i < n; i++) {
    const g = gradient[i]!
    const limit = g < 0 ? box.upper[i]! : box.lower[i]!
    breaks[i] = g === 0 ? Number.POSITIVE_INFINITY : (x[i]! - limit) / g
    if (breaks[i]! > 0) {
      d[i] = -g
      if (breaks[i]! < Number.POSITIVE_INFINITY) order.push(i)
    }
  }
  order.sort((a, b) => breaks[a]! - breaks[b]!)
  const out = x.slice()
  const p = Float64Array.from(w, (column) => dot(column, d))
  const c = new Float64Array(w.length)
  let slope = -dot(d, d)
  if (slope === 0) return { x: out, c }
  let curvature = -theta * slope - dot(p, model.times(p))
  const leastCurvature = Number.EPSILON * -theta * slope
  let wanted = -slope / Math.max(curvature, leastCurvature)
  let from = 0
  let k = 0
  for (; k < order.length; k++) {
    const b = order[k]!
    const span = breaks[b]! - from
    if (wanted < span) break
    // variable b stops at its bound
    out[b] = d[b]! > 0 ? box.upper[b]! : box.lower[b]!
    const z = out[b]! - x[b]!
    const g = gradient[b]!
    for (let j = 0; j < c.length; j++) c[j]! += span * p[j]!
    const row = Float64Array.from(w, (column) => column[b]!)
    const mr = model.times(row)
    slope += span * curvature + g * g + theta * g * z - g * dot(mr, c)
    curvature += -theta * g * g - 2 * g * dot(mr, p) - g * g * dot(mr, row)
    curvature = Math.max(curvature, leastCurvature)
    for (let j = 0; j < p.length; j++) p[j]! += g * row[j]!
    d[b] = 0
    wanted = -slope / curvature
    from = breaks[b]!
  }
  wanted = Math.max(0, wanted)
  if (!Number.isFinite(wanted)) wanted = 0
  const t = from + wanted
  for (let i = 0; i < n; i++) {
    if (d[i] !== 0) out[i] = Math.min(Math.max(x[i]! + t * d[i]!, box.lower[i]!), box.upper[i]!)
  }
  for (let j = 0; j < c.length; j++) c[j]! += wanted * p[j]!
  return { x: out, c }
}

/** The minimiser of the model over the variables that the Cauchy point leaves free, cut back into the box. */
export function subspaceMinimum(
  model: LimitedModel,
  x: Float64Array,
  gradient: Float64Array,
  box: Box,
  cauchy: CauchyPoint,
): Float64Array {
  const { theta, w } = model
  const k = w.length
  if (k === 0) return cauchy.x
  const free: number[] = []
  for (let i = 0; i < x.length; i++)
    if (cauchy.x[i]! > box.lower[i]! && cauchy.x[i]! < box.upper[i]!) free.push(i)
  if (free.length === 0) return cauchy.x
  const mc = model.times(cauchy.c)
  const r = new Float64Array(free.length)
  for (let f = 0; f < free.length; f++) {
    const i = free[f]!
    let sum = gradient[i]! + theta * (cauchy.x[i]! - x[i]!)
    for (let j = 0; j < k; j++) sum -= w[j]![i]! * mc[j]!
    r[f] = sum
  }
  // (theta I - Z'W M W'Z)^-1 by Sherman, Morrison and Woodbury
  const rows = w.map((column) => Float64Array.from(free, (i) => column[i]!))
  const wr = Float64Array.from(rows, (row) => dot(row, r))
  const ww = rows.map(() => new Float64Array(k))
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++) ww[a]![b] = ww[b]![a] = dot(rows[a]!, rows[b]!) / theta
  }
  const system = new Float64Array(k * k)
  for (let b = 0; b < k; b++) {
    const column = model.times(ww[b]!)
    for (let a = 0; a < k; a++) system[a * k + b] = (a === b ? 1 : 0) - column[a]!
  }
  const v = solve(system, model.times(wr)) ?? new Float64Array(k)
  const step = new Float64Array(free.length)
  let share = 1
  for (let f = 0; f < free.length; f++) {
    const i = free[f]!
    let sum = r[f]! / theta
    for (let j = 0; j < k; j++) sum += (w[j]![i]! * v[j]!) / (theta * theta)
    const move = -sum
    step[f] = move
    if (move > 0) share = Math.min(share, (box.upper[i]! - cauchy.x[i]!) / move)
    if (move < 0) share = Math.min(share, (box.lower[i]! - cauchy.x[i]!) / move)
  }
  const out = cauchy.x.slice()
  for (let f = 0; f < free.length; f++) {
    const i = free[f]!
    out[i] = Math.min(Math.max(cauchy.x[i]! + share * step[f]!, box.lower[i]!), box.upper[i]!)
  }
  return out
}
