import {
  type Box,
  checkedBounds,
  checkedFunction,
  checkedPoint,
  type LooseFunction,
  scalarValue,
  vectorValue,
} from '../evaluate.ts'
import { differentiateLine } from './line.ts'
import { chosenStep, type DifferenceOptions, type Settings, settings } from './options.ts'
import { finiteCentre, finiteOr } from './result.ts'
import type { Extrapolation } from './richardson.ts'

/** How the values of the user's function are read. */
export interface Reading {
  /** Options that only this operation has. */
  readonly own?: readonly string[]
  /** Whether f must return one number. */
  readonly scalar?: boolean
  /** Whether f is the gradient of another function, and returns as many numbers as it takes. */
  readonly gradient?: boolean
}

/** A point, the value of a user's function there, and lines through it to differentiate along. */
export class Neighbourhood {
  readonly operation: string
  readonly x: Float64Array
  readonly box: Box
  readonly chosen: Settings
  readonly centre: Float64Array
  /** Whether what f returned last was a number, not an array. */
  returnedNumber = false
  readonly #f: LooseFunction
  readonly #reading: Reading
  readonly #options: DifferenceOptions<readonly unknown[]>
  #length: number | undefined

  /** Throws: where an argument is wrong, or f is not finite at x. */
  constructor(
    operation: string,
    f: unknown,
    x: ArrayLike<number>,
    options: DifferenceOptions<readonly unknown[]>,
    reading: Reading,
  ) {
    this.operation = operation
    this.#f = checkedFunction(operation, reading.gradient ? 'gradient' : 'f', f)
    this.#reading = reading
    this.#options = options
    this.x = checkedPoint(operation, 'x', x)
    this.chosen = settings(operation, options, reading.own)
    const { lower, upper, limits } = checkedBounds(operation, options.bounds, this.x)
    // there is nothing to step on beyond the largest number
    this.box = {
      limits,
      lower: lower.map((a) => Math.max(a, -Number.MAX_VALUE)),
      upper: upper.map((b) => Math.min(b, Number.MAX_VALUE)),
    }
    if (reading.gradient) this.#length = this.x.length
    this.centre = this.value(this.x)
    finiteCentre(operation, Array.from(this.x), this.centre)
  }

  /** The user's function at a point, its values copied and checked; the length of the first is the rule for the others. */
  value(point: Float64Array): Float64Array {
    const returned = this.#f(Array.from(point), ...this.chosen.args)
    this.returnedNumber = typeof returned === 'number'
    if (this.#reading.scalar) return Float64Array.of(scalarValue(this.operation, returned, point))
    const what = this.#reading.gradient ? 'the gradient' : 'the function'
    const value = vectorValue(this.operation, returned, point, this.#length, what)
    this.#length = value.length
    return value
  }

  /** The step that the user asked for at coordinate i, or undefined. */
  stepAt(i: number): number | undefined {
    return chosenStep(this.operation, this.#options, i, this.x)
  }

  /** x + t v, which rounding must not carry over a bound. */
  pointAt(t: number, v: Float64Array): Float64Array {
    const { lower, upper } = this.box
    return this.x.map((xi, i) => Math.min(Math.max(xi + t * v[i]!, lower[i]!), upper[i]!))
  }

  /** The first derivative by coordinate j, or a higher one. */
  alongAxis(j: number, order = 1): Extrapolation {
    return this.along(unit(this.x.length, j), order)
  }

  /** The derivative of given order of t -> f(x + t v) at 0. */
  along(v: Float64Array, order = 1): Extrapolation {
    const { size, length } = scaleOf(this.x, v)
    if (length === 0) return nothing(this.centre.length)
    const [left, right] = this.room(v)
    // differentiate along v / |v|, so that steps are in the units of x
    const at = (t: number) => this.pointAt(t / length, v)
    const found = differentiateLine(
      {
        line: (t) => this.value(at(t)),
        centre: this.centre,
        order,
        position: size,
        left: left * length,
        right: right * length,
        step: this.stepAlong(v, length),
      },
      this.chosen,
    )
    finiteOr(
      this.operation,
      found,
      (t) => Array.from(at(t)),
      (t) => this.value(at(t)).find((value) => !Number.isFinite(value)) ?? Number.NaN,
    )
    const scale = length ** order
    return { ...found, value: found.value.map((d) => d * scale), error: found.error.map((e) => e * scale) }
  }

  /** The largest step with which no coordinate moves further than the user asked for. */
  stepAlong(v: Float64Array, length: number): number | undefined {
    let least = Number.POSITIVE_INFINITY
    for (let i = 0; i < v.length; i++) {
      if (v[i] === 0) continue
      const step = this.stepAt(i)
      if (step === undefined) return undefined
      least = Math.min(least, (step / Math.abs(v[i]!)) * length)
    }
    return least
  }

  /** How far t may go to the left and to the right before x + t v leaves the box. */
  room(v: Float64Array): [left: number, right: number] {
    let [left, right] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
    for (let i = 0; i < v.length; i++) {
      const vi = v[i]!
      if (vi === 0) continue
      const [a, b] = [(this.box.lower[i]! - this.x[i]!) / vi, (this.box.upper[i]! - this.x[i]!) / vi]
      left = Math.max(left, Math.min(a, b))
      right = Math.min(right, Math.max(a, b))
    }
    return [left, right]
  }
}

/** The derivative along a direction of length 0. */
export function nothing(components: number): Extrapolation {
  const zero = new Float64Array(components)
  return { value: zero, error: zero.slice(), converged: true, step: 0, evaluations: 0, badAt: Number.NaN }
}

/** The direction of coordinate i. */
export function unit(n: number, i: number): Float64Array {
  const e = new Float64Array(n)
  e[i] = 1
  return e
}

/** The largest of the coordinates that v moves, and the largest entry of v. */
export function scaleOf(x: Float64Array, v: Float64Array): { size: number; length: number } {
  let [size, length] = [0, 0]
  for (let i = 0; i < x.length; i++) {
    if (v[i] === 0) continue
    size = Math.max(size, Math.abs(x[i]!))
    length = Math.max(length, Math.abs(v[i]!))
  }
  return { size, length }
}
