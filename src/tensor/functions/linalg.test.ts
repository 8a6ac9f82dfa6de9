import { describe, expect, test } from 'vitest'
import { checkDerivatives, expectClose, numbers, sample } from '../../../test/support/derivatives.ts'
import { eye, grad, hessian, jacfwd, jacrev, type Tensor, tensor, vmap } from '../index.ts'
import * as linalg from './index.ts'
import { cond, matrixNorm, matrixRank } from './matrixNorm.ts'

const f64 = { dtype: 'float64' } as const
const identity = (n: number): Tensor => eye(n, n, 0, f64)
const T = (x: Tensor): Tensor => x.swapaxes(-1, -2)
const det = (a: Tensor): Tensor => linalg.det(a)
/** Positive definite, and a smooth function of any matrix. */
const positive = (a: Tensor): Tensor => a.matmul(T(a)).add(identity(a.shape.at(-2)!))
/** Well away from singular. */
const regular = (shape: number[], seed = 1): Tensor => sample(shape, seed).add(identity(shape.at(-1)!).mul(2))
const near = (got: Tensor, wanted: Tensor, tolerance = 1e-13): void =>
  expectClose(got.data(), wanted.data(), tolerance, 'value')

describe('systems', () => {
  test('cholesky', () => {
    for (const shape of [
      [1, 1],
      [4, 4],
      [2, 3, 3],
    ]) {
      const a = positive(sample(shape))
      const l = linalg.cholesky(a)
      near(l.matmul(T(l)), a)
      near(T(linalg.cholesky(a, { upper: true })), l)
      checkDerivatives((x) => linalg.cholesky(x).sin(), [a])
    }
    expect(
      [
        ...linalg
          .cholesky(
            tensor(
              [
                [1, 2],
                [2, 1],
              ],
              f64,
            ),
          )
          .data(),
      ].every(Number.isNaN),
    ).toBe(true)
  })
  test('solveTriangular, both sides, transposed, unit', () => {
    for (const upper of [true, false])
      for (const unitriangular of [true, false])
        for (const left of [true, false])
          for (const transpose of [true, false]) {
            const options = { upper, unitriangular, left, transpose }
            const a = regular([3, 3])
            const b = sample(left ? [3, 2] : [2, 3], 5)
            const read = upper ? a.triu(unitriangular ? 1 : 0) : a.tril(unitriangular ? -1 : 0)
            const whole = unitriangular ? read.add(identity(3)) : read
            const used = transpose ? T(whole) : whole
            const x = linalg.solveTriangular(a, b, options)
            near(left ? used.matmul(x) : x.matmul(used), b)
            checkDerivatives((p, q) => linalg.solveTriangular(p, q, options), [a, b])
          }
  })
  test('solve: vectors, matrices, batches, from the right', () => {
    const a = regular([2, 3, 3])
    near(
      a.matmul(linalg.solve(a, sample([3, 2], 3))),
      sample([3, 2], 3).add(tensor(new Float64Array(12), { ...f64, shape: [2, 3, 2] })),
    )
    expect(linalg.solve(a, sample([2, 3], 3)).shape).toEqual([2, 3])
    expect(linalg.solve(a, sample([3], 3)).shape).toEqual([2, 3])
    near(
      linalg.solve(regular([3, 3]), sample([2, 3], 4), { left: false }).matmul(regular([3, 3])),
      sample([2, 3], 4),
    )
    checkDerivatives((p, q) => linalg.solve(p, q), [regular([3, 3]), sample([3], 2)])
    checkDerivatives((p, q) => linalg.solve(p, q), [a, sample([2, 3, 2], 2)])
    checkDerivatives((p, q) => linalg.solve(p, q, { left: false }), [regular([3, 3]), sample([2, 3], 2)])
    // Zeros on the diagonal need row exchanges.
    near(
      linalg.solve(
        tensor(
          [
            [0, 2],
            [3, 0],
          ],
          f64,
        ),
        tensor([4, 9], f64),
      ),
      tensor([3, 2], f64),
    )
    expect(
      [
        ...linalg
          .solve(
            tensor(
              [
                [1, 2],
                [2, 4],
              ],
              f64,
            ),
            tensor([1, 1], f64),
          )
          .data(),
      ].every(Number.isFinite),
    ).toBe(false)
    expect(() => linalg.solve(sample([3, 3]), sample([2]))).toThrow(
      /solve: a is f64\[3,3\], b is f64\[2\]: b must have 3 rows/,
    )
    expect(() => linalg.solve(sample([3, 2]), sample([3]))).toThrow(/must be equal, a square matrix/)
  })
  test('choleskySolve, inv, matrixPower', () => {
    checkDerivatives((b, l) => linalg.choleskySolve(b, l), [sample([3, 2]), regular([3, 3], 2).tril()])
    near(
      linalg.choleskySolve(sample([3]), linalg.cholesky(positive(sample([3, 3])))),
      linalg.solve(positive(sample([3, 3])), sample([3])),
    )
    checkDerivatives(linalg.inv, [regular([2, 3, 3])])
    expect(linalg.inv(tensor([[4]], f64)).toArray()).toEqual([[0.25]])
    for (const n of [-3, -1, 0, 1, 5])
      checkDerivatives((a) => linalg.matrixPower(a, n).mul(a), [regular([3, 3]).mul(0.5)])
    near(
      linalg.matrixPower(regular([3, 3]), 5),
      Array.from({ length: 4 }).reduce<Tensor>((p) => p.matmul(regular([3, 3])), regular([3, 3])),
    )
  })
  test('no rows, no examples', () => {
    const none = tensor(new Float64Array(0), { ...f64, shape: [0, 0] })
    expect(linalg.det(none).item()).toBe(1)
    expect(linalg.slogdet(none).map((x) => x.item())).toEqual([1, 0])
    expect(linalg.inv(none).shape).toEqual([0, 0])
    const batch = tensor(new Float64Array(0), { ...f64, shape: [0, 3, 3] })
    expect(linalg.cholesky(batch).shape).toEqual([0, 3, 3])
    expect(linalg.svd(batch).map((x) => x.shape)).toEqual([
      [0, 3, 3],
      [0, 3],
      [0, 3, 3],
    ])
    expect((grad((a: Tensor) => linalg.det(a).sum())(batch) as Tensor).shape).toEqual([0, 3, 3])
  })
})

