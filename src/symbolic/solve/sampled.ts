import { integer } from '../build/atoms.ts'
import { subs } from '../build/subs.ts'
import { diff } from '../calculus/diff.ts'
import { lambdify } from '../evaluate/lambdify.ts'
import type { Expr } from '../expr.ts'
import { toNumber } from '../number/rational.ts'
import { spend } from '../work.ts'
import type { Sampled } from './numeric-roots.ts'

/** An expression in x as a function in float64; 0 also where it has no value there but is exactly 0. */
export function sampled(e: Expr, x: Expr): Sampled {
  const terms = e.kind === 'sum' ? e.args : [e]
  const weights = e.kind === 'sum' ? e.weights.map((w) => Math.abs(toNumber(w))) : [1]
  const rest = e.kind === 'sum' ? Math.abs(toNumber(e.value)) : 0
  const plain = lambdify(e, [x]) as (t: number) => number
  // a value may take microseconds or milliseconds: the clock is looked at after twenty
  const value = (t: number): number => {
    spend(250)
    const y = plain(t)
    return Number.isNaN(y) && isGap(plain, t) && isZeroAt(e, x, t) ? 0 : y
  }
  const slope = lambdify(diff(e, x), [x]) as (t: number) => number
  const parts = lambdify([...terms], [x]) as unknown as (t: number) => ArrayLike<number>
  return {
    value,
    slope,
    size: (t) => {
      const all = parts(t)
      const total = weights.reduce((s, w, i) => s + w * Math.abs(all[i]!), rest)
      return Number.isNaN(total) ? 0 : total
    },
  }
}

/** Whether there are values on both sides. */
const isGap = (f: (t: number) => number, t: number): boolean =>
  [-1e-7, 1e-7].every((h) => Number.isFinite(f(t + h * Math.max(1, Math.abs(t)))))

/** Whether it is exactly 0 at the whole number beside a place at which float64 has no value, as 1/gamma(x) is at -1. */
function isZeroAt(e: Expr, x: Expr, t: number): boolean {
  const whole = Math.round(t)
  if (!Number.isSafeInteger(whole) || Math.abs(t - whole) > 1e-14 * Math.abs(whole)) return false
  return subs(e, new Map([[x, integer(whole)]])) === integer(0)
}
