import { integer, isIntegerNumber, node, symbol } from '../build/atoms.ts'
import { divide, multiplyAll } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import { linear, scale } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { isOne, minusOne, one, divide as quotientOf, Rational, zero } from '../number/rational.ts'
import {
  type Dense,
  denseOf,
  inverseModulo,
  modulo,
  scaleDense,
  slopeOf,
  times,
} from '../polynomial/dense.ts'
import { polynomialOf } from '../polynomial/written.ts'
import { dependsOn } from './depends.ts'

/*
 * Sums over the roots of a polynomial that need not have any in radicals: RootSum(body, z, p) is the sum of the body at
 * all complex roots z of p, each as often as it is one.
 */

/**
 * The sum of a body over the roots of a polynomial with rational coefficients (from degree 0), kept unevaluated where it
 * is no fraction. On the real line its value is the real part, so that log(x - z) stands for log|x - z| at a real z.
 *
 * @example
 * rootSum(parse('log(x - z)/(5*z^4 - 1)'), symbol('z'), coefficients of z^5 - z - 1)
 */
export function rootSum(body: Expr, variable: Expr, p: Dense): Expr {
  if (!dependsOn(body, variable)) return scale(body, Rational.of(p.length - 1))
  const z = symbol(variable.name, { real: false })
  const inner = variable === z ? body : subs(body, new Map([[variable, z]]))
  return fractionOver(inner, z, p) ?? node('call', 'RootSum', [inner, z, polynomialOf(p, z)])
}

/** The polynomial of a sum over roots. */
export const rootPolynomial = (e: Expr): Dense | undefined => denseOf(e.args[2]!, e.args[1]!)

/** The derivative by another variable than that of the roots. */
export function rootSumDerivative(e: Expr, inner: Expr): Expr {
  const p = rootPolynomial(e)
  return p === undefined
    ? node('call', 'RootSum', [inner, e.args[1]!, e.args[2]!])
    : rootSum(inner, e.args[1]!, p)
}

/** The sum of N(z)/(p'(z) (u - z)) is N(u)/p(u), as partial fractions say; undefined for a body that is no fraction. */
function fractionOver(body: Expr, z: Expr, p: Dense): Expr | undefined {
  let gap: { u: Expr; sign: Rational } | undefined
  let c: Dense = [body.kind === 'product' ? body.value : one]
  const outside: Expr[] = []
  for (const f of body.kind === 'product' ? body.args : [body]) {
    const [base, n] =
      f.kind === 'power' && isIntegerNumber(f.args[1]!) ? [f.args[0]!, Number(f.args[1]!.value.n)] : [f, 1]
    if (!dependsOn(f, z)) {
      outside.push(f)
      continue
    }
    const factor = denseOf(base, z)
    if (factor === undefined) {
      const found = n === -1 ? differenceFrom(base, z) : undefined
      if (found === undefined || gap !== undefined) return undefined
      gap = found
      continue
    }
    const size = n < 0 ? inverseModulo(factor, p) : factor
    if (size === undefined || Math.abs(n) > 60) return undefined
    for (let k = Math.abs(n); k > 0; k--) c = modulo(times(c, size), p)
  }
  const top = modulo(times(scaleDense(c, gap?.sign ?? one), slopeOf(p)), p)
  const front = multiplyAll(outside)
  // c(z) alone is the coefficient of 1/u for large u
  if (gap === undefined)
    return scale(front, top.length < p.length - 1 ? zero : quotientOf(top.at(-1)!, p.at(-1)!))
  const x = symbol(' x')
  const at = (q: Dense): Expr => subs(polynomialOf(q, x), new Map([[x, gap.u]]))
  return multiplyAll([front, divide(at(top), at(p))])
}

/** u - z as u and 1, z - u as u and -1, where z does not occur in u. */
function differenceFrom(e: Expr, z: Expr): { u: Expr; sign: Rational } | undefined {
  const at = e.kind === 'sum' ? e.args.indexOf(z) : -1
  if (at < 0) return undefined
  const rest = linear(
    [...e.args.filter((_, i) => i !== at), integer(1)],
    [...e.weights.filter((_, i) => i !== at), e.value],
  )
  const weight = e.weights[at]!
  if (dependsOn(rest, z)) return undefined
  if (isOne(weight)) return { u: scale(rest, minusOne), sign: minusOne }
  return isOne(scaleDense([weight], minusOne)[0]!) ? { u: rest, sign: one } : undefined
}
