import { NonFiniteError, NumericArgumentError, showGiven } from '../errors.ts'
import {
  type Box,
  checkedArgs,
  checkedFunction,
  type LooseFunction,
  scalarValue,
  vectorValue,
} from '../evaluate.ts'
import { dot, norm, plain } from '../linear/vectors.ts'
import { NumericGradient } from './numericGradient.ts'
import type { MinimizeOptions } from './options.ts'
import type { Problem, Status } from './problem.ts'

const operation = 'minimize'

/** When a search must stop. */
export interface Limits {
  readonly maxIterations: number
  readonly maxEvaluations: number
}

/** The problem that a method sees, made of the user's functions, whose calls and values are counted and checked. */
export class CountedProblem implements Problem {
  readonly n: number
  readonly start: Float64Array
  readonly box: Box
  readonly gradientTolerance: number
  readonly relative: boolean
  readonly stepTolerance: number
  readonly valueTolerance: number
  readonly memory: number
  evaluations = 0
  gradientEvaluations = 0
  hessianEvaluations = 0
  iterations = -1
  readonly #f: LooseFunction
  readonly #args: readonly unknown[]
  readonly #gradient: LooseFunction | NumericGradient
  readonly #both: LooseFunction | undefined
  readonly #hessian: LooseFunction | undefined
  readonly #product: LooseFunction | undefined
  readonly #callback: LooseFunction | undefined
  readonly #signal: MinimizeOptions['signal']
  readonly #limits: Limits
  /** The value at the start, until a method has asked for it. */
  #first: number | undefined
  /** Where the gradient that came with a value belongs to. */
  #held: { readonly x: Float64Array; readonly gradient: Float64Array } | undefined

  constructor(
    f: unknown,
    start: Float64Array,
    box: Box,
    options: Omit<MinimizeOptions<never>, 'args'> & { readonly args?: readonly unknown[] | undefined },
    limits: Limits,
  ) {
    this.n = start.length
    this.start = start
    this.box = box
    this.gradientTolerance = amount('gradientTolerance', options.gradientTolerance ?? 1e-8)
    this.relative = options.gradientTolerance === undefined
    this.stepTolerance = amount('stepTolerance', options.stepTolerance ?? 1e-8)
    this.valueTolerance = amount('valueTolerance', options.valueTolerance ?? 1e-12)
    this.memory = atLeastOne('memory', options.memory ?? 10)
    if (!Number.isInteger(this.memory)) throw wrong('memory', this.memory, 'a whole number')
    this.#f = checkedFunction(operation, 'f', f)
    this.#args = checkedArgs(operation, options.args)
    this.#both = optional('valueAndGradient', options.valueAndGradient)
    this.#hessian = optional('hessian', options.hessian)
    this.#product = optional('hessianVectorProduct', options.hessianVectorProduct)
    this.#callback = optional('callback', options.callback)
    this.#signal = options.signal
    this.#limits = limits
    const { gradient = 'central' } = options
    if (typeof gradient !== 'function' && gradient !== 'forward' && gradient !== 'central')
      throw wrong('gradient', gradient, 'a function, "forward" or "central"')
    this.#gradient =
      typeof gradient === 'function'
        ? (gradient as LooseFunction)
        : new NumericGradient((x) => this.value(x), gradient, start, box)
  }

