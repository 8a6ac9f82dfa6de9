import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { inMode } from '../../test/support/compiled.ts'
import { checkDerivatives, sample } from '../../test/support/derivatives.ts'
import { jit, Tensor, tensor, vmap } from '../tensor/index.ts'
import * as np from './index.ts'

interface Row {
  name: keyof typeof np
  args: unknown[]
  options: Record<string, unknown> | null
  result: unknown
}
const rows = JSON.parse(
  readFileSync(new URL('../../test/fixtures/numpy.json', import.meta.url), 'utf8'),
) as Row[]

const functions = new Map(Object.entries(np)) as ReadonlyMap<string, (...args: unknown[]) => unknown>

/** How many arguments are tensors, where that is not one; the first of others. */
const tensors: Readonly<Record<string, number>> = {
  ...{
    isin: 2,
    union1d: 2,
    intersect1d: 2,
    setdiff1d: 2,
    setxor1d: 2,
    digitize: 2,
    convolve: 2,
    correlate: 2,
  },
  ...{ interp: 3, polyval: 2, polyfit: 2, gcd: 2, lcm: 2, blockDiag: 3, cartesianProd: 2, trilIndices: 0 },
  ...{
    triuIndices: 0,
    ravelMultiIndex: 0,
    bartlett: 0,
    hanning: 0,
    hamming: 0,
    blackman: 0,
    kaiser: 0,
    geomspace: 0,
    histogram2d: 2,
    putAlongAxis: 3,
  },
}
/** Those whose result has a shape that only values tell. */
const concrete = new Set([
  'uniqueAll',
  'union1d',
  'intersect1d',
  'setdiff1d',
  'setxor1d',
  'histogram',
  'histogram2d',
  'geomspace',
])
const whole = new Set(['gcd', 'lcm', 'unravelIndex', 'putAlongAxis'])

/** 'nan' and 'inf' as numbers; null as left out. */
const read = (x: unknown): unknown =>
  Array.isArray(x)
    ? x.map(read)
    : typeof x === 'string' && Number.isNaN(Number(x))
      ? ({ nan: Number.NaN, inf: Infinity, '-inf': -Infinity }[x] ?? x)
      : (x ?? undefined)
const given = (x: unknown, dtype: 'float64' | 'int32'): unknown =>
  typeof x === 'object' && x !== null && 're' in x
    ? { re: given(x.re, dtype), im: given((x as unknown as { im: unknown }).im, dtype) }
    : tensor(read(x) as number[], { dtype })

const numbersOf = (x: unknown): number[] =>
  x instanceof Tensor
    ? Array.from(x.data(), Number)
    : typeof x === 'object' && x !== null
      ? Object.values(x).flatMap(numbersOf)
      : [Number(x)]
const shapesOf = (x: unknown): (readonly number[])[] =>
  x instanceof Tensor ? [x.shape] : Object.values(x as object).flatMap(shapesOf)
/** The extents of nested lists. */
const extents = (x: unknown): number[] =>
  Array.isArray(x) ? [x.length, ...extents(x[0])].filter((n) => n !== undefined) : []

function compare(found: unknown, row: Row): void {
  const wanted = read(row.result)
  const parts =
    found instanceof Tensor ? [wanted] : Array.isArray(wanted) ? wanted : Object.values(wanted as object)
  const shapes = shapesOf(found)
  parts.forEach((part, i) => {
    const shape = extents(part)
    // nested lists of nothing do not tell the extents behind it
    expect(shape.includes(0) ? shapes[i]!.slice(0, shape.length) : shapes[i]).toEqual(shape)
  })
  const [got, want] = [numbersOf(found), numbersOf(wanted)]
  expect(got.length).toBe(want.length)
  const scale = Math.max(1, ...want.filter(Number.isFinite).map(Math.abs))
  got.forEach((x, i) => {
    if (Number.isFinite(want[i]!)) expect(Math.abs(x - want[i]!) / scale, `number ${i}`).toBeLessThan(2e-13)
    else expect(x, `number ${i}`).toBe(want[i])
  })
}

