import './subjects/index.ts'
import { afterAll, expect, test } from 'vitest'
import { allocate, type DType, isFloat, type TypedArray } from '../../graph/dtype.ts'
import { runGraph } from '../../graph/interpret.ts'
import { parameter } from '../../graph/leaves.ts'
import { apply, type Node } from '../../graph/node.ts'
import { type Shape, sizeOf } from '../../graph/shape.ts'
import { cumulative } from '../../ops/cumulative.ts'
import { Machine } from '../../wasm/machine.ts'
import { Heap } from '../../wasm/memory.ts'
import { nodeWorkers } from '../../wasm/node-workers.ts'
import { Arena } from './arena.ts'
import { Runner } from './runner.ts'

const together = new Machine(new Heap({ shared: true }), { threads: 2, workers: nodeWorkers()! })
const arenas = [new Arena(together), new Arena(new Machine(new Heap({ shared: false })))]
afterAll(() => together.close())

const { cumsum, cumprod, cummax, cummin, recurrence } = cumulative
const special = [NaN, Infinity, -Infinity, 0]

/** Numbers near 1 of both signs; in places, if it is asked for, one that is not finite or zero. */
function elements(dtype: DType, shape: Shape, awkward: boolean): TypedArray {
  const array = allocate(dtype, sizeOf(shape))
  for (let i = 0; i < array.length; i++) {
    const small = ((i * 37) % 101) / 101 + 0.5
    array[i] = dtype.startsWith('float') ? (i % 3 ? small : -small) : i % 7
    if (awkward && i % 29 === 11) array[i] = special[i % special.length]!
  }
  return array
}

const isSame = (a: TypedArray, b: TypedArray): boolean =>
  a.length === b.length && a.every((value, i) => Object.is(value, b[i]))

const shapes: readonly Shape[] = [
  ...[1, 2, 3, 4, 5, 33].flatMap((length) => [4, 7].map((rows) => [rows, length])),
  ...[[1, 9], [3, 9], [2, 3, 6], [5, 8, 1], [0, 4], [4, 0], [300, 128], [9, 1024], [6]],
]

test.each(['float32', 'float64', 'int32', 'uint32'] as const)(
  'running values of %s along rows have the bits of the interpreter, with one thread and two',
  (dtype) => {
    for (const shape of shapes) {
      const x = parameter({ dtype, shape }, 0, 'test')
      const axis = shape.length - (shape.at(-1) === 1 && shape.length > 2 ? 2 : 1)
      const y = parameter({ dtype, shape }, 1, 'test')
      const rows = [cumsum, cumprod, cummax, cummin, ...(isFloat(dtype) ? [recurrence] : [])]
      const results = rows.flatMap((row) =>
        [false, true].map(
          (reverse) => apply(row, row === recurrence ? [x, y] : [x], { axis, reverse }) as Node,
        ),
      )
      const graph = { parameters: [x, y], results }
      for (const awkward of [false, true]) {
        const input = elements(dtype, shape, awkward)
        const other = elements(dtype, shape, !awkward).map((value) => value + 0.1)
        const want = runGraph(graph, [input, other])
        for (const arena of arenas) {
          const runner = new Runner(graph, arena)
          const found = runner.run([input, other]) as TypedArray[]
          expect(
            found.map((value, k) => isSame(value, want[k] as TypedArray)),
            `[${shape}]`,
          ).not.toContain(false)
          runner.release()
        }
      }
    }
  },
)
