import { integer, isIntegerNumber, rational } from '../build/atoms.ts'
import { multiplyAll, power } from '../build/product.ts'
import { linear, scale } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { one, signOf } from '../number/rational.ts'
import { expand } from '../simplify/rational.ts'

const maxDegree = 200

/** The coefficients of a polynomial in x, from degree 0, multiplied out; undefined where it is none. */
export function coefficientsOf(e: Expr, x: Expr): Expr[] | undefined {
  const whole = expand(e)
  // a sum over a denominator that is free of x
  const moving = whole.kind === 'product' ? whole.args.filter((f) => dependsOn(f, x)) : []
  const open = moving.length === 1 && moving[0]!.kind === 'sum' ? moving[0]! : whole
  const fixed = open === whole ? [] : [rational(whole.value), ...whole.args.filter((f) => f !== open)]
  const groups: Expr[][] = []
  const terms = open.kind === 'sum' ? [...open.args, rational(open.value)] : [open]
  const weights = open.kind === 'sum' ? [...open.weights, one] : [one]
  for (let i = 0; i < terms.length; i++) {
    const factors = terms[i]!.kind === 'product' ? terms[i]!.args : [terms[i]!]
    let degree = 0
    const rest: Expr[] = terms[i]!.kind === 'product' ? [...fixed, rational(terms[i]!.value)] : [...fixed]
    for (const f of factors) {
      if (f === x) degree++
      else if (
        f.kind === 'power' &&
        f.args[0] === x &&
        isIntegerNumber(f.args[1]!) &&
        signOf(f.args[1]!.value) > 0
      )
        degree += Number(f.args[1]!.value.n)
      else if (dependsOn(f, x)) return undefined
      else rest.push(f)
    }
    if (degree > maxDegree) return undefined
    while (groups.length <= degree) groups.push([])
    groups[degree]!.push(scale(multiplyAll(rest), weights[i]!))
  }
  const result = groups.map((g) => linear(g, undefined))
  while (result.length > 1 && result.at(-1)!.kind === 'number' && result.at(-1)!.value.n === 0) result.pop()
  return result.length === 0 ? [integer(0)] : result
}

/** The polynomial in x with these coefficients. */
export const polynomial = (coefficients: readonly Expr[], x: Expr): Expr =>
  linear(
    coefficients.map((c, k) => multiplyAll([c, power(x, integer(k))])),
    undefined,
  )
