import { NonFiniteError } from '../errors.ts'
import { scalarValue } from '../evaluate.ts'
import { operation, type RootOptions } from './problem.ts'

/** Options of `rootFind` for a function of one number. */
export interface ScalarOptions extends RootOptions {
  readonly derivative?: ((x: number) => number) | undefined
}

/** A place and the value of f there. */
export interface Place {
  readonly x: number
  readonly value: number
}

/** The function that a search sees: the user's, whose calls and values are counted and checked. */
export class CountedFunction {
  readonly tolerance: number
  readonly maxIterations: number
  /** The function as the search may call it anywhere: NaN and infinities come as they are. */
  readonly at: (x: number) => Place
  evaluations = 0
  derivativeEvaluations = 0
  iterations = -1
  readonly #options: ScalarOptions

  constructor(f: (x: number) => unknown, options: ScalarOptions) {
    this.#options = options
    this.tolerance = options.tolerance ?? 0
    this.maxIterations = options.maxIterations ?? 1000
    this.at = (x) => {
      this.evaluations++
      return { x, value: scalarValue(operation, f(x), x) }
    }
  }

  /** A start. Throws: NonFiniteError. */
  finite(x: number): Place {
    const place = this.at(x)
    if (Number.isFinite(place.value)) return place
    throw new NonFiniteError(operation, x, place.value, 'f', 'Choose a start where f is finite.')
  }

  /** A place within a bracket, where f may be infinite. Throws: NonFiniteError. */
  defined(x: number): Place {
    const place = this.at(x)
    if (!Number.isNaN(place.value)) return place
    throw new NonFiniteError(operation, x, place.value, 'f', 'Choose a bracket within which f is defined.')
  }

  /** How far x may be wrong. */
  near(x: number): number {
    return 4 * Number.EPSILON * Math.abs(x) + this.tolerance
  }

  report({ x, value }: Place): 'max-iterations' | 'stopped' | 'aborted' | undefined {
    const { callback, signal } = this.#options
    this.iterations++
    if (callback?.({ iteration: this.iterations, x, value }) === true) return 'stopped'
    if (signal?.aborted === true) return 'aborted'
    return this.iterations >= this.maxIterations ? 'max-iterations' : undefined
  }

  /** The derivative: the user's, the slope of the chord from a place where |f| was larger, or a difference. */
  slope(here: Place, chord: Place | undefined, reach: number): number {
    this.derivativeEvaluations++
    const { derivative } = this.#options
    if (derivative !== undefined) return scalarValue(operation, derivative(here.x), here.x, 'the derivative')
    const far = chord !== undefined && Math.abs(here.x - chord.x) > this.near(here.x)
    if (far && Math.abs(here.value) < 0.9 * Math.abs(chord.value))
      return (here.value - chord.value) / (here.x - chord.x)
    // the slope near a multiple root only shows at distances shorter than its own
    return this.#difference(here, Math.min(2 ** -17.5 * (Math.abs(here.x) || 1e-3), reach / 4))
  }

  /** By steps that grow until f changes with them by more than rounding. */
  #difference({ x, value }: Place, first: number): number {
    for (let h = Math.max(first, Math.abs(x) * 2 ** -50, 2 ** -1000); h < 2 ** 200; h *= 4096) {
      const [up, down] = [this.at(x + h).value, this.at(x - h).value]
      const change = Math.max(Math.abs(up - value), Math.abs(down - value))
      if (change <= 64 * Number.EPSILON * Math.abs(value)) continue
      if (!Number.isFinite(up)) return (value - down) / h
      return Number.isFinite(down) ? (up - down) / (x + h - (x - h)) : (up - value) / h
    }
    return 0
  }
}
