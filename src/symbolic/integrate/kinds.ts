import { integer, isIntegerNumber, isValue } from '../build/atoms.ts'
import { linear, scale } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { minusOne, Rational, signOf } from '../number/rational.ts'
import { coefficientsOf } from '../solve/coefficients.ts'
import { some } from '../traverse.ts'

const special = new Set('Ei Si Ci Shi Chi li fresnels fresnelc polylog'.split(' '))
/** Whether an integral stands in it that has a name of its own. */
export function isSpecial(e: Expr): boolean {
  return some(e, (node) => node.kind === 'call' && special.has(node.name))
}

/** Functions that by parts are differentiated rather than integrated. */
export const logLike = new Set(
  'log log1p asin acos atan acot asec acsc asinh acosh atanh acoth erf erfc erfi Si Ci Shi Chi fresnels fresnelc'.split(
    ' ',
  ),
)

/** A whole positive power of x. */
export const isMonomial = (e: Expr, x: Expr): boolean =>
  e === x ||
  (e.kind === 'power' && e.args[0] === x && isIntegerNumber(e.args[1]!) && signOf(e.args[1]!.value) > 0)
/** A whole positive power of a polynomial of several terms. */
export const isPolynomialSum = (e: Expr, x: Expr): boolean => {
  const b = e.kind === 'power' && isIntegerNumber(e.args[1]!) && signOf(e.args[1]!.value) > 0 ? e.args[0]! : e
  return b.kind === 'sum' && coefficientsOf(b, x) !== undefined
}

/** The constant c for which (v + c) atan'(x) loses its denominator: 1/2 for v = x^2/2. */
export function constantFor(chosen: Expr, v: Expr, x: Expr): Expr {
  const b = chosen.kind === 'power' ? chosen.args[0]! : chosen
  const plain = b.kind === 'call' && (b.name === 'atan' || b.name === 'acot') && b.args[0] === x
  const c = plain ? coefficientsOf(v, x) : undefined
  const even = c?.every((k, i) => i % 2 === 0 || isValue(k, 0)) === true
  // v(i) for an even polynomial v
  return even
    ? scale(
        linear(
          c.map((k, i) => (i % 4 === 2 ? scale(k, minusOne) : k)),
          undefined,
        ),
        minusOne,
      )
    : integer(0)
}

/** The number in front: what decides the sign where the symbols are positive. */
export const leadingWeight = (e: Expr): Rational =>
  e.kind === 'number' || e.kind === 'product' ? e.value : e.kind === 'sum' ? e.weights[0]! : Rational.of(1)
