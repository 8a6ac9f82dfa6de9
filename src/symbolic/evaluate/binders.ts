import type { Expr } from '../expr.ts'
import { some } from '../traverse.ts'
import { difference } from './difference.ts'
import type { RealFunction } from './functions.ts'
import type { Binder } from './operands.ts'
import { quadrature } from './quadrature.ts'
import { productOver, summation } from './summation.ts'

/** A function of one number over numbers that stay the same. */
export type Body = (outer: readonly number[]) => (x: number) => number

/**
 * Computes an integral, sum, product or kept derivative from its limits, then what stands around its variable.
 * `logBody` is the logarithm of the body, for infinite products.
 */
export function binderValue(binder: Binder, body: Body, logBody?: Body): RealFunction {
  const count = binder.limits.length
  // no quadrature sees an impulse
  const impulses = binder.kind === 'Integral' && some(binder.body, isImpulse)
  return (...operands) => {
    const f = body(operands.slice(count))
    const [from, to] = operands as [number, number]
    switch (binder.kind) {
      case 'Integral':
        return impulses ? Number.NaN : quadrature(f, from, to)
      case 'Sum':
        return summation(f, from, to)
      case 'Product':
        return to === Infinity && logBody !== undefined
          ? Math.exp(summation(logBody(operands.slice(count)), from, to))
          : productOver(f, from, to)
      case 'Derivative':
        return difference(f, from, 1)
      case 'RootSum':
        return Number.NaN
    }
  }
}

const isImpulse = (e: Expr): boolean => e.kind === 'call' && e.name === 'dirac'

/** The partial derivative of a known function, where no formula for it is known. */
export function partialValue(f: RealFunction, e: Expr): RealFunction {
  const orders = e.weights.map((w) => Number(w.n))
  const along = (args: readonly number[], i: number): number => {
    while (i < orders.length && orders[i] === 0) i++
    if (i >= orders.length) return f(...args)
    return difference((x) => along(args.with(i, x), i + 1), args[i]!, orders[i]!)
  }
  return (...args) => along(args, 0)
}
