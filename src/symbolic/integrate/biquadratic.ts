import { integer, isValue } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { isPositive } from '../build/known.ts'
import { divide, multiplyAll, power, sqrt } from '../build/product.ts'
import { scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { Rational } from '../number/rational.ts'
import { expand } from '../simplify/rational.ts'
import { coefficientsOf } from '../solve/coefficients.ts'
import { freeSymbols } from '../traverse.ts'

/**
 * (k x^4 + m x^2 + n)/(x^4 + b x^2 + c) with symbols in b and c, where b^2 < 4 c whatever they are. With q = sqrt(c),
 * p = sqrt(2 q - b) and r = sqrt(2 q + b) the denominator is (x^2 + p x + q)(x^2 - p x + q).
 */
export function overBiquadratic(e: Expr, x: Expr): Expr | undefined {
  if (freeSymbols(e).length < 2) return undefined
  const factors = e.kind === 'product' ? e.args.filter((f) => dependsOn(f, x)) : [e]
  const below = factors.find((f) => f.kind === 'power' && isValue(f.args[1]!, -1))
  const bottom = below && coefficientsOf(expand(below.args[0]!), x)
  if (below === undefined || bottom?.length !== 5) return undefined
  const top = coefficientsOf(multiplyAll([e, below.args[0]!]), x)
  const isOdd = (c: readonly Expr[]): boolean => c.some((k, i) => i % 2 === 1 && !isValue(k, 0))
  if (top === undefined || top.length > 5 || isOdd(top) || isOdd(bottom)) return undefined
  const at = (list: readonly Expr[], i: number): Expr => divide(list[i] ?? integer(0), bottom[4]!)
  const [b, c] = [at(bottom, 2), at(bottom, 0)]
  const four = Rational.of(4)
  if (!isPositive(c) || !isPositive(expand(subtract(scale(c, four), power(b, integer(2)))))) return undefined
  const k = at(top, 4)
  const m = subtract(at(top, 2), multiplyAll([k, b]))
  const n = subtract(at(top, 0), multiplyAll([k, c]))
  const q = sqrt(c)
  const [p, r] = [-1, 1].map((sign) => sqrt(sum(scale(q, Rational.of(2)), scale(b, Rational.of(sign)))))
  const [plus, minus] = [1, -1].map((sign) => scale(p!, Rational.of(sign)))
  const log = (middle: Expr): Expr => call('log', sum(power(x, integer(2)), multiplyAll([middle, x]), q))
  const arc = (shift: Expr): Expr => call('atan', divide(sum(scale(x, Rational.of(2)), shift), r!))
  const [difference, arcs] = [subtract(log(plus!), log(minus!)), sum(arc(plus!), arc(minus!))]
  const ratio = divide(n, q)
  return sum(
    multiplyAll([k, x]),
    divide(multiplyAll([subtract(ratio, m), difference]), scale(p!, four)),
    divide(multiplyAll([sum(ratio, m), arcs]), scale(r!, Rational.of(2))),
  )
}
