import { fraction, integer, isValue, symbol } from '../../build/atoms.ts'
import { call } from '../../build/call.ts'
import { divide, multiplyAll, power } from '../../build/product.ts'
import { mapExpr } from '../../build/rebuild.ts'
import { subs } from '../../build/subs.ts'
import { negate, subtract, sum } from '../../build/sum.ts'
import { dependsOn } from '../../calculus/depends.ts'
import type { Expr } from '../../expr.ts'
import { cancel, factorize } from '../../simplify/rational.ts'
import { coefficientsOf } from '../../solve/coefficients.ts'
import { walk } from '../../traverse.ts'
import { type Decomposition, decompose, type PartialFraction } from '../apart.ts'
import { exponentials } from '../forms.ts'
import { isRational } from '../shapes.ts'
import { gamma } from './kernels.ts'
import { infinite, monomialOf, scaled, type Transform } from './transform.ts'

/*
 * Functions that are a series in y = exp(-u): c1 y + c2 y^2 + ... has the Mellin transform gamma(s) (c1/1^s + c2/2^s + ...),
 * which for rational functions with poles at 1, -1, i is made of zeta functions.
 */

type Dirichlet = (s: Expr) => Expr

const zeta = (s: Expr): Expr => call('zeta', s)
/** 1 - 1/2^s + 1/3^s - ... */
const eta = (s: Expr): Expr =>
  isValue(s, 1)
    ? call('log', integer(2))
    : multiplyAll([subtract(integer(1), power(integer(2), subtract(integer(1), s))), zeta(s)])

/** The transform of a rational function of exp(-c x^p), hyperbolic functions among them, or of a logarithm of one. */
export function exponentialSum(e: Expr, x: Expr): Transform | undefined {
  const plain = exponentials(e)
  let unit: { c: Expr; p: Expr } | undefined
  let fits = true
  walk(plain, (node) => {
    if (node.kind !== 'call' || node.name !== 'exp' || !dependsOn(node, x)) return
    const inner = monomialOf(node.args[0]!, x)
    if (inner === undefined) fits = false
    else if (unit === undefined) unit = inner
    else {
      const ratio = divide(inner.c, unit.c)
      if (inner.p !== unit.p || ratio.kind !== 'number') fits = false
      else if (Math.abs(Number(ratio.value.n)) < Number(ratio.value.d)) unit = inner
    }
  })
  if (!fits || unit === undefined) return undefined
  const least = unit as { c: Expr; p: Expr }
  // the rate is positive: y = exp(-c x^p)
  const growing = !(least.c.kind === 'product' || least.c.kind === 'number') || Number(least.c.value.n) > 0
  const c = growing ? least.c : negate(least.c)
  const y = symbol(' y', { positive: true })
  const written = mapExpr(plain, (node) => {
    if (node.kind !== 'call' || node.name !== 'exp' || !dependsOn(node, x)) return node
    const inner = monomialOf(node.args[0]!, x)
    return inner === undefined ? node : power(y, negate(divide(inner.c, c)))
  })
  if (dependsOn(written, x)) return undefined
  const series = isRational(written, y) ? ofRational(written, y) : ofLogarithm(written, y)
  if (series === undefined) return undefined
  const at = (s: Expr): Expr => multiplyAll([gamma(s), series.sum(s)])
  return scaled({ at, low: integer(series.low), high: infinite(), conditions: [] }, c, least.p)
}

/** log(1 - y) = -(y + y^2/2 + ...), log(1 + y), log(1 + y^2), and logarithms of products of powers of those. */
function ofLogarithm(e: Expr, y: Expr): { sum: Dirichlet; low: number } | undefined {
  if (e.kind !== 'call' || e.name !== 'log' || !isRational(e.args[0]!, y)) return undefined
  const R = factorize(cancel(e.args[0]!))
  if (!isValue(subs(R, new Map([[y, integer(0)]])), 1)) return undefined
  const sums: Dirichlet[] = []
  for (const f of R.kind === 'product' ? R.args : [R]) {
    const [base, n] = f.kind === 'power' ? (f.args as [Expr, Expr]) : [f, integer(1)]
    const gap = subtract(divide(base, subs(base, new Map([[y, integer(0)]]))), integer(1))
    const next = (s: Expr): Expr => sum(s, integer(1))
    if (gap === y) sums.push((s) => multiplyAll([n, eta(next(s))]))
    else if (gap === negate(y)) sums.push((s) => negate(multiplyAll([n, zeta(next(s))])))
    else if (gap === power(y, integer(2)))
      sums.push((s) => multiplyAll([n, power(integer(2), negate(s)), eta(next(s))]))
    else return undefined
  }
  return { sum: (s) => sum(...sums.map((part) => part(s))), low: 0 }
}

