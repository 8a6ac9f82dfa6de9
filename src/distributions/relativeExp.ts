import { divide, expm1, less, log1p, square, type Tensor, where } from '../tensor/core.ts'
import { polynomial } from './gammaKernel.ts'

/** A series near 0, where the quotient f(x)/x has no value, or a slope without digits. */
function over(x: Tensor, f: (x: Tensor) => Tensor, coefficients: readonly number[]): Tensor {
  const isNear = less(square(x), 1e-4)
  const far = where(isNear, 1, x)
  return where(isNear, polynomial(coefficients, where(isNear, x, 0)), divide(f(far), far))
}

const factorials = [1, 2, 6, 24, 120, 720, 5040, 40320].map((n) => 1 / n)
/** (e^x - 1)/x */
export const relativeExp = (x: Tensor): Tensor => over(x, expm1, factorials)

const harmonics = Array.from({ length: 9 }, (_, k) => (-1) ** k / (k + 1))
/** log(1 + x)/x */
export const relativeLog = (x: Tensor): Tensor => over(x, log1p, harmonics)
