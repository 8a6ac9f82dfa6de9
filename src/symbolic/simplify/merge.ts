import { isIntegerNumber, rational } from '../build/atoms.ts'
import { multiplyAll, power } from '../build/product.ts'
import type { Expr } from '../expr.ts'
import { measure } from './measure.ts'
import { expandLittle } from './rational.ts'

const maxFactors = 6
/** Longer sums are not multiplied out. */
const maxLength = 100

/**
 * A product in which sums with one exponent are multiplied out in pairs, where that is shorter:
 * (x - 1)^2 (x + 1)^2 is (x^2 - 1)^2.
 */
export function mergeFactors(e: Expr): Expr {
  if (e.kind !== 'product') return e
  const groups = new Map<Expr | undefined, Expr[]>()
  for (const factor of e.args) {
    const [base, exponent] =
      factor.kind === 'power' && isIntegerNumber(factor.args[1]!) ? factor.args : [factor, undefined]
    if (base!.kind !== 'sum') continue
    const list = groups.get(exponent)
    if (list === undefined) groups.set(exponent, [base!])
    else list.push(base!)
  }
  for (const [exponent, bases] of groups) {
    if (bases.length < 2 || bases.length > maxFactors) continue
    const raised = (b: Expr): Expr => (exponent === undefined ? b : power(b, exponent))
    for (let i = 0; i < bases.length; i++)
      for (let k = 0; k < i; k++) {
        if (measure(bases[i]!) + measure(bases[k]!) > maxLength) continue
        const both = multiplyAll([bases[i]!, bases[k]!])
        const open = expandLittle(both)
        if (measure(open) >= measure(both)) continue
        const gone = [raised(bases[i]!), raised(bases[k]!)]
        return mergeFactors(
          multiplyAll([rational(e.value), ...e.args.filter((a) => !gone.includes(a)), raised(open)]),
        )
      }
  }
  return e
}
