import { constant, integer } from '../build/atoms.ts'
import { piecewise, relation } from '../build/logic.ts'
import { subs } from '../build/subs.ts'
import { scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import { EvaluationError } from '../evaluate/errors.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { minusOne } from '../number/rational.ts'
import { solutionSet } from '../solve/solve.ts'
import { freeSymbols, walk } from '../traverse.ts'

const maxPieces = 12

/**
 * The integral of what has kinks and pieces, in pieces: between the numbers where an abs, sign, max, min or a condition
 * changes, each with the constant that makes the whole continuous. Undefined where those numbers are not found.
 */
export function integratePieces(
  e: Expr,
  x: Expr,
  integrate: (part: Expr) => Expr | undefined,
): Expr | undefined {
  const switches = new Set<Expr>()
  walk(e, (node) => {
    if (!dependsOn(node, x)) return
    const [a, b] = node.args
    if (node.kind === 'call' && ['abs', 'sign', 'heaviside'].includes(node.name)) switches.add(a!)
    else if (node.kind === 'call' && ['maximum', 'minimum'].includes(node.name))
      switches.add(subtract(a!, b!))
    else if (node.kind === 'relation') switches.add(subtract(a!, b!))
  })
  if (switches.size === 0) return undefined
  const cuts = cutsOf([...switches], x)
  if (cuts === undefined || cuts.length > maxPieces) return undefined
  const ends = [Number.NEGATIVE_INFINITY, ...cuts.map((c) => c.at), Number.POSITIVE_INFINITY]
  const parts: Expr[] = []
  for (let i = 0; i + 1 < ends.length; i++) {
    const [a, b] = [ends[i]!, ends[i + 1]!]
    const inside = a === -Infinity ? (b === Infinity ? 0.3 : b - 1.3) : b === Infinity ? a + 1.3 : (a + b) / 2
    const smooth = chosen(e, x, inside)
    const F = smooth === undefined ? undefined : integrate(smooth)
    if (F === undefined) return undefined
    const previous = parts.at(-1)
    const cut = cuts[i - 1]?.value
    if (previous === undefined || cut === undefined) parts.push(F)
    else {
      const at = (G: Expr): Expr => subs(G, new Map([[x, cut]]))
      parts.push(sum(F, subtract(at(previous), at(F))))
    }
  }
  if (parts.length === 1) return parts[0]
  return piecewise(
    ...parts.map((F, i): [Expr, Expr] => [
      F,
      i < cuts.length ? relation('<', x, cuts[i]!.value) : constant('true'),
    ]),
  )
}

function cutsOf(equations: readonly Expr[], x: Expr): { value: Expr; at: number }[] | undefined {
  const cuts: { value: Expr; at: number }[] = []
  try {
    for (const equation of equations) {
      const { solutions, periods } = solutionSet(equation, x)
      if (periods.some((p) => p !== undefined) || solutions.some((s) => freeSymbols(s).length > 0))
        return undefined
      for (const value of solutions) {
        const at = evaluate(value)
        if (!cuts.some((c) => Math.abs(c.at - at) < 1e-12 * Math.max(1, Math.abs(at))))
          cuts.push({ value, at })
      }
    }
  } catch (error) {
    if (error instanceof NotFoundError || error instanceof EvaluationError) return undefined
    throw error
  }
  return cuts.sort((a, b) => a.at - b.at)
}

/** The expression as it is around a number: each kink replaced by the branch that holds there. */
function chosen(e: Expr, x: Expr, at: number): Expr | undefined {
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
