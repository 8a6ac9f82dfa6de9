import { describe, expect, test } from 'vitest'
import { checkDerivatives, expectClose, sample } from '../../../test/support/derivatives.ts'
import { type Tensor, tensor } from '../index.ts'
import * as fourier from './fft.ts'

const { fft, ifft, rfft, irfft, fft2, fftn, ifftn, fftfreq, rfftfreq } = fourier
const f64 = { dtype: 'float64' } as const

/** The definition. */
function dft(re: ArrayLike<number>, im: ArrayLike<number>): { re: number[]; im: number[] } {
  const n = re.length
  const out = { re: [] as number[], im: [] as number[] }
  for (let k = 0; k < n; k++) {
    let [a, b] = [0, 0]
    for (let j = 0; j < n; j++) {
      const angle = (-2 * Math.PI * ((j * k) % n)) / n
      a += re[j]! * Math.cos(angle) - im[j]! * Math.sin(angle)
      b += re[j]! * Math.sin(angle) + im[j]! * Math.cos(angle)
    }
    out.re.push(a)
    out.im.push(b)
  }
  return out
}

describe('fft', () => {
  test.each([1, 2, 3, 4, 5, 7, 8, 12, 31, 64, 100, 127])('of length %i is its definition', (n) => {
    const [re, im] = [sample([n]), sample([n], 2)]
    const got = fft({ re, im })
    const wanted = dft(re.data(), im.data())
    expectClose(got.re.data(), wanted.re, 1e-13, 're')
    expectClose(got.im.data(), wanted.im, 1e-13, 'im')
    const back = ifft(got)
    expectClose(back.re.data(), re.data(), 1e-14, 'inverse re')
    expectClose(back.im.data(), im.data(), 1e-14, 'inverse im')
    const half = rfft(re)
    expect(half.re.shape).toEqual([Math.floor(n / 2) + 1])
    expectClose(irfft(half, { n }).data(), re.data(), 1e-14, 'irfft')
  })
  test('a long transform keeps its digits', () => {
    const n = 30030
    const re = sample([n])
    const got = ifft(fft(re))
    expectClose(got.re.data(), re.data(), 1e-13, 'there and back')
  })
  test('derivatives, batches, axes', () => {
    const both = (c: fourier.Complex): Tensor => c.re.sin().add(c.im.square())
    checkDerivatives((re, im) => both(fft({ re, im }, { axis: 0 })), [sample([5, 2]), sample([5, 2], 2)])
    checkDerivatives(
      (re, im) => both(ifft({ re, im }, { norm: 'ortho', n: 6 })),
      [sample([2, 4]), sample([2, 4], 2)],
    )
    checkDerivatives((x) => both(rfft(x, { n: 3 })), [sample([2, 5])])
    checkDerivatives((x) => both(rfft(x, { axis: 0, norm: 'ortho' })), [sample([6, 2])])
    checkDerivatives((re, im) => irfft({ re, im }, { axis: 0 }).sin(), [sample([4, 2]), sample([4, 2], 2)])
    checkDerivatives((re, im) => irfft({ re, im }, { n: 5 }).sin(), [sample([3]), sample([3], 2)])
    checkDerivatives((re, im) => irfft({ re, im }).sin(), [sample([3]), sample([3], 2)])
    checkDerivatives((x) => both(fft2(x)), [sample([3, 4])])
  })
  test('of real numbers is half of the transform, from which they come back', () => {
    for (const norm of ['backward', 'ortho', 'forward'] as const)
      for (const [n, axis] of [
        [1, 0],
        [2, 1],
        [5, 1],
        [6, 0],
        [8, 1],
        [12, 0],
      ] as const) {
        const x = sample([6, 7])
        const found = rfft(x, { n, axis, norm })
        const whole = fft(x, { n, axis, norm })
        for (const part of ['re', 'im'] as const) {
          const [got, all] = [found[part], whole[part]].map((y) => y.moveaxis(axis, 0)) as [Tensor, Tensor]
          const wanted = all.split([Math.floor(n / 2) + 1, Math.ceil(n / 2) - 1], 0)[0]
          expectClose(got.data(), wanted.data(), 1e-13, `${part} of ${n}`)
        }
        expectClose(
          irfft(found, { n, axis, norm }).data(),
          ifft(whole, { n, axis, norm }).re.data(),
          1e-14,
          `back ${n}`,
        )
      }
    // the imaginary parts of the ends count for nothing
    const [re, im] = [tensor([1, 2, 3], f64), tensor([5, -1, 7], f64)]
    expectClose(irfft({ re, im }).data(), irfft({ re, im: tensor([0, -1, 0], f64) }).data(), 1e-15, 'ends')
    expectClose(irfft({ re, im }).data(), [2, 0, 0, -1], 1e-15, 'irfft')
    expect(() => rfft(tensor(1, f64))).toThrow(/a scalar/)
    // the ends are real, and nothing overflows on the way to what does not
    expect(
      rfft(sample([3, 4]), { n: 2 })
        .im.abs()
        .max()
        .item(),
    ).toBe(0)
    expect([...rfft(tensor([1.5e308, 0], f64)).re.data()]).toEqual([1.5e308, 1.5e308])
  })
  test('several axes and norms', () => {
    const x = sample([3, 4, 5])
    const back = ifftn(fftn(x, { norm: 'ortho' }), { norm: 'ortho' })
    expectClose(back.re.data(), x.data(), 1e-14, 'fftn')
    const scaled = fft(x, { norm: 'forward' }).re.mul(5)
    expectClose(scaled.data(), fft(x).re.data(), 1e-14, 'forward')
  })
  test('frequencies, and what is refused', () => {
    expectClose(fftfreq(5, 0.5).data(), [0, 0.4, 0.8, -0.8, -0.4], 1e-7, 'fftfreq')
    expect(fftfreq(4).toArray()).toEqual([0, 0.25, -0.5, -0.25])
    expect(rfftfreq(4).toArray()).toEqual([0, 0.25, 0.5])
    expect(rfftfreq(2).toArray()).toEqual([0, 0.5])
    expect(rfftfreq(1).toArray()).toEqual([0])
    expect([...rfftfreq(3, 0.1, f64).data()]).toEqual([0, 1 / (3 * 0.1)])
    expect([...fftfreq(3, f64).data()]).toEqual([0, 1 / 3, -1 / 3])
    expect(() => fftfreq(4, { d: 0.5 } as never)).toThrow(/fftfreq: there is no option 'd'/)
    expect(() => rfftfreq(4, 'a' as never, f64)).toThrow(/rfftfreq: the spacing is "a"/)
    expect(() => fft(tensor(1, f64))).toThrow(/a scalar/)
    expect(() => fft(sample([3]), { n: 0 })).toThrow(/length is 0/)
  })
})
