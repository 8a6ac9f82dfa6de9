import { checkOptions } from '../../options.ts'
import { NonFiniteError, NumericArgumentError } from '../errors.ts'
import { type Bounds, checkedBounds, checkedFunction, checkedPoint, vectorValue } from '../evaluate.ts'
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
  const operation = 'approxFprime'
  checkOptions(operation, options, ['method', 'bounds', 'args'])
  const { method = 'forward' } = options
  if (method !== 'forward' && method !== 'backward' && method !== 'central') {
    throw new NumericArgumentError(
      operation,
      'method',
      `there is no method ${JSON.stringify(method)}; the methods are forward, backward and central.`,
    )
  }
  const call = checkedFunction(operation, 'f', f)
  const point = checkedPoint(operation, 'x', x)
  const n = point.length
  if (typeof eps !== 'number' && eps.length !== n) {
    throw new NumericArgumentError(
      operation,
      'eps',
      `eps has length ${eps.length}, but x has length ${n}; give one number, or one for each coordinate.`,
    )
  }
  const box = checkedBounds(operation, options.bounds, point)
  let length: number | undefined
  let scalar = false
  const value = (p: Float64Array): Float64Array => {
    const returned = call(typeof x === 'number' ? p[0]! : Array.from(p), ...(options.args ?? []))
    scalar = typeof returned === 'number'
    const v = vectorValue(operation, returned, p, length)
    const bad = v.find((vi) => !Number.isFinite(vi))
    if (bad !== undefined) {
      throw new NonFiniteError(
        operation,
        typeof x === 'number' ? p[0]! : Array.from(p),
        bad,
        'the function',
        'Choose a point (and an eps) inside its domain, or give bounds.',
      )
    }
    length = v.length
    return v
  }
  const here = value(point)
  const rows = Array.from(here, () => new Array<number>(n).fill(0))
  for (let j = 0; j < n; j++) {
    const given: unknown = typeof eps === 'number' ? eps : eps[j]
    if (typeof given !== 'number' || !Number.isFinite(given) || given === 0) {
      throw new NumericArgumentError(
        operation,
        'eps',
        `eps is ${String(given)}; it must be a finite number other than 0.`,
      )
    }
    const xj = point[j]!
    if (box.lower[j] === box.upper[j]) throw noRoom(operation)
    let h = method === 'backward' ? -given : given
    if (xj + h === xj) h = defaultStep * (xj < 0 ? -1 : 1) * Math.max(1, Math.abs(xj))
    let [to, from] = [xj + h, method === 'central' ? xj - h : xj]
    if (from < box.lower[j]! || from > box.upper[j]!) from = xj
    if (to < box.lower[j]! || to > box.upper[j]!) {
      // turn to the other side, as SciPy does, or go as far as the wider side allows
      if (from === xj) from = xj - h
      if (from < box.lower[j]! || from > box.upper[j]!) {
        from = box.upper[j]! - xj > xj - box.lower[j]! ? box.upper[j]! : box.lower[j]!
      }
      to = xj
    }
    const moved = point.slice()
    moved[j] = to
    const ahead = to === xj ? here : value(moved)
    moved[j] = from
    const behind = from === xj ? here : value(moved)
    // the step as it arrived, so that rounding of x + h does not count as error of the slope
    for (let i = 0; i < rows.length; i++) rows[i]![j] = (ahead[i]! - behind[i]!) / (to - from)
  }
  if (!scalar) return rows
  return typeof x === 'number' ? rows[0]![0]! : rows[0]!
}
