import { describe, expect, test } from 'vitest'
import { customVjp, DerivativeError, grad, math, type Tensor, tensor, whileLoop } from '../../tensor/index.ts'
import {
  GradcheckError,
  gradcheck,
  gradgradcheck,
  leastSquares,
  minimize,
  minimizeMethods,
} from '../index.ts'

const x64 = (data: number[] | number[][]) => tensor(data, { dtype: 'float64' })

describe('gradcheck', () => {
  test('passes right derivatives, over any nesting, in both modes and batched', () => {
    const report = gradcheck(
      (model: { w: Tensor; b: Tensor }, [x]: [Tensor, Tensor]) => ({
        y: x.matmul(model.w).add(model.b).tanh(),
      }),
      [
        {
          w: x64([
            [0.1, 0.2],
            [0.3, -0.4],
            [0.5, 0.6],
          ]),
          b: x64([0.1, -0.2]),
        },
        [x64([[1, 2, 3]]), tensor([1, 2], { dtype: 'int32' })],
      ],
    )
    expect(report.ok).toBe(true)
    expect(report.entries).toBe(2 * 11 * 4)
    expect(report.message).toMatch(
      /^gradcheck: 88 entries agree; the worst is d output\.y\[0, \d\] \/ d inputs/,
    )
  })

  test('takes float32 inputs in float64, and checks second derivatives', () => {
    expect(gradcheck((x: Tensor) => x.exp().sum(), [tensor([0.5, 1])]).ok).toBe(true)
    expect(gradgradcheck((x: Tensor, y: Tensor) => x.sin().mul(y), [x64([0.5, 1]), x64([2, 3])]).ok).toBe(
      true,
    )
    expect(
      gradcheck(
        grad((x: Tensor) => math`1 / (1 + exp(-${x}))`.sum()),
        [x64([0.5, 1, -2])],
      ).ok,
    ).toBe(true)
  })

  test('names the worst entry of a wrong rule in one sentence', () => {
    const wrong = customVjp(
      (x: Tensor) => x.square(),
      (x: Tensor) => [x.square(), x],
      (x: unknown, ct: Tensor) => [ct.mul(x as Tensor).mul(3)],
    )
    const run = () => gradcheck((x: Tensor) => wrong(x), [x64([1, 2])], { forward: false })
    expect(run).toThrow(GradcheckError)
    expect(run).toThrow(
      /^gradcheck: reverse mode gives d output\[1\] \/ d inputs\[0\]\[1\] = 6, but finite differences give (4|3\.99999999\d*|4\.00000000\d*) \+- .*\. The derivative rule/,
    )
    const report = gradcheck((x: Tensor) => wrong(x), [x64([1, 2])], { forward: false, throws: false })
    expect([report.ok, report.worst?.found]).toEqual([false, 6])
  })

  test('refuses tolerances that mean nothing', () => {
    for (const options of [{ rtol: Number.NaN }, { atol: -1 }])
      expect(() => gradcheck((x: Tensor) => x.sin(), [x64([1])], options)).toThrow(
        'must be a number not below 0',
      )
  })

  test('checks the modes that there are, and says which there is not', () => {
    const own = (slope: number) =>
      customVjp(
        (x: Tensor) => x.square(),
        (x: Tensor) => [x.square(), x] as const,
        (x: Tensor, ct: Tensor) => [ct.mul(x).mul(slope)],
      )
    const report = gradcheck(own(2), [x64([1, 2])])
    expect(report.ok).toBe(true)
    expect(report.missing).toHaveLength(0)
    expect(() => gradcheck(own(3), [x64([1, 2])])).toThrow('gradcheck: reverse mode gives d output[1]')
    const doubled = (x: Tensor) =>
      whileLoop(
        (v: Tensor) => v.less(5),
        (v: Tensor) => v.mul(2),
        x,
      )
    expect(gradcheck((x: Tensor) => doubled(x.sum()), [x64([1])]).missing[0]).toContain('whil')
    expect(() => gradcheck((x: Tensor) => doubled(x.sum()), [x64([1])], { reverse: true })).toThrow(
      DerivativeError,
    )
  })

  test('names bad input', () => {
    expect(() => gradcheck((x: Tensor) => x, [tensor([1], { dtype: 'int32' })])).toThrow(
      'no input is a floating-point tensor',
    )
    expect(() => gradcheck((x: Tensor) => x.log(), [x64([-1])])).toThrow('the function is NaN at x = [-1]')
  })
})

describe('automatic gradients', () => {
  const rosenbrock = (x: Tensor) => {
    const [a, b] = [x.index(0), x.index(1)]
    return math`100 * (${b} - ${a}^2)^2 + (1 - ${a})^2`
  }

  test.each(minimizeMethods)('minimize a tensor function by %s', (method) => {
    const found = minimize(rosenbrock, x64([-1.2, 1]), {
      method,
      gradientTolerance: 1e-6,
      maxIterations: 5000,
    })
    expect(found.value).toBeLessThan(1e-4)
  })

  test('fit residuals over tensors', () => {
    const t = x64([0, 1, 2, 3])
    const y = x64([5.1, 2.9, 1.9, 1.1])
    const fit = leastSquares(
      (b: Tensor) => math`${b.index(0)} * exp(-${b.index(1)} * ${t}) - ${y}`,
      x64([1, 1]),
    )
    const plain = leastSquares(
      ([a, k]) => [5.1, 2.9, 1.9, 1.1].map((yi, i) => a! * Math.exp(-k! * i) - yi),
      [1, 1],
    )
    expect(fit.x[0]).toBeCloseTo(plain.x[0]!, 7)
    expect(fit.x[1]).toBeCloseTo(plain.x[1]!, 7)
    expect(fit.standardErrors[1]).toBeCloseTo(plain.standardErrors[1]!, 7)
  })
})
