import { rational } from '../build/atoms.ts'
import { multiplyAll, power } from '../build/product.ts'
import { linear, subtract } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { bigGcd } from '../number/gcd.ts'
import { absolute, compare, isInteger, negate, one, Rational, signOf, zero } from '../number/rational.ts'
import { measure } from './measure.ts'

interface Term {
  readonly coefficient: Rational
  /** Each base and its rational exponent; x^(2 - y) is x^2 times the base x^(-y). */
  readonly factors: ReadonlyMap<Expr, Rational>
}

const maxTerms = 60
/** Of so many terms every factor is tried: the work grows exponentially with their number. */
const few = 8

function termOf(e: Expr, coefficient: Rational): Term {
  const factors = new Map<Expr, Rational>()
  const put = (base: Expr, exponent: Rational): void => {
    factors.set(base, exponent)
  }
  for (const f of e.kind === 'product' ? e.args : [e]) {
    if (f.kind !== 'power') {
      put(f, one)
      continue
    }
    const [base, exponent] = f.args as [Expr, Expr]
    if (exponent.kind === 'number') put(base, exponent.value)
    else if (exponent.kind === 'sum' && signOf(exponent.value) !== 0) {
      put(power(base, subtract(exponent, rational(exponent.value))), one)
      put(base, exponent.value)
    } else put(f, one)
  }
  return { coefficient, factors }
}

function exprOf(term: Term): Expr {
  return multiplyAll([
    rational(term.coefficient),
    ...[...term.factors].map(([base, n]) => power(base, rational(n))),
  ])
}

/** The largest power of a base that divides all terms, or 0. */
function commonExponent(terms: readonly Term[], base: Expr): Rational {
  let common: Rational | undefined
  for (const term of terms) {
    const n = term.factors.get(base) ?? zero
    if (signOf(n) === 0 || (common !== undefined && signOf(common) !== signOf(n))) return zero
    if (common === undefined || compare(absolute(n), absolute(common)) < 0) common = n
  }
  return common ?? zero
}

/** The greatest common divisor of whole coefficients, with the sign that they share; 1 for others. */
function content(terms: readonly Term[]): Rational {
  if (!terms.every((t) => isInteger(t.coefficient))) return one
  const g = terms.reduce((d, t) => bigGcd(d, BigInt(absolute(t.coefficient).n)), 0n)
  return terms.every((t) => signOf(t.coefficient) < 0) ? negate(Rational.of(g)) : Rational.of(g)
}

/**
 * A sum with common factors of some of its terms taken out, where that is shorter: x + y*f + z*f is x + f*(y + z).
 * The factor that saves most goes first, of few terms the one that leaves the shortest form; what it leaves, inside and
 * outside, is grouped in turn.
 */
export function group(e: Expr): Expr {
  if (e.kind !== 'sum' || e.args.length < 2 || e.args.length > maxTerms) return e
  const terms = e.args.map((arg, i) => termOf(arg, e.weights[i]!))
  if (signOf(e.value) !== 0) terms.push({ coefficient: e.value, factors: new Map() })
  let best = e
  for (const chosen of candidates(terms)) {
    const made = pull(terms, chosen, measure(e))
    if (measure(made) >= measure(e)) continue
    const settled = group(made)
    if (measure(settled) < measure(best)) best = settled
    if (terms.length > few) break
  }
  return best
}

/** Terms with a common factor, those first where taking it out saves most. */
function candidates(terms: readonly Term[]): (readonly Term[])[] {
  const found: { chosen: readonly Term[]; saving: number }[] = []
  for (const base of new Set(terms.flatMap((t) => [...t.factors.keys()])))
    for (const sign of [1, -1] as const) {
      const chosen = terms.filter((t) => signOf(t.factors.get(base) ?? zero) === sign)
      if (chosen.length < 2) continue
      const common = measure(exprOf({ coefficient: one, factors: commonFactors(chosen) }))
      found.push({ chosen, saving: (chosen.length - 1) * (common + 1) })
    }
  return found.sort((a, b) => b.saving - a.saving).map(({ chosen }) => chosen)
}

function commonFactors(terms: readonly Term[]): Map<Expr, Rational> {
  const common = new Map<Expr, Rational>()
  for (const base of terms[0]!.factors.keys()) {
    const n = commonExponent(terms, base)
    if (signOf(n) !== 0) common.set(base, n)
  }
  return common
}

function pull(terms: readonly Term[], chosen: readonly Term[], size: number): Expr {
  const outside = exprOf({ coefficient: content(chosen), factors: commonFactors(chosen) })
  const inverse = power(outside, rational(Rational.small(-1, 1)))
  const inside = linear(
    chosen.map((t) => multiplyAll([exprOf(t), inverse])),
    undefined,
  )
  const rest = terms.filter((t) => !chosen.includes(t)).map(exprOf)
  // a root of a number that is taken out may leave as much as there was
  const pulled = multiplyAll([outside, measure(inside) < size ? group(inside) : inside])
  return rest.length === 0 ? pulled : linear([group(linear(rest, undefined)), pulled], undefined)
}
