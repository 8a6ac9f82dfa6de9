import type { Expr } from '../expr.ts'
import { one } from '../number/rational.ts'
import { foldExpr } from '../traverse.ts'
import { node, rational } from './atoms.ts'
import { call, derivativeCall } from './call.ts'
import { chain } from './chain.ts'
import { and, not, or, piecewise, type RelationName, relation } from './logic.ts'
import { multiplyAll, power } from './product.ts'
import { linear } from './sum.ts'

/** The same operation on other arguments, made canonical again. */
export function rebuild(e: Expr, args: readonly Expr[]): Expr {
  if (sameArgs(e.args, args)) return e
  switch (e.kind) {
    case 'sum':
      return linear([...args, rational(e.value)], [...e.weights, one])
    case 'product':
      if (e.args.some((a) => a.kind === 'product')) return args.reduce(chain, rational(e.value))
      return multiplyAll([rational(e.value), ...args])
    case 'power':
      return power(args[0]!, args[1]!)
    case 'call':
      return e.weights.length === 0
        ? call(e.name, ...args)
        : derivativeCall(
            e.name,
            args,
            e.weights.map((w) => Number(w.n)),
          )
    case 'piecewise': {
      const cases: [Expr, Expr][] = []
      for (let i = 0; i < args.length; i += 2) cases.push([args[i]!, args[i + 1]!])
      return piecewise(...cases)
    }
    case 'relation':
      return relation(e.name as RelationName, args[0]!, args[1]!)
    case 'logic':
      return e.name === 'not' ? not(args[0]!) : e.name === 'and' ? and(...args) : or(...args)
    default:
      return e
  }
}

function sameArgs(a: readonly Expr[], b: readonly Expr[]): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** The expression with every node replaced by what `change` makes of it, arguments first; shared parts once. */
export function mapExpr(root: Expr, change: (node: Expr) => Expr, memo = new Map<Expr, Expr>()): Expr {
  return foldExpr<Expr>(root, (e, args) => change(rebuild(e, args)), memo)
}

/** Brings an expression of another context over to the current one. */
export function adopt(root: Expr): Expr {
  return foldExpr<Expr>(root, (e, args) =>
    args.length === 0 ? node(e.kind, e.name, args, e.value, e.weights, e.flags) : rebuild(e, args),
  )
}
