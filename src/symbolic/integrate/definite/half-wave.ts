import { constant, fraction, integer, isValue, symbol } from '../../build/atoms.ts'
import { call } from '../../build/call.ts'
import { divide, exp, multiplyAll, sqrt } from '../../build/product.ts'
import { subs } from '../../build/subs.ts'
import { negate, scale, subtract, sum } from '../../build/sum.ts'
import { derivative } from '../../calculus/derivative.ts'
import type { Expr } from '../../expr.ts'
import { half, Rational } from '../../number/rational.ts'
import { signOfConstant } from '../../series/decide.ts'
import { coefficientsOf } from '../../solve/coefficients.ts'
import type { PartialFraction } from '../apart.ts'
import { fractionsOf, waveOf } from './fourier.ts'
import type { DefiniteValue } from './half-line.ts'
import { sideOf } from './transform.ts'

/** What cos(k x) and what sin(k x) give, times a fraction, from 0 to infinity. */
type Pair = readonly [cosine: Expr, sine: Expr]

/**
 * The integral of R(x) cos(k x + d) or R(x) sin(k x + d) from 0 to infinity, for a rational function R that tends to 0
 * and has its poles at negative numbers and at pairs +- i b: by the auxiliary functions of the sine and cosine
 * integrals, and by exponential integrals.
 * Source: NIST Digital Library of Mathematical Functions, 6.2.17, 6.7.13; Gradshteyn and Ryzhik, 3.723, 3.729.
 */
export function halfWave(e: Expr, x: Expr): DefiniteValue | undefined {
  const wave = waveOf(e, x)
  if (wave === undefined) return undefined
  const parts = fractionsOf(wave.R, x)
  if (parts === undefined) return undefined
  const side = sideOf(wave.slope)
  if (side === undefined || isValue(wave.slope, 0)) return undefined
  const k = side === 1 ? wave.slope : negate(wave.slope)
  const d = side === 1 ? wave.shift : negate(wave.shift)
  const found: Expr[] = []
  const [cos, sin] = [call('cos', d), call('sin', d)]
  for (const f of parts) {
    const pair = ofFraction(f, x, k)
    if (pair === undefined) return undefined
    found.push(
      wave.sine
        ? sum(multiplyAll([pair[1], cos]), multiplyAll([pair[0], sin]))
        : subtract(multiplyAll([pair[0], cos]), multiplyAll([pair[1], sin])),
    )
  }
  const sign = integer(wave.sine ? side : 1)
  return { value: multiplyAll([sign, sum(...found)]), conditions: [], proved: true }
}

function ofFraction({ numerator, factor, power }: PartialFraction, x: Expr, k: Expr): Pair | undefined {
  const q = coefficientsOf(factor, x)
  const n = coefficientsOf(numerator, x)
  if (q === undefined || n === undefined) return undefined
  const lead = q.at(-1)!
  const front = divide(
    integer(1),
    Array.from({ length: power - 1 }).reduce<Expr>((p) => multiplyAll([p, lead]), lead),
  )
  const known = (c: Expr): boolean => sideOf(c) === 1 && (c.kind !== 'number' || !isValue(c, 0))
  const t = symbol(' t', { positive: true })
  const rest = divide(q[0]!, lead)
  if (!known(rest) && signOfConstant(rest) !== 1) return undefined
  let pair: Pair
  if (q.length === 2) pair = atPole(k, sum(rest, t)).map((v) => multiplyAll([n[0]!, v])) as [Expr, Expr]
  else if (q.length === 3 && isValue(q[1]!, 0) && n.length <= 2)
    pair = atPair(k, sqrt(sum(rest, t)), n[0]!, n[1] ?? integer(0))
  else return undefined
  // higher powers by derivatives by t
  for (let j = 1; j < power; j++)
    pair = pair.map((v) => scale(derivative(v, t), Rational.of(-1, j))) as [Expr, Expr]
  return pair.map((v) => multiplyAll([front, subs(v, new Map([[t, integer(0)]]))])) as [Expr, Expr]
}

/** 1/(x + a): the functions g and f of z = k a. */
function atPole(k: Expr, a: Expr): Pair {
  const z = multiplyAll([k, a])
  const rest = subtract(scale(constant('pi'), half), call('Si', z))
  const [cos, sin, Ci] = [call('cos', z), call('sin', z), call('Ci', z)]
  return [
    subtract(multiplyAll([rest, sin]), multiplyAll([Ci, cos])),
    sum(multiplyAll([Ci, sin]), multiplyAll([rest, cos])),
  ]
}

/** (A x + B)/(x^2 + b^2): residues for the even part, exponential integrals for the odd one. */
function atPair(k: Expr, b: Expr, B: Expr, A: Expr): Pair {
  const z = multiplyAll([k, b])
  const decay = scale(multiplyAll([constant('pi'), exp(negate(z))]), half)
  const [up, down] = [multiplyAll([exp(z), call('E1', z)]), multiplyAll([exp(negate(z)), call('Ei', z)])]
  return [
    sum(divide(multiplyAll([B, decay]), b), multiplyAll([fraction(1, 2), A, subtract(up, down)])),
    sum(multiplyAll([A, decay]), divide(multiplyAll([fraction(1, 2), B, sum(up, down)]), b)),
  ]
}
