import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inMode } from '../../../test/support/compiled.ts'
import type { TypedArray } from '../../graph/dtype.ts'
import { topological } from '../../graph/graph.ts'
import * as nabla from '../../index.ts'
import { type DType, engine, type Tensor, tensor } from '../../index.ts'
import { SGD } from '../../optim/index.ts'
import { theEngine } from '../../tensor/engine.ts'
import { Heap } from '../../wasm/memory.ts'
import { Stock } from './stock.ts'

const stock = new Stock(new Heap({ shared: false }))

/** Computes what tensors are made of by the interpreter; calls `see` for each operation that comes from stock as well. */
function compare(
  tensors: readonly Tensor[],
  see: (name: string, found: TypedArray, wanted: TypedArray) => void,
): void {
  const values = new Map<object, TypedArray>()
  for (const node of topological(
    tensors.map(({ node }) => node),
    () => false,
  )) {
    const inputs = node.inputs.map((input) => values.get(input)!)
    const value = node.computed ? (node.value as TypedArray) : (node.op.evaluate(inputs, node) as TypedArray)
    values.set(node, value)
    if (node.inputs.length === 0) continue
    const found = stock.compute(node, inputs) as TypedArray | undefined
    if (found) see(node.op.name, found, value)
  }
}

const close = (name: string, found: TypedArray, wanted: TypedArray): void => {
  const eps = found instanceof Float64Array ? 1e-14 : found instanceof Float32Array ? 1e-6 : 0
  expect(found.constructor).toBe(wanted.constructor)
  expect(found.length).toBe(wanted.length)
  const wrong = wanted.findIndex(
    (w, i) => !(Object.is(w, found[i]) || Math.abs(found[i]! - w) <= eps * (Math.abs(w) + 1e-3)),
  )
  if (wrong >= 0)
    throw new Error(`${name}: ${found[wrong]}, not ${wanted[wrong]} at ${wrong} of ${wanted.length}`)
}

const special = [0, -0, 1, -1, 0.5, NaN, Infinity, -Infinity, 1e-30, -3.7, 88, 20, 2.5]
const floats = (size: number, dtype: DType, seed = 0): Tensor =>
  tensor(
    Float64Array.from({ length: size }, (_, i) =>
      i < 13 ? special[(i + seed) % 13]! : Math.sin(i + seed) * 3,
    ),
    { dtype },
  )

/** A function of the name, as the tests call it. */
const call = (name: string, ...args: (Tensor | number)[]): Tensor =>
  (nabla as unknown as Record<string, (...args: unknown[]) => Tensor>)[name]!(...args)

