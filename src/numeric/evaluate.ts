import { FunctionValueError, NumericArgumentError, showGiven, showPoint, showReturned } from './errors.ts'

/** A plain function of several numbers; it receives a fresh array each time, which it may keep or change. */
export type ScalarFunction = (x: number[]) => number
/** A plain function from several numbers to several numbers. */
export type VectorFunction = (x: number[]) => ArrayLike<number>

/** A user's function as it is called: what it takes and returns is checked when it is run. */
export type LooseFunction = (...args: unknown[]) => unknown

/** A function of the user. Throws: NumericArgumentError where it is none. */
export function checkedFunction(operation: string, argument: string, f: unknown): LooseFunction {
  const isClass = typeof f === 'function' && /^class\b/.test(Function.prototype.toString.call(f))
  if (typeof f === 'function' && !isClass) return f as LooseFunction
  throw new NumericArgumentError(
    operation,
    argument,
    `${argument} is ${isClass ? 'a class' : showGiven(f)}; it must be a function.`,
  )
}

/** The further arguments of a function. Throws: NumericArgumentError where they are no array. */
export function checkedArgs(operation: string, args: readonly unknown[] = []): readonly unknown[] {
  if (Array.isArray(args)) return args
  throw new NumericArgumentError(
    operation,
    'args',
    `args is ${showGiven(args)}; it must be an array of what f takes after x.`,
  )
}

/** An option that is on or off. Throws: NumericArgumentError where it is anything else. */
export function checkedFlag(operation: string, name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw new NumericArgumentError(operation, name, `${name} is ${showGiven(value)}; it must be true or false.`)
}

/** The point as doubles, or a typed error that says which entry is wrong. */
export function checkedPoint(
  operation: string,
  argument: string,
  x: number | ArrayLike<number>,
): Float64Array {
  if (typeof x === 'number') x = [x]
  if (x === null || typeof x !== 'object' || !(Number.isInteger(x.length) && x.length >= 0)) {
    throw new NumericArgumentError(
      operation,
      argument,
      `${argument} is ${showGiven(x)}; it must be an array of numbers.`,
    )
  }
  const point = new Float64Array(x.length)
  for (let i = 0; i < x.length; i++) {
    const xi: unknown = x[i]
    if (typeof xi !== 'number' || !Number.isFinite(xi)) {
      throw new NumericArgumentError(
        operation,
        argument,
        `${argument}[${i}] is ${showGiven(xi)}; every entry must be a finite number.`,
      )
    }
    point[i] = xi
  }
  return point
}

/** A second vector that must be as long as the point. */
export function checkedVector(
  operation: string,
  argument: string,
  v: ArrayLike<number>,
  n: number,
): Float64Array {
  const vector = checkedPoint(operation, argument, v)
  if (vector.length !== n) {
    throw new NumericArgumentError(
      operation,
      argument,
      `${argument} has length ${vector.length}, but x has length ${n}; they must be equal.`,
    )
  }
  return vector
}

/** The value of a function that must return one number (an array of one number is taken as that number). */
export function scalarValue(
  operation: string,
  value: unknown,
  x: number | ArrayLike<number>,
  what = 'the function',
): number {
  if (typeof value === 'number') return value
  if (isVector(value) && value.length === 1 && typeof value[0] === 'number') return value[0]
  const point = typeof x === 'number' ? x : Array.from(x)
  throw new FunctionValueError(
    operation,
    point,
    value,
    `${what} returned ${showReturned(value)} at x = ${showPoint(x)}; it must return one number.`,
  )
}

