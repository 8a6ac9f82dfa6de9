import { integer, isConstant, rational } from '../build/atoms.ts'
import { multiplyAll, power, sqrt } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { linear, scale, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import {
  add,
  isInteger,
  minusOne,
  multiply,
  negate,
  one,
  Rational,
  signOf,
  subtract,
  toNumber,
} from '../number/rational.ts'

/** Whether no symbol and no function stands in it: a number built of roots. */
export function isNumeric(e: Expr): boolean {
  if (e.mask !== 0) return false
  if (e.kind === 'number') return true
  if (e.kind === 'power') return e.args[0]!.kind === 'number' && e.args[1]!.kind === 'number'
  return (e.kind === 'sum' || e.kind === 'product') && e.args.every(isNumeric)
}

/** a + b sqrt(c) */
interface Surd {
  readonly a: Rational
  readonly b: Rational
  readonly c: Rational
}

const isRoot = (e: Expr): boolean =>
  e.kind === 'power' &&
  e.args[0]!.kind === 'number' &&
  e.args[1]!.kind === 'number' &&
  e.args[1]!.value.n === 1 &&
  e.args[1]!.value.d === 2

function surdOf(e: Expr): Surd | undefined {
  if (e.kind !== 'sum' || e.args.length > 2) return undefined
  const [first, second] = e.args as [Expr, Expr | undefined]
  if (second === undefined)
    return isRoot(first) ? { a: e.value, b: e.weights[0]!, c: first.args[0]!.value } : undefined
  return undefined
}

/** The rational square root, or undefined. */
function rationalRoot(x: Rational, degree = 2): Rational | undefined {
  if (signOf(x) < 0) {
    const root = degree % 2 === 1 ? rationalRoot(negate(x), degree) : undefined
    return root === undefined ? undefined : negate(root)
  }
  const root = power(rational(x), rational(Rational.of(1, degree)))
  return root.kind === 'number' ? root.value : undefined
}

/**
 * A root of a + b sqrt(c) without a root under the root: sqrt(3 + 2 sqrt(2)) = 1 + sqrt(2), (7 + 5 sqrt(2))^(1/3) = 1 + sqrt(2).
 */
export function denested(base: Expr, exponent: Expr): Expr | undefined {
  const surd = surdOf(base)
  const { n, d } = exponent.value
  if (surd === undefined || typeof d !== 'number' || typeof n !== 'number') return undefined
  const root = d === 2 ? squareRoot(surd) : d % 2 === 1 && d < 10 ? oddRoot(surd, d) : undefined
  return root === undefined ? undefined : power(root, integer(n))
}

/** sqrt(a + b sqrt(c)) = sqrt((a + s)/2) + sign(b) sqrt((a - s)/2) with s = sqrt(a^2 - b^2 c) */
function squareRoot({ a, b, c }: Surd): Expr | undefined {
  const norm = subtract(multiply(a, a), multiply(multiply(b, b), c))
  const s = rationalRoot(norm)
  if (s === undefined || signOf(a) <= 0 || signOf(c) <= 0) return undefined
  const half = Rational.small(1, 2)
  const large = sqrt(rational(multiply(add(a, s), half)))
  const small = sqrt(rational(multiply(subtract(a, s), half)))
  return linear([large, small], [one, signOf(b) < 0 ? minusOne : one])
}

/** The real root p + q sqrt(c) of odd degree, guessed from its value and the conjugate's, and checked exactly. */
function oddRoot({ a, b, c }: Surd, degree: number): Expr | undefined {
  if (signOf(c) <= 0) return undefined
  const root = (x: number): number => Math.sign(x) * Math.abs(x) ** (1 / degree)
  const r = Math.sqrt(toNumber(c))
  const plus = root(toNumber(a) + toNumber(b) * r)
  const minus = root(toNumber(a) - toNumber(b) * r)
  if (plus <= 0) return undefined
  for (const d of [1, 2, 3, 4, 6]) {
    const p = Math.round(((plus + minus) / 2) * d)
    const q = Math.round(((plus - minus) / (2 * r)) * d)
    if (Math.abs(p / d + (q / d) * r - plus) > 1e-9 * Math.abs(plus)) continue
    const guess: Surd = { a: Rational.of(p, d), b: Rational.of(q, d), c }
    let product: Surd = guess
    for (let k = 1; k < degree; k++)
      product = {
        a: add(multiply(product.a, guess.a), multiply(multiply(product.b, guess.b), c)),
        b: add(multiply(product.a, guess.b), multiply(product.b, guess.a)),
        c,
      }
    if (product.a.n === a.n && product.a.d === a.d && product.b.n === b.n && product.b.d === b.d)
      return linear([rational(guess.a), sqrt(rational(c))], [one, guess.b])
  }
  return undefined
}

const maxRounds = 6
const maxTerms = 30

/**
 * Denominators without square roots (and without i): 1/(1 + sqrt(2)) = sqrt(2) - 1, 1/(a + b sqrt(2)) = (a - sqrt(2) b)/(a^2 - 2 b^2).
 *
 * @example
 * rationalizeDenominators(parse('1/(1 + sqrt(2))')) // sqrt(2) - 1
 */
export function rationalizeDenominators(e: Expr): Expr {
  return mapExpr(e, (x) => {
    if (x.kind !== 'power' || x.args[1]!.kind !== 'number' || !isInteger(x.args[1]!.value)) return x
    const n = Number(x.args[1]!.value.n)
    if (n >= 0 || n < -4) return x
    let top: Expr = integer(1)
    let bottom: Expr = x.args[0]!
    for (let round = 0; round < maxRounds; round++) {
      const conjugate = conjugateOf(bottom)
      if (conjugate === undefined) break
      if (conjugate.args.length > maxTerms || top.args.length * conjugate.args.length > maxTerms ** 2)
        return x
      top = distribute(top, conjugate)
      bottom = distribute(bottom, conjugate)
    }
    if (conjugateOf(bottom) !== undefined) return x
    return multiplyAll([power(top, integer(-n)), power(bottom, integer(n))])
  })
}

/** a sum with the sign of one of its roots changed, or undefined where it has none. */
function conjugateOf(e: Expr): Expr | undefined {
  if (e.kind !== 'sum') return undefined
  const hasRoot = (term: Expr, root: Expr): boolean =>
    term === root || (term.kind === 'product' && term.args.includes(root))
  const factorsOf = (term: Expr): readonly Expr[] => (term.kind === 'product' ? term.args : [term])
  const root = e.args
    .flatMap(factorsOf)
    .find((f) => (isRoot(f) && f.args[0]!.kind === 'number') || isConstant(f, 'I'))
  if (root === undefined) return undefined
  return linear(
    [...e.args, rational(e.value)],
    [...e.weights.map((w, i) => (hasRoot(e.args[i]!, root) ? negate(w) : w)), one],
  )
}

/** The product of two sums, multiplied out. */
function distribute(a: Expr, b: Expr): Expr {
  const terms = (e: Expr): Expr[] =>
    e.kind === 'sum' ? [rational(e.value), ...e.args.map((t, i) => scale(t, e.weights[i]!))] : [e]
  return sum(...terms(a).flatMap((u) => terms(b).map((v) => multiplyAll([u, v]))))
}
