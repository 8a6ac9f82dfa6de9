import '../../compile/bridge/subjects/elementary.ts'
import '../../compile/bridge/subjects/error-functions.ts'
import '../../compile/bridge/subjects/error-inverse.ts'
import '../../compile/bridge/subjects/gamma-functions.ts'
import '../../compile/bridge/subjects/normal-distribution.ts'
import { describe, test } from 'vitest'
import { expectSpecialValues } from '../../../test/support/kernels.ts'

const { NaN: nan, POSITIVE_INFINITY: inf } = Number

/** What the functions of statistics and mechanics are at arguments with no rounding in them: arguments, then the limit. */
const special: Readonly<Record<string, readonly (readonly number[])[]>> = {
  ndtr: [
    [0, 0.5],
    [-0, 0.5],
    [inf, 1],
    [-inf, 0],
    [40, 1],
    [-40, 0],
    [nan, nan],
  ],
  log_ndtr: [
    [inf, -0],
    [-inf, -inf],
    [nan, nan],
  ],
  ndtri: [
    [0, -inf],
    [-0, -inf],
    [0.5, 0],
    [1, inf],
    [-0.25, nan],
    [1.25, nan],
    [nan, nan],
  ],
  bessel_i0: [
    [0, 1],
    [-0, 1],
    [inf, inf],
    [-inf, inf],
    [1e4, inf],
    [nan, nan],
  ],
  bessel_i0e: [
    [0, 1],
    [inf, 0],
    [-inf, 0],
    [nan, nan],
  ],
  bessel_i1: [
    [0, 0],
    [-0, -0],
    [inf, inf],
    [-inf, -inf],
    [-1e4, -inf],
    [nan, nan],
  ],
  bessel_i1e: [
    [0, 0],
    [-0, -0],
    [inf, 0],
    [-inf, -0],
    [nan, nan],
  ],
  // a NaN and a pole share a vector with a number
  polygamma1: [
    [nan, nan],
    [1, Math.PI ** 2 / 6],
    [0, inf],
    [0.5, Math.PI ** 2 / 2],
    [-3, inf],
    [inf, 0],
    [-inf, inf],
  ],
  polygamma200: [
    [1, -inf],
    [nan, nan],
    [inf, -0],
  ],
  lbeta: [
    [1, 1, 0],
    [0, 2, inf],
    [-2, 0.5, inf],
    // finite at a pole, and a pole of the divisor
    [-2, 1, -Math.log(2)],
    [-1e16, 1, -Math.log(1e16)],
    [-inf, 1, -inf],
    [-inf, inf, inf],
    [0.5, -2.5, -inf],
    [inf, 2, -inf],
    [inf, inf, -inf],
    [-0.5, inf, nan],
    [nan, 1, nan],
    [1, nan, nan],
    // a pole whatever the other is, but for NaN
    [0, inf, inf],
    [inf, -1, inf],
    [nan, 0, nan],
    [-2, nan, nan],
  ],
}

describe.each(['float32', 'float64'] as const)('in %s', (dtype) => {
  test.each(Object.keys(special))('%s has the right special values', (name) => {
    expectSpecialValues(name, dtype, special[name]!)
  })
})
