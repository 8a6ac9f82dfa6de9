import { NumericArgumentError } from '../errors.ts'
import { Differences, errorOverPower, type Line, overPower, unitOf } from './differences.ts'
import { formula, placed, weighted } from './fixed.ts'
import { noRoom, type Settings } from './options.ts'
import { contradiction, type Extrapolation, extrapolate, powerOfTwo } from './richardson.ts'

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
  /** By how much x moves where t moves by 1; 1 by default. */
  readonly unit?: number
}

/** The derivative of a line at 0 by the chosen method. */
export function differentiateLine(problem: LineProblem, chosen: Settings): Extrapolation {
  if (problem.right - problem.left <= 0) throw noRoom(chosen.operation)
  if (problem.centre.length === 0) return ofNothing
  return chosen.method === 'adaptive' ? adaptive(problem, chosen) : fixed(problem, chosen)
}

/** What no function has as its derivatives. */
const ofNothing: Extrapolation = {
  value: new Float64Array(),
  error: new Float64Array(),
  converged: true,
  step: 0,
  evaluations: 0,
  badAt: Number.NaN,
}

function adaptive(problem: LineProblem, chosen: Settings): Extrapolation {
  const { line, centre, order, position, left, right, unit = 1 } = problem
  const wanted = problem.step ?? (0.25 * (order > 2 ? 0.5 : 1) * scale(position * unit)) / unit
  const step = Math.max(wanted, position * 2 ** -44)
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
    near: nearStep(problem),
  })
}

/**
 * A step longer than this may pass many periods of a function without a sign of it: a look from near by tells. Below it
 * steps are lost in the rounding of x.
 */
const nearStep = ({ position, unit = 1 }: LineProblem): number =>
  powerOfTwo(Math.max(0.25 / unit, position * 2 ** -50))

/**
 * A quarter of it is the first step: far enough to drown round-off, near enough to see the function as smooth. It grows
 * less than |x|, as a periodic function would pass many periods, up to 2^53: beyond, neighbouring numbers lie further
 * apart than periods can.
 */
export function scale(position: number): number {
  if (position <= 8) return Math.max(position, 0.5)
  return position < 2 ** 53 ? 8 * (position / 8) ** (2 / 3) : position
}

function fixed(problem: LineProblem, chosen: Settings): Extrapolation {
  const { line, centre, order, left, right, position, unit = 1 } = problem
  const wanted = formula(chosen.method, order)
  if (wanted.nodes.length <= order) {
    throw new NumericArgumentError(
      chosen.operation,
      'method',
      `${chosen.method} cannot give a derivative of order ${order}; it takes at least ${order + 1} points.`,
    )
  }
  // h^accuracy of truncation balances noise / h^order of round-off
  const balanced =
    (2 * chosen.noise) ** (1 / (wanted.accuracy + order)) * (Math.max(1, scale(position * unit)) / unit)
  const step = representable(problem.step ?? powerOfTwo(balanced), position)
  const fit = placed(wanted, order, step, left, right)
  const precision = { order, noise: chosen.noise, floor: problem.floor ?? 0, position }
  const size = unitOf(fit.step)
  const differences = new Differences(line, centre, precision, weighted(fit, order), size)
  const value = differences.at(fit.step)
  // the same formula with half the step is wrong by 2^accuracy less, but for terms of higher order: hence twice as much
  const half = value === undefined || !chosen.estimateError ? undefined : differences.at(fit.step / 2)
  const share = 2 / (1 - 2 ** -fit.accuracy)
  const near =
    half !== undefined && fit.step > 4 * nearStep(problem) ? differences.at(nearStep(problem)) : undefined
  const error = centre.map((_, i) => {
    if (value === undefined || half === undefined) return Number.NaN
    const rounding = value.roundOff[i]! + half.roundOff[i]!
    const truncation = (Math.abs(value.value[i]! - half.value[i]!) + rounding) * share + value.roundOff[i]!
    return Math.max(truncation, near === undefined ? 0 : contradiction(value.value[i]!, near, i))
  })
  const finite = Number.isNaN(differences.badAt)
  const atol = overPower(chosen.atol, 1 / size, order)
  const meets = (e: number, i: number) => e <= Math.max(atol, chosen.rtol * Math.abs(value!.value[i]!))
  return {
    value: centre.map((_, i) => (finite ? overPower(value!.value[i]!, size, order) : Number.NaN)),
    error: error.map((e) => errorOverPower(e, size, order)),
    converged: finite && (!chosen.estimateError || error.every(meets)),
    step: fit.step,
    evaluations: differences.evaluations,
    badAt: differences.badAt,
  }
}

/** The step as it arrives when it is added to a number of that size. */
function representable(step: number, position: number): number {
  const arrived = position + step - position
  return arrived > 0 && arrived < Number.POSITIVE_INFINITY ? arrived : Math.max(step, position * 2 ** -52)
}
