import { integer, isIntegerNumber } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { isNonzero } from '../build/known.ts'
import { divide, multiplyAll } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { linear, subtract, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { one, Rational, signOf } from '../number/rational.ts'
import { walk } from '../traverse.ts'

/** The signs s, t in f(n + 1) = s 2n/u f(n) + t f(n - 1). */
const recurrences: Readonly<Record<string, readonly [1 | -1, 1 | -1]>> = {
  besselj: [1, -1],
  bessely: [1, -1],
  besseli: [-1, 1],
  besselk: [1, 1],
}

export const hasBessel = (e: Expr): boolean =>
  e.kind === 'call' && e.weights.length === 0 && Object.hasOwn(recurrences, e.name)

/** Whether it has a value at 0, so that a form that divides by its argument loses a point. */
export const isRegularBessel = (e: Expr): boolean =>
  hasBessel(e) && (e.name === 'besselj' || e.name === 'besseli') && !isNonzero(e.args[1]!)

/** What an expression divides by that may be 0. */
export function divisorsOf(e: Expr): Expr[] {
  const found: Expr[] = []
  walk(e, (x) => {
    if (x.kind !== 'power') return
    const [base, exponent] = x.args as [Expr, Expr]
    if (exponent.kind === 'number' && signOf(exponent.value) < 0 && !isNonzero(base)) found.push(base)
  })
  return found
}

const maxSteps = 12

/** Bessel functions whose orders differ by whole numbers by the two of least order. */
export function toLeastOrders(e: Expr): Expr {
  const orders = new Map<Expr, Expr[]>()
  const keyOf = (f: Expr): Expr => call(f.name, integer(0), f.args[1]!)
  walk(e, (x) => {
    if (!hasBessel(x) || x.args.length !== 2) return
    const key = keyOf(x)
    const list = orders.get(key)
    if (list === undefined) orders.set(key, [x.args[0]!])
    else list.push(x.args[0]!)
  })
  const lowered = (f: Expr, steps: number): Expr => {
    if (steps < 2) return f
    const [s, t] = recurrences[f.name]!
    const [order, u] = f.args as [Expr, Expr]
    const below = subtract(order, integer(1))
    const first = lowered(call(f.name, below, u), steps - 1)
    const second = lowered(call(f.name, subtract(order, integer(2)), u), steps - 2)
    return linear(
      [multiplyAll([divide(below, u), first], Rational.small(2 * s, 1)), second],
      [one, Rational.small(t, 1)],
    )
  }
  return mapExpr(e, (x) => {
    if (!hasBessel(x) || x.args.length !== 2) return x
    let steps = 0
    for (const order of orders.get(keyOf(x)) ?? []) {
      const gap = subtract(x.args[0]!, order)
      if (isIntegerNumber(gap)) steps = Math.max(steps, Number(gap.value.n))
    }
    return steps > maxSteps ? x : sum(lowered(x, steps))
  })
}
