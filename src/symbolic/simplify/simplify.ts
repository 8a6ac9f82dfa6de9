import { LimitError } from '../../formula/errors.ts'
import { rational } from '../build/atoms.ts'
import { mapExpr, rebuild } from '../build/rebuild.ts'
import { scale, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { regionOf } from '../polynomial/fraction.ts'
import { foldExpr, nodeCount, walk } from '../traverse.ts'
import { withWorkLimit } from '../work.ts'
import { agree, Samples } from './check.ts'
import { group } from './group.ts'
import { localRules } from './local.ts'
import { measure } from './measure.ts'
import { mergeFactors } from './merge.ts'
import { isWholePower } from './multiple-angles.ts'
import { type PartName, parts } from './parts.ts'
import { toTangent } from './trig.ts'
import { toHarmonics, worthTrig } from './trig-forms.ts'

export interface SimplifyOptions {
  /** Time after which the best form so far is returned (500 ms if not given). */
  readonly milliseconds?: number
  /** Which parts take part (all if not given); rules of single nodes always do. */
  readonly parts?: readonly PartName[]
}

/** Larger graphs get the local rules only. */
const maxNodes = 4_000

/**
 * A shorter form of an expression, by its `measure`. The value stays the same wherever the expression has a real one
 * under the assumptions on its symbols (points where a cancelled factor is 0 are gained): sqrt(x^2) is abs(x), and x
 * only for nonnegative x. Every step is compared with the original at sample points before it is believed.
 *
 * @example
 * simplify(parse('sin(x)^2 + cos(x)^2')) // 1
 */
export function simplify(e: Expr, options: SimplifyOptions = {}): Expr {
  const deadline = Date.now() + (options.milliseconds ?? 500)
  const allowed = options.parts ?? (Object.keys(parts) as PartName[])
  let best = e
  const memo = new Map<Expr, Expr>()
  for (let round = 0; round < 3; round++) {
    const next = pass(best, deadline, allowed, memo)
    if (next === best || Date.now() > deadline) {
      best = next
      break
    }
    best = next
  }
  return best === e || agree(e, best) ? best : e
}

/** Simplifies what stands inside functions and powers first, then what they are combined to. */
function pass(root: Expr, deadline: number, allowed: readonly PartName[], memo: Map<Expr, Expr>): Expr {
  const large = nodeCount(root) > maxNodes
  const inner = new Map<Expr, Expr>()
  // what is combined by + * / further out is simplified there, once
  const whole = new Set<Expr>([root])
  walk(root, (e) => {
    if (e.kind === 'call' || e.kind === 'piecewise' || e.kind === 'relation')
      for (const arg of e.args) whole.add(arg)
    if (e.kind === 'power' && !(e.args[1]!.kind === 'number' && e.args[1]!.value.d === 1))
      for (const arg of e.args) whole.add(arg)
  })
  const simplest = (e: Expr): Expr => {
    let found = memo.get(e)
    if (found === undefined) {
      found = smallest(e, deadline, allowed, simplest)
      memo.set(e, found)
    }
    return found
  }
  return foldExpr<Expr>(
    root,
    (e, args) => {
      const plain = localRules(rebuild(e, args))
      if (large || !whole.has(e) || plain.args.length === 0 || Date.now() > deadline) return plain
      return simplest(plain)
    },
    inner,
  )
}

/** Whether a term or factor may have a shorter form of its own: a sum stands in it, within others. */
function isOpen(e: Expr): boolean {
  const region = regionOf(e)
  return region.length > 3 && region.some((x) => x.kind === 'sum')
}

/** A sum in groups of terms that are made of the same functions and roots: rational terms, terms in sin(x), ... */
function byKernels(e: Expr): Expr[] {
  const groups = new Map<string, Expr[]>()
  const put = (key: string, term: Expr): void => {
    const list = groups.get(key)
    if (list === undefined) groups.set(key, [term])
    else list.push(term)
  }
  e.args.forEach((arg, i) => {
    const kernels = regionOf(arg).filter((x) => x.kind === 'call' || (x.kind === 'power' && !isWholePower(x)))
    put(
      kernels
        .map((x) => x.id)
        .sort()
        .join(' '),
      scale(arg, e.weights[i]!),
    )
  })
  put('', rational(e.value))
  return [...groups.values()].map((terms) => sum(...terms))
}

type Polish = (e: Expr, simplest: (e: Expr) => Expr) => Expr

/** What is done to the best form in the end. */
const polishes: readonly Polish[] = [
  (e) => mapExpr(e, mergeFactors),
  // each term, and each factor, by itself
  (e, simplest) =>
    e.kind === 'sum' || e.kind === 'product'
      ? rebuild(
          e,
          e.args.map((arg) => (isOpen(arg) ? simplest(arg) : arg)),
        )
      : e,
  (e, simplest) =>
    e.kind === 'sum' ? sum(...byKernels(e).map((part) => (part === e ? part : simplest(part)))) : e,
  (e) => mapExpr(e, group),
]

/** Rules of single nodes do not make a form shorter that is longer than the best one by this. */
const hopeless = 3

/** The shortest of the forms that the parts make. `simplest` does the same for a part, and remembers it. */
function smallest(
  e: Expr,
  deadline: number,
  allowed: readonly PartName[],
  simplest: (e: Expr) => Expr,
): Expr {
  let best = e
  let size = measure(e)
  const seen = new Set<Expr>([e])
  const samples = new Samples(e)
  const offer = (made: Expr): void => {
    if (seen.has(made)) return
    seen.add(made)
    if (measure(made) > hopeless * size + 16) return
    const plain = mapExpr(made, localRules)
    for (const form of [plain, mergeFactors(plain)]) {
      const length = measure(form)
      if (length >= size || !samples.agree(form)) continue
      best = form
      size = length
    }
  }
  const region = regionOf(e)
  for (const name of allowed) {
    const part = parts[name]
    if (!part.applies(region)) continue
    withinTime(deadline, () => {
      for (const form of part.forms(e)) {
        offer(form)
        if (size <= 3 || Date.now() > deadline) return
      }
    })
    if (size <= 3 || Date.now() > deadline) return best
  }
  for (const polish of worthTrig(region) ? [toTangent, toHarmonics, ...polishes] : polishes) {
    if (Date.now() > deadline) break
    withinTime(deadline, () => offer(polish(best, simplest)))
  }
  return best
}

/** Work that is done in a millisecond, at most. */
const workPerMillisecond = 20_000

/** Runs a step that may find nothing in the time that is left. */
function withinTime(deadline: number, step: () => void): void {
  try {
    withWorkLimit('simplify', workPerMillisecond * Math.max(1, deadline - Date.now()), step)
  } catch (error) {
    if (!(error instanceof LimitError)) throw error
  }
}
