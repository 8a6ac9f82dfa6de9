import { describe, expect, test } from 'vitest'
import { KernelBuilder } from '../kernel/builder.ts'
import { compileLoop } from '../kernel/generate.ts'
import { runKernel } from '../kernel/run.ts'

type Precision = 'float32' | 'float64'

function apply(name: string, dtype: Precision, ...args: readonly (readonly number[])[]): number[] {
  const n = args[0]!.length
  const array = dtype === 'float32' ? Float32Array : Float64Array
  const k = new KernelBuilder(name, [{ extent: n, reduced: false }])
  k.output([1], k.apply(name, ...args.map(() => k.input(dtype, [1]))))
  const out = new array(n)
  runKernel(compileLoop(k.finish()), [...args.map((a) => array.from(a)), out])
  return [...out]
}

const { NaN: nan, POSITIVE_INFINITY: inf } = Number
/** Arguments with no rounding in them, and what IEEE 754 (or the function's limit) says. */
const special: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  exp: [
    [0, 1],
    [-0, 1],
    [inf, inf],
    [-inf, 0],
    [nan, nan],
    [1e4, inf],
    [-1e4, 0],
  ],
  expm1: [
    [0, 0],
    [-0, -0],
    [inf, inf],
    [-inf, -1],
    [nan, nan],
    [1e4, inf],
  ],
  log: [
    [1, 0],
    [0, -inf],
    [-0, -inf],
    [inf, inf],
    [-1, nan],
    [nan, nan],
  ],
  log1p: [
    [0, 0],
    [-0, -0],
    [-1, -inf],
    [-2, nan],
    [inf, inf],
    [nan, nan],
  ],
  log2: [
    [1, 0],
    [8, 3],
    [2 ** -140, -140],
    [0, -inf],
    [inf, inf],
    [-1, nan],
  ],
  log10: [
    [1, 0],
    [0, -inf],
    [inf, inf],
    [-1, nan],
  ],
  tanh: [
    [0, 0],
    [-0, -0],
    [inf, 1],
    [-inf, -1],
    [50, 1],
    [nan, nan],
  ],
  logistic: [
    [0, 0.5],
    [inf, 1],
    [-inf, 0],
    [nan, nan],
  ],
  sin: [
    [0, 0],
    [-0, -0],
    [inf, nan],
    [nan, nan],
  ],
  cos: [
    [0, 1],
    [-0, 1],
    [-inf, nan],
    [nan, nan],
  ],
  tan: [
    [0, 0],
    [-0, -0],
    [inf, nan],
  ],
  asin: [
    [0, 0],
    [-0, -0],
    [2, nan],
    [nan, nan],
  ],
  acos: [
    [1, 0],
    [2, nan],
    [nan, nan],
  ],
  atan: [
    [0, 0],
    [-0, -0],
    [nan, nan],
  ],
  sinh: [
    [0, 0],
    [-0, -0],
    [inf, inf],
    [-inf, -inf],
    [nan, nan],
    [1e4, inf],
  ],
  cosh: [
    [0, 1],
    [inf, inf],
    [-inf, inf],
    [nan, nan],
    [1e4, inf],
  ],
  asinh: [
    [0, 0],
    [-0, -0],
    [inf, inf],
    [-inf, -inf],
    [nan, nan],
  ],
  acosh: [
    [1, 0],
    [0.5, nan],
    [-0.5, nan],
    [-2, nan],
    [-1e12, nan],
    [-1e30, nan],
    [-inf, nan],
    [inf, inf],
    [nan, nan],
  ],
  atanh: [
    [0, 0],
    [-0, -0],
    [1, inf],
    [-1, -inf],
    [2, nan],
    [nan, nan],
  ],
  erf: [
    [0, 0],
    [-0, -0],
    [inf, 1],
    [-inf, -1],
    [nan, nan],
  ],
  erfc: [
    [0, 1],
    [inf, 0],
    [-inf, 2],
    [nan, nan],
    [40, 0],
  ],
  erf_inv: [
    [0, 0],
    [-0, -0],
    [1, inf],
    [-1, -inf],
    [2, nan],
    [nan, nan],
  ],
  rsqrt: [
    [0, inf],
    [-0, -inf],
    [4, 0.5],
    [inf, 0],
    [-1, nan],
    [nan, nan],
  ],
  cbrt: [
    [0, 0],
    [-0, -0],
    [27, 3],
    [-8, -2],
    [inf, inf],
    [-inf, -inf],
    [nan, nan],
  ],
  lgamma: [
    [1, 0],
    [2, 0],
    [0, inf],
    [-0, inf],
    [-3, inf],
    [-1e306, inf],
    [-5e-324, 744.4400719213812],
    [-1e-200, 460.51701859880916],
    [inf, inf],
    [nan, nan],
  ],
  digamma: [
    [0, -inf],
    [-0, inf],
    [-1, nan],
    [inf, inf],
    [nan, nan],
  ],
}

