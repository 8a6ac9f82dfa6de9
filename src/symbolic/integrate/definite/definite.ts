import { rational as atom, integer, isConstant, isValue, symbol } from '../../build/atoms.ts'
import { and, piecewise } from '../../build/logic.ts'
import { divide, exp, multiplyAll, power } from '../../build/product.ts'
import { subs } from '../../build/subs.ts'
import { negate, scale, subtract, sum } from '../../build/sum.ts'
import { dependsOn } from '../../calculus/depends.ts'
import { NotFoundError } from '../../calculus/not-found.ts'
import { hasValue } from '../../calculus/pieces.ts'
import { holdsImaginary } from '../../evaluate/complex.ts'
import type { Expr } from '../../expr.ts'
import { half, Rational } from '../../number/rational.ts'
import { isZero, signOfConstant } from '../../series/decide.ts'
import { measure } from '../../simplify/measure.ts'
import { expandTrig } from '../../simplify/multiple-angles.ts'
import { expand } from '../../simplify/rational.ts'
import { simplify } from '../../simplify/simplify.ts'
import { harmonics, toSineCosine } from '../../simplify/trig.ts'
import { coefficientsOf } from '../../solve/coefficients.ts'
import { walk } from '../../traverse.ts'
import { distributed } from '../forms.ts'
import { isRational } from '../shapes.ts'
import { isQuarterTurn, quarterTurn, unitInterval } from './beta.ts'
import { agreesWithQuadrature } from './check.ts'
import { foldedIntegrand } from './fold.ts'
import { evenRationalWave, rationalWave } from './fourier.ts'
import { type DefiniteValue, halfLine } from './half-line.ts'
import { halfWave } from './half-wave.ts'
import { turnsIn, wholeTurn } from './turns.ts'

/**
 * The integral of e over x from a to b by what is known of integrals between such ends, without an antiderivative:
 * Mellin transforms, beta functions, residues. Undefined where none applies or the quadrature disagrees. Where it depends
 * on the signs of symbols, the value is a case distinction, undefined where the integral diverges.
 */
export function betweenKnownEnds(e: Expr, x: Expr, a: Expr, b: Expr): Expr | undefined {
  const found = search(e, x, a, b)
  if (found === undefined || found.conditions.some(holdsImaginary)) return undefined
  const forms = [simplify(found.value), simplify(expand(found.value)), found.value]
  const sizes = new Map(forms.map((v) => [v, measure(v)]))
  for (const v of [...sizes.keys()].sort((p, q) => sizes.get(p)! - sizes.get(q)!))
    if (agreesWithQuadrature(e, x, a, b, { ...found, value: v }))
      return found.conditions.length === 0 ? v : piecewise([v, and(...found.conditions)])
  return undefined
}

