import { constant, integer, isConstant, isIntegerNumber, isValue, rational } from '../../build/atoms.ts'
import { call } from '../../build/call.ts'
import { isNonzero, isReal } from '../../build/known.ts'
import { divide, multiplyAll, power } from '../../build/product.ts'
import { linear, scale, sum } from '../../build/sum.ts'
import type { Expr } from '../../expr.ts'
import {
  absolute,
  equal,
  half,
  minusOne,
  multiply,
  negate,
  one,
  Rational,
  signOf,
  zero,
} from '../../number/rational.ts'
import { own } from '../../own.ts'
import { isRegularBessel } from '../bessel.ts'
import { measure } from '../measure.ts'

/*
 * Two terms of a sum that make one: asin(x) + acos(x) = pi/2, cosh(x) + sinh(x) = exp(x), exp(x) + exp(-x) = 2 cosh(x).
 */
interface Term {
  readonly unit: Expr
  readonly weight: Rational
}

/** What w*a + v*b is as one expression, or undefined. */
type Pair = (a: Term, b: Term) => Expr | undefined

const is = (e: Expr, name: string): boolean => e.kind === 'call' && e.weights.length === 0 && e.name === name
const halfPi = (): Expr => scale(constant('pi'), half)
const isOpposite = (a: Expr, b: Expr): boolean => scale(a, minusOne) === b

/** f(u) + g(u) is a constant. */
const complements: Readonly<
  Record<string, readonly [partner: string, total: (u: Expr) => Expr | undefined]>
> = {
  asin: ['acos', halfPi],
  // acot is odd, but for its value pi/2 at 0
  atan: ['acot', (u) => (isReal(u) && isNonzero(u) ? multiplyAll([halfPi(), call('sign', u)]) : undefined)],
  asec: ['acsc', halfPi],
  erf: ['erfc', () => integer(1)],
  gammap: ['gammaq', () => integer(1)],
}

const complement: Pair = ({ unit: f, weight: w }, { unit: g, weight: v }) => {
  const known = f.kind === 'call' ? own(complements, f.name) : undefined
  if (known === undefined || !is(g, known[0]) || !equal(w, v)) return undefined
  const total = f.args.every((a, i) => a === g.args[i]) ? known[1](f.args[0]!) : undefined
  return total === undefined ? undefined : scale(total, w)
}

/** a cosh(u) + a sinh(u) = a exp(u), a cosh(u) - a sinh(u) = a exp(-u) */
const hyperbolic: Pair = ({ unit: f, weight: w }, { unit: g, weight: v }) => {
  if (!is(f, 'cosh') || !is(g, 'sinh') || f.args[0] !== g.args[0]) return undefined
  if (equal(w, v)) return scale(call('exp', f.args[0]!), w)
  return equal(w, negate(v)) ? scale(call('exp', scale(f.args[0]!, minusOne)), w) : undefined
}

/** a exp(u) + a exp(-u) = 2a cosh(u), a exp(u) - a exp(-u) = 2a sinh(u); by cos and i sin where u is imaginary */
const exponential: Pair = ({ unit: f, weight: w }, { unit: g, weight: v }) => {
  if (!is(f, 'exp') || !is(g, 'exp') || !isOpposite(f.args[0]!, g.args[0]!)) return undefined
  const even = equal(w, v)
  if (!even && !equal(w, negate(v))) return undefined
  const double = multiply(w, Rational.small(2, 1))
  const angle = realAngle(f.args[0]!)
  if (angle !== undefined)
    return even
      ? scale(call('cos', angle), double)
      : scale(multiplyAll([constant('I'), call('sin', angle)]), double)
  return scale(call(even ? 'cosh' : 'sinh', f.args[0]!), double)
}

/** u of i u. */
function realAngle(e: Expr): Expr | undefined {
  if (isConstant(e, 'I')) return integer(1)
  if (e.kind !== 'product' || !e.args.some((a) => isConstant(a, 'I'))) return undefined
  return multiplyAll([rational(e.value), ...e.args.filter((a) => !isConstant(a, 'I'))])
}

/** a cos(u) + a i sin(u) = a exp(i u) */
const euler: Pair = ({ unit: f, weight: w }, { unit: g, weight: v }) => {
  if (!is(f, 'cos') || g.kind !== 'product' || g.args.length !== 2) return undefined
  const u = f.args[0]!
  if (!g.args.some((a) => isConstant(a, 'I')) || !g.args.some((a) => is(a, 'sin') && a.args[0] === u))
    return undefined
  if (!equal(w, v) && !equal(w, negate(v))) return undefined
  const sign = equal(w, v) ? one : minusOne
  return scale(call('exp', scale(multiplyAll([constant('I'), u]), sign)), w)
}

