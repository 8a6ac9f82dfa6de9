import { constant, integer, isIntegerNumber, isValue, symbol } from '../../build/atoms.ts'
import { call } from '../../build/call.ts'
import { relation } from '../../build/logic.ts'
import { divide, multiplyAll, power, sqrt } from '../../build/product.ts'
import { mapExpr } from '../../build/rebuild.ts'
import { subs } from '../../build/subs.ts'
import { negate, scale, subtract, sum } from '../../build/sum.ts'
import { dependsOn } from '../../calculus/depends.ts'
import { derivative } from '../../calculus/derivative.ts'
import type { Expr } from '../../expr.ts'
import { Rational } from '../../number/rational.ts'
import { signOfConstant } from '../../series/decide.ts'
import { agree } from '../../simplify/check.ts'
import { cancel } from '../../simplify/rational.ts'
import { toSineCosine } from '../../simplify/trig.ts'
import { coefficientsOf } from '../../solve/coefficients.ts'
import type { DefiniteValue } from './half-line.ts'

/**
 * The integral over one whole turn, from any point: of constants over powers of p + q cos(x) + r sin(x), and of
 * exponentials and waves of q cos(x) + r sin(x), which are Bessel functions.
 * Source: DLMF 10.9.1, 10.32.1.
 */
export function wholeTurn(e: Expr, x: Expr): DefiniteValue | undefined {
  const plain = ofDoubledAngle(toSineCosine(e), x) ?? toSineCosine(e)
  const factors = plain.kind === 'product' ? plain.args : [plain]
  const moving = factors.filter((f) => dependsOn(f, x))
  const front = multiplyAll(
    factors.filter((f) => !dependsOn(f, x)),
    plain.kind === 'product' ? plain.value : undefined,
  )
  const [f] = moving
  if (f === undefined || moving.length > 2) return undefined
  const found = moving.length === 1 ? (overWave(f, x) ?? ofWave(f, x)) : harmonicOfExponential(moving, x)
  return found && { ...found, value: multiplyAll([front, found.value]) }
}

/** Functions of cos(x)^2 and sin(x)^2 by cos(2 x), which turns twice: as functions of x in its place. */
function ofDoubledAngle(e: Expr, x: Expr): Expr | undefined {
  const square_ = scale(sum(integer(1), call('cos', x)), Rational.of(1, 2))
  let squares = false
  const made = mapExpr(e, (node) => {
    if (node.kind !== 'power' || !isIntegerNumber(node.args[1]!) || BigInt(node.args[1]!.value.n) % 2n !== 0n)
      return node
    const f = node.args[0]!
    if (f !== call('cos', x) && f !== call('sin', x)) return node
    squares = true
    const half = scale(node.args[1]!, Rational.of(1, 2))
    return power(f.name === 'cos' ? square_ : subtract(integer(1), square_), half)
  })
  if (!squares) return undefined
  // no odd power may be left beside
  const rest = mapExpr(e, (node) =>
    node.kind === 'power' && [call('cos', x), call('sin', x)].includes(node.args[0]!) ? integer(1) : node,
  )
  return dependsOn(rest, x) ? undefined : cancel(made)
}

/** p, q and r of p + q cos(x) + r sin(x). */
function waveOf(e: Expr, x: Expr): [p: Expr, q: Expr, r: Expr] | undefined {
  const [C, S] = [symbol(' cos'), symbol(' sin')]
  const written = subs(
    e,
    new Map([
      [call('cos', x), C],
      [call('sin', x), S],
    ]),
  )
  if (dependsOn(written, x)) return undefined
  const c = coefficientsOf(written, C)
  const s = c?.[0] && coefficientsOf(c[0], S)
  if (c === undefined || s === undefined || c.length > 2 || s.length > 2 || c.length + s.length < 3)
    return undefined
  const q = c[1] ?? integer(0)
  return dependsOn(q, S) || dependsOn(q, C) ? undefined : [s[0]!, q, s[1] ?? integer(0)]
}

const square = (e: Expr): Expr => power(e, integer(2))
const turn = (): Expr => scale(constant('pi'), Rational.of(2))

