import { fraction, integer, node, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { exp, multiplyAll, power } from '../build/product.ts'
import { scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import type { Expr } from '../expr.ts'
import { add, minusOne, multiply, one, type Rational, signOf } from '../number/rational.ts'
import { coefficientsOf } from '../solve/coefficients.ts'
import {
  addSeries,
  compose,
  leading,
  logOnePlus,
  monomial,
  NeedsMoreTerms,
  type Puiseux,
  type PuiseuxTerm,
  relativeRest,
  shift,
} from './puiseux.ts'

/** A power or logarithm of a negative number: the function is not real there. */
export class NotRealError extends NotFoundError {
  protected override get kind(): string {
    return 'NotRealError'
  }
}

/** How a function oscillates without limit: sin(1/w) as w tends to 0. */
export class OscillationError extends NotFoundError {
  protected override get kind(): string {
    return 'OscillationError'
  }
  /** Between which values it oscillates in the end, where that is known. */
  bounds?: readonly [low: Expr, high: Expr]
}

export interface ExpandOptions {
  /** What log(w) is; a symbol of its own where nothing else is said. */
  readonly logW: Expr
  /** w itself, where functions that grow are kept. */
  readonly variable?: Expr
  /** The sign of a coefficient that is not 0, or undefined where it is not known. */
  sign(coefficient: Expr): 1 | -1 | undefined
  /** What stands for a function of an argument that grows without bound; without it there is no expansion. */
  growth?(name: 'exp' | 'sin' | 'cos', argument: Expr): Expr
  /** Whether what vanishes faster than every power is left out, as exp(-1/w) is. */
  readonly flat?: boolean
  /** Throws for a coefficient that must not be divided by or be under a logarithm. */
  checkBase?(coefficient: Expr): void
}

/** Splits off the constant term: u = c + v with v tending to 0; undefined where u grows without bound. */
export function splitConstant(u: Puiseux): { constant: Expr; rest: Puiseux } | undefined {
  const first = u.terms[0]
  if (first === undefined) {
    if (u.order !== undefined && signOf(u.order) <= 0) throw new NeedsMoreTerms()
    return { constant: integer(0), rest: u }
  }
  if (signOf(first.exponent) < 0) return undefined
  if (u.order !== undefined && signOf(u.order) <= 0) throw new NeedsMoreTerms()
  if (first.exponent.n !== 0) return { constant: integer(0), rest: u }
  return { constant: first.coefficient, rest: { terms: u.terms.slice(1), order: u.order } }
}

/** log(c w^v (1 + u)) = log c + v log w + log(1 + u) */
export function logarithm(s: Puiseux, cut: Rational, options: ExpandOptions, e: Expr): Puiseux {
  const first = leading(s)
  if (first === undefined) throw new NotFoundError('series', `${e} is the logarithm of 0`, e)
  options.checkBase?.(first.coefficient)
  if (options.sign(first.coefficient) === -1) throw new NotRealError('series', `${e} is not real there`, e)
  const start = sum(call('log', first.coefficient), scale(options.logW, first.exponent))
  return addSeries([monomial(start), logOnePlus(relativeRest(s, first), cut)])
}

/** exp(c + v) = exp(c) (1 + v + ...); a multiple of log w in c is a power of w. */
export function exponential(s: Puiseux, cut: Rational, options: ExpandOptions, e: Expr): Puiseux {
  const { growing, rest } = splitGrowth(s)
  const flat = options.flat === true && growing.terms.length > 0
  if (flat && options.sign(growing.terms[0]!.coefficient) === -1) return { terms: [], order: cut }
  if (growing.terms.length > 0 && options.growth === undefined)
    throw new NotFoundError('series', `${e} has an essential singularity there`, e)
  let front = growing.terms.length === 0 ? integer(1) : options.growth!('exp', sumOf(growing, e, options))
  const split = splitConstant(rest)!
  let factor = split.constant
  let up = integer(0).value
  // exp(c + r log w) = exp(c) w^r
  const L = options.logW
  if (L.kind === 'symbol' && dependsOn(factor, L)) {
    const r = multipleOf(factor, L)
    if (r !== undefined) {
      factor = subtract(factor, scale(L, r))
      up = r
    }
    const moving = options.growth === undefined ? undefined : linearPart(factor, L)
    if (moving !== undefined) {
      front = multiplyAll([front, options.growth!('exp', moving)])
      factor = subtract(factor, moving)
    }
    if (dependsOn(factor, L))
      throw new NotFoundError('series', `${e} is no power of the variable times a series`, e)
  }
  let factorial = 1n
  let last = 0
  const taylor = compose(
    (k) => {
      for (; last < k; last++) factorial *= BigInt(last + 1)
      return fraction(1, factorial)
    },
    split.rest,
    add(cut, signOf(up) < 0 ? multiply(up, minusOne) : integer(0).value),
  )
  return shift(taylor, up, multiplyAll([front, exp(factor)]))
}

/** sin or cos of g + r, with a g that grows: by sin(g) and cos(g), which stand for themselves. */
export function growingWave(
  e: Expr,
  s: Puiseux,
  _cut: Rational,
  options: ExpandOptions,
  expandCall: (e: Expr, arg: Puiseux) => Puiseux,
): Puiseux | undefined {
  if (options.growth === undefined || (e.name !== 'sin' && e.name !== 'cos')) return undefined
  const { growing, rest } = splitGrowth(s)
  const g = sumOf(growing, e, options)
  const [sine, cosine] = [options.growth('sin', g), options.growth('cos', g)]
  // the argument is what the expansion has in its place
  const of = (name: string): Puiseux => expandCall(node('call', name, [integer(0)]), rest)
  const zero = integer(0).value
  return e.name === 'sin'
    ? addSeries([shift(of('cos'), zero, sine), shift(of('sin'), zero, cosine)])
    : addSeries([shift(of('cos'), zero, cosine), shift(of('sin'), zero, scale(sine, minusOne))])
}

/** The terms that grow, and the rest. */
function splitGrowth(s: Puiseux): { growing: Puiseux; rest: Puiseux } {
  const grows = (t: PuiseuxTerm): boolean => signOf(t.exponent) < 0
  const growing = s.terms.filter(grows)
  if (growing.length > 0 && s.order !== undefined && signOf(s.order) <= 0) throw new NeedsMoreTerms()
  return {
    growing: { terms: growing, order: undefined },
    rest: { terms: s.terms.filter((t) => !grows(t)), order: s.order },
  }
}

/** The sum of the terms, in what the expansion is in. */
function sumOf(s: Puiseux, e: Expr, options: ExpandOptions): Expr {
  if (options.variable === undefined)
    throw new NotFoundError('series', `${e} has an essential singularity there`, e)
  return sum(
    ...s.terms.map((t) => multiplyAll([t.coefficient, power(options.variable!, rational(t.exponent))])),
  )
}

/** The part a L of a L + b, where neither a nor b has L in it. */
function linearPart(e: Expr, L: Expr): Expr | undefined {
  const a = coefficientsOf(e, L)
  return a?.length === 2 ? multiplyAll([a[1]!, L]) : undefined
}

/** The r of r*L as a term of a sum, or undefined. */
function multipleOf(e: Expr, L: Expr): Rational | undefined {
  if (e === L) return one
  if (e.kind === 'sum') return e.weights[e.args.indexOf(L)]
  return e.kind === 'product' && e.args.length === 1 && e.args[0] === L ? e.value : undefined
}
