import { integer, isIntegerNumber, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { isNegative } from '../build/known.ts'
import { divide, exp, multiplyAll, power } from '../build/product.ts'
import { negate, scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { EvaluationError } from '../evaluate/errors.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { Rational, signOf } from '../number/rational.ts'
import { freeSymbols } from '../traverse.ts'
import { coefficientsOf } from './coefficients.ts'

/*
 * Equations that Lambert's W solves: w exp(w) = z has one real solution for z >= 0, two for -1/e < z < 0.
 * Source: Corless and others, On the Lambert W function, 1996.
 */

/** The real w with w exp(w) = z. */
function branches(z: Expr): Expr[] {
  const main = call('LambertW', z)
  const both = [main, call('LambertW', z, integer(-1))]
  // of symbols, both are real or none is
  if (freeSymbols(z).length > 0) return isNegative(z) ? both : [main]
  const value = evaluate(z)
  const edge = -1 / Math.E
  if (Math.abs(value - edge) < 1e-15) return [integer(-1)]
  if (value < edge) return []
  return value >= 0 ? [main] : both
}

/** (a x + b)^n exp(c x + d) = y for x. */
function productForm(u: Expr, n: number, v: Expr, y: Expr, x: Expr): Expr[] | undefined {
  const [p, q] = [coefficientsOf(u, x), coefficientsOf(v, x)]
  if (p?.length !== 2 || q?.length !== 2) return undefined
  const [b, a] = p as [Expr, Expr]
  const [d, c] = q as [Expr, Expr]
  // the n-th root of both sides
  const k = Rational.of(1, n)
  const sides = rootsOf(y, n)
  if (sides === undefined) return undefined
  const [C, D] = [scale(c, k), scale(d, k)]
  // t = x + b/a: C t exp(C t) = (side C/a) exp(C b/a - D)
  const shift = divide(b, a)
  return sides.flatMap((side) => {
    const z = multiplyAll([side, divide(C, a), exp(subtract(multiplyAll([C, shift]), D))])
    return branches(z).map((w) => subtract(divide(w, C), shift))
  })
}

function rootsOf(y: Expr, n: number): Expr[] | undefined {
  if (n === 1) return [y]
  if (n < 1 || n > 12) return undefined
  try {
    const value = evaluate(y)
    const size = power(value < 0 ? negate(y) : y, rational(Rational.of(1, n)))
    if (n % 2 === 1) return [value < 0 ? negate(size) : size]
    return value < 0 ? [] : [size, negate(size)]
  } catch (error) {
    if (error instanceof EvaluationError) return undefined
    throw error
  }
}

/** The exponent v of exp(v), also of a power b^u as u log b. */
export function exponentOf(f: Expr, x: Expr): Expr | undefined {
  if (f.kind === 'call' && f.name === 'exp') return f.args[0]!
  return f.kind === 'power' && !dependsOn(f.args[0]!, x)
    ? multiplyAll([f.args[1]!, call('log', f.args[0]!)])
    : undefined
}

/** f = y for a product f such as x exp(x) or x log(x), or a power x^x. */
export function lambertProduct(f: Expr, y: Expr, x: Expr): Expr[] | undefined {
  if (f.kind === 'power' && f.args[0] === f.args[1] && dependsOn(f, x))
    // u^u = y: u log u = log y
    return undefinedOr(f.args[0]!, x, branches(call('log', y)).map(exp))
  if (f.kind !== 'product') return undefined
  const moving = f.args.filter((a) => dependsOn(a, x))
  if (moving.length !== 2) return undefined
  const right = divide(y, multiplyAll([rational(f.value), ...f.args.filter((a) => !dependsOn(a, x))]))
  for (const [g, h] of [moving, [...moving].reverse()] as [Expr, Expr][]) {
    const v = exponentOf(h, x)
    if (v !== undefined) {
      const whole = g.kind === 'power' && isIntegerNumber(g.args[1]!) && signOf(g.args[1]!.value) > 0
      const made = productForm(whole ? g.args[0]! : g, whole ? Number(g.args[1]!.value.n) : 1, v, right, x)
      if (made !== undefined) return made
    }
    // u log(u) = y: u = exp(w) with w exp(w) = y
    if (h.kind === 'call' && h.name === 'log' && h.args[0] === g)
      return undefinedOr(g, x, branches(right).map(exp))
  }
  return undefined
}

/** u = value for a linear u. */
function undefinedOr(u: Expr, x: Expr, values: readonly Expr[]): Expr[] | undefined {
  const c = coefficientsOf(u, x)
  return c?.length === 2 ? values.map((v) => divide(subtract(v, c[0]!), c[1]!)) : undefined
}

/** a x + b + k exp(c x + d) = 0 and a x + b + k log(c x + d) = 0. */
export function lambertSum(e: Expr, x: Expr): Expr[] | undefined {
  if (e.kind !== 'sum') return undefined
  const terms = e.args.map((t, i) => scale(t, e.weights[i]!))
  const special = terms.filter((t) => dependsOn(t, x) && coefficientsOf(t, x) === undefined)
  if (special.length !== 1) return undefined
  const rest = sum(...terms.filter((t) => t !== special[0]), rational(e.value))
  if (coefficientsOf(rest, x)?.length !== 2) return undefined
  const factors = special[0]!.kind === 'product' ? special[0]!.args : [special[0]!]
  const f = factors.find((t) => dependsOn(t, x))!
  if (factors.filter((t) => dependsOn(t, x)).length !== 1) return undefined
  const k = multiplyAll([
    rational(special[0]!.kind === 'product' ? special[0]!.value : Rational.of(1)),
    ...factors.filter((t) => t !== f),
  ])
  const v = exponentOf(f, x)
  // rest exp(-v) = -k
  if (v !== undefined) return productForm(rest, 1, negate(v), negate(k), x)
  if (f.kind !== 'call' || f.name !== 'log') return undefined
  const c = coefficientsOf(f.args[0]!, x)
  if (c?.length !== 2) return undefined
  // s = c x + d: log(s) = -rest/k, that is s exp(a s/(c k)) = exp((a d/c - b)/k)
  const [b, a] = coefficientsOf(rest, x) as [Expr, Expr]
  const [d, slope] = c as [Expr, Expr]
  const rate = divide(a, multiplyAll([slope, k]))
  const z = multiplyAll([rate, exp(divide(subtract(divide(multiplyAll([a, d]), slope), b), k))])
  return branches(z).map((w) => divide(subtract(divide(w, rate), d), slope))
}

/** x^n = b^x, two terms in all: their ratio is such a product. */
export function lambertRatio(e: Expr, x: Expr): Expr[] | undefined {
  if (e.kind !== 'sum' || e.value.n !== 0 || e.args.length !== 2) return undefined
  const [s, t] = e.args.map((a, i) => scale(a, e.weights[i]!)) as [Expr, Expr]
  for (const ratio of [divide(s, t), divide(t, s)]) {
    const made = lambertProduct(ratio, integer(-1), x)
    if (made !== undefined) return made
  }
  return undefined
}
