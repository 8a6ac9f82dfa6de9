import { NablaError, shown } from '../../errors.ts'
import { integer, rational, symbol } from '../build/atoms.ts'
import { call, derivativeCall } from '../build/call.ts'
import { chain, chainMonomial } from '../build/chain.ts'
import { isForm } from '../build/forms.ts'
import { multiplyAll, power, replaceFactor } from '../build/product.ts'
import { linear, scale } from '../build/sum.ts'
import { maskOf } from '../context.ts'
import type { Expr } from '../expr.ts'
import { requireExpr } from '../not-an-expression.ts'
import { add, isZero, minusOne, type Rational } from '../number/rational.ts'
import { walk } from '../traverse.ts'
import { dependsOn } from './depends.ts'
import { formDerivative } from './forms.ts'
import { othersOf } from './others.ts'
import { isPart, partDerivative } from './parts.ts'
import { bySubstitution, joinPieces, jointsOf, type SideLimit } from './pieces.ts'
import { partial } from './rules.ts'

/** A derivative that cannot be taken, such as one by what is no symbol. */
export class DifferentiationError extends NablaError {
  protected override get kind(): string {
    return 'DifferentiationError'
  }
}

export type Variable = string | Expr

/** The symbol meant by a name: the one of that name that occurs in the expression. */
export function resolve(e: Expr, variable: Variable): Expr | undefined {
  requireExpr(e)
  if (typeof variable !== 'string') {
    if (variable?.kind !== 'symbol')
      throw new DifferentiationError(
        `symbolic: the variable is ${variable?.kind === undefined ? `${shown(variable)}; it must be a symbol or its name.` : `${String(variable)}; it must be a symbol or its name. Substitute a symbol for it first.`}`,
      )
    return variable
  }
  const bit = maskOf(variable)
  const likely = firstWith(e, bit)
  if (likely === undefined) return undefined
  if (likely.name === variable && likely.flags === 0) return likely
  const plain = symbol(variable)
  if (dependsOn(e, plain)) return plain
  let found: Expr | undefined
  walk(e, (node) => {
    if (node.kind === 'symbol' && node.name === variable) found ??= node
  })
  return found
}

/** The leaf that is found by following, from the root, the first argument with a symbol of that mask. */
function firstWith(e: Expr, mask: number): Expr | undefined {
  if ((e.mask & mask) === 0) return undefined
  while (e.args.length > 0) {
    let i = 0
    while ((e.args[i]!.mask & mask) === 0) i++
    e = e.args[i]!
  }
  return e
}

/** Derivatives by the id of what was differentiated. */
export type Memo = Map<number, Expr>

/**
 * The first derivative by the symbol x; `memo` carries derivatives known already from call to call, `near` tells what
 * the pieces of a case distinction come to where they meet.
 */
export function derivative(
  root: Expr,
  x: Expr,
  memo: Memo = new Map(),
  near: SideLimit = bySubstitution,
): Expr {
  requireExpr(root)
  const { mask } = x
  if ((root.mask & mask) === 0) return integer(0)
  const slopes = new Slopes(x, memo, near)
  const isOpen = (e: Expr): boolean => e !== x && (e.mask & mask) !== 0 && !memo.has(e.id)
  const stack: Expr[] = isOpen(root) ? [root] : []
  const next: number[] = [0]
  while (stack.length > 0) {
    const top = stack.length - 1
    const e = stack[top]!
    let i = next[top]!
    while (i < e.args.length && !isOpen(e.args[i]!)) i++
    if (i < e.args.length) {
      next[top] = i + 1
      stack.push(e.args[i]!)
      next.push(0)
    } else {
      stack.pop()
      next.pop()
      memo.set(e.id, local(e, slopes))
    }
  }
  return slopes.of(root)
}

/** The derivatives by x that are known so far. */
class Slopes {
  readonly x: Expr
  readonly near: SideLimit
  private readonly memo: Memo

  constructor(x: Expr, memo: Memo, near: SideLimit) {
    this.x = x
    this.memo = memo
    this.near = near
  }

