import type { Expr } from '../expr.ts'
import { parseDecimal } from '../number/decimal.ts'
import { fraction, integer, rational } from './atoms.ts'
import { call } from './call.ts'
import { relation, where } from './logic.ts'
import { divide, exp, multiplyAll, power, sqrt } from './product.ts'
import { negate, subtract, sum } from './sum.ts'

const between = (low: number, x: Expr, high: number): Expr =>
  call('minimum', call('maximum', x, integer(low)), integer(high))
const hardsigmoid = (x: Expr): Expr => between(0, sum(divide(x, integer(6)), fraction(1, 2)), 1)
const logistic = (x: Expr): Expr => power(sum(integer(1), exp(negate(x))), integer(-1))
const belowZero = (x: Expr, below: Expr, else_: Expr): Expr =>
  where(relation('<', x, integer(0)), below, else_)
const expm1 = (x: Expr): Expr => subtract(exp(x), integer(1))
const size = (x: Expr): Expr => call('abs', x)
const times = (...factors: Expr[]): Expr => multiplyAll(factors)

/** Activation functions of networks by exp, erf, abs, max, min and conditions, with PyTorch's default parameters. */
export const activations: Readonly<Record<string, (x: Expr) => Expr>> = {
  relu: (x) => call('maximum', x, integer(0)),
  relu6: (x) => between(0, x, 6),
  leaky_relu: (x) => belowZero(x, divide(x, integer(100)), x),
  elu: (x) => belowZero(x, expm1(x), x),
  selu: (x) => {
    const scale = rational(parseDecimal('1.0507009873554805'))
    const slope = rational(parseDecimal('1.6732632423543772'))
    return times(scale, belowZero(x, times(slope, expm1(x)), x))
  },
  gelu: (x) => divide(times(x, sum(integer(1), call('erf', divide(x, sqrt(integer(2)))))), integer(2)),
  silu: (x) => times(x, logistic(x)),
  // tanh(log(1 + e^x)) by u = (1 + e^x)^2
  mish: (x) => {
    const u = power(sum(integer(1), exp(x)), integer(2))
    return times(x, divide(subtract(u, integer(1)), sum(u, integer(1))))
  },
  softsign: (x) => divide(x, sum(integer(1), size(x))),
  log_logistic: (x) => negate(call('log', sum(integer(1), exp(negate(x))))),
  hardtanh: (x) => between(-1, x, 1),
  hardsigmoid,
  hardswish: (x) => times(x, hardsigmoid(x)),
  softshrink: (x) => times(call('sign', x), call('maximum', subtract(size(x), fraction(1, 2)), integer(0))),
  hardshrink: (x) => where(relation('<=', size(x), fraction(1, 2)), integer(0), x),
}
