import { NablaError } from '../../errors.ts'
import { integer, rational, symbol } from '../build/atoms.ts'
import { call, derivativeCall } from '../build/call.ts'
import { chain, chainMonomial } from '../build/chain.ts'
import { multiplyAll, power } from '../build/product.ts'
import { linear, scale } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { requireExpr } from '../not-an-expression.ts'
import { add, isZero, minusOne, type Rational } from '../number/rational.ts'
import { walk } from '../traverse.ts'
import { dependsOn } from './depends.ts'
import { formDerivative, isForm } from './forms.ts'
import { othersOf } from './others.ts'
import { isPart, partDerivative } from './parts.ts'
import { bySubstitution, joinPieces, jointsOf, type SideLimit } from './pieces.ts'
import { partial } from './rules.ts'

/** A derivative that cannot be taken, such as one by what is no symbol. */
export class DifferentiationError extends NablaError {
  override name = 'DifferentiationError'
}

export type Variable = string | Expr

/** The symbol meant by a name: the one of that name that occurs in the expression. */
export function resolve(e: Expr, variable: Variable): Expr | undefined {
  if (typeof variable !== 'string') {
    if (variable.kind !== 'symbol')
      throw new DifferentiationError(
        `diff: the variable is ${String(variable)}; it must be a symbol. Substitute a symbol for it first.`,
      )
    return variable
  }
  requireExpr(e)
  const plain = symbol(variable)
  if (occurs(plain, e)) return plain
  let found: Expr | undefined
  walk(e, (node) => {
    if (node.kind === 'symbol' && node.name === variable) found ??= node
  })
  return found
}

/** Whether the symbol is found by following, from the root, the first argument whose mask allows it. */
function occurs(symbol: Expr, e: Expr): boolean {
  while (e !== symbol) {
    const next = e.args.find((arg) => (arg.mask & symbol.mask) !== 0)
    if (next === undefined) return false
    e = next
  }
  return true
}

/**
 * The first derivative by the symbol x; `memo` carries derivatives known already from call to call, `near` tells what
 * the pieces of a case distinction come to where they meet.
 */
export function derivative(
  root: Expr,
  x: Expr,
  memo: Map<Expr, Expr> = new Map(),
  near: SideLimit = bySubstitution,
): Expr {
  requireExpr(root)
  const zero = integer(0)
  const of = (e: Expr): Expr => ((e.mask & x.mask) === 0 ? zero : memo.get(e)!)
  if ((root.mask & x.mask) === 0) return zero
  const known = { has: (e: Expr) => (e.mask & x.mask) === 0 || memo.has(e) }
  walk(
    root,
    (e) => {
      memo.set(e, local(e, x, of, near))
    },
    known,
  )
  return of(root)
}

const isZeroExpr = (e: Expr): boolean => e.kind === 'number' && isZero(e.value)

function local(e: Expr, x: Expr, of: (e: Expr) => Expr, near: SideLimit): Expr {
  switch (e.kind) {
    case 'symbol':
      return integer(e === x ? 1 : 0)
    case 'sum':
      return linear(e.args.map(of), e.weights)
    case 'product':
      return productRule(e, of)
    case 'power': {
      const [b, n] = e.args as [Expr, Expr]
      const db = of(b)
      const dn = of(n)
      // (b^n)' = n b^(n-1) b' + b^n log(b) n'
      const byBase = isZeroExpr(db) ? db : chain(powerRule(b, n), db)
      // 0^n is 0 wherever it has a derivative
      if (isZeroExpr(dn) || isZeroExpr(b)) return byBase
      const byExponent = chain(multiplyAll([e, call('log', b)]), dn)
      return isZeroExpr(byBase) ? byExponent : linear([byBase, byExponent], undefined)
    }
    case 'call': {
      if (isForm(e)) return formDerivative(e, x, of)
      if (isPart(e)) return partDerivative(e, x, of(e.args[0]!))
      const terms: Expr[] = []
      e.args.forEach((arg, i) => {
        const slope = of(arg)
        if (!isZeroExpr(slope)) terms.push(chain(partialOf(e, i), slope))
      })
      return terms.length === 1 ? terms[0]! : linear(terms, undefined)
    }
    case 'piecewise': {
      const slopes = e.args.flatMap((value, i) => (i % 2 === 0 ? [of(value)] : []))
      // the mask of symbols may claim what is not so
      if (slopes.every(isZeroExpr) && !dependsOn(e, x)) return integer(0)
      return joinPieces(e, slopes, jointsOf(e, x, slopes, near))
    }
    default:
      return integer(0)
  }
}

/** (f g h)' = f' g h + f g' h + f g h' */
function productRule(e: Expr, of: (e: Expr) => Expr): Expr {
  const slopes = e.args.map(of)
  const active = slopes.map((slope) => !isZeroExpr(slope))
  const others = othersOf(e, active)
  const terms: Expr[] = []
  const weights: Rational[] = []
  for (let i = 0; i < slopes.length; i++) {
    if (!active[i]) continue
    const { coefficient, unit } = chainMonomial([...others(i), slopes[i]!], e.value)
    terms.push(unit)
    weights.push(coefficient)
  }
  return linear(terms, weights)
}

/** n b^(n-1) */
export function powerRule(b: Expr, n: Expr): Expr {
  if (n.kind === 'number') return scale(power(b, rational(add(n.value, minusOne))), n.value)
  return multiplyAll([n, power(b, linear([n, integer(-1)], undefined))])
}

/** The partial derivative of a call by its argument number i. */
export function partialOf(e: Expr, i: number): Expr {
  if (e.weights.length === 0) return partial(e.name, e.args, i, e)
  return derivativeCall(
    e.name,
    e.args,
    e.weights.map((w, k) => Number(w.n) + (k === i ? 1 : 0)),
  )
}