describe('operations from stock', () => {
  test.each([255, 256, 511, 512, 513, 1500])('elementwise, %d elements', (size) => {
    const seen = new Set<string>()
    for (const dtype of ['float32', 'float64'] as const) {
      const [x, y] = [floats(size, dtype), floats(size, dtype, 5)]
      const positive = nabla.abs(y)
      const results = [
        ...'abs exp expm1 exp2 log log1p log2 sqrt rsqrt square sin cos tanh sigmoid softplus sign floor round isfinite erf'
          .split(' ')
          .map((name) => call(name, x)),
        ...'add subtract multiply divide maximum minimum less equal atan2 hypot'
          .split(' ')
          .map((name) => call(name, x, y)),
        nabla.power(positive, x),
        nabla.where(nabla.greater(x, y), x, y),
        nabla.astype(x, dtype === 'float32' ? 'float64' : 'float32'),
        nabla.astype(nabla.greater(x, y), 'int32'),
      ]
      compare(results, (name, found, wanted) => {
        seen.add(name)
        close(name, found, wanted)
      })
    }
    const whole = (seed: number): Tensor =>
      tensor(Int32Array.from({ length: size }, (_, i) => ((i + seed) % 17) - 8))
    compare(
      [
        ...'add multiply floorDivide bitwiseAnd bitwiseXor maximum less'
          .split(' ')
          .map((name) => call(name, whole(0), whole(5))),
      ],
      (name, found, wanted) => {
        seen.add(`${name} of int32`)
        close(name, found, wanted)
      },
    )
    if (size < 256) expect(seen.size).toBe(0)
    else expect(seen.size).toBeGreaterThan(40)
  })

  test('products of matrices, of any extents and batches', () => {
    let count = 0
    const extent = fc.oneof(fc.integer({ min: 1, max: 70 }), fc.constantFrom(16, 32, 100))
    fc.assert(
      fc.property(
        fc.record({ b: fc.integer({ min: 1, max: 3 }), m: extent, k: extent, n: extent }),
        fc.constantFrom<DType>('float32', 'float64', 'int32'),
        fc.boolean(),
        ({ b, m, k, n }, dtype, turned) => {
          const whole = (seed: number, ...shape: number[]): Tensor =>
            tensor(
              Float64Array.from(
                { length: shape.reduce((p, q) => p * q) },
                (_, i) => ((i * 7 + seed) % 9) - 4,
              ),
              { shape, dtype },
            )
          const y = turned ? nabla.swapaxes(whole(3, b, n, k), 1, 2) : whole(3, b, k, n)
          compare([nabla.matmul(whole(1, b, m, k), y)], (name, found, wanted) => {
            count++
            expect(name).toBe('dot_general')
            expect(found).toEqual(wanted)
          })
        },
      ),
      {
        numRuns: 150,
        // larger than what is packed at once
        examples: [
          [{ b: 2, m: 40, k: 600, n: 500 }, 'float32', false],
          [{ b: 2, m: 70, k: 100, n: 256 }, 'float32', false],
          [{ b: 2, m: 70, k: 100, n: 128 }, 'float64', false],
        ],
      },
    )
    expect(count).toBeGreaterThan(50)
  })

  test('NaN and infinity stay in their rows and columns', () => {
    const a = new Float32Array(40 * 50).fill(1)
    const b = new Float32Array(50 * 30).fill(1)
    a[3 * 50 + 49] = NaN
    b[49 * 30 + 29] = Infinity
    compare(
      [nabla.matmul(tensor(a, { shape: [40, 50] }), tensor(b, { shape: [50, 30] }))],
      (_, found, wanted) => expect(found).toEqual(wanted),
    )
  })

  test('gives its memory back, and leaves what does not fit to the interpreter', () => {
    const heap = new Heap({ shared: false, limit: 4 * 65536 })
    const small = new Stock(heap)
    const of = (size: number): TypedArray | undefined => {
      const { node } = nabla.exp(tensor(new Float32Array(size).fill(1)))
      return small.compute(node, [new Float32Array(size).fill(1)]) as TypedArray | undefined
    }
    expect(of(5000)?.[4999]).toBe(Math.fround(Math.E))
    small.release()
    const { used } = heap.statistics()
    expect(used).toBeLessThan(4096)
    expect(of(100_000)).toBeUndefined()
    expect(of(5000)?.[4999]).toBe(Math.fround(Math.E))
    small.release()
    expect(heap.statistics().used).toBe(used)
  })
})

