import { requireList } from '../../errors.ts'
import { integer } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { chain, chainMonomial } from '../build/chain.ts'
import { isForm } from '../build/forms.ts'
import { piecewise } from '../build/logic.ts'
import { linear, scale } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { requireExpr } from '../not-an-expression.ts'
import { freeSymbols, walk } from '../traverse.ts'
import { derivative, partialOf, powerRule, resolve, type Variable } from './derivative.ts'
import { byLimit } from './diff.ts'

import { othersOf } from './others.ts'
import { isPart } from './parts.ts'

/**
 * All first derivatives at once, by reverse accumulation over the graph: the number of operations is a small multiple
 * of that of the expression, whatever the number of variables.
 *
 * @example
 * gradient(parse('x*y + sin(x)'), ['x', 'y']) // [y + cos(x), x]
 */
export function gradient(e: Expr, variables: readonly Variable[] = freeSymbols(e)): Expr[] {
  requireExpr(e)
  const symbols = resolveAll(e, variables)
  const mask = symbols.reduce((m, s) => m | (s?.mask ?? 0), 0)
  const order: Expr[] = []
  const seen = new Set<Expr>()
  walk(
    e,
    (node) => {
      seen.add(node)
      order.push(node)
    },
    { has: (node) => (node.mask & mask) === 0 || seen.has(node) },
  )
  // a kept integral or sum passes no adjoint on to its body, a real part none to what it is a part of
  const forward = order.some((node) => isForm(node) || isPart(node))
  if (forward || (order.length * symbols.length < smallWork && order.some(isDistinction)))
    return symbols.map((s) => (s === undefined ? integer(0) : derivative(e, s, new Map(), byLimit)))
  const pending = new Map<Expr, Expr[]>([[e, [integer(1)]]])
  const adjoints = new Map<Expr, Expr>()
  const give = (to: Expr, share: Expr): void => {
    if ((to.mask & mask) === 0) return
    const list = pending.get(to)
    if (list === undefined) pending.set(to, [share])
    else list.push(share)
  }
  for (let k = order.length - 1; k >= 0; k--) {
    const node = order[k]!
    const shares = pending.get(node)
    if (shares === undefined) continue
    const adjoint = shares.length === 1 ? shares[0]! : linear(shares, undefined)
    pending.delete(node)
    if (node.kind === 'symbol') adjoints.set(node, adjoint)
    else spread(node, adjoint, mask, give)
  }
  return symbols.map((s) => (s === undefined ? undefined : adjoints.get(s)) ?? integer(0))
}

/** Case distinctions in small expressions are looked at where their pieces meet, as `diff` does. */
const smallWork = 20_000
const isDistinction = (e: Expr): boolean => e.kind === 'piecewise'

/** The symbols meant by names, looked up in one pass. */
function resolveAll(e: Expr, variables: readonly Variable[]): (Expr | undefined)[] {
  requireList('gradient', variables)
  if (variables.length < 4) return variables.map((v) => resolve(e, v))
  const byName = new Map<string, Expr>()
  for (const s of freeSymbols(e)) if (!byName.has(s.name) || s.flags === 0) byName.set(s.name, s)
  return variables.map((v) => (typeof v === 'string' ? byName.get(v) : resolve(e, v)))
}

/** Hands the adjoint of a node on to its arguments. */
function spread(e: Expr, adjoint: Expr, mask: number, give: (to: Expr, share: Expr) => void): void {
  switch (e.kind) {
    case 'sum':
      e.args.forEach((arg, i) => {
        give(arg, scale(adjoint, e.weights[i]!))
      })
      return
    case 'product': {
      const active = e.args.map((arg) => (arg.mask & mask) !== 0)
      const others = othersOf(e, active)
      e.args.forEach((arg, i) => {
        if (!active[i]) return
        const { coefficient, unit } = chainMonomial([...others(i), adjoint], e.value)
        give(arg, scale(unit, coefficient))
      })
      return
    }
    case 'power': {
      const [b, n] = e.args as [Expr, Expr]
      if ((b.mask & mask) !== 0) give(b, chain([powerRule(b, n), adjoint]))
      if ((n.mask & mask) !== 0) give(n, chain([e, call('log', b), adjoint]))
      return
    }
    case 'call':
      e.args.forEach((arg, i) => {
        if ((arg.mask & mask) !== 0) give(arg, chain([partialOf(e, i), adjoint]))
      })
      return
    case 'piecewise':
      // each value takes the adjoint where its own branch is chosen
      for (let i = 0; i < e.args.length; i += 2) {
        const cases: [Expr, Expr][] = []
        for (let k = 0; k < e.args.length; k += 2)
          cases.push([k === i ? adjoint : integer(0), e.args[k + 1]!])
        give(e.args[i]!, piecewise(...cases))
      }
      return
    default:
  }
}

/**
 * The symmetric matrix of second derivatives: forward over reverse.
 *
 * @example
 * hessian(parse('x^2*y'), ['x', 'y']) // [[2*y, 2*x], [2*x, 0]]
 */
export function hessian(e: Expr, variables: readonly Variable[] = freeSymbols(e)): Expr[][] {
  const slopes = gradient(e, variables)
  const rows: Expr[][] = slopes.map(() => [])
  resolveAll(e, variables).forEach((x, j) => {
    const memo = new Map<number, Expr>()
    for (let i = 0; i <= j; i++) {
      const second = x === undefined ? integer(0) : derivative(slopes[i]!, x, memo, byLimit)
      rows[i]![j] = second
      rows[j]![i] = second
    }
  })
  return rows
}

/** One row of first derivatives for each expression. */
export function jacobian(expressions: readonly Expr[], variables: readonly Variable[]): Expr[][] {
  requireList('jacobian', expressions)
  return expressions.map((e) => gradient(e, variables))
}
