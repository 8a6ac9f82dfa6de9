import { Differences, errorOverPower, type Line, overPower, type Precision, unitOf } from './differences.ts'
import { Judge, type Tolerance } from './judge.ts'
import { type Stencil, type Surroundings, stencil } from './stencil.ts'
import { type Entry, Tableau } from './tableau.ts'

/** What the extrapolation may do. */
export interface ExtrapolationRules extends Surroundings, Precision, Tolerance {
  /** The largest step to try. */
  readonly step: number
  readonly maxLevels: number
  /** What is found with longer steps is looked at with this one. */
  readonly near: number
}

/** The extrapolated derivative of each component of the line, with what is known of its quality. */
export interface Extrapolation {
  readonly value: Float64Array
  readonly error: Float64Array
  readonly converged: boolean
  readonly step: number
  readonly evaluations: number
  /** The last t at which the line was not finite, and NaN where it always was. */
  readonly badAt: number
}

/**
 * The derivative of a line at t = 0 by Richardson extrapolation of differences with halved steps. Each entry of the
 * tableau carries a bound of its round-off beside the usual estimate of its truncation; the entry with the least sum
 * is the answer, and that sum, the error estimate. Where steps leave the domain (NaN or infinite values), or are too
 * large to see the function as smooth, it starts again nearer to the point; a kink at t = 0 is noticed and reported
 * as not converged.
 *
 * Source: L. F. Richardson (1911); C. J. F. Ridders, "Accurate computation of F'(x) and F'(x)F''(x)" (1982).
 */
export function extrapolate(line: Line, centre: Float64Array, rules: ExtrapolationRules): Extrapolation {
  const chosen = stencil(rules, rules.step)
  let step = powerOfTwo(Math.min(rules.step, chosen.room))
  const { order } = rules
  const unit = unitOf(step)
  const differences = new Differences(line, centre, rules, chosen.nodes, unit)
  // a smaller one is lost in the rounding of x
  const leastStep = Math.max(2 ** -1064, rules.position * 2 ** -50)
  const tableau = new Tableau(chosen.ratio)
  const tolerance = { rtol: rules.rtol, atol: overPower(rules.atol, 1 / unit, order) }
  const judges = Array.from(centre, (_, i) => new Judge(i, tolerance, step))
  const nearer = nearerSteps(step, rules.position)
  const restart = (from: number) => {
    step = from
    tableau.clear()
    for (const judge of judges) judge.restart(from)
  }
  const descend = () => {
    while (tableau.count < rules.maxLevels && step >= leastStep) {
      const difference = differences.at(step)
      if (difference === undefined) {
        // what was built on larger steps lies outside a neighbourhood where the function is finite
        const inside = finiteStep(differences, step, leastStep)
        if (inside === undefined) return
        restart(inside)
        continue
      }
      tableau.add(difference)
      judges.forEach((judge, i) => {
        const bent = bend(differences, chosen, order, step, i) * unit
        judge.see(tableau, step, bent, bent * (step / unit) ** (1 - order))
      })
      const from = tableau.count > 5 && judges.some((judge) => judge.lost) ? nearer.shift() : undefined
      if (from !== undefined) restart(from)
      else if (tableau.count > 2 && !judges.some((judge) => judge.open)) return
      else step /= 2
    }
  }
  // steps that are whole periods of a function agree with each other, and with none between them
  const search = () => {
    for (let k = 0; k < 8; k++) {
      descend()
      const claiming = judges.filter((judge) => judge.claims)
      const least = claiming.reduce((h, judge) => Math.min(h, judge.verdict().step), Number.POSITIVE_INFINITY)
      if (!(least < Number.POSITIVE_INFINITY && least / 8 >= leastStep)) return
      const aliased = differences.aliased(least)
      if (!claiming.some((judge) => aliased(judge.component))) {
        const strayed = order === 1 ? differences.strayed(least) : () => 0
        for (const judge of claiming) judge.doubted(strayed(judge.component))
        return
      }
      for (const judge of claiming)
        judge.contradicted(aliased(judge.component) ? Number.POSITIVE_INFINITY : 0)
      restart(least / 8)
    }
  }
  search()
  const far = judges.some((judge) => judge.verdict().step > 4 * rules.near)
  const seen = far ? differences.at(rules.near) : undefined
  const wrong = judges.filter(
    (judge, i) => seen !== undefined && judge.contradicted(contradiction(judge.verdict().value, seen, i)),
  )
  if (wrong.length > 0) {
    restart(rules.near)
    search()
  }
  const found = judges.map((judge) => judge.verdict())
  return {
    value: Float64Array.from(found, ({ value }) => overPower(value, unit, order)),
    error: Float64Array.from(found, ({ error }) => errorOverPower(error, unit, order)),
    converged: tableau.count > 1 && found.every(({ converged }) => converged),
    step: found.reduce((least, f) => Math.min(least, f.step), Number.POSITIVE_INFINITY),
    evaluations: differences.evaluations,
    badAt: differences.badAt,
  }
}

/** About how far a value lies from the derivative, of which a difference was seen from near by; 0 where rounding explains it. */
export function contradiction(value: number, near: Entry, i: number): number {
  const distance = Math.abs(value - near.value[i]!)
  return distance > 2 * near.roundOff[i]! ? 1.25 * distance + near.roundOff[i]! : 0
}

/** Where to begin again if no digit is found: at the scale of x where that is small, then nearer and nearer. */
function nearerSteps(step: number, position: number): number[] {
  const steps = [1, 2, 3, 4].map((k) => step * 2 ** (-11 * k))
  const own = position / 4
  return own > 0 && own < steps[0]! ? [powerOfTwo(own), ...steps.filter((s) => s > own)] : steps
}

/** |f(h) - 2 f(0) + f(-h)| / 2h for odd derivatives on two sides, whose differences leave out f(0); otherwise 0. */
function bend(
  differences: Differences,
  { twoSided }: Stencil,
  order: number,
  step: number,
  i: number,
): number {
  if (!twoSided || order % 2 === 0) return 0
  const [left, here, right] = [-step, 0, step].map((t) => differences.value(t)[i]!) as [
    number,
    number,
    number,
  ]
  return Math.abs(right - here + (left - here)) / (2 * step)
}

/** A step within a factor of 4 of the largest with which the line is finite, if `outside` is too large. */
function finiteStep(differences: Differences, outside: number, least: number): number | undefined {
  let inside = outside / 4
  for (let power = 2; differences.at(inside) === undefined; power *= 2) {
    if (inside <= least) return undefined
    outside = inside
    inside = Math.max(least, inside * 2 ** -power)
  }
  while (inside < outside / 4) {
    const middle = powerOfTwo(Math.sqrt(inside) * Math.sqrt(outside))
    if (differences.at(middle) === undefined) outside = middle
    else inside = middle
  }
  return inside
}

/** The largest power of two that is not above h, so that x + h is formed without rounding as often as can be. */
export function powerOfTwo(h: number): number {
  return 2 ** Math.floor(Math.log2(h))
}
