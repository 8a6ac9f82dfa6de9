import { LimitError } from '../../formula/errors.ts'
import { rational } from '../build/atoms.ts'
import { mapExpr, rebuild } from '../build/rebuild.ts'
import { scale, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { regionOf } from '../polynomial/fraction.ts'
import { withWorkLimit } from '../work.ts'
import { Samples } from './check.ts'
import { group } from './group.ts'
import { localRules } from './local.ts'
import { measure } from './measure.ts'
import { mergeFactors } from './merge.ts'
import { isWholePower } from './multiple-angles.ts'
import { type PartName, parts } from './parts.ts'
import { isSettled } from './settled.ts'
import { toTangent } from './trig.ts'
import { toHarmonics, worthTrig } from './trig-forms.ts'

/** Rules of single nodes do not make a form shorter that is longer than the best one by this. */
const hopeless = 3

/** No form of an expression is shorter than this. */
const shortest = 3

/** Work that is done in a millisecond, at most. */
const workPerMillisecond = 20_000

/** The search for the shortest of the forms that the parts make, in a given time. What it found it remembers. */
export class Search {
  private readonly deadline: number
  private readonly allowed: readonly PartName[]
  private readonly found = new Map<Expr, Expr>()
  private readonly samples = new Map<Expr, Samples>()

  constructor(deadline: number, allowed: readonly PartName[]) {
    this.deadline = deadline
    this.allowed = allowed
  }

  get isOver(): boolean {
    return Date.now() > this.deadline
  }

  /** The values of an expression at sample points, computed once. */
  samplesOf(e: Expr): Samples {
    let samples = this.samples.get(e)
    if (samples === undefined) this.samples.set(e, (samples = new Samples(e)))
    return samples
  }

  simplest(e: Expr): Expr {
    let form = this.found.get(e)
    if (form === undefined) this.found.set(e, (form = this.smallest(e)))
    return form
  }

  private smallest(e: Expr): Expr {
    let best = e
    let size = measure(e)
    const region = regionOf(e)
    if (size <= shortest || isSettled(e, region)) return e
    const seen = new Set<Expr>([e])
    const samples = this.samplesOf(e)
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
    for (const name of this.allowed) {
      const part = parts[name]
      if (!part.applies(region)) continue
      this.withinTime(() => {
        for (const form of part.forms(e)) {
          offer(form)
          if (size <= shortest || this.isOver) return
        }
      })
      if (size <= shortest || this.isOver) return best
    }
    for (const polish of worthTrig(region) ? [toTangent, toHarmonics, ...polishes] : polishes) {
      if (this.isOver) break
      this.withinTime(() => offer(polish(best, this)))
    }
    return best
  }

  /** Runs a step that may find nothing in the time that is left. */
  private withinTime(step: () => void): void {
    try {
      withWorkLimit('simplify', workPerMillisecond * Math.max(1, this.deadline - Date.now()), step)
    } catch (error) {
      if (!(error instanceof LimitError)) throw error
    }
  }
}

type Polish = (e: Expr, search: Search) => Expr

/** What is done to the best form in the end. */
const polishes: readonly Polish[] = [
  (e) => mapExpr(e, mergeFactors),
  // each term, and each factor, by itself
  (e, search) =>
    e.kind === 'sum' || e.kind === 'product'
      ? rebuild(
          e,
          e.args.map((arg) => (isOpen(arg) ? search.simplest(arg) : arg)),
        )
      : e,
  (e, search) =>
    e.kind === 'sum' ? sum(...byKernels(e).map((part) => (part === e ? part : search.simplest(part)))) : e,
  (e) => mapExpr(e, group),
]

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
