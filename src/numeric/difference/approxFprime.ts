import { checkOptions } from '../../options.ts'
import { NonFiniteError, NumericArgumentError, showGiven, showWord } from '../errors.ts'
import {
  type Bounds,
  type Box,
  checkedArgs,
  checkedBounds,
  checkedFunction,
  checkedPoint,
  vectorValue,
} from '../evaluate.ts'
import { noRoom } from './options.ts'

const defaultStep = Math.sqrt(2 ** -52)

/** Options of `approxFprime` beyond SciPy's arguments. */
export interface ApproxFprimeOptions<A extends readonly unknown[] = []> {
  /** forward (SciPy's), backward, or central, which takes two calls for each coordinate. */
  readonly method?: 'forward' | 'backward' | 'central' | undefined
  readonly bounds?: Bounds | undefined
  readonly args?: A | undefined
}

/**
 * The finite-difference gradient (of a vector-valued f: the Jacobian, as rows) with SciPy's meaning of
 * `approx_fprime`: (f(x + eps e_i) - f(x)) / eps with an absolute step of 1.49e-8 by default. A step that is lost in
 * the rounding of x is replaced by the default one, relative to |x|.
 *
 * It has no error estimate: `derivative` and `gradient` have, and `explainStep` shows what eps costs.
 *
 * Throws: NumericArgumentError, FunctionValueError, NonFiniteError (with the point).
 *
 * @example
 * const logistic = (x: number) => 1 / (1 + Math.exp(-x))
 * approxFprime(logistic, 0.5, 1e-8) // 0.23500371...
 * approxFprime(logistic, 0.5, 1e-12) // 0.23503532...: too small a step, the digits cancel
 */
export function approxFprime<A extends readonly unknown[]>(
  f: (x: number, ...args: A) => number,
  x: number,
  eps?: number,
  options?: ApproxFprimeOptions<A>,
): number
export function approxFprime<A extends readonly unknown[]>(
  f: (x: number[], ...args: A) => number,
  x: ArrayLike<number>,
  eps?: number | ArrayLike<number>,
  options?: ApproxFprimeOptions<A>,
): number[]
export function approxFprime<A extends readonly unknown[]>(
  f: (x: number[], ...args: A) => ArrayLike<number>,
  x: ArrayLike<number>,
  eps?: number | ArrayLike<number>,
  options?: ApproxFprimeOptions<A>,
): number[][]
export function approxFprime(
  f: (x: never, ...args: never[]) => unknown,
  x: number | ArrayLike<number>,
  eps: number | ArrayLike<number> = defaultStep,
  options: ApproxFprimeOptions = {},
): number | number[] | number[][] {
  const place = new ForwardPlace(f, x, eps, options)
  const columns = Array.from(place.point, (_, j) => place.column(j))
  const rows = Array.from(place.here, (_, i) => columns.map((column) => column[i]!))
  if (!place.returnedNumber) return rows
  return typeof x === 'number' ? rows[0]![0]! : rows[0]!
}

const operation = 'approxFprime'

/** A point with the steps asked for, and the function around it. */
class ForwardPlace {
  readonly point: Float64Array
  readonly here: Float64Array
  /** Whether what f returned last was a number, not an array. */
  returnedNumber = false
  readonly #box: Box
  readonly #eps: number | ArrayLike<number>
  readonly #method: 'forward' | 'backward' | 'central'
  readonly #call: (p: Float64Array) => unknown
  /** A point as f takes it, and as errors name it. */
  readonly #shown: (p: Float64Array) => number | number[]
  #length: number | undefined

  constructor(
    f: unknown,
    x: number | ArrayLike<number>,
    eps: number | ArrayLike<number>,
    options: ApproxFprimeOptions,
  ) {
    checkOptions(operation, options, ['method', 'bounds', 'args'])
    const { method = 'forward' } = options
    const args = checkedArgs(operation, options.args)
    if (method !== 'forward' && method !== 'backward' && method !== 'central') {
      throw wrong(
        'method',
        `there is no method ${showWord(method)}; the methods are forward, backward and central.`,
      )
    }
    const call = checkedFunction(operation, 'f', f)
    this.point = checkedPoint(operation, 'x', x)
    if (typeof eps !== 'number' && eps?.length !== this.point.length) {
      throw wrong(
        'eps',
        `eps ${eps?.length === undefined ? `is ${showGiven(eps)}` : `has length ${eps.length}`}, but x has length ${this.point.length}; give one number, or one for each coordinate.`,
      )
    }
    this.#box = checkedBounds(operation, options.bounds, this.point)
    this.#eps = eps
    this.#method = method
    this.#shown = (p) => (typeof x === 'number' ? p[0]! : Array.from(p))
    this.#call = (p) => call(this.#shown(p), ...args)
    this.here = this.#value(this.point)
  }

  /** The derivatives by coordinate j. */
  column(j: number): Float64Array {
    const [to, from] = this.#ends(j)
    const at = (xj: number) => {
      if (xj === this.point[j]) return this.here
      const moved = this.point.slice()
      moved[j] = xj
      return this.#value(moved)
    }
    const [ahead, behind] = [at(to), at(from)]
    // the step as it arrived, so that rounding of x + h does not count as error of the slope
    return ahead.map((v, i) => (v - behind[i]!) / (to - from))
  }

  /** The two places of coordinate j whose difference is taken. */
  #ends(j: number): readonly [to: number, from: number] {
    const [xj, lower, upper] = [this.point[j]!, this.#box.lower[j]!, this.#box.upper[j]!]
    const h = this.#step(j)
    if (lower === upper) throw noRoom(operation)
    const outside = (t: number) => t < lower || t > upper
    let [to, from] = [xj + h, this.#method === 'central' ? xj - h : xj]
    if (outside(from)) from = xj
    if (outside(to)) {
      // turn to the other side, as SciPy does, or go as far as the wider side allows
      if (from === xj) from = xj - h
      if (outside(from)) from = upper - xj > xj - lower ? upper : lower
      to = xj
    }
    return [to, from]
  }

  #step(j: number): number {
    const given: unknown = typeof this.#eps === 'number' ? this.#eps : this.#eps[j]
    if (typeof given !== 'number' || !Number.isFinite(given) || given === 0)
      throw wrong('eps', `eps is ${showGiven(given)}; it must be a finite number other than 0.`)
    const xj = this.point[j]!
    const h = this.#method === 'backward' ? -given : given
    return xj + h === xj ? defaultStep * (xj < 0 ? -1 : 1) * Math.max(1, Math.abs(xj)) : h
  }

  #value(p: Float64Array): Float64Array {
    const returned = this.#call(p)
    this.returnedNumber = typeof returned === 'number'
    const value = vectorValue(operation, returned, p, this.#length)
    this.#length = value.length
    const bad = value.find((v) => !Number.isFinite(v))
    if (bad === undefined) return value
    throw new NonFiniteError(
      operation,
      this.#shown(p),
      bad,
      'the function',
      'Choose a point (and an eps) inside its domain, or give bounds.',
    )
  }
}

function wrong(argument: string, message: string): NumericArgumentError {
  return new NumericArgumentError(operation, argument, message)
}
