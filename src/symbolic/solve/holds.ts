import { Decimal } from 'decimal.js'
import { LimitError } from '../../formula/errors.ts'
import { rational } from '../build/atoms.ts'
import { subs } from '../build/subs.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import { EvaluationError } from '../evaluate/errors.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import { smallness } from '../evaluate/precise/precise.ts'
import type { Expr } from '../expr.ts'
import { fromFloat } from '../number/decimal.ts'
import { isZero } from '../series/decide.ts'
import { type Sampled, vanishes } from './numeric-roots.ts'

/** Sizes below which float64 does not tell a root from a value that is too small for it, such as exp(-1000). */
const smallest = 1e-290

/** Beyond this a value with many digits takes too long, and a value of 0 is one that is too small. */
const farthest = 1e4

/** How large an expression is at a place; 0 where it is smaller than any exponent that is kept. */
function sizeAt(e: Expr, x: Expr, t: number): Decimal {
  try {
    return new Decimal(evaluate(e, { [x.name]: String(t) }, { digits: 20 })).abs()
  } catch (error) {
    if (error instanceof LimitError && error.limit === smallness) return new Decimal(0)
    throw error
  }
}

/** Whether a place at which float64 gives 0 is a root: it is smaller there than beside it, by more digits and any exponent. */
export function holds(e: Expr, x: Expr, f: Sampled, root: number): boolean {
  if (isFlat(e, x, f, root)) throw flat(e, x, root)
  if (Math.abs(f.value(root)) > smallest || f.size(root) > smallest) return true
  const step = 1e-9 * Math.max(Math.abs(root), 1e-3)
  const beside = [root - step, root + step]
  if (beside.every((t) => Math.abs(f.value(t)) > smallest)) return true
  if (Math.abs(root) > farthest) return false
  try {
    const size = (t: number): Decimal => sizeAt(e, x, t)
    const here = size(root)
    const sizes = beside.map(size)
    const apart = 0.01 * Math.max(1, Math.abs(root))
    if (here.isZero() && [root - apart, root + apart].some((t) => f.value(t) === 0 && size(t).isZero()))
      throw flat(e, x, root)
    return here.isZero() || sizes.some((other) => here.lessThan(other.times(1e-3)))
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error
    return false
  }
}

const flat = (e: Expr, x: Expr, root: number): NotFoundError =>
  new NotFoundError('nsolve', `${e} is 0 all along an interval beside ${x} = ${root}`, e)

/** Whether it is exactly 0 some way beside a root too. */
function isFlat(e: Expr, x: Expr, f: Sampled, root: number): boolean {
  const apart = 0.01 * Math.max(1, Math.abs(root))
  return [root - apart, root + apart].some(
    (t) => f.size(t) > smallest && vanishes(f, t) && isZeroAtPlace(e, x, t),
  )
}

function isZeroAtPlace(e: Expr, x: Expr, t: number): boolean {
  try {
    return isZero(subs(e, new Map([[x, rational(fromFloat(t))]])))
  } catch (error) {
    if (error instanceof NotFoundError) return false
    throw error
  }
}
