import { integer } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, multiplyAll } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import { negate, scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { half } from '../number/rational.ts'
import { freeSymbols } from '../traverse.ts'
import { linearSlope } from './table.ts'

/** The place and the weight of g(x) dirac(a x + b): g(-b/a)/abs(a) at -b/a. */
function impulse(e: Expr, x: Expr): { at: Expr; weight: Expr } | undefined {
  const factors = e.kind === 'product' ? e.args : [e]
  const peak = factors.find((f) => f.kind === 'call' && f.name === 'dirac' && f.weights.length === 0)
  const a = peak && linearSlope(peak.args[0]!, x)
  if (peak === undefined || a === undefined) return undefined
  const at = negate(divide(subtract(peak.args[0]!, multiplyAll([a, x])), a))
  const rest = subs(divide(e, peak), new Map([[x, at]]))
  return dependsOn(rest, x) ? undefined : { at, weight: divide(rest, call('abs', a)) }
}

/** g(x) dirac(a x + b) has the antiderivative g(-b/a) heaviside(x + b/a)/abs(a). */
export function integrateImpulse(e: Expr, x: Expr): Expr | undefined {
  const found = impulse(e, x)
  return found && multiplyAll([found.weight, call('heaviside', subtract(x, found.at))])
}

/** The part of a sum that impulses have in an integral from a to b, and the rest; undefined where there are none. */
export function impulsesBetween(
  e: Expr,
  x: Expr,
  from: Expr,
  to: Expr,
): { part: Expr; rest: Expr } | undefined {
  const terms =
    e.kind === 'sum' ? [...e.args.map((t, i) => scale(t, e.weights[i]!)), scale(integer(1), e.value)] : [e]
  const found = terms.map((t) => impulse(t, x))
  if (found.every((f) => f === undefined)) return undefined
  const parts: Expr[] = []
  for (const f of found) {
    if (f === undefined) continue
    if ([f.at, from, to].some((p) => freeSymbols(p).length > 0)) return undefined
    const [at, a, b] = [f.at, from, to].map((p) => evaluate(p)) as [number, number, number]
    if (at < Math.min(a, b) || at > Math.max(a, b)) continue
    const signed = a < b ? f.weight : negate(f.weight)
    // half of it at an end, as heaviside(0) is 1/2
    parts.push(at === a || at === b ? scale(signed, half) : signed)
  }
  return { part: sum(...parts), rest: sum(...terms.filter((_, i) => found[i] === undefined)) }
}
