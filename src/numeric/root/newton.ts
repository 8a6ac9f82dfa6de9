import { brent } from './brent.ts'
import type { CountedFunction, Place } from './counted.ts'
import { isRoot, type NoRoot, type ScalarRoot, vanishesAt } from './verdict.ts'

// by so much further out than the start, a function that goes on falling may do so for ever
const farOut = 2 ** 100

// smaller values are hardly numbers any more
const underflow = 2 ** -1010

/**
 * Newton's method with damping: a step that does not lower |f| is halved, and steps that shrink by a constant factor,
 * as at a multiple root, are summed at once. As soon as two places with opposite signs are known, Brent's method ends
 * the search between them if Newton's steps leave the bracket or stall.
 */
export function newton(f: CountedFunction, start: Place): ScalarRoot {
  return new NewtonSearch(f, start).run()
}

class NewtonSearch {
  readonly #f: CountedFunction
  readonly #start: Place
  #here: Place
  #before: Place | undefined
  /** Whether the chord from the place before may tell the slope. */
  #chord = false
  /** Whether steps shrink evenly, for which chords are too coarse. */
  #even = false
  /** False once such a sum was wrong. */
  #summing = true
  #wasSum = false
  /** Where a jump or a pole has been in the way. */
  #barrier = Number.NaN
  /** A place where f has the opposite sign. */
  #other: Place | undefined
  /** The last two steps, the latest first. */
  #moves: number[] = []
  /** How often steps in one direction have not shrunk, though |f| fell. */
  #strides = 0
  #lastMove = 0
  /** About how far away the root may be. */
  #reach = Number.POSITIVE_INFINITY

  constructor(f: CountedFunction, start: Place) {
    this.#f = f
    this.#here = this.#start = start
  }

