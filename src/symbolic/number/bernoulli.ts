import { bernoulliNumbers } from '../../formula/special/big/bernoulli.ts'
import { Rational } from './rational.ts'

/** The Bernoulli number B_n, with B_1 = -1/2. */
export function bernoulli(n: number): Rational {
  if (n === 0) return Rational.of(1)
  if (n % 2 === 1) return n === 1 ? Rational.of(-1, 2) : Rational.of(0)
  const [top, bottom] = bernoulliNumbers(n / 2)[n / 2 - 1]!
  return Rational.of(top, bottom)
}
