import { integer, isIntegerNumber } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, multiplyAll, power, sqrt } from '../build/product.ts'
import { linear, negate, scale, subtract, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { decompose } from '../integrate/apart.ts'
import { Rational, signOf } from '../number/rational.ts'
import { simplify } from '../simplify/simplify.ts'
import { coefficientsOf } from '../solve/coefficients.ts'
import { walk } from '../traverse.ts'
import { dependsOn } from './depends.ts'
import { atomForm, powerForm } from './nth-forms.ts'

/**
 * A rational function by its partial fractions: c/(x - r)^k, and over x^2 + ... without real roots, where the n-th
 * derivative of 1/(x - u - v i) has real and imaginary part (-1)^n n! cos/sin((n + 1) t)/r^(n + 1) with
 * x - u = r cos(t), v = r sin(t).
 */
export function rationalForm(e: Expr, x: Expr, n: Expr): Expr | undefined {
  const parts = isRationalIn(e, x) ? decompose(e, x) : undefined
  if (parts === undefined || parts.fractions.length === 0) return undefined
  const polynomial = coefficientsOf(parts.polynomial, x)
  if (polynomial === undefined) return undefined
  const terms = polynomial.slice(1).map((c, i) => multiplyAll([c, powerForm(x, integer(i + 1), n)]))
  for (const f of parts.fractions) {
    const q = coefficientsOf(f.factor, x)!
    if (q.length === 2) {
      const made = atomForm(power(f.factor, integer(-f.power)), x, n)
      if (made === undefined) return undefined
      terms.push(multiplyAll([f.numerator, made]))
      continue
    }
    if (q.length !== 3 || f.power !== 1) return undefined
    const [c, b, a] = q as [Expr, Expr, Expr]
    const [C, B] = [coefficientsOf(f.numerator, x)![0]!, coefficientsOf(f.numerator, x)![1] ?? integer(0)]
    const u = scale(divide(b, a), Rational.of(-1, 2))
    const gap = simplify(subtract(divide(c, a), power(u, integer(2))))
    if (gap.kind !== 'number') return undefined
    if (signOf(gap.value) < 0) {
      // real irrational roots u +- s
      const s = sqrt(negate(gap))
      for (const [root, other] of [
        [sum(u, s), subtract(u, s)],
        [subtract(u, s), sum(u, s)],
      ] as const) {
        const weight = divide(sum(multiplyAll([B, root]), C), multiplyAll([a, subtract(root, other)]))
        terms.push(multiplyAll([simplify(weight), atomForm(power(subtract(x, root), integer(-1)), x, n)!]))
      }
      continue
    }
    const v = sqrt(gap)
    const along = subtract(x, u)
    const next = sum(n, integer(1))
    const size = power(sum(power(along, integer(2)), gap), scale(next, Rational.of(-1, 2)))
    const angle = multiplyAll([next, call('atan2', v, along)])
    // (B x + C)/a over (x - u)^2 + v^2 = B/a Re + (C + B u)/(a v) Im
    const wave = sum(
      multiplyAll([divide(B, a), call('cos', angle)]),
      multiplyAll([divide(sum(C, multiplyAll([B, u])), multiplyAll([a, v])), call('sin', angle)]),
    )
    terms.push(multiplyAll([power(integer(-1), n), call('factorial', n), size, wave]))
  }
  return linear(terms, undefined)
}

function isRationalIn(e: Expr, x: Expr): boolean {
  let found = true
  walk(e, (node) => {
    if (!dependsOn(node, x) || node.kind === 'symbol' || node.kind === 'sum' || node.kind === 'product')
      return
    found &&= node.kind === 'power' && isIntegerNumber(node.args[1]!)
  })
  return found
}
