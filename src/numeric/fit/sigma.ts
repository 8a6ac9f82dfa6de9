import { NumericArgumentError, showGiven } from '../errors.ts'
import { checkedPoint } from '../evaluate.ts'
import { cholesky } from '../linear/cholesky.ts'

/** Standard deviations of observations: one for all, one for each, or their covariance matrix. */
export type Sigma = number | ArrayLike<number> | ArrayLike<ArrayLike<number>>

/** Turns what belongs to observations into as many numbers that are uncorrelated and of deviation 1, in place. */
export type Whitening = (values: Float64Array) => Float64Array

const wrong = (message: string) => new NumericArgumentError('curveFit', 'sigma', message)

/** Divides by sigma, or by the Cholesky factor of a covariance matrix. */
export function whitening(sigma: Sigma | undefined, m: number): Whitening {
  if (sigma === undefined) return (values) => values
  if (typeof sigma === 'number') {
    const all = positive(sigma, 'sigma')
    return (values) => values.map((v) => v / all)
  }
  if (sigma?.length !== m)
    throw wrong(
      `sigma has ${sigma?.length} entries for ${m} observations; give one number, one for each, or their covariance matrix.`,
    )
  if (typeof sigma[0] === 'object') return byCovariance(sigma as ArrayLike<ArrayLike<number>>, m)
  const each = Float64Array.from(sigma as ArrayLike<number>, (s, i) => positive(s, `sigma[${i}]`))
  return (values) => values.map((v, i) => v / each[i]!)
}

function positive(sigma: unknown, name: string): number {
  if (typeof sigma === 'number' && sigma > 0 && sigma < Number.POSITIVE_INFINITY) return sigma
  throw wrong(`${name} is ${showGiven(sigma)}; it must be a finite number above 0.`)
}

function byCovariance(rows: ArrayLike<ArrayLike<number>>, m: number): Whitening {
  const matrix = new Float64Array(m * m)
  for (let i = 0; i < m; i++) {
    const row = checkedPoint('curveFit', `sigma[${i}]`, rows[i]!)
    if (row.length !== m)
      throw wrong(`sigma[${i}] has ${row.length} entries; a covariance matrix of ${m} observations has ${m}.`)
    matrix.set(row, i * m)
  }
  const deviation = (i: number) => Math.sqrt(matrix[i * m + i]!)
  for (let i = 0; i < m; i++)
    for (let j = 0; j < i; j++)
      if (Math.abs(matrix[i * m + j]! - matrix[j * m + i]!) > 1e-8 * deviation(i) * deviation(j))
        throw wrong(
          `sigma[${i}][${j}] = ${matrix[i * m + j]}, but sigma[${j}][${i}] = ${matrix[j * m + i]}; a covariance matrix is symmetric.`,
        )
  const factor = cholesky(matrix, m)
  if (factor === undefined)
    throw wrong('the matrix sigma is not positive definite, so it is no covariance matrix.')
  return (values) => {
    // L z = values
    const z = values.slice()
    for (let i = 0; i < m; i++) {
      for (let k = 0; k < i; k++) z[i]! -= factor[i * m + k]! * z[k]!
      z[i]! /= factor[i * m + i]!
    }
    return z
  }
}
