import { integer, isNumber, node } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { isOrdered, isRootSum } from '../build/forms.ts'
import { divide, multiplyAll } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import { linear, scale, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { isZero, minusOne } from '../number/rational.ts'
import { some } from '../traverse.ts'
import { dependsOn } from './depends.ts'
import { bySubstitution, jointsOf } from './pieces.ts'
import { rootSumDerivative } from './root-sum.ts'

/** The derivative of order n, kept unevaluated; nested ones for a number n. */
export const orderedDerivative = (e: Expr, x: Expr, n: Expr): Expr => call('Derivative', e, x, n)

/** d/dx e, not carried out. */
export const heldDerivative = (e: Expr, x: Expr): Expr => node('call', 'Derivative', [e, x])

/**
 * The integral of a body over a variable, kept unevaluated; with limits a definite one. `diff` takes it by Leibniz' rule.
 *
 * @example
 * diff(integral(parse('sin(x*t)/t'), symbol('t'), x, power(x, integer(2))), x)
 */
export function integral(body: Expr, variable: Expr, from?: Expr, to?: Expr): Expr {
  if (from === undefined || to === undefined) return node('call', 'Integral', [body, variable])
  return from === to ? integer(0) : node('call', 'Integral', [body, variable, from, to])
}

/** The sum of a body over whole numbers from..to, kept unevaluated. */
export const summation = (body: Expr, index: Expr, from: Expr, to: Expr): Expr =>
  node('call', 'Sum', [body, index, from, to])

/** The product of a body over whole numbers from..to, kept unevaluated. */
export const indexedProduct = (body: Expr, index: Expr, from: Expr, to: Expr): Expr =>
  node('call', 'Product', [body, index, from, to])

/** The derivative of a form by x; `of` gives the derivatives of its arguments. */
export function formDerivative(e: Expr, x: Expr, of: (e: Expr) => Expr): Expr {
  const [body, variable, from, to] = e.args as [Expr, Expr, Expr | undefined, Expr | undefined]
  const slope = (part: Expr): Expr => ((part.mask & x.mask) === 0 ? integer(0) : of(part))
  const inner = x === variable ? integer(0) : slope(body)
  const none = (d: Expr): boolean => isNumber(d) && isZero(d.value)
  if (isRootSum(e)) return none(inner) ? inner : rootSumDerivative(e, inner)
  if (isOrdered(e)) {
    const order = e.args[2]!
    if (x === variable) return orderedDerivative(body, x, sum(order, integer(1)))
    return (order.mask & x.mask) === 0
      ? orderedDerivative(slope(body), variable, order)
      : heldDerivative(e, x)
  }
  if (e.name === 'Derivative') return heldDerivative(e, x)
  if (from === undefined || to === undefined)
    return x === variable ? body : none(inner) ? inner : integral(inner, variable)
  if (e.name === 'Integral') {
    if (jumpsAlong(body, variable, x)) return heldDerivative(e, x)
    // d/dx of the integral from a to b of f dt = f(b) b' - f(a) a' + the integral of df/dx
    const at = (limit: Expr): Expr => subs(body, new Map([[variable, limit]]))
    const terms: Expr[] = none(inner) ? [] : [integral(inner, variable, from, to)]
    if (!none(slope(to))) terms.push(multiplyAll([at(to), slope(to)]))
    if (!none(slope(from))) terms.push(scale(multiplyAll([at(from), slope(from)]), minusOne))
    return linear(terms, undefined)
  }
  if (!none(slope(from)) || !none(slope(to))) return heldDerivative(e, x)
  if (none(inner)) return inner
  if (e.name === 'Sum') return summation(inner, variable, from, to)
  // (product of f)' = product of f times the sum of f'/f, where no factor is 0
  return multiplyAll([e, summation(divide(inner, body), variable, from, to)])
}

const steps: ReadonlySet<string> = new Set(['floor', 'ceil', 'round', 'trunc', 'mod', 'remainder'])

/** Whether a body jumps at places along the variable that move with x: what its own derivative says nothing of. */
function jumpsAlong(body: Expr, variable: Expr, x: Expr): boolean {
  const isBetween = (part: Expr): boolean => dependsOn(part, variable) && dependsOn(part, x)
  return some(body, (part) => {
    if (part.kind === 'call') return steps.has(part.name) && isBetween(part)
    if (part.kind !== 'piecewise' || !part.args.some((c, i) => i % 2 === 1 && isBetween(c))) return false
    const values = part.args.filter((_, i) => i % 2 === 0)
    const { list, complete } = jointsOf(part, variable, values, bySubstitution)
    return !complete || list.some((joint) => !joint.continuous)
  })
}
