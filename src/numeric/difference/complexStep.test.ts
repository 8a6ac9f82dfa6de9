import { expect, test } from 'vitest'
import { type Complex, derivative, FunctionValueError, gradient, jacobian } from '../index.ts'

test.each([
  [
    '(1 - cos x) / x^2 near 0',
    (z: Complex) => z.cos().neg().add(1).div(z.square()),
    1e-3,
    // -x/12 + x^3/180 - x^5/6720
    -8.333332777777927e-5,
  ],
  ['(e^x - 1) / x near 0', (z: Complex) => z.exp().sub(1).div(z), 1e-5, 0.5000033333458332],
  ['a large argument', (z: Complex) => z.mul(1.1e8).sin(), 0.3, 1.1e8 * Math.cos(1.1e8 * 0.3)],
  ['a power in expanded form', (z: Complex) => z.pow(3).sub(z.square().mul(3)).add(z.mul(3)), 1.1, 0.03],
  ['nothing that cancels', (z: Complex) => z.neg().exp().add(1).reciprocal(), 0.5, 0.2350037122015945],
])('the error says what cancels inside f: %s', (_, f, x, truth) => {
  const { value, error } = derivative(f, x, { method: 'complex-step' })
  expect(Math.abs(value - truth)).toBeLessThanOrEqual(error)
  // and no more than a few hundred times that, or what rounding does to any result
  expect(error).toBeLessThan(Math.max(400 * Math.abs(value - truth), 1e-12 * Math.abs(truth), 5))
  expect(derivative(f, x, { method: 'complex-step', estimateError: false }).value).toBe(value)
})

test('it takes two calls more for each coordinate, or none', () => {
  const f = ([a, b]: Complex[]) => a!.mul(b!).sin()
  const found = gradient(f, [1, 2], { method: 'complex-step' })
  expect(found.evaluations).toBe(6)
  const quick = gradient(f, [1, 2], { method: 'complex-step', estimateError: false })
  expect(quick.evaluations).toBe(2)
  expect(quick.error).toEqual([Number.NaN, Number.NaN])
  expect(gradient(f, [1, 2], { method: 'complex-step' })).toEqual(found)
})

test('what a function throws while its error is estimated passes through, and the rounding is put back', () => {
  let calls = 0
  const third = (z: Complex) => {
    if (++calls === 3) throw new RangeError('mine')
    return z.exp()
  }
  expect(() => derivative(third, 1, { method: 'complex-step' })).toThrow(RangeError)
  expect(derivative((z: Complex) => z.exp(), 1, { method: 'complex-step' }).value).toBe(Math.E)
  const other = (() => 'text') as never
  expect(() => derivative(other, 1, { method: 'complex-step' })).toThrow(FunctionValueError)
})

test('a step so long that its square counts is told by the error', () => {
  for (const step of [0.1, 1e-3, 1e-20]) {
    const { value, error, converged } = derivative((z: Complex) => z.sin(), 1, {
      method: 'complex-step',
      step,
    })
    expect(Math.abs(value - Math.cos(1))).toBeLessThanOrEqual(error)
    expect(error).toBeLessThan(2 * Math.abs(value - Math.cos(1)) + 1e-15)
    expect(converged).toBe(step === 1e-20)
  }
})

test('another length in a later call is an error, not NaN', () => {
  let calls = 0
  const f = ([z]: Complex[]) => (++calls > 1 ? [z!] : [z!, z!])
  expect(() => jacobian(f, [1], { method: 'complex-step' })).toThrow('1 numbers at x = [1], but 2 before')
})