describe('determinants', () => {
  test('det, slogdet, logdet', () => {
    for (const shape of [
      [1, 1],
      [2, 2],
      [4, 4],
      [2, 3, 3],
    ]) {
      checkDerivatives(linalg.det, [sample(shape)])
      checkDerivatives((a) => linalg.slogdet(a)[1], [regular(shape)])
    }
    checkDerivatives((a) => linalg.logdet(positive(a)), [sample([3, 3])])
    const [sign, size] = linalg.slogdet(
      tensor(
        [
          [0, 1],
          [1, 0],
        ],
        f64,
      ),
    )
    expect([sign.item(), size.item()]).toEqual([-1, 0])
    expect(
      linalg
        .logdet(
          tensor(
            [
              [0, 1],
              [1, 0],
            ],
            f64,
          ),
        )
        .item(),
    ).toBeNaN()
    expect(linalg.slogdet(identity(300).mul(1e-5))[1].item()).toBeCloseTo(300 * Math.log(1e-5), 9)
  })
  test('the gradient and the Hessian of det hold for singular matrices', () => {
    const rank2 = tensor(
      [
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9],
      ],
      f64,
    )
    near(
      grad(det)(rank2) as Tensor,
      tensor(
        [
          [-3, 6, -3],
          [6, -12, 6],
          [-3, 6, -3],
        ],
        f64,
      ),
      1e-13,
    )
    const rank1 = tensor(
      [
        [1, 2, 3],
        [2, 4, 6],
        [3, 6, 9],
      ],
      f64,
    )
    expectClose((grad(det)(rank1) as Tensor).data(), new Float64Array(9), 1e-13, 'rank 1')
    for (const a of [rank1, rank2, identity(3), tensor(new Float64Array(9), { ...f64, shape: [3, 3] })]) {
      // d^2 det / da_ij da_kl = e_ikm e_jln a_mn
      const h = (hessian(det)(a) as Tensor).reshape([3, 3, 3, 3]).toArray() as number[][][][]
      const e = (i: number, j: number, k: number): number => ((i - j) * (j - k) * (k - i)) / 2
      const m = a.toArray() as number[][]
      for (let i = 0; i < 3; i++)
        for (let j = 0; j < 3; j++)
          for (let k = 0; k < 3; k++)
            for (let l = 0; l < 3; l++) {
              let wanted = 0
              for (let p = 0; p < 3; p++)
                for (let q = 0; q < 3; q++) wanted += e(i, k, p) * e(j, l, q) * m[p]![q]!
              expect(h[i]![j]![k]![l]!).toBeCloseTo(wanted, 11)
            }
    }
  })
})

