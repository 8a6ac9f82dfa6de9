import '../../compile/bridge/subjects/elementary.ts'
import { describe, expect, test } from 'vitest'
import { applyCompiled } from '../../../test/support/kernels.ts'

const { NaN: nan, POSITIVE_INFINITY: inf } = Number

describe.each(['float32', 'float64'] as const)('in %s', (dtype) => {
  test('atan2 knows the quadrants and the zeros', () => {
    const rows = [
      [0, 1, 0],
      [-0, 1, -0],
      [0, -1, Math.PI],
      [-0, -1, -Math.PI],
      [0, 0, 0],
      [-0, 0, -0],
      [0, -0, Math.PI],
      [1, 0, Math.PI / 2],
      [-1, -0, -Math.PI / 2],
      [inf, inf, Math.PI / 4],
      [inf, -inf, (3 * Math.PI) / 4],
      [-1, inf, -0],
      [1, -inf, Math.PI],
      [nan, 1, nan],
      [1, nan, nan],
    ] as const
    const round = dtype === 'float32' ? Math.fround : (x: number) => x
    expect(
      applyCompiled(
        'atan2',
        dtype,
        rows.map((r) => r[0]),
        rows.map((r) => r[1]),
      ),
    ).toEqual(rows.map((r) => round(r[2])))
  })

  test('remainder is exact and has the sign of the dividend', () => {
    const rows = [
      [7, 3],
      [-7, 3],
      [7, -3],
      [1e30, 7],
      [5.5, 0.25],
      [2 ** 100, 3 * 2 ** -20],
      [1, inf],
      [inf, 2],
      [1, 0],
      [nan, 1],
      [-0, 1],
    ]
    const round = dtype === 'float32' ? Math.fround : (x: number) => x
    expect(
      applyCompiled(
        'remainder',
        dtype,
        rows.map((r) => r[0]!),
        rows.map((r) => r[1]!),
      ),
    ).toEqual(rows.map(([x, y]) => round(round(x!) % round(y!))))
  })
})

test.each(['float32', 'float64'] as const)(
  'atan2 of %s is within two units, from subnormal to largest',
  (dtype) => {
    const single = dtype === 'float32'
    const scales = single ? [-149, -130, -100, 0, 100, 128] : [-1074, -1060, -1000, 0, 1000, 1024]
    const points = scales.flatMap((scale) =>
      Array.from({ length: 400 }, (_, i) => [
        Math.round(Math.sin(i) * 1000) * 2 ** Math.max(scale - 10, scales[0]!),
        Math.round(Math.cos(1.7 * i) * 1000) * 2 ** Math.max(scale - 10, scales[0]!),
      ]),
    )
    const [ys, xs] = [0, 1].map((k) => points.map((p) => p[k]!)) as [number[], number[]]
    applyCompiled('atan2', dtype, ys, xs).forEach((got, i) => {
      const want = Math.atan2(ys[i]!, xs[i]!)
      const unit = 2 ** (Math.floor(Math.log2(Math.abs(want) || 1)) - (single ? 23 : 52))
      expect({ y: ys[i], x: xs[i], near: Math.abs(got - want) <= 2 * unit }).toEqual({
        y: ys[i],
        x: xs[i],
        near: true,
      })
    })
  },
)

// Math may be off in the last digit itself
test.each(['float32', 'float64'] as const)(
  'circular and hyperbolic functions of %s are those of Math',
  (dtype) => {
    const round = dtype === 'float32' ? Math.fround : (x: number) => x
    const xs = Array.from({ length: 1200 }, (_, i) => round((i - 600) / 401))
    for (const name of [
      'tan',
      'asin',
      'acos',
      'atan',
      'sinh',
      'tanh',
      'asinh',
      'acosh',
      'atanh',
      'log10',
    ] as const)
      applyCompiled(name, dtype, xs).forEach((got, i) => {
        const want = Math[name](xs[i]!)
        const close = Math.abs(got - want) <= 4 * Math.abs(want) * (dtype === 'float32' ? 2 ** -24 : 2 ** -53)
        expect({ name, x: xs[i], close: close || Object.is(got, want) }).toEqual({
          name,
          x: xs[i],
          close: true,
        })
      })
  },
)

test('remainders are exact, however far apart the operands are', () => {
  const xs: number[] = []
  const ys: number[] = []
  for (let i = 0; i < 4000; i++) {
    const x = (1 + ((i * 7919) % 1000) / 1000) * 2 ** ((i % 90) - 45) * (i % 2 ? 1 : -1)
    xs.push(x)
    // quotients below 1, whole ones, and ones of more bits than a double has
    ys.push(i % 3 ? (1 + ((i * 104729) % 997) / 997) * 2 ** ((i % 70) - 60) : x / ((i % 50) + 1))
  }
  expect([...applyCompiled('remainder', 'float64', xs, ys)]).toEqual(xs.map((x, i) => x % ys[i]!))
})

test.each([
  ['exp', Math.exp, [-746.5, -737.5, -708.9, 708.3, 709.9]],
  ['exp2', (x: number) => 2 ** x, [-1077, -1063, -1022.6, 1022.2, 1024.5]],
  ['cosh', Math.cosh, [709.2, 710.6]],
] as const)(
  '%s of float64 keeps its digits to both ends: where it is subnormal, vanishes, overflows',
  (name, exact, ends) => {
    const xs = ends.flatMap((end) => Array.from({ length: 300 }, (_, i) => end + i / 97))
    applyCompiled(name, 'float64', xs).forEach((got, i) => {
      const want = exact(xs[i]!)
      const off = Math.abs(got - want) <= Math.max(5e-324, 4 * 2 ** -53 * want) || got === want
      expect([xs[i], off]).toEqual([xs[i], true])
    })
  },
)

// with multiply-adds that round once the angle is rounded twice there: a few are off by more than 2 units, 2.25 at 53895.59375
test('tan of the float32 numbers beside multiples of pi/2 up to 2^16 is within 2.3 units', () => {
  const xs = Array.from({ length: 41_721 }, (_, k) => Math.fround(((k + 1) * Math.PI) / 2))
  const want = applyCompiled('tan', 'float64', xs)
  const worst = applyCompiled('tan', 'float32', xs).reduce((most, got, i) => {
    const unit = 2 ** (Math.floor(Math.log2(Math.abs(want[i]!))) - 23)
    return Math.max(most, Math.abs(got - want[i]!) / unit)
  }, 0)
  expect(worst).toBeLessThan(2.3)
})
