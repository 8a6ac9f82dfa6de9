import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { type Tensor, tensor } from '../tensor/index.ts'
import * as data from './index.ts'
import { loadMnist } from './node/index.ts'

describe('dataset', () => {
  const set = data.dataset(
    tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
    new Int32Array([7, 8, 9]),
  )
  test('gives examples and batches', () => {
    expect(set.length).toBe(3)
    expect(set.get(1).map((x) => x.toArray())).toEqual([[3, 4], 8])
    expect(set.get(-1)[1]!.item()).toBe(9)
    expect(set.batch([2, 0]).map((x) => x.toArray())).toEqual([
      [
        [5, 6],
        [1, 2],
      ],
      [9, 7],
    ])
    expect(set.slice(1).all()[1]!.toArray()).toEqual([8, 9])
    expect(set.batch([0])[1]!.dtype).toBe('int32')
  })
  test('refuses columns of different lengths and indices outside', () => {
    expect(() => data.dataset([1, 2, 3], [1, 2])).toThrow(/3 and 2 rows/)
    expect(() => set.batch([3])).toThrow(/example 3 of 3/)
    expect(() => data.dataset()).toThrow(data.DataError)
    expect(() => data.dataset({ data: new BigInt64Array(3), shape: [], dtype: 'int32' } as never)).toThrow(
      'the data of a column',
    )
  })
  test('a column of another kind is converted as tensor() does it', () => {
    const numbers = [0, 0.5, -3.7, 256, 1e12, Number.NaN]
    for (const dtype of ['bool', 'int32', 'uint32', 'float32', 'float64'] as const)
      for (const Kind of [Float32Array, Float64Array, Int16Array, Uint8ClampedArray]) {
        const column = new Kind(numbers)
        const [batch] = data.dataset({ data: column, shape: [], dtype }).batch([5, 4, 3, 2, 1, 0])
        expect(batch!.toArray()).toEqual(tensor(Kind.from(column).reverse(), { dtype }).toArray())
      }
  })
  test.each([3, 40])('rows of %d numbers are those of the array, scaled where it says so', (size) => {
    const bytes = Uint8Array.from({ length: 5 * size }, (_, i) => 7 * i)
    for (const dtype of ['int32', 'float32', 'float64'] as const)
      for (const scale of [1, 0.5]) {
        const [batch] = data.dataset({ data: bytes, shape: [size], dtype, scale }).batch([4, 0, 4])
        const rows = [4, 0, 4].map((row) => [...bytes.subarray(row * size, (row + 1) * size)])
        const scaled = rows.map((row) =>
          row.map((x) => (dtype === 'int32' ? Math.trunc(x * scale) : x * scale)),
        )
        expect(batch!.toArray()).toEqual(scaled)
      }
    const roots = Float64Array.from({ length: size }, (_, i) => Math.sqrt(i))
    const third = data.dataset({ data: roots, shape: [size], dtype: 'float32', scale: 1 / 3 }).all()[0]
    expect(third.data()).toEqual(Float32Array.from(roots, (x) => x * (1 / 3))) // rounded once
  })
  test('bytes of a Buffer become scaled numbers, and a batch keeps its own', () => {
    const bytes = Buffer.from([0, 51, 255, 102])
    const column = (dtype: 'float32' | 'float64' | 'int32', scale: number) =>
      data.dataset({ data: bytes, shape: [2], dtype, scale }).batch([1, 0])[0]!
    const batch = column('float32', 1 / 255)
    expect(column('float64', 2).toArray()).toEqual([
      [510, 204],
      [0, 102],
    ])
    expect(column('int32', 0.5).toArray()).toEqual([
      [127, 51],
      [0, 25],
    ])
    bytes.fill(7)
    expect(Array.from(batch.data())).toEqual([1, 102 / 255, 0, 51 / 255].map(Math.fround))
  })
})