describe('factorisations', () => {
  test.each([[[3, 3]], [[5, 3]], [[3, 5]], [[1, 4]], [[4, 1]], [[2, 4, 3]]])(
    'qr, lu, svd, pinv of %j',
    (shape) => {
      const a = sample(shape, 4)
      const [m, n] = shape.slice(-2) as [number, number]
      const k = Math.min(m, n)
      const [q, r] = linalg.qr(a)
      near(q.matmul(r), a)
      near(T(q).matmul(q), T(q).matmul(q).mul(0).add(identity(k)))
      near(r.triu(), r)
      checkDerivatives((x) => linalg.qr(x)[0].sin(), [a])
      checkDerivatives((x) => linalg.qr(x)[1].sin(), [a])
      const [p, l, u] = linalg.lu(a)
      near(p.matmul(l).matmul(u), a)
      checkDerivatives((x) => linalg.lu(x)[1].sin(), [a])
      checkDerivatives((x) => linalg.lu(x)[2].sin(), [a])
      const [left, s, right] = linalg.svd(a)
      near(left.mul(s.expandDims(-2)).matmul(right), a)
      checkDerivatives((x) => linalg.svdvals(x).sin(), [a])
      // Not dependent on the signs of the vectors.
      checkDerivatives(
        (x) => {
          const [g, t, h] = linalg.svd(x)
          return g.mul(t.sin().expandDims(-2)).matmul(h)
        },
        [a],
      )
      checkDerivatives((x) => linalg.svd(x)[0].square(), [a])
      checkDerivatives((x) => linalg.svd(x)[2].square(), [a])
      const inverse = linalg.pinv(a)
      near(a.matmul(inverse).matmul(a), a)
      near(inverse.matmul(a).matmul(inverse), inverse)
      checkDerivatives((x) => linalg.pinv(x), [a])
    },
  )
  test('eigh', () => {
    for (const shape of [
      [1, 1],
      [4, 4],
      [2, 3, 3],
    ]) {
      const a = sample(shape, 6)
      const [w, v] = linalg.eigh(a)
      near(v.mul(w.expandDims(-2)).matmul(T(v)), a.add(T(a)).mul(0.5))
      checkDerivatives((x) => linalg.eigvalsh(x).sin(), [a])
      checkDerivatives((x) => linalg.eigh(x)[1].square(), [a])
      checkDerivatives(
        (x) => {
          const [d, q] = linalg.eigh(x)
          return q.mul(d.exp().expandDims(-2)).matmul(T(q))
        },
        [a],
      )
    }
  })
  test('larger matrices: residuals and orthogonality near the unit roundoff', () => {
    const n = 60
    const a = tensor(numbers(n * n, 3), { ...f64, shape: [n, n] })
    const [w, v] = linalg.eigh(a)
    near(v.mul(w.expandDims(-2)).matmul(T(v)), a.add(T(a)).mul(0.5), 1e-13)
    near(T(v).matmul(v), identity(n), 1e-13)
    const [u, s, vt] = linalg.svd(a)
    near(u.mul(s).matmul(vt), a, 1e-13)
    near(T(u).matmul(u), identity(n), 1e-13)
    const [q] = linalg.qr(a)
    near(T(q).matmul(q), identity(n), 1e-13)
    near(a.matmul(linalg.inv(a)), identity(n), 1e-11)
  })
  test('rank deficient, zero and graded matrices', () => {
    const rank1 = tensor(
      [
        [1, 2],
        [2, 4],
        [3, 6],
      ],
      f64,
    )
    const [u, s, vt] = linalg.svd(rank1, { fullMatrices: true })
    expect(s.data()[1]!).toBeLessThan(1e-15)
    near(T(u).matmul(u), identity(3), 1e-14)
    near(vt.matmul(T(vt)), identity(2), 1e-14)
    expect(matrixRank(rank1).item()).toBe(1)
    expect(matrixRank(tensor(new Float64Array(6), { ...f64, shape: [2, 3] })).item()).toBe(0)
    const zero = linalg.svd(tensor(new Float64Array(6), { ...f64, shape: [2, 3] }), { fullMatrices: true })
    near(zero[0].matmul(T(zero[0])), identity(2))
    near(zero[2].matmul(T(zero[2])), identity(3))
    // Singular values of very different size keep their digits.
    const graded = tensor(
      [
        [1e60, 0],
        [0, 1e-60],
      ],
      f64,
    )
    expect([...linalg.svdvals(graded).data()]).toEqual([1e60, 1e-60])
    expect(
      [
        ...linalg
          .svdvals(
            tensor(
              [
                [Number.NaN, 1],
                [1, 1],
              ],
              f64,
            ),
          )
          .data(),
      ].every(Number.isNaN),
    ).toBe(true)
    near(linalg.pinv(rank1).matmul(rank1).matmul(linalg.pinv(rank1)), linalg.pinv(rank1))
  })
  test('complete qr and full svd have no derivative where vectors are not determined', () => {
    const [q, r] = linalg.qr(sample([4, 2]), { mode: 'complete' })
    expect([q.shape, r.shape]).toEqual([
      [4, 4],
      [4, 2],
    ])
    near(q.matmul(r), sample([4, 2]))
    expect(() => grad((a: Tensor) => linalg.qr(a, { mode: 'complete' })[1].sum())(sample([4, 2]))).toThrow(
      /the last 2 columns of Q are not determined/,
    )
    expect(() => grad((a: Tensor) => linalg.svd(a, { fullMatrices: true })[1].sum())(sample([4, 2]))).toThrow(
      /fullMatrices: false/,
    )
    checkDerivatives((a) => linalg.svd(a, { fullMatrices: true })[0].square(), [sample([3, 3])])
    expect(linalg.qr(sample([4, 2]), { mode: 'r' })[1].shape).toEqual([2, 2])
  })
  test('lstsq: tall, wide, several right-hand sides', () => {
    checkDerivatives((a, b) => linalg.lstsq(a, b), [sample([5, 2]), sample([5], 2)])
    checkDerivatives((a, b) => linalg.lstsq(a, b), [sample([2, 4]), sample([2, 3], 2)])
    const a = sample([5, 3])
    const residual = a.matmul(linalg.lstsq(a, sample([5], 2))).subtract(sample([5], 2))
    expectClose(T(a).matmul(residual).data(), [0, 0, 0], 1e-14, 'normal equations')
  })
})

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

test('forward and reverse Jacobians agree, also under vmap, to third order', () => {
  const a = sample([2, 2])
  const f = (x: Tensor): Tensor => linalg.inv(positive(x))
  near(jacfwd(f)(a) as Tensor, jacrev(f)(a) as Tensor)
  const third = (x: Tensor): Tensor =>
    jacfwd(jacfwd(jacrev((y: Tensor) => linalg.logdet(positive(y)))))(x) as Tensor
  const thirdBack = (x: Tensor): Tensor =>
    jacrev(jacrev(jacrev((y: Tensor) => linalg.logdet(positive(y)))))(x) as Tensor
  near(third(a), thirdBack(a), 1e-11)
  const stacked = tensor(numbers(12, 5), { ...f64, shape: [3, 2, 2] })
  const mapped = vmap(third)(stacked) as Tensor
  expect(mapped.shape).toEqual([3, 2, 2, 2, 2, 2, 2])
})
