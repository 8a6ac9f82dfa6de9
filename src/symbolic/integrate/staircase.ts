import { fraction, integer, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { subs } from '../build/subs.ts'
import { subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { hasValue } from '../calculus/pieces.ts'
import type { Expr } from '../expr.ts'
import { expand } from '../simplify/rational.ts'
import { some } from '../traverse.ts'
import { integratePieces } from './kinks.ts'
import type { Integrate } from './shapes.ts'
import { isAlike, sumOfFirst } from './sum-of-first.ts'
import { linearSlope } from './table.ts'

/**
 * The integral of what has floor, ceil or round of one linear u, by k = floor(u): from where u was k, with k for a constant, and
 * the sum over all steps before. Undefined where that sum has no closed form.
 */
export function integrateStaircase(e: Expr, x: Expr, integrate: Integrate): Expr | undefined {
  // towards 0: downwards on one side of it, upwards on the other
  if (some(e, (node) => node.kind === 'call' && node.name === 'trunc' && dependsOn(node, x)))
    return integratePieces(e, x, (part) => integrate(part, x))
  const floors = new Set<Expr>()
  // beside the jumps, where they differ, ceil(u) is floor(u) + 1 and round(u) is floor(u + 1/2)
  const written = mapExpr(e, (node) => {
    const u = node.kind === 'call' && node.args.length === 1 ? node.args[0]! : undefined
    if (u === undefined || node.weights.length > 0 || !dependsOn(u, x)) return node
    if (node.name !== 'floor' && node.name !== 'ceil' && node.name !== 'round') return node
    const k = call('floor', node.name === 'round' ? sum(u, fraction(1, 2)) : u)
    floors.add(k)
    return node.name === 'ceil' ? sum(k, integer(1)) : k
  })
  const [k] = floors
  if (k === undefined || floors.size !== 1) return undefined
  const u = k.args[0]!
  const a = linearSlope(u, x)
  const n = symbol(' step', { integer: true })
  const steady = subs(written, new Map([[k, n]]))
  if (a === undefined || some(steady, (node) => node.kind === 'piecewise' || steps.has(node.name)))
    return undefined
  const F = integrate(steady, x)
  if (F === undefined) return undefined
  const place = (m: Expr): Expr => divide(subtract(m, shiftOf(u, x)), a)
  const within = (from: Expr, to: Expr): Expr =>
    expand(subtract(subs(F, new Map([[x, to]])), subs(F, new Map([[x, from]]))))
  const step = within(place(n), place(sum(n, integer(1))))
  if (!isAlike(step, n)) return undefined
  const values = Array.from({ length: mostSteps }, (_, m) => subs(step, new Map([[n, integer(m)]])))
  if (!values.every(hasValue)) return undefined
  const before = sumOfFirst(values, k)
  return before && sum(subs(within(place(n), x), new Map([[n, k]])), before)
}

const mostSteps = 7
const steps = new Set(['floor', 'ceil', 'round', 'trunc'])

/** The b of a x + b. */
const shiftOf = (u: Expr, x: Expr): Expr => subs(u, new Map([[x, integer(0)]]))
