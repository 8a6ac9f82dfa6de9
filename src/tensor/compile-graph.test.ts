import { afterEach, describe, expect, test } from 'vitest'
import { constant, parameter } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import { add, multiply, subtract } from '../ops/arithmetic.ts'
import { matmul } from '../ops/linalgBuilders.ts'
import { compileGraph, settings } from './engine.ts'

const before = settings()
afterEach(() => {
  settings(before)
})

const values = (size: number, seed: number): Float32Array =>
  Float32Array.from({ length: size }, (_, i) => ((((i + seed) * 7919) % 1013) / 1013 - 0.5) * 0.4)

/** A small classifier and its training step. */
describe('compileGraph', () => {
  test('a compiled graph keeps its state in place', () => {
    settings({ mode: 'compile', threads: 1 })
    const type = { dtype: 'float32', shape: [500] } as const
    const [w, m, g, swap] = [0, 1, 2, 3].map((i) => parameter(type, i, 'test')) as [Node, Node, Node, Node]
    const half = constant(0.5, 'float32', [500])
    const velocity = add(multiply(m, half), g)
    const next = subtract(w, multiply(velocity, half))
    // swap and w change places through the same run
    const program = compileGraph(
      { parameters: [w, m, g, swap], results: [next, velocity, multiply(next, next), w] },
      [
        [0, 0],
        [1, 1],
        [3, 3],
      ],
    )
    const start = [values(500, 1), values(500, 2), values(500, 3), values(500, 4)]
    const wanted = start.map((array) => Float64Array.from(array))
    for (let run = 0; run < 3; run++) {
      const results = program.run(run === 0 ? start : [undefined, undefined, start[2], undefined])
      for (let i = 0; i < 500; i++) {
        wanted[3]![i] = wanted[0]![i]!
        wanted[1]![i] = wanted[1]![i]! * 0.5 + wanted[2]![i]!
        wanted[0]![i] = wanted[0]![i]! - wanted[1]![i]! * 0.5
      }
      expect(results.map((result) => result === undefined)).toEqual([true, true, false, true])
      for (const [place, i] of [
        [0, 0],
        [1, 7],
        [3, 499],
      ] as const)
        expect(program.read(place)[i]).toBeCloseTo(wanted[place]![i]!, 5)
      expect(results[2]![9]).toBeCloseTo(wanted[0]![9]! ** 2, 5)
    }
    program.release()
  })

  test('an array that was filled anew is copied anew, and what is read is a copy', () => {
    settings({ mode: 'compile', threads: 1 })
    const x = parameter({ dtype: 'float32', shape: [3] }, 0, 'test')
    const program = compileGraph({ parameters: [x], results: [add(x, x)] })
    const batch = Float32Array.of(1, 2, 3)
    expect([...program.run([batch])[0]!]).toEqual([2, 4, 6])
    batch.set([4, 5, 6])
    expect([...program.run([batch])[0]!]).toEqual([8, 10, 12])
    program.read(0).fill(0)
    expect([...program.read(0)]).toEqual([4, 5, 6])
    program.release()
  })

  test('a program goes on, with one thread, when settings start the engine anew', () => {
    settings({ mode: 'compile', threads: 2 })
    const size = 300
    const x = parameter({ dtype: 'float32', shape: [size, size] }, 0, 'test')
    const program = compileGraph({ parameters: [x], results: [matmul(x, multiply(x, x))] })
    const batch = values(size * size, 1)
    const first = program.run([batch])[0]!
    settings({ threads: 1 })
    settings({ threads: 2 })
    for (let i = 0; i < 3; i++) expect(program.run([batch])[0]).toEqual(first)
    program.release()
  })
})