describe('order', () => {
  test('a permutation has every number once, and depends on seed and epoch only', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 2 ** 40 }), (n, seed) => {
        const order = data.permutation(n, seed)
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i))
        expect(data.permutation(n, seed)).toEqual(order)
      }),
      { numRuns: 30 },
    )
    expect(data.permutation(100, 1, 1)).not.toEqual(data.permutation(100, 1, 0))
    expect(data.permutation(100, 2)).not.toEqual(data.permutation(100, 1))
  })
  test('every order of three is as likely', () => {
    const counts = new Map<string, number>()
    for (let seed = 0; seed < 600; seed++) {
      const order = data.permutation(3, seed).join()
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    const chi = [...counts.values()].reduce((sum, n) => sum + (n - 100) ** 2 / 100, 0)
    expect(counts.size).toBe(6)
    expect(chi).toBeLessThan(20.5) // 5 degrees of freedom, p = 0.001
  })
  test('a loader covers all examples, in another order each epoch', () => {
    const set = data.dataset(Int32Array.from({ length: 10 }, (_, i) => i))
    const loader = new data.DataLoader(set, { batchSize: 4, shuffle: true, seed: 3 })
    const epoch = (): number[] => [...loader].flatMap(([x]) => x!.toArray() as number[])
    const [first, second] = [epoch(), epoch()]
    expect(first).not.toEqual(second)
    expect([...first].sort((a, b) => a - b)).toEqual([...second].sort((a, b) => a - b))
    expect(loader.length).toBe(3)
    const again = new data.DataLoader(set, { batchSize: 4, shuffle: true, seed: 3 })
    expect([...again].flatMap(([x]) => x!.toArray())).toEqual(first)
    const dropping = [...data.batches(set, { batchSize: 4, dropLast: true })]
    expect(dropping.map(([x]) => x!.toArray())).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ])
    expect(() => new data.DataLoader(set, { batchSize: 0 })).toThrow(/batchSize is 0/)
  })
})

test('trainTestSplit parts the examples', () => {
  const set = data.dataset(Int32Array.from({ length: 20 }, (_, i) => i))
  const { train, test: held } = data.trainTestSplit(set, { testSize: 0.25, seed: 1 })
  expect([train.length, held.length]).toEqual([15, 5])
  const all = [train, held].flatMap((part) =>
    [...data.batches(part)].flatMap(([x]) => x!.toArray() as number[]),
  )
  expect(all.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i))
  expect(() => data.trainTestSplit(set, { testSize: 21 })).toThrow(data.DataError)
})

test('standardise gives mean 0 and spread 1, and leaves constant features', () => {
  const x = tensor(
    [
      [1, 5],
      [3, 5],
      [5, 5],
    ],
    { dtype: 'float64' },
  )
  const { transform, inverse } = data.standardise(x)
  const z = transform(x)
  expect(z.mean(0).toArray()).toEqual([0, 0])
  expect(z.square().mean(0).toArray()).toEqual([expect.closeTo(1, 12), 0])
  expect(inverse(z).sub(x).abs().amax().item()).toBeLessThan(1e-14)
})

