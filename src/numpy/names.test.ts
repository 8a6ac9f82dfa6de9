import { expect, test } from 'vitest'
import { IndexError, NablaError, OutOfMemoryError, Tensor, tensor, zeros } from '../tensor/index.ts'
import * as np from './index.ts'

const matrix = tensor([
  [1, 2, 3],
  [4, 5, 6],
])
const vector = tensor([1, 2, 3])
const wrong: readonly unknown[] = [
  undefined,
  null,
  'text',
  [[1], [2, 3]],
  { bogus: 1 },
  new Array(2),
  Symbol('s'),
  3n,
  Number.NaN,
  -9,
  0.5,
  [Symbol('s')],
  tensor([true]),
  zeros([5, 7]),
  zeros([0]),
]

const read = (x: unknown): unknown => (x instanceof Tensor ? x.data() : Object.values(x as object).map(read))

test('a function that refuses what it is given tells its own name', () => {
  const strange = new Set<string>()
  for (const [name, f] of Object.entries(np) as [string, (...args: unknown[]) => unknown][])
    for (const args of [
      [],
      ...wrong.flatMap((a) => [[a], [matrix, a], [vector, vector, a], [3, 2, a], [vector, 2, a]]),
    ])
      try {
        read(f(...args))
      } catch (error) {
        // places are values, which are told by the name of who meets them
        if (error instanceof IndexError) continue
        const { message, stack } = error as Error
        const told = error instanceof NablaError && new RegExp(`^${name}: `).test(message)
        if (!told || !stack?.includes(message)) strange.add(`${name}/${args.length}: ${error}`)
      }
  expect([...strange]).toEqual([])
}, 60_000)

const much = 2 ** 53
test.each<[string, () => unknown]>([
  ['trilIndices', () => np.trilIndices(much)],
  ['trilIndices', () => np.trilIndices(2, 0, much)],
  ['triuIndices', () => np.triuIndices(much, 1, 2)],
])('%s refuses what int32 does not count', (name, call) => {
  expect(call).toThrow(`${name}: the larger extent is ${much}: it must be from 0 to 2147483647.`)
})

test.each<[string, () => unknown]>([
  ['hanning', () => np.hanning(much)],
  ['kaiser', () => np.kaiser(much, 1)],
  ['geomspace', () => np.geomspace(1, 2, much)],
  ['vander', () => np.vander([1], much)],
  ['polyfit', () => np.polyfit([1], [1], much - 1)],
  ['histogram', () => np.histogram([1], { bins: much - 2 })],
])('%s of more than memory holds', (_, call) => {
  expect(call).toThrow(OutOfMemoryError)
})

test('places beside a diagonal far out are found at once', () => {
  const places = (pair: readonly Tensor[]): unknown => pair.map((x) => x.toArray())
  const last = 2 ** 31 - 2
  expect(places(np.trilIndices(2 ** 31 - 1, 1 - last))).toEqual([
    [last - 1, last, last],
    [0, 0, 1],
  ])
  expect(places(np.triuIndices(2 ** 31 - 1, last - 1))).toEqual([
    [0, 0, 1],
    [last - 1, last, last],
  ])
  expect(places(np.trilIndices(3, -much))).toEqual([[], []])
  expect(places(np.triuIndices(2, -much))).toEqual([
    [0, 0, 1, 1],
    [0, 1, 0, 1],
  ])
  for (let n = 0; n < 4; n++)
    for (let m = 0; m < 4; m++)
      for (let k = -5; k < 6; k++) {
        const all = Array.from({ length: n * m }, (_, i) => [Math.floor(i / m), i % m] as const)
        const lower = all.filter(([i, j]) => j - i <= k)
        const upper = all.filter(([i, j]) => j - i >= k)
        const parts = (kept: typeof all): unknown => [kept.map(([i]) => i), kept.map(([, j]) => j)]
        expect(places(np.trilIndices(n, k, m))).toEqual(parts(lower))
        expect(places(np.triuIndices(n, k, m))).toEqual(parts(upper))
      }
})

test('options that are misspelt are refused', () => {
  for (const call of [
    () => np.hanning(3, { type: 'float64' } as never),
    () => np.kaiser(3, 1, { type: 'float64' } as never),
    () => np.geomspace(1, 2, 3, { type: 'float64' } as never),
  ])
    expect(call).toThrow("there is no option 'type': the options are an object of dtype.")
})
