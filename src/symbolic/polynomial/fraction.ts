import { integer, rational, splitCoefficient } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { multiplyAll, power as powerOf } from '../build/product.ts'
import { linear, scale } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { isInteger, one, Rational, reciprocal, signOf, multiply as times } from '../number/rational.ts'
import { factor } from './factor.ts'
import { gcd } from './gcd.ts'
import {
  add,
  divide,
  forTerms,
  signOf as leadingSign,
  multiply,
  negate,
  OutOfSteps,
  type Poly,
  variable,
} from './poly.ts'
import { power } from './power.ts'

/** A quotient of polynomials in generators: symbols, function values, roots. */
export interface Fraction {
  readonly top: Poly
  readonly bottom: Poly
}

/** What the variables of the polynomials stand for. */
export class Generators {
  readonly list: Expr[] = []
  /** Polynomials as they are written out. */
  readonly written = new Map<Poly, Expr>()
  private readonly index = new Map<Expr, number>()
  /** The unit of the generator's exponent: of exp(c u) by u, of b^(p/q) by b, which may be an exponential itself. */
  private readonly exponentials: Units = new Map()
  private readonly roots: Units = new Map()

  /** Sums that stand under a root too, and are kept whole: b is the square of its root. */
  readonly closed = new Set<Expr>()

  private readonly inverted: boolean

  /** With `closeRadicands`, b in (x + b)/b^(3/2) is the square of the generator b^(1/2) rather than opened. */
  constructor(root: Expr, closeRadicands = false, inverted = false) {
    this.inverted = inverted
    const region = regionOf(root)
    for (const e of region) this.scan(e)
    // x is the square of sqrt(x), and so is a sum under a root where it is to be kept whole
    for (const e of region)
      if (this.roots.has(e) && (e.kind === 'sum' ? closeRadicands : e.kind === 'symbol' || e.kind === 'call'))
        this.closed.add(e)
  }

  private scan(e: Expr): void {
    const split = exponentialOf(e)
    if (split === undefined) return
    const [key, c] = split
    const units = isExponential(e) ? this.exponentials : this.roots
    const unit = units.get(key) ?? { denominator: 1n, positive: 0 }
    const d = BigInt(c.d)
    let g = unit.denominator
    let h = d
    while (h !== 0n) [g, h] = [h, g % h]
    unit.denominator = (unit.denominator / g) * d
    // a root is a generator itself, never its reciprocal
    unit.positive += isExponential(e) ? signOf(c) : 0
    units.set(key, unit)
  }

  variable(e: Expr): number {
    let v = this.index.get(e)
    if (v === undefined) {
      v = this.list.length
      this.index.set(e, v)
      this.list.push(e)
    }
    return v
  }

  /** e as generator^exponent, exponent a whole number of any sign. */
  powerOf(e: Expr): { generator: Expr; exponent: number } {
    const closed = this.closed.has(e)
    const split: [Expr, Rational] | undefined = closed ? [e, one] : exponentialOf(e)
    if (split === undefined) return { generator: e, exponent: 1 }
    const [key, c] = split
    const exponential = !closed && isExponential(e)
    const unit = (exponential ? this.exponentials : this.roots).get(key)!
    // where only exp(-x) occurs it is the generator itself
    const down = exponential && unit.positive < 0 !== this.inverted
    const step = Rational.of(down ? -1n : 1n, unit.denominator)
    const generator = exponential ? call('exp', scale(key, step)) : powerOf(key, rational(step))
    return { generator, exponent: Number(times(c, reciprocal(step)).n) }
  }
}

type Units = Map<Expr, { denominator: bigint; positive: number }>

const isExponential = (e: Expr): boolean => e.kind === 'call' && e.name === 'exp'

/** exp(c u) as u and c; b^c as b and c. Only these share generators between different exponents. */
function exponentialOf(e: Expr): [Expr, Rational] | undefined {
  if (isExponential(e)) {
    const [c, u] = splitCoefficient(e.args[0]!)
    if (u.kind !== 'sum') return [u, c]
    return [scale(u, reciprocal(u.weights[0]!)), u.weights[0]!]
  }
  if (e.kind === 'power' && e.args[1]!.kind === 'number' && !isInteger(e.args[1]!.value))
    return [e.args[0]!, e.args[1]!.value]
  return undefined
}

/** Of a generator, or of a power that is multiplied out. */
export const maxExponent = 2000

const none: readonly Expr[] = []

/** What a rational function is made of: arguments of sums and products, and bases of whole powers. */
function partsOf(e: Expr): readonly Expr[] {
  if (e.kind === 'sum' || e.kind === 'product') return e.args
  const whole = e.kind === 'power' && e.args[1]!.kind === 'number' && isInteger(e.args[1]!.value)
  return whole ? [e.args[0]!] : none
}

/** What a variable of a polynomial may stand for: where the rational function ends. */
export const isGenerator = (e: Expr): boolean => e.kind !== 'number' && partsOf(e).length === 0

