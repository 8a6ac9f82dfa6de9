import { integer, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, exp, multiplyAll, power } from '../build/product.ts'
import { scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { commonMeasure, isInteger, divide as quotient, Rational, signOf } from '../number/rational.ts'
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
  const logs: Expr[] = []
  const roots: Expr[] = []
  walk(e, (node) => {
    if (!dependsOn(node, x)) return
    if (node.kind === 'call' && node.name === 'exp') exponentials.push(node)
    else if (node.kind === 'call') calls.add(node)
    if (node.kind === 'call' && node.name === 'log') logs.push(node)
    if (node.kind === 'power' && node.args[1]!.kind === 'number' && !isInteger(node.args[1]!.value))
      roots.push(node)
    if (node.kind === 'power' && dependsOn(node.args[1]!, x)) calls.add(node)
  })
  const list: Generator[] = [...calls].map((c) => ({ generator: c, map: (u) => new Map([[c, u]]) }))
  const growth = exponentialsOfOne(exponentials, x)
  if (growth !== undefined) {
    const times = exponentials.map((n) => growth.get(n)!.times)
    const unit = times.reduce(commonMeasure)
    const slope = growth.get(exponentials[0]!)!.slope
    list.push({
      generator: exp(scale(multiplyAll([slope, x]), unit)),
      map: (u) =>
        new Map(
          exponentials.map((n, i) => [n, multiplyAll([growth.get(n)!.factor, powerOf(u, times[i]!, unit)])]),
        ),
    })
  }
  const log = logsOfOne(logs)
  if (log !== undefined) list.push(log)
  const bases = new Set(roots.map((r) => r.args[0]!))
  if (bases.size === 1) {
    const base = [...bases][0]!
    const unit = roots.map((r) => r.args[1]!.value).reduce(commonMeasure)
    const asPowers = (u: Expr, of: Rational): [Expr, Expr][] =>
      roots.map((r) => [r, powerOf(u, r.args[1]!.value, of)])
    list.push({ generator: power(base, rational(unit)), map: (u) => new Map(asPowers(u, unit)) })
    // x itself is a polynomial in the root of a linear base
    const c = coefficientsOf(base, x)
    const root = Rational.of(1, unit.d)
    if (c?.length === 2)
      list.push({
        generator: power(base, rational(root)),
        map: (u) =>
          new Map([
            ...asPowers(u, root),
            [x, divide(subtract(power(u, integer(unit.d)), c[0]!), c[1]!)] as const,
          ]),
      })
  }
  return list
}

/** u^(exponent/unit), for what is the power of a u that itself has the exponent `unit`. */
const powerOf = (u: Expr, exponent: Rational, unit: Rational): Expr =>
  power(u, rational(quotient(exponent, unit)))

/** exp(a x + b) as factor exp(slope x)^times, with one slope for all; undefined where they are not of one kind. */
function exponentialsOfOne(
  nodes: readonly Expr[],
  x: Expr,
): Map<Expr, { factor: Expr; slope: Expr; times: Rational }> | undefined {
  const made = new Map<Expr, { factor: Expr; slope: Expr; times: Rational }>()
  let slope: Expr | undefined
  for (const node of nodes) {
    const c = coefficientsOf(node.args[0]!, x)
    if (c?.length !== 2) return undefined
    slope ??= c[1]!.kind === 'number' ? integer(1) : c[1]!
    const times = divide(c[1]!, slope)
    if (times.kind !== 'number') return undefined
    made.set(node, { factor: exp(c[0]!), slope, times: times.value })
  }
  return made.size === 0 ? undefined : made
}

/** log(k u) as log(k) + log(u) for positive numbers k, where all logarithms are of such multiples of one u. */
function logsOfOne(nodes: readonly Expr[]): Generator | undefined {
  const first = nodes[0]
  if (first === undefined || nodes.length < 2) return undefined
  const ratios = nodes.map((n) => divide(n.args[0]!, first.args[0]!))
  if (ratios.some((k) => k.kind !== 'number' || signOf(k.value) <= 0)) return undefined
  return {
    generator: first,
    map: (u) => new Map(nodes.map((n, i) => [n, sum(u, call('log', ratios[i]!))] as const)),
  }
}
