import { isInfinite, rational } from '../../build/atoms.ts'
import { call } from '../../build/call.ts'
import { multiplyAll, power } from '../../build/product.ts'
import { subs } from '../../build/subs.ts'
import { scale, subtract, sum } from '../../build/sum.ts'
import { dependsOn } from '../../calculus/depends.ts'
import type { Expr } from '../../expr.ts'
import { measure } from '../../simplify/measure.ts'
import { expandTrig } from '../../simplify/multiple-angles.ts'
import { cancel } from '../../simplify/rational.ts'
import { simplify } from '../../simplify/simplify.ts'
import { toSineCosine } from '../../simplify/trig.ts'
import { some } from '../../traverse.ts'

const waves = new Set(['sin', 'cos', 'tan', 'cot', 'sec', 'csc'])

/**
 * f(x) + f(a + b - x), of which the integral from a to b is twice that of f, for a function with waves; in its simplest
 * form. It may be a constant, or lose a factor x.
 */
export function foldedIntegrand(e: Expr, x: Expr, a: Expr, b: Expr): Expr | undefined {
  if (!hasWave(e, x) || isInfinite(a) || isInfinite(b)) return undefined
  const both = sum(e, subs(e, new Map([[x, subtract(sum(a, b), x)]])))
  return [both, joinedLogs(both)]
    .map((f) => simplify(cancel(toSineCosine(expandTrig(f))), { work: 60_000 }))
    .reduce((p, q) => (measure(q) < measure(p) ? q : p))
}

/** Logarithms of a sum joined to one, as if all were real. */
function joinedLogs(e: Expr): Expr {
  if (e.kind !== 'sum') return e
  const isLog = (f: Expr, i: number): boolean =>
    f.kind === 'call' && f.name === 'log' && e.weights[i]!.d === 1
  const inside = e.args.flatMap((f, i) => (isLog(f, i) ? [power(f.args[0]!, rational(e.weights[i]!))] : []))
  const rest = e.args.flatMap((f, i) => (isLog(f, i) ? [] : [scale(f, e.weights[i]!)]))
  return sum(call('log', cancel(toSineCosine(expandTrig(multiplyAll(inside))))), ...rest, rational(e.value))
}

function hasWave(e: Expr, x: Expr): boolean {
  return some(e, (node) => node.kind === 'call' && waves.has(node.name) && dependsOn(node, x))
}

/** Whether x occurs within waves only. */
export function isPeriodic(e: Expr, x: Expr): boolean {
  if (e === x) return false
  if (!dependsOn(e, x) || (e.kind === 'call' && waves.has(e.name))) return true
  return e.args.every((arg) => isPeriodic(arg, x))
}
