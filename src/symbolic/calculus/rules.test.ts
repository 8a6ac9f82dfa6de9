import { describe, expect, test } from 'vitest'
import { call, diff, evaluate, evaluateComplex, parse, special, symbol } from '../index.ts'
import { aritiesOf } from '../parse/names.ts'

/* The rules hold in the whole complex plane, not on the real line alone. */

const z = symbol('z', { real: false })
const points = [
  { re: -1.7, im: 0.6 },
  { re: 0.35, im: -1.2 },
]
const step = 1e-4

/** Functions of a complex argument that are analytic at the points, and whose derivative has a formula. */
const analytic = Object.keys(special).filter((name) => aritiesOf(name)?.includes(1) && hasComplexValues(name))

function hasComplexValues(name: string): boolean {
  if (
    ['abs', 'sign', 're', 'im', 'arg', 'conjugate', 'floor', 'ceil', 'round', 'trunc', 'zeta'].includes(name)
  )
    return false
  const { re, im } = evaluateComplex(call(name, z), { z: points[0]! })
  return Number.isFinite(re) && Number.isFinite(im)
}

describe('derivatives by a complex variable', () => {
  test.each(analytic)('%s', (name) => {
    const f = call(name, z)
    const slope = diff(f, z)
    for (const at of points) {
      const side = (k: number) => evaluateComplex(f, { z: { re: at.re + k * step, im: at.im } })
      const difference = (part: 're' | 'im'): number =>
        (8 * (side(1)[part] - side(-1)[part]) - (side(2)[part] - side(-2)[part])) / (12 * step)
      const value = evaluateComplex(slope, { z: at })
      const size = 1e-7 * Math.max(1, Math.hypot(value.re, value.im), Math.hypot(side(0).re, side(0).im))
      expect(Math.abs(value.re - difference('re')), `${name} at ${at.re} + ${at.im}i`).toBeLessThan(size)
      expect(Math.abs(value.im - difference('im')), `${name} at ${at.re} + ${at.im}i`).toBeLessThan(size)
    }
  })
})

test.each([
  // mpmath: diff(asech, x), diff(acosh, x)
  ['asech', -3.3, 0.0963580304164989],
  ['asech', -1.7, 0.427878216149005],
  ['asech', 1.7, 0.427878216149005],
  ['acosh', 0.3, -1.04828483672192],
])("%s' at %s, on the branch cut", (name, at, im) => {
  const value = evaluateComplex(diff(call(name, z), z), { z: { re: at, im: 0 } })
  expect(value.re).toBeCloseTo(0, 14)
  expect(value.im).toBeCloseTo(im, 13)
})

test("acosh' of a negative argument has the sign that it has below -1, where acosh is not real", () => {
  const x = symbol('x', { negative: true })
  const slope = diff(call('acosh', x), x)
  expect(evaluateComplex(slope, { x: -2 }).re).toBeCloseTo(-1 / Math.sqrt(3), 14)
  expect(evaluate(slope, { x: -2 })).toBeNaN()
  expect(String(diff(parse('acosh(x)'), 'x'))).toBe('1/sqrt(x^2 - 1)')
})
