import { fraction, integer } from '../build/atoms.ts'
import { multiplyAll, power as powerOf } from '../build/product.ts'
import { linear, scale } from '../build/sum.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import type { Expr } from '../expr.ts'
import { add, compare, minusOne, multiply, negate, type Rational, zero } from '../number/rational.ts'
import { expand } from '../simplify/rational.ts'
import { freeSymbols, nodeCount } from '../traverse.ts'
import { isZero } from './decide.ts'

/** coefficient * w^exponent; the coefficient is not 0. */
export interface PuiseuxTerm {
  readonly exponent: Rational
  readonly coefficient: Expr
}

/** A sum of powers of a small positive w, by rising exponent, up to O(w^order); exact where the order is undefined. */
export interface Puiseux {
  readonly terms: readonly PuiseuxTerm[]
  readonly order: Rational | undefined
}

/** More terms were cancelled than were computed: the caller asks for a higher order. */
export class NeedsMoreTerms extends Error {}

export const monomial = (coefficient: Expr, exponent: Rational = zero): Puiseux => ({
  terms: isZero(coefficient) ? [] : [{ exponent, coefficient }],
  order: undefined,
})
export const nothing: Puiseux = { terms: [], order: undefined }

export const least = (a: Rational | undefined, b: Rational | undefined): Rational | undefined =>
  a === undefined ? b : b === undefined ? a : compare(a, b) <= 0 ? a : b

/** The leading term; NeedsMoreTerms where it is beyond the order, undefined for an exact 0. */
export function leading(s: Puiseux): PuiseuxTerm | undefined {
  const first = s.terms[0]
  if (first === undefined && s.order !== undefined) throw new NeedsMoreTerms()
  return first
}

/** The exponent from which on something may be there. */
const valuation = (s: Puiseux): Rational | undefined => s.terms[0]?.exponent ?? s.order

const openLimit = 300
const tidy = (c: Expr): Expr =>
  c.kind === 'number' || c.kind === 'symbol' || nodeCount(c) > openLimit ? c : expand(c)