/** 1/(p + q cos + r sin)^k: 2 pi/sqrt(p^2 - q^2 - r^2) for p^2 > q^2 + r^2, and its derivatives by p. */
function overWave(e: Expr, x: Expr): DefiniteValue | undefined {
  if (e.kind !== 'power' || !isIntegerNumber(e.args[1]!)) return undefined
  const k = -Number(e.args[1]!.value.n)
  const wave = waveOf(e.args[0]!, x)
  if (wave === undefined || k < 1 || k > 6) return undefined
  const [p, q, r] = wave
  const amplitude = sum(square(q), square(r))
  const side = signOfConstant(subtract(square(p), amplitude))
  if (side === -1) return undefined
  const P = symbol(' p')
  let value: Expr = divide(turn(), sqrt(subtract(square(P), amplitude)))
  for (let j = 1; j < k; j++) value = scale(derivative(value, P), Rational.of(-1, j))
  const sign = call('sign', p)
  return {
    value: multiplyAll([sign, subs(value, new Map([[P, p]]))]),
    conditions: side === 1 ? [] : [relation('<', amplitude, square(p))],
    proved: true,
  }
}

/** log(p + q cos + r sin): 2 pi log((p + sqrt(p^2 - q^2 - r^2))/2), for p > 0 and p^2 >= q^2 + r^2. */
function ofLogarithm(wave: readonly [Expr, Expr, Expr]): DefiniteValue | undefined {
  const [p, q, r] = wave
  const gap = subtract(square(p), sum(square(q), square(r)))
  const sides = [p, gap].map((e) => (isValue(e, 0) ? 1 : signOfConstant(e)))
  if (sides.includes(-1)) return undefined
  const conditions = [
    ...(sides[0] === undefined ? [relation('<', integer(0), p)] : []),
    ...(sides[1] === undefined ? [relation('<=', sum(square(q), square(r)), square(p))] : []),
  ]
  return {
    value: multiplyAll([turn(), call('log', scale(sum(p, sqrt(gap)), Rational.of(1, 2)))]),
    conditions,
    proved: true,
  }
}

/** exp(q cos + r sin): 2 pi I_0 of the amplitude; cos of that: 2 pi J_0. */
function ofWave(e: Expr, x: Expr): DefiniteValue | undefined {
  if (e.kind !== 'call' || e.args.length !== 1 || !['exp', 'cos', 'sin', 'log'].includes(e.name))
    return undefined
  const wave = waveOf(e.args[0]!, x)
  if (wave === undefined) return turned(e, x)
  if (e.name === 'log') return ofLogarithm(wave)
  const [p, q, r] = wave
  const amplitude = sqrt(sum(square(q), square(r)))
  const bessel = call(e.name === 'exp' ? 'besseli' : 'besselj', integer(0), amplitude)
  return { value: multiplyAll([turn(), call(e.name, p), bessel]), conditions: [], proved: true }
}

/** cos(n x + q sin(x)): 2 pi J_n(-q), for whole n. */
function turned(e: Expr, x: Expr): DefiniteValue | undefined {
  if (e.name !== 'cos') return undefined
  const S = symbol(' sin')
  const c = coefficientsOf(subs(e.args[0]!, new Map([[call('sin', x), S]])), S)
  const phase = c?.length === 2 && !dependsOn(c[1]!, x) ? coefficientsOf(c[0]!, x) : undefined
  if (phase?.length !== 2 || phase[0] !== integer(0) || !isIntegerNumber(phase[1]!)) return undefined
  return {
    value: multiplyAll([turn(), call('besselj', phase[1]!, negate(c![1]!))]),
    conditions: [],
    proved: true,
  }
}

/** exp(q cos(x)) cos(n x): 2 pi I_n(q), for whole n. */
function harmonicOfExponential(factors: readonly Expr[], x: Expr): DefiniteValue | undefined {
  const exponential = factors.find((f) => f.kind === 'call' && f.name === 'exp')
  const harmonic = factors.find((f) => f.kind === 'call' && f.name === 'cos')
  const wave = exponential && waveOf(exponential.args[0]!, x)
  const phase = harmonic && coefficientsOf(harmonic.args[0]!, x)
  if (wave === undefined || phase?.length !== 2 || phase[0] !== integer(0) || !isIntegerNumber(phase[1]!))
    return undefined
  const [p, q, r] = wave
  if (r !== integer(0)) return undefined
  return {
    value: multiplyAll([turn(), call('exp', p), call('besseli', phase[1]!, q)]),
    conditions: [],
    proved: true,
  }
}

/** Whether a turn ends where it began, or half of one is half of it: even about its ends. */
export const turnsIn = (e: Expr, x: Expr, a: Expr, b: Expr): Expr | undefined => {
  const width = subtract(b, a)
  if (width === turn()) return integer(1)
  const half = width === constant('pi') && a === integer(0) && agree(e, subs(e, new Map([[x, negate(x)]])))
  return half ? scale(integer(1), Rational.of(1, 2)) : undefined
}
