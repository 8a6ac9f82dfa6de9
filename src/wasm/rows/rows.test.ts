import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KernelBuilder } from '../kernel/builder.ts'
import { compileLoop } from '../kernel/generate.ts'
import { runKernel } from '../kernel/run.ts'
import { compileStaged } from '../kernel/split.ts'
import { type Combination, compileScatter } from './scatter.ts'
import { compileRowSort, type RowSort, sortTemporaryBytes } from './sort.ts'

const combine: Readonly<Record<Combination, (x: number, y: number) => number>> = {
  set: (_, y) => y,
  add: (x, y) => x + y,
  multiply: (x, y) => x * y,
  maximum: Math.max,
  minimum: Math.min,
}

interface Tables {
  readonly combination: Combination
  readonly dtype: 'float32' | 'float64' | 'int32'
  readonly batch: number
  readonly rows: number
  readonly length: number
  readonly picks: readonly number[]
  readonly split: number
}

function scattersAsLoopsDo({ picks, split, ...s }: Tables): void {
  const array = { float32: Float32Array, float64: Float64Array, int32: Int32Array }[s.dtype]
  const updates = picks.length
  const indices = Int32Array.from({ length: (s.batch + 1) * updates }, (_, i) => picks[i % updates]!)
  const data = new array((s.batch + 1) * updates * s.length).map((_, i) => ((i * 7) % 5) - 2)
  // the last table is behind those of the kernel
  const out = new array((s.batch + 1) * s.rows * s.length).map((_, i) => (i % 3) - 1)
  const want = Array.from(out)
  indices.forEach((row, i) => {
    if (row < 0 || row >= s.rows || i >= s.batch * updates) return
    const table = Math.floor(i / updates) * s.rows
    for (let j = 0; j < s.length; j++) {
      const at = (table + row) * s.length + j
      want[at] = combine[s.combination](want[at]!, data[i * s.length + j]!) + 0
    }
  })
  const kernel = compileScatter({
    name: 'scatter',
    dtype: s.dtype,
    combination: s.combination,
    batch: s.batch,
    elements: s.rows * s.length,
    updates,
    indexed: [{ extent: s.rows, stride: s.length }],
    window: [{ extent: s.length, stride: 1 }],
  })
  runKernel(kernel, [indices, data, out], split)
  expect(Array.from(out, (x) => x + 0)).toEqual(want.map((x) => x + 0))
}

describe('scattering rows', () => {
  test('combines updates in their order and passes over indices outside', () => {
    const problem = fc.record({
      combination: fc.constantFrom<Combination>('set', 'add', 'multiply', 'maximum', 'minimum'),
      dtype: fc.constantFrom('float32' as const, 'float64' as const, 'int32' as const),
      batch: fc.integer({ min: 1, max: 2 }),
      rows: fc.integer({ min: 1, max: 40 }),
      length: fc.integer({ min: 1, max: 70 }),
      picks: fc.array(fc.integer({ min: -1, max: 45 }), { minLength: 1, maxLength: 60 }),
      split: fc.integer({ min: 1, max: 2 }),
    })
    fc.assert(fc.property(problem, scattersAsLoopsDo), { numRuns: 60 })
  })

  test.each([1, 2, 3277, 9999])('into %i small tables', (batch) => {
    for (const split of [1, 2, 3])
      scattersAsLoopsDo({
        combination: 'add',
        dtype: 'float32',
        batch,
        rows: 3,
        length: 1,
        picks: [2, 0],
        split,
      })
  })
})

