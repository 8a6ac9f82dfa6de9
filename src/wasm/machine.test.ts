import { afterAll, describe, expect, test } from 'vitest'
import { OutOfMemoryError } from '../errors.ts'
import { compileProduct } from './gemm/gemm.ts'
import { matrixProduct } from './gemm/product.ts'
import { KernelBuilder } from './kernel/builder.ts'
import { compileLoop } from './kernel/generate.ts'
import type { ElementType } from './kernel/ir.ts'
import { Machine } from './machine.ts'
import { Heap } from './memory.ts'
import { nodeWorkers } from './node-workers.ts'
import { webAssembly } from './webassembly.ts'

const put = (heap: Heap, dtype: ElementType, address: number, numbers: ArrayLike<number>): void =>
  heap.view(dtype, address, numbers.length).set(numbers)

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds))
const heap = new Heap({ shared: true })
const alone = new Machine(heap)
const together = new Machine(heap, { threads: 3, workers: nodeWorkers()! })
afterAll(() => together.close())

/** A layer: tanh(x W), then the sum of every row, on a batch large enough for several tiles. */
function layer(machine: Machine, run: number): { hidden: Float32Array; sums: Float32Array } {
  const [m, n, k] = [512, 256, 300]
  const product = compileProduct(matrixProduct('product', 'float32', { m, n, k }))
  const activation = new KernelBuilder('activation', [
    { extent: m, reduced: false },
    { extent: n, reduced: true },
  ])
  const y = activation.apply('tanh', activation.input('float32', [n, 1]))
  activation.output([n, 1], y)
  activation.output([1, 0], activation.reduce('sum', y))
  const kernels = [product, compileLoop(activation.finish())]
  const program = machine.load(
    {
      kernels,
      steps: [
        { kind: 'kernel', kernel: 0, args: 0 },
        { kind: 'kernel', kernel: 1, args: 12 },
      ],
    },
    6,
  )
  const at = [m * k, k * n, m * n, m * n, m].map((length, i) => heap.allocate(`tensor ${i}`, 4 * length))
  const random = (length: number, seed: number): Float32Array =>
    new Float32Array(length).map((_, i) => (((i + seed) * 7919) % 1009) / 5000 - 0.1)
  put(heap, 'float32', at[0]!, random(m * k, run))
  put(heap, 'float32', at[1]!, random(k * n, run + 1))
  const pointers = [at[0]!, at[1]!, at[2]!, at[2]!, at[3]!, at[4]!]
  pointers.forEach((address, i) => {
    program.point(4 * i, address)
  })
  program.run()
  const hidden = heap.view('float32', at[3]!, m * n).slice() as Float32Array
  const sums = heap.view('float32', at[4]!, m).slice() as Float32Array
  for (const address of at) heap.release(address)
  program.release()
  return { hidden, sums }
}

