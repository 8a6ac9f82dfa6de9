import { expect, test } from 'vitest'
import { arange, linspace, setPrintOptions, tensor, zeros } from './index.ts'

test('columns are aligned and as few digits shown as the elements have', () => {
  expect(
    String(
      tensor([
        [1, -2.5],
        [10, 0.25],
      ]),
    ),
  ).toBe(['tensor([[ 1.00, -2.50],', '        [10.00,  0.25]], f32[2,2])'].join('\n'))
})

test.each([
  [tensor([1.00001, 1.00002]), 'tensor([1.0000, 1.0000], f32[2])'],
  [tensor(0.99999), 'tensor(1.0000, f32[])'],
  [tensor([0.1, 0.25, 3]), 'tensor([0.10, 0.25, 3.00], f32[3])'],
  [tensor([0.1]).add(0.2), 'tensor([0.3], f32[1])'],
  [tensor([0.1], { dtype: 'float64' }).add(0.2), 'tensor([0.3000], f64[1])'],
  [tensor(16777216), 'tensor(16777216., f32[])'],
  [tensor([Number.NaN, -Infinity, Infinity, 0.5]), 'tensor([ nan, -inf,  inf,  0.5], f32[4])'],
  [tensor([1 / 3, 2]), 'tensor([0.3333, 2.0000], f32[2])'],
])('digits that are left out are seen to be: no number looks whole that is not', (x, text) => {
  expect(String(x)).toBe(text)
})

test('the precision can be set', () => {
  setPrintOptions({ precision: 7 })
  try {
    expect(String(tensor([1.00001, 1.5]))).toBe('tensor([1.00001, 1.50000], f32[2])')
    expect(String(tensor(Math.PI, { dtype: 'float64' }))).toBe('tensor(3.1415927, f64[])')
  } finally {
    setPrintOptions({ precision: 4 })
  }
})

test('the sign of zero is shown, as NumPy does', () => {
  expect(String(tensor([-0, 0, 1]))).toBe('tensor([-0.,  0.,  1.], f32[3])')
  expect(String(tensor([-0, 1e9]))).toBe('tensor([-0.0000e+00,  1.0000e+09], f32[2])')
})

test.each([
  linspace(0, 1, 60).reshape([2, 30]),
  arange(60).reshape([2, 30]),
  arange(22).astype('float32'),
  arange(2000),
  linspace(-1, 1, 13),
  zeros([2, 3, 4, 19]).sub(1e-9),
])('no line is longer than a terminal of 80 columns', (x) => {
  for (const line of String(x).split('\n')) expect(line.length).toBeLessThanOrEqual(80)
})

test('the type moves to a line of its own where it does not fit', () => {
  const lines = String(tensor(new Float32Array(12), { shape: [1, 1, 1, 1, 12] }).add(0.5)).split('\n')
  expect(lines.at(-1)).toBe('       f32[1,1,1,1,12])')
})

test('a long axis shows its ends', () => {
  expect(String(arange(3_000_000))).toBe(
    'tensor([      0,       1,       2, ..., 2999997, 2999998, 2999999],\n       i32[3000000])',
  )
})

test('JSON holds nested arrays, and gives the tensor back', () => {
  const x = tensor([
    [1, 2],
    [3, 4.5],
  ])
  const text = JSON.stringify({ x, flag: tensor(true), none: zeros([2, 0]) })
  expect(text).toBe('{"x":[[1,2],[3,4.5]],"flag":true,"none":[[],[]]}')
  expect(tensor(JSON.parse(text).x).toArray()).toEqual(x.toArray())
})

test('an option that printing does not have is refused', () => {
  expect(() => setPrintOptions({ precison: 2 } as never)).toThrow(
    "setPrintOptions: there is no option 'precison'",
  )
})
