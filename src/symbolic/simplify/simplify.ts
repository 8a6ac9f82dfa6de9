import { checkOptions, checkWord } from '../../options.ts'
import { adopt, rebuild } from '../build/rebuild.ts'
import { recreate } from '../build/recreate.ts'
import { Context, within } from '../context.ts'
import type { Expr } from '../expr.ts'
import { requireExpr } from '../not-an-expression.ts'
import { foldExpr, nodeCount, walk } from '../traverse.ts'
import { localRules } from './local.ts'
import { measure } from './measure.ts'
import { type PartName, parts } from './parts.ts'
import { Search } from './search.ts'

export interface SimplifyOptions {
  /** Time after which the best form so far is returned (500 ms if not given). */
  readonly milliseconds?: number
  /**
   * Work after which the best form so far is returned, without looking at the clock unless `milliseconds` is given too:
   * about 500 units are done in a millisecond, and the result is the same on every machine.
   */
  readonly work?: number
  /** Which parts take part (all if not given); rules of single nodes always do. */
  readonly parts?: readonly PartName[]
}

/** Larger graphs get the local rules only. */
const maxNodes = 4_000
const maxRounds = 3
/** A form so short is not simplified again. */
const short = 10

/**
 * A shorter form of an expression, by its `measure`. The value stays the same wherever the expression has a real one
 * under the assumptions on its symbols (points where a cancelled factor is 0 are gained): sqrt(x^2) is abs(x), and x
 * only for nonnegative x. Every step is compared with the original at sample points before it is believed.
 *
 * @example
 * simplify(parse('sin(x)^2 + cos(x)^2')) // 1
 */
export function simplify(e: Expr, options: SimplifyOptions = {}): Expr {
  requireExpr(e)
  checkOptions('simplify', options, ['milliseconds', 'work', 'parts'])
  for (const part of options.parts ?? []) checkWord('simplify', 'a part', part, Object.keys(parts))
  const { work = Number.POSITIVE_INFINITY } = options
  const whole = options.parts === undefined && options.work === undefined
  const known = whole ? simplified.get(e) : undefined
  if (known !== undefined) return known
  const search = new Search(
    options.milliseconds ?? (options.work === undefined ? 500 : Number.POSITIVE_INFINITY),
    work,
    options.parts ?? (Object.keys(parts) as PartName[]),
  )
  // terms are kept in the order in which they were made: in a context of its own that of the expression alone counts
  const form = adopt(within(new Context(), () => rounds(recreate(e), search)))
  if (whole && !search.isOver) simplified.set(e, form)
  return form
}

/** What was found with all parts, before time was over. */
const simplified = new WeakMap<Expr, Expr>()

function rounds(e: Expr, search: Search): Expr {
  let best = e
  for (let round = 0; round < maxRounds; round++) {
    const next = pass(best, search)
    const same = next === best
    best = next
    if (same || search.isOver || measure(best) <= short) break
  }
  return measure(best) <= measure(e) && search.samplesOf(e).agree(best) ? best : e
}

/** Simplifies what stands inside functions and powers first, then what they are combined to. */
function pass(root: Expr, search: Search): Expr {
  const large = nodeCount(root) > maxNodes
  // what is combined by + * / further out is simplified there, once
  const whole = new Set<Expr>([root])
  walk(root, (e) => {
    if (e.kind === 'call' || e.kind === 'piecewise' || e.kind === 'relation')
      for (const arg of e.args) whole.add(arg)
    if (e.kind === 'power' && !(e.args[1]!.kind === 'number' && e.args[1]!.value.d === 1))
      for (const arg of e.args) whole.add(arg)
  })
  return foldExpr<Expr>(root, (e, args) => {
    const made = rebuild(e, args)
    // abs(x/2)^2 is built as abs(x)^2/4, in which a power is new
    const plain = made.kind === e.kind ? localRules(made) : search.rewrite(made, localRules)
    if (large || !whole.has(e)) return plain
    const form = plain.args.length === 0 || search.isOver ? plain : search.simplest(plain)
    // log(sqrt(x)) is opened for what stands beside it; where nothing does, it is shorter as it was
    return measure(form) > measure(made) ? made : form
  })
}
