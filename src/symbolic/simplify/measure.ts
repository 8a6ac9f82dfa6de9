import type { Expr } from '../expr.ts'
import { requireExpr } from '../not-an-expression.ts'
import { isInteger, isOne, negate, type Rational, signOf } from '../number/rational.ts'
import { own } from '../own.ts'
import { walk } from '../traverse.ts'
import { compositeOf } from './composites.ts'

/**
 * How long an expression is to read: the numbers, names, calls and operations of its text, written out as a tree.
 * 1/x counts three (1, /, x), sqrt(x) two, x - y three. What is harder to read than it is long counts a little more:
 * rarer functions, functions of inverse functions, and sums below the line.
 */
export function measure(root: Expr): number {
  requireExpr(root)
  if (root.measured === 0) walk(root, lengthen, known)
  return root.measured
}

const known = { has: (e: Expr): boolean => e.measured > 0 }

/** Fills in the length of a node whose arguments have theirs. */
function lengthen(e: Expr): void {
  e.measured = lengthOf(e)
}

const isNegative = (e: Expr): boolean => (e.kind === 'product' || e.kind === 'number') && signOf(e.value) < 0
/** The length without a leading minus. */
const bare = (e: Expr): number => (isNegative(e) ? e.measured - 1 : e.measured)

const digits = (n: number | bigint): number => {
  const size = typeof n === 'number' ? Math.abs(n) : Number.POSITIVE_INFINITY
  // a long number is longer to read than a short one
  return size < 1e6 ? 1 : 1 + (typeof n === 'number' ? Math.log10(size) : n.toString().length) / 6
}

function lengthOf(e: Expr): number {
  switch (e.kind) {
    case 'number':
      return numberLength(e.value) + (signOf(e.value) < 0 ? 1 : 0)
    case 'sum': {
      let total = e.args.length - 1
      let positive = signOf(e.value) > 0
      if (signOf(e.value) !== 0) total += 1 + numberLength(e.value)
      for (let i = 0; i < e.args.length; i++) {
        const w = e.weights[i]!
        if (signOf(w) > 0) positive = true
        // x - 1 before 1 - x
        else total += 0.1
        total += termLength(w, e.args[i]!)
        // (1 - x)/(1 + x) before 2/(1 + x) - 1
        if (overSum(e.args[i]!)) total += 0.3
      }
      return positive ? total : total + 1
    }
    case 'product':
      return quotientLength(e.value, e.args) + (signOf(e.value) < 0 ? 1 : 0)
    case 'power':
      return isBelow(e) ? quotientLength(undefined, [e]) : powerLength(e.args[0]!, e.args[1]!, false)
    default: {
      let total = e.kind === 'call' ? 1 + (own(extra, e.name) ?? 0) : 1
      for (let i = 0; i < e.args.length; i++) total += e.args[i]!.measured
      if (e.kind === 'call' && e.args.length === 1 && compositeOf(e) !== undefined)
        total += composite + e.args[0]!.args[0]!.measured
      return total
    }
  }
}

/** Whether a sum stands below the line of a term. */
const overSum = (e: Expr): boolean =>
  e.kind === 'product' ? e.args.some(overSum) : isBelow(e) && e.args[0]!.kind === 'sum'

const numberLength = (value: Rational): number =>
  isInteger(value) || value.decimal ? digits(value.n) : 1 + digits(value.n) + digits(value.d)

function termLength(weight: Rational, unit: Expr): number {
  if (isOne(weight) || (weight.n === -1 && weight.d === 1)) return bare(unit)
  return quotientLength(weight, unit.kind === 'product' ? unit.args : [unit])
}

const rarer = (names: string, more: number): [string, number][] =>
  names.split(' ').map((name) => [name, more])
const extra: Readonly<Record<string, number>> = Object.fromEntries([
  ...rarer('tan cot sec csc tanh coth sech csch', 0.25),
  ...rarer('gamma factorial binomial beta digamma', 1.5),
])

/** How much longer x/sqrt(x^2 + 1) is than tanh(asinh(x)), which says less of its values; x itself is counted apart. */
const composite = 4.5

/** Whether a factor is written below the line. */
const isBelow = (e: Expr): boolean =>
  e.kind === 'power' && e.args[1]!.kind === 'number' && signOf(e.args[1]!.value) < 0

function quotientLength(value: Rational | undefined, factors: readonly Expr[]): number {
  let above = 0
  let below = 0
  let total = 0
  if (value !== undefined) {
    const one = value.n === 1 || value.n === -1
    if (value.decimal || !one) {
      above++
      total += digits(value.n)
    }
    if (!value.decimal && !isInteger(value)) {
      below++
      total += digits(value.d)
    }
  }
  for (let i = 0; i < factors.length; i++) {
    const factor = factors[i]!
    if (isBelow(factor)) {
      below++
      const base = factor.args[0]!
      total += powerLength(base, factor.args[1]!, true)
      // roots of numbers and i belong above the line
      if (base.kind === 'sum') total += base.mask === 0 ? 1 : 0.25
    } else {
      above++
      total += factor.measured
    }
  }
  if (above === 0) {
    above = 1
    total++
  }
  return total + above - 1 + below
}

/** b^n, or b^(-n) where it stands below the line. */
function powerLength(base: Expr, exponent: Expr, inverse: boolean): number {
  if (exponent.kind !== 'number') return base.measured + 1 + exponent.measured
  const n = inverse ? negate(exponent.value) : exponent.value
  if (isOne(n)) return base.measured
  if (n.n === 1 && n.d === 2) return base.measured + 1
  return base.measured + 1 + numberLength(n)
}
