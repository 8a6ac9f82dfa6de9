import { describe, expect, test } from 'vitest'
import { checkDerivatives, expectClose, numbers, sample } from '../../../test/support/derivatives.ts'
import { eye, grad, hessian, jacfwd, jacrev, jvp, type Tensor, tensor, vmap } from '../index.ts'
import * as linalg from './index.ts'

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
  test.each([[[70, 70]], [[2, 67, 67]], [[150, 150]]])(
    'cholesky of %j: the gradient goes block by block, and is that of forward mode, which does not',
    (shape) => {
      const size = shape.reduce((n, extent) => n * extent)
      const a = positive(sample(shape).mul(0.3))
      const along = (seed: number): Tensor => tensor(numbers(size, seed), { ...f64, shape })
      const f = (x: Tensor): Tensor => linalg.cholesky(x).mul(along(3)).sin().sum()
      const symmetric = grad(f)(a) as Tensor
      near(symmetric, T(symmetric))
      const forward = jvp(f, [a], [along(4)])[1]
      near(symmetric.mul(along(4)).sum(), forward, 1e-11)
      // second order: of reverse mode along one direction, against differences of it
      const slope = (x: Tensor): Tensor => (grad(f)(x) as Tensor).mul(along(5)).sum()
      const step = along(4).mul(1e-5)
      const difference = slope(a.add(step))
        .subtract(slope(a.subtract(step)))
        .mul(0.5e5)
      near((grad(slope)(a) as Tensor).mul(along(4)).sum(), difference, 1e-7)
    },
  )
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
      /solve: a is f64\[3,3\], b is f64\[2\]: b must be \[3\]/,
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
      // the gradient is A^-T, whatever the sign
      const given = regular(shape, 2).mul(-1)
      const gradient = grad((a: Tensor) => linalg.slogdet(a)[1].sum())(given) as Tensor
      near(gradient, T(linalg.inv(given)))
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
