import { integer, rational, symbol } from '../build/atoms.ts'
import { multiplyAll, power, sqrt } from '../build/product.ts'
import { rebuild } from '../build/rebuild.ts'
import { linear } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { Rational } from '../number/rational.ts'
import { factor } from '../polynomial/factor.ts'
import {
  expanded,
  type Fraction,
  factored,
  Generators,
  isGenerator,
  quotient,
  reduced,
  regionOf,
  toFraction,
} from '../polynomial/fraction.ts'
import { gcd } from '../polynomial/gcd.ts'
import { add, coefficientsIn, divide, multiply, type Poly, subtract, withSteps } from '../polynomial/poly.ts'
import { power as powerOf } from '../polynomial/power.ts'

const formSteps = 8_000
const maxRegion = 200
const maxRoots = 3

/** b^(n/2) for a sum, product or power b; a symbol is the square of its root wherever rational forms are made. */
const isSquareRoot = (e: Expr): boolean =>
  e.kind === 'power' &&
  e.args[0]!.args.length > 0 &&
  e.args[0]!.kind !== 'call' &&
  e.args[1]!.kind === 'number' &&
  e.args[1]!.value.d === 2

/**
 * An expression in which square roots stand, as a + c s for one of the roots s after the other, the denominator without
 * it: (x/s + 1)/(1 + (x + s)^2) with s = sqrt(x^2 + 1) is 1/(2 (x^2 + 1)). Nothing where the new denominator would be 0
 * at points where the old one is not.
 */
export function* rootForms(e: Expr): Generator<Expr> {
  const region = regionOf(e)
  if (region.length > maxRegion) return
  const bases = new Set(region.filter(isSquareRoot).map((root) => root.args[0]!))
  if (bases.size > maxRoots) return
  let best = e
  for (const base of bases) {
    const forms = withSteps(formSteps, () => formsBy(best, base))
    if (forms === undefined || forms.length === 0) continue
    yield* forms
    best = forms[0]!
  }
}

/** p(s) = (even + odd s)/scale where s^2 = top/bottom. */
interface Split {
  readonly even: Poly
  readonly odd: Poly
  readonly scale: Poly
}

function splitBy(p: Poly, v: number, square: Fraction): Split {
  const c = coefficientsIn(p, v)
  const most = (c.length - 1) >> 1
  const parts: [Poly, Poly] = [0n, 0n]
  c.forEach((coefficient, i) => {
    const k = i >> 1
    const weight = multiply(powerOf(square.top, k), powerOf(square.bottom, most - k))
    parts[i & 1 ? 1 : 0] = add(parts[i & 1 ? 1 : 0]!, multiply(coefficient, weight))
  })
  return { even: parts[0], odd: parts[1], scale: powerOf(square.bottom, most) }
}

function formsBy(e: Expr, base: Expr): Expr[] {
  const s = symbol(' root')
  const plain = substituteRoot(e, base, s)
  const g = new Generators(linear([plain, multiplyAll([base, symbol(' base')])], undefined))
  const square = reduced(toFraction(base, g))
  // the root comes last, which makes it the main variable
  for (const x of regionOf(plain)) if (x !== s && isGenerator(x)) toFraction(x, g)
  const v = g.variable(s)
  const open = toFraction(plain, g)
  const top = splitBy(open.top, v, square)
  const bottom = splitBy(open.bottom, v, square)
  const { top: p, bottom: q } = square
  // (n0 + n1 s)/(d0 + d1 s) = ((q n0 d0 - p n1 d1) + q (n1 d0 - n0 d1) s)/(q d0^2 - p d1^2)
  const even = subtract(
    multiply(q, multiply(top.even, bottom.even)),
    multiply(p, multiply(top.odd, bottom.odd)),
  )
  const odd = multiply(q, subtract(multiply(top.odd, bottom.even), multiply(top.even, bottom.odd)))
  const norm = subtract(
    multiply(q, multiply(bottom.even, bottom.even)),
    multiply(p, multiply(bottom.odd, bottom.odd)),
  )
  if (norm === 0n) return []
  const below = multiply(norm, top.scale)
  const first = reduced({ top: multiply(even, bottom.scale), bottom: below })
  const second = reduced({ top: multiply(odd, bottom.scale), bottom: below })
  const isNew = (f: Fraction): boolean =>
    !factor(f.bottom).factors.every(({ factor: d }) => isOld(d, bottom, square))
  if (isNew(first) || isNew(second)) return []
  const root = sqrt(base)
  const factors = (f: Fraction): Expr => quotient(factored(f.top, g), factored(f.bottom, g))
  if (second.top === 0n) return [factors(first)]
  if (first.top === 0n) {
    // c s, and c s^2/s
    const inverse = reduced({ top: multiply(second.top, p), bottom: multiply(second.bottom, q) })
    const downwards = isNew(inverse)
      ? []
      : [multiplyAll([factors(inverse), power(base, rational(Rational.small(-1, 2)))])]
    return [multiplyAll([factors(second), root]), ...downwards]
  }
  const apart = linear([factors(first), multiplyAll([factors(second), root])], undefined)
  const common = multiply(first.bottom, divide(second.bottom, gcd(first.bottom, second.bottom))!)
  const whole = (f: Fraction): Expr => expanded(multiply(f.top, divide(common, f.bottom)!), g)
  const together = quotient(
    linear([whole(first), multiplyAll([whole(second), root])], undefined),
    factored(common, g),
  )
  return [together, apart]
}

/** Whether a factor below the line is 0 only where the denominator was, or where the root is not defined. */
function isOld(d: Poly, bottom: Split, square: Fraction): boolean {
  const divides = (p: Poly): boolean => divide(p, d) !== undefined
  if (typeof d === 'bigint' || divides(square.bottom)) return true
  return divides(bottom.even) && (divides(bottom.odd) || divides(square.top))
}

/** b^(n/2) as s^n. */
function substituteRoot(e: Expr, base: Expr, s: Expr): Expr {
  const made = new Map<Expr, Expr>()
  for (const x of regionOf(e)) {
    const root = isSquareRoot(x) && x.args[0] === base
    if (root) made.set(x, power(s, integer(x.args[1]!.value.n)))
    else
      made.set(
        x,
        isGenerator(x)
          ? x
          : rebuild(
              x,
              x.args.map((a) => made.get(a) ?? a),
            ),
      )
  }
  return made.get(e)!
}
