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

/** Difference quotients of a line by one formula, with the values that they share. */
export class Differences {
  readonly #line: Line
  readonly #centre: Float64Array
  readonly #precision: Precision
  readonly #nodes: readonly WeightedNode[]
  readonly #values = new Map<number, Float64Array>()
  evaluations = 0
  /** The last t at which the line was not finite, and NaN where it always was. */
  badAt = Number.NaN

  constructor(line: Line, centre: Float64Array, precision: Precision, nodes: readonly WeightedNode[]) {
    this.#line = line
    this.#centre = centre
    this.#precision = precision
    this.#nodes = nodes
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
    const scale = step ** order
    for (let i = 0; i < value.length; i++) {
      value[i]! /= scale
      roundOff[i] = roundOff[i]! / scale + Math.abs(value[i]!) * ((position * 2 ** -53) / step)
    }
    return { value, roundOff }
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