describe('IDX', () => {
  const idx = (type: number, shape: number[], body: number[]): Uint8Array =>
    Uint8Array.from([
      0,
      0,
      type,
      shape.length,
      ...shape.flatMap((n) => [n >> 24, n >> 16, n >> 8, n].map((b) => b & 255)),
      ...body,
    ])
  test('reads every type, big-endian', () => {
    expect(data.parseIdx(idx(0x08, [2, 2], [1, 2, 3, 255]))).toEqual({
      shape: [2, 2],
      data: Uint8Array.of(1, 2, 3, 255),
    })
    expect(data.parseIdx(idx(0x09, [1], [255])).data).toEqual(Int8Array.of(-1))
    expect(data.parseIdx(idx(0x0b, [1], [255, 254])).data).toEqual(Int16Array.of(-2))
    expect(data.parseIdx(idx(0x0c, [1], [0, 1, 0, 0])).data).toEqual(Int32Array.of(65536))
    expect(data.parseIdx(idx(0x0d, [1], [0x3f, 0x80, 0, 0])).data).toEqual(Float32Array.of(1))
    expect(data.parseIdx(idx(0x0e, [1], [0xc0, 0, 0, 0, 0, 0, 0, 0])).data).toEqual(Float64Array.of(-2))
  })
  test('says what is wrong with a file', () => {
    expect(() => data.parseIdx(new Uint8Array(2))).toThrow(/has 2 bytes/)
    expect(() => data.parseIdx(Uint8Array.of(0x1f, 0x8b, 8, 0))).toThrow(/gzip/)
    expect(() => data.parseIdx(Uint8Array.of(0, 0, 7, 1, 0, 0, 0, 1))).toThrow(/0x00000701/)
    expect(() => data.parseIdx(Uint8Array.of(0, 0, 8, 3, 0))).toThrow(/ends inside its header/)
    expect(() => data.parseIdx(idx(0x08, [3], [1, 2]))).toThrow(/truncated/)
    expect(() => data.parseIdx(idx(0x08, [1], [1, 2]))).toThrow(/longer/)
    expect(() => data.mnist(idx(0x08, [1], [1]), idx(0x08, [1], [1]))).toThrow(/count, rows, columns/)
    expect(() => data.mnist(idx(0x08, [1, 1, 1], [1]), idx(0x08, [2], [1, 2]))).toThrow(
      /2 labels for 1 images/,
    )
  })
  test('any prefix of a file is refused, with a typed error', () => {
    const whole = idx(0x08, [2, 3], [1, 2, 3, 4, 5, 6])
    for (let n = 0; n < whole.length; n++)
      expect(() => data.parseIdx(whole.subarray(0, n))).toThrow(data.IdxError)
  })
  test('MNIST from the package', async () => {
    const { train, test: held } = await loadMnist()
    expect([train.length, held.length]).toEqual([60000, 10000])
    const [x, y] = train.batch([0, 1])
    expect([x!.shape, x!.dtype, y!.toArray()]).toEqual([[2, 784], 'float32', [5, 0]])
    expect(x!.amax().item()).toBe(1)
    expect((await loadMnist({ image: true })).test.get(0)[0]!.shape).toEqual([1, 28, 28])
    await expect(loadMnist({ folder: '/nowhere' })).rejects.toThrow(/there is no train-images/)
  })
})

test('toy sets have their classes, sizes and seeds', () => {
  for (const make of [data.moons, data.circles, data.spirals, data.xor, data.blobs]) {
    const [x, y] = make(61, { seed: 5 }).all()
    expect(x!.shape).toEqual([61, 2])
    expect(y!.shape).toEqual([61])
    expect(make(61, { seed: 5 }).all()[0]!.data()).toEqual(x!.data())
    expect(make(61, { seed: 6 }).all()[0]!.data()).not.toEqual(x!.data())
  }
  const radius = data.circles(100, { noise: 0 }).all()[0]!.square().sum(1).sqrt().data()
  radius.forEach((r, i) => void expect(r).toBeCloseTo(i % 2 === 0 ? 1 : 0.5, 5))
  const { data: line, weights, bias } = data.regression(50, { noise: 0, features: 3, bias: 2 })
  const [x, y] = line.all()
  expect(x!.matmul(weights).add(bias).sub(y!).abs().amax().item()).toBeLessThan(1e-5)
})

test('the core reads no files', () => {
  expect(readFileSync(new URL('./idx.ts', import.meta.url), 'utf8')).not.toContain('node:')
})

