import { NablaError } from '../errors.ts'

/** An argument that breaks a rule before any function value is needed: a wrong length, a NaN start, bounds the wrong way round. */
export class NumericArgumentError extends NablaError {
  protected override get kind(): string {
    return 'NumericArgumentError'
  }
  readonly operation: string
  readonly argument: string

  constructor(operation: string, argument: string, message: string) {
    super(`${operation}: ${message}`)
    this.operation = operation
    this.argument = argument
  }
}

/** The function returned something that is not a number (or not the numbers it returned the first time). */
export class FunctionValueError extends NablaError {
  protected override get kind(): string {
    return 'FunctionValueError'
  }
  readonly operation: string
  readonly point: number | readonly number[]
  readonly returned: unknown

  constructor(operation: string, point: number | readonly number[], returned: unknown, message: string) {
    super(`${operation}: ${message}`)
    this.operation = operation
    this.point = point
    this.returned = returned
  }
}

/** The function is NaN or infinite at a point where the operation needs a finite value. */
export class NonFiniteError extends NablaError {
  protected override get kind(): string {
    return 'NonFiniteError'
  }
  readonly operation: string
  readonly point: number | readonly number[]
  readonly returned: number

  constructor(
    operation: string,
    point: number | readonly number[],
    returned: number,
    where: string,
    repair: string,
    name = 'x',
  ) {
    super(
      `${operation}: ${where} is ${returned} at ${name} = ${showPoint(point)}. ${repair}${name === 'x' ? hint(point, returned) : ''}`,
    )
    this.operation = operation
    this.point = point
    this.returned = returned
  }
}

/** What is often behind NaN at a point of few numbers: a function of several arguments, which is called with one. */
const hint = (point: number | readonly number[], returned: number): string =>
  typeof point !== 'number' && point.length > 1 && point.length < 5 && Number.isNaN(returned)
    ? ` It gets the point as one array: ([x, y]) => ..., not (x, y) => ...`
    : ''

/** A point as an error message shows it; of a long one the beginning. */
export function showPoint(x: number | ArrayLike<number>): string {
  if (typeof x === 'number') return String(x)
  const shown = Array.from({ length: Math.min(x.length, 6) }, (_, i) => String(x[i]))
  return `[${shown.join(', ')}${x.length > 6 ? `, … ${x.length} in all` : ''}]`
}

/** How an error message names what came as an argument. */
export const showGiven = (value: unknown): string => (value === undefined ? 'undefined' : showReturned(value))

/** How an error message names a word that it does not know. */
export const showWord = (word: unknown): string =>
  typeof word === 'string' ? JSON.stringify(word) : showGiven(word)

/** How an error message names what a function returned. */
export function showReturned(value: unknown): string {
  if (typeof value === 'string') return `the string ${JSON.stringify(value)}`
  if (value === undefined) return 'undefined (is a return missing?)'
  if (value === null) return 'null'
  if (Array.isArray(value)) return `an array of length ${value.length}`
  if (value instanceof Promise) return 'a Promise (the function must be synchronous)'
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'symbol')
    return String(value)
  const kind = typeof value === 'object' ? (value.constructor?.name ?? 'object') : typeof value
  return `${/^[aeiou]/i.test(kind) ? 'an' : 'a'} ${kind}`
}