const powers: readonly (readonly [number, number, number])[] = [
  [2, 10, 1024],
  [2, -1, 0.5],
  [-2, 3, -8],
  [-2, 2, 4],
  [-2, 0.5, nan],
  [0, 0, 1],
  [nan, 0, 1],
  [1, nan, 1],
  [0, 2, 0],
  [-0, 3, -0],
  [0, -1, inf],
  [-0, -1, -inf],
  [-0, -2, inf],
  [inf, 2, inf],
  [inf, -2, 0],
  [-inf, 3, -inf],
  [-inf, 2, inf],
  [-inf, -3, -0],
  [2, inf, inf],
  [0.5, inf, 0],
  [2, -inf, 0],
  [0.5, -inf, inf],
  [-1, inf, 1],
  [-1, -inf, 1],
  [1, inf, 1],
  [nan, 1, nan],
  [2, nan, nan],
  [10, 400, inf],
  [10, -400, 0],
  [-10, 401, -inf],
]

test('lgamma keeps its digits beside its zeros at 1 and 2', () => {
  const steps = [-(2 ** -53), 2 ** -52, -(2 ** -40), 2 ** -30]
  // (1 - gamma) d + (pi^2/6 - 1) d^2/2 at 2 + d, -gamma d + pi^2/6 d^2/2 at 1 + d
  for (const [at, slope, curve] of [
    [1, -0.5772156649015329, Math.PI ** 2 / 6],
    [2, 0.42278433509846713, Math.PI ** 2 / 6 - 1],
  ] as const)
    apply(
      'lgamma',
      'float64',
      steps.map((d) => at + at * d),
    ).forEach((y, i) => {
      const d = at * steps[i]!
      expect(y / (slope * d + (curve / 2) * d * d) - 1).toBeCloseTo(0, 14)
    })
})

describe.each(['float32', 'float64'] as const)('in %s', (dtype) => {
  test.each(Object.keys(special))('%s has the right special values', (name) => {
    const rows = special[name]!.filter(
      ([x]) => dtype === 'float64' || Math.abs(x) > 1e-38 || x === 0 || Number.isNaN(x),
    )
    expect(
      apply(
        name,
        dtype,
        rows.map(([x]) => x),
      ),
    ).toEqual(rows.map(([, y]) => y))
  })

  test('power has the right special values', () => {
    expect(
      apply(
        'power',
        dtype,
        powers.map((p) => p[0]),
        powers.map((p) => p[1]),
      ),
    ).toEqual(powers.map((p) => p[2]))
  })

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
      apply(
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
      apply(
        'remainder',
        dtype,
        rows.map((r) => r[0]!),
        rows.map((r) => r[1]!),
      ),
    ).toEqual(rows.map(([x, y]) => round(round(x!) % round(y!))))
  })
})

test('common functions agree with Math within a few units', () => {
  const xs = Array.from({ length: 4001 }, (_, i) => (i - 2000) / 37)
  for (const name of [
    'exp',
    'expm1',
    'tanh',
    'sin',
    'cos',
    'atan',
    'asinh',
    'sinh',
    'cosh',
    'cbrt',
  ] as const) {
    const got = apply(name, 'float64', xs)
    xs.forEach((x, i) => {
      expect(Math.abs(got[i]! - Math[name](x))).toBeLessThanOrEqual(8e-16 * Math.abs(Math[name](x)))
    })
  }
})

test('subnormal numbers are neither lost as arguments nor as results', () => {
  expect(apply('exp', 'float32', [-100])[0]).toBe(Math.fround(Math.exp(-100)))
  expect(apply('exp', 'float64', [-740])[0]).toBe(Math.exp(-740))
  expect(apply('log', 'float64', [5e-324])[0]).toBe(Math.log(5e-324))
  expect(apply('sin', 'float64', [5e-324])[0]).toBe(5e-324)
  expect(apply('expm1', 'float32', [1e-44])[0]).toBe(Math.fround(1e-44))
  expect(apply('logistic', 'float32', [-100])[0]).toBe(Math.fround(1 / (1 + Math.exp(100))))
})

test('the common functions are within two units in float32, whatever the argument', () => {
  // every 65,537th bit pattern, and the numbers around where exponentials overflow and vanish
  const bits = Uint32Array.from({ length: 65_536 }, (_, i) => i * 65_537)
  const edges = Array.from({ length: 4000 }, (_, i) => (i - 2000) / 18.5)
  const xs = Float32Array.from([...new Float32Array(bits.buffer), ...edges])
  for (const name of ['exp', 'expm1', 'log', 'log1p', 'tanh', 'logistic', 'sin', 'cos', 'cosh', 'erf']) {
    const got = apply(name, 'float32', [...xs])
    const want = apply(name, 'float64', [...xs])
    xs.forEach((x, i) => {
      const [g, w] = [got[i]!, want[i]!]
      const rounded = Math.fround(w)
      if (Object.is(g, rounded)) return
      const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(w))))
      const error = Math.abs(g - w) / 2 ** (exponent - 23)
      if (!(error <= 2)) expect({ name, x, got: g, error }).toEqual({ name, x, got: rounded, error: 0 })
    })
  }
})