/** logistic(u) + logistic(-u) = 1 */
const logistic: Pair = ({ unit: f, weight: w }, { unit: g, weight: v }) =>
  is(f, 'logistic') && is(g, 'logistic') && isOpposite(f.args[0]!, g.args[0]!) && equal(w, v)
    ? scale(integer(1), w)
    : undefined

/** atan(u) + atan(1/u) = sign(u) pi/2 for real u */
const reciprocals: Pair = ({ unit: f, weight: w }, { unit: g, weight: v }) =>
  is(f, 'atan') &&
  is(g, 'atan') &&
  equal(w, v) &&
  isReal(f.args[0]!) &&
  divide(integer(1), f.args[0]!) === g.args[0]
    ? multiplyAll([scale(halfPi(), w), call('sign', f.args[0]!)])
    : undefined

/** J(n-1) + J(n+1) = 2n/u J(n), and so Y; I(n-1) - I(n+1) = 2n/u I(n), K with the other sign; where no point is lost. */
const bessel: Pair = ({ unit: f, weight: w }, { unit: g, weight: v }) => {
  const sign = f.kind === 'call' ? own(recurrences, f.name) : undefined
  if (sign === undefined || f.weights.length > 0 || !is(g, f.name) || f.args[1] !== g.args[1])
    return undefined
  if (isRegularBessel(f)) return undefined
  if (!isValue(linear([g.args[0]!, f.args[0]!], [one, minusOne]), 2)) return undefined
  if (!equal(v, sign[0] > 0 ? w : negate(w))) return undefined
  const order = sum(f.args[0]!, integer(1))
  const u = f.args[1]!
  return scale(
    multiplyAll([order, divide(call(f.name, order, u), u)]),
    multiply(w, Rational.small(2 * sign[1], 1)),
  )
}
const recurrences: Readonly<Record<string, readonly [1 | -1, 1 | -1]>> = {
  besselj: [1, 1],
  bessely: [1, 1],
  besseli: [-1, 1],
  besselk: [-1, -1],
}

const pairs: readonly Pair[] = [
  complement,
  hyperbolic,
  exponential,
  euler,
  logistic,
  reciprocals,
  bessel,
  (a, b) => squarePair(a, b),
]
const maxTerms = 40

/** v + s v f(u)^2 as v times what is given: 1 - sin^2 = cos^2, 1 + tan^2 = 1/cos^2. */
const squares: Readonly<Record<string, readonly [s: 1 | -1, g: string, power: 2 | -2, sign: 1 | -1]>> = {
  sin: [-1, 'cos', 2, 1],
  cos: [-1, 'sin', 2, 1],
  tan: [1, 'cos', -2, 1],
  cot: [1, 'sin', -2, 1],
  sec: [-1, 'tan', 2, -1],
  csc: [-1, 'cot', 2, -1],
  sinh: [1, 'cosh', 2, 1],
  cosh: [-1, 'sinh', 2, -1],
  tanh: [-1, 'cosh', -2, 1],
  coth: [-1, 'sinh', -2, -1],
  sech: [-1, 'tanh', 2, 1],
  csch: [1, 'coth', 2, 1],
}

const isSquare = (e: Expr): boolean =>
  e.kind === 'power' && isValue(e.args[1]!, 2) && e.args[0]!.kind === 'call'

function pythagoras(e: Expr): Expr | undefined {
  if (signOf(e.value) === 0) return undefined
  for (let i = 0; i < e.args.length; i++) {
    if (!isSquare(e.args[i]!)) continue
    const f = e.args[i]!.args[0]!
    const rule = f.weights.length === 0 && Object.hasOwn(squares, f.name) ? squares[f.name]! : undefined
    if (rule === undefined || !equal(e.weights[i]!, rule[0] > 0 ? e.value : negate(e.value))) continue
    const made = power(call(rule[1], f.args[0]!), integer(rule[2]))
    return linear(
      e.args.map((a, k) => (k === i ? made : a)),
      e.weights.map((w, k) => (k === i ? (rule[3] > 0 ? e.value : negate(e.value)) : w)),
    )
  }
  return undefined
}

