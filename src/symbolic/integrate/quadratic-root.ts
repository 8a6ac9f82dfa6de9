import { fraction, integer, isIntegerNumber, isValue, symbol } from '../build/atoms.ts'
import { divide, multiplyAll, power, sqrt } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { subs } from '../build/subs.ts'
import { negate, scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { half, signOf } from '../number/rational.ts'
import { cancel, expand } from '../simplify/rational.ts'
import { coefficientsOf } from '../solve/coefficients.ts'
import { some } from '../traverse.ts'
import { evenWithRadical } from './even-radical.ts'
import { type Integrate, isRational } from './shapes.ts'

/** The integral of R(x) q^(n/2) for a quadratic q and a rational R: with q = a t^2 + c, R as an even and an odd function. */
export function evenAndOdd(
  R: Expr,
  q: Expr,
  n: number,
  x: Expr,
  rational: Integrate,
  integrate: Integrate,
): Expr | undefined {
  const [, b, a] = coefficientsOf(q, x) as [Expr, Expr, Expr]
  if (!isValue(b, 0)) {
    const t = symbol(' shifted')
    if (dependsOn(R, t)) return undefined
    const shift = divide(scale(b, half), a)
    const at = new Map([[x, subtract(t, shift)]])
    const moved = power(expand(subs(q, at)), fraction(n, 2))
    const inner = integrate(multiplyAll([cancel(subs(R, at)), moved]), t)
    return inner && subs(inner, new Map([[t, sum(x, shift)]]))
  }
  const whole = evenWithRadical(R, q, n, x, rational)
  if (whole !== undefined) return whole
  const mirrored = subs(R, new Map([[x, negate(x)]]))
  const even = cancel(scale(sum(R, mirrored), half))
  const odd = cancel(scale(subtract(R, mirrored), half))
  if (isValue(even, 0) || isValue(odd, 0)) return undefined
  const first = evenWithRadical(even, q, n, x, rational)
  const second = first && integrate(multiplyAll([odd, power(q, fraction(n, 2))]), x)
  return second && sum(first, second)
}

/** A rational function of x and of the root of one quadratic q, as A(x) + B(x) sqrt(q); undefined of anything else. */
export function besideRoot(e: Expr, x: Expr): Expr | undefined {
  let q: Expr | undefined
  const mixed = some(e, (node) => {
    if (!isRoot(node) || !dependsOn(node, x)) return false
    q ??= node.args[0]!
    return node.args[0] !== q || node.args[1]!.value.d !== 2 || coefficientsOf(q, x)?.length !== 3
  })
  if (mixed || q === undefined) return undefined
  const s = symbol(' root')
  const written = cancel(
    mapExpr(e, (node) =>
      isRoot(node) && node.args[0] === q ? power(s, integer(Number(node.args[1]!.value.n))) : node,
    ),
  )
  if (!isRational(written, x) || !isRational(written, s)) return undefined
  const factors = written.kind === 'product' ? written.args : [written]
  const below = factors.filter(
    (f) => f.kind === 'power' && isIntegerNumber(f.args[1]!) && signOf(f.args[1]!.value) < 0,
  )
  const bottom = expand(power(multiplyAll(below), integer(-1)))
  const top = expand(multiplyAll([written, bottom]))
  const [P, Q] = byRoot(top, s, q)
  const [U, V] = byRoot(bottom, s, q)
  if (isValue(V, 0) && (isValue(P, 0) || isValue(Q, 0))) return undefined
  // (P + Q s)(U - V s)/(U^2 - V^2 q)
  const norm = subtract(power(U, integer(2)), multiplyAll([power(V, integer(2)), q]))
  const over = (e1: Expr): Expr => cancel(divide(e1, norm))
  return sum(
    over(subtract(multiplyAll([P, U]), multiplyAll([Q, V, q]))),
    multiplyAll([over(subtract(multiplyAll([Q, U]), multiplyAll([P, V]))), sqrt(q)]),
  )
}

const isRoot = (e: Expr): boolean =>
  e.kind === 'power' && e.args[1]!.kind === 'number' && e.args[1]!.value.d !== 1

/** The even and the odd part of a polynomial in s = sqrt(q), the odd one over s. */
function byRoot(p: Expr, s: Expr, q: Expr): readonly [Expr, Expr] {
  const c = coefficientsOf(p, s) ?? []
  const part = (odd: number): Expr =>
    sum(
      integer(0),
      ...c.flatMap((k, i) => (i % 2 === odd ? [multiplyAll([k, power(q, integer((i - odd) / 2))])] : [])),
    )
  return [part(0), part(1)]
}