describe('programs', () => {
  test('give the same bits with any number of threads', async () => {
    together.ensurePool()
    for (let wait = 0; wait < 100 && together.statistics().ready < 2; wait++) await pause(20)
    expect(together.statistics().ready).toBe(2)
    for (let run = 0; run < 20; run++) {
      const one = layer(alone, run)
      const three = layer(together, run)
      expect(three.hidden.findIndex((x, i) => x !== one.hidden[i])).toBe(-1)
      expect(three.sums.findIndex((x, i) => x !== one.sums[i])).toBe(-1)
      // let the workers fall asleep now and then
      if (run % 5 === 4) await pause(10)
    }
  })

  test('loop and advance pointers', () => {
    // running sums: carry' = carry + x[i], y[i] = carry'
    const k = new KernelBuilder('step', [{ extent: 5, reduced: false }])
    const next = k.apply('add', k.input('float32', [1]), k.input('float32', [1]))
    k.output([1], next)
    k.output([1], next)
    const program = alone.load(
      {
        kernels: [compileLoop(k.finish())],
        steps: [
          {
            kind: 'loop',
            count: 7,
            body: [
              { kind: 'kernel', kernel: 0, args: 0 },
              { kind: 'copy', from: 8, to: 0, bytes: 20 },
            ],
            advance: [
              { at: 4, bytes: 20 },
              { at: 12, bytes: 20 },
            ],
          },
        ],
      },
      4,
    )
    const [carry, xs, other, ys] = ['carry', 'xs', 'other', 'ys'].map((name) => heap.allocate(name, 4 * 35))
    put(
      heap,
      'float32',
      xs!,
      Array.from({ length: 35 }, (_, i) => i),
    )
    ;[carry!, xs!, other!, ys!].forEach((address, i) => {
      program.point(4 * i, address)
    })
    for (let repeat = 0; repeat < 2; repeat++) {
      put(heap, 'float32', carry!, [0, 0, 0, 0, 0])
      program.run()
      const got = heap.view('float32', ys!, 35).slice()
      for (let i = 0; i < 7; i++)
        for (let j = 0; j < 5; j++) expect(got[5 * i + j]).toBe((5 * i * (i + 1)) / 2 + (i + 1) * j)
    }
    program.release()
  })

  test('run on what they were pointed at last, and start no workers for what is not shared', () => {
    const workers = (): never => expect.unreachable()
    const machine = new Machine(heap, { threads: 2, workers })
    const program = machine.load({ kernels: [], steps: [{ kind: 'copy', from: 0, to: 4, bytes: 4 }] }, 2)
    const at = heap.allocate('numbers', 12)
    put(heap, 'int32', at, [5, 7, 0])
    program.point(4, at + 8)
    for (const from of [0, 4]) {
      program.point(0, at + from)
      program.run()
      expect([...heap.view('int32', at, 3)]).toEqual([5, 7, from === 0 ? 5 : 7])
    }
    program.release()
    heap.release(at)
    expect(machine.statistics().lost).toEqual([])
  })

  test('while and switch decide inside the program', () => {
    const scalar = [{ extent: 1, reduced: false }]
    const test = new KernelBuilder('test', scalar)
    test.output([1], test.apply('less', test.input('int32', [1]), test.constant('int32', 1000)))
    const double = new KernelBuilder('double', scalar)
    const x = double.input('int32', [1])
    double.output([1], double.apply('add', x, x))
    const negate = new KernelBuilder('negate', scalar)
    negate.output([1], negate.apply('negate', negate.input('int32', [1])))
    const kernels = [test, double, negate].map((k) => compileLoop(k.finish()))
    // pointers: x, flag | x, x | x, x | branch
    const program = alone.load(
      {
        kernels,
        steps: [
          {
            kind: 'while',
            condition: [{ kind: 'kernel', kernel: 0, args: 0 }],
            flag: 4,
            body: [{ kind: 'kernel', kernel: 1, args: 8 }],
          },
          { kind: 'switch', index: 16, branches: [[], [{ kind: 'kernel', kernel: 2, args: 8 }]] },
        ],
      },
      5,
    )
    const [value, flag, branch] = ['value', 'flag', 'branch'].map((name) => heap.allocate(name, 4))
    ;[value!, flag!, value!, value!, branch!].forEach((address, i) => {
      program.point(4 * i, address)
    })
    for (const [choice, want] of [
      [0, 1536],
      [1, -1536],
      [9, -1536],
      [-3, 1536],
    ]) {
      put(heap, 'int32', value!, [3])
      put(heap, 'int32', branch!, [choice!])
      program.run()
      expect(heap.view('int32', value!, 1).slice()[0]).toBe(want)
    }
    program.release()
  })
})

