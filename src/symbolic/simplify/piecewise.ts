import { isConstant } from '../build/atoms.ts'
import { and, piecewise } from '../build/logic.ts'
import { mapExpr, rebuild } from '../build/rebuild.ts'
import type { Expr } from '../expr.ts'

const maxCases = 16

/**
 * Case distinctions brought outside: 2*where(x < 0, a, b) + c = where(x < 0, 2*a + c, 2*b + c).
 *
 * @example
 * foldPiecewise(parse('where(x < 0, 1, 2) + where(x < 0, 3, 4)')) // where(x < 0, 4, 6)
 */
export function foldPiecewise(e: Expr): Expr {
  return mapExpr(e, (x) => {
    if (x.kind === 'piecewise' || x.kind === 'relation' || x.kind === 'logic') return x
    if (!x.args.some((a) => a.kind === 'piecewise')) return x
    let cases: Case[] = [{ args: [], holds: [], fails: [] }]
    for (const arg of x.args) {
      if (arg.kind !== 'piecewise') for (const c of cases) c.args.push(arg)
      else cases = cases.flatMap((c) => spread(c, arg))
      if (cases.length > maxCases) return x
    }
    return piecewise(...cases.map((c) => [rebuild(x, c.args), and(...c.holds)] as const))
  })
}

/** The values of the arguments where some conditions hold and some do not. */
interface Case {
  readonly args: Expr[]
  readonly holds: readonly Expr[]
  readonly fails: readonly Expr[]
}

/** A case with each value of one more distinction; conditions that are decided already are not asked again. */
function spread({ args, holds, fails }: Case, distinction: Expr): Case[] {
  const made: Case[] = []
  const failed = [...fails]
  for (let i = 0; i < distinction.args.length; i += 2) {
    const value = distinction.args[i]!
    const condition = distinction.args[i + 1]!
    if (failed.includes(condition)) continue
    const certain = isConstant(condition, 'true') || holds.includes(condition)
    made.push({ args: [...args, value], holds: certain ? holds : [...holds, condition], fails: [...failed] })
    if (certain) break
    failed.push(condition)
  }
  return made
}
