import { constant, fraction, integer, isConstant, isValue, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, exp, multiplyAll, power, sqrt } from '../build/product.ts'
import { mapExpr, rebuild } from '../build/rebuild.ts'
import { negate, scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import type { Expr } from '../expr.ts'
import { half, one, Rational } from '../number/rational.ts'
import { isZero } from '../series/decide.ts'
import { integralTail } from '../series/tails.ts'
import { expandLog } from '../simplify/logs.ts'
import { some, walk } from '../traverse.ts'
import type { Gruntz } from './gruntz.ts'
import { openLogs } from './open-logs.ts'

const unbounded = (e: Expr): boolean => isConstant(e, 'oo') || isConstant(e, '-oo')

/** Functions of arguments that grow without bound, by those of which the growth is known; bounded ones by a symbol. */
export function prepare(root: Expr, gruntz: Gruntz): Expr {
  const t = gruntz.x
  const values = new Map<Expr, Expr>()
  const known = { has: (e: Expr) => (e.mask & t.mask) === 0 || values.has(e) }
  const of = (e: Expr): Expr => values.get(e) ?? e
  walk(
    root,
    (e) => {
      const made =
        powerOfZero(e, of, gruntz) ?? withOneExponential(decided(rebuild(e, e.args.map(of)), gruntz))
      values.set(e, made.kind === 'call' && made.weights.length === 0 ? grown(made, gruntz) : made)
    },
    known,
  )
  return of(root)
}

/** 0^n, and exp(n log(b) + c) where b is 0 for all large t: 0 where n is positive there. */
function powerOfZero(e: Expr, of: (arg: Expr) => Expr, gruntz: Gruntz): Expr | undefined {
  const isZeroThere = (b: Expr): boolean => !dependsOn(of(b), gruntz.x) && isZero(of(b))
  const told = (n: Expr): Expr => (gruntz.sign(n) > 0 ? integer(0) : constant('undefined'))
  if (e.kind === 'power' && dependsOn(e.args[1]!, gruntz.x) && isZeroThere(e.args[0]!))
    return told(of(e.args[1]!))
  if (e.kind !== 'call' || e.name !== 'exp') return undefined
  const u = e.args[0]!
  for (const [i, term] of (u.kind === 'sum' ? u.args : [u]).entries()) {
    const factors = term.kind === 'product' ? term.args : [term]
    const log = factors.find((f) => f.kind === 'call' && f.name === 'log' && isZeroThere(f.args[0]!))
    if (log === undefined) continue
    const weight = u.kind === 'sum' ? u.weights[i]! : term.kind === 'product' ? term.value : one
    return told(multiplyAll(factors.filter((f) => f !== log).map(of), weight))
  }
  return undefined
}

/** A product of exponentials by Stirling's formula as one: what grows in them cancels in their exponents. */
function withOneExponential(e: Expr): Expr {
  if (e.kind !== 'product') return e
  const exponentOf = (f: Expr): Expr | undefined => {
    if (f.kind === 'call' && f.name === 'exp') return f.args[0]!
    const base = f.kind === 'power' && f.args[1]!.kind === 'number' ? exponentOf(f.args[0]!) : undefined
    return base && scale(base, f.args[1]!.value)
  }
  const exponents = e.args.map(exponentOf)
  if (exponents.filter((u) => u !== undefined).length < 2 || !exponents.some((u) => u && hasStirling(u)))
    return e
  return multiplyAll(
    [
      ...e.args.filter((_, i) => exponents[i] === undefined),
      exp(sum(...exponents.filter((u) => u !== undefined))),
    ],
    e.value,
  )
}

function hasStirling(e: Expr): boolean {
  return some(e, (node) => node.kind === 'call' && node.name === ' stirling')
}

/** A comparison, max, min or abs of which it is known how it ends for all large t, as what it is there. */
function decided(e: Expr, gruntz: Gruntz): Expr {
  const ofTwo = e.kind === 'relation' || (e.kind === 'call' && (e.name === 'maximum' || e.name === 'minimum'))
  if (!(ofTwo || (e.kind === 'call' && e.name === 'abs')) || !dependsOn(e, gruntz.x)) return e
  const [a, b] = e.args as [Expr, Expr]
  const gap = ofTwo ? subtract(a, b) : a
  try {
    const sign = isZero(gap) ? 0 : gruntz.sign(gap)
    switch (e.name) {
      case 'maximum':
        return sign >= 0 ? a : b
      case 'minimum':
        return sign <= 0 ? a : b
      case 'abs':
        return sign < 0 ? negate(a) : a
      default: {
        const holds =
          e.name === '<' ? sign < 0 : e.name === '<=' ? sign <= 0 : (sign === 0) === (e.name === '==')
        return constant(holds ? 'true' : 'false')
      }
    }
  } catch (error) {
    if (error instanceof NotFoundError) return e
    throw error
  }
}

const interesting = new Set(
  'sin cos floor ceil trunc round gamma lgamma erf erfi dawson sign heaviside Si Ci Ei E1 li Shi Chi fresnels fresnelc zeta LambertW'.split(
    ' ',
  ),
)

function grown(e: Expr, gruntz: Gruntz): Expr {
  if (e.name.startsWith('bessel') || e.name.startsWith('airy')) return grownBessel(e, gruntz)
  const u = e.args[0]!
  if (!interesting.has(e.name) || !dependsOn(u, gruntz.x)) return e
  const end = gruntz.limit(u)
  if (e.name === 'LambertW' && e.args.length === 2) return lowerLambert(e, end, gruntz)
  if (!unbounded(end)) return e
  const up = isConstant(end, 'oo')
  const bounded = (low: Expr, high: Expr, swings = true): Expr => {
    const s = symbol(` bounded ${e.id}`)
    gruntz.bounded.set(s, { low, high, swings })
    return s
  }
  const part = (): Expr => bounded(integer(0), integer(1))
  switch (e.name) {
    case 'sin':
    case 'cos':
      return bounded(integer(-1), integer(1))
    case 'floor':
      return subtract(u, part())
    case 'ceil':
      return sum(u, part())
    case 'trunc':
      return up ? subtract(u, part()) : sum(u, part())
    case 'round':
      return sum(u, bounded(fraction(-1, 2), fraction(1, 2)))
    case 'gamma':
      return up ? exp(logGamma(u)) : e
    case 'lgamma':
      return up ? logGamma(u) : e
    case 'erf': {
      // erf(u) = 1 - exp(-u^2) erfcx(u)
      const v = up ? u : negate(u)
      const tail = multiplyAll([exp(negate(power(v, integer(2)))), call(' erfcx', v)])
      return up ? subtract(integer(1), tail) : subtract(tail, integer(1))
    }
    case 'sign':
      return integer(up ? 1 : -1)
    case 'zeta': {
      // 1 + 2^-u + 3^-u + what is between 4^-u and 2*4^-u
      if (!up) return e
      const below = (n: number): Expr => exp(negate(multiplyAll([u, call('log', integer(n))])))
      return sum(
        integer(1),
        below(2),
        below(3),
        multiplyAll([below(4), bounded(integer(1), integer(2), false)]),
      )
    }
    case 'LambertW': {
      if (!up) return e
      // W(v exp(v)) = v
      const inverse = u.args.find(
        (f) => f.kind === 'call' && f.name === 'exp' && multiplyAll([f.args[0]!, f]) === u,
      )
      return inverse?.args[0] ?? call(' wright', openLogs(expandLog(call('log', u))))
    }
    case 'li':
      return up ? grown(call('Ei', openLogs(call('log', u))), gruntz) : e
    case 'Si':
    case 'Ci':
    case 'Ei':
    case 'E1':
    case 'Shi':
    case 'Chi':
    case 'erfi':
    case 'dawson':
    case 'fresnels':
    case 'fresnelc': {
      const tail = integralTail(e.name, up ? u : negate(u), up)
      return tail === undefined
        ? e
        : mapExpr(tail, (node) =>
            node.kind === 'call' && (node.name === 'sin' || node.name === 'cos') ? grown(node, gruntz) : node,
          )
    }
    default:
      return integer(up ? 1 : 0)
  }
}

/** W_-1(u) for u that tends to 0 from below, by v = -log(-u). */
function lowerLambert(e: Expr, end: Expr, gruntz: Gruntz): Expr {
  const [u, branch] = e.args as [Expr, Expr]
  if (!isValue(branch, -1) || !isValue(end, 0) || gruntz.sign(u) >= 0) return e
  return call(' lower wright', negate(openLogs(expandLog(call('log', negate(u))))))
}

/** Bessel and Airy functions of arguments that grow, by Hankel's expansions: exponentials, or waves that die away. */
function grownBessel(e: Expr, gruntz: Gruntz): Expr {
  const u = e.args.at(-1)!
  if (!dependsOn(u, gruntz.x) || !isConstant(gruntz.limit(u), 'oo')) return e
  const pi = constant('pi')
  const nu = e.args[0]!
  switch (e.name) {
    case 'besselk':
      return multiplyAll([sqrt(divide(scale(pi, half), u)), exp(negate(u)), call(' besselk', nu, u)])
    case 'besseli':
      return multiplyAll([
        power(scale(multiplyAll([pi, u]), Rational.of(2)), fraction(-1, 2)),
        exp(u),
        call(' besseli', nu, u),
      ])
    case 'besselj':
    case 'bessely': {
      // sqrt(2/(pi u)) cos(u - nu pi/2 - pi/4) for large u
      const s = symbol(` bounded ${e.id}`)
      const high = sqrt(divide(integer(2), pi))
      gruntz.bounded.set(s, { low: negate(high), high, swings: true })
      return multiplyAll([power(u, fraction(-1, 2)), s])
    }
    case 'airyai':
    case 'airybi': {
      // Ai(u) = sqrt(u/3)/pi K_1/3(z), Bi(u) = sqrt(u/3) (I_-1/3(z) + I_1/3(z)) with z = 2 u^(3/2)/3
      const z = scale(power(u, fraction(3, 2)), Rational.of(2, 3))
      const front = sqrt(scale(u, Rational.of(1, 3)))
      const of = (name: string, n: number): Expr => grownBessel(call(name, fraction(n, 3), z), gruntz)
      return e.name === 'airyai'
        ? multiplyAll([front, power(pi, integer(-1)), of('besselk', 1)])
        : multiplyAll([front, sum(of('besseli', -1), of('besseli', 1))])
    }
    default:
      return e
  }
}

/** log gamma(u) = (u - 1/2) log(u) - u + log(2 pi)/2 + a remainder that tends to 0. */
function logGamma(u: Expr): Expr {
  return sum(
    multiplyAll([subtract(u, fraction(1, 2)), openLogs(call('log', u))]),
    negate(u),
    scale(call('log', scale(constant('pi'), Rational.of(2))), half),
    call(' stirling', u),
  )
}