describe('a program that finds no memory', () => {
  const description = () => {
    const k = new KernelBuilder('twice', [{ extent: 200_000, reduced: false }])
    k.output([1], k.apply('add', k.input('float32', [1]), k.input('float32', [1])))
    return { kernels: [compileLoop(k.finish())], steps: [{ kind: 'kernel' as const, kernel: 0, args: 0 }] }
  }
  const idle = () => ({ post: () => {}, onFailure: () => {}, terminate: () => {} })

  test('leaves nothing of itself, whichever of its parts does not fit', () => {
    const limited = new Heap({ shared: true, limit: 8 << 20 })
    const machine = new Machine(limited, { threads: 2, workers: idle })
    machine.load(description(), 3).release()
    const before = limited.statistics().used
    expect(() => machine.load(description(), 4 << 20)).toThrow(/pointers of a program/)
    expect(limited.statistics().used).toBe(before)
    // all but 64 bytes, where its pointers fit and its module does not
    const slot = limited.allocate('a small slot', 64)
    for (let bytes = 4 << 20; bytes >= 64; )
      try {
        limited.allocate('the rest', bytes)
      } catch {
        bytes >>= 1
      }
    limited.release(slot)
    const full = limited.statistics().used
    expect(() => machine.load(description(), 3)).toThrow(/module of program/)
    expect(limited.statistics().used).toBe(full)
  })

  test('runs alone where workers find no memory', () => {
    const limited = new Heap({ shared: true, limit: 1 << 20 })
    const machine = new Machine(limited, { threads: 3, workers: idle })
    const program = machine.load(description(), 3)
    expect(machine.statistics().ready).toBe(0)
    expect(machine.statistics().lost).toEqual([expect.stringMatching(/scratch of worker 0 needs/)])
    program.release()
    machine.load(description(), 3).release()
    expect(limited.statistics().slots).toBe(2)
  })
})

describe('the heap', () => {
  test('reuses what is freed and joins neighbours', () => {
    const small = new Heap({ shared: false, limit: 4 << 20 })
    const slots = Array.from({ length: 30 }, (_, i) => small.allocate(`slot ${i}`, 100_000))
    expect(() => small.allocate('batch f32[1000,1000]', 4_000_000)).toThrow(OutOfMemoryError)
    expect(() => small.allocate('batch f32[1000,1000]', 4_000_000)).toThrow(
      /batch f32\[1000,1000\] needs 3\.8 MiB/,
    )
    for (const slot of slots.filter((_, i) => i % 2 === 0)) small.release(slot)
    for (const slot of slots.filter((_, i) => i % 2 === 1)) small.release(slot)
    expect(small.statistics().used).toBe(0)
    const again = small.allocate('after the error', 3_500_000)
    expect(again % 64).toBe(0)
    expect(small.statistics().peak).toBeGreaterThanOrEqual(3_000_000)
  })

  test('is one stretch again in whatever order its slots are freed', () => {
    for (let order = 0; order < 24; order++) {
      const rest = [0, 1, 2, 3]
      const small = new Heap({ shared: false, limit: 4 << 20 })
      const slots = rest.map((i) => small.allocate(`slot ${i}`, 1 << 19))
      // all that lies behind them
      for (let bytes = 1 << 20; bytes >= 64; )
        try {
          small.allocate('the rest', bytes)
        } catch {
          bytes >>= 1
        }
      for (const choices of [4, 3, 2, 1]) {
        const [next] = rest.splice(Math.floor(order / [0, 1, 1, 2, 6][choices]!) % choices, 1)
        small.release(slots[next!]!)
      }
      expect(small.allocate('all', 1 << 21)).toBe(slots[0])
    }
  })

  test('keeps contents and addresses while it grows', () => {
    const growing = new Heap({ shared: false })
    const first = growing.allocate('first', 400)
    put(
      growing,
      'int32',
      first,
      Array.from({ length: 100 }, (_, i) => i),
    )
    growing.allocate('large', 50 << 20)
    expect([...growing.view('int32', first, 100).slice()]).toEqual(Array.from({ length: 100 }, (_, i) => i))
  })

  test('is content with less where the host reserves no room for 4 GiB', () => {
    const { Memory } = webAssembly
    const most = { pages: 1000 }
    class Small extends Memory {
      constructor(descriptor: { initial: number; maximum: number; shared: boolean }) {
        if (descriptor.maximum > most.pages) throw new RangeError('could not allocate memory')
        super(descriptor)
      }
    }
    Object.assign(webAssembly, { Memory: Small })
    try {
      const small = new Heap({ shared: false })
      expect(small.limit).toBe(512 * 65536)
      expect(small.allocate('a', 20 << 20)).toBeGreaterThan(0)
      expect(() => small.allocate('b', 20 << 20)).toThrow(/b needs 20.0 MiB.*limit of 32.0 MiB/)
      expect(new Heap({ shared: false, limit: 1_000_000 }).limit).toBe(1_000_000)
      most.pages = 0
      expect(() => new Heap({ shared: false })).toThrow(/the heap of the engine .* gives no more memory/)
    } finally {
      Object.assign(webAssembly, { Memory })
    }
  })
})
