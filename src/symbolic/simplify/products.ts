import { integer, isIntegerNumber, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { isNonnegative } from '../build/known.ts'
import { divide, multiplyAll, power } from '../build/product.ts'
import { scale, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { add, isInteger, one, Rational, signOf } from '../number/rational.ts'
import { measure } from './measure.ts'

/*
 * What may be done with the factors of a product as a whole, in the end.
 */

interface Factor {
  readonly whole: Expr
  readonly base: Expr
  readonly exponent: Rational
}

const factorsOf = (e: Expr): Factor[] =>
  e.args.map((whole) =>
    whole.kind === 'power' && whole.args[1]!.kind === 'number'
      ? { whole, base: whole.args[0]!, exponent: whole.args[1]!.value }
      : { whole, base: whole, exponent: one },
  )

const others = (e: Expr, ...gone: readonly Factor[]): Expr[] => [
  rational(e.value),
  ...e.args.filter((a) => !gone.some((f) => f.whole === a)),
]

/**
 * Roots of a quotient that is shorter than its parts put under one root: a^(1/2) b^(-3/2) = (a/b)^(1/2)/b for b >= 0,
 * so that sqrt(exp(x) - 1)/sqrt(exp(x) + 1) is sqrt(tanh(x/2)). `simplest` gives the shortest form of a part.
 */
export function gatherRoots(e: Expr, simplest: (e: Expr) => Expr): Expr {
  if (e.kind !== 'product') return e
  const roots = factorsOf(e).filter((f) => !isInteger(f.exponent))
  for (const a of roots)
    for (const b of roots) {
      if (a === b || a.exponent.d !== b.exponent.d) continue
      const left = add(a.exponent, b.exponent)
      if (!isInteger(left) || !isNonnegative(b.base)) continue
      const ratio = divide(a.base, b.base)
      const short = simplest(ratio)
      if (measure(short) >= measure(ratio)) continue
      const rest = multiplyAll([...others(e, a, b), power(b.base, rational(left))])
      return multiplyAll([simplest(rest), power(short, rational(a.exponent))])
    }
  return e
}

/** sin(u)^m cos(u)^n with the common power as that of sin(2u)/2, again and again, as long as the end is shorter. */
export function doubleAngles(e: Expr): Expr {
  let best = e
  for (let next = doubled(e); next !== undefined; next = doubled(next))
    if (measure(next) < measure(best)) best = next
  return best
}

function doubled(e: Expr): Expr | undefined {
  if (e.kind !== 'product') return undefined
  const factors = factorsOf(e)
  for (const sine of factors) {
    const { base: s, exponent: m } = sine
    if (s.kind !== 'call' || (s.name !== 'sin' && s.name !== 'sinh') || !isInteger(m)) continue
    const u = s.args[0]!
    const partner = call(s.name === 'sin' ? 'cos' : 'cosh', u)
    const cosine = factors.find((f) => f.base === partner)
    if (cosine === undefined || !isInteger(cosine.exponent)) continue
    const n = cosine.exponent
    if (signOf(m) !== signOf(n)) continue
    const k = Math.sign(Number(m.n)) * Math.min(Math.abs(Number(m.n)), Math.abs(Number(n.n)))
    const both = scale(call(s.name, scale(u, Rational.small(2, 1))), Rational.small(1, 2))
    const common = Rational.small(-k, 1)
    return multiplyAll([
      ...others(e, sine, cosine),
      power(both, integer(k)),
      power(s, rational(add(m, common))),
      power(partner, rational(add(n, common))),
    ])
  }
  return undefined
}

const mostTerms = 12

/** (a + b) c/(a d) as c/d + b c/(a d): a sum above the line, term by term, where a term has a factor of what is below. */
export function distribute(e: Expr): Expr {
  if (e.kind !== 'product') return e
  const factors = factorsOf(e)
  const below = new Set(factors.filter((f) => signOf(f.exponent) < 0).map((f) => f.base))
  const above = factors.find(
    ({ base, exponent }) =>
      base.kind === 'sum' &&
      exponent === one &&
      base.args.length <= mostTerms &&
      base.args.some((t) => shares(t, below)),
  )
  if (above === undefined) return e
  const terms = above.base.args.map((t, i) => scale(t, above.base.weights[i]!))
  const rest = others(e, above)
  return sum(...[...terms, rational(above.base.value)].map((t) => multiplyAll([t, ...rest])))
}

const shares = (term: Expr, bases: ReadonlySet<Expr>): boolean =>
  (term.kind === 'product' ? term.args : [term]).some((f) => bases.has(isIntegerPower(f) ? f.args[0]! : f))
const isIntegerPower = (f: Expr): boolean => f.kind === 'power' && isIntegerNumber(f.args[1]!)
