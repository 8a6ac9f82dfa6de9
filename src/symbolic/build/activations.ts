import { activationsIn } from '../../formula/activations.ts'
import type { Expr } from '../expr.ts'
import { parseDecimal } from '../number/decimal.ts'
import { integer, rational } from './atoms.ts'
import { call } from './call.ts'
import { type RelationName, relation, where } from './logic.ts'
import { divide, exp, power, product, sqrt } from './product.ts'
import { negate, subtract, sum } from './sum.ts'

const one = (): Expr => integer(1)
const square = (x: Expr): Expr => power(x, integer(2))

const byPage = activationsIn<Expr>({
  number: (text) => rational(parseDecimal(text)),
  operations: {
    '+': (a, b) => sum(a!, b!),
    '-': (a, b) => subtract(a!, b!),
    '*': (a, b) => product(a!, b!),
    '/': (a, b) => divide(a!, b!),
    negative: (x) => negate(x!),
    abs: (x) => call('abs', x!),
    sign: (x) => call('sign', x!),
    maximum: (a, b) => call('maximum', a!, b!),
    minimum: (a, b) => call('minimum', a!, b!),
    expm1: (x) => subtract(exp(x!), one()),
    softplus: (x) => call('log', sum(one(), exp(x!))),
    logistic: (x) => power(sum(one(), exp(negate(x!))), integer(-1)),
    // by u = e^(2x), which is no power of e for the x = log(1 + e^z) of mish
    tanh: (x) => {
      const u = square(exp(x!))
      return divide(subtract(u, one()), sum(u, one()))
    },
  },
  where: (op, a, b, yes, no) => where(relation(op as RelationName, a, b), yes(), no()),
})

/** Activation functions of networks by exp, erf, abs, max, min and conditions, with PyTorch's default parameters. */
export const activations: Readonly<Record<string, (x: Expr) => Expr>> = {
  ...byPage,
  // x*ndtr(x) with the half in front of the sum
  gelu: (x) => divide(product(x, sum(one(), call('erf', divide(x, sqrt(integer(2)))))), integer(2)),
}
