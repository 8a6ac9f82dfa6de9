import { afterEach, describe, expect, test } from 'vitest'
import { constant, parameter } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import { add, multiply, subtract } from '../ops/arithmetic.ts'
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
})
