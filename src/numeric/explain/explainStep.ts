import { type Charting, renderChart } from '../../charting.ts'
import { checkOptions } from '../../options.ts'
import { derivative } from '../difference/derivative.ts'
import { Differences } from '../difference/differences.ts'
import { formula, weighted } from '../difference/fixed.ts'
import { type DifferenceMethod, settings } from '../difference/options.ts'
import { NumericArgumentError, showGiven } from '../errors.ts'
import { checkedFunction, checkedPoint, scalarValue } from '../evaluate.ts'
import { stepChart } from './chart.ts'
import { textPlot } from './textPlot.ts'

/** The error of a difference quotient with one step. */
export interface StepError {
  readonly step: number
  readonly estimate: number
  /** Distance of the estimate from the reference. */
  readonly error: number
  /** The part that the formula leaves out, C h^p, with C from the larger steps. */
  readonly truncation: number
  /** The part that the rounding of the values of f can cause, sum |w f| u / h. */
  readonly roundOff: number
}

/** How the error of a difference quotient depends on its step. */
export interface StepExplanation {
  readonly points: readonly StepError[]
  /** The step with the least error among those tried. */
  readonly best: StepError
  /** The step where truncation and round-off together are least, by their models. */
  readonly balance: number
  /** What the estimates are compared with. */
  readonly reference: number
  /** The order p of the truncation error. */
  readonly accuracy: number
  readonly method: DifferenceMethod
  readonly x: number
  /** The plot for a terminal, which Node's console shows of the whole. */
  readonly text: string
  /** The same as a chart, in the options of Apache ECharts. */
  readonly chart: object
  /** The same as SVG, drawn by ECharts: `explanation.svg(await import('echarts'))`. */
  svg(charting: Charting): string
}

/** Options of `explainStep`. */
export interface ExplainOptions {
  /** A method with a fixed step; forward by default. */
  readonly method?: Exclude<DifferenceMethod, 'adaptive'> | undefined
  /** The derivative, where it is known; by default the adaptive estimate. */
  readonly exact?: number | undefined
  /** Which coordinate of an array x moves; 0 by default. */
  readonly coordinate?: number | undefined
  readonly dtype?: 'float64' | 'float32' | undefined
  readonly noise?: number | undefined
  /** Steps tried in each power of ten; 4 by default. */
  readonly stepsPerDecade?: number | undefined
}

/**
 * Shows why the step of a finite difference must be neither large nor small: the error for steps from 1e-16 to 1
 * (times |x| where that is larger), its truncation and round-off parts, and the best step.
 *
 * Throws: NumericArgumentError, FunctionValueError, NonFiniteError.
 *
 * @example console.log(explainStep((x) => 1 / (1 + Math.exp(-x)), 0.5))
 */
export function explainStep(f: (x: number) => number, x: number, options?: ExplainOptions): StepExplanation
export function explainStep(
  f: (x: number[]) => number,
  x: ArrayLike<number>,
  options?: ExplainOptions,
): StepExplanation
export function explainStep(
  f: (x: never) => number,
  x: number | ArrayLike<number>,
  options: ExplainOptions = {},
): StepExplanation {
  checkOptions(operation, options, optionNames)
  const { method = 'forward', dtype, noise, stepsPerDecade = 4 } = options
  const settled = settings(operation, { method, dtype, noise })
  if (settled.method === 'adaptive')
    throw wrong('method', 'adaptive has no one step to explain; choose another method.')
  const precision = settled.noise
  const { along, at } = line(f, x, options.coordinate ?? 0)
  const reference = amount('exact', options.exact ?? derivative(along, at, { dtype, noise }).value)
  const perDecade = Math.max(1, Math.round(amount('stepsPerDecade', stepsPerDecade)))
  const tried = differencesBySteps(along, at, method, precision, perDecade).map(
    ({ step, estimate, roundOff }) => ({ step, estimate, error: Math.abs(estimate - reference), roundOff }),
  )
  if (tried.length === 0)
    throw wrong('x', `f is finite on no neighbourhood of x = ${at} that ${method} needs.`)
  const { accuracy } = formula(method, 1)
  const constant = truncationConstant(tried, accuracy, 2 * perDecade)
  const points = tried.map((p) => ({ ...p, truncation: constant * p.step ** accuracy }))
  const best = points.reduce((a, b) => (b.error < a.error ? b : a))
  const balance = points.reduce((a, b) =>
    b.truncation + b.roundOff < a.truncation + a.roundOff ? b : a,
  ).step
  const facts = { points, best, balance, reference, accuracy, method, x: at }
  const chart = stepChart(facts)
  const text = textPlot(facts)
  return {
    ...facts,
    text,
    chart,
    svg: (charting) => renderChart(charting, chart, 760, 460),
    // what Node's console shows, in place of the points
    [Symbol.for('nodejs.util.inspect.custom')]: () => text,
  } as StepExplanation
}

const operation = 'explainStep'

const optionNames: readonly (keyof ExplainOptions)[] = [
  'method',
  'exact',
  'coordinate',
  'dtype',
  'noise',
  'stepsPerDecade',
]

const wrong = (argument: string, message: string) => new NumericArgumentError(operation, argument, message)

function amount(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw wrong(name, `${name} is ${showGiven(value)}; it must be a finite number.`)
}

/** f along one coordinate, and where that is. */
function line(
  f: (x: never) => unknown,
  x: number | ArrayLike<number>,
  coordinate: number,
): { along(t: number): number; readonly at: number } {
  checkedFunction(operation, 'f', f)
  const point = checkedPoint(operation, 'x', x)
  if (!Number.isInteger(coordinate) || !(coordinate in point))
    throw wrong('coordinate', `there is no coordinate ${coordinate}; x has length ${point.length}.`)
  const moved = (t: number) => {
    const p = Array.from(point)
    p[coordinate] = t
    return p
  }
  const along = (t: number) => {
    const p = typeof x === 'number' ? t : moved(t)
    return scalarValue(operation, f(p as never), p)
  }
  return { along, at: point[coordinate]! }
}

/** The difference quotient by each step from 1e-16 to 1 (times |at| where that is larger) for which f is finite. */
function differencesBySteps(
  along: (t: number) => number,
  at: number,
  method: DifferenceMethod,
  noise: number,
  perDecade: number,
): Pick<StepError, 'step' | 'estimate' | 'roundOff'>[] {
  const differences = new Differences(
    (t) => Float64Array.of(along(at + t)),
    Float64Array.of(along(at)),
    { order: 1, noise, floor: 0, position: 0 },
    weighted(formula(method, 1), 1),
  )
  const wanted = Array.from({ length: 16 * perDecade + 1 }, (_, k) => 10 ** (k / perDecade - 16))
  const steps = new Set(wanted.map((step) => at + step * Math.max(1, Math.abs(at)) - at))
  steps.delete(0)
  return [...steps].flatMap((step) => {
    const found = differences.at(step)
    return found === undefined ? [] : [{ step, estimate: found.value[0]!, roundOff: found.roundOff[0]! }]
  })
}

/** C of the truncation error C h^p, from the steps with which it stands out from round-off and still goes as h^p. */
function truncationConstant(
  tried: readonly Omit<StepError, 'truncation'>[],
  accuracy: number,
  most: number,
): number {
  const clear = tried.filter((p) => p.error > 30 * p.roundOff).slice(0, most)
  const constants = clear.map((p) => p.error / p.step ** accuracy).sort((a, b) => a - b)
  return constants[Math.floor(constants.length / 2)] ?? 0
}