/** Copies what a vector function returned into doubles, checking that it is numbers and, from the second time on, as many. */
export function vectorValue(
  operation: string,
  value: unknown,
  x: ArrayLike<number>,
  length: number | undefined,
  what = 'the function',
): Float64Array {
  if (typeof value === 'number') value = [value]
  if (!isVector(value)) {
    throw new FunctionValueError(
      operation,
      Array.from(x),
      value,
      `${what} returned ${showReturned(value)} at x = ${showPoint(x)}; it must return a number or an array of numbers.`,
    )
  }
  if (length !== undefined && value.length !== length) {
    throw new FunctionValueError(
      operation,
      Array.from(x),
      value,
      `${what} returned ${value.length} numbers at x = ${showPoint(x)}, but ${length} were expected; the length must not change.`,
    )
  }
  const out = new Float64Array(value.length)
  for (let i = 0; i < out.length; i++) {
    const vi: unknown = value[i]
    if (typeof vi !== 'number') {
      throw new FunctionValueError(
        operation,
        Array.from(x),
        value,
        `${what} returned an array whose entry ${i} is ${showReturned(vi)} at x = ${showPoint(x)}; every entry must be a number.`,
      )
    }
    out[i] = vi
  }
  return out
}

function isVector(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value)
}

/** Lower and upper limits, one number for all coordinates or one for each; infinities mean no limit. */
export interface Bounds {
  readonly lower?: number | ArrayLike<number> | undefined
  readonly upper?: number | ArrayLike<number> | undefined
}

/** Bounds spelled out for each coordinate. */
export interface Box {
  readonly lower: Float64Array
  readonly upper: Float64Array
  /** False where every limit is infinite. */
  readonly limits: boolean
}

/** Spells bounds out, and checks that they are the right way round and hold x. */
export function checkedBounds(
  operation: string,
  bounds: Bounds | undefined,
  x: Float64Array,
  inside = true,
  name = 'x',
): Box {
  const n = x.length
  if (bounds !== undefined) rejectOtherBounds(operation, bounds)
  const lower = limit(operation, 'bounds.lower', bounds?.lower, n, Number.NEGATIVE_INFINITY)
  const upper = limit(operation, 'bounds.upper', bounds?.upper, n, Number.POSITIVE_INFINITY)
  let limits = false
  for (let i = 0; i < n; i++) {
    const [lo, hi, xi] = [lower[i]!, upper[i]!, x[i]!]
    if (lo > hi || (lo === hi && !inside)) {
      throw new NumericArgumentError(
        operation,
        'bounds',
        `bounds of ${name}[${i}] are [${lo}, ${hi}]: the lower one must be below the upper one.`,
      )
    }
    if (inside && (xi < lo || xi > hi)) {
      throw new NumericArgumentError(
        operation,
        'bounds',
        `${name}[${i}] = ${xi} is outside its bounds [${lo}, ${hi}]; move the point inside or widen the bounds.`,
      )
    }
    if (lo > Number.NEGATIVE_INFINITY || hi < Number.POSITIVE_INFINITY) limits = true
  }
  return { lower, upper, limits }
}

function rejectOtherBounds(operation: string, bounds: unknown): void {
  const refuse = (came: string): never => {
    throw new NumericArgumentError(
      operation,
      'bounds',
      `bounds ${came}; they must be an object of lower and upper, each one number or one for each coordinate.`,
    )
  }
  if (typeof bounds !== 'object' || bounds === null || Array.isArray(bounds))
    refuse(`are ${showGiven(bounds)}`)
  for (const name in bounds as object) if (name !== 'lower' && name !== 'upper') refuse(`have '${name}'`)
}

function limit(
  operation: string,
  argument: string,
  given: number | ArrayLike<number> | undefined,
  n: number,
  otherwise: number,
): Float64Array {
  const out = new Float64Array(n).fill(otherwise)
  if (given === undefined) return out
  if (typeof given !== 'number' && given?.length !== n) {
    throw new NumericArgumentError(
      operation,
      argument,
      `${argument} ${given?.length === undefined ? `is ${showGiven(given)}` : `has length ${given.length}`}, but x has length ${n}; give one number, or one for each coordinate.`,
    )
  }
  for (let i = 0; i < n; i++) {
    const value: unknown = typeof given === 'number' ? given : given[i]
    if (typeof value !== 'number' || Number.isNaN(value)) {
      throw new NumericArgumentError(
        operation,
        argument,
        `${argument}[${i}] is ${showGiven(value)}; it must be a number.`,
      )
    }
    out[i] = value
  }
  return out
}
