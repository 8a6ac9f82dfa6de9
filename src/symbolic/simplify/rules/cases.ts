import { integer, isConstant, isValue } from '../../build/atoms.ts'
import { call } from '../../build/call.ts'
import { and, not, or, piecewise } from '../../build/logic.ts'
import { rebuild } from '../../build/rebuild.ts'
import { scale, subtract } from '../../build/sum.ts'
import type { Expr } from '../../expr.ts'
import { minusOne } from '../../number/rational.ts'
import { foldExpr, nodeCount } from '../../traverse.ts'

const isBoolean = (e: Expr): boolean => e.kind === 'relation' || e.kind === 'logic'
const maxNodes = 500

/** The conditions that are decided by the truth of one. */
function decidedBy(condition: Expr, truth: boolean, known: Map<Expr, boolean>): void {
  known.set(condition, truth)
  if (condition.kind === 'logic') {
    if (condition.name === 'not') decidedBy(condition.args[0]!, !truth, known)
    if (condition.name === (truth ? 'and' : 'or')) for (const c of condition.args) decidedBy(c, truth, known)
    return
  }
  if (condition.kind !== 'relation') return
  known.set(not(condition), !truth)
}

/** Puts truth values in the place of conditions. */
function decide(e: Expr, known: ReadonlyMap<Expr, boolean>): Expr {
  return foldExpr<Expr>(e, (x, args) => {
    const truth = isBoolean(x) ? known.get(x) : undefined
    if (truth !== undefined) return truth ? relationTrue() : relationFalse()
    return rebuild(x, args)
  })
}
const relationTrue = (): Expr => or(and())
const relationFalse = (): Expr => not(and())

/**
 * Conditions that an outer case decides, cases that agree, and where(x < 0, -x, x) = abs(x).
 */
export function piecewiseRules(e: Expr): Expr {
  if (nodeCount(e) > maxNodes) return e
  const cases: [Expr, Expr][] = []
  const earlier = new Map<Expr, boolean>()
  for (let i = 0; i < e.args.length; i += 2) {
    const condition = decide(e.args[i + 1]!, earlier)
    const here = new Map(earlier)
    if (!isConstant(condition, 'true')) decidedBy(condition, true, here)
    cases.push([decide(e.args[i]!, here), condition])
    decidedBy(e.args[i + 1]!, false, earlier)
  }
  const made = piecewise(...cases)
  return made.kind === 'piecewise' ? (absolute(made) ?? made) : made
}

/** where(u < 0, -u, u), however it is written. */
function absolute(e: Expr): Expr | undefined {
  const [a, condition, b, rest] = e.args
  if (e.args.length !== 4 || condition!.kind !== 'relation' || !isConstant(rest!, 'true')) return undefined
  if (condition!.name !== '<' && condition!.name !== '<=') return undefined
  if (a !== scale(b!, minusOne)) return undefined
  // l < r where the difference is a or b
  const gap = subtract(condition!.args[0]!, condition!.args[1]!)
  const positive = scale(gap, minusOne)
  if (isValue(gap, 0)) return integer(0)
  if (a === positive || b === gap) return call('abs', gap)
  return a === gap || b === positive ? scale(call('abs', gap), minusOne) : undefined
}