describe('graphs that differ by extents', () => {
  const f = (rows: number, scale = 1): Tensor => {
    const x = tensor(
      Float32Array.from({ length: rows * 60 }, (_, i) => Math.sin(i * scale)),
      { shape: [rows, 60] },
    )
    const w = tensor(
      Float32Array.from({ length: 60 * 60 }, (_, i) => Math.cos(i) / 8),
      { shape: [60, 60] },
    )
    return nabla.softmax(nabla.tanh(nabla.matmul(nabla.tanh(nabla.matmul(x, w)), w)), -1)
  }
  const counts = (g: () => void): [compiled: number, interpreted: number] => {
    const before = engine.stats()
    g()
    const after = engine.stats()
    return [after.compiled - before.compiled, after.interpreted - before.interpreted]
  }

  test('the first are compiled, others from stock until they are read often', () => {
    theEngine.reset()
    const memory = engine.memory().used
    for (let rows = 30; rows < 38; rows++) expect(counts(() => f(rows).data())).toEqual([1, 0])
    let times = 0
    while (counts(() => f(41).data())[1] === 1 && times < 100) {
      times++
      expect(counts(() => f(33).data())).toEqual([0, 0])
    }
    // as often as makes up for compiling it
    expect(times).toBeGreaterThan(2)
    expect(times).toBeLessThan(50)
    expect(counts(() => f(41).data())).toEqual([0, 0])
    for (let time = 0; time < times >> 1; time++) expect(counts(() => f(52).data())).toEqual([0, 1])
    expect(counts(() => f(60).data())).toEqual([0, 1])
    // another function has a family of its own
    expect(counts(() => nabla.exp(f(60)).data())).toEqual([1, 0])
    theEngine.reset()
    expect(engine.memory().used).toBe(memory)
  })

  test('memory of operands is given back', () => {
    theEngine.reset()
    for (let rows = 30; rows < 40; rows++) f(rows).data()
    const { used } = engine.memory()
    expect(counts(() => f(90).data())).toEqual([0, 1])
    expect(engine.memory().used).toBe(used)
  })

  test('a program that there is is used, whatever came between', () => {
    theEngine.reset()
    for (let rows = 30; rows < 40; rows++) f(rows).data()
    for (let i = 0; i < 140; i++) {
      // sines and cosines by the digits of a number
      const digits = (256 + i).toString(2)
      const x = [...digits].reduce(
        (y, digit) => (digit === '0' ? nabla.sin(y) : nabla.cos(y)),
        nabla.ones([3000]),
      )
      expect(counts(() => nabla.sum(x).data())).toEqual([1, 0])
    }
    expect(counts(() => f(33).data())).toEqual([0, 0])
  })

  test('what is faster compiled, a scan, and what is under jit is compiled', () => {
    theEngine.reset()
    for (let size = 300; size < 312; size++) {
      const x = nabla.ones([size, size]).eval()
      expect(counts(() => nabla.matmul(x, x).data())).toEqual([1, 0])
    }
    const jitted = nabla.jit((x: Tensor) => nabla.tanh(nabla.matmul(x, nabla.swapaxes(x, 0, 1))))
    for (let rows = 40; rows < 52; rows++) {
      const x = nabla.variable(nabla.ones([rows, 60]))
      expect(counts(() => jitted(nabla.sin(x)).data())[0]).toBe(1)
    }
    const w = nabla.ones([80, 80]).eval()
    const zeros = nabla.zeros([8, 80]).eval()
    for (let steps = 20; steps < 32; steps++) {
      const xs = nabla.ones([steps, 8, 80]).eval()
      const run = (): Tensor =>
        nabla.scan((h: Tensor, x: Tensor) => [nabla.tanh(nabla.add(nabla.matmul(h, w), x)), h], zeros, xs)[0]
      expect(counts(() => run().data())).toEqual([1, 0])
    }
    inMode('compile', () => {
      for (let rows = 30; rows < 41; rows++) expect(counts(() => f(rows).data())).toEqual([1, 0])
    })
  })

  test('steps of a loop of many extents are computed from stock, and a loop that is begun anew has the same bits', () => {
    theEngine.reset()
    const train = (): [kinds: string[], weights: ArrayLike<number>] => {
      const w = nabla.variable(nabla.ones([60, 60]).mul(0.01))
      const optimizer = new SGD([w], { lr: 0.01 })
      const step = (rows: number): string => {
        const x = nabla.ones([rows, 60]).mul(0.01).eval()
        return counts(() => {
          optimizer.zeroGrad()
          nabla.mean(nabla.tanh(nabla.matmul(nabla.tanh(nabla.matmul(x, w)), w))).backward()
          optimizer.step()
          w.data()
        }).join()
      }
      const kinds = Array.from({ length: 12 }, (_, i) => step(150 + i))
      for (let i = 0; i < 20; i++) kinds.push(step(160))
      return [kinds, w.data()]
    }
    const [kinds, weights] = train()
    expect(kinds.slice(0, 8)).toEqual(Array(8).fill('1,0'))
    expect(kinds.slice(8, 12)).toEqual(Array(4).fill('0,1'))
    // taken again and again, it is compiled
    expect(kinds.slice(12)).toContain('1,0')
    expect(kinds.at(-1)).toBe('0,0')
    const [again, same] = train()
    expect(again.map((kind) => kind.endsWith('1'))).toEqual(kinds.map((kind) => kind.endsWith('1')))
    expect(same).toEqual(weights)
    engine.settings({ mode: 'interpret' })
    const [, wanted] = train()
    engine.settings({ mode: 'auto' })
    close('weights', weights as TypedArray, wanted as TypedArray)
  })

  test('have the values of the interpreter, and the same ones each time', () => {
    theEngine.reset()
    for (let rows = 30; rows < 70; rows++) {
      const found = f(rows).data()
      engine.settings({ mode: 'interpret' })
      const wanted = f(rows).data()
      engine.settings({ mode: 'auto' })
      close('softmax', found as TypedArray, wanted as TypedArray)
      if (rows === 60) expect(f(rows).data()).toEqual(found)
    }
  })
})
