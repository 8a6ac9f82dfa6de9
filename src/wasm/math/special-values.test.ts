import '../../compile/bridge/subjects/elementary.ts'
import '../../compile/bridge/subjects/error-functions.ts'
import '../../compile/bridge/subjects/error-inverse.ts'
import '../../compile/bridge/subjects/gamma-functions.ts'
import '../../compile/bridge/subjects/normal-distribution.ts'
import { describe, test } from 'vitest'
import { expectSpecialValues } from '../../../test/support/kernels.ts'

const { NaN: nan, POSITIVE_INFINITY: inf } = Number

/** Arguments with no rounding in them, and what IEEE 754 (or the function's limit) says. */
const special: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  exp: [
    [0, 1],
    [-0, 1],
    [inf, inf],
    [-inf, 0],
    [nan, nan],
    [1e4, inf],
    [-1e4, 0],
  ],
  expm1: [
    [0, 0],
    [-0, -0],
    [inf, inf],
    [-inf, -1],
    [nan, nan],
    [1e4, inf],
  ],
  log: [
    [1, 0],
    [0, -inf],
    [-0, -inf],
    [inf, inf],
    [-1, nan],
    [nan, nan],
  ],
  log1p: [
    [0, 0],
    [-0, -0],
    [-1, -inf],
    [-2, nan],
    [inf, inf],
    [nan, nan],
  ],
  log2: [
    [1, 0],
    [8, 3],
    [2 ** -140, -140],
    [0, -inf],
    [inf, inf],
    [-1, nan],
  ],
  log10: [
    [1, 0],
    [0, -inf],
    [inf, inf],
    [-1, nan],
  ],
  tanh: [
    [0, 0],
    [-0, -0],
    [inf, 1],
    [-inf, -1],
    [50, 1],
    [nan, nan],
  ],
  logistic: [
    [0, 0.5],
    [inf, 1],
    [-inf, 0],
    [nan, nan],
  ],
  sin: [
    [0, 0],
    [-0, -0],
    [inf, nan],
    [nan, nan],
  ],
  cos: [
    [0, 1],
    [-0, 1],
    [-inf, nan],
    [nan, nan],
  ],
  tan: [
    [0, 0],
    [-0, -0],
    [inf, nan],
  ],
  asin: [
    [0, 0],
    [-0, -0],
    [2, nan],
    [nan, nan],
  ],
  acos: [
    [1, 0],
    [2, nan],
    [nan, nan],
  ],
  atan: [
    [0, 0],
    [-0, -0],
    [nan, nan],
  ],
  sinh: [
    [0, 0],
    [-0, -0],
    [inf, inf],
    [-inf, -inf],
    [nan, nan],
    [1e4, inf],
  ],
  cosh: [
    [0, 1],
    [inf, inf],
    [-inf, inf],
    [nan, nan],
    [1e4, inf],
  ],
  asinh: [
    [0, 0],
    [-0, -0],
    [inf, inf],
    [-inf, -inf],
    [nan, nan],
  ],
  acosh: [
    [1, 0],
    [0.5, nan],
    [-0.5, nan],
    [-2, nan],
    [-1e12, nan],
    [-1e30, nan],
    [-inf, nan],
    [inf, inf],
    [nan, nan],
  ],
  atanh: [
    [0, 0],
    [-0, -0],
    [1, inf],
    [-1, -inf],
    [2, nan],
    [nan, nan],
  ],
  erf: [
    [0, 0],
    [-0, -0],
    [inf, 1],
    [-inf, -1],
    [nan, nan],
  ],
  erfc: [
    [0, 1],
    [inf, 0],
    [-inf, 2],
    [nan, nan],
    [40, 0],
  ],
  erf_inv: [
    [0, 0],
    [-0, -0],
    [1, inf],
    [-1, -inf],
    [2, nan],
    [nan, nan],
  ],
  rsqrt: [
    [0, inf],
    [-0, -inf],
    [4, 0.5],
    [inf, 0],
    [-1, nan],
    [nan, nan],
  ],
  cbrt: [
    [0, 0],
    [-0, -0],
    [27, 3],
    [-8, -2],
    [inf, inf],
    [-inf, -inf],
    [nan, nan],
  ],
  lgamma: [
    [1, 0],
    [2, 0],
    [0, inf],
    [-0, inf],
    [-3, inf],
    [-1e306, inf],
    [-5e-324, 744.4400719213812],
    [-1e-200, 460.51701859880916],
    [inf, inf],
    [nan, nan],
  ],
  digamma: [
    [0, -inf],
    [-0, inf],
    [-1, nan],
    [inf, inf],
    [nan, nan],
  ],
  polygamma2: [
    [-0, -inf],
    [-3, -inf],
    [inf, -0],
    [nan, nan],
  ],
  gamma: [
    [1, 1],
    [2, 1],
    [5, 24],
    [0, inf],
    [-0, -inf],
    [-1, nan],
    [-inf, nan],
    [inf, inf],
    [200, inf],
    [-200.5, -0],
    [nan, nan],
  ],
  erfcx: [
    [0, 1],
    [-0, 1],
    [inf, 0],
    [-inf, inf],
    [-30, inf],
    [nan, nan],
  ],
}

describe.each(['float32', 'float64'] as const)('in %s', (dtype) => {
  test.each(Object.keys(special))('%s has the right special values', (name) => {
    expectSpecialValues(name, dtype, special[name]!)
  })
})
