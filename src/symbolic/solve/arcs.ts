import { isIntegerNumber, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, multiplyAll, power } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { scale, subtract } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { absolute, isOne, minusOne } from '../number/rational.ts'
import { own } from '../own.ts'
import { isZero } from '../series/decide.ts'
import { expandTrig } from '../simplify/multiple-angles.ts'
import { simplify } from '../simplify/simplify.ts'
import { some } from '../traverse.ts'

/** Inverse functions of angles, and what undoes them. */
const arcs = { asin: 'sin', acos: 'cos', atan: 'tan' } as const

/** Sums of arcs, asin(x) + acos(2*x) = c: one alone on its side, and the sine, cosine or tangent of both. */
export function withoutArcs(e: Expr, x: Expr): Expr | undefined {
  if (e.kind !== 'sum') return undefined
  const moving = e.args.flatMap((a, i) => (dependsOn(a, x) ? [i] : []))
  const isArc = (i: number): boolean => {
    const a = e.args[i]!
    return a.kind === 'call' && own(arcs, a.name) !== undefined && isIntegerNumber(rational(e.weights[i]!))
  }
  // more than two lead to roots in roots
  if (moving.length !== 2 || !moving.every(isArc)) return undefined
  const i = moving.find((k) => isOne(absolute(e.weights[k]!))) ?? moving[0]!
  const arc = e.args[i]!
  const other = scale(divide(subtract(e, scale(arc, e.weights[i]!)), rational(e.weights[i]!)), minusOne)
  const equation = subtract(
    arc.args[0]!,
    simplify(expandTrig(call(own(arcs, arc.name)!, other)), { work: 60_000 }),
  )
  return isZero(equation) ||
    some(equation, (node) => node.kind === 'call' && own(arcs, node.name) !== undefined)
    ? undefined
    : equation
}

/** tan(u) beside cot(u): where the tangent is infinite the equation says nothing. */
export function inTangents(e: Expr): Expr | undefined {
  const made = mapExpr(e, (node) => {
    if (node.kind !== 'call' || node.name !== 'cot') return node
    const tangent = call('tan', node.args[0]!)
    return some(e, (part) => part === tangent) ? power(tangent, rational(minusOne)) : node
  })
  return made === e ? undefined : made
}

/** n log(b) for b^n where log(b) stands in n, so that b is positive. */
export function exponentOfLog(b: Expr, n: Expr): Expr | undefined {
  const log = call('log', b)
  return some(n, (node) => node === log) ? multiplyAll([n, log]) : undefined
}
