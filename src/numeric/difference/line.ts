import { NumericArgumentError } from '../errors.ts'
import { Differences, type Line } from './differences.ts'
import { formula, placed, weighted } from './fixed.ts'
import { noRoom, type Settings } from './options.ts'
import { type Extrapolation, extrapolate, powerOfTwo } from './richardson.ts'

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
  const step = Math.max(problem.step ?? 0.25 * scale(position) * (order > 2 ? 0.5 : 1), position * 2 ** -44)
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

/**
 * A quarter of it is the first step: far enough to drown round-off, near enough to see the function as smooth. It grows
 * less than |x|, as a periodic function would pass many periods, up to 2^53: beyond, neighbouring numbers lie further
 * apart than periods can.
 */
function scale(position: number): number {
  if (position <= 8) return Math.max(position, 0.5)
  return position < 2 ** 53 ? 8 * (position / 8) ** (2 / 3) : position
}

function fixed(problem: LineProblem, chosen: Settings): Extrapolation {
  const { line, centre, order, left, right, position } = problem
  const wanted = formula(chosen.method, order)
  if (wanted.nodes.length <= order) {
    throw new NumericArgumentError(
      chosen.operation,
      'method',
      `${chosen.method} cannot give a derivative of order ${order}; it takes at least ${order + 1} points.`,
    )
  }
  // h^accuracy of truncation balances noise / h^order of round-off
  const balanced = (2 * chosen.noise) ** (1 / (wanted.accuracy + order)) * Math.max(1, scale(position))
  const step = representable(problem.step ?? powerOfTwo(balanced), position)
  const fit = placed(wanted, order, step, left, right)
  const precision = { order, noise: chosen.noise, floor: problem.floor ?? 0, position }
  const differences = new Differences(line, centre, precision, weighted(fit, order))
  const value = differences.at(fit.step)
  // the same formula with half the step is wrong by 2^accuracy less, but for terms of higher order: hence twice as much
  const half = value === undefined || !chosen.estimateError ? undefined : differences.at(fit.step / 2)
  const share = 2 / (1 - 2 ** -fit.accuracy)
  const error = centre.map((_, i) => {
    if (value === undefined || half === undefined) return Number.NaN
    const rounding = value.roundOff[i]! + half.roundOff[i]!
    return (Math.abs(value.value[i]! - half.value[i]!) + rounding) * share + value.roundOff[i]!
  })
  const finite = Number.isNaN(differences.badAt)
  const meets = (e: number, i: number) => e <= Math.max(chosen.atol, chosen.rtol * Math.abs(value!.value[i]!))
  return {
    value: finite ? value!.value : new Float64Array(centre.length).fill(Number.NaN),
    error,
    converged: finite && (!chosen.estimateError || error.every(meets)),
    step: fit.step,
    evaluations: differences.evaluations,
    badAt: differences.badAt,
  }
}

/** The step as it arrives when it is added to a number of that size. */
function representable(step: number, position: number): number {
  const arrived = position + step - position
  return arrived > 0 ? arrived : Math.max(step, position * 2 ** -52)
}
