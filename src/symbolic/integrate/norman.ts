import { call } from '../build/call.ts'
import { divide as divideExpr, multiplyAll } from '../build/product.ts'
import { linear, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { derivative } from '../calculus/derivative.ts'
import type { Expr } from '../expr.ts'
import { Rational } from '../number/rational.ts'
import { factor } from '../polynomial/factor.ts'
import { expanded, type Fraction, Generators, reduced, toFraction } from '../polynomial/fraction.ts'
import { gcd } from '../polynomial/gcd.ts'
import { solveLinear } from '../polynomial/linear.ts'
import * as P from '../polynomial/poly.ts'
import { power as polyPower } from '../polynomial/power.ts'
import { freeSymbols, walk } from '../traverse.ts'
import { logSize } from './table.ts'

type Poly = P.Poly

const dependent = new Set('sec csc sinh cosh coth sech csch abs sign'.split(' '))
const maxUnknowns = 90
const maxSteps = 60_000

/**
 * The Risch-Norman heuristic: with x and the functions in the integrand taken for independent variables, the integral
 * is sought as a quotient of polynomials in them, with a denominator read off that of the integrand, plus multiples of
 * the logarithms of its factors; the coefficients follow from a linear system. Undefined where there is no such form.
 *
 * Source: Norman and Moore, Implementing the new Risch integration algorithm, 1977; Geddes and Stefanus, 1989.
 */
export function parallelRisch(e: Expr, x: Expr): Expr | undefined {
  if (freeSymbols(e).some((s) => s !== x)) return undefined
  return P.withSteps(maxSteps, () => search(e, x))
}

function search(e: Expr, x: Expr): Expr | undefined {
  // all functions that derivatives bring in
  let whole = e
  let everything = e
  for (let round = 0; ; round++) {
    const parts = functionsIn(whole, x)
    const more = parts.map((f) => derivative(f, x))
    const next = sum(whole, ...more.map((m, i) => multiplyAll([m, call(` mark${i}`, x)])))
    everything = next
    if (functionsIn(next, x).filter((f) => !f.name.startsWith(' mark')).length === parts.length) break
    if (round >= 2) return undefined
    whole = sum(whole, ...more.map((m, i) => multiplyAll([m, power(x, i)])))
  }
  const generators = new Generators(everything)
  const f = reduced(toFraction(e, generators))
  // roots depend on what is under them, and secants on tangents
  if (generators.list.some((g) => g.kind === 'power' || (g.kind === 'call' && dependent.has(g.name))))
    return undefined
  generators.variable(x)
  const slopes: Fraction[] = []
  for (let v = 0; v < generators.list.length; v++) {
    const g = generators.list[v]!
    slopes.push(dependsOn(g, x) ? reduced(toFraction(derivative(g, x), generators)) : { top: 0n, bottom: 1n })
    if (generators.list.length > 5) return undefined
  }
  const count = generators.list.length
  const scale = slopes.reduce<Poly>((h, s) => P.multiply(h, P.divide(s.bottom, gcd(h, s.bottom))!), 1n)
  const tops = slopes.map((s) => P.multiply(s.top, P.divide(scale, s.bottom)!))
  /** scale * p' */
  const slopeOf = (p: Poly): Poly =>
    tops.reduce<Poly>((total, t, v) => P.add(total, P.multiply(partialIn(p, v), t)), 0n)

  const { factors } = factor(f.bottom)
  let Q: Poly = 1n
  const logs: Poly[] = []
  for (const { factor: g, times } of factors) {
    const special = P.divide(slopeOf(g), g) !== undefined
    Q = P.multiply(Q, polyPower(g, special ? times : times - 1))
    if (!special) logs.push(g)
  }
  for (let v = 0; v < count; v++) {
    const g = P.variable(v)
    const isLog = generators.list[v]!.kind === 'call' && generators.list[v]!.name === 'log'
    if (isLog && !logs.some((l) => P.isZero(P.subtract(l, g)))) logs.push(g)
  }
  const degrees = Array.from(
    { length: count },
    (_, v) => Math.max(P.degreeIn(topIn(f.top, v), v), P.degreeIn(topIn(f.bottom, v), v)) + 1,
  )
  let monomials: Poly[] = [1n]
  for (let v = 0; v < count; v++) {
    monomials = monomials.flatMap((m) =>
      Array.from({ length: degrees[v]! + 1 }, (_, k) => P.multiply(m, P.variable(v, k))),
    )
    if (monomials.length > maxUnknowns) return undefined
  }
  // f scale Q^2 L = sum a (m' Q - m Q') L + sum c (g'/g) Q^2 L, with L the product of the logs, times what is below
  const L = logs.reduce<Poly>((p, g) => P.multiply(p, g), 1n)
  const Q2 = P.multiply(Q, Q)
  const qSlope = slopeOf(Q)
  const sides: Poly[] = monomials.map((m) =>
    P.multiply(P.subtract(P.multiply(slopeOf(m), Q), P.multiply(m, qSlope)), L),
  )
  for (const g of logs) sides.push(P.multiply(P.multiply(slopeOf(g), P.divide(L, g)!), Q2))
  const target = P.multiply(P.multiply(f.top, scale), P.multiply(Q2, L))
  const relation = sineRelation(generators)
  const rows = new Map<string, number>()
  const column = (p: Poly): Rational[] => {
    const c: Rational[] = []
    for (const { coefficient, exponents } of P.termsOf(relation(p))) {
      const key = Array.from({ length: count }, (_, v) => exponents[v] ?? 0).join()
      let row = rows.get(key)
      if (row === undefined) rows.set(key, (row = rows.size))
      c[row] = Rational.of(coefficient)
    }
    return Array.from({ length: rows.size }, (_, i) => c[i] ?? Rational.of(0))
  }
  const columns = sides.map((p) => column(P.multiply(p, f.bottom)))
  const right = column(target)
  const solution = solveLinear(columns, right, rows.size)
  if (solution === undefined) return undefined
  const top = linear(
    monomials.map((m) => expanded(m, generators)),
    solution.slice(0, monomials.length),
  )
  const logTerms = logs.map((g) => logSize(expanded(g, generators)))
  return sum(divideExpr(top, expanded(Q, generators)), linear(logTerms, solution.slice(monomials.length)))
}

const power = (x: Expr, i: number): Expr => multiplyAll(Array.from({ length: i + 1 }, () => x))

function functionsIn(e: Expr, x: Expr): Expr[] {
  const found: Expr[] = []
  walk(e, (node) => {
    if (node.kind === 'call' && dependsOn(node, x)) found.push(node)
  })
  return found
}

/** The derivative by any of the variables, not only the main one. */
function partialIn(p: Poly, v: number): Poly {
  if (typeof p === 'bigint' || p.v < v) return 0n
  if (p.v === v) return P.derivativeIn(p, v)
  return p.c.reduce<Poly>((s, c, i) => P.add(s, P.multiply(partialIn(c, v), P.variable(p.v, i))), 0n)
}

/** The polynomial with v as its main variable, as far as its degree in v goes. */
function topIn(p: Poly, v: number): Poly {
  let degree = 0
  for (const { exponents } of P.termsOf(p)) degree = Math.max(degree, exponents[v] ?? 0)
  return P.variable(v, degree)
}

/** cos(u)^2 = 1 - sin(u)^2 where both are variables. */
function sineRelation(generators: Generators): (p: Poly) => Poly {
  const pairs: [number, number][] = []
  generators.list.forEach((g, v) => {
    if (g.kind !== 'call' || g.name !== 'cos') return
    const s = generators.list.indexOf(call('sin', g.args[0]!))
    if (s >= 0) pairs.push([v, s])
  })
  return (p) => {
    let result = p
    for (const [c, s] of pairs) {
      let next: Poly = 0n
      for (const { coefficient, exponents } of P.termsOf(result)) {
        const k = exponents[c] ?? 0
        let term: Poly = coefficient
        exponents.forEach((n, v) => {
          if (v !== c && n > 0) term = P.multiply(term, P.variable(v, n))
        })
        const square = P.subtract(1n, P.variable(s, 2))
        term = P.multiply(term, P.multiply(polyPower(square, Math.floor(k / 2)), P.variable(c, k % 2)))
        next = P.add(next, term)
      }
      result = next
    }
    return result
  }
}
