import { integer, isInfinite, isUndefined, isValue, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { multiplyAll } from '../build/product.ts'
import { rebuild } from '../build/rebuild.ts'
import { subs } from '../build/subs.ts'
import { scale, subtract, sum } from '../build/sum.ts'
import { derivative } from '../calculus/derivative.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import { partial } from '../calculus/rules.ts'
import type { Expr } from '../expr.ts'
import { Rational, signOf } from '../number/rational.ts'
import { own } from '../own.ts'
import { expand } from '../simplify/rational.ts'
import { some, walk } from '../traverse.ts'
import { powerSeries } from './known-series.ts'
import type { Puiseux } from './puiseux.ts'

const singularAtZero = new Set('bessely besselk'.split(' '))

const cyclic: Readonly<Record<string, readonly [name: string, sign: 1 | -1][]>> = {
  exp: [['exp', 1]],
  sin: [
    ['sin', 1],
    ['cos', 1],
    ['sin', -1],
    ['cos', -1],
  ],
  cos: [
    ['cos', 1],
    ['sin', -1],
    ['cos', -1],
    ['sin', 1],
  ],
  sinh: [
    ['sinh', 1],
    ['cosh', 1],
  ],
  cosh: [
    ['cosh', 1],
    ['sinh', 1],
  ],
}

/** y' = a + b y + c y^2. */
const quadraticSlopes: Readonly<Record<string, readonly [a: number, b: number, c: number]>> = {
  tan: [1, 0, 1],
  cot: [-1, 0, -1],
  tanh: [1, 0, -1],
  coth: [1, 0, -1],
  logistic: [0, 1, -1],
}

/** The coefficients of a function with such a slope: (k + 1) y_(k+1) = a [k = 0] + b y_k + c (y_0 y_k + ... + y_k y_0). */
function byQuadraticSlope(start: Expr, [a, b, c]: readonly [number, number, number]): (k: number) => Expr {
  const y: Expr[] = [start]
  return (k) => {
    while (y.length <= k) {
      const n = y.length - 1
      const square = sum(...y.map((v, i) => multiplyAll([v, y[n - i]!])))
      const slope = sum(integer(n === 0 ? a : 0), scale(y[n]!, Rational.of(b)), scale(square, Rational.of(c)))
      y.push(expand(scale(slope, Rational.of(1, n + 1))))
    }
    return y[k]!
  }
}

/**
 * Whether a function that could be written by others has Taylor coefficients in terms of itself at an argument; where that
 * is infinite, it has its own expansion.
 */
export function hasOwnTaylor(name: string, argument: Expr): boolean {
  if (!Object.hasOwn(quadraticSlopes, name) && name !== 'sinh' && name !== 'cosh') return false
  if (isInfinite(argument)) return true
  const start = call(name, argument)
  return !isUndefined(start) && !isInfinite(start)
}

/**
 * The Taylor coefficients of a call in its argument number `index` at the given arguments, as a function of the order.
 * `expandAt` expands an expression in t at t = 0, for functions whose derivative is simpler than they are.
 */
export function taylorCoefficients(
  e: Expr,
  args: readonly Expr[],
  index: number,
  expandAt: (e: Expr, t: Expr, order: number) => Puiseux,
): (k: number) => Expr {
  const regular = (c: Expr): Expr => {
    let singular = false
    walk(c, (x) => {
      singular ||= isUndefined(x) || isInfinite(x) || isDivergent(x)
    })
    if (singular) throw new NotFoundError('series', `${e.name} is singular at ${args.join(', ')}`, e)
    return c
  }
  if (singularAtZero.has(e.name) && isValue(args[index]!, 0))
    throw new NotFoundError('series', `${e.name} is singular at 0`, e)
  const known = e.weights.length === 0 ? powerSeries(e.name, args, index) : undefined
  if (known !== undefined) return known
  const cycle = e.weights.length === 0 ? own(cyclic, e.name) : undefined
  if (cycle !== undefined) {
    let factorial = 1n
    let last = 0
    return (k) => {
      for (; last < k; last++) factorial *= BigInt(last + 1)
      const [name, sign] = cycle[k % cycle.length]!
      return regular(scale(call(name, args[0]!), Rational.of(BigInt(sign), factorial)))
    }
  }
  const quadratic =
    e.weights.length === 0 && Object.hasOwn(quadraticSlopes, e.name) ? quadraticSlopes[e.name] : undefined
  if (quadratic !== undefined) return byQuadraticSlope(regular(call(e.name, ...args)), quadratic)
  const t = symbol(' t')
  if (e.args.length === 1 && e.weights.length === 0) {
    const slope = partial(e.name, [sum(args[0]!, t)], 0, call(e.name, sum(args[0]!, t)))
    if (!mentions(slope, e.name) && isSimple(slope)) {
      let expansion: Puiseux = { terms: [], order: integer(0).value }
      return (k) => {
        if (k === 0) return regular(call(e.name, ...args))
        if (expansion.order !== undefined && Number(expansion.order.n) < k)
          expansion = expandAt(slope, t, Math.max(2 * k, 8))
        const term = expansion.terms.find((x) => x.exponent.d === 1 && x.exponent.n === k - 1)
        if (expansion.terms.some((x) => x.exponent.n < 0 || x.exponent.d !== 1))
          throw new NotFoundError('series', `${e.name} is singular at ${args[0]}`, e)
        return term === undefined ? integer(0) : regular(scale(term.coefficient, Rational.of(1, k)))
      }
    }
  }
  const place = { body: derivativeBody(e, args, index, t), order: 0, factorial: 1n }
  return (k) => {
    for (; place.order < k; place.order++) {
      place.body = derivative(place.body, t)
      place.factorial *= BigInt(place.order + 1)
    }
    const at = subs(place.body, new Map([[t, args[index]!]]))
    return regular(scale(at, Rational.of(1n, place.factorial)))
  }
}

/** 2F1(a, b; c; 1) with c - a - b <= 0. */
function isDivergent(e: Expr): boolean {
  if (e.kind !== 'call' || e.name !== 'hyp2f1' || !isValue(e.args[3]!, 1)) return false
  const [a, b, c] = e.args as [Expr, Expr, Expr]
  const excess = subtract(c, sum(a, b))
  return excess.kind === 'number' && signOf(excess.value) <= 0
}

const derivativeBody = (e: Expr, args: readonly Expr[], index: number, t: Expr): Expr =>
  rebuild(
    e,
    args.map((arg, i) => (i === index ? t : arg)),
  )

const simple = new Set('exp log sin cos tan sinh cosh sqrt abs sign'.split(' '))
/** Whether expanding it asks for no other function's Taylor coefficients by way of derivatives. */
function isSimple(e: Expr): boolean {
  let found = true
  walk(e, (x) => {
    found &&= x.kind !== 'call' || simple.has(x.name)
  })
  return found
}

function mentions(e: Expr, name: string): boolean {
  return some(e, (x) => x.kind === 'call' && (x.name === name || x.weights.length > 0))
}
