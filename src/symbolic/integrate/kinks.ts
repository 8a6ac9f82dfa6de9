import { constant } from '../build/atoms.ts'
import { isNegative } from '../build/known.ts'
import { piecewise, relation } from '../build/logic.ts'
import { subs } from '../build/subs.ts'
import { subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import { hasValue } from '../calculus/pieces.ts'
import { EvaluationError } from '../evaluate/errors.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { branchAt } from '../solve/branch.ts'
import { solutionSet } from '../solve/solve.ts'
import { freeSymbols, walk } from '../traverse.ts'
import type { Integrate } from './shapes.ts'

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
    if (node.kind === 'call' && ['abs', 'sign', 'heaviside', 'trunc'].includes(node.name)) switches.add(a!)
    else if (node.kind === 'call' && ['maximum', 'minimum'].includes(node.name))
      switches.add(subtract(a!, b!))
    else if (node.kind === 'relation') switches.add(subtract(a!, b!))
  })
  // a sign changes at a pole too
  for (const f of [...switches])
    walk(f, (node) => {
      if (node.kind === 'power' && isNegative(node.args[1]!) && dependsOn(node.args[0]!, x))
        switches.add(node.args[0]!)
    })
  if (switches.size === 0) return undefined
  const cuts = cutsOf([...switches], x)
  if (cuts === undefined || cuts.length > maxPieces) return undefined
  const ends = [Number.NEGATIVE_INFINITY, ...cuts.map((c) => c.at), Number.POSITIVE_INFINITY]
  const parts: Expr[] = []
  for (let i = 0; i + 1 < ends.length; i++) {
    const [a, b] = [ends[i]!, ends[i + 1]!]
    const inside = a === -Infinity ? (b === Infinity ? 0.3 : b - 1.3) : b === Infinity ? a + 1.3 : (a + b) / 2
    const smooth = branchAt(e, x, inside)
    const F = smooth === undefined ? undefined : integrate(smooth)
    if (F === undefined) return undefined
    const previous = parts.at(-1)
    const cut = cuts[i - 1]?.value
    if (previous === undefined || cut === undefined) parts.push(F)
    else {
      // across a pole nothing is continuous
      const at = (G: Expr): Expr => subs(G, new Map([[x, cut]]))
      const step = subtract(at(previous), at(F))
      parts.push(hasValue(step) ? sum(F, step) : F)
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

/** Pieces cut at numbers x < c: each antiderivative moved so that the whole is continuous. */
export function joinedPieces(e: Expr, x: Expr, integrate: Integrate): Expr | undefined {
  if (e.args.length !== 4 || e.args[1]!.kind !== 'relation') return undefined
  const [a, b] = e.args[1]!.args as [Expr, Expr]
  const cut = a === x ? b : b === x ? a : undefined
  if (cut === undefined || dependsOn(cut, x) || !['<', '<='].includes(e.args[1]!.name)) return undefined
  const first = integrate(e.args[0]!, x)
  const second = integrate(e.args[2]!, x)
  if (first === undefined || second === undefined) return undefined
  const at = (F: Expr): Expr => subs(F, new Map([[x, cut]]))
  const moved = sum(second, subtract(at(first), at(second)))
  return piecewise([first, e.args[1]!], [moved, e.args[3]!])
}