  run(): ScalarRoot {
    for (;;) {
      const here = this.#here
      const told = this.#f.report(here)
      if (here.value === 0) return this.#atZero()
      if (this.#sinks()) return this.#failed('vanishing', 0)
      if (Math.abs(here.value) < underflow) return { ...here, slope: 0, status: 'converged' }
      const slope = this.#f.slope(here, this.#chord ? this.#before : undefined, this.#reach)
      if (told !== undefined) return { ...here, slope, status: told }
      if (Math.abs(here.x) > farOut * Math.max(1, Math.abs(this.#start.x)))
        return this.#furtherOut() ?? this.#failed('vanishing', slope)
      const next = this.#lower(-here.value / slope)
      if (next !== undefined && 'status' in next) return next
      if (next === undefined || (next.value !== 0 && this.#isNear(next))) {
        this.#here = next ?? here
        if (!(next === undefined && this.#misled(-here.value / slope)) && this.#isRoot())
          return { ...this.#here, slope, status: 'converged' }
        if (!this.#chord) return this.#failed(Number.isNaN(this.#barrier) ? 'minimum' : 'jump', slope)
        // the chord was too steep: the slope itself may lead on
        this.#chord = false
        this.#moves = []
        continue
      }
      this.#advance(next)
      const found = this.#leapt() ?? this.#stalled()
      if (found !== undefined) return found
    }
  }

  /** A lower place: after the sum of all steps to come where they shrink evenly, or after a share of the step. */
  #lower(step: number): Place | ScalarRoot | undefined {
    const { x, value } = this.#here
    const lowers = (place: Place) => Math.abs(place.value) < Math.abs(value)
    const summed = this.#summed(step)
    if (summed !== undefined) return summed
    // at a stationary point, try both sides
    const aside = 0.1 * Math.max(1, Math.abs(x))
    const trials = Number.isFinite(step) ? [step] : [aside, -aside]
    for (let share = 1, shorter = share; share > 1e-15; share = shorter) {
      shorter = trials.length > 1 ? share / 16 : share / 2
      for (const trial of trials) {
        const to = x + share * trial
        if (to === x) return undefined
        if (!Number.isFinite(to)) continue
        const there = this.#f.at(to)
        if (lowers(there)) return there
        const beyond = (this.#barrier - x) * (to - this.#barrier) >= 0
        if (!beyond && Number.isFinite(there.value) && there.value > 0 !== value > 0) {
          // a root is between here and there, or a jump, or a pole
          const found = brent(this.#f, this.#here, there)
          if (found.status !== 'failed') return found
          this.#barrier = found.x
        } else if (share <= 2 ** -8 && trials.length === 1) {
          // a chord that points nowhere: the slope itself is asked for
          if (this.#misled(step)) return undefined
          shorter = shortened(share, there.value / value)
        }
      }
    }
    return undefined
  }

  /** Steps that shrink by a constant factor r add up to step / (1 - r), as at a root of multiplicity 1 / (1 - r). */
  #summed(step: number): Place | undefined {
    const { x, value } = this.#here
    const [last, before] = this.#moves
    if (last === undefined || before === undefined || !this.#summing) return undefined
    const ratio = step / last
    const change = Math.abs(ratio - last / before)
    this.#even = ratio > 0.3 && ratio < 0.99 && (this.#even || change < 0.1)
    if (!this.#even || change > 0.01) return undefined
    const multiplicity = 1 / (1 - ratio)
    const ahead = this.#f.at(x + step * multiplicity)
    this.#even = this.#summing = Math.abs(ahead.value) < Math.abs(value) * 0.01 ** multiplicity
    if (!this.#summing) return undefined
    this.#moves = []
    this.#wasSum = true
    this.#reach = Math.abs(step * multiplicity) * Math.abs(ahead.value / value) ** (1 / multiplicity)
    return ahead
  }

  #advance(next: Place): void {
    const here = this.#here
    const move = next.x - here.x
    if (next.value > 0 !== here.value > 0) this.#other = here
    // steps by chords and by slopes do not go together
    if (this.#even && this.#chord) this.#moves = []
    else if (!this.#wasSum) this.#moves = [move, ...this.#moves].slice(0, 2)
    this.#chord = !this.#wasSum && !this.#even
    if (!this.#wasSum) this.#reach = Math.abs(move)
    this.#wasSum = false
    this.#before = here
    this.#here = next
  }

  /**
   * Where steps do not shrink, as from the flank of an exponential or on the way to infinity, ever longer ones as long as
   * |f| falls; a change of sign ends the search.
   */
  #leapt(): ScalarRoot | undefined {
    const [here, before] = [this.#here, this.#before!]
    const move = here.x - before.x
    const onward = move * this.#lastMove > 0 && Math.abs(move) >= 0.9 * Math.abs(this.#lastMove)
    this.#lastMove = move
    this.#strides = onward ? this.#strides + 1 : 0
    if (this.#strides < 6) return undefined
    for (let leap = 4 * move; Number.isFinite(this.#here.x + leap); leap *= 4) {
      const from = this.#here
      const there = this.#f.at(from.x + leap)
      if (there.value !== 0 && there.value > 0 !== from.value > 0 && Number.isFinite(there.value)) {
        const found = brent(this.#f, from, there)
        if (found.status !== 'failed') return found
        break
      }
      if (!(Math.abs(there.value) < Math.abs(from.value))) break
      this.#before = from
      this.#here = there
      this.#lastMove = leap
      if (there.value === 0 || Math.abs(there.x) > farOut * Math.max(1, Math.abs(this.#start.x))) break
    }
    this.#moves = []
    this.#strides = 0
    return undefined
  }

  /** Brent's end to a search that takes long though the sign change is known. */
  #stalled(): ScalarRoot | undefined {
    const [here, other] = [this.#here, this.#other]
    if (this.#f.iterations < 30 || other === undefined || other.value > 0 === here.value > 0) return undefined
    this.#other = undefined
    const found = brent(this.#f, here, other)
    return found.status === 'failed' ? undefined : found
  }

  /** Whether f is all but 0 though the steps do not end, as on the way to infinity. */
  #sinks(): boolean {
    const [here, before, start] = [this.#here, this.#before, this.#start]
    if (before === undefined) return false
    if (Math.abs(here.value) > Math.max(underflow, 2 ** -900 * Math.abs(start.value))) return false
    return Math.abs(here.x - before.x) > 2 ** -20 * Math.max(Math.abs(here.x), Math.abs(start.x))
  }

  /** A root between here and the largest numbers. */
  #furtherOut(): ScalarRoot | undefined {
    for (let x = this.#here.x * 1024; Number.isFinite(x); x *= 1024) {
      const there = this.#f.at(x)
      if (Number.isFinite(there.value) && there.value * Math.sign(this.#here.value) < 0)
        return brent(this.#f, this.#here, there)
    }
    return undefined
  }

  /** Whether a chord leads far away, where nothing is lower. */
  #misled(step: number): boolean {
    return this.#chord && Math.abs(step) > 2 ** -10 * Math.abs(this.#here.x)
  }

  #isNear({ x }: Place): boolean {
    return Math.abs(x - this.#here.x) <= this.#f.near(x)
  }

  #isRoot(): boolean {
    const [here, first] = [this.#here, Math.abs(this.#start.value)]
    return here.value === 0 || isRoot(this.#f, here, first)
  }

  #atZero(): ScalarRoot {
    const scale = Math.max(Math.abs(this.#start.x), 1e-3)
    if (!vanishesAt(this.#f, this.#here, this.#before, scale)) return this.#failed('vanishing', 0)
    return { ...this.#here, slope: 0, status: 'converged' }
  }

  #failed(reason: NoRoot, slope: number): ScalarRoot {
    return { ...this.#here, slope, status: 'failed', reason }
  }
}

/**
 * The share of a Newton step at which |f| is least: where the parabola is that falls from 1 with slope -1 and is `size` at
 * the share that was tried.
 */
function shortened(share: number, size: number): number {
  const least = (share * share) / (2 * (Math.abs(size) - 1 + share))
  return Math.min(Math.max(least, share / 1024), share / 2) || share / 2
}
