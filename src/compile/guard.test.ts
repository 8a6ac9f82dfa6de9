import './bridge/subjects/index.ts'
import { expect, test } from 'vitest'
import type { TypedArray } from '../graph/dtype.ts'
import type { Graph } from '../graph/graph.ts'
import { runGraph } from '../graph/interpret.ts'
import { constant, parameter } from '../graph/leaves.ts'
import { apply, type Node } from '../graph/node.ts'
import { add, like, multiply, zeros } from '../ops/arithmetic.ts'
import { elementwise } from '../ops/elementwise.ts'
import { IndexError } from '../ops/indexError.ts'
import { gather, scatterAdd, takeAlong } from '../ops/indexing.ts'
import { permute, reduceSum, reshape } from '../ops/movement.ts'
import { reduction } from '../ops/reduction.ts'
import { sort } from '../ops/sorting.ts'
import { scan } from '../transform/control/scan.ts'
import { Machine } from '../wasm/machine.ts'
import { Heap } from '../wasm/memory.ts'
import { Arena } from './bridge/arena.ts'
import { Runner } from './bridge/runner.ts'
import { guardsOf } from './guard.ts'

const arena = new Arena(new Machine(new Heap({ shared: false })))
const table = parameter({ dtype: 'float32', shape: [3, 2] }, 0, 'test')
const places = parameter({ dtype: 'int32', shape: [4, 1] }, 1, 'test')
const rows = { axes: [0], batch: 0 }
const values = Float32Array.of(1, 2, 3, 4, 5, 6)

const messageOf = (f: () => unknown): string => {
  try {
    f()
  } catch (error) {
    expect(error).toBeInstanceOf(IndexError)
    return (error as Error).message
  }
  throw new Error('nothing was thrown')
}

const graphs: Readonly<Record<string, Graph>> = {
  gather: { parameters: [table, places], results: [gather(table, places, rows)] },
  scatter: {
    parameters: [table, places],
    results: [scatterAdd(table, zeros('float32', [4, 2]), places, rows)],
  },
}

test.each(Object.entries(graphs))(
  '%s: an index outside is refused as the interpreter refuses it',
  (_, graph) => {
    const runner = new Runner(graph, arena)
    for (const wrong of [-1, 3, 2 ** 31 - 1, -(2 ** 31)]) {
      const inputs = [values, Int32Array.of(0, 2, wrong, 1)]
      expect(messageOf(() => runner.run(inputs))).toBe(messageOf(() => runGraph(graph, inputs)))
    }
    // The program serves afterwards.
    const inputs = [values, Int32Array.of(0, 2, 2, 1)]
    expect(runner.run(inputs)).toEqual(runGraph(graph, inputs))
  },
)

test('places that are known need a guard where they lie before the start or behind the end', () => {
  const guards = (place: number): number => {
    const at = constant(place, 'int32', [4, 1])
    return guardsOf({ parameters: [table], results: [gather(table, at, rows)] }).length
  }
  expect([-1, 0, 2, 3].map(guards)).toEqual([1, 0, 0, 1])
})

test('places are checked where nothing stands at them, too, also by what comes of it', () => {
  const narrowTable = parameter({ dtype: 'float32', shape: [0, 3] }, 0, 'test')
  const none = parameter({ dtype: 'float32', shape: [0, 4] }, 2, 'test')
  const columns = { axes: [1], batch: 0 }
  const picked = gather(narrowTable, places, columns)
  const added = scatterAdd(narrowTable, permute(none, [1, 0]), places, columns)
  const sums = reduceSum(multiply(picked, like(picked, 2)), [0, 1])
  // by an operation that has no places itself
  const nowhere = parameter({ dtype: 'int32', shape: [0, 1] }, 3, 'test')
  const again = scatterAdd(permute(added, [1, 0]), reshape(added, [0, 0]), nowhere, rows)
  for (const result of [picked, added, sums, again]) {
    const graph = { parameters: [narrowTable, places, none, nowhere], results: [result] }
    const runner = new Runner(graph, arena)
    const empty = new Float32Array()
    const inputs = (at: number) => [empty, Int32Array.of(0, 2, at, 1), empty, new Int32Array()]
    expect(messageOf(() => runner.run(inputs(3)))).toBe(messageOf(() => runGraph(graph, inputs(3))))
    expect(runner.run(inputs(1))).toEqual(runGraph(graph, inputs(1)))
  }
})

