import { leastSquaresSvd } from '../linear/svd.ts'
import { dot } from '../linear/vectors.ts'
import { losses } from './loss.ts'
import type { FitPoint, FitProblem } from './problem.ts'

/**
 * What Gauss and Newton leave out of the Hessian, S = sum f_i f_i'', learnt from how the gradient changes. Where residuals
 * are large and S is positive, Gauss-Newton steps go too far; where S tells better than nothing what a step gains, its
 * positive part joins the model as rows below the Jacobian.
 *
 * Source: J. Dennis, D. Gay and R. Welsch, "An adaptive nonlinear least-squares algorithm", ACM TOMS 7 (1981).
 */
export class Curvature {
  readonly #n: number
  readonly #learns: boolean
  /** Rows of S. */
  readonly #s: Float64Array[]
  /** Rows whose squares add up to the positive part of S, once they are asked for. */
  #rows: Float64Array[] | undefined
  #helps = false
  #votes = 0

  constructor({ n, loss }: FitProblem) {
    this.#n = n
    this.#learns = loss === losses.linear
    this.#s = Array.from({ length: n }, () => new Float64Array(n))
  }

  /** Columns of a Jacobian by variables x = d xhat, with the rows of S below. */
  below(columns: readonly Float64Array[], d: (j: number) => number): readonly Float64Array[] {
    if (!this.#helps) return columns
    const rows = this.#positive()
    return columns.map((column, j) => {
      const out = new Float64Array(column.length + this.#n)
      out.set(column)
      rows.forEach((row, i) => {
        out[column.length + i] = row[j]! * d(j)
      })
      return out
    })
  }

  /** Compares what a step gained with what it was expected to, with S and without. */
  judge(step: Float64Array, expected: number, actual: number): void {
    // a step that gains what it should needs no S
    if (!this.#helps && !(actual < 0.75 * expected)) {
      this.#votes = 0
      return
    }
    const more = this.#positive().reduce((sum, row) => sum + dot(row, step) ** 2, 0) / 2
    const [withIt, without] = this.#helps ? [expected, expected + more] : [expected - more, expected]
    const [error, errorWithout] = [Math.abs(actual - withIt), Math.abs(actual - without)]
    const tells = more > 0 && actual < 0.75 * without && error < 0.5 * errorWithout
    this.#votes = tells ? this.#votes + 1 : 0
    this.#helps = this.#helps ? error < errorWithout : this.#votes > 1
  }

  /** Learns from an accepted step. */
  learn(from: FitPoint, to: FitPoint): void {
    if (!this.#learns) return
    this.#rows = undefined
    const n = this.#n
    const step = to.x.map((v, j) => v - from.x[j]!)
    const y = to.gradient.map((g, j) => g - from.gradient[j]!)
    const wanted = to.gradient.map((g, j) => g - dot(from.columns[j]!, to.f))
    const ys = dot(y, step)
    const size = Math.abs(dot(step, this.#times(step)))
    const shrink = size > 0 ? Math.min(1, Math.abs(dot(step, wanted)) / size) : 1
    if (shrink < 1) for (const row of this.#s) for (let j = 0; j < n; j++) row[j]! *= shrink
    if (!(ys > 0)) return
    const w = this.#times(step).map((v, j) => wanted[j]! - v)
    const ws = dot(w, step) / ys
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) this.#s[i]![j]! += (w[i]! * y[j]! + y[i]! * w[j]! - ws * y[i]! * y[j]!) / ys
  }

  #positive(): Float64Array[] {
    this.#rows ??= positivePart(this.#s)
    return this.#rows
  }

  #times(v: Float64Array): Float64Array {
    return Float64Array.from(this.#s, (row) => dot(row, v))
  }
}

/** Rows r_k with sum r_k r_k' = the positive part of a symmetric matrix: its eigenvectors are those of its square. */
function positivePart(s: readonly Float64Array[]): Float64Array[] {
  const { v } = leastSquaresSvd(s, new Float64Array(s.length))
  return v.flatMap((vk) => {
    const value = s.reduce((sum, row, i) => sum + vk[i]! * dot(row, vk), 0)
    return value > 0 ? [vk.map((e) => e * Math.sqrt(value))] : []
  })
}

/** The right-hand side that belongs to rows below: zeros there. */
export function withZeros(f: Float64Array, length: number): Float64Array {
  const out = new Float64Array(length)
  out.set(f)
  return out
}
