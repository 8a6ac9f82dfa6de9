import { describe, expect, test } from 'vitest'
import { inMode } from '../../../test/support/compiled.ts'
import { checkDerivatives, expectClose, numbers, sample } from '../../../test/support/derivatives.ts'
import { engine, eye, grad, jit, type Tensor, tensor } from '../index.ts'
import * as linalg from './index.ts'
import { matrixRank } from './matrixNorm.ts'

const f64 = { dtype: 'float64' } as const

const identity = (n: number): Tensor => eye(n, n, 0, f64)

const T = (x: Tensor): Tensor => x.swapaxes(-1, -2)

const near = (got: Tensor, wanted: Tensor, tolerance = 1e-13): void =>
  expectClose(got.data(), wanted.data(), tolerance, 'value')

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
  test.each(['interpret', 'compile'] as const)(
    'eigh of a graded matrix keeps small eigenvalues (%s)',
    (mode) => {
      inMode(mode, () => {
        const a = tensor(
          [
            [4, 1, 0],
            [1, 3, 0],
            [0, 0, 1e-12],
          ],
          f64,
        )
        expect(linalg.eigvalsh(a).toArray()).toEqual([
          1e-12,
          expect.closeTo((7 - Math.sqrt(5)) / 2, 14),
          expect.closeTo((7 + Math.sqrt(5)) / 2, 14),
        ])
      })
    },
  )
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
  test.each(['float32', 'float64'] as const)(
    'singular values alone are those beside their vectors: %s',
    (dtype) => {
      const [together, single] = [jit((a: Tensor) => linalg.svd(a)), jit(linalg.svdvals)]
      const made = [
        [5, 5],
        [3, 30],
        [30, 3],
        [40, 40],
        [3, 20, 20],
        [2, 0, 3],
        [0, 2, 2],
      ].map((shape) => sample(shape, 3).astype(dtype))
      const [square, wide] = [made[3]!, made[1]!]
      const deficient = wide.t().matmul(wide)
      const others = [
        square.mul(0),
        deficient,
        square.mul(Number.NaN),
        square.mul(Infinity),
        square.mul(1e30),
      ]
      for (const a of [...made, ...others]) {
        const alone = single(a)
        const whole = together(a)
        expect(alone.dtype).toBe(dtype)
        expect(alone.data()).toEqual(whole[1].data())
        // one side of the vectors is enough to want them
        for (const side of [0, 2] as const)
          expect(jit((x: Tensor) => linalg.svd(x)[side])(a).data()).toEqual(whole[side].data())
      }
    },
  )
  test('complete qr and full svd have no derivative where vectors are not determined', () => {
    const [q, r] = linalg.qr(sample([4, 2]), { mode: 'complete' })
    expect([q.shape, r.shape]).toEqual([
      [4, 4],
      [4, 2],
    ])
    near(q.matmul(r), sample([4, 2]))
    expect(() => grad((a: Tensor) => linalg.qr(a, { mode: 'complete' })[1].sum())(sample([4, 2]))).toThrow(
      /qr: mode 'complete' of f64\[\d,\d\] has no derivative, because the last vectors are not determined/,
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
  test('pinv looks at singular values only where one may count as 0: norms say which are large enough', () => {
    const n = 64
    const a = identity(n)
    // |A| |A^-1| is n in Frobenius' norm
    for (const [rtol, looks] of [
      [0.5 / n, false],
      [2 / n, false],
      [1, true],
    ] as const) {
      const inverse = jit((x: Tensor) => linalg.pinv(x, { rtol }))
      const { kernels } = engine.profile(() => void inverse(a).data(), { warmUp: 1 })
      expect(kernels.some(({ name }) => name.startsWith('svd'))).toBe(looks)
      near(inverse(a), looks ? a.multiply(0) : a)
    }
  })
})
