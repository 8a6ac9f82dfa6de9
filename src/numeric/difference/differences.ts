import type { Entry } from './tableau.ts'

/** A function of one number t, the distance along a line; it returns the same number of values each time. */
export type Line = (t: number) => Float64Array

/** A node in units of the step, and its weight. */
export type WeightedNode = readonly [node: number, weight: number]

/** Which derivative, and how exact a value of the line is. */
export interface Precision {
  readonly order: number
  /** Relative error of one function value, 2^-53 for a function computed well in double precision. */
  readonly noise: number
  /** Absolute error of one function value, on top of the relative one. */
  readonly floor: number
  /** Size of the point along the line: adding t to it rounds, which moves the nodes. */
  readonly position: number
}

/** value / step^order, where step^order may overflow or vanish, and the quotient does not. */
export function overPower(value: number, step: number, order: number): number {
  for (let k = 0; k < order; k++) value /= step
  return value
}

/** overPower of an error: one that is too small for a number is not 0. */
export const errorOverPower = (error: number, step: number, order: number): number =>
  error > 0 ? overPower(error, step, order) || Number.MIN_VALUE : error

/**
 * The unit in which to form derivatives with steps up to a given one: far out those by t may all be too small for a number, and
 * agree on 0.
 */
export const unitOf = (step: number): number => (step < 2 ** 53 ? 1 : 2 ** Math.floor(Math.log2(step)))

/** No fraction of small numbers, so that few periods have it and the nodes. */
const between = (Math.sqrt(5) - 1) / 2

/** The even polynomials through the first node, the first two, ..., at t: Neville's rule in squares. */
function throughNearest(nodes: readonly number[], values: readonly number[], t: number): number[] {
  const row: number[] = []
  return nodes.map((a, k) => {
    row.push(values[k]!)
    for (let j = k - 1; j >= 0; j--) {
      const b = nodes[j]!
      row[j] = row[j + 1]! + (((t - a) * (t + a)) / ((b - a) * (b + a))) * (row[j]! - row[j + 1]!)
    }
    return row[0]!
  })
}

/** Difference quotients of a line by one formula, with the values that they share. */
export class Differences {
  readonly #line: Line
  readonly #centre: Float64Array
  readonly #precision: Precision
  readonly #nodes: readonly WeightedNode[]
  readonly #unit: number
  readonly #values = new Map<number, Float64Array>()
  evaluations = 0
  /** The last t at which the line was not finite, and NaN where it always was. */
  badAt = Number.NaN

  /** The quotients are derivatives by t/unit. */
  constructor(
    line: Line,
    centre: Float64Array,
    precision: Precision,
    nodes: readonly WeightedNode[],
    unit = 1,
  ) {
    this.#line = line
    this.#centre = centre
    this.#precision = precision
    this.#nodes = nodes
    this.#unit = unit
  }

  /** The difference quotient with a bound of its round-off, or undefined where the line is not finite at a node. */
  at(step: number): Entry | undefined {
    const { order, noise, floor, position } = this.#precision
    const value = new Float64Array(this.#centre.length)
    const roundOff = new Float64Array(this.#centre.length)
    for (const [node, weight] of this.#nodes) {
      const there = this.value(node * step)
      for (let i = 0; i < value.length; i++) {
        const vi = there[i]!
        if (!Number.isFinite(vi)) {
          this.badAt = node * step
          return undefined
        }
        value[i]! += weight * vi
        roundOff[i]! += Math.abs(weight) * (Math.abs(vi) * noise + floor)
      }
    }
    for (let i = 0; i < value.length; i++) {
      value[i] = overPower(value[i]!, step / this.#unit, order)
      roundOff[i] = overPower(roundOff[i]!, step / this.#unit, order)
      roundOff[i]! += Math.abs(value[i]!) * ((position * 2 ** -53) / step)
    }
    return { value, roundOff }
  }

  /**
   * Whether component i is, between the nodes, nothing like the polynomial through them: steps that are whole periods of a
   * function show none of it. Smooth functions differ by less than they change from node to node.
   */
  aliased(step: number): (i: number) => boolean {
    const { noise, floor, position } = this.#precision
    const nodes = [...new Set([0, ...this.#nodes.map(([node]) => node)])]
    const at = Math.max(...nodes) > 0 ? between : -between
    const weights = nodes.map((a) => nodes.reduce((w, b) => (a === b ? w : (w * (at - b)) / (a - b)), 1))
    const values = nodes.map((node) => this.value(node * step))
    const there = this.value(at * step)
    return (i) => {
      const [vi, here] = [there[i]!, this.#centre[i]!]
      const expected = weights.reduce((sum, w, k) => sum + w * values[k]![i]!, 0)
      const change = Math.max(...values.map((v) => Math.abs(v[i]! - here)))
      const rounding = 8 * (Math.abs(here) * noise + floor) + change * ((position * 2 ** -50) / step)
      return Math.abs(vi - expected) > change + rounding
    }
  }

  /**
   * How far the slope (f(t) - f(-t))/2t lies, between the nodes, from those of all even polynomials through the slopes nearest to 0:
   * noise, and waves far shorter than the steps, are in none of them. 0 where rounding explains it, or the nodes have one side. The
   * value at -t is asked for only where that at t lies off.
   */
  strayed(step: number): (i: number) => number {
    const { noise, floor, position } = this.#precision
    const t = between * step
    const nodes = [...this.#values.keys()]
      .filter((a) => a >= step && a <= 64 * step && this.#values.has(-a))
      .sort((a, b) => a - b)
    if (nodes.length < 2) return () => 0
    return (i) => {
      const at = (a: number): number => this.value(a)[i]!
      const slope = (a: number): number => (at(a) - at(-a)) / (2 * a)
      const slopes = throughNearest(nodes, nodes.map(slope), t)
      const means = throughNearest([0, ...nodes], [at(0), ...nodes.map((a) => at(-a) / 2 + at(a) / 2)], t)
      const rounding =
        32 * ((Math.abs(at(0)) * noise + floor) / t + Math.abs(slopes[0]!) * (position / t) * 2 ** -53)
      const isNear = (found: number, expected: number): boolean => Math.abs(found - expected) <= rounding
      if (slopes.some((s, k) => isNear((at(t) - means[k + 1]!) / t, s))) return 0
      const least = Math.min(...slopes.slice(1).map((s) => Math.abs(slope(t) - s)))
      return least > rounding ? least : 0
    }
  }

  /** The line at t. */
  value(t: number): Float64Array {
    if (t === 0) return this.#centre
    let value = this.#values.get(t)
    if (value === undefined) {
      value = this.#line(t)
      this.evaluations++
      this.#values.set(t, value)
    }
    return value
  }
}
