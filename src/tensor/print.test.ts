import { expect, test } from 'vitest'
import { arange, linspace, setPrintOptions, tensor, zeros } from './index.ts'

test('columns are aligned and as few digits shown as tell the elements apart', () => {
  expect(
    String(
      tensor([
        [1, -2.5],
        [10, 0.25],
      ]),
    ),
  ).toBe(['tensor([[ 1.00, -2.50],', '        [10.00,  0.25]], f32[2,2])'].join('\n'))
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
