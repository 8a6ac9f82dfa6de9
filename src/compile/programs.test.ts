import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { program } from '../../test/support/programs/program.ts'
import type { TypedArray } from '../graph/dtype.ts'
import { runGraph } from '../graph/interpret.ts'
import { Machine } from '../wasm/machine.ts'
import { Heap } from '../wasm/memory.ts'
import { nodeWorkers } from '../wasm/node/workers.ts'
import { printBlock, validateBlock } from './bridge/plan.ts'
import { Arena, Runner } from './bridge/runner.ts'
import { wasmTarget } from './bridge/scalars.ts'
import { fuse } from './fuse.ts'
import { guard } from './guard.ts'
import { printPartition, validatePartition } from './partition.ts'
import { printGraph } from './print.ts'
import { simplify } from './simplify.ts'
import { sameInterface, validate } from './validate.ts'

const shared = new Heap({ shared: true })
const together = new Machine(shared, { threads: 2, workers: nodeWorkers })
const threaded = new Arena(together)
const single = new Arena(new Machine(new Heap({ shared: false })))
afterAll(() => together.close())

/** Largest difference over the largest magnitude. */
function distance(a: TypedArray, b: TypedArray): number {
  let worst = 0
  let scale = 1
  for (let i = 0; i < b.length; i++) {
    if (Number.isFinite(b[i]!)) scale = Math.max(scale, Math.abs(b[i]!))
    if (Object.is(a[i], b[i]) || a[i] === b[i] || (Number.isNaN(a[i]!) && Number.isNaN(b[i]!))) continue
    worst = Math.max(worst, Math.abs(a[i]! - b[i]!))
    if (Number.isNaN(a[i]! - b[i]!)) return Number.POSITIVE_INFINITY
  }
  return worst / scale
}

describe('random programs', () => {
  test('compiled agree with interpreted, and with themselves on two threads', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1 << 20), { minLength: 40, maxLength: 80 }), (numbers) => {
        const { graph, inputs } = program(numbers)
        validate(graph, 'test')
        const simple = simplify(graph)
        validate(simple, 'simplify')
        sameInterface(graph, simple, 'simplify')
        const reference = runGraph(graph, inputs)
        const one = new Runner(graph, single)
        const two = new Runner(graph, threaded)
        const guarded = validate(guard(one.graph).graph, 'guard')
        const partition = fuse(guarded, wasmTarget)
        validatePartition(partition, guarded.results)
        validateBlock(one.block, [])
        for (const text of [printGraph(guarded), printPartition(partition), printBlock(one.block)])
          expect(text).not.toMatch(/undefined|\[object/)
        expect(one.onHost).toEqual([])
        for (let round = 0; round < 2; round++) {
          const values = one.run(inputs) as TypedArray[]
          const others = two.run(inputs) as TypedArray[]
          values.forEach((value, i) => {
            // Discontinuous operations (floor, argmax, less) may fall on either side in float32.
            const bound = inputs[0] instanceof Float64Array ? 1e-9 : 0.3
            const away = distance(value, reference[i]!)
            if (!(away <= bound))
              throw new Error(
                `result ${i} is off by ${away}\n${printGraph(graph)}\n${[...value].slice(0, 40)}\n${[...reference[i]!].slice(0, 40)}`,
              )
            expect(others[i]).toEqual(value)
          })
        }
        one.release()
        two.release()
      }),
      { numRuns: Number(process.env['RUNS'] ?? 250), seed: Number(process.env['SEED'] ?? 7) },
    )
  })
})
