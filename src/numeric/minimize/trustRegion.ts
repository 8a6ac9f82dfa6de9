import { choleskySolve, shiftedCholesky } from '../linear/cholesky.ts'
import { addScaled, dot, maxNorm, norm } from '../linear/vectors.ts'
import type { Outcome, Problem } from './problem.ts'
import { type NextPoint, search } from './search.ts'

/** A step inside the trust region, and the decrease of the quadratic model that it promises. */
interface ModelStep {
  readonly step: Float64Array
  readonly decrease: number
}

/**
 * Trust-region Newton with Powell's dogleg: the path from the Cauchy point to the Newton point, cut at the radius.
 * Where the Hessian is not positive definite it is shifted until it is.
 *
 * Source: M. J. D. Powell (1970); J. Nocedal and S. Wright, Numerical Optimization, sections 4.1 and 4.2.
 */
export function dogleg(problem: Problem): Outcome {
  const { n } = problem
  return trustRegion(problem, (x, gradient) => {
    const hessian = problem.hessian(x, gradient)
    const { factor, shift } = shiftedCholesky(hessian, n)
    for (let i = 0; i < n; i++) hessian[i * n + i]! += Number.isFinite(shift) ? shift : 0
    const newton = choleskySolve(factor, n, gradient).map((v) => -v)
    const newtonLength = norm(newton)
    const gg = dot(gradient, gradient)
    const hg = multiply(hessian, gradient)
    const cauchy = gradient.map((v) => (-v * gg) / dot(gradient, hg))
    const cauchyLength = norm(cauchy)
    return (radius) => {
      let step: Float64Array
      if (newtonLength <= radius) step = newton
      else if (cauchyLength >= radius) step = gradient.map((v) => (-v * radius) / Math.sqrt(gg))
      else {
        const leg = addScaled(newton, -1, cauchy, new Float64Array(n))
        step = addScaled(cauchy, toBoundary(cauchy, leg, radius), leg, new Float64Array(n))
      }
      const decrease = -(dot(gradient, step) + 0.5 * dot(step, multiply(hessian, step)))
      return { step, decrease }
    }
  })
}

/**
 * Trust-region Newton with Steihaug's conjugate gradients, which need only Hessian-vector products and leave the
 * region along directions of negative curvature.
 *
 * Source: T. Steihaug (1983); J. Nocedal and S. Wright, Numerical Optimization, algorithm 7.2.
 */
export function steihaug(problem: Problem): Outcome {
  const { n } = problem
  return trustRegion(problem, (x, gradient) => (radius) => {
    const step = new Float64Array(n)
    const hs = new Float64Array(n) // H step
    const r = gradient.slice()
    const d = gradient.map((v) => -v)
    const hd = new Float64Array(n)
    let rr = dot(r, r)
    const enough = Math.min(0.5, Math.sqrt(Math.sqrt(rr))) * Math.sqrt(rr)
    const end = (t: number) => {
      addScaled(step, t, d, step)
      addScaled(hs, t, hd, hs)
    }
    for (let k = 0; k < 10 * n + 20 && Math.sqrt(rr) > enough; k++) {
      problem.hessianVector(x, gradient, d, hd)
      const curvature = dot(d, hd)
      if (!(curvature > 0)) {
        end(toBoundary(step, d, radius))
        break
      }
      const t = rr / curvature
      if (norm(addScaled(step, t, d, new Float64Array(n))) >= radius) {
        end(toBoundary(step, d, radius))
        break
      }
      end(t)
      for (let i = 0; i < n; i++) r[i]! += t * hd[i]!
      const next = dot(r, r)
      const beta = next / rr
      rr = next
      for (let i = 0; i < n; i++) d[i] = -r[i]! + beta * d[i]!
    }
    return { step, decrease: -(dot(gradient, step) + 0.5 * dot(step, hs)) }
  })
}

function trustRegion(
  problem: Problem,
  prepare: (x: Float64Array, gradient: Float64Array) => (radius: number) => ModelStep,
): Outcome {
  let radius = 0
  return search(problem, (x, value, gradient): NextPoint | undefined => {
    if (radius === 0) radius = Math.max(1, norm(x)) * 0.5
    const within = prepare(x, gradient)
    for (let k = 0; k < 80; k++) {
      const { step, decrease } = within(radius)
      const length = norm(step)
      if (!(length > 1e-17 * norm(x)) || !(decrease > 0)) return undefined
      const to = addScaled(x, 1, step, new Float64Array(x.length))
      const low = problem.value(to)
      if (low === Number.NEGATIVE_INFINITY) return { x: to, value: low, gradient }
      const fuzz = 1e-14 * Math.abs(value)
      // below the rounding of f the ratio says nothing; the model is then trusted if the gradient agrees
      const blind = decrease < fuzz
      const ratio = blind ? (low <= value + fuzz ? 1 : 0) : (value - low) / decrease
      if (ratio > 0.75 && length > 0.99 * radius) radius = Math.min(2 * radius, 1e10 * Math.max(1, norm(x)))
      else if (!(ratio > 0.25)) radius = length / 4
      if (!(ratio > 1e-4)) continue
      const g = new Float64Array(x.length)
      problem.gradient(to, low, g)
      if (!Number.isFinite(maxNorm(g))) {
        // where there is no gradient no search can go on: a wall, as where there is no value
        radius = length / 4
        continue
      }
      if (blind && !(norm(g) < norm(gradient))) return undefined
      return { x: to, value: low, gradient: g }
    }
    return undefined
  })
}

/** The t >= 0 with |p + t d| = radius. */
function toBoundary(p: Float64Array, d: Float64Array, radius: number): number {
  const [a, b, c] = [dot(d, d), dot(p, d), dot(p, p) - radius * radius]
  const root = Math.sqrt(Math.max(0, b * b - a * c))
  return b > 0 ? -c / (b + root) : (root - b) / a
}

function multiply(matrix: Float64Array, v: Float64Array): Float64Array {
  const n = v.length
  return v.map((_, i) => {
    let sum = 0
    for (let j = 0; j < n; j++) sum += matrix[i * n + j]! * v[j]!
    return sum
  })
}