const cases = rows.map((row, i): [string, Row] => [`${row.name} ${i}`, row])
describe.each(['interpret', 'compile'] as const)('as NumPy, %s', (mode) => {
  test.each(cases)('%s', (_, row) => {
    const count = tensors[row.name] ?? 1
    const dtype = whole.has(row.name) ? 'int32' : 'float64'
    const args = row.args.map((x, i) => (i < count ? given(x, dtype) : read(x)))
    const options = row.options === null ? [] : [row.options]
    const call = (...xs: unknown[]): unknown =>
      functions.get(row.name)!(...xs, ...args.slice(count), ...options)
    const first = args.slice(0, count)
    inMode(mode, () => {
      compare(call(...first), row)
      if (mode === 'compile' && count > 0 && !concrete.has(row.name))
        compare(jit(call as (...xs: Tensor[]) => Tensor)(...(first as Tensor[])), row)
    })
  })
})

describe('derivatives to the second order', () => {
  const x = tensor([-0.5, 0.1, 0.45, 0.8, 1.7], { dtype: 'float64' })
  const places = tensor([0, 0.3, 0.7, 1.2], { dtype: 'float64' })
  test.each<[string, (...xs: Tensor[]) => Tensor, Tensor[]]>([
    ['interp', (a, b, c) => np.interp(a, b, c), [x, places, sample([4])]],
    ['interp with a period', (a, c) => np.interp(a, places, c, { period: 2 }), [x, sample([4])]],
    ['convolve', (a, b) => np.convolve(a, b, 'same'), [sample([5]), sample([3], 2)]],
    ['correlate', (a, b) => np.correlate(a, b, 'full'), [sample([3]), sample([5], 2)]],
    [
      'gradient',
      (a) => np.gradient(a, [[0, 1, 1.5, 4]], { axis: 0, edgeOrder: 2 }) as Tensor,
      [sample([4, 2])],
    ],
    ['nanvar', (a) => np.nanvar(a.where(a.greater(-9), Number.NaN), 1), [sample([3, 4])]],
    ['polyval', (a, b) => np.polyval(a, b), [sample([4]), sample([3], 2)]],
    ['polyfit', (a, b) => np.polyfit(a, b, 2), [places.add(sample([4]).mul(0.1)), sample([4], 3)]],
    ['polyint', (a) => np.polyint(np.polyder(a)), [sample([4])]],
    ['cumulativeTrapezoid', (a, b) => np.cumulativeTrapezoid(a, b), [sample([4]), places]],
    ['blockDiag', (a, b) => np.blockDiag(a, b), [sample([2, 2]), sample([1, 3], 2)]],
    [
      'select',
      (a, b) => np.select([a.greater(0), b.greater(0)], [a.mul(b), a], b),
      [sample([5]), sample([5], 2)],
    ],
    ['putAlongAxis', (a, b) => np.putAlongAxis(a, [[2, 0]], b, 1), [sample([3, 3]), sample([3, 1], 2)]],
    [
      'nanquantile',
      (a) => np.nanquantile(a.where(a.greater(-0.5), Number.NaN), [0.3, 0.8], 1),
      [sample([3, 4])],
    ],
    ['unwrap', (a) => np.unwrap(a.mul(9)), [sample([2, 5])]],
    ['irfft2', (a) => np.irfft2(np.rfft2(a)).square(), [sample([3, 4])]],
  ])('%s', (_, f, inputs) => checkDerivatives(f, inputs, { step: 1e-4, batch: !/polyfit|period/.test(_) }))
})

