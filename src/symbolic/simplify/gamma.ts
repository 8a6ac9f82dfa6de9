import { integer, isIntegerNumber } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, multiplyAll, power } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { subtract, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { walk } from '../traverse.ts'
import { cancel } from './rational.ts'

const is = (e: Expr, ...names: string[]): boolean =>
  e.kind === 'call' && e.weights.length === 0 && names.includes(e.name)
const next = (e: Expr): Expr => sum(e, integer(1))
const gamma = (e: Expr): Expr => call('gamma', e)

/** By gamma alone: n! = gamma(n + 1), binomial(n, k) = gamma(n + 1)/(gamma(k + 1) gamma(n - k + 1)), B(a, b) = gamma(a) gamma(b)/gamma(a + b). */
const byGamma: Readonly<Record<string, (a: Expr, b: Expr) => Expr>> = {
  factorial: (n) => gamma(next(n)),
  binomial: (n, k) => divide(gamma(next(n)), multiplyAll([gamma(next(k)), gamma(next(subtract(n, k)))])),
  beta: (a, b) => divide(multiplyAll([gamma(a), gamma(b)]), gamma(sum(a, b))),
}

const maxSteps = 40

/**
 * Ratios of gamma functions, factorials, binomials and beta functions whose arguments differ by whole numbers, by
 * gamma(x + 1) = x gamma(x); digamma(x + 1) = digamma(x) + 1/x.
 *
 * @example
 * gammaSimplify(parse('gamma(x + 2)/gamma(x)')) // x*(x + 1), multiplied out
 */
export function gammaSimplify(e: Expr): Expr {
  const plain = mapExpr(e, (x) =>
    x.kind === 'call' && x.weights.length === 0 && Object.hasOwn(byGamma, x.name)
      ? byGamma[x.name]!(x.args[0]!, x.args[1] ?? x.args[0]!)
      : x,
  )
  const shifted = toLeast(plain)
  return cancel(shifted)
}

/** Every gamma(u + n) and digamma(u + n) by the one of least argument. */
function toLeast(e: Expr): Expr {
  const arguments_ = new Set<Expr>()
  walk(e, (x) => {
    if (is(x, 'gamma', 'digamma')) arguments_.add(x.args[0]!)
  })
  /** The least of the arguments that differ from u by a whole number, and the difference. */
  const least = new Map<Expr, readonly [Expr, number]>()
  for (const u of arguments_) {
    let best: readonly [Expr, number] = [u, 0]
    for (const v of arguments_) {
      const gap = subtract(u, v)
      if (isIntegerNumber(gap) && Number(gap.value.n) > best[1] && Number(gap.value.n) <= maxSteps)
        best = [v, Number(gap.value.n)]
    }
    least.set(u, best)
  }
  return mapExpr(e, (x) => {
    const found = is(x, 'gamma', 'digamma') ? least.get(x.args[0]!) : undefined
    if (found === undefined || found[1] === 0) return x
    const [u, n] = found
    const steps = Array.from({ length: n }, (_, k) => sum(u, integer(k)))
    if (x.name === 'gamma') return multiplyAll([...steps, gamma(u)])
    return sum(call('digamma', u), ...steps.map((s) => power(s, integer(-1))))
  })
}

/** gamma(x + 1) as x!, for readers who wrote factorials. */
export const toFactorials = (e: Expr): Expr =>
  mapExpr(e, (x) => (is(x, 'gamma') ? call('factorial', sum(x.args[0]!, integer(-1))) : x))

export const hasGamma = (e: Expr): boolean => is(e, 'gamma', 'digamma', ...Object.keys(byGamma))
export const hasFactorial = (e: Expr): boolean => is(e, 'factorial', 'binomial')
