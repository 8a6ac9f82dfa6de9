import { integer, isInfinite, isValue, symbol } from '../../build/atoms.ts'
import { call } from '../../build/call.ts'
import { multiplyAll, power } from '../../build/product.ts'
import { mapExpr } from '../../build/rebuild.ts'
import { subs } from '../../build/subs.ts'
import { scale, subtract, sum } from '../../build/sum.ts'
import { derivative } from '../../calculus/derivative.ts'
import { NotFoundError } from '../../calculus/not-found.ts'
import { hasValue } from '../../calculus/pieces.ts'
import { evaluate } from '../../evaluate/evaluate.ts'
import { lambdify } from '../../evaluate/lambdify.ts'
import { quadrature } from '../../evaluate/quadrature.ts'
import type { Expr } from '../../expr.ts'
import { limit } from '../../limit/limit.ts'
import { half } from '../../number/rational.ts'
import { simplify } from '../../simplify/simplify.ts'
import { freeSymbols } from '../../traverse.ts'
import { isMonomial } from '../kinds.ts'
import { agreesWithQuadrature } from './check.ts'

type Definite = (e: Expr, x: Expr, from: Expr, to: Expr) => Expr

/** The integral of e from a to b, by other integrals. */
type Way = (
  e: Expr,
  x: Expr,
  a: Expr,
  b: Expr,
  definite: Definite,
  antiderivative: (e: Expr, x: Expr) => Expr,
) => Expr | undefined

/** What is tried where no antiderivative is found; each value is compared with the quadrature. */
export const withoutAntiderivative: Way = (e, x, a, b, definite, antiderivative) => {
  const ways: Way[] = [aboutTheMiddle, byTangent, byParts]
  for (const way of ways) {
    const value = attempted(() => way(e, x, a, b, definite, antiderivative))
    if (value === undefined || !hasValue(value)) continue
    if (agreesWithQuadrature(e, x, a, b, { value, conditions: [], proved: false })) return value
  }
  return undefined
}

function attempted(way: () => Expr | undefined): Expr | undefined {
  try {
    return way()
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}

/** (b - a) f(m) for a function with f(m - t) + f(m + t) = 2 f(m) about the middle m, whatever t is. */
function aboutTheMiddle(e: Expr, x: Expr, a: Expr, b: Expr): Expr | undefined {
  if (isInfinite(a) || isInfinite(b) || freeSymbols(a).length + freeSymbols(b).length > 0) return undefined
  const middle = scale(sum(a, b), half)
  const samples = new Map(
    freeSymbols(e)
      .filter((s) => s !== x)
      .map((s, i) => [s, scale(integer(2 * i + 3), half)] as const),
  )
  const f = lambdify(subs(e, samples), [x]) as (t: number) => number
  const m = evaluate(middle)
  const r = evaluate(b) - m
  const center = 2 * f(m)
  const isBalanced = [0.137, 0.318, 0.571, 0.734, 0.933].every((t) => {
    const [left, right] = [f(m - t * r), f(m + t * r)]
    return Math.abs(left + right - center) <= 1e-11 * (Math.abs(left) + Math.abs(right))
  })
  // an odd function may have a pole on each side
  if (!isBalanced || Number.isNaN(quadrature((t) => Math.abs(f(t)), m - r, m + r))) return undefined
  return simplify(multiplyAll([subtract(b, a), subs(e, new Map([[x, middle]]))]))
}

/** x = tan(u) for f(x)/(1 + x^2). */
function byTangent(e: Expr, x: Expr, a: Expr, b: Expr, definite: Definite): Expr | undefined {
  const square = sum(integer(1), power(x, integer(2)))
  const below =
    e.kind === 'product' ? e.args.find((f) => f.kind === 'power' && f.args[0] === square) : undefined
  if (below === undefined || !isValue(below.args[1]!, -1)) return undefined
  const u = symbol(' t')
  const rest = subs(multiplyAll([e, square]), new Map([[x, call('tan', u)]]))
  return definite(simplify(rest, { work: 60_000 }), u, call('atan', a), call('atan', b))
}

/** [x^n G] - the integral of n x^(n - 1) G, where G' is what stands beside x^n. */
const byParts: Way = (e, x, a, b, definite, antiderivative) => {
  const chosen = e.kind === 'product' ? e.args.find((f) => isMonomial(f, x)) : undefined
  if (chosen === undefined || freeSymbols(e).length > 1) return undefined
  const middle = isInfinite(a) || isInfinite(b) ? undefined : scale(sum(a, b), half)
  const G = mapExpr(antiderivative(multiplyAll([e, power(chosen, integer(-1))]), x), (node) => {
    if (node.kind !== 'call' || node.name !== 'abs' || middle === undefined) return node
    // log|sin(x)| as log(sin(x)) where that is real
    return evaluate(subs(node.args[0]!, new Map([[x, middle]]))) > 0 ? node.args[0]! : node
  })
  const whole = multiplyAll([chosen, G])
  const ends = subtract(limit(whole, x, b, '-'), limit(whole, x, a, '+'))
  if (!Number.isFinite(evaluate(ends))) return undefined
  return simplify(subtract(ends, definite(multiplyAll([derivative(chosen, x), G]), x, a, b)))
}
