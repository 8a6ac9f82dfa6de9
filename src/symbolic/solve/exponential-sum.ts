import { integer, isIntegerNumber, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { multiplyAll, power } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import { sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import * as Q from '../number/rational.ts'
import { isZero } from '../series/decide.ts'
import { freeSymbols } from '../traverse.ts'
import { coefficientsOf } from './coefficients.ts'
import { exponentOf } from './lambert.ts'
import { splitTerms } from './methods.ts'
import { numberOf, residual } from './verify.ts'

/** Whole numbers that are tried. */
const tried = Array.from({ length: 41 }, (_, k) => integer(k - 20))
/** Rates that are closer may be one. */
const closest = 1e-9

/**
 * c1 b1^x + c2 b2^x + ... = 0 for positive bases: by Descartes' rule there are at most as many real solutions as the
 * signs of c change where the terms stand by their bases. Undefined unless whole numbers are so many of them:
 * 3^x + 4^x = 5^x.
 */
export function exponentialSum(e: Expr, x: Expr): Expr[] | undefined {
  if (e.kind !== 'sum' || freeSymbols(e).length > 1) return undefined
  const terms = splitTerms(e).map((t) => termOf(t, x))
  if (terms.some((t) => t === undefined)) return undefined
  const ordered = (terms as Term[]).filter(({ size }) => size !== 0).sort((p, q) => p.rate - q.rate)
  const steps = ordered.slice(1).map((t, i) => [ordered[i]!, t] as const)
  if (!steps.every(([p, q]) => q.rate - p.rate > closest)) return undefined
  const most = steps.filter(([p, q]) => p.size * q.size < 0).length
  const found = tried.filter((n) => {
    const place = new Map([[x, n]])
    return residual(e, place) < closest && isZero(subs(e, place))
  })
  return found.length === most ? found : undefined
}

interface Term {
  readonly size: number
  readonly rate: number
}

/**
 * c0 b0^x + c1 b1^x + ... = 0 where all b/b0 are whole powers of one q, as a polynomial in q^x: 4^x + 6^x = 9^x with
 * q = 3/2.
 */
export function powersOfRatio(e: Expr, x: Expr, u: Expr): { equation: Expr; logBase: Expr } | undefined {
  if (e.kind !== 'sum') return undefined
  const terms = splitTerms(e)
  const bases = terms.map((t) => baseOf(t, x))
  if (bases.includes(undefined)) return undefined
  const sorted = (bases as Q.Rational[]).toSorted(Q.compare)
  const least = sorted[0]!
  const second = sorted.find((b) => Q.compare(b, least) > 0)
  if (second === undefined) return undefined
  const q = Q.divide(second, least)
  const degrees = (bases as Q.Rational[]).map((b) => {
    const ratio = Q.divide(b, least)
    const k = Math.round(Math.log(Q.toNumber(ratio)) / Math.log(Q.toNumber(q)))
    return k <= mostDegree && Q.equal(ratio, Q.integerPower(q, k)) ? k : Number.NaN
  })
  if (degrees.some(Number.isNaN)) return undefined
  const at0 = new Map([[x, integer(0)]])
  const parts = terms.map((t, i) => multiplyAll([subs(t, at0), power(u, integer(degrees[i]!))]))
  return { equation: sum(...parts), logBase: call('log', rational(q)) }
}

const mostDegree = 12

/** b of c b^x, with a rational b. */
function baseOf(t: Expr, x: Expr): Q.Rational | undefined {
  let base = Q.one
  for (const f of t.kind === 'product' ? t.args : [t]) {
    if (!dependsOn(f, x)) continue
    const c = f.kind === 'power' && f.args[0]!.kind === 'number' ? coefficientsOf(f.args[1]!, x) : undefined
    const rate = c?.length === 2 && isIntegerNumber(c[1]!) ? Number(c[1]!.value.n) : undefined
    if (rate === undefined || Q.signOf(f.args[0]!.value) < 0) return undefined
    base = Q.multiply(base, Q.integerPower(f.args[0]!.value, rate))
  }
  return base
}

/** c exp(r x) by c and r. */
function termOf(t: Expr, x: Expr): Term | undefined {
  let [size, rate] = [1, 0]
  for (const f of t.kind === 'product' ? [rational(t.value), ...t.args] : [t]) {
    const exponent = dependsOn(f, x) ? exponentOf(f, x) : undefined
    const c = exponent && coefficientsOf(exponent, x)
    if (c?.length === 2) {
      size *= Math.exp(numberOf(c[0]!))
      rate += numberOf(c[1]!)
    } else if (dependsOn(f, x)) return undefined
    else size *= numberOf(f)
  }
  return Number.isFinite(size) && Number.isFinite(rate) ? { size, rate } : undefined
}
