import { rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, multiplyAll, sqrt } from '../build/product.ts'
import { linear, subtract, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import * as Q from '../number/rational.ts'
import {
  type Dense,
  divideDense,
  inverseModulo,
  modulo,
  plus,
  scaleDense,
  slopeOf,
  times,
  trim,
} from '../polynomial/dense.ts'
import { polynomialOf } from '../polynomial/written.ts'
import { logSize } from './table.ts'

/** a + b sqrt(delta), for polynomials a and b. */
interface Split {
  readonly a: Dense
  readonly b: Dense
}

const minus = (a: Dense, b: Dense): Dense => plus(a, scaleDense(b, Q.minusOne))

/**
 * The integral of N/D for an irreducible D whose residues are two numbers u/2 +- sqrt(delta) in all: logarithms of the two
 * factors of D over that root, or arctangents of polynomials where it is imaginary. Undefined where there are more.
 * Source: M. Bronstein, Symbolic Integration I, 2005, 2.4 and 2.8 (Rothstein, Trager, Rioboo).
 */
export function byQuadraticResidues(N: Dense, D: Dense, residue: Dense, x: Expr): Expr | undefined {
  const [u, v] = quadraticOf(residue, D) ?? []
  if (u === undefined || v === undefined) return undefined
  const middle = Q.multiply(u, Q.half)
  const delta = Q.add(Q.multiply(middle, middle), v)
  // D and N - t D' have the factor with the residue t = u/2 + sqrt(delta) in common
  const slope = slopeOf(D)
  const rest: Split = { a: minus(N, scaleDense(slope, middle)), b: scaleDense(slope, Q.minusOne) }
  const { a, b } = commonFactor({ a: D, b: [] }, rest, delta)
  const whole = multiplyAll([rational(middle), logSize(polynomialOf(D, x))])
  if (Q.signOf(delta) > 0) {
    const root = sqrt(rational(delta))
    const [A, B] = [polynomialOf(a, x), multiplyAll([root, polynomialOf(b, x)])]
    return sum(whole, multiplyAll([root, subtract(logSize(sum(A, B)), logSize(subtract(A, B)))]))
  }
  const m = Q.negate(delta)
  return sum(whole, multiplyAll([sqrt(rational(m)), arctangents(a, b, m, x)]))
}

/** The u and v of c^2 = u c + v modulo D. */
function quadraticOf(c: Dense, D: Dense): readonly [u: Q.Rational, v: Q.Rational] | undefined {
  const square = modulo(times(c, c), D)
  const k = c.length - 1
  const u = Q.divide(square[k] ?? Q.zero, c[k]!)
  const left = minus(square, scaleDense(c, u))
  return left.length <= 1 ? [u, left[0] ?? Q.zero] : undefined
}

/** Euclid's algorithm over the rationals and sqrt(delta); the result is led by 1. */
function commonFactor(p: Split, q: Split, delta: Q.Rational): Split {
  while (degreeOf(q) >= 0) [p, q] = [q, remainder(p, monic(q, delta), delta)]
  return monic(p, delta)
}

const degreeOf = ({ a, b }: Split): number => Math.max(a.length, b.length) - 1

const product = (p: Split, q: Split, delta: Q.Rational): Split => ({
  a: plus(times(p.a, q.a), scaleDense(times(p.b, q.b), delta)),
  b: plus(times(p.a, q.b), times(p.b, q.a)),
})

function monic(p: Split, delta: Q.Rational): Split {
  const n = degreeOf(p)
  const [s, t] = [p.a[n] ?? Q.zero, p.b[n] ?? Q.zero]
  const size = Q.reciprocal(Q.subtract(Q.multiply(s, s), Q.multiply(delta, Q.multiply(t, t))))
  const inverse = { a: trim([Q.multiply(s, size)]), b: trim([Q.negate(Q.multiply(t, size))]) }
  return product(p, inverse, delta)
}

/** The remainder by a polynomial that is led by 1. */
function remainder(p: Split, q: Split, delta: Q.Rational): Split {
  const gap = (n: number, lead: Q.Rational): Dense =>
    Q.isZero(lead) ? [] : [...Array.from({ length: n }, () => Q.zero), lead]
  for (let n = degreeOf(p) - degreeOf(q); n >= 0; n = degreeOf(p) - degreeOf(q)) {
    const top = degreeOf(p)
    const part = product({ a: gap(n, p.a[top] ?? Q.zero), b: gap(n, p.b[top] ?? Q.zero) }, q, delta)
    p = { a: minus(p.a, part.a), b: minus(p.b, part.b) }
  }
  return p
}

/** What has the derivative of i log((a + i sqrt(m) b)/(a - i sqrt(m) b)), by arctangents of polynomials: it does not jump. */
function arctangents(a: Dense, b: Dense, m: Q.Rational, x: Expr): Expr {
  const root = sqrt(rational(m))
  const twice = Q.Rational.of(2)
  const found: Expr[] = []
  const atan = (top: Dense): Expr => call('atan', divide(polynomialOf(top, x), root))
  while (b.length > 0) {
    if (a.length < b.length) {
      // up to a factor the same quotient
      ;[a, b] = [scaleDense(b, Q.minusOne), scaleDense(a, Q.reciprocal(m))]
      continue
    }
    const { quotient, rest } = divideDense(a, b)
    if (rest.length === 0) {
      found.push(atan(quotient))
      break
    }
    const d = inverseModulo(b, a)!
    const c = divideDense(minus(times(b, d), [Q.one]), a).quotient
    found.push(atan(plus(times(a, d), scaleDense(times(b, c), m))))
    ;[a, b] = [d, c]
  }
  return linear(
    found,
    found.map(() => twice),
  )
}
