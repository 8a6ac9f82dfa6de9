import { afterEach, describe, expect, test, vi } from 'vitest'
import { reachable } from '../../test/support/resident.ts'
import type { DType, NumericArray } from '../graph/dtype.ts'
import { crossEntropy, engine, jit, manualSeed, type Tensor, variable } from '../index.ts'
import * as nn from '../nn/index.ts'
import { Adam } from '../optim/index.ts'
import { type Column, dataset } from './index.ts'

const before = engine.settings()
afterEach(() => {
  engine.settings(before)
})

const filled = <A extends NumericArray>(array: A): A => {
  for (let i = 0; i < array.length; i++) array[i] = ((i * 7919) % 4001) / 16 - 100
  return array
}
/** Rows in an order of their own, some twice. */
const order = (count: number, of: number): number[] => Array.from({ length: count }, (_, i) => (i * 37) % of)
const double = jit((x: Tensor) => x.mul(2))

/** Columns of each kind, with rows that are copied number by number, as a whole, and by the host's fast way. */
const columns: [name: string, column: Column, count: number][] = (
  [
    [Float32Array, 'float32'],
    [Float64Array, 'float64'],
    [Float64Array, 'float32'],
    [Float32Array, 'float64'],
    [Uint8Array, 'float32'],
    [Int16Array, 'float64'],
    [Int32Array, 'float32'],
    [Int32Array, 'int32'],
    [Uint8Array, 'bool'],
    [Float32Array, 'int32'],
  ] as [new (length: number) => NumericArray, DType][]
).flatMap(([Kind, dtype]) =>
  [
    { shape: [3], rows: 2000, count: 1500 },
    { shape: [4, 25], rows: 100, count: 64 },
    { shape: [6000], rows: 5, count: 3 },
  ].flatMap(({ shape, rows, count }) =>
    [undefined, 1 / 3].map((scale): [string, Column, number] => {
      const data = filled(new Kind(rows * shape.reduce((a, b) => a * b)))
      const own: Column = { data, shape, dtype, ...(scale === undefined ? {} : { scale }) }
      return [`${Kind.name} [${shape}] as ${dtype}, scale ${scale}`, own, count]
    }),
  ),
)

describe.each([1, 2])('with %d threads', (threads) => {
  test.each(columns)('rows of %s are the same, wherever they are put together', (_, column, count) => {
    engine.settings({ mode: 'compile', threads })
    const indices = order(count, dataset(column).length)
    const [copied] = dataset(column).batch(indices) as [Tensor]
    const [gathered] = dataset({ ...column, fixed: true }).batch(indices) as [Tensor]
    const [unread] = dataset({ ...column, fixed: true }).batch(indices) as [Tensor]
    const values = copied.data()
    expect(gathered.data()).toEqual(values)
    expect(double(unread).data()).toEqual(double(copied).data())
    expect(unread.data()).toEqual(values)
  })
})

const images = filled(new Float32Array(300 * 64))
const many = { data: images, shape: [64], dtype: 'float32' } as const

test('a batch keeps its numbers: of a column that others write to, and whatever becomes of the indices', () => {
  engine.settings({ mode: 'compile', threads: 1 })
  const [data, indices] = [images.slice(), Int32Array.from(order(128, 300))]
  const expected = dataset(many).batch(indices)[0]!.data()
  const [copied] = dataset({ ...many, data }).batch(indices) as [Tensor]
  const [gathered] = dataset({ ...many, fixed: true }).batch(indices) as [Tensor]
  data.fill(0)
  indices.fill(1)
  expect(copied.data()).toEqual(expected)
  expect(double(gathered).data()).toEqual(expected.map((x) => 2 * x))
})

test('several programs read a batch, cut it, give it other shapes, and start variables from it', () => {
  engine.settings({ mode: 'compile', threads: 1 })
  const batch = (): Tensor => dataset({ ...many, fixed: true }).batch(order(128, 300))[0]!
  const expected = batch().data()
  const x = batch()
  expect(double(x).data()).toEqual(expected.map((v) => 2 * v))
  expect(jit((y: Tensor) => y.reshape([-1]).sub(1))(x).data()).toEqual(expected.map((v) => v - 1))
  const { compiled } = engine.stats()
  const y = batch()
  const total = jit((part: Tensor) => part.sum())
  let sum = 0
  for (const part of y.split(32)) sum += total(part).item()
  expect(sum).toBeCloseTo(batch().sum().item(), -1)
  expect(engine.stats().compiled - compiled).toBeLessThan(4)
  const w = variable(batch(), { requiresGrad: false })
  const raise = jit(() => void w.assign(w.add(1)))
  raise()
  raise()
  expect(w.data()).toEqual(expected.map((v) => v + 2))
  expect(batch().reshape([64, 128]).mul(1).data()).toEqual(expected)
})

test('a step copies a batch once, to where the program reads it; training comes to the same bits', () => {
  engine.settings({ mode: 'auto', threads: 1 })
  const labels = {
    data: Int32Array.from({ length: 300 }, (_, i) => i % 10),
    shape: [],
    dtype: 'int32',
  } as const
  const train = (fixed: boolean, lazy: boolean): number[] => {
    manualSeed(1)
    const model = nn.linear(64, 10)
    const optimizer = new Adam(model.parameters(), { lr: 1e-3 })
    const f = (x: Tensor, y: Tensor): Tensor => {
      optimizer.zeroGrad()
      const loss = crossEntropy(model.forward(x.mul(0.01)), y)
      loss.backward()
      optimizer.step()
      return loss
    }
    const step = lazy ? f : jit(f)
    const data = dataset({ ...many, fixed }, labels)
    return Array.from({ length: 40 }, (_, i) => {
      const indices = order(128, 300).map((row) => (row + i) % 300)
      return step(...(data.batch(indices) as [Tensor, Tensor])).item()
    })
  }
  for (const lazy of [false, true]) expect(train(true, lazy)).toEqual(train(false, lazy))
  const [unread] = dataset({ ...many, fixed: true }).batch(order(128, 300)) as [Tensor]
  const read = vi.spyOn(unread.node.store!, 'read')
  double(unread).data()
  expect(read).not.toHaveBeenCalled()
  const { fixed } = dataset(dataset(many).all()[0]!).columns[0]!
  expect(fixed).toBe(true)
})

test.each([
  ['a program', double],
  ['the first call of a function', jit((x: Tensor) => x.mul(3))],
  ['no jit', (x: Tensor) => x.mul(4)],
] as const)('%s keeps no dataset whose batch it has read', async (_, f) => {
  engine.settings({ mode: 'compile', threads: 1 })
  if (f === double) f(dataset(many).batch(order(128, 300))[0]!).data()
  const read = (): WeakRef<Float32Array> => {
    const data = images.slice()
    f(dataset({ ...many, data, fixed: true }).batch(order(128, 300))[0]!).data()
    return new WeakRef(data)
  }
  const data = read()
  for (let i = 0; i < 50 && data.deref(); i++) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    reachable()
  }
  expect(data.deref()).toBeUndefined()
})
