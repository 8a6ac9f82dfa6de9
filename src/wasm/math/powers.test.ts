import '../../compile/bridge/subjects/powers.ts'
import '../../compile/bridge/subjects/elementary.ts'
import { expect, test } from 'vitest'
import { applyCompiled } from '../../../test/support/kernels.ts'

test.each(['float32', 'float64'] as const)('logarithms of powers are exact in %s', (dtype) => {
  const single = dtype === 'float32'
  const powers = Array.from({ length: single ? 270 : 2090 }, (_, i) => i - (single ? 145 : 1070))
  expect(
    applyCompiled(
      'log2',
      dtype,
      powers.map((n) => 2 ** n),
    ),
  ).toEqual(powers)
  const tens = Array.from({ length: single ? 76 : 616 }, (_, i) => i - (single ? 37 : 307))
  expect(
    applyCompiled(
      'log10',
      dtype,
      tens.map((n) => Number(`1e${n}`)),
    ),
  ).toEqual(tens)
})

test('powers of two are exact, and their neighbours within a unit', () => {
  const whole = Array.from({ length: 2200 }, (_, i) => i - 1090)
  expect([...applyCompiled('exp2', 'float64', whole)]).toEqual(whole.map((n) => 2 ** n))
  expect([...applyCompiled('exp2', 'float32', whole)]).toEqual(whole.map((n) => Math.fround(2 ** n)))
  const xs = Array.from({ length: 4000 }, (_, i) => (i - 2000) / 1.97)
  applyCompiled('exp2', 'float64', xs).forEach((y, i) => {
    expect(Math.abs(y / 2 ** xs[i]! - 1)).toBeLessThanOrEqual(2 ** -52)
  })
})

test('float32 powers are rounded once, from subnormal results to the largest', () => {
  const bases = Array.from({ length: 300 }, (_, i) => Math.fround(2 ** (i - 149) * (1 + i / 301)))
  const exponents = [-1.5, -1, -0.3, 1 / 3, 0.5, 0.99, 1.01, 2, 3, 7]
  for (const y of exponents.map(Math.fround)) {
    const got = applyCompiled(
      'power',
      'float32',
      bases,
      bases.map(() => y),
    )
    bases.forEach((x, i) => {
      const want = x ** y
      const unit = 2 ** (Math.max(-126, Math.floor(Math.log2(want))) - 23)
      if (want < 3.4e38) expect(Math.abs(got[i]! - want) / unit).toBeLessThanOrEqual(0.55)
      else expect(got[i]).toBeGreaterThan(3.3e38)
    })
  }
})
