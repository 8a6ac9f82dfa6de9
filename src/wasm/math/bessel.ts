import { i0Tail, i1Tail } from '../../formula/special/coefficients/besselModified.ts'
import { i0Series, i1Series } from '../../formula/special/coefficients/series.ts'
import { expWithCorrection } from './exponential.ts'
import type { Lanes, V } from './lanes.ts'

const largest = { near: 7.75, finite: 800 }

/** The modified Bessel function I0 or I1, float64, or exp(-|x|) times it: its series up to 7.75, a polynomial of 1/x beyond. */
export const modifiedBessel =
  (order: 0 | 1, scaled: boolean) =>
  (l: Lanes, argument: V): V => {
    const x = l.let(argument)
    const a = l.let(l.abs(x))
    const small = l.let(l.atMost(a, largest.near))
    const z = l.let(l.mul(l.mul(small, small), 0.25))
    const [series, tail] = order === 0 ? [i0Series, i0Tail] : [i1Series, i1Tail]
    const sum = l.longPolynomial(z, series)
    const near = l.let(order === 0 ? sum : l.mul(sum, l.mul(small, 0.5)))
    // the unscaled functions are infinite long before their bound
    const large = l.let(l.atLeast(scaled ? a : l.atMost(a, largest.finite), largest.near))
    const t = l.let(l.sub(l.div(2 * largest.near, large), 1))
    const far = l.let(l.div(l.longPolynomial(t, tail), l.sqrt(large)))
    const isNear = l.let(l.lt(a, largest.near))
    const [exponent, factor, other] = scaled ? [l.neg(small), near, far] : [large, far, near]
    const product = l.let(expWithCorrection(l, exponent, l.let(l.c(0)), factor))
    const value = l.let(scaled ? l.select(isNear, product, other) : l.select(isNear, other, product))
    return order === 0 ? value : l.copySign(value, x)
  }
