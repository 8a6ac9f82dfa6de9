import { integer, isNumber, node as makeNode } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { isPositive } from '../build/known.ts'
import { mapExpr } from '../build/rebuild.ts'
import { scale, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { Rational } from '../number/rational.ts'

/** log(exp(u)) = u and log(u^r) = r log(u) where u is positive, for real u. */
export function openLogs(e: Expr): Expr {
  return mapExpr(e, (node) => {
    if (node.kind !== 'call' || node.name !== 'log') return node
    const u = node.args[0]!
    if (u.kind === 'call' && u.name === 'exp') return u.args[0]!
    if (u.kind === 'number') return primeLog(u) ?? node
    if (u.kind === 'power' && isNumber(u.args[1]!) && isPositive(u.args[0]!))
      return scale(openLogs(call('log', u.args[0]!)), u.args[1]!.value)
    return node
  })
}

/** log(12) = 2 log(2) + log(3), for small numbers. */
function primeLog(e: Expr): Expr | undefined {
  const { n, d } = e.value
  if (typeof n !== 'number' || typeof d !== 'number' || n <= 0 || n > 1e6 || d > 1e6) return undefined
  const terms: Expr[] = []
  const put = (m: number, sign: number): void => {
    for (let p = 2; m > 1; p++) {
      if (p * p > m) p = m
      let k = 0
      for (; m % p === 0; m /= p) k++
      if (k > 0) terms.push(scale(makeNode('call', 'log', [integer(p)]), Rational.of(sign * k)))
    }
  }
  put(n, 1)
  put(d, -1)
  return sum(...terms)
}
