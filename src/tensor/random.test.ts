import { expect, test } from 'vitest'
import { grad, jit, manualSeed, random, ShapeError, type Tensor, tensor } from './index.ts'

const f64 = { dtype: 'float64' } as const

test('random numbers repeat with the seed', () => {
  manualSeed(7)
  const a = random.randn([3]).toArray()
  const b = random.randn([3]).toArray()
  manualSeed(7)
  expect(random.randn([3]).toArray()).toEqual(a)
  expect(b).not.toEqual(a)
  const big = random.normal([20000], 1, 2, { key: random.key(1), ...f64 })
  expect(big.mean().item()).toBeCloseTo(1, 1)
  expect(big.sub(1).square().mean().item()).toBeCloseTo(4, 0)
  expect(new Set(random.permutation(100, { key: random.key(3) }).data()).size).toBe(100)
})

test('whole numbers go from the lower one to the last below the upper one', () => {
  for (const [low, high] of [
    [0, 3],
    [-3, 2],
    [5, 7],
  ] as const) {
    const found = new Set(random.randint(low, high, [500], { key: random.key(2) }).data())
    expect([...found].sort((a, b) => a - b)).toEqual(Array.from({ length: high - low }, (_, i) => low + i))
  }
})

test('options stand behind any of the numbers, and what is no number is refused', () => {
  const key = random.key(5)
  for (const draw of [random.normal, random.uniform]) {
    const usual = draw([4], 0, 1, { key, ...f64 })
    expect(usual.dtype).toBe('float64')
    for (const same of [
      draw([4], { key, ...f64 }),
      draw([4], 0, { key, ...f64 }),
      draw([4], undefined, 1, { key, ...f64 }),
    ])
      expect(same.toArray()).toEqual(usual.toArray())
    expect(() => draw([4], '1' as never)).toThrow(/random\.(normal|uniform): options are given as "1"/)
    expect(() => draw([4], { keys: 3 } as never)).toThrow(/there is no option 'keys'/)
  }
})

test('bounds, means and deviations may be tensors', () => {
  const key = random.key(5)
  const [low, high] = [tensor([0, 10, 20]), [1, 12, 23]]
  const u = random.uniform([2, 3], { key }).toArray() as number[][]
  const z = random.normal([2, 3], { key }).toArray() as number[][]
  expect(random.uniform([2, 3], low, high, { key }).toArray()).toEqual(
    u.map((row) => row.map((x, i) => Math.fround(10 * i + Math.fround((i + 1) * x)))),
  )
  expect(random.uniform([2, 3], low, { key }).shape).toEqual([2, 3])
  expect(random.normal([2, 3], 0, tensor([1, 2, 4]), { key }).toArray()).toEqual(
    z.map((row) => row.map((x, i) => x * 2 ** i)),
  )
  const drawn = random.normal([2, 3], tensor(1, f64), tensor(2, f64), { key, dtype: 'float32' })
  expect(drawn.dtype).toBe('float32')
  const gradient = grad((std: Tensor) => random.normal([2], 0, std, { key, ...f64 }).sum())(tensor(3, f64))
  expect(gradient.item()).toBeCloseTo(
    random
      .normal([2], { key, ...f64 })
      .sum()
      .item() as number,
    12,
  )
  for (const draw of [random.normal, random.uniform]) {
    expect(() => draw([3], tensor([[1], [2]]))).toThrow(
      /random\.\w+: the shape is \[3\]: it must be \[2,3\]\./,
    )
    expect(() => draw([3], tensor([1, 2]))).toThrow(/^random\.\w+: /)
  }
})

test('a uniform number of exactly 0 draws no class against all odds', () => {
  // the second number of this key is 0, as one of 2^24 is
  const key = tensor(Uint32Array.of(1621708851, 1370518247, 0, 0))
  expect(random.uniform([1, 2], 0, 1, { key }).data()[1]).toBe(0)
  expect(random.categorical([[0, -40]], { key }).toArray()).toEqual([0])
  expect(random.categorical([[0, Number.NEGATIVE_INFINITY]], { key }).toArray()).toEqual([0])
})

test('classes are drawn in proportion to exp(logits)', () => {
  const logits = Array.from({ length: 20000 }, () => [0, 1, 3])
  const counts = [0, 0, 0]
  for (const drawn of random.categorical(logits, { key: random.key(5) }).data()) counts[drawn]!++
  const weights = [1, Math.E, Math.exp(3)]
  const sum = weights.reduce((a, b) => a + b)
  // four standard deviations
  counts.forEach((count, i) => {
    const p = weights[i]! / sum
    expect(Math.abs(count / 20000 - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / 20000))
  })
})

test('impossible arguments are refused', () => {
  expect(() => random.permutation(-1)).toThrow(ShapeError)
  expect(() => random.split(random.key(1), 0.5)).toThrow(
    'random.split: the count is 0.5: it must be an integer >= 0.',
  )
  expect(() => random.bernoulli(1.5, [2])).toThrow('random.bernoulli: p is 1.5: it must be from 0 to 1')
  expect(() => random.randn(3 as never)).toThrow(
    'random.randn: the shape is 3: it must be a list of extents in brackets',
  )
})

test('the key of a number that float32 has not is its own', () => {
  const fold = (step: number | Tensor): unknown => random.foldIn(random.key(1), step).toArray()
  const compiled = jit((step: Tensor) => random.foldIn(random.key(1), step))
  for (const step of [2 ** 24 + 1, 2 ** 32 - 1]) {
    expect(fold(step)).toEqual(fold(tensor([step], { dtype: 'uint32' }).at(0)))
    expect(fold(step)).not.toEqual(fold(step - 1))
    expect(compiled(step).toArray()).toEqual(fold(step))
  }
})

test('numbers that no distribution has are refused; elements of tensors give NaN', () => {
  expect(() => random.uniform([2], 3, 1)).toThrow('random.uniform: high - low is -2: it must be from 0')
  expect(() => random.uniform([2], -Infinity, 0)).toThrow(/must be from 0/)
  expect(() => random.normal([2], 0, -1)).toThrow('random.normal: std is -1: it must be from 0')
  expect(() => random.bernoulli(1.5, [2])).toThrow('p is 1.5: it must be from 0 to 1')
  expect(random.normal([2], 5, 0).toArray()).toEqual([5, 5])
  const mixed = [random.normal([2], 0, tensor([-1, 1])), random.uniform([2], tensor([3, 0]), 1)]
  for (const x of mixed) expect(Array.from(x.data(), Number.isNaN)).toEqual([true, false])
})
