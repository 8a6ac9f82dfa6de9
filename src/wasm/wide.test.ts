import { setFlagsFromString } from 'node:v8'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settings } from '../tensor/engine.ts'
import { jit, type Tensor, tensor, where } from '../tensor/index.ts'

const before = settings()
const flags = ['liftoff', 'wasm-lazy-compilation']
beforeAll(() => {
  for (const flag of flags) setFlagsFromString(`--no-${flag}`)
})
afterAll(() => {
  for (const flag of flags) setFlagsFromString(`--${flag}`)
  settings(before)
})

type Floating = 'float32' | 'float64'
const arrays = { float32: Float32Array, float64: Float64Array }
/** Not a multiple of any number of lanes, and rows that are none either. */
const [rows, columns] = [19, 75]

const special = [
  0,
  -0,
  NaN,
  Infinity,
  -Infinity,
  1,
  -1,
  0.5,
  -2,
  3,
  1e-40,
  -1e-310,
  88.8,
  709.9,
  -104,
  -746,
  3e5,
  1e30,
]

/** Numbers of all sizes, with special ones among them. */
function numbers(dtype: Floating, seed: number): Tensor {
  let state = seed
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const values = Array.from({ length: rows * columns }, (_, i) =>
    i % 7 === 3 ? special[(i + seed) % special.length]! : (next() - 0.5) * 2 ** (next() * 6),
  )
  return tensor(arrays[dtype].from(values), { shape: [rows, columns] })
}

/** What a function gives where V8 optimises code at once, as it else does after some milliseconds. */
function optimised(
  vectors: 128 | 256,
  f: (...of: Tensor[]) => Tensor,
  of: readonly Tensor[],
): ArrayLike<number> {
  settings({ mode: 'compile', threads: 1, vectors })
  return jit(f)(...of).data()
}

/** Numbers without NaN and infinities, whose sines take turns in being reduced in another way. */
const angles = (x: Tensor): Tensor => where(x.mul(0).eq(0), x.mul(1e4), 1)

const unary = {
  arithmetic: (x) => x.mul(3).add(1).div(7).sub(x).neg(),
  parts: (x) => x.abs().sqrt().sign(),
  rounded: (x) => x.floor().add(x.ceil()).add(x.round()).add(x.trunc()),
  clipped: (x) => x.clip(-1, 2).relu(),
  exp: (x) => x.exp(),
  exp2: (x) => x.exp2(),
  expm1: (x) => x.expm1(),
  log: (x) => x.log(),
  log2: (x) => x.log2(),
  log10: (x) => x.log10(),
  log1p: (x) => x.log1p(),
  sin: (x) => x.sin(),
  cos: (x) => x.cos(),
  tan: (x) => x.tan(),
  'angles far from 0': (x) => x.mul(1e5).sin().add(x.mul(3).cos()),
  'angles near and far in one kernel': (x) => x.sin().mul(x.cos()).add(x.mul(1e5).tan().tanh()).add(x.log()),
  'rows of angles': (x) => angles(x).sin().sum(1).add(angles(x).cos().max(1)),
  'columns of angles': (x) => angles(x).cos().sum(0),
  'angles that are spilled': (x) => angles(x).sin().softmax(1),
  'angles of products': (x) => angles(x).matmul(x.sigmoid().transpose()).cos(),
  asin: (x) => x.asin(),
  acos: (x) => x.acos(),
  atan: (x) => x.atan(),
  sinh: (x) => x.sinh(),
  cosh: (x) => x.cosh(),
  tanh: (x) => x.tanh(),
  asinh: (x) => x.asinh(),
  acosh: (x) => x.acosh(),
  atanh: (x) => x.atanh(),
  sigmoid: (x) => x.sigmoid(),
  erf: (x) => x.erf(),
  cbrt: (x) => x.cbrt(),
  lgamma: (x) => x.lgamma(),
  integers: (x) => x.clip(-1e6, 1e6).astype('int32').mul(3).floorDivide(7).astype('float64'),
  masks: (x) => where(x.clip(0, 2).eq(x), x, x.ne(x).astype('float32').astype(x.dtype)),
  // V8 14.6 has ended the process here
  'masks of what functions give': (x) => x.sin().gt(0.5),
  sum: (x) => x.sum(),
  'sum of rows': (x) => x.sum(1),
  'sum of columns': (x) => x.sum(0),
  max: (x) => x.max(1),
  argmax: (x) => x.argmax(1).astype('float64'),
  softmax: (x) => x.softmax(1),
  logsumexp: (x) => x.logsumexp(1),
  'layer norm': (x) => {
    const centred = x.sub(x.mean(1, { keepdims: true }))
    return centred.div(centred.mul(centred).mean(1, { keepdims: true }).add(1e-5).sqrt())
  },
  cumsum: (x) => x.cumsum(1),
} satisfies Record<string, (x: Tensor) => Tensor>

const binary = {
  extremes: (x, y) => x.maximum(y).sub(x.minimum(y)),
  power: (x, y) => x.pow(y),
  atan2: (x, y) => x.atan2(y),
  remainder: (x, y) => x.remainder(y),
} satisfies Record<string, (x: Tensor, y: Tensor) => Tensor>

describe.each(['float32', 'float64'] as const)(
  'vectors of 256 bits of %s give the bits of narrow ones',
  (dtype) => {
    const [x, y] = [numbers(dtype, 1), numbers(dtype, 2)]
    test.each(Object.entries({ ...unary, ...binary }))('%s', (_, f) => {
      expect(optimised(256, f, [x, y])).toEqual(optimised(128, f, [x, y]))
    })
  },
)