test('values once have gradients, and sets say what they cannot do under jit', () => {
  const x = tensor([3, 1, 3], { requiresGrad: true })
  np.unique(x).mul([10, 1]).sum().backward()
  expect(x.grad!.toArray()).toEqual([1, 10, 0])
  expect(() => jit((y: Tensor) => np.unique(y))(x.detach())).toThrow('unique: the size of the result depends')
  expect(() => jit((y: Tensor) => np.histogram(y).counts)(x.detach())).toThrow('Give a range.')
  expect(
    jit((y: Tensor) => np.histogram(y, { range: [0, 4], bins: 2 }).counts)(x.detach()).toArray(),
  ).toEqual([1, 2])
  expect(vmap((y: Tensor) => np.isin(y, [1, 2]))(tensor([[1, 3]])).toArray()).toEqual([[true, false]])
})

test('interpolation meets the values at places to the bit', () => {
  const fp = tensor([7, 1e-3, 3, 0.1], { dtype: 'float64' })
  const xp = tensor([0, 0.3, 0.7, 1.1], { dtype: 'float64' })
  expect(np.interp(xp, xp, fp).toArray()).toEqual(fp.toArray())
})

test('lists keep their digits beside float64', () => {
  const x = tensor([0.1, 0.2], { dtype: 'float64' })
  expect(np.histogram(x, { bins: [0.1, 0.2, 0.3] }).counts.toArray()).toEqual([1, 1])
  expect(np.digitize(x, [0.1, 0.2]).toArray()).toEqual([1, 2])
  expect(np.isin(x, [0.1]).toArray()).toEqual([true, false])
  expect(np.isin([0.1, 0.3], x).toArray()).toEqual([true, false])
  expect(np.isin(0.1, x).toArray()).toBe(true)
  expect(np.union1d(x, [0.1, 0.3]).toArray()).toEqual([0.1, 0.2, 0.3])
  expect(np.setxor1d([0.1, 0.3], x).toArray()).toEqual([0.2, 0.3])
  expect(np.intersect1d([0.1, 0.3], x).toArray()).toEqual([0.1])
  expect(np.interp(x, [0.1, 0.2], [0.3, 0.7]).toArray()).toEqual([0.3, 0.7])
  expect(np.interp([0.1, 0.2], x, [1, 2]).toArray()).toEqual([1, 2])
})

test('even slopes look over what is not finite; a period is taken off in float64 where places are', () => {
  expect((np.gradient([1, 2, NaN, 6, 8], 2) as Tensor).toArray()).toEqual([0.5, NaN, 1, NaN, 1])
  const places = tensor([0, 1], { dtype: 'float64' })
  // between (1, 1) and (3, 0)
  const wanted = Math.fround(0.6) / 2
  expect(np.interp(tensor([-0.6]), places, places, { period: 3 }).item()).toBeCloseTo(wanted, 14)
})

test('geometric steps between the smallest and the largest numbers; derivatives of truths count', () => {
  const f64 = { dtype: 'float64' } as const
  expect(np.geomspace(1e-300, 1e300, 3, f64).toArray()).toEqual([1e-300, 1, 1e300])
  expect(np.geomspace(-1e-200, -1e-200, 2, f64).toArray()).toEqual([-1e-200, -1e-200])
  expect(np.polyder([true, false, true]).toArray()).toEqual([2, 0])
  expect(() => np.geomspace(0, 1)).toThrow('other than 0')
  expect(() => np.geomspace(1, 0)).toThrow('other than 0')
  expect(() => np.geomspace(Number.NaN, 1)).toThrow('must be finite')
})

test('the last of numbers in geometric steps is the one that was asked for', () => {
  expect(49 * (1 / 49)).not.toBe(1)
  expect(np.geomspace(49, 1, 3, { dtype: 'float64' }).toArray()).toEqual([49, 7, 1])
  expect(np.geomspace(49, 1, 1, { dtype: 'float64' }).toArray()).toEqual([49])
})

