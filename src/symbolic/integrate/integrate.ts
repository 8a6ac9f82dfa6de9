import { activations } from '../build/activations.ts'
import { integer, isConstant, symbol } from '../build/atoms.ts'
import { endpoint } from '../build/endpoint.ts'
import { isReal } from '../build/known.ts'
import { mapExpr } from '../build/rebuild.ts'
import { type ExprLike, subs } from '../build/subs.ts'
import { negate, scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { derivative, resolve, type Variable } from '../calculus/derivative.ts'
import { NotFoundError, requireSearchable } from '../calculus/not-found.ts'
import { hasValue } from '../calculus/pieces.ts'
import { type Complex, evaluateComplex, holdsImaginary } from '../evaluate/complex.ts'
import { EvaluationError } from '../evaluate/errors.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import { lambdify } from '../evaluate/lambdify.ts'
import { agrees, magnitude, quadrature } from '../evaluate/quadrature.ts'
import type { Expr } from '../expr.ts'
import { limit } from '../limit/limit.ts'
import { half } from '../number/rational.ts'
import { text } from '../print/text.ts'
import { measure } from '../simplify/measure.ts'
import { simplify } from '../simplify/simplify.ts'
import { stepFunctions } from '../solve/boundaries.ts'
import { freeSymbols, some } from '../traverse.ts'
import { search } from '../work.ts'
import { complexBetween, complexQuadrature, placeBetween } from './complex-quadrature.ts'
import { withoutConstants } from './constants.ts'
import { agreesWithQuadrature } from './definite/check.ts'
import { betweenKnownEnds } from './definite/definite.ts'
import { foldedIntegrand, isPeriodic } from './definite/fold.ts'
import { isDivergentWave } from './definite/fourier.ts'
import { withoutAntiderivative } from './definite/otherwise.ts'
import { assumingSigns } from './definite/signs.ts'
import { impulsesBetween } from './dirac.ts'
import { cutsBetween } from './jumps.ts'
import { withPositiveBases } from './negative-bases.ts'
import { withOneBase } from './one-base.ts'
import { Integrator } from './rules.ts'
import { unwound } from './unwind.ts'

/**
 * An antiderivative of an expression (without a constant), or with limits the definite integral. It knows what a first
 * calculus course integrates: the table, linearity, substitution, parts, partial fractions, trigonometric and
 * rationalising substitutions. Every antiderivative is differentiated and compared with the integrand, and every
 * definite integral with a numerical quadrature, before it is returned.
 *
 * Throws: NotFoundError where none of the methods finds one; it may exist all the same. EvaluationError for one limit alone.
 *
 * @example
 * integrate(parse('x*exp(x)'), 'x')          // exp(x)*(x - 1)
 * integrate(parse('exp(-x^2)'), 'x', '-oo', 'oo') // sqrt(pi)
 */
export function integrate(e: Expr, variable: Variable, from?: ExprLike, to?: ExprLike): Expr {
  return search('integrate', () => {
    const x = resolve(e, variable) ?? (typeof variable === 'string' ? symbol(variable) : variable)
    requireSearchable('integrate', e)
    if ((from === undefined) !== (to === undefined))
      throw new EvaluationError(
        `integrate: one limit is ${from ?? to}, the other is left out: give both, or none for an antiderivative.`,
      )
    if (from === undefined || to === undefined) return withoutJumps(antiderivative(e, x), e, x)
    return definite(e, x, endpoint(from), endpoint(to))
  })
}

function definite(e: Expr, x: Expr, from: Expr, to: Expr): Expr {
  const impulses = impulsesBetween(e, x, from, to)
  if (impulses !== undefined)
    return impulses.rest === integer(0)
      ? impulses.part
      : sum(impulses.part, definite(impulses.rest, x, from, to))
  if (isDivergentWave(e, x, from, to))
    throw new NotFoundError('integrate', `${text(e)} has no integral from ${from} to ${to}: it diverges`, e)
  const known = betweenKnownEnds(byDefinition(e), x, from, to)
  if (known !== undefined) return known
  if (!isPeriodic(e, x)) {
    const both = foldedIntegrand(e, x, from, to)
    if (both !== undefined && isPeriodic(both, x)) {
      const value = simplify(scale(definite(both, x, from, to), half))
      if (agreesWithQuadrature(e, x, from, to, { value, conditions: [], proved: false })) return value
    }
  }
  try {
    const F = antiderivative(e, x)
    const onwards = betweenSymbols(F, e, x, from, to)
    if (onwards !== undefined) return onwards
    try {
      return between(e, F, x, from, to)
    } catch (error) {
      const smooth = error instanceof NotFoundError ? withoutJumps(F, e, x) : F
      if (smooth === F) throw error
      return between(e, smooth, x, from, to)
    }
  } catch (error) {
    const found =
      error instanceof NotFoundError
        ? (withoutAntiderivative(e, x, from, to, definite, antiderivative) ??
          assumingSigns(e, x, from, to, definite))
        : undefined
    if (found === undefined) throw error
    return found
  }
}

function antiderivative(e: Expr, x: Expr): Expr {
  const found = new Integrator().integrate(withOneBase(byDefinition(e), x), x)
  if (found === undefined) throw new NotFoundError('integrate', `an antiderivative of ${text(e)} by ${x}`, e)
  const short = withoutConstants(simplify(withoutConstants(found, x)), x)
  for (const F of measure(short) <= measure(found) ? [short, found] : [found])
    for (const G of [F, withoutAbs(F)]) if (isAntiderivative(G, e, x)) return G
  throw new NotFoundError('integrate', `what was found for ${text(e)} did not pass its check`, e)
}

/** The antiderivative with arctangents of tangents that go on where those jump, where that passes its check. */
function withoutJumps(F: Expr, e: Expr, x: Expr): Expr {
  const smooth = unwound(F, x)
  if (smooth === F) return F
  const short = withoutConstants(simplify(smooth, { work: 60_000 }), x)
  return [short, smooth].find((G) => isAntiderivative(G, e, x)) ?? F
}

/** Between limits with symbols, which may be on either side of a pole of a tangent; undefined where there is no such pole. */
function betweenSymbols(F: Expr, e: Expr, x: Expr, from: Expr, to: Expr): Expr | undefined {
  if (freeSymbols(from).length + freeSymbols(to).length === 0) return undefined
  const smooth = withoutJumps(F, e, x)
  if (smooth === F) return undefined
  const [low, high] = [from, to].map((end) => subs(smooth, new Map([[x, end]])))
  const value = simplify(subtract(high!, low!))
  const holds =
    hasValue(value) && agreesWithQuadrature(e, x, from, to, { value, conditions: [], proved: true })
  return holds ? value : undefined
}

/** log|f(x)| of an unknown function as log(f(x)), of which the derivative is f'(x)/f(x) whatever f is. */
const withoutAbs = (e: Expr): Expr =>
  mapExpr(e, (node) =>
    node.kind === 'call' && node.name === 'abs' && node.args[0]!.kind === 'call' && !isReal(node.args[0]!)
      ? node.args[0]!
      : node,
  )

/** Activation functions of networks as the formulas that they are. */
const byDefinition = (e: Expr): Expr =>
  mapExpr(e, (node) =>
    node.kind === 'call' &&
    node.args.length === 1 &&
    node.weights.length === 0 &&
    Object.hasOwn(activations, node.name)
      ? activations[node.name]!(node.args[0]!)
      : node,
  )

/** More of them where the integrand is real on a short interval only. */
const closer = Array.from({ length: 60 }, (_, k) => 0.0917 * k - 2.713)
const points = [0.31, 0.77, -0.43, 1.63, -1.29, 2.71, -2.57, 4.37, 0.117, 9.13, -6.41, 0.911, 23.3]

/**
 * Whether F' = f at all of the points, at least two, where both are real, or complex where the imaginary unit stands in f;
 * other symbols take positive numbers.
 */
function isAntiderivative(F: Expr, f: Expr, x: Expr): boolean {
  const slope = derivative(F, x)
  const others = freeSymbols(f).filter((s) => s !== x)
  const pairs: { gap: number; size: number }[] = []
  const complex = holdsImaginary(f)
  const close = 1e-7
  let refined = 0
  const value = (e: Expr, values: Readonly<Record<string, number>>): Complex =>
    complex ? evaluateComplex(e, values) : { re: evaluate(e, values), im: 0 }
  // hypergeometric functions of large numbers take long
  const farthest = isHypergeometric(F) ? 3 : Number.POSITIVE_INFINITY
  for (const [k, at] of [...points, ...closer].entries()) {
    if (Math.abs(at) > farthest || (k >= points.length && pairs.length >= 2)) continue
    const values: Record<string, number> = { [x.name]: at }
    others.forEach((s, i) => {
      values[s.name] = [1.37, 0.83, 2.19, 0.57][(i + k) % 4]!
    })
    try {
      const expected = value(f, values)
      const got = value(slope, values)
      const size = Math.hypot(expected.re, expected.im)
      if (!(size <= 1e12)) continue
      let gap = Math.hypot(got.re - expected.re, got.im - expected.im)
      // sqrt(1 + u) - 1 for small u
      if (gap > close * size && gap < size && !complex && refined++ < 3)
        gap = Math.abs(Number(evaluate(slope, values, { digits: 17 })) - expected.re)
      // real nowhere else: log of a negative number on one side of a pole
      if (Number.isNaN(gap)) return false
      pairs.push({ gap, size })
    } catch (error) {
      if (error instanceof EvaluationError) return simplify(subtract(slope, f)) === integer(0)
      throw error
    }
  }
  // where it is much smaller than elsewhere it may be the rest of what cancels
  const least = 1e-3 * Math.max(...pairs.map(({ size }) => Math.min(1, size)))
  return pairs.length >= 2 && pairs.every(({ gap, size }) => gap <= close * Math.max(least, size))
}

function isHypergeometric(e: Expr): boolean {
  return some(e, (node) => node.kind === 'call' && /^hyp\d/.test(node.name))
}

/** The limit from one side: by putting the point in, where the values beside it agree with that. */
function valueBeside(F: Expr, x: Expr, at: Expr, side: '+' | '-'): Expr {
  const value = subs(F, new Map([[x, at]]))
  const f = lambdify(F, [x]) as (t: number) => number
  const place = evaluate(at)
  const there = Number.isFinite(place) ? f(place) : Number.NaN
  const step = 1e-7 * Math.max(1, Math.abs(place)) * (side === '+' ? 1 : -1)
  // a jump is as high sixteen times closer to it
  const [far, near] = [step, step / 16].map((h) => Math.abs(f(place + h) - there)) as [number, number]
  const close = near <= 0.5 * far + 1e-14 * Math.abs(there)
  // floor(3) for floor(sqrt(3)^2), which in float64 is 2
  const exact = (): boolean => Math.abs(evaluate(value) - there) <= 1e-6 * Math.max(1, Math.abs(there))
  return Number.isFinite(there) && close && hasValue(value) && exact() ? value : limit(F, x, at, side)
}

/** The quadrature between neighbouring marks; undefined where one of them does not settle. */
function pieced(f: (t: number) => number, marks: readonly number[]): number | undefined {
  let total = 0
  for (let i = 0; i + 1 < marks.length; i++) {
    const part = quadrature(f, marks[i]!, marks[i + 1]!)
    if (Number.isNaN(part)) return undefined
    total += part
  }
  return total
}

/**
 * F at the ends, and on both sides of the points between where it may jump, by limits. Taken where the quadrature
 * agrees, or where it does not settle but every point at which F may jump is known.
 */
function between(e: Expr, F: Expr, x: Expr, from: Expr, to: Expr): Expr {
  if (from === to) return integer(0)
  const endsAreNumbers = freeSymbols(from).length + freeSymbols(to).length === 0
  const [a, b] = endsAreNumbers ? [evaluate(from), evaluate(to)] : [0, 1]
  if (a > b) return negate(between(e, F, x, to, from))
  if (!endsAreNumbers || freeSymbols(F).some((s) => s !== x)) {
    // where it may jump no quadrature may settle
    const steps = stepFunctions(F, x).length > 0
    const cuts = steps && endsAreNumbers ? cutsBetween(F, x, a, b) : undefined
    const marks = [from, ...(cuts ?? []), to]
    const parts = marks.slice(1).map((end, i) => subtract(limit(F, x, end, '-'), limit(F, x, marks[i]!, '+')))
    const value = simplify(sum(...parts))
    if (dependsOn(value, x)) throw new NotFoundError('integrate', 'the value depends on the variable', e)
    const proved = !steps || cuts !== undefined
    if (!agreesWithQuadrature(e, x, from, to, { value, conditions: [], proved }))
      throw new NotFoundError(
        'integrate',
        `the antiderivative ${text(F)} is not continuous from ${from} to ${to}, or the integral diverges`,
        e,
      )
    return value
  }
  const jumps = cutsBetween(F, x, a, b)
  const marks = [from, ...(jumps ?? []), to]
  const f = lambdify(e, [x]) as (t: number) => number
  const places = marks.map((mark) => evaluate(mark))
  const turns = complexBetween(e, x, f, a, b)
  const parts = marks.slice(1).flatMap((end, i) => {
    const middle = placeBetween(places[i]!, places[i + 1]!, 0.5)
    const G = turns === undefined ? F : withPositiveBases(F, x, middle)
    return [valueBeside(G, x, end, '-'), negate(valueBeside(G, x, marks[i]!, '+'))]
  })
  const value = simplify(sum(...parts))
  if (turns !== undefined) {
    const all = [...new Set([...places, ...turns])].sort((p, q) => p - q)
    const expected = complexQuadrature(e, x, all)
    const { re, im } = evaluateComplex(value)
    const size = Math.hypot(re, im)
    if (expected !== undefined && agrees(re, expected.re, size) && agrees(im, expected.im, size)) return value
    throw new NotFoundError('integrate', `${text(e)} is not real from ${from} to ${to}`, e)
  }
  const expected = pieced(f, places)
  if ([...parts, value].some((v) => isConstant(v, 'undefined')))
    throw new NotFoundError('integrate', `${text(e)} has no integral from ${from} to ${to}: it diverges`, e)
  if (isConstant(value, 'oo') || isConstant(value, '-oo')) {
    if (expected !== undefined && jumps === undefined)
      throw new NotFoundError('integrate', 'the quadrature does not diverge', e)
    return value
  }
  const endless = !Number.isFinite(a) || !Number.isFinite(b)
  // slow decay and waves without end are beyond the quadrature
  const known =
    expected === undefined || (endless && jumps !== undefined)
      ? jumps !== undefined
      : agrees(evaluate(value), expected, magnitude(f, a, b))
  if (!known)
    throw new NotFoundError(
      'integrate',
      `the antiderivative ${text(F)} is not continuous from ${from} to ${to}, or the integral diverges`,
      e,
    )
  return value
}
