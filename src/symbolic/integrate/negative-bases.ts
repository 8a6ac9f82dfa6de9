import { constant, isNumber, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { exp, multiplyAll, power } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { negate, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { isInteger } from '../number/rational.ts'
import { numberOf } from '../solve/verify.ts'

/** log(u) as log(-u) + i pi and u^r as exp(i pi r) (-u)^r for what is negative at a number, as it is on both sides of that. */
export const withPositiveBases = (e: Expr, x: Expr, at: number): Expr =>
  mapExpr(e, (node) => {
    const [u, r] = node.args
    if (u === undefined || !dependsOn(u, x) || !(numberOf(u, { [x.name]: at }) < 0)) return node
    const turn = multiplyAll([constant('I'), constant('pi')])
    if (node.kind === 'call' && node.name === 'log') return sum(call('log', negate(u)), turn)
    if (node.kind !== 'power' || !isNumber(r!) || isInteger(r!.value)) return node
    return multiplyAll([exp(multiplyAll([turn, rational(r!.value)])), power(negate(u), r!)])
  })
