import { NumericArgumentError } from '../errors.ts'
import { counted } from '../wording.ts'
import type { LeastSquaresResult } from './leastSquares.ts'
import { errorDegrees } from './statistics.ts'
import { studentQuantile, twoSidedP } from './studentT.ts'

/** The table that a statistician expects of a fit: estimates with standard errors, t values and confidence limits. */
export function summarise(fit: LeastSquaresResult, level = 0.95): string {
  if (!(level > 0 && level < 1))
    throw new NumericArgumentError('summary', 'level', `level is ${level}; it must lie between 0 and 1.`)
  const { x, standardErrors } = fit
  const lines = [
    `Nonlinear least squares (${fit.method}${fit.loss === 'linear' ? '' : `, ${fit.loss} loss`}): ${counted(fit.residuals.length, 'observation')}, ${counted(x.length, 'parameter')}`,
    '',
    ...estimates(fit, level),
    '',
    ...goodness(fit),
  ]
  // an error of 0 or Infinity belongs to a parameter that no other one goes along with
  const correlated = [...x.keys()].filter(
    (j) => standardErrors[j]! > 0 && Number.isFinite(standardErrors[j]!),
  )
  if (correlated.length > 1 && errorDegrees(fit) > 0)
    lines.push('', 'Correlation of the estimates:', ...correlations(fit, correlated))
  for (const remark of remarks(fit)) lines.push('', remark)
  return lines.join('\n')
}

/** How well the curve fits. */
function goodness(fit: LeastSquaresResult): string[] {
  const { degreesOfFreedom: degrees, absoluteSigma, loss, value, residualStandardDeviation } = fit
  const on = `on ${counted(degrees, 'degree')} of freedom`
  if (absoluteSigma && loss === 'linear')
    return [`Chi-square: ${significant(value, 10)} ${on}; the errors follow from the given sigma.`]
  const total = `${loss === 'linear' ? 'Residual sum of squares' : 'Total loss'}: ${significant(value, 10)}`
  if (absoluteSigma) return [`${total}; the errors follow from the given sigma.`]
  return degrees > 0
    ? [`Residual standard deviation: ${significant(residualStandardDeviation, 8)} ${on}`, total]
    : ['No degrees of freedom are left, so that the data tell nothing of the errors.', total]
}

/** The table of the estimates, one a row. */
function estimates(fit: LeastSquaresResult, level: number): string[] {
  const { standardErrors, parameterNames: names } = fit
  const degrees = errorDegrees(fit)
  const t = degrees > 0 ? studentQuantile(level, degrees) : Number.NaN
  const head = [
    '',
    'estimate',
    'std. error',
    't value',
    'Pr(>|t|)',
    `${+(100 * level).toFixed(6)} % from`,
    'to',
  ]
  const rows = fit.x.map((value, j) => {
    if (fit.activeBounds[j] === 'both') return [names[j]!, significant(value, 8), 'held', '', '', '', '']
    const error = standardErrors[j]!
    const ratio = value / error
    return [
      names[j]!,
      significant(value, 8),
      significant(error, 5),
      significant(ratio, 4),
      probability(degrees > 0 ? twoSidedP(ratio, degrees) : Number.NaN),
      significant(value - t * error, 6),
      significant(value + t * error, 6),
    ]
  })
  const all = [head, ...rows]
  const widths = head.map((_, c) => Math.max(...all.map((row) => row[c]!.length)))
  const cells = (row: string[]) =>
    row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!)))
  return all.map((row) => cells(row).join('  ').trimEnd())
}

/** What a reader of the table must know: parameters that the data or the bounds do not leave free, and how the search ended. */
function remarks({ x, rank, activeBounds, parameterNames, message }: LeastSquaresResult): string[] {
  const unknowns = x.length - activeBounds.filter((bound) => bound === 'both').length
  const short = `The data determine only ${rank} of ${counted(unknowns, 'combination')} of the parameters.`
  const resting = activeBounds.flatMap((bound, j) =>
    bound === 'lower' || bound === 'upper'
      ? [`${parameterNames[j]} rests on its ${bound} bound; the standard errors are those without bounds.`]
      : [],
  )
  return [...(rank < unknowns ? [short] : []), ...resting, message]
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
