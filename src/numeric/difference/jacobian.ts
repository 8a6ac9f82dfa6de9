import {
  type Box,
  checkedBounds,
  checkedPoint,
  checkedVector,
  scalarValue,
  type VectorFunction,
  vectorValue,
} from '../evaluate.ts'
import type { Complex } from './complex.ts'
import { complexJacobian, rejectRealOptions } from './complexStep.ts'
import type { ComplexStepOptions } from './derivative.ts'
import { differentiateLine } from './line.ts'
import { chosenStep, type DifferenceOptions, type Settings, settings } from './options.ts'
import {
  type DerivativeResult,
  type DifferenceReport,
  finiteCentre,
  finiteOr,
  type GradientResult,
  type MatrixResult,
} from './result.ts'
import type { Extrapolation } from './richardson.ts'

/** The directional derivative of a vector-valued function. */
export interface DirectionalResult extends DifferenceReport {
  readonly value: number[]
  readonly error: number[]
  readonly step: number
}

/**
 * The gradient of a function of several numbers, with an error estimate of each entry.
 *
 * Throws: as `derivative`.
 *
 * @example gradient(([x, y]) => x! * y!, [2, 3]).value // [3, 2]
 */
export function gradient(
  f: (z: Complex[]) => Complex | number,
  x: ArrayLike<number>,
  options: ComplexStepOptions,
): GradientResult
export function gradient<A extends readonly unknown[]>(
  f: (x: number[], ...args: A) => number,
  x: ArrayLike<number>,
  options?: DifferenceOptions<A>,
): GradientResult
export function gradient(
  f: (x: never, ...args: never[]) => unknown,
  x: ArrayLike<number>,
  options: DifferenceOptions | ComplexStepOptions = {},
): GradientResult {
  const call = f as unknown as (x: unknown, ...args: unknown[]) => unknown
  const scalar = (p: unknown, ...args: unknown[]) => {
    const value = call(p, ...args)
    if (options.method === 'complex-step') return value
    return [scalarValue('gradient', value, p as number[])]
  }
  const found = columns('gradient', scalar, x, options)
  return { ...found, value: found.value[0] ?? [], error: found.error[0] ?? [] }
}

/**
 * The Jacobian of a function from n numbers to m numbers.
 *
 * Shapes: [n] -> value [m][n], error [m][n]
 * Throws: as `derivative`; FunctionValueError where the length of what f returns changes.
 *
 * @example jacobian(([x, y]) => [x! * y!, x! + y!], [2, 3]).value // [[3, 2], [1, 1]]
 */
export function jacobian(
  f: (z: Complex[]) => (Complex | number)[],
  x: ArrayLike<number>,
  options: ComplexStepOptions,
): MatrixResult
export function jacobian<A extends readonly unknown[]>(
  f: (x: number[], ...args: A) => ArrayLike<number> | number,
  x: ArrayLike<number>,
  options?: DifferenceOptions<A>,
): MatrixResult
export function jacobian(
  f: (x: never, ...args: never[]) => unknown,
  x: ArrayLike<number>,
  options: DifferenceOptions | ComplexStepOptions = {},
): MatrixResult {
  return columns('jacobian', f as unknown as (x: unknown, ...args: unknown[]) => unknown, x, options)
}

function columns(
  operation: string,
  f: (x: unknown, ...args: unknown[]) => unknown,
  x: ArrayLike<number>,
  options: DifferenceOptions | ComplexStepOptions,
): MatrixResult {
  const point = checkedPoint(operation, 'x', x)
  if (options.method === 'complex-step') {
    rejectRealOptions(operation, options)
    return complexJacobian(operation, f, point, options)
  }
  const chosen = settings(operation, options)
  const box = checkedBounds(operation, options.bounds, point)
  const field = vectorField(operation, f as VectorFunction, chosen)
  const centre = field(point)
  finiteCentre(operation, Array.from(point), centre)
  const found = Array.from(point, (_, j) => {
    const along = new Float64Array(point.length)
    along[j] = 1
    return alongLine(
      operation,
      field,
      centre,
      point,
      along,
      box,
      chosenStep(operation, options, j, point),
      chosen,
      1,
    )
  })
  return {
    value: Array.from(centre, (_, i) => found.map((column) => column.value[i]!)),
    error: Array.from(centre, (_, i) => found.map((column) => column.error[i]!)),
    step: found.map((column) => column.step),
    evaluations: found.reduce((sum, column) => sum + column.evaluations, 1),
    converged: found.every((column) => column.converged),
    method: chosen.method,
  }
}

/**
 * The derivative of f at x along v: the gradient (or Jacobian) times v, at the cost of one derivative.
 *
 * @example directional(([x, y]) => x! * y!, [2, 3], [1, 1]).value // 5
 */