test('inside a loop, too, whose pointers are put back', () => {
  const [carry, place] = [
    parameter({ dtype: 'float32', shape: [2] }, 0, 'scan'),
    parameter({ dtype: 'int32', shape: [1] }, 1, 'scan'),
  ]
  const stacked = parameter({ dtype: 'int32', shape: [4, 1] }, 1, 'test')
  const captured = parameter(table.type, 0, 'scan')
  const body: Graph = {
    parameters: [captured, carry, place],
    results: [add(carry, gather(captured, place, rows))],
  }
  const results = scan({ body, captured: 1, carried: 1, length: 4, reverse: false }, [
    table,
    zeros('float32', [2]),
    stacked,
  ])
  const graph = { parameters: [table, stacked], results: results.slice(0, 1) }
  const runner = new Runner(graph, arena)
  expect(messageOf(() => runner.run([values, Int32Array.of(0, 1, 7, 2)]))).toContain('index 7 along axis 0')
  expect(runner.run([values, Int32Array.of(0, 1, 1, 2)])).toEqual([Float32Array.of(12, 16)])
})

test('state is as it was before', () => {
  const counter = parameter({ dtype: 'float32', shape: [] }, 2, 'test')
  const picked: Node = gather(table, places, rows)
  const updated = add(table, multiply(like(table, 2), table))
  const graph = {
    parameters: [table, places, counter],
    results: [updated, add(counter, like(counter, 1)), reduceSum(picked, [0, 1])],
  }
  const state = [[0, 0] as const, [2, 1] as const]
  const runner = new Runner(graph, arena, { state })
  const good = Int32Array.of(0, 1, 2, 0)
  runner.run([values, good, Float32Array.of(5)])
  expect(() => runner.run([undefined, Int32Array.of(0, 1, 3, 0), undefined])).toThrow(IndexError)
  runner.run([undefined, good, undefined])
  expect(runner.read(0)).toEqual(values.map((x) => 9 * x))
  expect(runner.read(2)).toEqual(Float32Array.of(7))
})

test('places that cannot be outside are not checked', () => {
  const x = parameter({ dtype: 'float64', shape: [5, 3] }, 0, 'test')
  const [sorted, order] = sort(x, 0, false)
  expect(guardsOf({ parameters: [x], results: [takeAlong(sorted, order, 0)] })).toEqual([])
  const unknown = { parameters: [table, places], results: [gather(table, places, rows)] }
  expect(guardsOf(unknown).map(({ extent }) => extent)).toEqual([3])
  const runner = new Runner({ parameters: [x], results: [takeAlong(x, order, 0)] }, arena)
  const input = Float64Array.from({ length: 15 }, (_, i) => (i * 7) % 11)
  expect(runner.run([input])).toEqual(
    runGraph({ parameters: [x], results: [sorted] }, [input]) as TypedArray[],
  )
})

test('places that are held between bounds, or found along an axis, are checked where these reach outside', () => {
  const guards = (at: Node): number =>
    guardsOf({ parameters: [table, places], results: [gather(table, at, rows)] }).length
  const { maximum, minimum } = elementwise
  const met = (op: typeof maximum, a: Node, b: number, turned: boolean): Node => {
    const bound = like(a, b)
    return apply(op, turned ? [bound, a] : [a, bound], {}) as Node
  }
  for (const turned of [false, true]) {
    expect(guards(met(minimum, places, 2, turned))).toBe(1)
    expect(guards(met(maximum, places, 0, turned))).toBe(1)
    expect(guards(met(minimum, met(maximum, places, 0, turned), 2, turned))).toBe(0)
    expect(guards(met(maximum, met(minimum, places, 2, turned), 0, turned))).toBe(0)
    expect(guards(met(minimum, met(maximum, places, 0, turned), 3, turned))).toBe(1)
    expect(guards(met(maximum, met(minimum, places, 2, turned), -1, turned))).toBe(1)
  }
  for (const op of [reduction.argmax, reduction.argmin]) {
    const found = (n: number): Node =>
      reshape(apply(op, [constant(1, 'float32', [4, n])], { axis: 1 }) as Node, [4, 1])
    expect([3, 4].map((n) => guards(found(n)))).toEqual([0, 1])
  }
})
