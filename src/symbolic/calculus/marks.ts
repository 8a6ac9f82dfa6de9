import { integer, isConstant, isValue } from '../build/atoms.ts'
import { isNegative, isNonzero, isPositive } from '../build/known.ts'
import { divide, multiplyAll, power, sqrt } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import { negate, scale, subtract, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { Rational } from '../number/rational.ts'
import { coefficientsOf } from '../solve/coefficients.ts'
import { walk } from '../traverse.ts'
import { dependsOn } from './depends.ts'

/** A point at which the first condition that holds changes: which one holds left of it, at it and right of it; -1 for none. */
export interface Mark {
  readonly at: Expr
  readonly left: number
  readonly here: number
  readonly right: number
}

/**
 * Where conditions on x take over from each other. Found where they compare linear or quadratic polynomials in x; `complete`
 * says whether all are, and in rising order.
 */
export function marksOf(conditions: readonly Expr[], x: Expr): { marks: Mark[]; complete: boolean } {
  const points: Expr[] = []
  let complete = true
  for (const condition of conditions)
    walk(condition, (node) => {
      if (node.kind !== 'relation' || !dependsOn(node, x)) return
      const found = zerosOf(gapOf(node), x)
      if (found === undefined) complete = false
      else for (const p of found) if (!points.includes(p)) points.push(p)
    })
  if (!points.every((p, i) => points.slice(0, i).every((q) => isNonzero(subtract(p, q))))) complete = false
  points.sort((a, b) => (isPositive(subtract(a, b)) ? 1 : -1))
  const marks: Mark[] = []
  for (const at of points) {
    const holding = ([-1, 0, 1] as const).map((side) => {
      for (const [i, condition] of conditions.entries()) {
        const truth = truthAt(condition, x, at, side)
        if (truth !== false) return truth === true ? i : undefined
      }
      return -1
    })
    const [left, here, right] = holding
    if (left === undefined || here === undefined || right === undefined) complete = false
    else if (left !== here || here !== right) marks.push({ at, left, here, right })
  }
  return { marks, complete }
}

const gapOf = (relation: Expr): Expr => subtract(relation.args[0]!, relation.args[1]!)

/** The real zeros of a linear or quadratic polynomial; undefined of anything else. */
function zerosOf(gap: Expr, x: Expr): Expr[] | undefined {
  const c = coefficientsOf(gap, x)
  if (c?.length === 2) return isNonzero(c[1]!) ? [divide(negate(c[0]!), c[1]!)] : undefined
  if (c?.length !== 3) return undefined
  const [c0, c1, c2] = c as [Expr, Expr, Expr]
  const inside = subtract(power(c1, integer(2)), scale(multiplyAll([c0, c2]), Rational.of(4)))
  if (isNegative(inside)) return []
  const twice = scale(c2, Rational.of(2))
  if (isValue(inside, 0) && isNonzero(c2)) return [divide(negate(c1), twice)]
  if (!isPositive(inside) || !isNonzero(c2)) return undefined
  return [1, -1].map((sign) => divide(sum(negate(c1), scale(sqrt(inside), Rational.of(sign))), twice))
}

/** Whether a condition holds at a point, or just left or right of it; undefined where that is not known. */
export function truthAt(condition: Expr, x: Expr, at: Expr, side: -1 | 0 | 1): boolean | undefined {
  if (isConstant(condition, 'true')) return true
  if (isConstant(condition, 'false')) return false
  if (condition.kind === 'logic') {
    const truths = condition.args.map((c) => truthAt(c, x, at, side))
    if (condition.name === 'not') return truths[0] === undefined ? undefined : !truths[0]
    const absorbing = condition.name === 'or'
    if (truths.includes(absorbing)) return absorbing
    return truths.includes(undefined) ? undefined : !absorbing
  }
  if (condition.kind !== 'relation' || !dependsOn(condition, x)) return undefined
  const sign = signAt(gapOf(condition), x, at, side)
  if (sign === undefined) return undefined
  if (condition.name === '<') return sign < 0
  if (condition.name === '<=') return sign <= 0
  return (sign === 0) === (condition.name === '==')
}

function signAt(gap: Expr, x: Expr, at: Expr, side: -1 | 0 | 1): -1 | 0 | 1 | undefined {
  const zeros = zerosOf(gap, x)
  const value = subs(gap, new Map([[x, at]]))
  if (isPositive(value)) return 1
  if (isNegative(value)) return -1
  if (zeros === undefined || !zeros.includes(at)) return undefined
  if (side === 0) return 0
  const c = coefficientsOf(gap, x)!
  // between the zeros of a quadratic its sign is that of -c2
  const top = isPositive(c.at(-1)!) ? 1 : isNegative(c.at(-1)!) ? -1 : undefined
  if (top === undefined) return undefined
  // on both sides of a double zero it is that of c2
  if (zeros.length === 1 && c.length === 3) return top
  const low = zeros.length === 2 && isNegative(subtract(at, zeros.find((z) => z !== at)!))
  return ((low ? -1 : 1) * top * side) as 1 | -1
}
