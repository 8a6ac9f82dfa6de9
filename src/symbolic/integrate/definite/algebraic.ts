import { integer, isIntegerNumber, isValue, rational, symbol } from '../../build/atoms.ts'
import { call } from '../../build/call.ts'
import { divide, multiplyAll, power, sqrt } from '../../build/product.ts'
import { subs } from '../../build/subs.ts'
import { negate, scale, subtract, sum } from '../../build/sum.ts'
import { dependsOn } from '../../calculus/depends.ts'
import { derivative } from '../../calculus/derivative.ts'
import type { Expr } from '../../expr.ts'
import { half, Rational, signOf } from '../../number/rational.ts'
import { signOfConstant } from '../../series/decide.ts'
import { gamma, pi } from './kernels.ts'
import { monomialOf, positive, scaled, sideOf, type Transform } from './transform.ts'

/* Mellin transforms of powers of a + b x^p and of quadratics in x^p, with logarithms of the former. */

/** A sum as a + b x^p. */
function binomial(e: Expr, x: Expr): { a: Expr; c: Expr; p: Expr } | undefined {
  if (e.kind !== 'sum') return undefined
  const moving = e.args.flatMap((term, i) => (dependsOn(term, x) ? [scale(term, e.weights[i]!)] : []))
  if (moving.length !== 1) return undefined
  const power_ = monomialOf(moving[0]!, x)
  return power_ && { a: subtract(e, moving[0]!), ...power_ }
}

const one = (): Expr => integer(1)

/** (1 + u)^-r: gamma(s) gamma(r - s)/gamma(r), which is pi/sin(pi s) for r = 1. */
const beta = (s: Expr, r: Expr): Expr =>
  isValue(r, 1)
    ? divide(pi(), call('sin', multiplyAll([pi(), s])))
    : divide(multiplyAll([gamma(s), gamma(subtract(r, s))]), gamma(r))

/** The transform of a power (a + b x^p)^-r, times log(a + b x^p)^k. */
export function algebraicTransform(factors: readonly Expr[], x: Expr): Transform | undefined {
  let base: Expr | undefined
  let r: Expr = integer(0)
  let logs = 0
  for (const f of factors) {
    const whole = f.kind === 'power' && isIntegerNumber(f.args[1]!) && signOf(f.args[1]!.value) > 0
    const core = whole ? f.args[0]! : f
    if (core.kind === 'call' && core.name === 'log') {
      if (base !== undefined && base !== core.args[0]) return undefined
      base = core.args[0]!
      logs += whole ? Number(f.args[1]!.value.n) : 1
    } else if (f.kind === 'power' && !dependsOn(f.args[1]!, x)) {
      if (base !== undefined && base !== f.args[0]) return undefined
      base = f.args[0]!
      r = sum(r, negate(f.args[1]!))
    } else return undefined
  }
  if (base === undefined || logs > 4) return undefined
  const form = binomial(base, x)
  if (form === undefined) return logs === 0 && isValue(r, 1) ? quadratic(base, x) : undefined
  const { a, c, p } = form
  const side = signOfConstant(a)
  if (side === -1) return undefined
  const conditions = side === undefined ? [positive(a)] : []
  // log(1 + u) alone: pi/(s sin(pi s)), between -1 and 0
  if (isValue(r, 0)) {
    if (logs !== 1 || !isValue(a, 1)) return undefined
    const at = (s: Expr): Expr => divide(pi(), multiplyAll([s, call('sin', multiplyAll([pi(), s]))]))
    return scaled({ at, low: integer(-1), high: integer(0), conditions }, divide(c, a), p)
  }
  const at = (s: Expr): Expr => {
    if (logs === 0) return beta(s, r)
    // log(1 + u)^k (1 + u)^-r = (-d/dr)^k (1 + u)^-r
    const order = symbol(' r')
    let value: Expr = divide(multiplyAll([gamma(s), gamma(subtract(order, s))]), gamma(order))
    for (let k = 0; k < logs; k++) value = negate(derivative(value, order))
    return subs(value, new Map([[order, r]]))
  }
  if (logs > 0 && !isValue(a, 1)) return undefined
  const made = scaled({ at, low: integer(logs > 0 ? -logs : 0), high: r, conditions }, divide(c, a), p)
  return made && { ...made, at: (s) => multiplyAll([power(a, negate(r)), made.at(s)]) }
}

/** 1/(1 + 2 u cos(t) + u^2): pi sin((1 - s) t)/(sin(t) sin(pi s)), for 0 < s < 2. */
function quadratic(e: Expr, x: Expr): Transform | undefined {
  if (e.kind !== 'sum' || e.args.length > 3) return undefined
  const moving = e.args.flatMap((term, i) => (dependsOn(term, x) ? [scale(term, e.weights[i]!)] : []))
  const powers = moving.map((term) => monomialOf(term, x))
  if (powers.length !== 2 || powers.some((q) => q === undefined)) return undefined
  const [low, high] = isValue(divide(powers[1]!.p, powers[0]!.p), 2) ? powers : [powers[1], powers[0]]
  if (!isValue(divide(high!.p, low!.p), 2)) return undefined
  const a = subtract(e, sum(...moving))
  if (sideOf(a) !== 1 || isValue(a, 0) || sideOf(high!.c) !== 1) return undefined
  const cosine = scale(divide(low!.c, sqrt(multiplyAll([a, high!.c]))), half)
  if (cosine.kind === 'number' && Math.abs(Number(cosine.value.n)) >= Number(cosine.value.d)) return undefined
  if (signOfConstant(subtract(one(), power(cosine, rational(Rational.of(2))))) !== 1) return undefined
  const t = call('acos', cosine)
  const at = (s: Expr): Expr =>
    divide(
      multiplyAll([pi(), call('sin', multiplyAll([subtract(one(), s), t]))]),
      multiplyAll([a, call('sin', t), call('sin', multiplyAll([pi(), s]))]),
    )
  return scaled({ at, low: integer(0), high: integer(2), conditions: [] }, sqrt(divide(high!.c, a)), low!.p)
}
