import { NonFiniteError, NumericArgumentError, showReturned } from '../errors.ts'
import { type Box, type LooseFunction, vectorValue } from '../evaluate.ts'
import { plain } from '../linear/vectors.ts'
import type { GradientMethod } from '../minimize/numericGradient.ts'
import type { Signal } from '../minimize/options.ts'
import type { Status } from '../minimize/problem.ts'
import { type LossName, losses } from './loss.ts'
import { numericJacobian } from './numericJacobian.ts'
import { type FitProblem, unitOf } from './problem.ts'

/** What the functions are called in errors. */
export interface FitWords {
  readonly operation: string
  readonly f: string
  /** The name of the point that they are called at. */
  readonly point: string
  value(index: number): string
  /** How to get on where the start, or a Jacobian later on, is not finite. */
  readonly start: string
  readonly jacobian: string
}

/** What a fit is made of: the user's functions, where they start, and when to stop. */
export interface FitParts {
  readonly words: FitWords
  readonly f: LooseFunction
  readonly args: readonly unknown[]
  readonly jacobian: LooseFunction | GradientMethod
  /** By how much the steps of differences are longer than usual. */
  readonly coarseness?: number
  readonly start: Float64Array
  readonly box: Box
  /** How many residuals there are, where that is known beforehand. */
  readonly length?: number
  readonly loss: LossName
  readonly lossScale: number
  readonly stepTolerance: number
  readonly gradientTolerance: number
  readonly maxIterations: number
  readonly maxEvaluations: number
  readonly signal: Signal | undefined
  /** Tells the user of an iteration; true ends the search. */
  tell?(iteration: number, x: number[], value: number, gradientNorm: number, residuals: Float64Array): unknown
}

/** The problem that a method sees, made of the user's functions, whose calls and values are counted and checked. */
export class CountedFit implements FitProblem {
  readonly n: number
  readonly start: Float64Array
  readonly box: Box
  readonly loss: FitProblem['loss']
  readonly lossScale: number
  readonly stepTolerance: number
  readonly gradientTolerance: number
  /** Squares of very large or small residuals would overflow or vanish: a power of two is their unit then. */
  readonly unit: number
  /** The residuals at the start. */
  readonly first: Float64Array
  evaluations = 0
  jacobianEvaluations = 0
  iterations = -1
  readonly #parts: FitParts
  readonly #differences: ((x: Float64Array, f: Float64Array) => Float64Array[]) | undefined
  #length: number | undefined
  #latest: Float64Array

  /** Throws: where the residuals are not finite at the start. */
  constructor(parts: FitParts) {
    const { words, start, box, jacobian, loss } = parts
    this.#parts = parts
    this.#length = parts.length
    this.n = start.length
    this.start = start
    this.box = box
    this.loss = losses[loss]
    this.stepTolerance = parts.stepTolerance
    this.gradientTolerance = parts.gradientTolerance
    if (typeof jacobian !== 'function')
      this.#differences = numericJacobian((x) => this.residuals(x), jacobian, start, box, parts.coarseness)
    const first = this.#raw(start)
    rejectNonFinite(first, words, start, (i) => words.value(i), words.start)
    this.unit = unitOf(first)
    // squares of anything beyond would overflow or vanish, and there the loss has taken its limiting shape
    this.lossScale = Math.min(Math.max(parts.lossScale / this.unit, 2 ** -400), 2 ** 400)
    this.first = this.#latest = this.#measured(first)
  }

  residuals(x: Float64Array): Float64Array | undefined {
    const f = this.#raw(x)
    return f.every(Number.isFinite) ? this.#measured(f) : undefined
  }

  columns(x: Float64Array, f: Float64Array): Float64Array[] {
    const { words } = this.#parts
    this.jacobianEvaluations++
    this.#latest = f
    const columns = this.#differences?.(x, f) ?? this.#given(x, f.length)
    for (const column of columns) rejectNonFinite(column, words, x, () => 'the Jacobian', words.jacobian)
    return columns
  }

  report(x: Float64Array, value: number, gradientNorm: number): Status | undefined {
    const { maxIterations, maxEvaluations, signal } = this.#parts
    this.iterations++
    const { unit } = this
    const told = this.#parts.tell?.(
      this.iterations,
      plain(x),
      value * unit * unit,
      gradientNorm * unit * unit,
      this.original(this.#latest),
    )
    if (told === true) return 'stopped'
    if (signal?.aborted === true) return 'aborted'
    if (this.iterations >= maxIterations) return 'max-iterations'
    return this.evaluations >= maxEvaluations ? 'max-evaluations' : undefined
  }

  /** Residuals in the user's unit. */
  original(f: Float64Array): Float64Array {
    return this.unit === 1 ? f : f.map((v) => v * this.unit)
  }

  #measured(f: Float64Array): Float64Array {
    return this.unit === 1 ? f : f.map((v) => v / this.unit)
  }

  #raw(x: Float64Array): Float64Array {
    const { words, f, args } = this.#parts
    this.evaluations++
    const value = vectorValue(words.operation, f(plain(x), ...args), x, this.#length, words.f)
    this.#length = value.length
    return value
  }

  /** The Jacobian of the user as columns. */
  #given(x: Float64Array, m: number): Float64Array[] {
    const { args, words, jacobian } = this.#parts
    const rows = (jacobian as LooseFunction)(plain(x), ...args) as ArrayLike<unknown> | undefined
    if (rows?.length !== m) {
      const came = typeof rows === 'object' && rows !== null && 'length' in rows
      throw new NumericArgumentError(
        words.operation,
        'jacobian',
        `the Jacobian returned ${came ? `${rows.length} rows` : showReturned(rows)}; it must return ${m} rows.`,
      )
    }
    const columns = Array.from(x, () => new Float64Array(m))
    for (let i = 0; i < m; i++) {
      const row = vectorValue(words.operation, rows[i], x, x.length, `row ${i} of the Jacobian`)
      for (let j = 0; j < x.length; j++) columns[j]![i] = row[j]!
    }
    return columns.map((column) => this.#measured(column))
  }
}

function rejectNonFinite(
  values: Float64Array,
  { operation, point }: FitWords,
  x: Float64Array,
  what: (index: number) => string,
  repair: string,
): void {
  const bad = values.findIndex((v) => !Number.isFinite(v))
  if (bad >= 0) throw new NonFiniteError(operation, plain(x), values[bad]!, what(bad), repair, point)
}
