import { NumericArgumentError } from '../errors.ts'
import { formula, placed, quotient } from './fixed.ts'
import { noRoom, type Settings } from './options.ts'
import { type Extrapolation, extrapolate, type Line } from './richardson.ts'

/** A line to differentiate at t = 0, and what is known of it. */
export interface LineProblem {
  readonly line: Line
  readonly centre: Float64Array
  readonly order: number
  /** Size of the point along the line, which the default step scales with. */
  readonly position: number
  readonly left: number
  readonly right: number
  /** The step that the user asked for. */
  readonly step: number | undefined
  /** Absolute error of a value where the line is itself a difference. */
  readonly floor?: number
}

/** The derivative of a line at 0 by the chosen method. */
export function differentiateLine(problem: LineProblem, chosen: Settings): Extrapolation {
  if (problem.right - problem.left <= 0) throw noRoom(chosen.operation)
  return chosen.method === 'adaptive' ? adaptive(problem, chosen) : fixed(problem, chosen)
}

function adaptive(problem: LineProblem, chosen: Settings): Extrapolation {
  const { line, centre, order, position, left, right } = problem
  // A quarter of |x|: far enough to drown round-off, near enough to see the function as smooth; less than
  // proportional for large |x|, where a periodic function would pass many periods.
  const size = position <= 8 ? Math.max(position, 0.5) : 8 * (position / 8) ** (2 / 3)
  const step = problem.step ?? 0.25 * size * (order > 2 ? 0.5 : 1)
  return extrapolate(line, centre, {
    order,
    step,
    left,
    right,
    noise: chosen.noise,
    floor: problem.floor ?? 0,
    position,
    rtol: chosen.rtol,
    atol: chosen.atol,
    maxLevels: chosen.maxLevels,
  })
}

function fixed(problem: LineProblem, chosen: Settings): Extrapolation {
  const { line, centre, order, left, right } = problem
  const wanted = formula(chosen.method, order)
  if (wanted.nodes.length <= order) {
    throw new NumericArgumentError(
      chosen.operation,
      'method',
      `${chosen.method} cannot give a derivative of order ${order}; it takes at least ${order + 1} points.`,
    )
  }
  // h^accuracy of truncation balances noise / h^order of round-off
  const balanced = (2 * chosen.noise) ** (1 / (wanted.accuracy + order)) * Math.max(1, problem.position)
  const fit = placed(wanted, order, representable(problem.step ?? balanced, problem.position), left, right)
  const cache = new Map<number, Float64Array>()
  const first = quotient(line, centre, fit.nodes, order, fit.step, chosen.noise, cache)
  const m = centre.length
  const error = new Float64Array(m).fill(Number.NaN)
  let { evaluations, badAt } = first
  let converged = Number.isNaN(badAt)
  if (converged && chosen.estimateError) {
    // the same formula with half the step is wrong by 2^accuracy less
    const second = quotient(line, centre, fit.nodes, order, fit.step / 2, chosen.noise, cache)
    evaluations += second.evaluations
    badAt = second.badAt
    const gain = 2 ** fit.accuracy
    for (let i = 0; i < m; i++) {
      const truncation = (Math.abs(first.value[i]! - second.value[i]!) * gain) / (gain - 1)
      error[i] = truncation + first.roundOff[i]! + (problem.floor ?? 0) / fit.step ** order
      if (!(error[i]! <= Math.max(chosen.atol, chosen.rtol * Math.abs(first.value[i]!)))) converged = false
    }
  }
  if (!Number.isNaN(badAt)) first.value.fill(Number.NaN)
  return { value: first.value, error, converged, step: fit.step, evaluations, badAt }
}

/** The step as it arrives when it is added to a number of that size. */
function representable(step: number, position: number): number {
  const arrived = position + step - position
  return arrived > 0 ? arrived : Math.max(step, position * 2 ** -52)
}