function ofRational(e: Expr, y: Expr): { sum: Dirichlet; low: number } | undefined {
  const parts = decompose(e, y)
  if (parts === undefined || !vanishesAtZero(parts, y)) return undefined
  const sums: Dirichlet[] = []
  let low = 0
  coefficientsOf(parts.polynomial, y)!.forEach((k, n) => {
    if (n > 0 && !isValue(k, 0)) sums.push((s) => multiplyAll([k, power(integer(n), negate(s))]))
  })
  for (const f of parts.fractions) {
    const made = ofFraction(f, y)
    if (made === undefined) return undefined
    sums.push(made.sum)
    low = Math.max(low, made.pole)
  }
  return { sum: (s) => sum(...sums.map((part) => part(s))), low }
}

function vanishesAtZero(parts: Decomposition, y: Expr): boolean {
  const at0 = (e: Expr): Expr => subs(e, new Map([[y, integer(0)]]))
  const values = parts.fractions.map((f) => divide(at0(f.numerator), power(at0(f.factor), integer(f.power))))
  return isValue(sum(at0(parts.polynomial), ...values), 0)
}

function ofFraction(f: PartialFraction, y: Expr): { sum: Dirichlet; pole: number } | undefined {
  const c = coefficientsOf(f.factor, y)!
  const k = f.numerator
  if (c.length === 2 && !dependsOn(k, y)) {
    const root = negate(divide(c[0]!, c[1]!))
    if (!isValue(root, 1) && !isValue(root, -1)) return undefined
    const alternating = isValue(root, -1)
    // c1 (y - r) = -c1 r (1 - y/r), and 1/(1 - z)^m has the coefficients (n+1)...(n+m-1)/(m-1)!
    const front = divide(k, power(negate(multiplyAll([c[1]!, root])), integer(f.power)))
    const n = symbol(' n')
    let factorial = 1
    let rising: Expr = integer(1)
    for (let j = 1; j < f.power; j++) {
      rising = multiplyAll([rising, sum(n, integer(j))])
      factorial *= j
    }
    const coefficients = coefficientsOf(rising, n)!
    return {
      pole: alternating ? 0 : f.power,
      sum: (s) =>
        multiplyAll([
          front,
          fraction(1, factorial),
          sum(
            ...coefficients.map((a, j) => {
              const order = subtract(s, integer(j))
              return multiplyAll([a, alternating ? negate(eta(order)) : zeta(order)])
            }),
          ),
        ]),
    }
  }
  // (a + b y)/(1 + y^2): a (-y^2 + y^4 - ...) + b (y - y^3 + ...), without the term of y^0
  if (
    c.length !== 3 ||
    f.power !== 1 ||
    !isValue(divide(c[1]!, c[2]!), 0) ||
    !isValue(divide(c[0]!, c[2]!), 1)
  )
    return undefined
  const [a, b] = [...(coefficientsOf(k, y) ?? []), integer(0)].map((v) => divide(v, c[2]!))
  const quarter =
    (n: number): Dirichlet =>
    (s) =>
      call('hurwitz', s, fraction(n, 4))
  return {
    pole: 0,
    sum: (s) =>
      sum(
        multiplyAll([a!, negate(eta(s)), power(integer(2), negate(s))]),
        multiplyAll([b ?? integer(0), power(integer(4), negate(s)), subtract(quarter(1)(s), quarter(3)(s))]),
      ),
  }
}
