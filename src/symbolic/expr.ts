import type { Rational } from './number/rational.ts'
import { latex } from './print/latex.ts'
import { text } from './print/text.ts'

/**
 * What an expression is:
 * - `number`: `value`, exact
 * - `constant`: `name`, one of pi E I EulerGamma oo -oo zoo undefined true false
 * - `symbol`: `name` with assumptions in `flags`
 * - `sum`: value + weights[0]*args[0] + weights[1]*args[1] + ...; no argument is a number, a sum, or a product with a coefficient
 * - `product`: value * args[0] * args[1] * ...; no base occurs twice
 * - `power`: args[0] ^ args[1]; E^x is the call exp(x)
 * - `call`: name(args...); `weights`, where not empty, are the orders of a partial derivative: f^(1,0)(x, y)
 * - `piecewise`: args = value, condition, value, condition, ...; the first condition that holds chooses
 * - `relation`: `name` one of < <= == !=, two arguments
 * - `logic`: `name` one of and or not
 */
export type Kind =
  | 'number'
  | 'constant'
  | 'symbol'
  | 'sum'
  | 'product'
  | 'power'
  | 'call'
  | 'piecewise'
  | 'relation'
  | 'logic'

/**
 * An exact expression. Immutable and interned: two equal expressions of one context are the same object, so `===`
 * compares them, and a derivative is a graph that shares its common parts. Made by `parse` and by the constructors
 * (`sum`, `product`, `power`, `call`, ...) only; they keep it canonical and never change its value.
 */
export class Expr {
  /** Grows with the order of creation; the terms of sums are sorted by it. */
  declare readonly id: number
  declare readonly kind: Kind
  declare readonly hash: number
  declare readonly name: string
  declare readonly value: Rational
  declare readonly args: readonly Expr[]
  declare readonly weights: readonly Rational[]
  declare readonly flags: number
  /** The id of the base of a power, of anything else its own: factors of products are sorted by it. */
  declare readonly key: number
  /** What a product or a sum must look after if it stands in it: a bit of `trait`, or 0. */
  declare readonly trait: number
  /** A bit for each free symbol (by hash): if `mask & x.mask` is 0, the symbol x does not occur. */
  declare readonly mask: number
  /** @internal how long it is to read, 0 until `measure` is asked */
  measured = 0

  /** @internal use the constructors in build/ */
  constructor(
    id: number,
    kind: Kind,
    hash: number,
    name: string,
    value: Rational,
    args: readonly Expr[],
    weights: readonly Rational[],
    flags: number,
    mask: number,
  ) {
    this.id = id
    this.kind = kind
    this.hash = hash
    this.name = name
    this.value = value
    this.args = args
    this.weights = weights
    this.flags = flags
    this.key = kind === 'power' ? args[0]!.id : id
    this.mask = mask
    this.trait = traitOf(kind, name, args)
  }

  toString(): string {
    return text(this)
  }

  /** In JSON an expression is its text, which `parse` reads. */
  toJSON(): string {
    return text(this)
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return text(this)
  }

  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': text(this), 'text/latex': `$\\displaystyle ${latex(this)}$` }
  }
}

/** Powers of e, roots of numbers, and what absorbs or spoils what it meets (infinities and undefined). */
export const trait = { exponential: 1, radical: 2, absorbing: 4 } as const

function traitOf(kind: Kind, name: string, args: readonly Expr[]): number {
  switch (kind) {
    case 'call':
      return name === 'exp' ? trait.exponential : 0
    case 'power':
      return args[0]!.kind === 'number' && args[1]!.kind === 'number' ? trait.radical : 0
    case 'constant':
      return name === 'E' ? trait.exponential : absorbing.has(name) ? trait.absorbing : 0
    default:
      return 0
  }
}
const absorbing = new Set(['oo', '-oo', 'zoo', 'undefined'])
