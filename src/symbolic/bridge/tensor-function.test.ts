import { expect, test } from 'vitest'
import { at, grad, hessian, jit, type Tensor, tensor, vmap } from '../../index.ts'
import { realFunctions } from '../evaluate/functions.ts'
import { call, diff, type Expr, lambdify, parse, symbol } from '../index.ts'
import { tensorFunction } from './tensor-function.ts'

const float64 = (x: number) => tensor(x, { dtype: 'float64' })

const close = (a: number, b: number, tolerance: number): boolean =>
  Object.is(a, b) || a === b || Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b), 1e-300)

/** Arguments inside the domain of every function with so many. */
const points: Readonly<Record<number, readonly (readonly number[])[]>> = {
  1: [[0.3], [0.8], [-0.45], [1.7], [3.2]],
  2: [
    [0.4, 0.3],
    [1.2, 0.6],
    [2, 1.5],
  ],
  3: [
    [0.4, 0.3, 0.2],
    [1.2, 0.6, 0.7],
  ],
  4: [[0.7, 1.2, 1.9, 0.3]],
}

function arityOf(name: string): number {
  if (name === 'hypot') return 2
  for (const n of [1, 2, 3, 4]) {
    const e = call(name, ...Array.from({ length: n }, (_, i) => symbol('abcd'[i]!)))
    try {
      const f = lambdify(e, ['a', 'b', 'c', 'd'].slice(0, n))
      if (points[n]!.some((p) => Number.isFinite(f(...p)))) return n
    } catch (error) {
      if (!(error instanceof Error)) throw error
    }
  }
  return 0
}

test.each(Object.keys(realFunctions))('%s: value and gradient as the symbolic ones', (name) => {
  const n = name === 'polygamma' ? 0 : arityOf(name)
  if (n === 0) return
  const names = ['a', 'b', 'c', 'd'].slice(0, n)
  const e = call(name, ...names.map((s) => symbol(s)))
  const f = tensorFunction(e, names)
  const exact = lambdify(e, names)
  for (const point of points[n]!) {
    const expected = exact(...point)
    if (!Number.isFinite(expected)) continue
    expect(close(f(...point.map(float64)).item() as number, expected, 1e-13), `${name}(${point})`).toBe(true)
    names.forEach((variable, i) => {
      let slope: number
      try {
        slope = lambdify(diff(e, variable), names)(...point)
      } catch {
        return
      }
      if (!Number.isFinite(slope)) return
      const g = grad((x: Tensor) => f(...point.map((p, k) => (k === i ? x : p))))(
        float64(point[i]!),
      ).item() as number
      expect(close(g, slope, 1e-11), `${name} by ${variable} at ${point}: ${g} and ${slope}`).toBe(true)
    })
  }
})

test('second derivatives of functions that tensors do not have', () => {
  const e = parse('besselj(2, x)*airyai(x)')
  const second = grad(grad(tensorFunction(e, ['x'])))(float64(0.7)).item() as number
  expect(close(second, lambdify(diff(e, 'x', 2), ['x'])(0.7), 1e-12)).toBe(true)
})

test('integrals, sums and kept derivatives', () => {
  for (const [formula, x] of [
    ['Integral(exp(-t*x), t, 0, x)', 0.8],
    ['Sum(x^k/k, k, 1, 12)', 0.4],
    ['zeta(x)^2', 2.5],
  ] as const) {
    const e = parse(formula)
    const f = tensorFunction(e, ['x'])
    expect(f(float64(x)).item()).toBeCloseTo(lambdify(e, ['x'])(x), 12)
    expect(grad((t: Tensor) => f(t))(float64(x)).item()).toBeCloseTo(lambdify(diff(e, 'x'), ['x'])(x), 8)
  }
})

test('broadcasts, batches, compiles, keeps the dtype', () => {
  const f = tensorFunction(parse('x^2*sin(y) + 1/3'), ['x', 'y'])
  const out = f(tensor([1, 2, 3]), 0.5)
  expect(out.dtype).toBe('float32')
  expect(out.shape).toEqual([3])
  expect((vmap(grad((x: Tensor) => f(x, 1)))(tensor([1, 2])) as Tensor).toArray()).toEqual([
    expect.closeTo(2 * Math.sin(1), 5),
    expect.closeTo(4 * Math.sin(1), 5),
  ])
  expect(jit((x: Tensor) => f(x, 2))(float64(3)).item()).toBeCloseTo(9 * Math.sin(2) + 1 / 3, 12)
  const [a, b] = tensorFunction([parse('x'), parse('2*x')], ['x'])(float64(4))
  expect([a!.item(), b!.item()]).toEqual([4, 8])
})

test('a constant has the dtype of the arguments', () => {
  const out = tensorFunction(parse('pi'), ['x'])(float64(1))
  expect([out.dtype, out.item()]).toEqual(['float64', Math.PI])
})

test('the kinks of the clipped activations have the slope that tensors give them', () => {
  for (const [name, x] of [
    ['hardtanh', 1],
    ['hardsigmoid', -3],
  ] as const) {
    const e = call(name, symbol('x'))
    const slope = grad((t: Tensor) => tensorFunction(e, ['x'])(t))(float64(x)).item()
    expect(lambdify(diff(e, 'x'), ['x'])(x)).toBe(slope)
  }
})

test('the Hessian is the symbolic one', () => {
  const e = parse('exp(x*y)/(1 + x^2) + y^3')
  const f = tensorFunction(e, ['x', 'y'])
  const h = hessian((x: Tensor) => f(at(x, 0), at(x, 1)))(
    tensor([0.3, 0.7], { dtype: 'float64' }),
  ) as unknown as Tensor
  const rows = h.toArray() as number[][]
  for (const [i, a] of ['x', 'y'].entries())
    for (const [j, b] of ['x', 'y'].entries())
      expect(rows[i]![j]).toBeCloseTo(lambdify(diff(e, a, 1, b, 1), ['x', 'y'])(0.3, 0.7), 12)
})

test.each<[Expr, string]>([
  [parse('x*z'), 'the symbol z is not among the arguments'],
  [parse('f(x)'), 'f is not a known function'],
  [parse('x*i'), 'complex'],
  [parse('Integral(sin(x), x)'), 'Integral(sin(x), x) has no numerical value'],
])('%s is refused', (e, message) => {
  expect(() => tensorFunction(e, ['x'])(1)).toThrow(message)
})

test('arguments that are no list of names are refused', () => {
  expect(() => tensorFunction(parse('x'), 'x' as never)).toThrow('list their names')
})

test('piecewise, relations and logic', () => {
  const e = parse('where(x > 0 and x < 2, x^2, where(not(x == 3), -x, 7))')
  const f = tensorFunction(e, ['x'])
  expect(f(tensor([-1, 1, 2.5, 3])).toArray()).toEqual([1, 1, -2.5, 7])
  expect(grad((x: Tensor) => f(x))(1.5).item()).toBe(3)
})
