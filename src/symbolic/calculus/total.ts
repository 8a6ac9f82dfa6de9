import { requireList, shown } from '../../errors.ts'
import { optionsOf } from '../../options.ts'
import { integer, isValue, node, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { multiplyAll, power, sqrt } from '../build/product.ts'
import { type ExprLike, subs, toExpr } from '../build/subs.ts'
import { linear, negate } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { simplify } from '../simplify/simplify.ts'
import { walk } from '../traverse.ts'
import { DifferentiationError, derivative, resolve, type Variable } from './derivative.ts'
import { diff } from './diff.ts'
import { gradient } from './gradient.ts'

/**
 * The total derivative by t, where the named symbols depend on t: each is read as an unknown function of t, and its
 * derivative stays as x'(t).
 *
 * @example
 * totalDerivative(parse('x*y^2'), 't', ['x', 'y']) // y(t)^2*x'(t) + 2*x(t)*y(t)*y'(t)
 */
export function totalDerivative(e: Expr, t: Variable, dependent: readonly Variable[], order = 1): Expr {
  requireList('totalDerivative', dependent)
  const time = resolve(e, t) ?? toExpr(t)
  const functions = new Map<Expr, Expr>()
  for (const name of dependent) {
    const s = resolve(e, name)
    if (s !== undefined) functions.set(s, call(s.name, time))
  }
  return diff(subs(e, functions), time, order)
}

/**
 * The derivative along a direction: gradient . v; with `unit` (the default) along v scaled to length 1.
 *
 * @example
 * directionalDerivative(parse('x^2*y'), ['x', 'y'], [3, 4]) // 6*x*y/5 + 4*x^2/5
 */
export function directionalDerivative(
  e: Expr,
  variables: readonly Variable[],
  direction: readonly ExprLike[],
  options?: { readonly unit?: boolean },
): Expr {
  requireList('directionalDerivative', variables)
  requireList('directionalDerivative', direction)
  const { unit } = optionsOf('directionalDerivative', options, { unit: true })
  if (variables.length !== direction.length)
    throw new DifferentiationError(
      `directionalDerivative: ${variables.length} variables and a direction of ${direction.length} numbers; give one for each.`,
    )
  const v = direction.map((d) => toExpr(d))
  const along = linear(
    gradient(e, variables).map((slope, i) => multiplyAll([slope, v[i]!])),
    undefined,
  )
  if (!unit) return along
  if (v.every((c) => isValue(c, 0)))
    throw new DifferentiationError(
      'directionalDerivative: the direction is 0, which has no length to be scaled to 1; give a direction that is not 0, or { unit: false }.',
    )
  const length = sqrt(
    linear(
      v.map((c) => power(c, integer(2))),
      undefined,
    ),
  )
  return multiplyAll([along, power(length, integer(-1))])
}

/**
 * The Euler-Lagrange equations of a Lagrangian in unknown functions such as x(t) or u(x, t) and their derivatives of
 * any order: for each function, the sum of (-1)^|k| D^k (dL/d(D^k u)) = 0.
 *
 * Throws: DifferentiationError where a named function does not occur.
 *
 * @example
 * eulerLagrange(parse("m*x'(t)^2/2 - k*x(t)^2/2"), ['x']) // [-k*x(t) - m*x''(t) == 0]
 */
export function eulerLagrange(lagrangian: Expr, functions: readonly string[]): Expr[] {
  requireList('eulerLagrange', functions)
  return functions.map((name) => {
    if (typeof name !== 'string')
      throw new DifferentiationError(
        `eulerLagrange: a function is ${shown(name)}; it must be its name, as in ['x'] for x(t).`,
      )
    const places: Expr[] = []
    walk(lagrangian, (e) => {
      if (e.kind === 'call' && e.name === name) places.push(e)
    })
    const first = places[0]
    if (first === undefined)
      throw new DifferentiationError(
        `eulerLagrange: ${name} is no function in ${lagrangian}; write ${name}(t).`,
      )
    if (places.some((p) => p.args.some((a, i) => a !== first.args[i] || a.kind !== 'symbol')))
      throw new DifferentiationError(
        `eulerLagrange: ${name} occurs with different arguments, or arguments that are no symbols; it must be ${first} throughout.`,
      )
    const stands = new Map(places.map((p, i) => [p, symbol(` q${i}`)] as const))
    const back = new Map([...stands].map(([p, s]) => [s, p] as const))
    const open = subs(lagrangian, stands)
    const terms = places.map((p) => {
      let term = subs(derivative(open, stands.get(p)!), back)
      let sign = 1
      p.weights.forEach((w, i) => {
        term = diff(term, first.args[i]!, Number(w.n))
        if (Number(w.n) % 2 === 1) sign = -sign
      })
      return sign < 0 ? negate(term) : term
    })
    return node('relation', '==', [simplify(linear(terms, undefined)), integer(0)])
  })
}
