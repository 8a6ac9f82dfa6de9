import { add, dot, largest } from './vectors.ts'

/** A function's value and gradient at a point. */
export interface Evaluation {
  readonly loss: number
  readonly gradient: Float64Array
}
export type Evaluate = (x: Float64Array) => Evaluation

/** A step length with what was found there. */
interface Trial extends Evaluation {
  readonly t: number
  /** The derivative along the direction. */
  readonly slope: number
}

const sufficientDecrease = 1e-4
const curvature = 0.9

/** The minimum of the cubic through two values and slopes, kept between bounds. Source: Nocedal and Wright (2006), (3.59). */
function cubicMinimum(a: Trial, b: Trial, low = Math.min(a.t, b.t), high = Math.max(a.t, b.t)): number {
  const d1 = a.slope + b.slope - (3 * (a.loss - b.loss)) / (a.t - b.t)
  const square = d1 * d1 - a.slope * b.slope
  if (!(square >= 0)) return (low + high) / 2
  const d2 = Math.sqrt(square)
  const [x, y] = a.t <= b.t ? [a, b] : [b, a]
  const at = y.t - (y.t - x.t) * ((y.slope + d2 - d1) / (y.slope - x.slope + 2 * d2))
  return Math.min(Math.max(at, low), high)
}

/** The loss along a direction, and the conditions on a step. */
interface Line {
  readonly start: Trial
  readonly look: (t: number) => Trial
  /** The loss has not decreased enough. */
  readonly tooHigh: (trial: Trial) => boolean
  /** The slope is flat enough. */
  readonly flat: (trial: Trial) => boolean
  /** Steps that differ by so much move x by too little to tell them apart. */
  readonly alike: (length: number) => boolean
  /** How often the first step may be followed by another one. */
  readonly mostRounds: number
}
type Bracket = [Trial, Trial]

/** Two steps with a good one between them, or twice a good one; and the round in which narrowing them begins. */
function bracketOf(
  { start, look, tooHigh, flat, mostRounds }: Line,
  first: number,
): { bracket: Bracket; rounds: number } {
  let before = start
  let trial = look(first)
  for (let rounds = 0; rounds < mostRounds; rounds++) {
    const rises = tooHigh(trial) || (rounds > 1 && trial.loss >= before.loss)
    if (!rises && flat(trial)) return { bracket: [trial, trial], rounds: mostRounds }
    if (rises || trial.slope >= 0) return { bracket: [before, trial], rounds }
    const next = cubicMinimum(before, trial, trial.t + 0.01 * (trial.t - before.t), trial.t * 10)
    before = trial
    trial = look(next)
  }
  return { bracket: [start, trial], rounds: mostRounds }
}

/** The best step of a bracket, after it was narrowed as far as rounds and digits go. */
function narrowed({ look, tooHigh, flat, alike, mostRounds }: Line, bracket: Bracket, first: number): Trial {
  let stalled = false
  let low: 0 | 1 = bracket[0].loss <= bracket[1].loss ? 0 : 1
  for (let rounds = first; rounds < mostRounds; rounds++) {
    const high = (1 - low) as 0 | 1
    const left = Math.min(bracket[0].t, bracket[1].t)
    const right = Math.max(bracket[0].t, bracket[1].t)
    if (alike(right - left)) break
    let t = cubicMinimum(bracket[0], bracket[1])
    const margin = 0.1 * (right - left)
    if (Math.min(right - t, t - left) < margin) {
      if (stalled || t >= right || t <= left) {
        t = Math.abs(t - right) < Math.abs(t - left) ? right - margin : left + margin
        stalled = false
      } else stalled = true
    } else stalled = false
    const trial = look(t)
    if (tooHigh(trial) || trial.loss >= bracket[low].loss) {
      bracket[high] = trial
      low = bracket[0].loss <= bracket[1].loss ? 0 : 1
    } else {
      const done = flat(trial)
      if (!done && trial.slope * (bracket[high].t - bracket[low].t) >= 0) bracket[high] = bracket[low]
      bracket[low] = trial
      if (done) break
    }
  }
  return bracket[low]
}

/**
 * A step length along `direction` that satisfies the strong Wolfe conditions.
 * Source: Nocedal and Wright, Numerical Optimization (2006), algorithms 3.5 and 3.6, with the safeguards of PyTorch's LBFGS.
 */
export function strongWolfe(
  evaluate: Evaluate,
  x: Float64Array,
  direction: Float64Array,
  first: number,
  origin: Evaluation,
  tolerance: number,
  mostRounds: number,
): { t: number; found: Evaluation; trials: number } {
  const start: Trial = { ...origin, t: 0, slope: dot(origin.gradient, direction) }
  const reach = largest(direction)
  let trials = 0
  const line: Line = {
    start,
    look: (t) => {
      trials++
      const found = evaluate(add(x, direction, t))
      return { ...found, t, slope: dot(found.gradient, direction) }
    },
    tooHigh: ({ t, loss }) => loss > start.loss + sufficientDecrease * t * start.slope,
    flat: ({ slope }) => Math.abs(slope) <= -curvature * start.slope,
    alike: (length) => length * reach < tolerance,
    mostRounds,
  }
  const { bracket, rounds } = bracketOf(line, first)
  const found = narrowed(line, bracket, rounds)
  return { t: found.t, found, trials }
}