describe('sorting rows', () => {
  test('is stable, takes NaN for the largest, and gives positions: of all, or of a part', () => {
    const value = fc.oneof(
      fc.integer({ min: -3, max: 3 }),
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -0, 0.5),
    )
    fc.assert(
      fc.property(
        fc.record({
          dtype: fc.constantFrom('float32' as const, 'float64' as const, 'int32' as const),
          rows: fc.integer({ min: 1, max: 4 }),
          data: fc.array(value, { minLength: 1, maxLength: 50 }),
          descending: fc.boolean(),
          part: fc.tuple(fc.nat(99), fc.nat(99), fc.boolean()),
        }),
        ({ dtype, rows, descending, part: [first, many, repeated], ...given }) => {
          const data = repeated
            ? Array.from({ length: 300 }, (_, i) => given.data[(i * i) % given.data.length]!)
            : given.data
          const array = { float32: Float32Array, float64: Float64Array, int32: Int32Array }[dtype]
          const { length } = data
          const input = new array(rows * length).map((_, i) => data[(i + Math.floor(i / length)) % length]!)
          const start = first % length
          const count = 1 + (many % (length - start))
          const sort: RowSort = { name: 'sort', dtype, rows, length, descending, start, count }
          const values = new array(rows * count)
          const positions = new Int32Array(rows * count)
          const work = new Uint8Array(sortTemporaryBytes(sort) + 8).fill(0x7f)
          runKernel(compileRowSort(sort), [input, work, values, positions])
          expect([...work.subarray(-8)]).toEqual(new Array(8).fill(0x7f))
          for (let row = 0; row < rows; row++) {
            const of = (i: number): number => input[row * length + i]!
            const order = Array.from({ length }, (_, i) => i).sort((i, j) => {
              const [x, y] = [of(i), of(j)]
              const larger = x > y || (Number.isNaN(x) && !Number.isNaN(y))
              const smaller = x < y || (Number.isNaN(y) && !Number.isNaN(x))
              return (Number(larger) - Number(smaller)) * (descending ? -1 : 1) || i - j
            })
            const wanted = order.slice(start, start + count)
            expect([...positions.subarray(row * count, (row + 1) * count)]).toEqual(wanted)
            expect([...values.subarray(row * count, (row + 1) * count)]).toEqual(wanted.map(of))
          }
        },
      ),
      { numRuns: 150 },
    )
  })
})

test.each(['float32', 'int32', 'uint32', 'bool'] as const)(
  'long rows of %s are sorted by digits: stable, and NaN the largest',
  (dtype) => {
    const special = [NaN, -0, 0, Infinity, -Infinity, 0x7fffffff, -0x80000000, 2 ** 32 - 1]
    for (const [rows, length, different] of [
      [3, 128, 9],
      [2, 1001, 1000],
      [1, 70_000, 2 ** 33],
    ] as const)
      for (const descending of [false, true]) {
        const arrays = { float32: Float32Array, int32: Int32Array, uint32: Uint32Array, bool: Uint8Array }
        const input = new arrays[dtype](rows * length)
        for (let i = 0; i < input.length; i++) {
          const x = special[i % 97] ?? ((i * 2654435761) % different) - different / 3
          input[i] = dtype === 'bool' ? (i % 3) & 1 : x
        }
        const [start, count] = length === 1001 ? [300, 600] : [0, length]
        const sort: RowSort = { name: 'sort', dtype, rows, length, descending, start, count }
        const values = new arrays[dtype](rows * count)
        const positions = new Int32Array(rows * count)
        const work = new Uint8Array(sortTemporaryBytes(sort)).fill(0x7f)
        runKernel(compileRowSort(sort), [input, work, values, positions])
        for (let row = 0; row < rows; row++) {
          const of = (i: number): number => input[row * length + i]!
          const rank = (i: number): number => (Number.isNaN(of(i)) ? 1 : 0)
          const order = Array.from({ length }, (_, i) => i).sort((i, j) => {
            const by = rank(i) - rank(j) || (of(i) > of(j) ? 1 : of(i) < of(j) ? -1 : 0)
            return (descending ? -by : by) || i - j
          })
          const wanted = order.slice(start, start + count)
          const wrong = wanted.findIndex((i, n) => {
            const place = row * count + n
            return positions[place] !== i || !Object.is(values[place], of(i))
          })
          expect({ rows, length, descending, wrong }).toEqual({ rows, length, descending, wrong: -1 })
        }
      }
  },
)

