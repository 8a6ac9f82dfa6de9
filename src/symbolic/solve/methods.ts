import { integer, isValue, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, exp, multiplyAll, power } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import { linear, negate, scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { isInteger, Rational, signOf } from '../number/rational.ts'
import { signOfConstant } from '../series/decide.ts'
import { expand } from '../simplify/rational.ts'
import { walk } from '../traverse.ts'
import { coefficientsOf } from './coefficients.ts'

/*
 * Equations e = 0 turned into simpler ones, whose solutions are candidates for those of the first; each is checked by
 * putting it in. Undefined where a method does not apply.
 */

/** Solves a simpler equation for the same x. */
export type Next = (equation: Expr) => readonly { readonly value: Expr }[]

/** The terms of a sum, with its number. */
export const splitTerms = (e: Expr): Expr[] => [
  ...e.args.map((a, i) => scale(a, e.weights[i]!)),
  ...(e.value.n === 0 ? [] : [rational(e.value)]),
]

/** A sum with roots: one root alone on its side, both sides raised to its order. */
export function withoutRoot(e: Expr, x: Expr): Expr | undefined {
  if (e.kind !== 'sum') return undefined
  const terms = splitTerms(e)
  const rootIn = (t: Expr): Expr | undefined =>
    (t.kind === 'product' ? t.args : [t]).find(
      (f) =>
        f.kind === 'power' &&
        f.args[1]!.kind === 'number' &&
        !isInteger(f.args[1]!.value) &&
        dependsOn(f.args[0]!, x),
    )
  const found = terms.map(rootIn)
  const root = found.find((r) => r !== undefined)
  if (root === undefined) return undefined
  // all terms with that very root go to one side
  const left: Expr[] = []
  const right: Expr[] = []
  terms.forEach((t, i) => {
    ;(found[i] === root ? left : right).push(t)
  })
  const order = Number(root.args[1]!.value.d)
  if (order > 6) return undefined
  return subtract(
    expand(power(linear(left, undefined), integer(order))),
    expand(power(negate(linear(right, undefined)), integer(order))),
  )
}

/** c + w1 log(u1) + w2 log(u2) + ... = 0: the product of the powers is exp(-c). */
export function withoutLogs(e: Expr, x: Expr): Expr | undefined {
  if (e.kind !== 'sum') return undefined
  const factors: Expr[] = []
  const rest: Expr[] = []
  for (const t of splitTerms(e)) {
    const [w, f] = t.kind === 'product' && t.args.length === 1 ? [t.value, t.args[0]!] : [Rational.of(1), t]
    if (f.kind === 'call' && f.name === 'log' && isInteger(w)) factors.push(power(f.args[0]!, rational(w)))
    else if (dependsOn(t, x)) return undefined
    else rest.push(t)
  }
  const moving = factors.filter((f) => dependsOn(f, x))
  if (moving.length < 2) return undefined
  return subtract(multiplyAll(factors), exp(negate(sum(...rest))))
}

/** a^u = b^v times constants, two terms: log of both sides, linear in the exponents. */
export function twoExponentials(e: Expr, x: Expr): Expr | undefined {
  if (e.kind !== 'sum' || e.value.n !== 0 || e.args.length !== 2) return undefined
  const [s, t] = splitTerms(e) as [Expr, Expr]
  const [p, q] = [logOfTerm(s, x), logOfTerm(negate(t), x)]
  const [r, w] = [logOfTerm(negate(s), x), logOfTerm(t, x)]
  if (p !== undefined && q !== undefined) return subtract(p, q)
  return r !== undefined && w !== undefined ? subtract(r, w) : undefined
}

/** The logarithm of a positive constant times powers b^u of positive constants b. */
export function logOfTerm(t: Expr, x: Expr): Expr | undefined {
  const parts: Expr[] = []
  let moving = 0
  for (const f of t.kind === 'product' ? [rational(t.value), ...t.args] : [t]) {
    if (f.kind === 'number') {
      if (signOf(f.value) <= 0) return undefined
      if (!isValue(f, 1)) parts.push(call('log', f))
    } else if (f.kind === 'call' && f.name === 'exp') {
      parts.push(f.args[0]!)
      moving++
    } else if (f.kind === 'power' && !dependsOn(f.args[0]!, x)) {
      if (signOfConstant(f.args[0]!) === -1) return undefined
      parts.push(multiplyAll([f.args[1]!, call('log', f.args[0]!)]))
      moving++
    } else if (dependsOn(f, x)) return undefined
    else parts.push(call('log', f))
  }
  return moving === 0 ? undefined : expand(linear(parts, undefined))
}

/** 4^x, 2^(x + 1), ... as powers of 2^x: exponentials of rational multiples of one exponent, written with exp. */
export function oneBase(e: Expr, x: Expr): { equation: Expr; logBase: Expr } | undefined {
  const powers: Expr[] = []
  walk(e, (node) => {
    if (node.kind === 'power' && dependsOn(node.args[1]!, x) && !dependsOn(node.args[0]!, x))
      powers.push(node)
  })
  // exponentials of e beside them are of another base
  if (exponentialsIn(e).some((f) => dependsOn(f, x))) return undefined
  const roots = powers.map((p) => (p.args[0]!.kind === 'number' ? primitive(p.args[0]!.value) : undefined))
  const first = roots[0]
  if (first === undefined || roots.some((r) => r === undefined || r.base !== first.base)) return undefined
  const place = new Map<Expr, Expr>()
  powers.forEach((p, i) => {
    const c = coefficientsOf(p.args[1]!, x)
    if (c?.length !== 2) return
    const k = roots[i]!.exponent
    place.set(p, multiplyAll([power(p.args[0]!, c[0]!), exp(scale(multiplyAll([c[1]!, x]), Rational.of(k)))]))
  })
  if (place.size !== powers.length) return undefined
  const equation = subs(e, place)
  // x may stand in the exponents only
  let outside = false
  const bare = subs(
    equation,
    new Map([...place.values()].flatMap((v) => exponentialsIn(v).map((f) => [f, integer(1)] as const))),
  )
  outside = dependsOn(bare, x)
  return outside ? undefined : { equation, logBase: call('log', rational(Rational.of(first.base))) }
}

const exponentialsIn = (e: Expr): Expr[] => {
  const found: Expr[] = []
  walk(e, (node) => {
    if (node.kind === 'call' && node.name === 'exp') found.push(node)
  })
  return found
}

/** n = base^exponent with the smallest base; 1/n with a negative exponent. */
export function primitive(q: Rational): { base: bigint; exponent: number } | undefined {
  const [n, d] = [BigInt(q.n), BigInt(q.d)]
  if (n <= 0n || (n !== 1n && d !== 1n) || (n === 1n && d === 1n)) return undefined
  const m = n === 1n ? d : n
  for (let k = m.toString(2).length; k >= 1; k--) {
    const guess = BigInt(Math.round(Number(m) ** (1 / k)))
    for (const base of [guess - 1n, guess, guess + 1n])
      if (base > 1n && base ** BigInt(k) === m) return { base, exponent: n === 1n ? -k : k }
  }
  return undefined
}

/** log(y)/log(b), exact where both are powers of one number. */
export function logarithmTo(b: Expr, y: Expr): Expr {
  if (b.kind === 'number' && y.kind === 'number') {
    if (isValue(y, 1)) return integer(0)
    const [p, q] = [primitive(b.value), primitive(y.value)]
    if (p !== undefined && q !== undefined && p.base === q.base)
      return rational(Rational.of(q.exponent, p.exponent))
  }
  return divide(call('log', y), call('log', b))
}