test('mistakes are named', () => {
  for (const axis of [1, -2])
    expect(() => np.cumulativeTrapezoid([1, 2], 1, axis)).toThrow(`the axis ${axis}`)
  expect(() => np.cumulativeTrapezoid([])).toThrow('not empty')
  expect(() => np.polyval(2, [1])).toThrow('polyval: p is f32[]: it must be a vector of coefficients.')
  expect(() => np.interp(1, [1, 2], [1])).toThrow(
    'interp: there are 2 places and 1 values: they must be as many.',
  )
  expect(() => np.interp(1, [1, 2], [1, 2], { period: 0 })).toThrow('the period is 0')
  expect(() => np.convolve([], [1])).toThrow(
    'convolve: a is f32[0]: it must be a vector of one number or more.',
  )
  expect(() => np.convolve([1], [1], 'some' as never)).toThrow(
    'mode is some: it must be one of full, same, valid',
  )
  expect(() => np.gradient([1])).toThrow('of at least 2 places')
  expect(() => np.gradient([1, 2, 4], [1, 2])).toThrow('there are 2 spacings for 1 axes')
  expect(() => np.histogram([1, Number.NaN])).toThrow('both ends must be finite and in order. Give a range')
  expect(() => np.histogram([1, 2], { bins: 0 })).toThrow('the number of bins is 0')
  expect(() => np.gcd([1.5], [2])).toThrow('gcd: an operand is float32: both must be integers.')
  expect(() => np.geomspace(-1, 1)).toThrow('of one sign')
  expect(() => np.ravelMultiIndex([[1]], [2, 3])).toThrow('give them for each axis')
  expect(() => np.unique([1], { axes: 0 } as never)).toThrow("there is no option 'axes'")
})

test.each(['interpret', 'compile'] as const)(
  'numbers that are not finite reach only what they are a part of, %s',
  (mode) =>
    inMode(mode, () => {
      const [nan, inf] = [Number.NaN, Infinity]
      expect(np.convolve([1, 2, 3, 4], [nan, 1]).toArray()).toEqual([nan, nan, nan, nan, 4])
      expect(np.convolve([nan, 1, 2], [1, 2, 3], 'same').toArray()).toEqual([nan, nan, 7])
      expect(np.correlate([1, 2, 3, 4], [nan, 1], 'same').toArray()).toEqual([1, nan, nan, nan])
      expect(np.convolve([1, 2, 0, 4, -5], [1, inf, 3], 'full').toArray()).toEqual([
        1,
        inf,
        inf,
        nan,
        inf,
        -inf,
        -15,
      ])
      const row = jit((x: Tensor, y: Tensor) => np.convolve(x, y))
      expect(row(tensor([1, -2, inf, 3]), tensor([5, -inf])).toArray()).toEqual([5, -inf, inf, -inf, -inf])
    }),
)

test('places beyond the end of a shape are refused', () => {
  for (const wrong of [12, -1, 1.5, Number.NaN])
    expect(() => np.unravelIndex([0, wrong], [3, 4])).toThrow(
      `unravelIndex: element ${wrong}: it must be an integer from 0 to 11.`,
    )
  expect(() => np.ravelMultiIndex([[0, 1], tensor([3, 4])], [3, 4])).toThrow(
    'ravelMultiIndex: place along axis 1: 4: it must be an integer from 0 to 3.',
  )
  expect(() => np.unravelIndex(0, [0])).toThrow('unravelIndex: element 0: there is no place.')
  expect(np.unravelIndex([11], [3, 4]).map((place) => [place.dtype, place.toArray()])).toEqual([
    ['int32', [2]],
    ['int32', [3]],
  ])
  expect(() => np.unravelIndex(undefined as never, [3])).toThrow(/^unravelIndex: /)
  expect(() => np.ravelMultiIndex([1], 5 as never)).toThrow('ravelMultiIndex: 5 stands where a list must')
  const beyond = vmap((n: Tensor) => np.unravelIndex(n, [3, 4])[1]!)
  expect(beyond(tensor([1, 13], { dtype: 'int32' })).toArray()).toEqual([1, 1])
})
