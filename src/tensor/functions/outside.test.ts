import { describe, expect, test } from 'vitest'
import { inMode } from '../../../test/support/compiled.ts'
import { fft, fftn, grad, ldexp, nanmedian, relEntr, type Tensor, tensor, trapezoid } from '../index.ts'

const f64 = { dtype: 'float64' } as const
const inf = Number.POSITIVE_INFINITY

describe.each(['interpret', 'compile'] as const)('outside of their domain (%s)', (mode) => {
  // as SciPy's rel_entr
  test.each([
    [0, [0, 0, inf, 0, 0, inf, NaN]],
    [1, [inf, 0, inf, -Math.LN2, -inf, inf, NaN]],
    [-1, [inf, inf, inf, inf, inf, inf, NaN]],
    [inf, [inf, inf, inf, inf, NaN, inf, NaN]],
    [-inf, [inf, inf, inf, inf, inf, inf, NaN]],
    [NaN, [NaN, NaN, NaN, NaN, NaN, NaN, NaN]],
  ])('the relative entropy of %d to what there may be', (a, wanted) => {
    const b = tensor([0, 1, -1, 2, inf, -inf, NaN], f64)
    expect(inMode(mode, () => relEntr(a, b).toArray())).toEqual(wanted)
    const slopes = inMode(mode, () =>
      grad((q: Tensor) => relEntr(1, q).sum())(tensor([-1, 2], f64)).toArray(),
    )
    expect(slopes).toEqual([0, -0.5])
  })
  // as PyTorch's
  test.each([
    [1, inf, inf],
    [-1, inf, -inf],
    [1, -inf, 0],
    [0, inf, NaN],
    [inf, -inf, NaN],
    [1, NaN, NaN],
    [3, 5000, inf],
    [3, -5000, 0],
    [0, 2e8, 0],
    [-0, 2e9, -0],
    [1, -2e8, 0],
    [-1, 2e8, -inf],
    [inf, -2e8, inf],
  ])('%d * 2^%d', (x, n, wanted) => {
    expect(inMode(mode, () => ldexp(tensor(x, f64), n).item())).toBe(wanted)
    expect(inMode(mode, () => ldexp(x, n).item())).toBe(wanted)
    expect(inMode(mode, () => ldexp(tensor(x), n).item())).toBe(wanted)
  })
  test('2^n may be out of reach where x*2^n is not', () => {
    expect(inMode(mode, () => ldexp(tensor(2 ** -149), 270).item())).toBe(2 ** 121)
    expect(inMode(mode, () => ldexp(tensor(2 ** 127), -276).item())).toBe(2 ** -149)
    expect(inMode(mode, () => ldexp(tensor(2 ** -1074, f64), 2090).item())).toBe(2 ** 1016)
    expect(inMode(mode, () => ldexp(tensor(2 ** 1023, f64), -2097).item())).toBe(2 ** -1074)
  })
  test('the median of only NaN has no slope', () => {
    const x = tensor([
      [NaN, NaN],
      [5, NaN],
    ])
    const slopes = (a: Tensor): Tensor => grad((y: Tensor) => nanmedian(y, 1).sum())(a)
    expect(inMode(mode, () => nanmedian(x, 1).toArray())).toEqual([NaN, 5])
    expect(inMode(mode, () => slopes(x).toArray())).toEqual([
      [0, 0],
      [1, 0],
    ])
  })
})

test('areas of float32 and float64 have the digits of float64', () => {
  const [y, x] = [
    [1, 2 ** -30],
    [0.5, 2 ** 20],
  ] as const
  const exact = ((1 + 2 ** -30) / 2) * (2 ** 20 - 0.5)
  expect(trapezoid(tensor([...y]), { x: tensor([...x], f64) }).item()).toBe(exact)
  const apart = tensor([0.1, 2 ** 24])
  expect(trapezoid(tensor([1, 1], f64), { x: apart }).item()).toBe(2 ** 24 - Math.fround(0.1))
})

test('a transform along one of several axes', () => {
  const x = tensor([
    [1, 2],
    [3, 5],
  ])
  for (const axis of [0, -1]) {
    const { re, im } = fft(x, { axis })
    const { re: real, im: imaginary } = fftn(x, { axes: axis })
    expect([real.toArray(), imaginary.toArray()]).toEqual([re.toArray(), im.toArray()])
  }
})
