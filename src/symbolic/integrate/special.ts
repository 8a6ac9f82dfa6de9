import { constant, fraction, integer, isIntegerNumber, isValue, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { isNonnegative } from '../build/known.ts'
import { divide, exp, multiplyAll, power, sqrt } from '../build/product.ts'
import { negate, scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { Rational, signOf } from '../number/rational.ts'
import { signOfConstant } from '../series/decide.ts'
import { coefficientsOf } from '../solve/coefficients.ts'
import { leadingWeight } from './kinds.ts'
import { linearSlope } from './table.ts'

/*
 * Integrands without an elementary antiderivative that have a function of their own: the error function, the
 * exponential, logarithmic, sine and cosine integrals and their hyperbolic kin, and Fresnel's integrals.
 */

/** The antiderivative of g(a x)/x for these g. */
const overX: Readonly<Record<string, (u: Expr) => Expr>> = {
  exp: (u) => call('Ei', u),
  sin: (u) => call('Si', u),
  cos: (u) => call('Ci', isNonnegative(u) ? u : call('abs', u)),
  sinh: (u) => call('Shi', u),
  cosh: (u) => call('Chi', isNonnegative(u) ? u : call('abs', u)),
}
/** g' = sign * other. */
const slopes: Readonly<Record<string, readonly [string, number]>> = {
  exp: ['exp', 1],
  sin: ['cos', 1],
  cos: ['sin', -1],
  sinh: ['cosh', 1],
  cosh: ['sinh', 1],
}

const maxPower = 12

/** The antiderivative in special functions, or undefined. */
export function fromSpecialTable(e: Expr, x: Expr): Expr | undefined {
  const factors = e.kind === 'product' ? e.args : [e]
  if (factors.length === 1) return alone(e, x)
  if (factors.length !== 2 || (e.kind === 'product' && !isValue(rational(e.value), 1))) return undefined
  const dilog = dilogarithm(factors, x)
  if (dilog !== undefined) return dilog
  const order = polylogarithm(factors, x)
  if (order !== undefined) return order
  for (const [f, g] of [
    [factors[0]!, factors[1]!],
    [factors[1]!, factors[0]!],
  ] as const) {
    const n = exponentOf(g, x)
    if (n === undefined || f.kind !== 'call' || f.weights.length > 0) continue
    const base = g.kind === 'power' && g.args[1]!.kind === 'number' ? g.args[0]! : g
    if (f.name === 'exp') {
      const made = gaussianMoment(f.args[0]!, n, base, x)
      if (made !== undefined) return made
    }
    if (n >= 0 || n < -maxPower || !Object.hasOwn(overX, f.name)) continue
    const a = linearSlope(f.args[0]!, x)
    const c = linearSlope(base, x)
    if (a === undefined || c === undefined) continue
    return quotientByPower(f.name, f.args[0]!, a, base, c, -n)
  }
  return undefined
}

/** Li_s(c x)/x: Li_(s+1)(c x). */
function polylogarithm(factors: readonly Expr[], x: Expr): Expr | undefined {
  const Li = factors.find((f) => f.kind === 'call' && f.name === 'polylog' && f.weights.length === 0)
  if (Li === undefined || !factors.includes(power(x, integer(-1)))) return undefined
  const [s, z] = Li.args as [Expr, Expr]
  if (dependsOn(s, x) || dependsOn(divide(z, x), x)) return undefined
  return call('polylog', sum(s, integer(1)), z)
}

/** log(u)/b for linear u = s + k b and b: log(s) log|b| - Li2(-k b/s), over b'. */
function dilogarithm(factors: readonly Expr[], x: Expr): Expr | undefined {
  const log = factors.find((f) => f.kind === 'call' && f.name === 'log')
  const below = factors.find((f) => f.kind === 'power' && isValue(f.args[1]!, -1))
  if (log === undefined || below === undefined) return undefined
  const [u, b] = [log.args[0]!, below.args[0]!]
  const [a, c] = [linearSlope(u, x), linearSlope(b, x)]
  if (a === undefined || c === undefined) return undefined
  const k = divide(a, c)
  const s = subtract(u, multiplyAll([k, b]))
  if (isValue(s, 0) || signOfConstant(s) !== 1) return undefined
  const Li = call('polylog', integer(2), negate(divide(multiplyAll([k, b]), s)))
  return divide(subtract(multiplyAll([call('log', s), call('log', call('abs', b))]), Li), c)
}

/** The whole exponent of a power of a linear function of x. */
function exponentOf(g: Expr, x: Expr): number | undefined {
  if (linearSlope(g, x) !== undefined) return 1
  if (g.kind !== 'power' || !isIntegerNumber(g.args[1]!) || linearSlope(g.args[0]!, x) === undefined)
    return undefined
  return Number(g.args[1]!.value.n)
}

/** g(u)/b^n for linear u and b: by parts down to n = 1; there u = a/c b + shift. */
function quotientByPower(name: string, u: Expr, a: Expr, b: Expr, c: Expr, n: number): Expr | undefined {
  if (n > 1) {
    // the integral of g/b^n = -g/((n-1) c b^(n-1)) + a/((n-1) c) times that of g'/b^(n-1)
    const [other, sign] = slopes[name]!
    const lower = quotientByPower(other, u, a, b, c, n - 1)
    if (lower === undefined) return undefined
    const front = divide(integer(1), scale(c, Rational.of(n - 1)))
    return multiplyAll([
      front,
      subtract(
        scale(multiplyAll([a, lower]), Rational.of(sign)),
        multiplyAll([call(name, u), power(b, integer(1 - n))]),
      ),
    ])
  }
  const k = divide(a, c)
  const shift = subtract(u, multiplyAll([k, b]))
  const main = multiplyAll([k, b])
  const F = (g: string): Expr => divide(overX[g]!(main), c)
  if (isValue(shift, 0)) return F(name)
  switch (name) {
    case 'exp':
      return multiplyAll([exp(shift), F('exp')])
    case 'sin':
      return sum(multiplyAll([call('cos', shift), F('sin')]), multiplyAll([call('sin', shift), F('cos')]))
    case 'cos':
      return subtract(
        multiplyAll([call('cos', shift), F('cos')]),
        multiplyAll([call('sin', shift), F('sin')]),
      )
    default:
      return undefined
  }
}

function alone(e: Expr, x: Expr): Expr | undefined {
  if (
    e.kind === 'power' &&
    isValue(e.args[1]!, -1) &&
    e.args[0]!.kind === 'call' &&
    e.args[0]!.name === 'log'
  ) {
    const u = e.args[0]!.args[0]!
    const a = linearSlope(u, x)
    return a === undefined ? undefined : divide(call('li', u), a)
  }
  if (e.kind !== 'call' || e.weights.length > 0 || e.args.length !== 1) return undefined
  const u = e.args[0]!
  if (e.name === 'exp') return gaussianMoment(u, 0, x, x)
  const c = e.name === 'sin' || e.name === 'cos' ? coefficientsOf(u, x) : undefined
  return c?.length === 3 ? fresnel(e.name, c, x) : undefined
}

/** The sine or cosine of a quadratic, by its coefficients. */
function fresnel(name: string, c: readonly Expr[], x: Expr): Expr {
  const a = c[2]!
  if (signOfConstant(a) === -1) {
    const turned = fresnel(name, c.map(negate), x)
    return name === 'sin' ? negate(turned) : turned
  }
  // a (x + m)^2 + rest
  const m = divide(c[1]!, scale(a, Rational.of(2)))
  const rest = subtract(c[0]!, multiplyAll([a, power(m, integer(2))]))
  const root = sqrt(divide(scale(a, Rational.of(2)), constant('pi')))
  const at = multiplyAll([root, sum(x, m)])
  // not sqrt(pi/(2 a)), which has the other sign for negative a
  const front = power(root, integer(-1))
  const S = multiplyAll([front, call('fresnels', at)])
  const C = multiplyAll([front, call('fresnelc', at)])
  if (isValue(rest, 0)) return name === 'sin' ? S : C
  const [s, k] = [call('sin', rest), call('cos', rest)]
  return name === 'sin'
    ? sum(multiplyAll([k, S]), multiplyAll([s, C]))
    : subtract(multiplyAll([k, C]), multiplyAll([s, S]))
}

/** b^n exp(q) for a quadratic q, linear b and n >= 0: by parts down to exp(q) itself, which is an error function. */
function gaussianMoment(q: Expr, n: number, b: Expr, x: Expr): Expr | undefined {
  const c = coefficientsOf(q, x)
  if (c?.length !== 3 || n < 0 || n > maxPower || dependsOn(c[2]!, x)) return undefined
  const a = c[2]!
  if (n > 0) {
    const [b0, b1] = coefficientsOf(b, x) as [Expr, Expr]
    // b = s q' + t, and b^n e^q = s b^(n-1) (e^q)' + t b^(n-1) e^q
    const s = divide(b1, scale(a, Rational.of(2)))
    const t = subtract(b0, multiplyAll([s, c[1]!]))
    const lower = (k: number): Expr | undefined => (k < 0 ? integer(0) : gaussianMoment(q, k, b, x))
    const [one, two] = [isValue(t, 0) ? integer(0) : lower(n - 1), n === 1 ? integer(0) : lower(n - 2)]
    if (one === undefined || two === undefined) return undefined
    return sum(
      multiplyAll([s, power(b, integer(n - 1)), exp(q)]),
      scale(multiplyAll([s, b1, two]), Rational.of(1 - n)),
      multiplyAll([t, one]),
    )
  }
  const up = signOfConstant(a) === 1 || (signOfConstant(a) === undefined && signOf(leadingWeight(a)) > 0)
  const size = up ? a : negate(a)
  const m = divide(c[1]!, scale(size, Rational.of(2)))
  const square = multiplyAll([size, power(m, integer(2))])
  const root = sqrt(size)
  return multiplyAll([
    fraction(1, 2),
    divide(sqrt(constant('pi')), root),
    exp(up ? subtract(c[0]!, square) : sum(c[0]!, square)),
    call(up ? 'erfi' : 'erf', multiplyAll([root, up ? sum(x, m) : subtract(x, m)])),
  ])
}
