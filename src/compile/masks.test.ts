import './bridge/subjects/index.ts'
import { expect, test } from 'vitest'
import type { TypedArray } from '../graph/dtype.ts'
import { topological } from '../graph/graph.ts'
import { runGraph } from '../graph/interpret.ts'
import { parameter } from '../graph/leaves.ts'
import { apply, type Node } from '../graph/node.ts'
import { sizeOf } from '../graph/shape.ts'
import { like, multiply, select } from '../ops/arithmetic.ts'
import { elementwise } from '../ops/elementwise.ts'
import { reduceSum } from '../ops/movement.ts'
import { reduceWindowMax } from '../ops/windowReduction.ts'
import { vjp } from '../transform/vjp.ts'
import { Machine } from '../wasm/machine.ts'
import { Heap } from '../wasm/memory.ts'
import { Arena } from './bridge/arena.ts'
import { Runner } from './bridge/runner.ts'
import { moveMasks } from './masks.ts'
import { simplify } from './simplify.ts'

const arena = new Arena(new Machine(new Heap({ shared: false })))

const relu = (x: Node): Node =>
  select(apply(elementwise.less_equal, [x, like(x, 0)], {}) as Node, like(x, 0), x)

const awkward = [0, -0, 1, 1, -1, 3, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -2, 2, 2]
const filled = (shape: readonly number[]): Float64Array =>
  Float64Array.from({ length: sizeOf(shape) }, (_, i) => awkward[(i * 7 + (i >> 3)) % awkward.length]!)

test.each([
  { stride: 2, window: 2, low: 0, dilation: 1 },
  { stride: 3, window: 2, low: 0, dilation: 1 },
  { stride: 3, window: 2, low: -1, dilation: 2 },
  { stride: 2, window: 3, low: 0, dilation: 1 },
  { stride: 2, window: 3, low: 1, dilation: 1 },
])('rectified and pooled, %o: value and gradients are the same bits', ({ stride, window, low, dilation }) => {
  const pair = (n: number): number[] => [n, n]
  const params = {
    window: pair(window),
    stride: pair(stride),
    low: pair(low),
    high: pair(0),
    dilation: pair(dilation),
    baseDilation: pair(1),
  }
  const x = parameter({ dtype: 'float64', shape: [2, 3, 9, 11] }, 0, 'test')
  const y = reduceWindowMax(relu(x), params)
  const ct = parameter(y.type, 1, 'test')
  const [dx] = vjp([multiply(y, y)], [ct], [x])
  const graph = { parameters: [x, ct], results: [y, dx!, reduceSum(dx!, [0, 2, 3])] }
  const inputs = [filled(x.shape), filled(y.shape).map((v) => (Number.isFinite(v) ? v : 1))]
  const same = (found: readonly TypedArray[], want: readonly TypedArray[]): void =>
    found.forEach((values, i) => {
      // a sum of zeros and numbers has the sign of its zeros from their order
      expect(values.map((v) => v + 0)).toEqual(want[i]!.map((v) => v + 0))
    })
  const want = runGraph(graph, inputs) as TypedArray[]
  same(runGraph(moveMasks(graph), inputs) as TypedArray[], want)
  same(new Runner(graph, arena).run(inputs) as TypedArray[], want)
})

test('the gradient of a rectifier needs its result, not its operand', () => {
  const x = parameter({ dtype: 'float64', shape: [40] }, 0, 'test')
  const before = multiply(x, x)
  const y = relu(before)
  const [dx] = vjp([y], [x], [before])
  const { results } = simplify({ parameters: [x], results: [y, dx!] })
  const masks = topological(results, () => false).filter(
    (node) => (node.op as object) === elementwise.less_equal,
  )
  expect(masks.map((mask) => mask.inputs[0]!.op.name).sort()).toEqual(['multiply', 'select'])
})

test('a sum over what pooling spread reads what there was to spread, without a rectifier, too', () => {
  const two = [2, 2]
  const motion = { stride: two, low: [0, 0], high: [0, 0], dilation: [1, 1], baseDilation: [1, 1] }
  const x = parameter({ dtype: 'float64', shape: [2, 3, 8, 8] }, 0, 'test')
  const y = reduceWindowMax(x, { window: two, ...motion })
  const ct = parameter(y.type, 1, 'test')
  const [dx] = vjp([y], [ct], [x])
  const { results } = simplify({ parameters: [x, ct], results: [reduceSum(dx!, [2, 3])] })
  expect(topological(results, () => false).map(({ op }) => op.name)).not.toContain('window_scatter')
})
