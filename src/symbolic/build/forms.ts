import type { Expr } from '../expr.ts'

/*
 * Operations kept unevaluated. Each is a call whose arguments are a body, a variable, and where it has them two limits:
 * Derivative(e, x), Derivative(e, x, n), Integral(e, x), Integral(e, t, a, b), Sum(e, k, a, b), Product(e, k, a, b),
 * RootSum(e, z, p). With limits or a polynomial the variable is bound.
 */
export type FormName = 'Derivative' | 'Integral' | 'Sum' | 'Product' | 'RootSum'

const counts: ReadonlyMap<string, readonly number[]> = new Map<FormName, readonly number[]>([
  ['Derivative', [2, 3]],
  ['Integral', [2, 4]],
  ['Sum', [4]],
  ['Product', [4]],
  ['RootSum', [3]],
])

/** Whether a call stands for a form with a bound variable (a derivative, an integral, a sum ...). */
export const isForm = (e: Expr): boolean =>
  e.kind === 'call' &&
  e.weights.length === 0 &&
  (counts.get(e.name)?.includes(e.args.length) ?? false) &&
  (e.name !== 'RootSum' || e.args[1]!.kind === 'symbol')

/** Whether this is a sum over the roots of a polynomial: RootSum(body, z, p). */
export const isRootSum = (e: Expr): boolean => e.name === 'RootSum' && isForm(e)

/** Whether this is a derivative of an order that is no number: Derivative(f(x), (x, n)). */
export const isOrdered = (e: Expr): boolean => e.name === 'Derivative' && e.args.length === 3 && isForm(e)

/** Whether this is a derivative that could be taken and is not: reading it back would take it. */
export function isHeld(e: Expr): boolean {
  if (e.name !== 'Derivative' || e.args.length !== 2 || !isForm(e)) return false
  const [body, x] = e.args as [Expr, Expr]
  const waits =
    body.name === 'Derivative' || (body.args.length === 4 && body.args.slice(2).some((a) => a.mask & x.mask))
  return !(body.kind === 'call' && ['Derivative', 'Sum', 'Product'].includes(body.name) && waits)
}

/** The variable that a form binds, or undefined. */
export const boundVariable = (e: Expr): Expr | undefined =>
  isForm(e) && (e.args.length === 4 || isRootSum(e)) && e.args[1]!.kind === 'symbol' ? e.args[1] : undefined
