import type { Expr } from '../expr.ts'
import {
  add,
  addAll,
  isOne,
  isZero,
  minusOne,
  multiply,
  one,
  type Rational,
  zero,
} from '../number/rational.ts'
import { constant, isInfinite, isUndefined, node, rational, splitCoefficient } from './atoms.ts'
import { sortById } from './order.ts'

/** The sum of any number of terms: flat, with like terms collected. */
export function sum(...terms: readonly Expr[]): Expr {
  return linear(terms, undefined)
}

export const subtract = (a: Expr, b: Expr): Expr => linear([a, b], [one, minusOne])
export const negate = (e: Expr): Expr => scale(e, minusOne)

/** weights[0]*terms[0] + weights[1]*terms[1] + ..., collected; without weights each is 1. */
export function linear(terms: readonly Expr[], weights: readonly Rational[] | undefined): Expr {
  const numbers: Rational[] = []
  const parts: Expr[] = []
  const coefficients: Rational[] = []
  let infinite = false
  for (let i = 0; i < terms.length; i++) {
    const term = terms[i]!
    const weight = weights === undefined ? one : weights[i]!
    if (isZero(weight)) continue
    if (term.kind === 'number') {
      numbers.push(weight === one ? term.value : multiply(weight, term.value))
    } else if (term.kind === 'sum') {
      numbers.push(multiply(weight, term.value))
      for (let k = 0; k < term.args.length; k++) {
        if (isInfinite(term.args[k]!)) infinite = true
        parts.push(term.args[k]!)
        coefficients.push(weight === one ? term.weights[k]! : multiply(weight, term.weights[k]!))
      }
    } else {
      if (isUndefined(term)) return term
      if (isInfinite(term)) infinite = true
      const [c, rest] = splitCoefficient(term)
      parts.push(rest)
      coefficients.push(weight === one ? c : multiply(weight, c))
    }
  }
  const total = numbers.length === 0 ? zero : addAll(numbers)
  if (infinite) return infiniteSum(parts, coefficients, total)
  return collect(parts, coefficients, total)
}

function collect(parts: Expr[], coefficients: Rational[], total: Rational): Expr {
  const order = parts.length > 1 ? sortById(parts) : undefined
  const args: Expr[] = []
  const weights: Rational[] = []
  const at = (k: number): number => (order === undefined ? k : order[k]!)
  for (let k = 0; k < parts.length; ) {
    const part = parts[at(k)]!
    let end = k + 1
    while (end < parts.length && parts[at(end)] === part) end++
    let weight = coefficients[at(k)]!
    if (end === k + 2) weight = add(weight, coefficients[at(k + 1)]!)
    else if (end > k + 2) weight = addAll(Array.from({ length: end - k }, (_, i) => coefficients[at(k + i)]!))
    if (end === k + 1 || !isZero(weight)) {
      args.push(part)
      weights.push(weight)
    }
    k = end
  }
  if (args.length === 0) return rational(total)
  if (args.length === 1 && isZero(total)) return scale(args[0]!, weights[0]!)
  return node('sum', '', args, total, weights)
}

/** oo - oo is undefined; oo absorbs what has no symbol in it. */
function infiniteSum(parts: Expr[], coefficients: Rational[], total: Rational): Expr {
  let infinity: Expr | undefined
  const rest: Expr[] = []
  const restCoefficients: Rational[] = []
  parts.forEach((part, i) => {
    if (!isInfinite(part)) {
      if (part.mask !== 0) {
        rest.push(part)
        restCoefficients.push(coefficients[i]!)
      }
      return
    }
    const signed = scale(part, coefficients[i]!)
    if (infinity === undefined) infinity = signed
    else if (infinity !== signed || signed.name === 'zoo') infinity = constant('undefined')
  })
  if (infinity === undefined || isUndefined(infinity) || rest.length === 0) return infinity ?? rational(total)
  rest.push(infinity)
  restCoefficients.push(one)
  return collect(rest, restCoefficients, zero)
}

/** c*e; a number goes into a sum term by term, so that -(x - y) is y - x. */
export function scale(e: Expr, c: Rational): Expr {
  if (c === one || isOne(c)) return e
  if (e.kind === 'number') return rational(multiply(e.value, c))
  if (isUndefined(e)) return e
  if (isInfinite(e)) {
    if (isZero(c)) return constant('undefined')
    if (e.name === 'zoo' || c.n > 0) return e
    return constant(e.name === 'oo' ? '-oo' : 'oo')
  }
  if (isZero(c))
    return e.kind === 'product' && e.args.some(isInfinite) ? constant('undefined') : rational(zero)
  if (e.kind === 'sum') {
    if (e.args.some(isInfinite))
      return linear([...e.args, rational(e.value)], [...e.weights.map((w) => multiply(w, c)), c])
    return node(
      'sum',
      '',
      e.args,
      multiply(e.value, c),
      e.weights.map((w) => multiply(w, c)),
    )
  }
  if (e.kind === 'product') {
    const value = multiply(e.value, c)
    if (isOne(value) && e.args.length === 1) return e.args[0]!
    return node('product', '', e.args, value)
  }
  return node('product', '', [e], c)
}
