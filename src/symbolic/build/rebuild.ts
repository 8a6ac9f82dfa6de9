import type { Expr } from '../expr.ts'
import { one, signOf } from '../number/rational.ts'
import { foldExpr } from '../traverse.ts'
import { node, rational } from './atoms.ts'
import { applied, derivativeCall } from './call.ts'
import { chain } from './chain.ts'
import { and, not, or, piecewise, type RelationName, relation } from './logic.ts'
import { multiplyAll, power } from './product.ts'
import { linear } from './sum.ts'

/** The same operation on other arguments, made canonical again. */
export function rebuild(e: Expr, args: readonly Expr[]): Expr {
  return sameArgs(e.args, args) ? e : remake(e, args)
}

/** The operation of a node, which may be of another context, on arguments of this one. */
export function remake(e: Expr, args: readonly Expr[]): Expr {
  switch (e.kind) {
    case 'sum':
      return signOf(e.value) === 0
        ? linear(args, e.weights)
        : linear([...args, rational(e.value)], [...e.weights, one])
    case 'product':
      if (e.args.some((a) => a.kind === 'product'))
        return args.reduce((a, b) => chain([a, b]), rational(e.value))
      return multiplyAll(args, e.value)
    case 'power':
      return power(args[0]!, args[1]!)
    case 'call':
      // the polynomial of a sum over its roots is what it is by definition
      if (e.name === 'RootSum' && e.args.length === 3)
        return node('call', e.name, [args[0]!, ...e.args.slice(1)])
      return e.weights.length === 0
        ? applied(e.name, args)
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
      return node(e.kind, e.name, args, e.value, e.weights, e.flags)
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
  return foldExpr<Expr>(root, remake)
}
