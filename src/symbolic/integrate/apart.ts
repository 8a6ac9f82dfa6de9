import { integer, isIntegerNumber, rational } from '../build/atoms.ts'
import { divide, multiplyAll, power } from '../build/product.ts'
import { linear } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { resolve, type Variable } from '../calculus/derivative.ts'
import { maxSearchNodes } from '../calculus/not-found.ts'
import type { Expr } from '../expr.ts'
import * as Q from '../number/rational.ts'
import { type Dense, denseOf, divideDense, times } from '../polynomial/dense.ts'
import { solveLinear } from '../polynomial/linear.ts'
import { polynomialOf } from '../polynomial/written.ts'
import { factorize } from '../simplify/rational.ts'
import { nodeCount } from '../traverse.ts'
import { decomposeWithParameters } from './apart-parameters.ts'

type Rational = Q.Rational

/** numerator/factor^power of a partial fraction decomposition. */
export interface PartialFraction {
  readonly numerator: Expr
  readonly factor: Expr
  readonly power: number
}

export interface Decomposition {
  readonly polynomial: Expr
  readonly fractions: readonly PartialFraction[]
}

/**
 * A rational function of x as a polynomial and partial fractions over its factors over the rationals; unchanged where it is none. Symbols
 * in it stand for numbers for which the factors have no root in common.
 *
 * @example
 * apart(parse('1/(x^2 - 1)'), 'x') // 1/(2*(x - 1)) - 1/(2*(x + 1))
 */
export function apart(e: Expr, variable: Variable): Expr {
  if (nodeCount(e) > maxSearchNodes) return e
  const x = resolve(e, variable)
  const parts = x === undefined ? undefined : (decompose(e, x) ?? decomposeWithParameters(e, x))
  if (parts === undefined) return e
  return linear(
    [parts.polynomial, ...parts.fractions.map((f) => divide(f.numerator, power(f.factor, integer(f.power))))],
    undefined,
  )
}

const maxDegree = 30

/** The parts of a rational function, or undefined where the expression is none with rational coefficients. */
export function decompose(e: Expr, x: Expr): Decomposition | undefined {
  const whole = factorize(e)
  const bottom: { factor: Dense; times: number }[] = []
  const top: Expr[] = []
  for (const f of whole.kind === 'product' ? [rational(whole.value), ...whole.args] : [whole]) {
    if (f.kind === 'power' && isIntegerNumber(f.args[1]!) && f.args[1]!.value.n < 0 && dependsOn(f, x)) {
      const factor = denseOf(f.args[0]!, x)
      if (factor === undefined) return undefined
      bottom.push({ factor, times: -Number(f.args[1]!.value.n) })
    } else top.push(f)
  }
  const numerator = denseOf(multiplyAll(top), x)
  if (numerator === undefined) return undefined
  const denominator = bottom.reduce<Rational[]>(
    (p, b) => Array.from({ length: b.times }).reduce<Rational[]>((q) => times(q, b.factor), p),
    [Q.one],
  )
  if (denominator.length > maxDegree) return undefined
  const { quotient, rest } = divideDense(numerator, denominator)
  if (bottom.length === 1)
    return { polynomial: polynomialOf(quotient, x), fractions: digitsOf(rest, bottom[0]!, x) }
  const unknowns: { factor: Dense; power: number; degree: number }[] = bottom.flatMap((b) =>
    Array.from({ length: b.times }, (_, i) => i + 1).flatMap((p) =>
      Array.from({ length: b.factor.length - 1 }, (_, degree) => ({ factor: b.factor, power: p, degree })),
    ),
  )
  // rest = sum of c x^degree denominator/factor^power
  const columns = unknowns.map((u) => {
    let q: Rational[] = denominator
    for (let i = 0; i < u.power; i++) q = divideDense(q, u.factor).quotient
    return [...Array.from({ length: u.degree }, () => Q.zero), ...q]
  })
  const solution = solveLinear(columns, rest, denominator.length - 1)
  if (solution === undefined) return undefined
  const fractions: PartialFraction[] = []
  for (const b of bottom)
    for (let p = 1; p <= b.times; p++) {
      const c = unknowns.flatMap((u, i) => (u.factor === b.factor && u.power === p ? [solution[i]!] : []))
      if (c.some((k) => !Q.isZero(k)))
        fractions.push({ numerator: polynomialOf(c, x), factor: polynomialOf(b.factor, x), power: p })
    }
  return { polynomial: polynomialOf(quotient, x), fractions }
}

/** p/f^n = a1/f + ... + an/f^n: the remainders of p by f, again and again. */
function digitsOf(p: Dense, bottom: { factor: Dense; times: number }, x: Expr): PartialFraction[] {
  const fractions: PartialFraction[] = []
  let left = p
  for (let n = bottom.times; n > 0 && left.length > 0; n--) {
    const { quotient, rest } = divideDense(left, bottom.factor)
    if (rest.length > 0)
      fractions.unshift({
        numerator: polynomialOf(rest, x),
        factor: polynomialOf(bottom.factor, x),
        power: n,
      })
    left = quotient
  }
  return fractions
}