describe('a folder with files of MNIST', () => {
  const idx = (dims: readonly number[], value: number): Uint8Array => {
    const bytes = new Uint8Array(4 + 4 * dims.length + dims.reduce((a, b) => a * b, 1)).fill(value)
    bytes.set([0, 0, 8, dims.length])
    for (const [axis, extent] of dims.entries()) new DataView(bytes.buffer).setUint32(4 + 4 * axis, extent)
    return bytes
  }
  const inFolder = async (files: Readonly<Record<string, Uint8Array>>) => {
    const folder = mkdtempSync(join(tmpdir(), 'nabla-mnist-'))
    try {
      for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes)
      return await loadMnist(folder)
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
  const files = {
    'train-images-idx3-ubyte': idx([3, 2, 2], 51),
    'train-labels-idx1-ubyte': idx([3], 4),
    't10k-images-idx3-ubyte.gz': gzipSync(idx([2, 2, 2], 255)),
    't10k-labels-idx1-ubyte.gz': gzipSync(idx([2], 9)),
  }
  test('may be compressed or not', async () => {
    const { train, test } = await inFolder(files)
    expect(train.batch([0]).map((x) => x.shape)).toEqual([[1, 4], [1]])
    expect(train.get(2)[0]!.data()[0]).toBeCloseTo(0.2, 7)
    expect(test.get(1).map((x) => x.toArray())).toEqual([[1, 1, 1, 1], 9])
  })
  test('says what is missing or broken', async () => {
    await expect(loadMnist('/no/such/folder')).rejects.toThrow('there is no train-images-idx3-ubyte')
    const broken = { ...files, 't10k-labels-idx1-ubyte.gz': gzipSync(idx([2], 9)).subarray(0, 20) }
    await expect(inFolder(broken)).rejects.toThrow(/t10k-labels-idx1-ubyte\.gz cannot be unpacked .*complete/)
    const page = { ...files, 'train-labels-idx1-ubyte': new TextEncoder().encode('<html>404</html>') }
    await expect(inFolder(page)).rejects.toThrow('labels: it begins with 0x3c68746d')
  })
  test('an IDX file may come as an ArrayBuffer, and gives a plain Uint8Array', () => {
    const bytes = Buffer.from(idx([2], 7))
    expect(data.parseIdx(bytes).data.constructor).toBe(Uint8Array)
    expect(data.parseIdx(idx([2], 7).buffer as ArrayBuffer)).toEqual({
      shape: [2],
      data: new Uint8Array([7, 7]),
    })
  })
})

test('what toy sets, splits and files are given', () => {
  expect(() => data.moons(10, { nois: 3 } as never)).toThrow("moons: there is no option 'nois'")
  expect(() => data.blobs(10, { centers: 3 } as never)).toThrow("blobs: there is no option 'centers'")
  for (const set of [data.moons, data.circles, data.spirals, data.xor, data.blobs, data.regression]) {
    expect(() => set(10, 3 as never)).toThrow(`${set.name}: options are given as 3`)
    expect(() => set({ count: 3 } as never)).toThrow(
      `${set.name}: count is {count}: it must be a whole number`,
    )
    expect(() => set(2.5)).toThrow(data.DataError)
  }
  expect(() => data.trainTestSplit([1, 2] as never)).toThrow('trainTestSplit: the data is [1,2]')
  expect(() => data.standardise([1, 2] as never)).toThrow('standardise: x is no tensor')
  expect(() => data.mnist(undefined as never, new Uint8Array(4))).toThrow(
    'images: it is undefined: give the bytes',
  )
  expect(() => data.parseIdx('train' as never)).toThrow(data.IdxError)
  expect(() => data.mnist(new Uint8Array(4), new Uint8Array(4), { img: true } as never)).toThrow(
    "mnist: there is no option 'img'",
  )
})

test('a batch has a tensor for each column, and its type says so', () => {
  for (const [x, y] of data.batches(data.trainTestSplit(data.moons(8)).train, { batchSize: 3 })) {
    expectTypeOf(x).toEqualTypeOf<Tensor>()
    expect(x.shape[0]).toBe(y.shape[0])
  }
  const three = data
    .dataset([[1], [2]], [0, 1], tensor([3, 4]))
    .slice(1)
    .all()
  expectTypeOf(three).toEqualTypeOf<[Tensor, Tensor, Tensor]>()
  expect(three.map((column) => column.toArray())).toEqual([[[2]], [1], [4]])
})
