import { type Expr, trait } from '../expr.ts'
import {
  equal,
  isInteger,
  isOne,
  isZero,
  minusOne,
  multiply,
  negate,
  one,
  Rational,
  signOf,
} from '../number/rational.ts'
import { constant, integer, isConstant, isInfinite, isUndefined, isValue, node, rational } from './atoms.ts'
import {
  collectExponents,
  flatBase,
  imaginaryPower,
  logarithmOver,
  mergeRadicals,
  totalExponent,
  zeroPower,
} from './exponents.ts'
import {
  add,
  assemble,
  type Collected,
  few,
  finished,
  type Gathered,
  isNumberPower,
  type Pile,
  put,
  putFactor,
} from './factors.ts'
import { infinitePower, infiniteProduct } from './infinite.ts'
import { isEven, isInteger as isKnownInteger, isNonnegative, isOdd, isReal } from './known.ts'
import { sortFactors } from './order.ts'
import { rationalPower } from './rational-power.ts'
import { scale } from './sum.ts'

/** The product of any number of factors: flat, with powers of one base collected. */
export function product(...factors: readonly Expr[]): Expr {
  return multiplyAll(factors)
}

/** a/b. */
export const divide = (a: Expr, b: Expr): Expr => multiplyAll([a, power(b, integer(-1))])

export function multiplyAll(factors: readonly Expr[], coefficient: Rational = one): Expr {
  const made = gather(factors, coefficient, none)
  const { args } = made
  if (args.length === 0) return rational(made.coefficient)
  return args.length === 1 ? scale(args[0]!, made.coefficient) : node('product', '', args, made.coefficient)
}

/** A product taken apart: coefficient * unit, where the unit has no coefficient (but may be a sum, or 1). */
export interface Monomial {
  readonly coefficient: Rational
  readonly unit: Expr
}

/**
 * coefficient * factors[0] * factors[1] * ..., in canonical form but for the coefficient, which is kept apart. Products
 * in `closed` become factors as they are (see `chainMonomial`).
 */
export function monomial(
  factors: readonly Expr[],
  coefficient: Rational = one,
  closed: readonly Expr[] = none,
): Monomial {
  return monomialOf(gather(factors, coefficient, closed))
}

function monomialOf({ args, coefficient }: Gathered): Monomial {
  if (args.length === 0) return { coefficient, unit: integer(1) }
  return { coefficient, unit: args.length === 1 ? args[0]! : node('product', '', args, one) }
}

const none: readonly Expr[] = []

function gather(factors: readonly Expr[], coefficient: Rational, closed: readonly Expr[]): Gathered {
  let count = closed.length
  for (let i = 0; i < factors.length; i++)
    count += factors[i]!.kind === 'product' ? factors[i]!.args.length : 1
  const pile: Pile = { args: [], open: false, many: count > few }
  for (let i = 0; i < factors.length; i++) coefficient = put(pile, factors[i]!, coefficient)
  for (let i = 0; i < closed.length; i++) putFactor(pile, closed[i]!)
  if (pile.many) sortFactors(pile.args)
  return pile.open || pile.many ? settle(pile.args, coefficient) : finished(pile.args, coefficient)
}

/** The product e with another factor in the place of its factor number i, coefficient and unit apart. */
export function replaceFactor(e: Expr, i: number, factor: Expr): Monomial {
  const pile: Pile = { args: [], open: false, many: false }
  // the factors of e are in order and do not belong together
  for (let k = 0; k < e.args.length; k++) {
    if (k === i) continue
    if (e.args[k]!.trait === trait.absorbing) pile.open = true
    pile.args.push(e.args[k]!)
  }
  const coefficient = put(pile, factor, e.value)
  return monomialOf(pile.open ? settle(pile.args, coefficient) : finished(pile.args, coefficient))
}

/** Multiplies sorted factors. */
function settle(flat: Expr[], coefficient: Rational): Gathered {
  let traits = 0
  let special = 0
  let repeated = false
  let last = -1
  for (let i = 0; i < flat.length; i++) {
    const e = flat[i]!
    if (e.key === last) repeated = true
    last = e.key
    if (e.trait !== 0) {
      traits |= e.trait
      special++
    }
  }
  if (traits & trait.absorbing) return { coefficient: one, args: [absorbingProduct(coefficient, flat)] }
  if (coefficient.n !== 0 && (repeated || special > 1)) return collectPowers(flat, coefficient)
  return finished(flat, coefficient)
}