  readonly of = (e: Expr): Expr => {
    if (e === this.x) return integer(1)
    return (e.mask & this.x.mask) === 0 ? integer(0) : this.memo.get(e.id)!
  }
}

const isZeroExpr = (e: Expr): boolean => e.kind === 'number' && isZero(e.value)

function local(e: Expr, slopes: Slopes): Expr {
  switch (e.kind) {
    case 'sum':
      return sumRule(e, slopes)
    case 'product':
      return productRule(e, slopes)
    case 'power': {
      const [b, n] = e.args as [Expr, Expr]
      const db = slopes.of(b)
      const dn = slopes.of(n)
      // (b^n)' = n b^(n-1) b' + b^n log(b) n'
      const byBase = isZeroExpr(db) ? db : powerChain(b, n, db)
      // 0^n is 0 wherever it has a derivative
      if (isZeroExpr(dn) || isZeroExpr(b)) return byBase
      const byExponent = chain([e, call('log', b), dn])
      return isZeroExpr(byBase) ? byExponent : linear([byBase, byExponent], undefined)
    }
    case 'call':
      return callRule(e, slopes)
    case 'piecewise': {
      const { x, near } = slopes
      const pieces = e.args.flatMap((value, i) => (i % 2 === 0 ? [slopes.of(value)] : []))
      // the mask of symbols may claim what is not so
      if (pieces.every(isZeroExpr) && !dependsOn(e, x)) return integer(0)
      return joinPieces(e, pieces, jointsOf(e, x, pieces, near))
    }
    default:
      return integer(0)
  }
}

/** (a f + b g)' = a f' + b g' */
function sumRule(e: Expr, slopes: Slopes): Expr {
  const terms: Expr[] = new Array(e.args.length)
  for (let i = 0; i < terms.length; i++) terms[i] = slopes.of(e.args[i]!)
  return linear(terms, e.weights)
}

/** f(u, v)' = f_u u' + f_v v' */
function callRule(e: Expr, slopes: Slopes): Expr {
  if (isForm(e)) return formDerivative(e, slopes.x, slopes.of)
  if (isPart(e)) return partDerivative(e, slopes.x, slopes.of(e.args[0]!))
  const terms: Expr[] = []
  for (let i = 0; i < e.args.length; i++) {
    const slope = slopes.of(e.args[i]!)
    if (!isZeroExpr(slope)) terms.push(chain([partialOf(e, i), slope]))
  }
  return terms.length === 1 ? terms[0]! : linear(terms, undefined)
}

/** (f g h)' = f' g h + f g' h + f g h' */
function productRule(e: Expr, slopes: Slopes): Expr {
  if (e.args.length > few) return longProductRule(e, slopes)
  const terms: Expr[] = []
  const weights: Rational[] = []
  for (let i = 0; i < e.args.length; i++) {
    const slope = slopes.of(e.args[i]!)
    if (isZeroExpr(slope)) continue
    const { coefficient, unit } =
      slope.kind === 'product' && slope.args.length > few
        ? chainMonomial([...e.args.slice(0, i), ...e.args.slice(i + 1), slope], e.value)
        : replaceFactor(e, i, slope)
    terms.push(unit)
    weights.push(coefficient)
  }
  return linear(terms, weights)
}

/** Products of more factors than these share what their terms have in common. */
const few = 8

function longProductRule(e: Expr, slopes: Slopes): Expr {
  const slope = e.args.map(slopes.of)
  const others = othersOf(
    e,
    slope.map((d) => !isZeroExpr(d)),
  )
  const terms: Expr[] = []
  const weights: Rational[] = []
  for (let i = 0; i < slope.length; i++) {
    if (isZeroExpr(slope[i]!)) continue
    const { coefficient, unit } = chainMonomial([...others(i), slope[i]!], e.value)
    terms.push(unit)
    weights.push(coefficient)
  }
  return linear(terms, weights)
}

/** n b^(n-1) b' */
function powerChain(b: Expr, n: Expr, db: Expr): Expr {
  if (n.kind !== 'number') return chain([powerRule(b, n), db])
  return chain([power(b, rational(add(n.value, minusOne))), db], n.value)
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
