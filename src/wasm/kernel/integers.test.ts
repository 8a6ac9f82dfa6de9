import '../../compile/bridge/subjects/powers.ts'
import '../../compile/bridge/subjects/random.ts'
import { describe, expect, test } from 'vitest'
import { KernelBuilder } from './builder.ts'
import { compileLoop } from './generate.ts'
import { runKernel } from './run.ts'

describe('random bits', () => {
  // test vectors of Salmon et al., as published with Random123
  test('threefry2x32 gives the published words', () => {
    const run = (words: number[]): number[] => {
      const k = new KernelBuilder('random', [{ extent: 1, reduced: false }])
      const args = words.map((w) => k.constant('uint32', w))
      k.output([1], k.apply('threefry0', ...args))
      k.output([1], k.apply('threefry1', ...args))
      const out = [new Uint32Array(1), new Uint32Array(1)]
      runKernel(compileLoop(k.finish()), out)
      return out.map((o) => o[0]!)
    }
    expect(run([0, 0, 0, 0])).toEqual([0x6b200159, 0x99ba4efe])
    expect(run([0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff])).toEqual([0x1cb996fc, 0xbb002be7])
    expect(run([0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3])).toEqual([0xc4923a9c, 0x483df7a0])
  })
})

describe('integer operations', () => {
  test('division truncates and never traps; what is left over by 0 is all of it', () => {
    const x = Int32Array.of(7, -7, 5, -0x80000000, 9)
    const y = Int32Array.of(2, 2, 0, -1, -4)
    const k = new KernelBuilder('divide', [{ extent: 5, reduced: false }])
    const a = k.input('int32', [1])
    const b = k.input('int32', [1])
    k.output([1], k.apply('divide', a, b))
    k.output([1], k.apply('remainder', a, b))
    k.output([1], k.apply('shift_left', a, k.apply('abs', b)))
    const out = [new Int32Array(5), new Int32Array(5), new Int32Array(5)]
    runKernel(compileLoop(k.finish()), [x, y, ...out])
    expect(out.map((o) => [...o])).toEqual([
      [3, -3, 0, -0x80000000, -2],
      [1, -1, 5, 0, 1],
      [28, -28, 5, 0, 144],
    ])
  })

  test('a shift by a constant is the same as one by a count for each lane', () => {
    const x = Int32Array.of(0x12345678, -0x12345678, -1, 1, -0x80000000)
    for (const name of ['shift_left', 'shift_right_logical', 'shift_right_arithmetic'])
      for (const count of [0, 1, 31, 32, 33, -1]) {
        const k = new KernelBuilder('shift', [{ extent: x.length, reduced: false }])
        const a = k.input('int32', [1])
        k.output([1], k.apply(name, a, k.constant('int32', count)))
        k.output([1], k.apply(name, a, k.input('int32', [1])))
        const [fixed, read] = [new Int32Array(x.length), new Int32Array(x.length)]
        runKernel(compileLoop(k.finish()), [x, new Int32Array(x.length).fill(count), fixed, read])
        expect(fixed, `${name} by ${count}`).toEqual(read)
      }
  })

  test('powers wrap; a negative power is 0, but of 1 and -1', () => {
    const x = Int32Array.of(3, -2, 1, -1, -1, 5, 0, 7)
    const y = Int32Array.of(25, 3, -4, -3, -2, -1, 0, 0)
    const k = new KernelBuilder('power', [{ extent: 8, reduced: false }])
    k.output([1], k.apply('power', k.input('int32', [1]), k.input('int32', [1])))
    const out = new Int32Array(8)
    runKernel(compileLoop(k.finish()), [x, y, out])
    expect([...out]).toEqual([Number(BigInt.asIntN(32, 3n ** 25n)), -8, 1, -1, 1, 0, 1, 1])
  })

  test('a transposed input is read along its lines, whatever the extents', () => {
    for (const [rows, columns] of [
      [5, 70],
      [33, 40],
      [64, 64],
    ] as const) {
      const k = new KernelBuilder('turn', [
        { extent: rows, reduced: false },
        { extent: columns, reduced: false },
      ])
      k.output([columns, 1], k.apply('negate', k.input('float32', [1, rows])))
      const input = Float32Array.from({ length: rows * columns }, (_, i) => i + 1)
      const out = new Float32Array(rows * columns)
      runKernel(compileLoop(k.finish()), [input, out], 3)
      const at = (i: number): number => (i % columns) * rows + Math.floor(i / columns)
      expect(out.findIndex((value, i) => value !== -input[at(i)]!)).toBe(-1)
    }
  })
})
