import { integer, isIntegerNumber, isValue, symbol } from '../build/atoms.ts'
import { divide, multiplyAll, power, sqrt } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { subs } from '../build/subs.ts'
import { subtract } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { cancel } from '../simplify/rational.ts'
import { coefficientsOf } from '../solve/coefficients.ts'

/**
 * The integral of R(x^2) q^(n/2) for q = a x^2 + c, odd n and a rational R, by t = x/sqrt(q): x^2 = c t^2/(1 - a t^2),
 * q = c/(1 - a t^2) and dx = q^(3/2)/c dt make it rational in t. Undefined where it is not of that form.
 */
export function evenWithRadical(
  rest: Expr,
  q: Expr,
  n: number,
  x: Expr,
  integrate: (e: Expr, t: Expr) => Expr | undefined,
): Expr | undefined {
  const coefficients = coefficientsOf(q, x)
  if (coefficients?.length !== 3 || !isValue(coefficients[1]!, 0)) return undefined
  const [c, , a] = coefficients as [Expr, Expr, Expr]
  const square = symbol(' square')
  const R = mapExpr(rest, (node) =>
    node.kind === 'power' &&
    node.args[0] === x &&
    isIntegerNumber(node.args[1]!) &&
    Number(node.args[1]!.value.n) % 2 === 0
      ? power(square, integer(Number(node.args[1]!.value.n) / 2))
      : node,
  )
  if (dependsOn(R, x)) return undefined
  const t = symbol(' ratio')
  const t2 = power(t, integer(2))
  const open = subtract(integer(1), multiplyAll([a, t2]))
  const written = divide(
    multiplyAll([
      subs(R, new Map([[square, divide(multiplyAll([c, t2]), open)]])),
      power(divide(c, open), integer((n + 3) / 2)),
    ]),
    c,
  )
  const inner = integrate(cancel(written), t)
  return inner && subs(inner, new Map([[t, divide(x, sqrt(q))]]))
}