describe('gathering', () => {
  test('rows of a table, and single elements', () => {
    const [rows, length, count] = [7, 10, 13]
    const table = new Float32Array(rows * length).map((_, i) => i)
    const picks = Int32Array.from({ length: count }, (_, i) => ((i * 5) % 9) - 1)
    const clamp = (i: number): number => Math.max(0, Math.min(rows - 1, i))
    for (const transposed of [false, true]) {
      const k = new KernelBuilder('gather', [
        { extent: count, reduced: false },
        { extent: length, reduced: false },
      ])
      const index = k.input('int32', [1, 0])
      const [stride, step] = transposed ? [rows, 1] : [1, length]
      const row = k.gather('float32', [0, stride], [index], [{ stride: step, extent: rows }])
      k.output([length, 1], k.apply('negate', row))
      const out = new Float32Array(count * length)
      runKernel(compileLoop(k.finish()), [picks, table, out], 2)
      const want = Array.from(out, (_, at) => {
        const [i, j] = [Math.floor(at / length), at % length]
        return -table[clamp(picks[i]!) * step + j * stride]!
      })
      expect([...out]).toEqual(want.map((x) => (x === 0 ? -0 : x)))
    }
    // the element of each row that its label names (cross-entropy)
    const k = new KernelBuilder('pick', [{ extent: count, reduced: false }])
    const label = k.input('int32', [1])
    k.output([1], k.gather('float32', [length], [label], [{ stride: 1, extent: length }]))
    const logits = new Float32Array(count * length).map((_, i) => i)
    const labels = Int32Array.from({ length: count }, (_, i) => (i * 3) % length)
    const out = new Float32Array(count)
    runKernel(compileLoop(k.finish()), [labels, logits, out])
    expect([...out]).toEqual(Array.from(labels, (l, i) => i * length + l))
  })
})

describe('running reductions', () => {
  test('cumulative sums and maxima along any axis', () => {
    for (const [outer, length, inner] of [
      [1, 9, 1],
      [3, 7, 1],
      [2, 5, 6],
      [1, 4, 33],
    ] as const)
      for (const reduction of ['sum', 'max'] as const) {
        const axes = [outer, length, inner].map((extent, i) => ({ extent, reduced: i === 1 }))
        const strides = [length * inner, inner, 1]
        const k = new KernelBuilder('cumulative', axes)
        const x = k.input('float32', strides)
        k.output(strides, k.running(reduction, k.apply('negate', x)))
        const data = new Float32Array(outer * length * inner).map((_, i) => ((i * 5) % 7) - 3)
        const out = new Float32Array(data.length)
        runKernel(compileLoop(k.finish()), [data, out])
        for (let i = 0; i < outer; i++)
          for (let j = 0; j < inner; j++) {
            let state = reduction === 'sum' ? 0 : Number.NEGATIVE_INFINITY
            for (let l = 0; l < length; l++) {
              const at = (i * length + l) * inner + j
              const next = reduction === 'sum' ? state - data[at]! : Math.max(state, -data[at]!)
              expect(out[at]! + 0).toBe(next + 0)
              state = next
            }
          }
      }
  })
})

describe('long reductions', () => {
  test('are cut into pieces that give the whole', () => {
    for (const [rows, columns, reduceRows] of [
      [1, 100_003, false],
      [70_001, 3, true],
      [4, 20_000, false],
    ] as const) {
      const axes = [
        { extent: rows, reduced: reduceRows },
        { extent: columns, reduced: !reduceRows },
      ]
      const k = new KernelBuilder('total', axes)
      const x = k.input('float64', [columns, 1])
      const doubled = k.apply('add', x, x)
      const out = [reduceRows ? 0 : 1, reduceRows ? 1 : 0]
      k.output(out, k.apply('add', k.reduce('sum', doubled), k.constant('float64', 1)))
      k.output(out, k.reduce('max', x))
      k.output([columns, 1], doubled)
      const staged = compileStaged(k.finish())
      expect(staged.stages.length).toBeGreaterThan(1)
      const data = new Float64Array(rows * columns).map((_, i) => ((i * 37) % 101) - 50)
      const results = reduceRows ? columns : rows
      const outputs = [new Float64Array(results), new Float64Array(results), new Float64Array(data.length)]
      const temporaries = staged.temporaries.map((bytes) => new Float64Array(bytes / 8))
      for (const stage of staged.stages) {
        const from = { input: [data], output: outputs, temporary: temporaries }
        runKernel(
          stage.kernel,
          stage.arguments.map((a) => from[a.from][a.index]!),
          3,
        )
      }
      for (let r = 0; r < results; r++) {
        let [sum, most] = [1, Number.NEGATIVE_INFINITY]
        for (let i = 0; i < data.length; i++)
          if ((reduceRows ? i % columns : Math.floor(i / columns)) === r) {
            sum += 2 * data[i]!
            most = Math.max(most, data[i]!)
          }
        expect([outputs[0]![r], outputs[1]![r]]).toEqual([sum, most])
      }
      expect(outputs[2]!.findIndex((y, i) => y !== 2 * data[i]!)).toBe(-1)
    }
  })
})
