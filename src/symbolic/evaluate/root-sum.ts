import * as c from '../../formula/special/complex.ts'
import { constant, isConstant, isIntegerNumber, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { multiplyAll } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import { sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { fromFloat } from '../number/decimal.ts'
import { walk } from '../traverse.ts'
import type { RealFunction } from './functions.ts'
import type { Binder } from './operands.ts'
import { preciseValue } from './precise/precise.ts'
import type { Program } from './program.ts'
import { polynomialOver, rootsOf } from './roots-over.ts'
import { stable } from './stable.ts'

/**
 * The real part of a sum over roots, by a program for the real part of its body: each power of the root is a number u + i v
 * in it, so that the body is split only around them.
 */
export function rootSumFunction(
  e: Expr,
  binder: Binder,
  compile: (roots: readonly Expr[]) => Program,
): RealFunction {
  const { body, variable, outer } = binder
  const exponents = new Map<Expr, number>([[variable, 1]])
  walk(body, (node) => {
    if (node.kind === 'power' && node.args[0] === variable && isIntegerNumber(node.args[1]!))
      exponents.set(node, Number(node.args[1]!.value.n))
  })
  const parts = [...exponents].map(([node, n]) => ({ node, n, u: symbol(` u${n}`), v: symbol(` v${n}`) }))
  const split = subs(
    body,
    new Map(parts.map(({ node, u, v }) => [node, sum(u, multiplyAll([constant('I'), v]))])),
  )
  const real = call('re', split)
  if (!isSplit(real)) return byDigits(e, outer)
  const p = compile([stable(real)])
  const roots = rootsOf(polynomialOver(binder))
  const settings = roots.map((root) =>
    parts.flatMap(({ n, u, v }) => {
      const value = c.pow(root, c.complex(n))
      return [[p.inputs.get(u), value.re] as const, [p.inputs.get(v), value.im] as const]
    }),
  )
  const slots = outer.map((s) => p.inputs.get(s))
  return (...values) => {
    slots.forEach((slot, i) => {
      if (slot !== undefined) p.slots[slot] = values[i]!
    })
    let total = 0
    for (const setting of settings) {
      for (const [slot, value] of setting) if (slot !== undefined) p.slots[slot] = value
      p.run()
      total += p.slots[p.outputs[0]!]!
    }
    return total
  }
}

/** Whether no imaginary unit is left. */
function isSplit(e: Expr): boolean {
  let split = true
  walk(e, (node) => {
    split &&= !isConstant(node, 'I')
  })
  return split
}

/** A body that is not split into its parts, by the arithmetic of many digits. */
const byDigits =
  (e: Expr, outer: readonly Expr[]): RealFunction =>
  (...values) => {
    if (!values.every(Number.isFinite)) return Number.NaN
    const numbers = new Map(outer.map((s, i) => [s, fromFloat(values[i]!)]))
    return Number(preciseValue(e, (s) => numbers.get(s)!, 17))
  }
