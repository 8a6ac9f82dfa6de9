import {
  constant,
  fraction,
  integer,
  isInfinite,
  isIntegerNumber,
  isNumber,
  isUndefined,
  isValue,
  rational,
  symbol,
} from '../../build/atoms.ts'
import { divide, exp, multiplyAll, power } from '../../build/product.ts'
import { subs } from '../../build/subs.ts'
import { scale, subtract, sum } from '../../build/sum.ts'
import { dependsOn } from '../../calculus/depends.ts'
import { derivative } from '../../calculus/derivative.ts'
import { NotFoundError } from '../../calculus/not-found.ts'
import type { Expr } from '../../expr.ts'
import { limit } from '../../limit/limit.ts'
import { openLogs } from '../../limit/open-logs.ts'
import { compare, minusOne } from '../../number/rational.ts'
import { series } from '../../series/series.ts'
import { expand } from '../../simplify/rational.ts'
import { harmonics, toSineCosine } from '../../simplify/trig.ts'
import { walk } from '../../traverse.ts'
import { decompose } from '../apart.ts'
import { distributed, exponentials } from '../forms.ts'
import { isRational } from '../shapes.ts'
import { algebraicTransform } from './algebraic.ts'
import { exponentialSum } from './exponential-sums.ts'
import { kernelTransform } from './kernels.ts'
import { pairTransform } from './pairs.ts'
import { less, type Transform } from './transform.ts'

/** A value, what must hold for it, and whether that proves that the integral converges. */
export interface DefiniteValue {
  readonly value: Expr
  readonly conditions: readonly Expr[]
  readonly proved: boolean
}

/** coefficient x^(s-1) log(x)^logs g(x) */
interface Term {
  readonly coefficient: Expr
  readonly s: Expr
  readonly logs: number
  readonly g: Transform
}

/**
 * The integral of e over x from 0 to infinity, as a sum of Mellin transforms at the exponents of its terms. Terms that
 * diverge alone are continued analytically: where the whole converges, what they have too much cancels.
 */
export function halfLine(e: Expr, x: Expr): DefiniteValue | undefined {
  // log(exp(t)) is t
  e = openLogs(e)
  const plain = toSineCosine(e)
  const forms = [
    e,
    expand(e),
    distributed(e),
    multipliedOut(harmonics(expand(plain))),
    multipliedOut(expand(exponentials(e))),
  ]
  const tried = new Set<Expr>()
  for (const form of forms) {
    if (form === undefined || tried.has(form)) continue
    tried.add(form)
    const value = ofTerms(form, x)
    if (value !== undefined) return value
  }
  const parts = inFractions(e, x)
  return parts && ofTerms(parts, x)
}

const multipliedOut = (e: Expr | undefined): Expr | undefined => e && (distributed(e) ?? e)

function ofTerms(e: Expr, x: Expr): DefiniteValue | undefined {
  const terms = e.kind === 'sum' ? [...e.args.map((a, i) => scale(a, e.weights[i]!)), rational(e.value)] : [e]
  const found: Term[] = []
  let powers = false
  for (const term of terms) {
    if (isValue(term, 0)) continue
    const made = termOf(term, x)
    if (made === undefined) return undefined
    if (made === 'power') powers = true
    else found.push(made)
  }
  return total(found, powers, e, x)
}

/** What a term is; `power` for one whose transform is 0 everywhere. */
function termOf(e: Expr, x: Expr): Term | 'power' | undefined {
  let exponent: Expr = integer(0)
  let logs = 0
  const constant: Expr[] = e.kind === 'product' ? [scale(integer(1), e.value)] : []
  const rest: Expr[] = []
  for (const f of e.kind === 'product' ? e.args : [e]) {
    const [base, n] = f.kind === 'power' ? (f.args as [Expr, Expr]) : [f, integer(1)]
    if (!dependsOn(f, x)) constant.push(f)
    else if (base === x && !dependsOn(n, x)) exponent = sum(exponent, n)
    else if (
      base.kind === 'call' &&
      base.name === 'log' &&
      base.args[0] === x &&
      isIntegerNumber(n) &&
      Number(n.value.n) > 0
    )
      logs += Number(n.value.n)
    else if (f.kind === 'call' && f.name === 'exp' && f.args[0]!.kind === 'sum') {
      const moving = movingPart(f.args[0]!, x)
      constant.push(exp(subtract(f.args[0]!, moving)))
      rest.push(exp(moving))
    } else rest.push(f)
  }
  if (rest.length === 0) return 'power'
  if (logs > 6) return undefined
  const whole = multiplyAll(rest)
  const g =
    (rest.length === 1 ? kernelTransform(rest[0]!, x) : undefined) ??
    algebraicTransform(rest, x) ??
    pairTransform(rest, x) ??
    exponentialSum(whole, x)
  return g && { coefficient: multiplyAll(constant), s: sum(exponent, integer(1)), logs, g }
}

