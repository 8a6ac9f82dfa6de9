import { type Expr, trait } from '../expr.ts'
import { multiply, one, type Rational } from '../number/rational.ts'
import { integer, node, rational } from './atoms.ts'
import { insertFactor, sortFactors } from './order.ts'
import { scale } from './sum.ts'

/** More factors than these are sorted rather than put into their places. */
export const few = 64

/** Factors put together, in order unless they are many; `open` where some of them may belong together. */
export interface Pile {
  readonly args: Expr[]
  open: boolean
  readonly many: boolean
}

/** Puts a factor, or those of a product, on the pile; the coefficient that there is then. */
export function put(pile: Pile, factor: Expr, coefficient: Rational): Rational {
  if (factor.kind === 'number') return times(coefficient, factor.value)
  if (factor.kind !== 'product') {
    putFactor(pile, factor)
    return coefficient
  }
  for (let k = 0; k < factor.args.length; k++) putFactor(pile, factor.args[k]!)
  return times(coefficient, factor.value)
}

export function putFactor(pile: Pile, factor: Expr): void {
  if (factor.trait !== 0) pile.open = true
  if (pile.many) pile.args.push(factor)
  else if (!raiseLike(pile.args, factor) && insertFactor(pile.args, factor)) pile.open = true
}

/** b^m b^n = b^(m + n) for whole m and n, at once; false where the factor has no such like among sorted ones. */
function raiseLike(factors: Expr[], factor: Expr): boolean {
  const { key } = factor
  let i = factors.length - 1
  while (i >= 0 && factors[i]!.key > key) i--
  if (i < 0 || factors[i]!.key !== key || (i > 0 && factors[i - 1]!.key === key)) return false
  const n = wholeExponent(factors[i]!) + wholeExponent(factor)
  const base = factor.kind === 'power' ? factor.args[0]! : factor
  if (!Number.isSafeInteger(n) || !isPlain(base)) return false
  if (n === 0) factors.splice(i, 1)
  else factors[i] = n === 1 ? base : node('power', '', [base, integer(n)])
  return true
}

const wholeExponent = (e: Expr): number => {
  if (e.kind !== 'power') return 1
  const n = e.args[1]!
  return n.kind === 'number' && n.value.d === 1 ? (n.value.n as number) : Number.NaN
}

/** A base whose powers are nothing but that. */
const isPlain = (e: Expr): boolean =>
  e.kind === 'symbol' || e.kind === 'sum' || (e.kind === 'call' && e.trait === 0)

const times = (a: Rational, b: Rational): Rational => (a === one ? b : b === one ? a : multiply(a, b))

/** The product of factors that do not belong together. */
export function assemble(coefficient: Rational, factors: Expr[]): Expr {
  if (factors.length === 0) return rational(coefficient)
  if (factors.length === 1) return scale(factors[0]!, coefficient)
  return node('product', '', sortFactors(factors), coefficient)
}

/** What a product consists of: its coefficient, and its factors in their order, no base twice. */
export interface Gathered {
  coefficient: Rational
  args: Expr[]
}

export const finished = (args: Expr[], coefficient: Rational): Gathered =>
  coefficient.n === 0 ? { coefficient, args: [] } : { coefficient, args }

/** Factors that have been multiplied so far; `again` where new ones have come that may stand beside their like. */
export interface Collected extends Gathered {
  again: boolean
  radicals: number
}

/** Takes a factor, or those of a product, in. */
export function add(into: Collected, e: Expr): void {
  if (e.kind === 'number') into.coefficient = multiply(into.coefficient, e.value)
  else if (e.kind === 'product') {
    into.coefficient = multiply(into.coefficient, e.value)
    for (const factor of e.args) into.args.push(factor)
    into.again = true
  } else {
    if (isNumberPower(e)) into.radicals++
    into.args.push(e)
  }
}

export const isNumberPower = (e: Expr): boolean => e.trait === trait.radical
