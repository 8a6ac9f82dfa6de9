import { explain } from '../../explain/index.ts'
import { math, type Tensor, tensor } from '../../index.ts'
import { approxFprime } from '../../numeric/index.ts'
import { diff, evaluate, parse, pretty } from '../../symbolic/index.ts'
import { columns, prose } from './prose.ts'

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))

function symbolic(): string {
  const f = parse('1/(1 + exp(-x))')
  const derivative = diff(f, 'x')
  return [
    pretty(f, { label: 'f(x)  = ' }),
    '',
    pretty(derivative, { label: "f'(x) = " }),
    '',
    `f'(0.5) = ${evaluate(derivative, { x: 0.5 })}`,
  ].join('\n')
}

/** A forward difference with a step that is too long misses the curve; one that is too short drowns in rounding. */
function numerical(): string {
  const x = 0.5
  const truth = logistic(x) * (1 - logistic(x))
  const steps = [1e-1, 1e-2, 1e-4, 1e-6, 1e-8, 1e-10, 1e-12, 1e-14]
  const rows = steps.map((step) => {
    const value = approxFprime((v: number[]) => logistic(v[0]!), [x], step)[0] as number
    return { step, value, error: Math.abs(value - truth) }
  })
  const hasRoom = columns >= 65
  const best = Math.min(...rows.map((row) => row.error))
  const lines = rows.map(({ step, value, error }) => {
    const bar = '█'.repeat(Math.max(1, Math.round(2 * (Math.log10(error) + 13))))
    const note = error === best ? '  ← best' : ''
    return `${step.toExponential(0).padStart(7)}  ${value.toFixed(16)}  ${error.toExponential(1).padStart(8)}${hasRoom ? `  ${bar}${note}` : ''}`
  })
  return [
    hasRoom ? '   step  (f(x + step) - f(x)) / step   error' : '   step  difference quotient    error',
    ...lines,
    '',
    prose(
      'A long step misses the curve: the error shrinks with the step. A short one subtracts nearly equal numbers, and their rounding is divided by the step: the error grows again. Neither 1e-2 nor 1e-12 is right.',
    ),
  ].join('\n')
}

function automatic(): string {
  const table = explain((x: Tensor) => math`1 / (1 + exp(-1 * ${x}))`, tensor(0.5, { dtype: 'float64' }))
  return table.text(columns)
}

/** The lecture's example: the logistic function differentiated in three ways. */
export function logisticTour(heading: (text: string) => string): string {
  return [
    heading('1  Symbolic: a formula in, its derivative out'),
    symbolic(),
    heading('2  Numerical: finite differences at x = 0.5'),
    numerical(),
    heading('3  Automatic: every intermediate of f(0.5), and the chain rule'),
    automatic(),
  ].join('\n\n')
}
