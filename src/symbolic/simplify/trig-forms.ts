import { integer, isIntegerNumber, isValue, rational } from '../build/atoms.ts'
import { multiplyAll, power } from '../build/product.ts'
import type { Expr } from '../expr.ts'
import { signOf } from '../number/rational.ts'
import { quotient, regionOf } from '../polynomial/fraction.ts'
import { measure } from './measure.ts'
import { conjugate, toCommonAngles } from './multiple-angles.ts'
import { doubleAngles } from './products.ts'
import { cancel, expand, rationalForms, withRational } from './rational.ts'
import { harmonics, hasTrig, reduceSquares, toSineCosine, toTangent, toTangentSquares } from './trig.ts'

/** Whether there are two trigonometric functions to combine, or a power of one. */
export function worthTrig(region: readonly Expr[]): boolean {
  let count = 0
  for (const e of region) {
    if (hasTrig(e)) count++
    if (count > 1 || (e.kind === 'power' && hasTrig(e.args[0]!) && !isInverse(e))) return true
    // tan(x) + 1/tan(x)
    if (
      e.kind === 'sum' &&
      e.args.some((a) => isInverse(a) && hasTrig(a.args[0]!) && e.args.includes(a.args[0]!))
    )
      return true
  }
  return false
}

const isInverse = (e: Expr): boolean => e.kind === 'power' && isValue(e.args[1]!, -1)

/** Forms by the identities of sine and cosine: squares, multiple angles, tangents, denominators made free of sines. */
export function* trigonometricForms(e: Expr): Generator<Expr> {
  const plain = toSineCosine(e)
  if (plain !== e) yield* tangents(withRational(plain))
  yield* squareForms(plain)
  const squares = toTangentSquares(plain)
  if (squares !== plain) yield* rationalForms(squares)
  for (const family of ['sin', 'sinh'] as const) {
    const waves = harmonics(expand(plain), family)
    if (waves !== undefined) yield waves
  }
  yield toTangent(e)
  const common = toCommonAngles(plain)
  if (common !== plain) {
    yield* tangents(withRational(common))
    yield* squareForms(common)
  }
  const free = isQuotient(regionOf(common)) ? withoutSines(common) : undefined
  if (free !== undefined) yield* withRational(free)
  // 1 + cos(x) = 2 cos(x/2)^2
  const region = regionOf(plain)
  if (isQuotient(region) && region.filter(hasTrig).length < 4) yield* squareForms(toCommonAngles(plain, true))
}

/** Whether a sum of sines or cosines stands below a line. */
const isQuotient = (region: readonly Expr[]): boolean =>
  region.some((x) => isBelow(x) && (x.args[0]!.kind === 'sum' || hasTrig(x.args[0]!))) &&
  region.some((x) => x.kind === 'sum' && regionOf(x).some(hasTrig))

function* tangents(forms: Iterable<Expr>): Generator<Expr> {
  for (const form of forms) yield* [form, toTangent(form), doubleAngles(form)]
}

/** sin^2 by 1 - cos^2 and the other way round, before and after everything is one fraction. */
function* squareForms(plain: Expr): Generator<Expr> {
  const seen = new Set<Expr>()
  for (const by of ['sin', 'cos'] as const) {
    const form = reduceSquares(plain, by)
    if (form !== plain) yield* withRational(form)
    const fraction = cancel(form)
    if (seen.has(fraction)) continue
    seen.add(fraction)
    for (const name of ['sin', 'cos'] as const) {
      const reduced = reduceSquares(fraction, name)
      if (reduced !== fraction) yield* tangents(withRational(reduced).slice(0, 3))
    }
  }
}

/** A fraction whose denominator a + b sin(u) is multiplied by a - b sin(u); undefined where there is none. */
function withoutSines(e: Expr): Expr | undefined {
  const fraction = reduceSquares(cancel(e), 'sin')
  if (fraction.kind !== 'product' && fraction.kind !== 'power') return undefined
  const factors = fraction.kind === 'product' ? fraction.args : [fraction]
  const below = expand(multiplyAll(factors.filter(isBelow).map((f) => power(f, integer(-1)))))
  const sine = regionOf(below).find((f) => f.kind === 'call' && (f.name === 'sin' || f.name === 'sinh'))
  const other = sine === undefined ? undefined : conjugate(reduceSquares(below, 'sin'), sine)
  if (other === undefined) return undefined
  const above = multiplyAll([...factors.filter((f) => !isBelow(f)), other])
  const multiplied = (f: Expr): Expr => expand(reduceSquares(expand(f), 'sin'))
  return multiplyAll([
    rational(fraction.kind === 'product' ? fraction.value : integer(1).value),
    quotient(multiplied(above), multiplied(multiplyAll([reduceSquares(below, 'sin'), other]))),
  ])
}

/** A sum or product as a sum of multiple angles, where that is shorter. */
function shorterHarmonics(e: Expr, family: 'sin' | 'sinh'): Expr {
  if (e.kind !== 'sum' && e.kind !== 'product') return e
  if (!worthTrig(regionOf(e))) return e
  const form = harmonics(e.kind === 'sum' ? expand(e) : e, family)
  const best = form !== undefined && measure(form) < measure(e) ? form : e
  if (best.kind !== 'product') return best
  // the same below the line: 1/(2 sin(x) cos(x)) = 1/sin(2x)
  const below = best.args.filter((f) => isBelow(f) && hasTrig(f.args[0]!))
  if (below.length < 2) return best
  const open = multiplyAll(below.map((f) => power(f, integer(-1))))
  const waves = harmonics(open, family)
  if (waves === undefined) return best
  const whole = multiplyAll([
    rational(best.value),
    ...best.args.filter((f) => !below.includes(f)),
    power(waves, integer(-1)),
  ])
  return measure(whole) < measure(best) ? whole : best
}

const isBelow = (f: Expr): boolean =>
  f.kind === 'power' && isIntegerNumber(f.args[1]!) && signOf(f.args[1]!.value) < 0

/** The same for the circular functions, then for the hyperbolic ones. */
export const harmonicsOf = (e: Expr): Expr => shorterHarmonics(shorterHarmonics(e, 'sin'), 'sinh')
