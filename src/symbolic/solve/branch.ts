import { constant, integer } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { subs } from '../build/subs.ts'
import { scale, subtract } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { EvaluationError } from '../evaluate/errors.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { minusOne } from '../number/rational.ts'
import { some, walk } from '../traverse.ts'

/**
 * The expression as it is around a number where it has no kink: abs, sign, max, conditions and the like replaced by the
 * branch that holds there. Undefined where that is not known.
 */
export function branchAt(e: Expr, x: Expr, at: number): Expr | undefined {
  const value = (u: Expr): number => evaluate(u, { [x.name]: at })
  const place = new Map<Expr, Expr>()
  const current = (u: Expr): Expr => subs(u, place)
  let known = true
  try {
    walk(e, (node) => {
      if (!dependsOn(node, x)) return
      const [a, b] = node.args
      if (node.kind === 'relation') {
        const d = value(subtract(a!, b!))
        const holds = node.name === '<' || node.name === '<=' ? d < 0 : node.name === '!='
        place.set(node, constant(holds ? 'true' : 'false'))
      } else if (node.kind === 'call' && node.name === 'dirac') {
        place.set(node, integer(0))
      } else if (node.kind === 'call' && node.weights.length === 0) {
        switch (node.name) {
          case 'abs':
            place.set(node, value(a!) < 0 ? scale(current(a!), minusOne) : current(a!))
            break
          case 'sign':
            place.set(node, integer(value(a!) < 0 ? -1 : 1))
            break
          case 'heaviside':
            place.set(node, integer(value(a!) < 0 ? 0 : 1))
            break
          case 'trunc':
            place.set(node, call(value(a!) < 0 ? 'ceil' : 'floor', current(a!)))
            break
          case 'maximum':
          case 'minimum':
            place.set(node, current(value(subtract(a!, b!)) < 0 === (node.name === 'minimum') ? a! : b!))
            break
          default:
        }
      }
    })
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error
    known = false
  }
  return known ? subs(e, place) : undefined
}

/** Whether there is something in it that `branchAt` would replace. */
export function hasBranches(e: Expr, x: Expr): boolean {
  return some(
    e,
    (node) =>
      dependsOn(node, x) && (node.kind === 'relation' || (node.kind === 'call' && branching.has(node.name))),
  )
}
const branching = new Set(['abs', 'sign', 'heaviside', 'maximum', 'minimum', 'dirac'])
