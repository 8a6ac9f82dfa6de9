import { maxNorm } from '../linear/vectors.ts'
import type { Outcome, Problem, Status } from './problem.ts'

/**
 * The simplex search of Nelder and Mead, with the coefficients of Gao and Han, which stay good as the dimension
 * grows. A simplex that has converged is restarted from its best point, until a restart gains nothing.
 * It needs no gradient; points outside bounds are moved onto them.
 *
 * Source: J. Nelder and R. Mead (1965); F. Gao and L. Han, "Implementing the Nelder-Mead simplex algorithm with
 * adaptive parameters", Comput. Optim. Appl. 51 (2012).
 */
export function nelderMead(problem: Problem): Outcome {
  let best: Vertex = { x: problem.start, value: problem.value(problem.start) }
  let status: Status = 'converged'
  let edge = 0.05
  for (let restart = 0; restart <= 20; restart++) {
    const before = best.value
    const simplex = new Simplex(problem, best, edge)
    status = simplex.search()
    best = simplex.best
    const gain = before - best.value
    // the first restart is always tried; later ones as long as they gain
    if (status !== 'converged') break
    if (restart > 0 && !(gain > problem.valueTolerance * Math.abs(best.value))) break
    edge = restart % 2 === 0 ? 0.01 : 0.05
  }
  const gradient = new Float64Array(problem.n)
  problem.gradient(best.x, best.value, gradient)
  return { ...best, gradient, status }
}

interface Vertex {
  readonly x: Float64Array
  readonly value: number
}

/** n + 1 vertices around a best one, which walk and shrink. */
class Simplex {
  readonly #problem: Problem
  /** In rising order of their values. */
  readonly #vertices: Vertex[]
  readonly #centroid: Float64Array

  constructor(problem: Problem, best: Vertex, edge: number) {
    this.#problem = problem
    this.#centroid = new Float64Array(problem.n)
    this.#vertices = [best]
    for (let i = 0; i < problem.n; i++) {
      const x = best.x.slice()
      const h = x[i] === 0 ? edge / 20 : edge * x[i]!
      x[i] = x[i]! + h
      if (this.#clip(x)[i] === best.x[i]) x[i] = best.x[i]! - h
      this.#vertices.push(this.#vertex(x))
    }
  }

  get best(): Vertex {
    return this.#vertices[0]!
  }

  search(): Status {
    for (;;) {
      sort(this.#vertices)
      if (this.best.value === Number.NEGATIVE_INFINITY) return 'unbounded'
      const told = this.#problem.report(this.best.x, this.best.value, Number.NaN)
      if (told !== undefined) return told
      if (this.#collapsed()) return 'converged'
      const next = this.#next()
      if (next === undefined) this.#shrink()
      else this.#vertices[this.#problem.n] = next
    }
  }

  #collapsed(): boolean {
    const { stepTolerance, valueTolerance } = this.#problem
    const { x, value } = this.best
    let width = 0
    for (const vertex of this.#vertices)
      for (let i = 0; i < x.length; i++) width = Math.max(width, Math.abs(vertex.x[i]! - x[i]!))
    const flat = this.#vertices.at(-1)!.value - value <= valueTolerance * Math.abs(value) + 1e-30
    const size = maxNorm(x)
    return (width <= stepTolerance * Math.max(1e-3, size) && flat) || width <= 1e-15 * size
  }

  /** What replaces the worst vertex: it reflected, expanded or contracted; undefined where none of them is better. */
  #next(): Vertex | undefined {
    const { n } = this.#problem
    const worst = this.#vertices[n]!
    this.#findCentroid()
    const reflected = this.#along(-1)
    if (reflected.value < this.best.value) {
      const expanded = this.#along(-(1 + 2 / n))
      return expanded.value < reflected.value ? expanded : reflected
    }
    if (reflected.value < this.#vertices[n - 1]!.value) return reflected
    const contract = n === 1 ? 0.5 : 0.75 - 1 / (2 * n)
    const outside = reflected.value < worst.value
    const contracted = this.#along(outside ? -contract : contract)
    const better = outside ? contracted.value <= reflected.value : contracted.value < worst.value
    return better ? contracted : undefined
  }

  /** Draws all vertices to the best one. */
  #shrink(): void {
    const { n } = this.#problem
    const share = n === 1 ? 0.5 : 1 - 1 / n
    const { x: to } = this.best
    for (let k = 1; k <= n; k++)
      this.#vertices[k] = this.#vertex(this.#vertices[k]!.x.map((v, i) => to[i]! + share * (v - to[i]!)))
  }

  /** The mean of all vertices but the worst. */
  #findCentroid(): void {
    const { n } = this.#problem
    const centroid = this.#centroid.fill(0)
    for (let k = 0; k < n; k++) for (let i = 0; i < n; i++) centroid[i]! += this.#vertices[k]!.x[i]! / n
  }

  /** centroid + t (worst - centroid) */
  #along(t: number): Vertex {
    const worst = this.#vertices.at(-1)!.x
    return this.#vertex(this.#centroid.map((c, i) => c + t * (worst[i]! - c)))
  }

  #vertex(x: Float64Array): Vertex {
    this.#clip(x)
    return { x, value: this.#problem.value(x) }
  }

  #clip(x: Float64Array): Float64Array {
    const { lower, upper } = this.#problem.box
    for (let i = 0; i < x.length; i++) x[i] = Math.min(Math.max(x[i]!, lower[i]!), upper[i]!)
    return x
  }
}

/** Insertion sort by value: the simplex is nearly sorted each time. */
function sort(vertices: Vertex[]): void {
  for (let k = 1; k < vertices.length; k++) {
    const vertex = vertices[k]!
    let j = k - 1
    for (; j >= 0 && vertices[j]!.value > vertex.value; j--) vertices[j + 1] = vertices[j]!
    vertices[j + 1] = vertex
  }
}