/** 1 - cos(2u) = 2 sin(u)^2, 1 + cos(2u) = 2 cos(u)^2, and with cosh, where that is shorter. */
function halfAngles(e: Expr): Expr | undefined {
  if (signOf(e.value) === 0) return undefined
  const k = e.args.findIndex(
    (a, i) => (is(a, 'cos') || is(a, 'cosh')) && equal(absolute(e.weights[i]!), absolute(e.value)),
  )
  if (k < 0) return undefined
  const f = e.args[k]!
  const even = equal(e.weights[k]!, e.value)
  const g = call(even ? f.name : f.name === 'cos' ? 'sin' : 'sinh', scale(f.args[0]!, half))
  const double = multiply(even || f.name === 'cos' ? e.value : negate(e.value), Rational.small(2, 1))
  const made = scale(power(g, integer(2)), double)
  if (measure(made) >= measure(linear([f, rational(e.value)], [e.weights[k]!, one]))) return undefined
  return linear([...e.args.filter((_, i) => i !== k), made], [...e.weights.filter((_, i) => i !== k), one])
}

/** a sin(u)^2 + a cos(u)^2 = a, a cosh(u)^2 - a sinh(u)^2 = a */
const squarePair: Pair = ({ unit: f, weight: w }, { unit: g, weight: v }) => {
  if (!isSquare(f) || !isSquare(g) || f.args[0]!.args[0] !== g.args[0]!.args[0]) return undefined
  const circle = is(f.args[0]!, 'cos') && is(g.args[0]!, 'sin') && equal(w, v)
  const hyperbola = is(f.args[0]!, 'cosh') && is(g.args[0]!, 'sinh') && equal(w, negate(v))
  return circle || hyperbola ? scale(integer(1), w) : undefined
}

export function sumRules(e: Expr): Expr {
  const complemented = oneLess(e) ?? pythagoras(e) ?? halfAngles(e)
  if (complemented !== undefined) return complemented
  if (e.args.length < 2 || e.args.length > maxTerms || !e.args.some(mayPair)) return e
  for (let i = 0; i < e.args.length; i++) {
    if (!mayPair(e.args[i]!)) continue
    for (let k = 0; k < e.args.length; k++) {
      if (i === k) continue
      for (const pair of pairs) {
        const made = pair(
          { unit: e.args[i]!, weight: e.weights[i]! },
          { unit: e.args[k]!, weight: e.weights[k]! },
        )
        if (made === undefined) continue
        const rest = (list: readonly (Expr | Rational)[]): never[] =>
          list.filter((_, j) => j !== i && j !== k) as never[]
        return linear([...rest(e.args), made, rational(e.value)], [...rest(e.weights), one, one])
      }
    }
  }
  return e
}

const mayPair = (e: Expr): boolean =>
  isSquare(e) || (e.kind === 'call' && e.weights.length === 0 && starters.has(e.name))
const starters = new Set([
  ...Object.keys(complements),
  'cosh',
  'exp',
  'cos',
  'logistic',
  ...Object.keys(recurrences),
])

/** c - c erf(u) = c erfc(u), c - c logistic(u) = c logistic(-u) */
function oneLess(e: Expr): Expr | undefined {
  if (signOf(e.value) === 0) return undefined
  const k = e.args.findIndex(
    (a, i) => (is(a, 'erf') || is(a, 'erfc') || is(a, 'logistic')) && equal(e.weights[i]!, negate(e.value)),
  )
  if (k < 0) return undefined
  const f = e.args[k]!
  const other =
    f.name === 'logistic'
      ? call('logistic', scale(f.args[0]!, minusOne))
      : call(f.name === 'erf' ? 'erfc' : 'erf', f.args[0]!)
  return linear(
    [...e.args.map((a, i) => (i === k ? other : a)), rational(zero)],
    [...e.weights.map((w, i) => (i === k ? negate(w) : w)), one],
  )
}

/** Whether the order of a Bessel function is a negative whole number, which reflects. */
export function besselReflection(e: Expr): Expr {
  const [order, x] = e.args as [Expr, Expr | undefined]
  if (x === undefined || !isIntegerNumber(order) || signOf(order.value) >= 0) return e
  const mirrored = call(e.name, scale(order, minusOne), x)
  const odd = BigInt(order.value.n) % 2n !== 0n
  return odd && (e.name === 'besselj' || e.name === 'bessely') ? scale(mirrored, minusOne) : mirrored
}
