import { constant, integer, isConstant, isNumber, isValue } from '../../build/atoms.ts'
import { call } from '../../build/call.ts'
import { isEven, isNonnegative, isNonzero } from '../../build/known.ts'
import { and, relation } from '../../build/logic.ts'
import { divide, multiplyAll, power } from '../../build/product.ts'
import { negate, subtract } from '../../build/sum.ts'
import { dependsOn } from '../../calculus/depends.ts'
import type { Expr } from '../../expr.ts'
import { signOf } from '../../number/rational.ts'
import { signOfConstant } from '../../series/decide.ts'

/**
 * The Mellin transform of a function g on (0, oo): the integral of x^(s-1) g(x), which converges for low < s < high and
 * continues analytically beyond. `conditions` are what must hold of other symbols.
 */
export interface Transform {
  readonly at: (s: Expr) => Expr
  readonly low: Expr
  readonly high: Expr
  readonly conditions: readonly Expr[]
}

export const infinite = (): Expr => constant('oo')

/** u as c x^p, for constant c and p. */
export function monomialOf(u: Expr, x: Expr): { c: Expr; p: Expr } | undefined {
  const factors = u.kind === 'product' ? u.args : [u]
  const moving = factors.filter((f) => dependsOn(f, x))
  const f = moving[0]
  if (moving.length !== 1 || f === undefined) return undefined
  const p =
    f === x
      ? integer(1)
      : f.kind === 'power' && f.args[0] === x && !dependsOn(f.args[1]!, x)
        ? f.args[1]!
        : undefined
  return p && { c: divide(u, f), p }
}

/** The sign of a constant where it is known; 0 counts as positive. */
export const sideOf = (c: Expr): 1 | -1 | undefined =>
  isNonnegative(c) ? 1 : isNonnegative(negate(c)) ? -1 : signOfConstant(c)

/** What says that c is positive; of a square, that its base is not 0. */
export function positive(c: Expr): Expr {
  const zero = integer(0)
  if (!isNonnegative(c)) return relation('<', zero, c)
  const factors = c.kind === 'product' ? c.args : [c]
  const bases = factors.map((f) => (f.kind === 'power' && isEven(f.args[1]!) ? f.args[0]! : f))
  return and(...bases.filter((b) => !isNonzero(b)).map((b) => relation('!=', b, zero)))
}

/** The conditions a < b: none where it is known to hold, undefined where it is known not to. */
export function less(a: Expr, b: Expr): readonly Expr[] | undefined {
  if (isConstant(b, 'oo') || isConstant(a, '-oo')) return []
  const gap = subtract(b, a)
  if (isNumber(gap)) return signOf(gap.value) > 0 ? [] : undefined
  const sign = signOfConstant(gap)
  if (sign !== undefined) return sign > 0 ? [] : undefined
  return isValue(a, 0) ? [positive(b)] : [relation('<', a, b)]
}

/**
 * The transform of g(c x^p) from that of g: c^(-s/p)/|p| times the transform at s/p. Where the sign of c is not known it
 * becomes a condition, unless g is even or odd.
 */
export function scaled(of: Transform, c: Expr, p: Expr, parity?: 'even' | 'odd'): Transform | undefined {
  if (isValue(p, 0)) return undefined
  const known = sideOf(p)
  const direction = known ?? 1
  const side = sideOf(c)
  let factor: Expr = integer(1)
  let size = c
  let conditions = known === undefined ? [...of.conditions, relation('<', integer(0), p)] : of.conditions
  if (side !== 1) {
    if (parity === undefined) {
      if (side === -1) return undefined
      conditions = [...conditions, positive(c)]
    } else {
      if (parity === 'odd') factor = side === -1 ? integer(-1) : call('sign', c)
      size = side === -1 ? negate(c) : call('abs', c)
    }
  }
  const across = (e: Expr): Expr =>
    isConstant(e, 'oo') || isConstant(e, '-oo') ? (direction > 0 ? e : negate(e)) : multiplyAll([e, p])
  const [low, high] = direction > 0 ? [of.low, of.high] : [of.high, of.low]
  return {
    at: (s) => {
      const scaledOrder = divide(s, p)
      return multiplyAll([
        factor,
        power(size, negate(scaledOrder)),
        of.at(scaledOrder),
        power(direction > 0 ? p : negate(p), integer(-1)),
      ])
    },
    low: across(low),
    high: across(high),
    conditions,
  }
}
