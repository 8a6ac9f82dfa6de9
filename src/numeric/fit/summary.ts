import { NumericArgumentError } from '../errors.ts'
import { counted } from '../wording.ts'
import type { LeastSquaresResult } from './leastSquares.ts'
import { studentQuantile, twoSidedP } from './studentT.ts'

/** The table that a statistician expects of a fit: estimates with standard errors, t values and confidence limits. */
export function summarise(fit: LeastSquaresResult, level = 0.95): string {
  if (!(level > 0 && level < 1))
    throw new NumericArgumentError('summary', 'level', `level is ${level}; it must lie between 0 and 1.`)
  const { x, standardErrors, degreesOfFreedom: degrees, parameterNames: names } = fit
  const t = degrees > 0 ? studentQuantile(level, degrees) : Number.NaN
  const percent = `${+(100 * level).toFixed(6)} %`
  const rows = [['', 'estimate', 'std. error', 't value', 'Pr(>|t|)', `${percent} from`, 'to']]
  x.forEach((value, j) => {
    if (fit.activeBounds[j] === 'both') {
      rows.push([names[j]!, significant(value, 8), 'held', '', '', '', ''])
      return
    }
    const error = standardErrors[j]!
    const ratio = value / error
    rows.push([
      names[j]!,
      significant(value, 8),
      significant(error, 5),
      significant(ratio, 4),
      probability(degrees > 0 ? twoSidedP(ratio, degrees) : Number.NaN),
      significant(value - t * error, 6),
      significant(value + t * error, 6),
    ])
  })
  const widths = rows[0]!.map((_, c) => Math.max(...rows.map((row) => row[c]!.length)))
  const table = rows.map((row) =>
    row
      .map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!)))
      .join('  ')
      .trimEnd(),
  )
  const lines = [
    `Nonlinear least squares (${fit.method}${fit.loss === 'linear' ? '' : `, ${fit.loss} loss`}): ${counted(fit.residuals.length, 'observation')}, ${counted(x.length, 'parameter')}`,
    '',
    ...table,
    '',
    degrees > 0
      ? `Residual standard deviation: ${significant(fit.residualStandardDeviation, 8)} on ${counted(degrees, 'degree')} of freedom`
      : 'No degrees of freedom are left, so that the data tell nothing of the errors.',
    `${fit.loss === 'linear' ? 'Residual sum of squares' : 'Total loss'}: ${significant(fit.value, 10)}`,
  ]
  // an error of 0 or Infinity belongs to a parameter that no other one goes along with
  const correlated = [...x.keys()].filter(
    (j) => standardErrors[j]! > 0 && Number.isFinite(standardErrors[j]!),
  )
  if (correlated.length > 1 && degrees > 0)
    lines.push('', 'Correlation of the estimates:', ...correlations(fit, correlated))
  const unknowns = x.length - fit.activeBounds.filter((bound) => bound === 'both').length
  if (fit.rank < unknowns)
    lines.push(
      '',
      `The data determine only ${fit.rank} of ${counted(unknowns, 'combination')} of the parameters.`,
    )
  fit.activeBounds.forEach((bound, j) => {
    if (bound === 'lower' || bound === 'upper')
      lines.push('', `${names[j]} rests on its ${bound} bound; the standard errors are those without bounds.`)
  })
  lines.push('', fit.message)
  return lines.join('\n')
}

function correlations(
  { covariance, parameterNames }: LeastSquaresResult,
  which: readonly number[],
): string[] {
  const names = which.map((j) => parameterNames[j]!)
  const width = Math.max(8, ...names.map((name) => name.length))
  const first = Math.max(...names.map((name) => name.length))
  const head = `${''.padEnd(first)}  ${names
    .slice(0, -1)
    .map((name) => name.padStart(width))
    .join('  ')}`
  const rows = names.slice(1).map((name, k) => {
    const i = k + 1
    const at = (a: number, b: number): number => covariance[which[a]!]![which[b]!]!
    const cells = names
      .slice(0, i)
      .map((_, j) => (at(i, j) / Math.sqrt(at(i, i) * at(j, j))).toFixed(4).padStart(width))
    return `${name.padEnd(first)}  ${cells.join('  ')}`.trimEnd()
  })
  return [head, ...rows]
}

function significant(value: number, digits: number): string {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return value.toExponential(digits - 1)
  return value.toPrecision(digits)
}

function probability(p: number): string {
  if (Number.isNaN(p)) return 'NaN'
  return p < 2.2e-16 ? '< 2.2e-16' : p < 1e-4 ? p.toExponential(2) : p.toFixed(4)
}
