import { isNumber, rational, splitCoefficient } from '../build/atoms.ts'
import { multiplyAll } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { scale, sum } from '../build/sum.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { fromFloat } from '../number/decimal.ts'
import { add, multiply, one, Rational, toNumber } from '../number/rational.ts'
import { freeSymbols } from '../traverse.ts'

const irrationals = new WeakMap<Expr, Rational>()

/** Numbers in a result that stand for irrational exponents, as what they are: a + b*c with small rational a and b. */
export function restoreIrrationals(e: Expr, used: ReadonlySet<Expr>): Expr {
  if (used.size === 0) return e
  const restore = (q: Rational): Expr => exactly(rational(q), used)
  return mapExpr(e, (node) => {
    if (node.kind === 'product' && isFloat(node.value))
      return multiplyAll([restore(node.value), ...node.args])
    if (node.kind === 'sum' && [node.value, ...node.weights].some(isFloat))
      return sum(restore(node.value), ...node.args.map((a, i) => multiplyAll([restore(node.weights[i]!), a])))
    return isNumber(node) && isFloat(node.value) ? exactly(node, used) : node
  })
}

const isFloat = (q: Rational): boolean => BigInt(q.d) > 1n << 30n

function exactly(e: Expr, used: ReadonlySet<Expr>): Expr {
  const x = toNumber(e.value)
  for (const c of used) {
    const v = evaluate(c)
    for (let d = 1; d <= 6; d++)
      for (let n = -6; n <= 6; n++) {
        if (n === 0) continue
        const rest = (x - (v * n) / d) * 6
        const whole = Math.round(rest)
        if (Math.abs(rest - whole) < 1e-11 && Math.abs(whole) < 600)
          return sum(rational(Rational.of(whole, 6)), scale(c, Rational.of(n, d)))
      }
  }
  return e
}

/**
 * The constant as a rational exponent. An irrational number takes part by its float64 value, the same each time: it is
 * compared and added up only, and exact relations between rational combinations of irrational numbers are kept.
 */
export function orderOf(c: Expr, f: Expr, used: Set<Expr>): Rational {
  if (c.kind === 'number') return c.value
  if (c.kind === 'sum')
    return c.args.reduce((total, a, i) => add(total, multiply(c.weights[i]!, orderOf(a, f, used))), c.value)
  if (c.kind === 'product' && c.value !== one) {
    const [k, rest] = splitCoefficient(c)
    return multiply(k, orderOf(rest, f, used))
  }
  let value = irrationals.get(c)
  if (value === undefined) {
    const x = freeSymbols(c).length === 0 ? evaluate(c) : Number.NaN
    if (!Number.isFinite(x)) throw new NotFoundError('limit', `${f} is no constant power of another`, f)
    irrationals.set(c, (value = fromFloat(x)))
  }
  used.add(c)
  return value
}