/** Multiplies sorted factors, some of which belong together. */
function collectPowers(flat: readonly Expr[], coefficient: Rational): Gathered {
  let exponentials = 0
  for (let i = 0; i < flat.length; i++) if (flat[i]!.trait & trait.exponential) exponentials++
  const into: Collected = { coefficient, args: [], again: false, radicals: 0 }
  const exponents: Expr[] = []
  for (let k = 0; k < flat.length; ) {
    const first = flat[k]!
    if (exponentials > 1 && first.trait & trait.exponential) {
      exponents.push(first.kind === 'call' ? first.args[0]! : integer(1))
      k++
      continue
    }
    const start = k++
    while (k < flat.length && flat[k]!.key === first.key && !(exponentials > 1 && isExponential(flat[k]!)))
      k++
    if (k === start + 1) {
      if (isNumberPower(first)) into.radicals++
      into.args.push(first)
      continue
    }
    const made = power(first.kind === 'power' ? first.args[0]! : first, totalExponent(flat, start, k))
    if (exponentials > 0 && isExponential(made)) into.again = true
    // (x^4)^y (x^4)^(-y - 1) has become a power of x, which may stand among the other factors
    if (made.key !== first.key) into.again = true
    add(into, made)
  }
  if (exponents.length > 0) {
    for (const e of collectExponents(exponents)) add(into, exp(e))
    sortFactors(into.args)
  }
  if (into.radicals > 1) {
    const merged = mergeRadicals(into.args)
    if (merged !== undefined)
      return gather(
        [...merged.rest, ...merged.roots.map(([b, n]) => power(rational(b), n))],
        into.coefficient,
        none,
      )
  }
  if (into.again) {
    const isClosed = (e: Expr): boolean => e.kind === 'product'
    return gather(
      into.args.filter((e) => !isClosed(e)),
      into.coefficient,
      into.args.filter(isClosed),
    )
  }
  return isZero(into.coefficient) ? { coefficient: into.coefficient, args: [] } : into
}

const isExponential = (e: Expr): boolean => e.kind === 'call' && e.name === 'exp'

/** A product with an infinity, or something undefined, among its factors. */
const absorbingProduct = (coefficient: Rational, factors: readonly Expr[]): Expr =>
  factors.find(isUndefined) ??
  infiniteProduct(coefficient, factors.filter(isInfinite), multiplyAll(factors.filter((e) => !isInfinite(e))))

/** exp(x), which is also E^x. */
export function exp(x: Expr): Expr {
  if (isValue(x, 0)) return integer(1)
  if (isValue(x, 1)) return constant('E')
  if (isUndefined(x)) return x
  if (isConstant(x, 'oo')) return x
  if (isConstant(x, '-oo')) return integer(0)
  if (isConstant(x, 'zoo')) return constant('undefined')
  if (x.kind === 'call' && x.name === 'log' && x.weights.length === 0) return x.args[0]!
  if (x.kind === 'product') {
    const special = x.args.length === 1 ? ofLogarithm(x.args[0]!, x.value) : ofTurns(x)
    if (special !== undefined) return special
  }
  return node('call', 'exp', [x])
}

/** exp(n log u) = u^n */
const ofLogarithm = (u: Expr, n: Rational): Expr | undefined =>
  u.kind === 'call' && u.name === 'log' && u.weights.length === 0 && isInteger(n)
    ? power(u.args[0]!, rational(n))
    : undefined

/** exp(n pi i / 2), and exp(n pi i) for whole n */
function ofTurns(x: Expr): Expr | undefined {
  if (!x.args.some((e) => isConstant(e, 'I')) || !x.args.some((e) => isConstant(e, 'pi'))) return undefined
  if (x.args.length === 2) {
    const quarter = multiply(x.value, Rational.small(2, 1))
    return isInteger(quarter) ? imaginaryPower(Number(BigInt.asIntN(53, BigInt(quarter.n)) & 3n)) : undefined
  }
  const turns = multiplyAll(
    x.args.filter((e) => !isConstant(e, 'pi') && !isConstant(e, 'I')),
    x.value,
  )
  return isKnownInteger(turns) ? power(integer(-1), turns) : undefined
}

