import { integer, isValue } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, multiplyAll, power } from '../build/product.ts'
import { linear, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { isOne } from '../number/rational.ts'
import { linearSlope } from './table.ts'

/** exp(a x) sin(b x) = exp(a x) (a sin(b x) - b cos(b x))/(a^2 + b^2) after integration. */
export function growingWave(e: Expr, x: Expr): Expr | undefined {
  if (e.kind !== 'product' || e.args.length !== 2) return undefined
  const growth = e.args.find(
    (f) => (f.kind === 'call' && f.name === 'exp') || (f.kind === 'power' && !dependsOn(f.args[0]!, x)),
  )
  const wave = e.args.find((f) => f.kind === 'call' && (f.name === 'sin' || f.name === 'cos'))
  if (growth === undefined || wave === undefined) return undefined
  const a =
    growth.kind === 'call'
      ? linearSlope(growth.args[0]!, x)
      : multiplyAll([linearSlope(growth.args[1]!, x) ?? integer(0), call('log', growth.args[0]!)])
  const b = linearSlope(wave.args[0]!, x)
  if (a === undefined || b === undefined || isValue(a, 0)) return undefined
  const u = wave.args[0]!
  const other = call(wave.name === 'sin' ? 'cos' : 'sin', u)
  const combination =
    wave.name === 'sin'
      ? subtract(multiplyAll([a, wave]), multiplyAll([b, other]))
      : sum(multiplyAll([a, wave]), multiplyAll([b, other]))
  return divide(multiplyAll([growth, combination]), sum(power(a, integer(2)), power(b, integer(2))))
}

/** The constant e'/e of a product of exponentials of linear exponents, 2^x 9^x. */
export function pureGrowth(e: Expr, x: Expr): Expr | undefined {
  if (e.kind !== 'product' || !isOne(e.value)) return undefined
  const rates: Expr[] = []
  for (const f of e.args) {
    const exponent =
      f.kind === 'call' && f.name === 'exp' ? f.args[0]! : f.kind === 'power' ? f.args[1]! : undefined
    const slope = exponent && linearSlope(exponent, x)
    if (slope === undefined || (f.kind === 'power' && dependsOn(f.args[0]!, x))) return undefined
    rates.push(f.kind === 'power' ? multiplyAll([slope, call('log', f.args[0]!)]) : slope)
  }
  return linear(rates, undefined)
}
