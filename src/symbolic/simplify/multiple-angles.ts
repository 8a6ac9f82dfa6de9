import { integer, isIntegerNumber, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, multiplyAll } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { linear, negate, scale, subtract, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import {
  absolute,
  commonMeasure,
  half,
  isOne,
  one,
  Rational,
  reciprocal,
  signOf,
  multiply as times,
} from '../number/rational.ts'
import { walk } from '../traverse.ts'

const is = (e: Expr, ...names: string[]): boolean =>
  e.kind === 'call' && e.weights.length === 0 && names.includes(e.name)

const maxMultiple = 10

/** Sine and cosine (or their hyperbolic kin) of an angle. */
interface Pair {
  readonly s: Expr
  readonly c: Expr
}

/** The pair of a sum of two angles: sin(a + b) = sin a cos b + cos a sin b, cos(a + b) = cos a cos b - sin a sin b. */
function added(a: Pair, b: Pair, hyperbolic: boolean): Pair {
  const product = multiplyAll([a.s, b.s])
  return {
    s: sum(multiplyAll([a.s, b.c]), multiplyAll([a.c, b.s])),
    c: sum(multiplyAll([a.c, b.c]), hyperbolic ? product : negate(product)),
  }
}

/** The pair of n times an angle, by doubling. */
function multiple(pair: Pair, n: number, hyperbolic: boolean): Pair {
  if (n < 0) {
    const { s, c } = multiple(pair, -n, hyperbolic)
    return { s: negate(s), c }
  }
  let result: Pair = { s: integer(0), c: integer(1) }
  for (let k = 0; k < n; k++) result = added(result, pair, hyperbolic)
  return result
}

/** The pair of an angle, by those of the terms of its sum and of what they are whole multiples of. */
function pairOf(angle: Expr, hyperbolic: boolean, unit: (direction: Expr) => Rational | undefined): Pair {
  const [sine, cosine] = hyperbolic ? ['sinh', 'cosh'] : ['sin', 'cos']
  const terms = angle.kind === 'sum' ? angle.args.map((a, i) => scale(a, angle.weights[i]!)) : [angle]
  if (angle.kind === 'sum' && signOf(angle.value) !== 0) terms.push(rational(angle.value))
  let total: Pair | undefined
  for (const term of terms) {
    const { direction, size } = split(term)
    const step = unit(direction)
    const n = step === undefined ? undefined : times(size, reciprocal(step))
    const whole = n !== undefined && n.d === 1 && Math.abs(Number(n.n)) <= maxMultiple
    const base = whole ? scale(direction, step!) : term
    const pair = multiple(
      { s: call(sine!, base), c: call(cosine!, base) },
      whole ? Number(n.n) : 1,
      hyperbolic,
    )
    total = total === undefined ? pair : added(total, pair, hyperbolic)
  }
  return total!
}

function split(term: Expr): { direction: Expr; size: Rational } {
  if (term.kind === 'number') return { direction: integer(1), size: term.value }
  if (term.kind !== 'product') return { direction: term, size: Rational.small(1, 1) }
  return { direction: scale(term, reciprocal(term.value)), size: term.value }
}

/**
 * Sines, cosines, tangents and their hyperbolic kin of sums and multiples by those of the parts:
 * sin(x + y) = sin(x) cos(y) + cos(x) sin(y), cos(2x) = cos(x)^2 - sin(x)^2.
 *
 * @example
 * expandTrig(parse('sin(2*x)')) // 2*cos(x)*sin(x)
 */
export function expandTrig(e: Expr): Expr {
  return expandAngles(e, () => Rational.small(1, 1))
}

function expandAngles(e: Expr, unit: (direction: Expr) => Rational | undefined): Expr {
  return mapExpr(e, (x) => {
    if (!is(x, 'sin', 'cos', 'tan', 'sinh', 'cosh', 'tanh')) return x
    const { s, c } = pairOf(x.args[0]!, x.name.endsWith('h'), unit)
    return x.name.startsWith('sin') ? s : x.name.startsWith('cos') ? c : divide(s, c)
  })
}

/**
 * All sines and cosines by those of the greatest common divisors of their angles, so that sin(2x)/sin(x) becomes a
 * rational function of sin(x) and cos(x); by those of half of them where asked. The expression itself where there is
 * nothing to do.
 */
export function toCommonAngles(e: Expr, halved = false): Expr {
  const sizes = new Map<Expr, Rational[]>()
  let sums = false
  walk(e, (x) => {
    if (!is(x, 'sin', 'cos', 'sinh', 'cosh')) return
    const angle = x.args[0]!
    if (angle.kind === 'sum') sums = true
    const terms = angle.kind === 'sum' ? angle.args.map((a, i) => scale(a, angle.weights[i]!)) : [angle]
    for (const term of terms) {
      const { direction, size } = split(term)
      const list = sizes.get(direction)
      if (list === undefined) sizes.set(direction, [absolute(size)])
      else list.push(absolute(size))
    }
  })
  const units = new Map<Expr, Rational>()
  let different = sums || halved
  for (const [direction, list] of sizes) {
    const g = times(list.reduce(commonMeasure), halved ? half : one)
    units.set(direction, g)
    if (list.some((size) => !isOne(times(size, reciprocal(g))))) different = true
  }
  return different ? expandAngles(e, (direction) => units.get(direction)) : e
}

/** A numerator or denominator a + b sin(u) as a - b sin(u), or undefined where no sine stands in it. */
export function conjugate(e: Expr, sine: Expr): Expr | undefined {
  if (e.kind !== 'sum') return undefined
  const has = (term: Expr): boolean => term === sine || (term.kind === 'product' && term.args.includes(sine))
  if (!e.args.some(has) || (signOf(e.value) === 0 && e.args.every(has))) return undefined
  const flipped = linear(
    e.args.filter(has),
    e.weights.filter((_, i) => has(e.args[i]!)),
  )
  return subtract(e, scale(flipped, Rational.small(2, 1)))
}

export const isWholePower = (e: Expr): boolean => e.kind === 'power' && isIntegerNumber(e.args[1]!)
