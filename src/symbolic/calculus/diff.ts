import { NablaError } from '../../errors.ts'
import { integer, rational, symbol } from '../build/atoms.ts'
import { call, derivativeCall } from '../build/call.ts'
import { chain, chainMonomial } from '../build/chain.ts'
import { piecewise } from '../build/logic.ts'
import { multiplyAll, power } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import { linear, scale } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { requireExpr } from '../not-an-expression.ts'
import { add, isZero, minusOne, type Rational } from '../number/rational.ts'
import { walk } from '../traverse.ts'
import { dependsOn } from './depends.ts'
import { formDerivative, isForm } from './forms.ts'
import { othersOf } from './others.ts'
import { isPart, partDerivative } from './parts.ts'
import { partial } from './rules.ts'

/** A derivative that cannot be taken, such as one by what is no symbol. */
export class DifferentiationError extends NablaError {
  override name = 'DifferentiationError'
}

export type Variable = string | Expr

/**
 * The derivative of an expression by a variable: any order, any mixture.
 * Works on the graph: each distinct subexpression is differentiated once, so the result is a graph too, and nested
 * functions stay linear in size. The result is canonical but not simplified.
 *
 * Throws: DifferentiationError for a variable that is no symbol, or an order that is no whole number.
 *
 * @example
 * diff(parse('1/(1 + exp(-x))'), 'x')    // exp(-x)/(1 + exp(-x))^2
 * diff(parse('sin(x*y)'), 'x', 2, 'y')   // by x twice, then by y
 */
export function diff(e: Expr, ...variables: readonly (Variable | number)[]): Expr {
  const memos = new Map<Expr, Map<Expr, Expr>>()
  for (let i = 0; i < variables.length; i++) {
    const variable = variables[i]!
    const next = variables[i + 1]
    const times = typeof next === 'number' ? next : 1
    if (typeof next === 'number') i++
    if (typeof variable === 'number' || !Number.isInteger(times) || times < 0)
      throw new DifferentiationError(
        `diff: the order ${String(times)} of ${String(variable)} is no whole number; write diff(e, 'x', 2, 'y').`,
      )
    const x = resolve(e, variable)
    if (x === undefined) return times === 0 ? e : integer(0)
    let memo = memos.get(x)
    if (memo === undefined) memos.set(x, (memo = new Map()))
    for (let k = 0; k < times; k++) e = derivative(e, x, memo)
  }
  return e
}

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

/** The first derivative by the symbol x; `memo` carries derivatives known already from call to call. */
export function derivative(root: Expr, x: Expr, memo: Map<Expr, Expr> = new Map()): Expr {
  requireExpr(root)
  const zero = integer(0)
  const of = (e: Expr): Expr => ((e.mask & x.mask) === 0 ? zero : memo.get(e)!)
  if ((root.mask & x.mask) === 0) return zero
  const known = { has: (e: Expr) => (e.mask & x.mask) === 0 || memo.has(e) }
  walk(
    root,
    (e) => {
      memo.set(e, local(e, x, of))
    },
    known,
  )
  return of(root)
}

const isZeroExpr = (e: Expr): boolean => e.kind === 'number' && isZero(e.value)

function local(e: Expr, x: Expr, of: (e: Expr) => Expr): Expr {
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
      const cases: [Expr, Expr][] = []
      for (let i = 0; i < e.args.length; i += 2) cases.push([of(e.args[i]!), e.args[i + 1]!])
      // the mask of symbols may claim what is not so
      if (cases.every(([slope]) => isZeroExpr(slope)) && !dependsOn(e, x)) return integer(0)
      return piecewise(...cases)
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

/** f^(orders)(args): taken where f has a rule, kept where it is unknown. */
export function applyDerivative(name: string, args: readonly Expr[], orders: readonly number[]): Expr {
  const places = args.map((_, i) => symbol(` d${i}`))
  let e = call(name, ...places)
  orders.forEach((n, i) => {
    e = diff(e, places[i]!, n)
  })
  return subs(e, new Map(places.map((p, i) => [p, args[i]!])))
}