/** Collects terms by exponent, drops those that are 0 and those at or beyond the order. */
export function gather(terms: readonly PuiseuxTerm[], order: Rational | undefined): Puiseux {
  const groups = new Map<string, { exponent: Rational; parts: Expr[] }>()
  for (const { exponent, coefficient } of terms) {
    if (order !== undefined && compare(exponent, order) >= 0) continue
    const key = `${exponent.n}/${exponent.d}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { exponent, parts: [coefficient] })
    else group.parts.push(coefficient)
  }
  const result: PuiseuxTerm[] = []
  for (const { exponent, parts } of groups.values()) {
    const coefficient = parts.length === 1 ? parts[0]! : tidy(linear(parts, undefined))
    if (!isZero(coefficient)) result.push({ exponent, coefficient })
  }
  result.sort((a, b) => compare(a.exponent, b.exponent))
  return { terms: result, order }
}

export function addSeries(list: readonly Puiseux[], weights?: readonly Rational[]): Puiseux {
  let order: Rational | undefined
  for (const s of list) order = least(order, s.order)
  const terms = list.flatMap((s, i) =>
    weights === undefined
      ? s.terms
      : s.terms.map((t) => ({ exponent: t.exponent, coefficient: scale(t.coefficient, weights[i]!) })),
  )
  return gather(terms, order)
}

export const negative = (s: Puiseux): Puiseux => addSeries([s], [minusOne])

/** The product, with terms from w^cut on left out. */
export function multiplySeries(a: Puiseux, b: Puiseux, cut: Rational): Puiseux {
  if ((a.terms.length === 0 && a.order === undefined) || (b.terms.length === 0 && b.order === undefined))
    return nothing
  const va = valuation(a)!
  const vb = valuation(b)!
  let order = least(
    a.order === undefined ? undefined : add(a.order, vb),
    b.order === undefined ? undefined : add(b.order, va),
  )
  const top = add(a.terms.at(-1)?.exponent ?? va, b.terms.at(-1)?.exponent ?? vb)
  if (compare(top, cut) >= 0) order = least(order, cut)
  const terms: PuiseuxTerm[] = []
  for (const x of a.terms)
    for (const y of b.terms) {
      const exponent = add(x.exponent, y.exponent)
      if (order !== undefined && compare(exponent, order) >= 0) break
      terms.push({ exponent, coefficient: tidy(multiplyAll([x.coefficient, y.coefficient])) })
    }
  return gather(terms, order)
}

/** coefficient * w^exponent * s */
export function shift(s: Puiseux, exponent: Rational, coefficient: Expr = integer(1)): Puiseux {
  return {
    terms: s.terms.map((t) => ({
      exponent: add(t.exponent, exponent),
      coefficient: tidy(multiplyAll([t.coefficient, coefficient])),
    })),
    order: s.order === undefined ? undefined : add(s.order, exponent),
  }
}

/** How the names of symbols begin that stand for exponentials beside powers of w. */
export const exponentialName = ' exponential'

/** Refuses what tends to 0 by its powers of w only as long as no exponential stands before them. */
function requireSmall(u: Puiseux): void {
  for (const { coefficient } of u.terms)
    if (
      coefficient.kind !== 'number' &&
      freeSymbols(coefficient).some((s) => s.name.startsWith(exponentialName))
    )
      throw new NotFoundError('series', 'an exponential stands beside powers in a function of both')
}

/** f(u) = f[0] + f[1] u + f[2] u^2 + ... for a u that tends to 0; `f` gives coefficients as they are needed. */
export function compose(f: (k: number) => Expr, u: Puiseux, cut: Rational): Puiseux {
  const first = valuation(u)
  if (first === undefined) return monomial(f(0))
  requireSmall(u)
  const parts: Puiseux[] = [monomial(f(0))]
  let power: Puiseux = monomial(integer(1))
  for (let k = 1; compare(multiply(first, rationalOf(k)), cut) < 0; k++) {
    power = multiplySeries(power, u, cut)
    const c = f(k)
    if (!isZero(c)) parts.push(shift(power, zero, c))
    else if (power.order !== undefined) parts.push({ terms: [], order: power.order })
  }
  parts.push({ terms: [], order: cut })
  return addSeries(parts)
}

const rationalOf = (k: number): Rational => integer(k).value

/** (1 + u)^r for a u that tends to 0. */
export function onePlusPower(u: Puiseux, r: Expr, cut: Rational): Puiseux {
  const whole = r.kind === 'number' && r.value.d === 1 && r.value.n >= 0 ? Number(r.value.n) : undefined
  if (whole !== undefined && whole <= 64 && u.order === undefined) {
    let result: Puiseux = monomial(integer(1))
    const base = addSeries([monomial(integer(1)), u])
    for (let i = 0; i < whole; i++) result = multiplySeries(result, base, cut)
    return result
  }
  const binomials: Expr[] = [integer(1)]
  return compose(
    (k) => {
      while (binomials.length <= k) {
        const j = binomials.length
        const next = multiplyAll([binomials[j - 1]!, linear([r, integer(1 - j)], undefined), fraction(1, j)])
        binomials.push(tidy(next))
      }
      return binomials[k]!
    },
    u,
    cut,
  )
}

/** log(1 + u) for a u that tends to 0. */
export const logOnePlus = (u: Puiseux, cut: Rational): Puiseux =>
  compose((k) => (k === 0 ? integer(0) : fraction(k % 2 === 1 ? 1 : -1, k)), u, cut)

/** u/c*w^-e - 1 for the leading term c*w^e. */
export function relativeRest(s: Puiseux, first: PuiseuxTerm): Puiseux {
  const rest = { terms: s.terms.slice(1), order: s.order }
  return shift(rest, negate(first.exponent), powerOf(first.coefficient, integer(-1)))
}

/** 1/s for an s that is not 0. */
export function inverse(s: Puiseux, cut: Rational): Puiseux {
  const first = leading(s)!
  const rest = onePlusPower(relativeRest(s, first), integer(-1), cut)
  return shift(rest, negate(first.exponent), powerOf(first.coefficient, integer(-1)))
}
