import type { Tableau } from './tableau.ts'

/** A value with its error estimate, what rounding has in it, and the step behind it. */
interface Estimate {
  readonly value: number
  readonly error: number
  readonly rounding: number
  readonly step: number
}

/** What is wanted. */
export interface Tolerance {
  readonly rtol: number
  readonly atol: number
}

const none = (step: number): Estimate => ({
  value: Number.NaN,
  error: Number.POSITIVE_INFINITY,
  rounding: 0,
  step,
})

const hasDigits = ({ value, error }: Estimate): boolean => error < 0.1 * Math.abs(value)

/**
 * Chooses the best estimate of one component among all rows. The candidate of a row is believed only when the next row
 * has been seen: an estimate that the next row contradicts is as wrong as their distance.
 */
export class Judge {
  readonly component: number
  readonly #tolerance: Tolerance
  /** The best before the last restart. */
  #earlier: Estimate
  #best: Estimate
  #latest: Estimate
  #rowsSinceBest = 0
  #roundOff = 0
  #bend = Number.NaN
  #settled = false
  #everSettled = false
  /** Whether a look from near by agreed with what was found before the last restart. */
  #agreed = false

  constructor(component: number, tolerance: Tolerance, step: number) {
    this.component = component
    this.#tolerance = tolerance
    this.#earlier = this.#best = this.#latest = none(step)
  }

  /**
   * Sees the last row. `bend` is |f(h) - 2 f(0) + f(-h)| / 2h (0 where it tells nothing): where it does not vanish
   * as h does, the step spans a kink, a spike or noise, which puts `kink` into the derivative.
   */
  see(tableau: Tableau, step: number, bend: number, kink: number): void {
    const { value, moved, rounding } = tableau.candidate(this.component)
    this.#roundOff = tableau.roundOff(this.component)
    // NaN at first: the first row has none to be compared with
    const rough = bend > 0.9 * this.#bend && kink > 8 * this.#roundOff
    this.#bend = bend
    const believed = Math.max(this.#latest.error, Math.abs(value - this.#latest.value))
    this.#rowsSinceBest++
    if (believed < this.#best.error || this.#refuted(believed)) {
      this.#best = { ...this.#latest, error: believed }
      this.#rowsSinceBest = 0
    }
    const error = Math.max(moved + rounding, rough ? kink : 0)
    this.#latest = { value, error, rounding, step }
    this.#settled = tableau.count > 2 && (error <= 2 * rounding || this.#enough(this.#latest))
    this.#everSettled ||= this.#settled
  }

  /**
   * Hears how far the best is from a difference that was seen from near by, and says whether that takes its digits away. A
   * small distance says nothing: the difference has an error of truncation.
   */
  contradicted(distance: number): boolean {
    const found = this.verdict()
    this.#agreed = !(distance > Math.max(0.1 * Math.abs(found.value), found.error))
    if (this.#agreed) return false
    this.#earlier = this.#best = { ...found, error: distance }
    this.#latest = none(found.step)
    return true
  }

  /** Hears that the function has, between the steps, what may move the derivative by this much. */
  doubted(distance: number): void {
    const found = this.verdict()
    // smooth functions stray a little more than their derivatives
    if (!hasDigits(found) || distance <= 64 * found.error) return
    this.#earlier = this.#best = this.#latest = { ...found, error: distance }
    this.#settled = false
  }

  /** Begins again with steps that are far smaller. */
  restart(step: number): void {
    this.#earlier = this.verdict()
    this.#best = this.#latest = none(step)
    this.#bend = Number.NaN
    this.#settled = false
  }

  /** Not one digit yet. */
  get lost(): boolean {
    return !this.#everSettled && !hasDigits(this.#best)
  }

  /** Whether it has found anything that can be doubted. */
  get claims(): boolean {
    return this.verdict().error < Number.POSITIVE_INFINITY
  }

  /** Whether smaller steps could bring more. */
  get open(): boolean {
    const digits = this.#best.error < 1e-3 * Math.abs(this.#best.value)
    return !this.#settled && this.#roundOff <= this.#best.error && !(digits && this.#rowsSinceBest >= 5)
  }

  /** The best of all; the last row has no successor to contradict it, and counts where it ended the search. */
  verdict(): Estimate & { readonly converged: boolean } {
    const last = this.#settled || this.#best.error === Number.POSITIVE_INFINITY
    const own = last && this.#latest.error < this.#best.error ? this.#latest : this.#best
    const best = own.error < this.#earlier.error || (!this.#agreed && hasDigits(own)) ? own : this.#earlier
    return { ...best, converged: best.error <= 32 * best.rounding || this.#enough(best) }
  }

  /** Rows that agree on some digits count more than one of a larger step that lies elsewhere. */
  #refuted(believed: number): boolean {
    const { value } = this.#latest
    return (
      believed < 1e-3 * Math.abs(value) && Math.abs(value - this.#best.value) > this.#best.error + believed
    )
  }

  #enough({ value, error }: Estimate): boolean {
    const { atol, rtol } = this.#tolerance
    return error <= Math.max(atol, rtol * Math.abs(value))
  }
}
