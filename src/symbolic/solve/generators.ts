import { integer, rational } from '../build/atoms.ts'
import { divide, exp, power } from '../build/product.ts'
import { scale, subtract } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { isInteger, Rational } from '../number/rational.ts'
import { walk } from '../traverse.ts'
import { coefficientsOf } from './coefficients.ts'

/** A function of x in which an equation may be a polynomial, and what becomes of the equation's parts with u for it. */
export interface Generator {
  readonly generator: Expr
  map(u: Expr): Map<Expr, Expr>
}

/** The functions of x that may be substituted by one u: calls, powers of one exponential, roots of one base. */
export function generators(e: Expr, x: Expr): Generator[] {
  const calls = new Set<Expr>()
  const exponentials: Expr[] = []
  const roots: Expr[] = []
  walk(e, (node) => {
    if (!dependsOn(node, x)) return
    if (node.kind === 'call' && node.name === 'exp') exponentials.push(node)
    else if (node.kind === 'call') calls.add(node)
    if (node.kind === 'power' && node.args[1]!.kind === 'number' && !isInteger(node.args[1]!.value))
      roots.push(node)
    if (node.kind === 'power' && dependsOn(node.args[1]!, x)) calls.add(node)
  })
  const list: Generator[] = [...calls].map((c) => ({ generator: c, map: (u) => new Map([[c, u]]) }))
  const powers = (
    nodes: readonly Expr[],
    exponentOf: (n: Expr) => Rational,
    generator: (unit: Rational) => Expr,
  ): void => {
    const denominator = nodes.reduce((d, n) => lcm(d, BigInt(exponentOf(n).d)), 1n)
    const tops = nodes.map((n) => (BigInt(exponentOf(n).n) * denominator) / BigInt(exponentOf(n).d))
    const g = tops.reduce((a, b) => gcd(a, b < 0n ? -b : b), 0n)
    if (g === 0n) return
    const unit = Rational.of(g, denominator)
    list.push({
      generator: generator(unit),
      map: (u) => new Map(nodes.map((n, i) => [n, power(u, integer(tops[i]! / g))] as const)),
    })
  }
  // exp(c x) as powers of one of them
  const linear = exponentials.map((n) => divide(n.args[0]!, x))
  if (exponentials.length > 0 && linear.every((c) => c.kind === 'number'))
    powers(
      exponentials,
      (n) => divide(n.args[0]!, x).value,
      (unit) => exp(scale(x, unit)),
    )
  const bases = new Set(roots.map((r) => r.args[0]!))
  if (bases.size === 1) {
    const base = [...bases][0]!
    powers(
      roots,
      (n) => n.args[1]!.value,
      (unit) => power(base, rational(unit)),
    )
    // the root of a linear base: x itself is a polynomial in it
    const c = coefficientsOf(base, x)
    const last = list.at(-1)
    if (last !== undefined && c?.length === 2 && last.generator.kind === 'power') {
      const n = integer(last.generator.args[1]!.value.d)
      list[list.length - 1] = {
        generator: last.generator,
        map: (u) => new Map([...last.map(u), [x, divide(subtract(power(u, n), c[0]!), c[1]!)]]),
      }
    }
  }
  return list
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b))
const lcm = (a: bigint, b: bigint): bigint => (a / gcd(a, b)) * b

/** The largest rational number of which both are whole multiples. */
export function commonMeasure(a: Rational, b: Rational): Rational {
  const top = gcd(BigInt(a.n) * BigInt(b.d), BigInt(b.n) * BigInt(a.d))
  return Rational.of(top < 0n ? -top : top, BigInt(a.d) * BigInt(b.d))
}