  /** The value as the user's function gives it. */
  raw(x: Float64Array): number {
    this.evaluations++
    if (this.#both === undefined) return scalarValue(operation, this.#f(plain(x), ...this.#args), x)
    const pair = this.#both(plain(x), ...this.#args)
    const [value, gradient] = Array.isArray(pair) ? pair : [pair, undefined]
    const what = 'the gradient of valueAndGradient'
    this.#held = { x: x.slice(), gradient: vectorValue(operation, gradient, x, this.n, what) }
    return scalarValue(operation, value, x, 'valueAndGradient')
  }

  /** Evaluates the start once for all. Throws: NonFiniteError. */
  begin(): void {
    const value = this.raw(this.start)
    this.#first = value
    if (!Number.isFinite(value))
      throw new NonFiniteError(operation, plain(this.start), value, 'f', 'Choose an x0 where f is finite.')
  }

  value(x: Float64Array): number {
    const first = x === this.start ? this.#first : undefined
    this.#first = undefined
    const v = first ?? this.raw(x)
    return Number.isNaN(v) ? Number.POSITIVE_INFINITY : v
  }

  gradient(x: Float64Array, value: number, out: Float64Array): void {
    this.gradientEvaluations++
    if (this.#both !== undefined) {
      if (this.#held === undefined || this.#held.x.some((v, i) => v !== x[i])) this.raw(x)
      out.set(this.#held!.gradient)
    } else if (typeof this.#gradient !== 'function') this.#gradient.write(x, value, out)
    else {
      const g = this.#gradient(plain(x), ...this.#args)
      if (!wrote(g, out)) out.set(vectorValue(operation, g, x, this.n, 'the gradient'))
    }
  }

  gradientNoise(x: Float64Array, value: number, i: number): number {
    return this.#both !== undefined || typeof this.#gradient === 'function'
      ? 0
      : this.#gradient.noise(x, value, i)
  }

  hessianVector(x: Float64Array, g: Float64Array, v: Float64Array, out: Float64Array): void {
    if (this.#product !== undefined) {
      this.hessianEvaluations++
      const product = this.#product(plain(x), plain(v), ...this.#args)
      out.set(this.#finite(vectorValue(operation, product, x, this.n, 'the product'), x, 'the Hessian'))
    } else if (this.#hessian !== undefined) {
      const h = this.hessian(x, g)
      for (let i = 0; i < this.n; i++) out[i] = dot(h.subarray(i * this.n, (i + 1) * this.n), v)
    } else {
      // a difference of gradients along v, over a longer way where these are differences themselves
      const exact = this.#both !== undefined || typeof this.#gradient === 'function'
      const way = Math.max(norm(x), 1e-2 * norm(this.start)) || 1
      const h = ((exact ? 2 ** -26 : 2 ** -13) * way) / (norm(v) || 1)
      const shifted = x.map((xi, i) => xi + h * v[i]!)
      this.gradient(shifted, this.value(shifted), out)
      for (let i = 0; i < this.n; i++) out[i] = (out[i]! - g[i]!) / h
    }
  }

  hessian(x: Float64Array, g: Float64Array): Float64Array {
    const { n } = this
    const h = new Float64Array(n * n)
    if (this.#hessian !== undefined) {
      this.hessianEvaluations++
      const rows = this.#hessian(plain(x), ...this.#args) as ArrayLike<unknown>
      for (let i = 0; i < n; i++) {
        const row = vectorValue(operation, rows?.[i], x, n, `row ${i} of the hessian`)
        h.set(this.#finite(row, x, 'the Hessian'), i * n)
      }
      return h
    }
    const e = new Float64Array(n)
    const column = new Float64Array(n)
    for (let j = 0; j < n; j++) {
      e[j] = 1
      this.hessianVector(x, g, e, column)
      e[j] = 0
      for (let i = 0; i < n; i++) {
        h[i * n + j]! += column[i]! / 2
        h[j * n + i]! += column[i]! / 2
      }
    }
    return h
  }

  report(x: Float64Array, value: number, gradientNorm: number): Status | undefined {
    this.iterations++
    if (this.#callback?.({ iteration: this.iterations, x: plain(x), value, gradientNorm }) === true)
      return 'stopped'
    if (this.#signal?.aborted === true) return 'aborted'
    if (this.iterations >= this.#limits.maxIterations) return 'max-iterations'
    if (this.evaluations >= this.#limits.maxEvaluations) return 'max-evaluations'
    return undefined
  }

  #finite(values: Float64Array, x: Float64Array, what: string): Float64Array {
    const bad = values.find((v) => !Number.isFinite(v))
    if (bad === undefined) return values
    throw new NonFiniteError(operation, plain(x), bad, what, 'Leave it out, or use a method without it.')
  }
}

/** Copies a plain array of numbers as long as `out`, the usual case, in one pass; false where it is anything else. */
function wrote(g: unknown, out: Float64Array): boolean {
  if (!Array.isArray(g) || g.length !== out.length) return false
  for (let i = 0; i < out.length; i++) {
    const gi: unknown = g[i]
    if (typeof gi !== 'number') return false
    out[i] = gi
  }
  return true
}

/** A limit that must leave something to do. */
export function atLeastOne(name: string, value: unknown): number {
  if (typeof value === 'number' && value > 0) return value
  throw wrong(name, value, 'a number above 0')
}

function amount(name: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0) return value
  throw wrong(name, value, 'a number not below 0')
}

function optional(name: string, f: unknown): LooseFunction | undefined {
  return f === undefined ? undefined : checkedFunction(operation, name, f)
}

function wrong(name: string, value: unknown, rule: string): NumericArgumentError {
  return new NumericArgumentError(operation, name, `${name} is ${showGiven(value)}; it must be ${rule}.`)
}