/** base^exponent. Rewrites only what holds for all values: (x^2)^(1/2) stays, (x^(1/2))^2 is x. */
export function power(base: Expr, exponent: Expr): Expr {
  // the common case first
  if (
    exponent.kind === 'number' &&
    (base.kind === 'symbol' || base.kind === 'sum' || (base.kind === 'call' && !isExponential(base)))
  ) {
    const { n, d } = exponent.value
    if (d === 1 && (n === 0 || n === 1)) return n === 0 ? integer(1) : base
    return node('power', '', [base, exponent])
  }
  if (isUndefined(base) || isUndefined(exponent)) return constant('undefined')
  if (isValue(exponent, 1)) return base
  if (isConstant(base, 'E')) return exp(exponent)
  if (isInfinite(base) || isInfinite(exponent)) return infinitePower(base, exponent)
  if (isValue(exponent, 0)) return integer(1)
  if (isValue(base, 1)) return base
  if (base.kind === 'number') {
    if (isZero(base.value)) return zeroPower(exponent) ?? node('power', '', [base, exponent])
    if (exponent.kind === 'number') return rationalPower(base.value, exponent.value)
    if (equal(base.value, minusOne)) {
      if (isEven(exponent)) return integer(1)
      if (isOdd(exponent)) return base
    }
    const [w, k] = logarithmOver(base, exponent) ?? []
    return w && k ? power(w, multiplyAll(k)) : node('power', '', [base, exponent])
  }
  if (exponent.kind === 'number') {
    const e = exponent.value
    const whole = isInteger(e)
    if (isConstant(base, 'I') && whole) return imaginaryPower(Number(BigInt.asIntN(53, BigInt(e.n)) & 3n))
    if (base.kind === 'power') {
      const [b, f] = base.args as [Expr, Expr]
      const flat = flatBase(b, f, whole)
      if (flat !== undefined) return power(flat, scale(f, e))
      if (f.kind === 'number' && signOf(f.value) > 0 && isNonnegative(b)) return power(b, scale(f, e))
    }
    if (base.kind === 'call' && base.name === 'exp' && (whole || isReal(base.args[0]!)))
      return exp(scale(base.args[0]!, e))
    if (base.kind === 'product') return productPower(base, exponent, whole)
  } else if (base.kind === 'power' || base.kind === 'product') {
    const integral = isKnownInteger(exponent)
    const [b, f] = base.args as [Expr, Expr]
    const flat = base.kind === 'power' ? flatBase(b, f, integral) : undefined
    if (flat !== undefined) return power(flat, multiplyAll([f, exponent]))
    if (base.kind === 'product' && integral) return productPower(base, exponent, true)
  }
  return node('power', '', [base, exponent])
}

/** The square root, a^(1/2). */
export const sqrt = (e: Expr): Expr => power(e, rational(Rational.small(1, 2)))

/** (a b)^e = a^e b^e for integer e; otherwise positive factors alone come out. */
function productPower(base: Expr, exponent: Expr, whole: boolean): Expr {
  const outside: Expr[] = []
  const inside: Expr[] = []
  for (const factor of base.args) (whole || isNonnegative(factor) ? outside : inside).push(factor)
  let coefficient = base.value
  if (whole || signOf(coefficient) > 0) {
    if (!isOne(coefficient)) outside.push(rational(coefficient))
    coefficient = one
  } else if (!equal(coefficient, minusOne)) {
    outside.push(rational(negate(coefficient)))
    coefficient = minusOne
  }
  if (outside.length === 0) return node('power', '', [base, exponent])
  // a closed long product (see chain) is not opened
  const powers = outside.map((factor) =>
    factor.kind === 'product' ? node('power', '', [factor, exponent]) : power(factor, exponent),
  )
  if (inside.length > 0 || !isOne(coefficient)) {
    const rest = assemble(coefficient, inside)
    powers.push(rest.kind === 'product' ? node('power', '', [rest, exponent]) : power(rest, exponent))
  }
  return multiplyAll(powers)
}
