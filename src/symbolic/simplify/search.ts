import { LimitError } from '../../formula/errors.ts'
import { rational } from '../build/atoms.ts'
import { mapExpr, rebuild } from '../build/rebuild.ts'
import { scale, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { regionOf } from '../polynomial/fraction.ts'
import { withWorkLimit, workDone } from '../work.ts'
import { Samples } from './check.ts'
import { group } from './group.ts'
import { localRules } from './local.ts'
import { measure } from './measure.ts'
import { mergeFactors } from './merge.ts'
import { isWholePower } from './multiple-angles.ts'
import { type PartName, parts } from './parts.ts'
import { distribute, doubleAngles, gatherRoots } from './products.ts'
import { isSettled } from './settled.ts'
import { toTangent } from './trig.ts'
import { harmonicsOf, worthTrig } from './trig-forms.ts'

/** Rules of single nodes do not make a form shorter that is longer than the best one by this. */
const hopeless = 3

/** No form of an expression is shorter than this. */
const shortest = 3

/** Where an expression is longer than `small`, a form that is longer by no more than this is grouped before it is given up. */
const nearly = 1.25
const small = 15

/** Work that is done in a millisecond, at most. */
const workPerMillisecond = 20_000

/** The search for the shortest of the forms that the parts make, in a given time and work. What it found it remembers. */
export class Search {
  private readonly deadline: number
  private readonly mostWork: number
  private readonly allowed: readonly PartName[]
  private readonly found = new Map<Expr, Expr>()
  private readonly samples = new Map<Expr, Samples>()
  private readonly rewritten = new Map<(e: Expr) => Expr, Map<Expr, Expr>>()

  constructor(milliseconds: number, work: number, allowed: readonly PartName[]) {
    this.deadline = Date.now() + milliseconds
    this.mostWork = workDone() + work
    this.allowed = allowed
  }

  get isOver(): boolean {
    return workDone() > this.mostWork || Date.now() > this.deadline
  }

  /** The values of an expression at sample points, computed once. */
  samplesOf(e: Expr): Samples {
    let samples = this.samples.get(e)
    if (samples === undefined) this.samples.set(e, (samples = new Samples(e)))
    return samples
  }

  /** Every node rewritten, arguments first; what was rewritten before is remembered. */
  rewrite(e: Expr, change: (node: Expr) => Expr): Expr {
    let memo = this.rewritten.get(change)
    if (memo === undefined) this.rewritten.set(change, (memo = new Map()))
    return memo.get(e) ?? mapExpr(e, change, memo)
  }

  simplest(e: Expr): Expr {
    let form = this.found.get(e)
    if (form === undefined) this.found.set(e, (form = this.smallest(e)))
    return form
  }

  private smallest(e: Expr): Expr {
    const region = regionOf(e)
    if (measure(e) <= shortest || isSettled(e, region)) return e
    const plain = new Race(e, this)
    // longer forms that are shorter once their common factors are taken out
    let grouped: Race | undefined
    const offer = (form: Expr): void => {
      const made = plain.offer(form)
      if (made !== undefined && plain.size > small && measure(made) < nearly * plain.size)
        (grouped ??= new Race(e, this)).offer(this.rewrite(made, group))
    }
    for (const name of this.allowed) {
      const part = parts[name]
      if (!part.applies(region)) continue
      this.withinTime(() => {
        for (const form of part.forms(e)) {
          offer(form)
          if (plain.size <= shortest || this.isOver) return
        }
      })
      if (plain.size <= shortest || this.isOver) return plain.best
    }
    const races = grouped !== undefined && grouped.size < plain.size ? [plain, grouped] : [plain]
    for (const race of races) {
      const now = race.best === e ? region : regionOf(race.best)
      const sums = now.some((x) => x.kind === 'sum')
      for (const polish of [
        ...(worthTrig(now) ? trigonometricPolishes : []),
        ...(sums ? polishes : rootPolishes),
      ]) {
        if (this.isOver) break
        this.withinTime(() => race.offer(polish(race.best, this)))
      }
    }
    if (races.length === 1) return plain.best
    // either may be on the way to the shortest form
    const ends = races.map(({ best }) => (best === e || this.isOver ? best : this.simplest(best)))
    return measure(ends[1]!) < measure(ends[0]!) ? ends[1]! : ends[0]!
  }

  /** Runs a step that may find nothing in the time that is left. */
  private withinTime(step: () => void): void {
    const time = Math.max(1, this.deadline - Date.now())
    try {
      withWorkLimit('simplify', Math.min(workPerMillisecond * time, this.mostWork - workDone()), step, time)
    } catch (error) {
      if (!(error instanceof LimitError)) throw error
    }
  }
}

/** The shortest of the forms offered so far that has the values of the expression. */
class Race {
  best: Expr
  size: number
  private readonly e: Expr
  private readonly search: Search
  private readonly seen: Set<Expr>

  constructor(e: Expr, search: Search) {
    this.e = e
    this.best = e
    this.size = measure(e)
    this.search = search
    this.seen = new Set([e])
  }

  /** The form after rules of single nodes, or undefined for one that was offered before or is hopeless. */
  offer(form: Expr): Expr | undefined {
    if (this.seen.has(form)) return undefined
    this.seen.add(form)
    if (measure(form) > hopeless * this.size + 16) return undefined
    const plain = this.search.rewrite(form, localRules)
    for (const made of [plain, mergeFactors(plain)]) {
      const length = measure(made)
      if (length >= this.size || !this.search.samplesOf(this.e).agree(made)) continue
      this.best = made
      this.size = length
    }
    return plain
  }
}

type Polish = (e: Expr, search: Search) => Expr

const rootPolishes: readonly Polish[] = [(e, search) => gatherRoots(e, (part) => search.simplest(part))]

/** What is done to the best form in the end, where sums stand in it. */
const polishes: readonly Polish[] = [
  (e, search) => search.rewrite(e, mergeFactors),
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
  (e, search) => search.rewrite(e, group),
  (e, search) => search.rewrite(e, distribute),
  ...rootPolishes,
]

const trigonometricPolishes: readonly Polish[] = [
  toTangent,
  (e, search) => search.rewrite(e, harmonicsOf),
  (e, search) => search.rewrite(e, doubleAngles),
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