function search(e: Expr, x: Expr, a: Expr, b: Expr): DefiniteValue | undefined {
  const t = symbol(' t', { positive: true })
  const at = (place: Expr): Expr => subs(e, new Map([[x, place]]))
  const [down, up] = [isConstant(a, '-oo'), isConstant(b, 'oo')]
  try {
    if (down && up) return wholeLine(e, x, t)
    if (up) return isConstant(a, 'oo') ? undefined : (fromPoint(at(sum(a, t)), t) ?? fromOne(at, a, t))
    if (down) return fromPoint(at(subtract(b, t)), t)
    return onInterval(e, x, a, b, t)
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}

const fromPoint = (e: Expr, t: Expr): DefiniteValue | undefined =>
  evenRationalWave(e, t) ?? halfWave(e, t) ?? halfLine(e, t) ?? inWaves(e, t)

/** Powers and products of waves as sums of them, each integrated alone. */
function inWaves(e: Expr, t: Expr): DefiniteValue | undefined {
  const sums = harmonics(expand(toSineCosine(e)))
  const open = sums && (distributed(sums) ?? sums)
  if (open === undefined || open === e) return undefined
  const terms =
    open.kind === 'sum' ? [...open.args.map((a, i) => scale(a, open.weights[i]!)), atom(open.value)] : [open]
  const rational = sum(...terms.filter((term) => isRational(term, t)))
  const parts = terms.filter((term) => !isRational(term, t)).map((term) => halfWave(term, t))
  if (!isValue(rational, 0)) parts.push(halfLine(rational, t))
  if (parts.some((part) => part === undefined || !part.proved)) return undefined
  return { value: sum(...parts.map((part) => part!.value)), conditions: [], proved: true }
}

/** From a > 0 to infinity by x = a/t. */
function fromOne(at: (place: Expr) => Expr, a: Expr, t: Expr): DefiniteValue | undefined {
  if (isValue(a, 0) || signOfConstant(a) !== 1) return undefined
  const place = divide(a, t)
  return unitInterval(multiplyAll([at(place), place, power(t, integer(-1))]), t)
}

function wholeLine(e: Expr, x: Expr, t: Expr): DefiniteValue | undefined {
  const wave = rationalWave(e, x)
  if (wave !== undefined) return wave
  const m = centreOf(e, x)
  const moved = m === undefined ? e : subs(e, new Map([[x, sum(x, m)]]))
  const open = m === undefined ? e : simplifyExponents(moved, x)
  const [right, left] = [t, negate(t)].map((side) => subs(open, new Map([[x, side]]))) as [Expr, Expr]
  const found = fromPoint(sum(right, left), t)
  if (found === undefined) return undefined
  // what cancels between the halves may diverge on each
  const odd = subtract(right, left)
  const converges = isZero(odd) || isFiniteValue(fromPoint(odd, t))
  return converges ? found : { ...found, proved: false }
}

const isFiniteValue = (found: DefiniteValue | undefined): boolean =>
  found !== undefined && hasValue(found.value)

/** Where the quadratic exponent of an exponential among the factors is largest, unless that is 0. */
function centreOf(e: Expr, x: Expr): Expr | undefined {
  const decay = (e.kind === 'product' ? e.args : [e]).find((f) => f.kind === 'call' && f.name === 'exp')
  const c = decay && coefficientsOf(decay.args[0]!, x)
  return c?.length === 3 && !isValue(c[1]!, 0)
    ? negate(divide(c[1]!, scale(c[2]!, Rational.of(2))))
    : undefined
}

/** Exponents multiplied out and angles opened, so that even and odd parts show. */
function simplifyExponents(e: Expr, x: Expr): Expr {
  const opened = expandTrig(e)
  const factors = opened.kind === 'product' ? opened.args : [opened]
  const front = opened.kind === 'product' ? opened.value : Rational.of(1)
  return multiplyAll(
    factors.flatMap((f) => {
      const c = f.kind === 'call' && f.name === 'exp' ? coefficientsOf(f.args[0]!, x) : undefined
      return c === undefined ? [f] : c.map((k, n) => exp(multiplyAll([k, power(x, integer(n))])))
    }),
    front,
  )
}

function onInterval(e: Expr, x: Expr, a: Expr, b: Expr, t: Expr): DefiniteValue | undefined {
  const width = subtract(b, a)
  if (isValue(width, 0) || signOfConstant(width) !== 1) return undefined
  const turns = turnsIn(e, x, a, b)
  const turned = turns && wholeTurn(e, x)
  if (turned) return { ...turned, value: multiplyAll([turns, turned.value]) }
  if (isValue(a, 0) && isQuarterTurn(b)) {
    const found = quarterTurn(e, x)
    if (found !== undefined) return found
  }
  const moved = subs(e, new Map([[x, sum(a, multiplyAll([width, t]))]]))
  const scaledDown = multiplyAll([width, moved])
  const whole = unitInterval(scaledDown, t) ?? byExponential(scaledDown, t)
  if (whole !== undefined) return whole
  const both = foldedIntegrand(e, x, a, b)
  if (both === undefined) return undefined
  if (!dependsOn(both, x))
    return { value: scale(multiplyAll([both, width]), half), conditions: [], proved: false }
  const middle = scale(sum(a, b), half)
  return isValue(a, 0) && isQuarterTurn(middle) ? quarterTurn(both, x) : undefined
}

/** From 0 to 1 by t = exp(-u), for functions of log(t). */
function byExponential(e: Expr, t: Expr): DefiniteValue | undefined {
  let logs = false
  walk(e, (node) => {
    logs ||= node.kind === 'call' && node.name === 'log' && dependsOn(node, t)
  })
  if (!logs) return undefined
  return halfLine(multiplyAll([subs(e, new Map([[t, exp(negate(t))]])), exp(negate(t))]), t)
}