/** The nodes of the rational function, parts first; it ends at symbols, calls and roots. */
export function regionOf(root: Expr): Expr[] {
  const order: Expr[] = []
  const done = new Set<Expr>()
  const stack: Expr[] = [root]
  while (stack.length > 0) {
    const e = stack[stack.length - 1]!
    const height = stack.length
    if (!done.has(e)) {
      const parts = partsOf(e)
      for (let i = 0; i < parts.length; i++) if (!done.has(parts[i]!)) stack.push(parts[i]!)
    }
    if (stack.length > height) continue
    stack.pop()
    if (done.has(e)) continue
    done.add(e)
    order.push(e)
  }
  return order
}

/** Converts to one fraction; throws OutOfSteps where that is too large. */
export function toFraction(root: Expr, generators: Generators): Fraction {
  const values = new Map<Expr, Fraction>()
  for (const e of regionOf(root))
    values.set(
      e,
      fractionOf(e, generators, (part) => values.get(part)!),
    )
  return values.get(root)!
}

function fractionOf(e: Expr, generators: Generators, of: (part: Expr) => Fraction): Fraction {
  if (e.kind === 'number') return { top: BigInt(e.value.n), bottom: BigInt(e.value.d) }
  if (e.kind === 'sum' && !generators.closed.has(e)) {
    let sum: Fraction = { top: BigInt(e.value.n), bottom: BigInt(e.value.d) }
    e.args.forEach((arg, i) => {
      const w = e.weights[i]!
      const { top, bottom } = of(arg)
      sum = addFractions(sum, { top: multiply(BigInt(w.n), top), bottom: multiply(BigInt(w.d), bottom) })
    })
    return sum
  }
  if (e.kind === 'product') {
    let product: Fraction = { top: BigInt(e.value.n), bottom: BigInt(e.value.d) }
    for (const arg of e.args) {
      const { top, bottom } = of(arg)
      product = { top: multiply(product.top, top), bottom: multiply(product.bottom, bottom) }
    }
    return reduced(product)
  }
  if (e.kind === 'power' && partsOf(e).length === 1) {
    const n = Number(e.args[1]!.value.n)
    const { top, bottom } = of(e.args[0]!)
    if (Math.abs(n) > maxExponent || (n < 0 && top === 0n)) throw new OutOfSteps()
    return n >= 0
      ? { top: power(top, n), bottom: power(bottom, n) }
      : { top: power(bottom, -n), bottom: power(top, -n) }
  }
  if (e.kind === 'constant' && !['pi', 'E', 'I', 'EulerGamma'].includes(e.name)) throw new OutOfSteps()
  const { generator, exponent } = generators.powerOf(e)
  if (Math.abs(exponent) > maxExponent) throw new OutOfSteps()
  const v = variable(generators.variable(generator), Math.abs(exponent))
  return exponent >= 0 ? { top: v, bottom: 1n } : { top: 1n, bottom: v }
}

function addFractions(a: Fraction, b: Fraction): Fraction {
  const g = gcd(a.bottom, b.bottom)
  const u = divide(a.bottom, g)!
  const w = divide(b.bottom, g)!
  return { top: add(multiply(a.top, w), multiply(b.top, u)), bottom: multiply(a.bottom, w) }
}

/** In lowest terms, with a positive leading coefficient below. */
export function reduced({ top, bottom }: Fraction): Fraction {
  if (top === 0n) return { top, bottom: 1n }
  const g = gcd(top, bottom)
  let a = divide(top, g)!
  let b = divide(bottom, g)!
  if (leadingSign(b) < 0) {
    a = negate(a)
    b = negate(b)
  }
  return { top: a, bottom: b }
}

/** A polynomial multiplied out. */
export function expanded(p: Poly, generators: Generators): Expr {
  if (typeof p === 'bigint') return integer(p)
  let whole = generators.written.get(p)
  if (whole === undefined) generators.written.set(p, (whole = multipliedOut(p, generators)))
  return whole
}

function multipliedOut(p: Poly, generators: Generators): Expr {
  const units: Expr[] = []
  const weights: Rational[] = []
  forTerms(p, (coefficient, exponents) => {
    const factors: Expr[] = []
    for (let v = 0; v < exponents.length; v++) {
      const n = exponents[v]
      if (n !== undefined && n !== 0) factors.push(powerOf(generators.list[v]!, integer(n)))
    }
    units.push(factors.length === 1 ? factors[0]! : multiplyAll(factors))
    weights.push(Rational.of(coefficient))
  })
  return linear(units, weights)
}

/** A polynomial as the product of its factors. */
export function factored(p: Poly, generators: Generators): Expr {
  const { unit, factors } = factor(p)
  return multiplyAll([
    integer(unit),
    ...factors.map(({ factor: f, times: n }) => powerOf(expanded(f, generators), integer(n))),
  ])
}

/** top/bottom with each side as given. */
export function quotient(top: Expr, bottom: Expr): Expr {
  if (bottom.kind === 'number') return scale(top, reciprocal(bottom.value))
  return multiplyAll([top, powerOf(bottom, integer(-1))])
}
