import type { Expr } from '../expr.ts'
import { bigGcd } from '../number/gcd.ts'
import { isInteger, type Rational, signOf } from '../number/rational.ts'
import { isWholePower } from './multiple-angles.ts'
import { hasTrig } from './trig.ts'

/**
 * Whether no part can make an expression shorter, by a look at its nodes: every symbol occurs once, and there is
 * nothing in it to cancel, to combine, or to take out: x^2 + 3, y/(x + 2), exp(x)/(y^2 + 1).
 */
export function isSettled(e: Expr, region: readonly Expr[]): boolean {
  let calls = 0
  let sums = 0
  for (const x of region) {
    switch (x.kind) {
      case 'symbol':
      case 'number':
        break
      case 'sum':
        if (++sums > 1 || !isPlainSum(x)) return false
        break
      case 'product':
        // -1/(1 - x) is 1/(x - 1)
        if (signOf(x.value) < 0 && x.args.some(holdsSum)) return false
        break
      case 'power':
        if (x.mask === 0 || (isWholePower(x) && hasTrig(x.args[0]!))) return false
        break
      case 'call':
        if (x.mask === 0 || ++calls > 1 || isOther(x)) return false
        break
      default:
        return false
    }
  }
  return isReadOnce(e)
}

const isOther = (e: Expr): boolean => e.weights.length > 0 || others.has(e.name)
const others: ReadonlySet<string> = new Set(['gamma', 'factorial', 'binomial', 'logistic'])

const holdsSum = (e: Expr): boolean => e.kind === 'sum' || (isWholePower(e) && e.args[0]!.kind === 'sum')

/** Whole numbers without a common divisor before the terms, and no denominators in them. */
function isPlainSum(e: Expr): boolean {
  let common = 0n
  const take = (value: Rational): boolean => {
    if (!isInteger(value)) return false
    if (common !== 1n) common = bigGcd(common, BigInt(signOf(value) < 0 ? -value.n : value.n))
    return true
  }
  return take(e.value) && e.weights.every(take) && common === 1n && !e.args.some(holdsDenominator)
}

const isBelow = (e: Expr): boolean => isWholePower(e) && signOf(e.args[1]!.value) < 0
const holdsDenominator = (e: Expr): boolean => (e.kind === 'product' ? e.args.some(isBelow) : isBelow(e))

/** Whether each symbol occurs once, written out as a tree. */
function isReadOnce(root: Expr): boolean {
  const seen = new Set<Expr>()
  const stack = [root]
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    if (e.mask === 0) continue
    if (seen.has(e)) return false
    seen.add(e)
    for (const arg of e.args) stack.push(arg)
  }
  return true
}