function movingPart(e: Expr, x: Expr): Expr {
  return sum(...e.args.flatMap((a, i) => (dependsOn(a, x) ? [scale(a, e.weights[i]!)] : [])))
}

/** A rational factor in partial fractions, multiplied out. */
function inFractions(e: Expr, x: Expr): Expr | undefined {
  const factors = e.kind === 'product' ? e.args : [e]
  const R = multiplyAll(factors.filter((f) => isRational(f, x)))
  const parts = R === integer(1) ? undefined : decompose(R, x)
  if (parts === undefined || parts.fractions.length < 2) return undefined
  const rest = multiplyAll(
    factors.filter((f) => !isRational(f, x)),
    e.kind === 'product' ? e.value : undefined,
  )
  const terms = parts.fractions.map((f) => divide(f.numerator, power(f.factor, integer(f.power))))
  return sum(...[parts.polynomial, ...terms].map((t) => multiplyAll([t, rest])))
}

/** The sum of the terms, by its limit where one of them has a pole. */
function total(terms: readonly Term[], more: boolean, e: Expr, x: Expr): DefiniteValue | undefined {
  if (terms.length === 0) return undefined
  const conditions = new Set<Expr>()
  // what must converge as a whole, because a term does not
  let [atZero, atInfinity] = [more, more]
  for (const t of terms) {
    for (const c of t.g.conditions) conditions.add(c)
    const [low, high] = [less(t.g.low, t.s), less(t.s, t.g.high)]
    if ((low === undefined || high === undefined) && terms.length === 1 && !more) return undefined
    atZero ||= low === undefined
    atInfinity ||= high === undefined
    for (const c of [...(low ?? []), ...(high ?? [])]) conditions.add(c)
  }
  const proved = (): boolean =>
    (!atZero || convergesAtZero(e, x)) && (!atInfinity || convergesAtInfinity(e, x))
  const at = (t: Term, s: Expr): Expr | undefined => {
    if (t.logs === 0) {
      const value = t.g.at(s)
      return value && multiplyAll([t.coefficient, value])
    }
    const order = symbol(' s')
    let value = t.g.at(order)
    if (value === undefined) return undefined
    for (let k = 0; k < t.logs; k++) value = derivative(value, order)
    return multiplyAll([t.coefficient, subs(value, new Map([[order, s]]))])
  }
  const direct = terms.map((t) => at(t, t.s))
  if (direct.some((v) => v === undefined)) return undefined
  if (direct.every((v) => isRegular(v!)))
    return { value: sum(...(direct as Expr[])), conditions: [...conditions], proved: proved() }
  if (terms.some((t) => !isNumber(t.s))) return undefined
  // a little off the point the poles cancel in the sum; the k-th derivative there is k! times a coefficient
  const offset = symbol(' eps')
  const parts: Expr[] = []
  for (const logs of new Set(terms.map((t) => t.logs))) {
    const near = terms.filter((t) => t.logs === logs).map((t) => at({ ...t, logs: 0 }, sum(t.s, offset)))
    if (near.some((v) => v === undefined)) return undefined
    const coefficient = underConditions(sum(...(near as Expr[])), [...conditions], (e) =>
      series(e, offset, 0, logs + 1).coefficient(logs),
    )
    let factorial: Expr = integer(1)
    for (let k = 2; k <= logs; k++) factorial = multiplyAll([factorial, integer(k)])
    parts.push(multiplyAll([factorial, coefficient]))
  }
  const value = sum(...parts)
  return isRegular(value) ? { value, conditions: [...conditions], proved: proved() } : undefined
}

/** Whether the leading power of e at 0 is more than -1. */
function convergesAtZero(e: Expr, x: Expr): boolean {
  try {
    const first = series(e, x, 0, 1).terms[0]
    return first === undefined || compare(first.exponent, minusOne) > 0
  } catch (error) {
    if (error instanceof NotFoundError) return false
    throw error
  }
}

/** Whether e decays faster than 1/x^(9/8). */
function convergesAtInfinity(e: Expr, x: Expr): boolean {
  try {
    return isValue(limit(multiplyAll([e, power(x, fraction(9, 8))]), x, constant('oo')), 0)
  } catch (error) {
    if (error instanceof NotFoundError) return false
    throw error
  }
}

/** Computes with symbols that the conditions say are positive as positive ones. */
function underConditions(e: Expr, conditions: readonly Expr[], compute: (e: Expr) => Expr): Expr {
  const positive = conditions.flatMap((c) =>
    c.name === '<' && isValue(c.args[0]!, 0) && c.args[1]!.kind === 'symbol' ? [c.args[1]!] : [],
  )
  const known = positive.map((s) => [s, symbol(`${s.name} `, { positive: true })] as const)
  const value = compute(subs(e, new Map(known)))
  return subs(value, new Map(known.map(([s, t]) => [t, s])))
}

function isRegular(e: Expr): boolean {
  let regular = true
  walk(e, (node) => {
    regular &&= !isUndefined(node) && !isInfinite(node)
  })
  return regular
}