export function directional<A extends readonly unknown[]>(
  f: (x: number[], ...args: A) => number,
  x: ArrayLike<number>,
  v: ArrayLike<number>,
  options?: DifferenceOptions<A>,
): DerivativeResult
export function directional<A extends readonly unknown[]>(
  f: (x: number[], ...args: A) => ArrayLike<number>,
  x: ArrayLike<number>,
  v: ArrayLike<number>,
  options?: DifferenceOptions<A>,
): DirectionalResult
export function directional(
  f: (x: number[], ...args: never[]) => unknown,
  x: ArrayLike<number>,
  v: ArrayLike<number>,
  options: DifferenceOptions = {},
): DerivativeResult | DirectionalResult {
  const operation = 'directional'
  const point = checkedPoint(operation, 'x', x)
  const along = checkedVector(operation, 'v', v, point.length)
  const chosen = settings(operation, options)
  const box = checkedBounds(operation, options.bounds, point)
  let scalar = false
  const field = vectorField(
    operation,
    (p: number[], ...args: unknown[]) => {
      const value: unknown = (f as (x: number[], ...args: unknown[]) => unknown)(p, ...args)
      scalar = typeof value === 'number'
      return value as ArrayLike<number>
    },
    chosen,
  )
  const centre = field(point)
  finiteCentre(operation, Array.from(point), centre)
  const found = alongLine(
    operation,
    field,
    centre,
    point,
    along,
    box,
    chosenStep(operation, options, 0, point),
    chosen,
    1,
  )
  const report = {
    evaluations: found.evaluations + 1,
    step: found.step,
    converged: found.converged,
    method: chosen.method,
  }
  return scalar
    ? { value: found.value[0]!, error: found.error[0]!, ...report }
    : { value: Array.from(found.value), error: Array.from(found.error), ...report }
}

/** A user's function, its values copied and checked; the length of the first is the rule for the others. */
export function vectorField(
  operation: string,
  f: (x: number[], ...args: unknown[]) => unknown,
  chosen: Settings,
): (point: Float64Array) => Float64Array {
  let length: number | undefined
  return (point) => {
    const value = vectorValue(operation, f(Array.from(point), ...chosen.args), point, length)
    length = value.length
    return value
  }
}

/** The derivative of given order of t -> field(x + t v) at 0. */
export function alongLine(
  operation: string,
  field: (point: Float64Array) => Float64Array,
  centre: Float64Array,
  x: Float64Array,
  v: Float64Array,
  box: Box,
  step: number | undefined,
  chosen: Settings,
  order: number,
): Extrapolation {
  const n = x.length
  const [left, right] = roomAlong(x, v, box)
  let [size, length] = [0, 0]
  for (let i = 0; i < n; i++) {
    if (v[i] === 0) continue
    size = Math.max(size, Math.abs(x[i]!))
    length = Math.max(length, Math.abs(v[i]!))
  }
  if (length === 0) {
    const zero = new Float64Array(centre.length)
    return { value: zero, error: zero.slice(), converged: true, step: 0, evaluations: 0, badAt: Number.NaN }
  }
  const pointAt = (t: number) => {
    const p = new Float64Array(n)
    for (let i = 0; i < n; i++) {
      // rounding must not carry the point over a bound
      p[i] = Math.min(Math.max(x[i]! + t * v[i]!, box.lower[i]!), box.upper[i]!)
    }
    return p
  }
  // differentiate along v / |v|, so that steps are in the units of x
  const found = differentiateLine(
    {
      line: (t) => field(pointAt(t / length)),
      centre,
      order,
      position: size,
      left: left * length,
      right: right * length,
      step,
    },
    chosen,
  )
  finiteOr(
    operation,
    found,
    (t) => Array.from(pointAt(t / length)),
    (t) => field(pointAt(t / length)).find((value) => !Number.isFinite(value)) ?? Number.NaN,
  )
  const scale = length ** order
  return { ...found, value: found.value.map((d) => d * scale), error: found.error.map((e) => e * scale) }
}

/** How far t may go to the left and to the right before x + t v leaves the box. */
function roomAlong(x: Float64Array, v: Float64Array, box: Box): [number, number] {
  let left = Number.NEGATIVE_INFINITY
  let right = Number.POSITIVE_INFINITY
  for (let i = 0; i < x.length; i++) {
    const vi = v[i]!
    if (vi === 0) continue
    const toLower = (box.lower[i]! - x[i]!) / vi
    const toUpper = (box.upper[i]! - x[i]!) / vi
    left = Math.max(left, vi > 0 ? toLower : toUpper)
    right = Math.min(right, vi > 0 ? toUpper : toLower)
  }
  return [left, right]
}
