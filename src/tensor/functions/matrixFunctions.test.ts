import { describe, expect, test } from 'vitest'
import { checkDerivatives, expectClose, sample } from '../../../test/support/derivatives.ts'
import { eye, grad, type Tensor, tensor } from '../index.ts'
import * as linalg from './index.ts'
import { conditionNumber as cond, matrixNorm } from './matrixNorm.ts'

const f64 = { dtype: 'float64' } as const

const identity = (n: number): Tensor => eye(n, n, 0, f64)

const T = (x: Tensor): Tensor => x.swapaxes(-1, -2)

/** Positive definite, and a smooth function of any matrix. */
const positive = (a: Tensor): Tensor => a.matmul(T(a)).add(identity(a.shape.at(-2)!))

/** Well away from singular. */
const regular = (shape: number[], seed = 1): Tensor => sample(shape, seed).add(identity(shape.at(-1)!).mul(2))

const near = (got: Tensor, wanted: Tensor, tolerance = 1e-13): void =>
  expectClose(got.data(), wanted.data(), tolerance, 'value')

describe('functions of matrices', () => {
  test('matrixExp', () => {
    for (const [shape, scale] of [
      [[1, 1], 1],
      [[3, 3], 1],
      [[2, 2, 2], 3],
      [[3, 3], 12],
    ] as const)
      checkDerivatives((a) => linalg.matrixExp(a), [sample(shape, 2).mul(scale)], { step: 1e-3 / scale })
    near(
      linalg.matrixExp(
        tensor(
          [
            [0, 1, 2],
            [0, 0, 3],
            [0, 0, 0],
          ],
          f64,
        ),
      ),
      tensor(
        [
          [1, 1, 3.5],
          [0, 1, 3],
          [0, 0, 1],
        ],
        f64,
      ),
      1e-15,
    )
    const turn = linalg.matrixExp(
      tensor(
        [
          [0, -20],
          [20, 0],
        ],
        f64,
      ),
    )
    expectClose(turn.data(), [Math.cos(20), -Math.sin(20), Math.sin(20), Math.cos(20)], 1e-13, 'rotation')
    near(linalg.matrixExp(tensor(new Float64Array(4), { ...f64, shape: [2, 2] })), identity(2), 0)
  })
  test('norms', () => {
    for (const ord of [
      'fro',
      'nuc',
      1,
      -1,
      2,
      -2,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ] as const) {
      // Away from 0, where the absolute value has a kink.
      const a = sample([2, 3, 4], 3)
      checkDerivatives((x) => matrixNorm(x, { ord }), [a.add(a.sign().mul(0.1))])
      expect(matrixNorm(sample([2, 3, 4]), { ord, axis: [2, 0], keepdims: true }).shape).toEqual([1, 3, 1])
      near(
        matrixNorm(sample([2, 3, 4]), { ord, axis: [2, 0] }),
        matrixNorm(sample([2, 3, 4]).transpose([1, 2, 0]), { ord }),
      )
    }
    expect(
      (
        grad((a: Tensor) => matrixNorm(a))(tensor(new Float64Array(4), { ...f64, shape: [2, 2] })) as Tensor
      ).toArray(),
    ).toEqual([
      [0, 0],
      [0, 0],
    ])
    expect(() => matrixNorm(sample([2, 2]), { ord: 3 })).toThrow(/ord is 3/)
    checkDerivatives((a) => cond(a), [sample([3, 3])])
    checkDerivatives((a) => cond(a, 1), [regular([3, 3])])
    checkDerivatives((a) => cond(a), [sample([4, 3])])
    for (const ord of [2, 1] as const)
      expect(() => cond(tensor([], { ...f64, shape: [0, 0] }), ord)).toThrow(/cond.*without elements/)
  })
  test('multivariate normal', () => {
    checkDerivatives(
      (x, m, a) => linalg.multivariateNormalLogpdf(x, m, positive(a)),
      [sample([3]), sample([3], 2), sample([3, 3], 3)],
    )
    const single = linalg
      .multivariateNormalLogpdf(tensor([1.5], f64), tensor([0.5], f64), tensor([[4]], f64))
      .item()
    expect(single).toBeCloseTo(-0.5 * 0.25 - Math.log(2) - 0.5 * Math.log(2 * Math.PI), 14)
    expect(linalg.multivariateNormalLogpdf(sample([5, 3]), sample([3]), identity(3)).shape).toEqual([5])
  })
})
