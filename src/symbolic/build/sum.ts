import { type Expr, trait } from '../expr.ts'
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
import { constant, isInfinite, isUndefined, node, rational } from './atoms.ts'
import { sortById } from './order.ts'

/** The sum of any number of terms: flat, with like terms collected. */
export function sum(...terms: readonly Expr[]): Expr {
  return linear(terms, undefined)
}

/** a - b. */
export const subtract = (a: Expr, b: Expr): Expr => linear([a, b], [one, minusOne])
/** -a. */
export const negate = (e: Expr): Expr => scale(e, minusOne)

/** weights[0]*terms[0] + weights[1]*terms[1] + ..., collected; without weights each is 1. */
export function linear(terms: readonly Expr[], weights: readonly Rational[] | undefined): Expr {
  return fewTerms(terms, weights) ?? manyTerms(terms, weights)
}

/** More terms than these are sorted rather than put into their places. */
const few = 24

/** The sum of a few finite terms, or undefined for others. */
function fewTerms(terms: readonly Expr[], weights: readonly Rational[] | undefined): Expr | undefined {
  let count = 0
  for (let i = 0; i < terms.length; i++) count += terms[i]!.kind === 'sum' ? terms[i]!.args.length : 1
  if (count > few) return undefined
  let total = zero
  const args: Expr[] = []
  const found: Rational[] = []
  let cancelled = false
  for (let i = 0; i < terms.length; i++) {
    const term = terms[i]!
    const weight = weights === undefined ? one : weights[i]!
    if (weight.n === 0) continue
    switch (term.kind) {
      case 'number':
        if (term.value !== zero) total = add(total, times(weight, term.value))
        break
      case 'sum':
        if (term.value !== zero) total = add(total, times(weight, term.value))
        for (let k = 0; k < term.args.length; k++) {
          if (term.args[k]!.trait === trait.absorbing) return undefined
          if (put(args, found, term.args[k]!, times(weight, term.weights[k]!))) cancelled = true
        }
        break
      case 'product': {
        const unit = unitOf(term)
        if (unit.trait === trait.absorbing) return undefined
        if (put(args, found, unit, times(weight, term.value))) cancelled = true
        break
      }
      default:
        if (term.trait === trait.absorbing) return undefined
        if (put(args, found, term, weight)) cancelled = true
    }
  }
  if (cancelled && dropZeros(args, found)) return constant('undefined')
  return assemble(args, found, total)
}

/** A term without its coefficient. */
function unitOf(e: Expr): Expr {
  if (e.kind !== 'product' || e.value === one) return e
  return e.args.length === 1 ? e.args[0]! : node('product', '', e.args, one)
}

const times = (a: Rational, b: Rational): Rational => (a === one ? b : b === one ? a : multiply(a, b))

/** Puts a term into its place among sorted ones, or adds it to its like; true where that leaves nothing. */
function put(args: Expr[], weights: Rational[], term: Expr, weight: Rational): boolean {
  const id = term.id
  let i = args.length
  while (i > 0 && args[i - 1]!.id > id) i--
  if (i > 0 && args[i - 1] === term) {
    const sum = add(weights[i - 1]!, weight)
    weights[i - 1] = sum
    return sum.n === 0
  }
  args.push(term)
  weights.push(weight)
  for (let k = args.length - 1; k > i; k--) {
    args[k] = args[k - 1]!
    weights[k] = weights[k - 1]!
  }
  args[i] = term
  weights[i] = weight
  return false
}

/** Whether an infinity with a direction, such as I*oo, stands in a product: oo alone is a constant. */
const isInfiniteProduct = (e: Expr): boolean => e.kind === 'product' && e.args.some(isInfinite)

/** Removes what cancelled; true where one of those is infinite, of which the difference has no value. */
function dropZeros(args: Expr[], weights: Rational[]): boolean {
  let kept = 0
  for (let i = 0; i < args.length; i++) {
    if (weights[i]!.n === 0) {
      if (isInfiniteProduct(args[i]!)) return true
      continue
    }
    args[kept] = args[i]!
    weights[kept++] = weights[i]!
  }
  args.length = kept
  weights.length = kept
  return false
}

function assemble(args: Expr[], weights: Rational[], total: Rational): Expr {
  if (args.length === 0) return rational(total)
  if (args.length === 1 && total.n === 0) return scale(args[0]!, weights[0]!)
  return node('sum', '', args, total, weights)
}

function manyTerms(terms: readonly Expr[], weights: readonly Rational[] | undefined): Expr {
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
        if (term.args[k]!.trait === trait.absorbing) infinite = true
        parts.push(term.args[k]!)
        coefficients.push(weight === one ? term.weights[k]! : multiply(weight, term.weights[k]!))
      }
    } else {
      if (isUndefined(term)) return term
      const unit = unitOf(term)
      if (unit.trait === trait.absorbing) infinite = true
      parts.push(unit)
      coefficients.push(term.kind === 'product' ? times(weight, term.value) : weight)
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
    } else if (isInfiniteProduct(part)) return constant('undefined')
    k = end
  }
  return assemble(args, weights, total)
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
  if (isInfiniteProduct(e)) {
    if (isZero(c)) return constant('undefined')
    // an infinity takes up the size of a number, and zoo its sign
    const kept = c.n > 0 || e.args.some((f) => f.name === 'zoo')
    return kept ? e : node('product', '', e.args, e.value.n > 0 ? minusOne : one)
  }
  if (isZero(c)) return rational(zero)
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
