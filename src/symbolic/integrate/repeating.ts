import { constant, fraction, integer, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, multiplyAll, power } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { subs } from '../build/subs.ts'
import { scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { Rational } from '../number/rational.ts'
import { expand } from '../simplify/rational.ts'
import { walk } from '../traverse.ts'
import { byHalfWaves } from './half-waves.ts'
import type { Integrate } from './shapes.ts'
import { isAlike, sumOfFirst } from './sum-of-first.ts'
import { linearSlope } from './table.ts'

/**
 * The integral of what has abs or sign of one sine or cosine w of a linear u: with a sign s = (-1)^k that is constant
 * between the zeros of w, where k = floor(u/pi + ...) counts them. The antiderivative with s for a constant jumps at the
 * zeros, by amounts that are a polynomial in k or a geometric sequence; the sum of the first k makes it continuous. Undefined for other
 * kinks.
 */
export function integrateRepeating(e: Expr, x: Expr, integrate: Integrate): Expr | undefined {
  const waves = new Set<Expr>()
  let other = false
  const halved = byHalfWaves(e, x)
  walk(halved, (node) => {
    if (node.kind !== 'call' || !dependsOn(node, x)) return
    if (node.name === 'abs' || node.name === 'sign') waves.add(node.args[0]!)
    other ||= ['floor', 'ceil', 'maximum', 'minimum', 'heaviside'].includes(node.name)
  })
  const [w] = waves
  if (waves.size !== 1 || other || w?.kind !== 'call' || (w.name !== 'sin' && w.name !== 'cos'))
    return undefined
  const u = w.args[0]!
  const a = linearSlope(u, x)
  if (a === undefined) return undefined
  const s = symbol(' sign', { nonzero: true })
  const plain = mapExpr(halved, (node) => {
    if (node.kind !== 'call' || node.args[0] !== w) return node
    return node.name === 'abs' ? multiplyAll([s, w]) : node.name === 'sign' ? s : node
  })
  const F = integrate(evenPowers(plain, s), x)
  if (F === undefined) return undefined
  // zeros at u = pi k for a sine, pi (k - 1/2) for a cosine
  const turns = divide(u, constant('pi'))
  const k = call('floor', w.name === 'sin' ? turns : sum(turns, fraction(1, 2)))
  const first = w.name === 'sin' ? integer(0) : scale(constant('pi'), Rational.of(-1, 2))
  const start = divide(subtract(first, subtract(u, multiplyAll([a, x]))), a)
  const zero = (n: Expr): Expr => sum(start, divide(multiplyAll([constant('pi'), n]), a))
  const whole = symbol(' zero', { integer: true })
  if (!isAlike(subs(F, new Map([[x, zero(whole)]])), whole)) return undefined
  // how much the antiderivative with s for a constant jumps at the zero number n
  const jump = (n: number): Expr => {
    const place = zero(integer(n))
    const at = (sign: number): Expr =>
      subs(
        F,
        new Map([
          [s, integer(sign)],
          [x, place],
        ]),
      )
    const sign = n % 2 === 0 ? 1 : -1
    return expand(subtract(at(sign), at(-sign)))
  }
  const jumps = Array.from({ length: mostJumps }, (_, n) => jump(n + 1))
  const total = sumOfFirst(jumps, k)
  return total && subtract(subs(F, new Map([[s, power(integer(-1), k)]])), total)
}

const mostJumps = 6

/** s^2 = 1 */
const evenPowers = (e: Expr, s: Expr): Expr =>
  mapExpr(e, (node) => {
    if (
      node.kind !== 'power' ||
      node.args[0] !== s ||
      node.args[1]!.kind !== 'number' ||
      node.args[1]!.value.d !== 1
    )
      return node
    return Number(node.args[1]!.value.n) % 2 === 0 ? integer(1) : s
  })
