import './bridge/subjects/index.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Graph, topological } from '../graph/graph.ts'
import { runGraph } from '../graph/interpret.ts'
import { constant, parameter } from '../graph/leaves.ts'
import { is, type Node } from '../graph/node.ts'
import { sizeOf } from '../graph/shape.ts'
import { add, divide, exponential, like, multiply, negate, subtract } from '../ops/arithmetic.ts'
import { IndexError } from '../ops/indexError.ts'
import { gather, indexing } from '../ops/indexing.ts'
import { broadcastInDim } from '../ops/movement.ts'
import { Machine } from '../wasm/machine.ts'
import { Heap } from '../wasm/memory.ts'
import { Arena } from './bridge/arena.ts'
import { Runner } from './bridge/runner.ts'
import { moveGathers } from './gathers.ts'

const arena = new Arena(new Machine(new Heap({ shared: false })))
const shape = [6, 40, 5]
const x = parameter({ dtype: 'float32', shape }, 0, 'test')
const rows = parameter({ dtype: 'float32', shape: [6, 1] }, 1, 'test')
const ends = parameter({ dtype: 'float32', shape: [5] }, 2, 'test')
const values = (node: Node, factor: number): Float32Array =>
  Float32Array.from({ length: sizeOf(node.shape) }, (_, i) => Math.sin(factor * i + 1))
const inputs = [values(x, 0.37), values(rows, 1.1), values(ends, 2.3)]

const overRows = broadcastInDim(rows, shape, [0, 1])
const overEnds = broadcastInDim(ends, shape, [2])

/** Extents of what is gathered from. */
const tables = (graph: Graph): readonly Node[] =>
  topological(graph.results, (node) => node.inputs.length === 0)
    .filter((node) => is(node, indexing.gather))
    .map((node) => node.inputs[0]!)

test('of what is computed element by element only what is read is computed, bit for bit', () => {
  const steps: Readonly<Record<string, (y: Node) => Node>> = {
    bell: (y) => exponential(negate(multiply(y, y))),
    negate,
    'minus what is spread over rows': (y) => subtract(y, overRows),
    'times what is spread over the rest': (y) => multiply(overEnds, y),
    'itself twice': (y) => add(y, multiply(y, y)),
    constant: (y) => divide(like(y, 3), add(y, like(y, 2))),
  }
  const problem = fc.record({
    chain: fc.array(fc.constantFrom(...Object.keys(steps)), { minLength: 1, maxLength: 6 }),
    // rows are places along the second axis: one for each row, or the same ones for all
    batch: fc.boolean(),
    picks: fc.array(fc.integer({ min: 0, max: 39 }), { minLength: 1, maxLength: 8 }),
  })
  fc.assert(
    fc.property(problem, ({ chain, batch, picks }) => {
      const leading = batch ? [6, picks.length] : [picks.length]
      const places = parameter({ dtype: 'int32', shape: [...leading, 1] }, 3, 'test')
      const table = chain.reduce((y, name) => steps[name]!(y), x as Node)
      const read = gather(table, places, { axes: [1], batch: batch ? 1 : 0 })
      const graph = { parameters: [x, rows, ends, places], results: [read] }
      const moved = moveGathers(graph)
      expect(tables(moved)).toEqual([x])
      const indices = Int32Array.from({ length: sizeOf(places.shape) }, (_, i) => picks[i % picks.length]!)
      const want = runGraph(graph, [...inputs, indices])
      expect(runGraph(moved, [...inputs, indices])).toEqual(want)
      const found = new Runner(graph, arena).run([...inputs, indices])[0]!
      found.forEach((value, i) => {
        expect(Math.abs(value - want[0]![i]!)).toBeLessThanOrEqual(1e-5 * (1 + Math.abs(want[0]![i]!)))
      })
    }),
    { numRuns: 60 },
  )
})

const places = parameter({ dtype: 'int32', shape: [6, 1, 1] }, 3, 'test')
const targets = { axes: [1], batch: 1 }
const spreadOnly = multiply(exponential(overRows), constant(2, 'float32', shape))
const square = multiply(x, x)
const computed = exponential(x)

test.each<[string, Node, readonly Node[]]>([
  ['a table that is a result too', square, [square]],
  [
    'a table of two tensors',
    add(x, broadcastInDim(parameter({ dtype: 'float32', shape: [40] }, 4, 'test'), shape, [1])),
    [],
  ],
  ['a table that is the same everywhere along the places', spreadOnly, []],
])('stays: %s', (_, table, others) => {
  const graph = { parameters: [x, rows, places], results: [gather(table, places, targets), ...others] }
  expect(tables(moveGathers(graph))).toEqual([table])
})

test('stays: as much is read as there is', () => {
  const all = parameter({ dtype: 'int32', shape: [6, 11, 1] }, 3, 'test')
  const graph = { parameters: [x, all], results: [gather(computed, all, targets)] }
  expect(tables(moveGathers(graph))).toEqual([computed])
})

test('a place outside is still refused', () => {
  const graph = { parameters: [x, places], results: [gather(computed, places, targets)] }
  expect(() => new Runner(graph, arena).run([inputs[0]!, Int32Array.of(0, 1, 40, 0, 0, 0)])).toThrow(
    IndexError,
  )
})
