import { integer, rational, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, multiplyAll, power } from '../build/product.ts'
import { linear, subtract } from '../build/sum.ts'
import { rootSum } from '../calculus/root-sum.ts'
import type { Expr } from '../expr.ts'
import { minusOne, Rational } from '../number/rational.ts'
import {
  type Dense,
  denseOf,
  divideDense,
  inverseModulo,
  modulo,
  plus,
  scaleDense,
  slopeOf,
  times,
} from '../polynomial/dense.ts'
import { polynomialOf } from '../polynomial/written.ts'
import type { PartialFraction } from './apart.ts'
import { byQuadraticResidues } from './quadratic-residues.ts'
import { logSize } from './table.ts'

/**
 * The integral of N/D^n for an irreducible D: a rational part by Hermite's reduction, and the sum over the roots z of D of
 * N(z)/D'(z) log(x - z), which is a logarithm of D where that quotient is a number, and of two factors where it takes two.
 * Source: M. Bronstein, Symbolic Integration I, 2005, 2.2 and 2.4.
 */
export function integrateOverRoots(f: PartialFraction, x: Expr): Expr | undefined {
  const D = denseOf(f.factor, x)
  let N: Dense | undefined = denseOf(f.numerator, x)
  if (D === undefined || N === undefined) return undefined
  const slope = slopeOf(D)
  const inverse = inverseModulo(slope, D)
  if (inverse === undefined) return undefined
  const terms: Expr[] = []
  for (let n = f.power; n > 1; n--) {
    // N = S D + T D', and T D'/D^n is -(T/((n - 1) D^(n - 1)))' + T'/((n - 1) D^(n - 1))
    const T = modulo(times(N, inverse), D)
    const S = divideDense(plus(N, scaleDense(times(T, slope), minusOne)), D).quotient
    const share = Rational.of(1, n - 1)
    terms.push(
      divide(polynomialOf(scaleDense(T, Rational.of(-1, n - 1)), x), power(f.factor, integer(n - 1))),
    )
    N = plus(S, scaleDense(slopeOf(T), share))
  }
  if (N.length > 0) terms.push(logarithms(N, D, inverse, x))
  return linear(terms, undefined)
}

/** The integral of N/D. */
function logarithms(N: Dense, D: Dense, inverse: Dense, x: Expr): Expr {
  const residue = modulo(times(N, inverse), D)
  if (residue.length === 1) return multiplyAll([rational(residue[0]!), logSize(polynomialOf(D, x))])
  const two = byQuadraticResidues(N, D, residue, x)
  if (two !== undefined) return two
  const z = symbol(x.name === 'z' ? 't' : 'z', { real: false })
  const quotient = divide(polynomialOf(N, z), polynomialOf(slopeOf(D), z))
  return rootSum(multiplyAll([quotient, call('log', subtract(x, z))]), z, D)
}
