import { integer, isValue, rational, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { isNonnegative } from '../build/known.ts'
import { divide, exp, multiplyAll, power } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { subs } from '../build/subs.ts'
import { scale, subtract } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { derivative } from '../calculus/derivative.ts'
import type { Expr } from '../expr.ts'
import { gcd } from '../number/gcd.ts'
import { isInteger, multiply, Rational } from '../number/rational.ts'
import { cancel } from '../simplify/rational.ts'
import { simplify } from '../simplify/simplify.ts'
import { coefficientsOf } from '../solve/coefficients.ts'
import { some, walk } from '../traverse.ts'
import type { Integrate } from './shapes.ts'

/** u = (a x + b)^(1/n) or u = exp(x) where that makes the integrand rational. */
export function rationalising(e: Expr, x: Expr, depth: number, integrate: Integrate): Expr | undefined {
  const roots: Expr[] = []
  let exponents: Rational[] = []
  let possible = true
  walk(e, (node) => {
    if (!dependsOn(node, x)) return
    if (node.kind === 'power' && node.args[1]!.kind === 'number' && !isInteger(node.args[1]!.value))
      roots.push(node)
    else if (node.kind === 'call' && node.name === 'exp') {
      const k = divide(node.args[0]!, x)
      if (k.kind === 'number') exponents = [...exponents, k.value]
      else possible = false
    } else if (node.kind === 'call' && node.name === 'cbrt') roots.push(node)
    else if (node.kind === 'call') possible = false
  })
  const real = roots.length > 0 && roots.every((r) => r.kind === 'call')
  const u = symbol(` r${depth}`, real ? {} : { positive: true })
  if (possible && exponents.length > 0 && roots.length === 0) {
    const d = exponents.reduce((m, k) => Math.max(m, Number(k.d)), 1)
    if (exponents.some((k) => d % Number(k.d) !== 0)) return undefined
    // x = d log(u), dx = d du/u
    const written = divide(
      scale(subs(e, new Map([[x, scale(call('log', u), Rational.of(d))]])), Rational.of(d)),
      u,
    )
    const plain = openPowers(written, u)
    if (plain === undefined) return undefined
    const inner = integrate(plain, u)
    return inner === undefined ? undefined : subs(inner, new Map([[u, exp(scale(x, Rational.of(1, d)))]]))
  }
  const nested = possible && exponents.length === 0 ? ofNested(e, x, roots, u, integrate) : undefined
  if (nested !== undefined) return nested
  const base = roots[0]?.args[0]
  if (!possible && base === undefined) return undefined
  if (base === undefined || exponents.length > 0 || roots.some((r) => r.args[0] !== base)) return undefined
  const c = base === x ? [integer(0), integer(1)] : coefficientsOf(base, x)
  const n = roots.reduce((m, r) => (m * Number(exponentOf(r).d)) / gcd(m, Number(exponentOf(r).d)), 1)
  const back = real ? call('cbrt', base) : power(base, rational(Rational.of(1, n)))
  if (n > 12) return undefined
  if (c?.length !== 2) return ofQuotient(e, x, base, roots, n, u, back, integrate)
  const place = new Map<Expr, Expr>(roots.map((r) => [r, powerOf(u, r, n)] as const))
  place.set(x, divide(subtract(power(u, integer(n)), c[0]!), c[1]!))
  const written = multiplyAll([
    subs(e, place),
    divide(scale(power(u, integer(n - 1)), Rational.of(n)), c[1]!),
  ])
  const inner = integrate(cancel(written), u)
  return inner === undefined ? undefined : cubesOut(subs(inner, new Map([[u, back]])))
}

/** u = x^(1/n) where roots of x stand within others: sqrt(x + sqrt(x)). */
function ofNested(e: Expr, x: Expr, roots: readonly Expr[], u: Expr, integrate: Integrate): Expr | undefined {
  const inner = roots.filter((r) => r.kind === 'power' && r.args[0] === x)
  if (!roots.some((r) => r.args[0] !== x && inner.some((i) => some(r, (part) => part === i))))
    return undefined
  const n = inner.reduce((m, r) => (m * Number(exponentOf(r).d)) / gcd(m, Number(exponentOf(r).d)), 1)
  if (n > 4) return undefined
  const written = subs(e, new Map([[x, power(u, integer(n))]]))
  const found = integrate(multiplyAll([written, integer(n), power(u, integer(n - 1))]), u)
  return found && subs(found, new Map([[u, power(x, rational(Rational.of(1, n)))]]))
}

/** u = ((a x + b)/(c x + d))^(1/n): x = (b - d u^n)/(c u^n - a). */
function ofQuotient(
  e: Expr,
  x: Expr,
  base: Expr,
  roots: readonly Expr[],
  n: number,
  u: Expr,
  back: Expr,
  integrate: Integrate,
): Expr | undefined {
  const factors = base.kind === 'product' ? base.args : []
  const below = factors.find((f) => f.kind === 'power' && isValue(f.args[1]!, -1))
  if (below === undefined) return undefined
  const top = coefficientsOf(multiplyAll([rational(base.value), ...factors.filter((f) => f !== below)]), x)
  const bottom = coefficientsOf(below.args[0]!, x)
  if (bottom?.length !== 2 || top === undefined || top.length > 2) return undefined
  const [b, a] = [top[0]!, top[1] ?? integer(0)]
  const [d, c] = bottom as [Expr, Expr]
  const un = power(u, integer(n))
  const inverse = divide(subtract(b, multiplyAll([d, un])), subtract(multiplyAll([c, un]), a))
  const place = new Map<Expr, Expr>(roots.map((r) => [r, powerOf(u, r, n)]))
  place.set(x, inverse)
  const inner = integrate(cancel(multiplyAll([subs(e, place), derivative(inverse, u)])), u)
  return inner === undefined ? undefined : cubesOut(subs(inner, new Map([[u, back]])))
}

/** The exponent of a root: a power with a fraction, or a real cube root. */
const exponentOf = (root: Expr): Rational => (root.kind === 'call' ? Rational.of(1, 3) : root.args[1]!.value)
const powerOf = (u: Expr, root: Expr, n: number): Expr =>
  power(u, rational(multiply(exponentOf(root), Rational.of(n))))

/** cbrt(b)^4 as b cbrt(b). */
const cubesOut = (e: Expr): Expr =>
  mapExpr(e, (node) => {
    if (node.kind !== 'power' || node.args[0]!.kind !== 'call' || node.args[0]!.name !== 'cbrt') return node
    const [root, exponent] = node.args as [Expr, Expr]
    if (exponent.kind !== 'number' || !isInteger(exponent.value)) return node
    const k = Math.trunc(Number(exponent.value.n) / 3)
    return multiplyAll([
      power(root.args[0]!, integer(k)),
      power(root, integer(Number(exponent.value.n) - 3 * k)),
    ])
  })

/** exp(k log u) left by a substitution, as powers; log(u) itself may stay, but not under the line. */
function openPowers(e: Expr, u: Expr): Expr | undefined {
  const plain = simplify(e, { work: 60_000 })
  const log = call('log', u)
  let calls = false
  walk(plain, (node) => {
    calls ||= node.kind === 'call' && dependsOn(node, u) && node !== log
    calls ||= node.kind === 'power' && node.args[0] === log && !isNonnegative(node.args[1]!)
  })
  return calls ? undefined : plain
}
