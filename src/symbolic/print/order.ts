import type { Expr } from '../expr.ts'
import { absolute, negate, one, type Rational, signOf, toNumber } from '../number/rational.ts'

/*
 * The order in which sums and products are written: that of textbooks, and a function of structure alone.
 */

/** What the order depends on besides structure: a key to settle ties, and which parts are printed by a name. */
export interface View {
  key(e: Expr): string
  named(e: Expr): boolean
}

/** base^exponent, a factor of a term as it is written; the exponent is positive where the factor is in a denominator. */
export interface Factor {
  readonly base: Expr
  readonly exponent: Rational | undefined
}

/** coefficient * product of factors: a term of a sum, or a product. */
export interface Term {
  readonly coefficient: Rational
  readonly factors: readonly Expr[]
}

/** A term as a quotient: sign, factors above and below the bar (numbers apart). */
export interface Quotient {
  readonly negative: boolean
  readonly coefficient: Rational
  readonly top: readonly Factor[]
  readonly bottom: readonly Factor[]
}

export function termOf(e: Expr, coefficient: Rational = one): Term {
  return e.kind === 'product'
    ? { coefficient: e.value === one ? coefficient : e.value, factors: e.args }
    : { coefficient, factors: [e] }
}

/** Puts factors with negative rational exponents below the bar; exp(-x) stays above. */
export function quotientOf(term: Term, view: View): Quotient {
  const top: Factor[] = []
  const bottom: Factor[] = []
  for (const e of [...term.factors].sort((a, b) => factorOrder(a, b, view.key))) {
    const exponent = e.kind === 'power' && !view.named(e) ? e.args[1]! : undefined
    if (exponent?.kind === 'number' && signOf(exponent.value) < 0)
      bottom.push({ base: e.args[0]!, exponent: negate(exponent.value) })
    else top.push({ base: e, exponent: undefined })
  }
  return { negative: signOf(term.coefficient) < 0, coefficient: absolute(term.coefficient), top, bottom }
}

const category = (e: Expr): number => {
  if (e.kind === 'power') return category(e.args[0]!)
  return (
    ['number', 'constant', 'symbol', 'call', 'piecewise', 'product', 'sum'].indexOf(e.kind) +
    (e.kind === 'call' && e.name === 'exp' ? -0.5 : 0)
  )
}

const baseOf = (e: Expr): Expr => (e.kind === 'power' ? e.args[0]! : e)

function factorOrder(a: Expr, b: Expr, textOf: (e: Expr) => string): number {
  return (
    category(a) - category(b) ||
    compareText(textOf(baseOf(a)), textOf(baseOf(b))) ||
    compareText(textOf(a), textOf(b))
  )
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The terms of a sum in written order: by falling degree in the symbols, the number last among them. */
export function orderedTerms(e: Expr, view: View): Term[] {
  const keyed = e.args.map((arg, i) => {
    const term = {
      coefficient: e.weights[i]!,
      factors: arg.kind === 'product' && !view.named(arg) ? arg.args : [arg],
    }
    return { term, arg, degrees: degreesOf(term.factors) }
  })
  keyed.sort(
    (a, b) =>
      b.degrees.total - a.degrees.total ||
      compareDegrees(a.degrees.of, b.degrees.of) ||
      compareText(view.key(a.arg), view.key(b.arg)),
  )
  const terms = keyed.map((k) => k.term)
  if (signOf(e.value) !== 0) {
    const last = keyed.findLastIndex((k) => k.degrees.total >= 0)
    const at = (keyed[0]?.degrees.total ?? 0) > 0 ? last + 1 : 0
    terms.splice(at, 0, { coefficient: e.value, factors: [] })
  }
  const positive = terms.findIndex((t) => signOf(t.coefficient) > 0)
  if (positive > 0) terms.unshift(...terms.splice(positive, 1))
  return terms
}

interface Degrees {
  readonly total: number
  readonly of: ReadonlyMap<string, number>
}

function degreesOf(factors: readonly Expr[]): Degrees {
  let total = 0
  const of = new Map<string, number>()
  for (const factor of factors) {
    const base = baseOf(factor)
    if (base.kind === 'call' && base.name.startsWith('Derivative')) {
      // a derivative that is held stands where what it differentiates would stand
      const body = base.args[0]!
      const inner = degreesOf(body.kind === 'product' ? body.args : [body])
      total += inner.total
      for (const [name, degree] of inner.of) of.set(name, (of.get(name) ?? 0) + degree)
      continue
    }
    if (base.kind !== 'symbol') continue
    const exponent = factor.kind === 'power' ? factor.args[1]! : undefined
    const degree = exponent === undefined ? 1 : exponent.kind === 'number' ? toNumber(exponent.value) : 0
    total += degree
    of.set(base.name, degree)
  }
  return { total, of }
}

/** x^2, x*y, y^2: the higher power of the earlier letter comes first. */
function compareDegrees(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const names = [...new Set([...a.keys(), ...b.keys()])].sort()
  for (const name of names) {
    const difference = (b.get(name) ?? 0) - (a.get(name) ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
