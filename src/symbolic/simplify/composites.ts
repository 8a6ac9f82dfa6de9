import { fraction, integer } from '../build/atoms.ts'
import { multiplyAll, power, sqrt } from '../build/product.ts'
import { subtract, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { own } from '../own.ts'

const oneLess = (e: Expr): Expr => subtract(integer(1), e)

/** f(g(x)) for an inverse g of f. */
const composites: Readonly<Record<string, Readonly<Record<string, (x: Expr) => Expr>>>> = {
  sin: {
    asin: (x) => x,
    acos: (x) => sqrt(oneLess(power(x, integer(2)))),
    atan: (x) => multiplyAll([x, power(sum(power(x, integer(2)), integer(1)), fraction(-1, 2))]),
  },
  cos: {
    acos: (x) => x,
    asin: (x) => sqrt(oneLess(power(x, integer(2)))),
    atan: (x) => power(sum(power(x, integer(2)), integer(1)), fraction(-1, 2)),
  },
  tan: {
    atan: (x) => x,
    acos: (x) => multiplyAll([sqrt(oneLess(power(x, integer(2)))), power(x, integer(-1))]),
    asin: (x) => multiplyAll([x, power(oneLess(power(x, integer(2))), fraction(-1, 2))]),
  },
  cot: { acot: (x) => x, atan: (x) => power(x, integer(-1)) },
  sec: {
    asec: (x) => x,
    acos: (x) => power(x, integer(-1)),
    atan: (x) => sqrt(sum(power(x, integer(2)), integer(1))),
  },
  csc: { acsc: (x) => x, asin: (x) => power(x, integer(-1)) },
  sinh: {
    asinh: (x) => x,
    atanh: (x) => multiplyAll([x, power(oneLess(power(x, integer(2))), fraction(-1, 2))]),
  },
  cosh: {
    acosh: (x) => x,
    asinh: (x) => sqrt(sum(power(x, integer(2)), integer(1))),
    atanh: (x) => power(oneLess(power(x, integer(2))), fraction(-1, 2)),
  },
  tanh: {
    atanh: (x) => x,
    asinh: (x) => multiplyAll([x, power(sum(power(x, integer(2)), integer(1)), fraction(-1, 2))]),
  },
  logistic: { logit: (x) => x },
  erf: { erfinv: (x) => x },
}

/** What makes f(g(x)) of x, for a call f(g(...)) of an inverse g of f or of its kin: tanh(asinh(x)) = x/sqrt(x^2 + 1). */
export function compositeOf(e: Expr): ((x: Expr) => Expr) | undefined {
  const inner = e.args[0]!
  if (inner.kind !== 'call' || inner.weights.length > 0 || e.weights.length > 0) return undefined
  return own(own(composites, e.name), inner.name)
}
