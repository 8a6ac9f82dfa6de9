import { close, type Graph } from '../../../src/graph/graph.ts'
import { constant, parameter, pick } from '../../../src/graph/leaves.ts'
import { apply, type Node } from '../../../src/graph/node.ts'
import { convert } from '../../../src/ops/arithmetic.ts'
import { elementwise } from '../../../src/ops/elementwise.ts'
import { trigonometric } from '../../../src/ops/trigonometric.ts'
import { op, type Sample, span } from './sample.ts'

/** A small graph (a, b) -> (sin(a) * b, a + b * b). */
function pairGraph(shape: readonly number[]): Graph {
  const [a, b] = [0, 1].map((i) => parameter({ dtype: 'float64', shape }, i, 'sample')) as [Node, Node]
  const product = apply(elementwise.multiply, [apply(trigonometric.sine, [a], {}) as Node, b], {}) as Node
  const sum = apply(elementwise.add, [a, apply(elementwise.multiply, [b, b], {}) as Node], {}) as Node
  return close([a, b], [product, sum]).graph
}
const less = (shape: readonly number[], limit: number): Graph => {
  const [a, b] = [0, 1].map((i) => parameter({ dtype: 'float64', shape }, i, 'sample')) as [Node, Node]
  return close([a, b], [apply(elementwise.less, [b, constant(limit, 'float64', shape)], {}) as Node]).graph
}
const growing = (): Graph => {
  const [a, b] = [0, 1].map((i) => parameter({ dtype: 'float64', shape: [] }, i, 'sample')) as [Node, Node]
  return close(
    [a, b],
    [
      apply(trigonometric.sine, [a], {}) as Node,
      apply(elementwise.add, [b, apply(elementwise.multiply, [a, a], {}) as Node], {}) as Node,
    ],
  ).graph
}
const both = (tuple: Node): Node => apply(elementwise.add, [pick(tuple, 0), pick(tuple, 1)], {}) as Node

/** Rows that hold graphs. */
export const control: readonly Sample[] = [
  {
    row: 'call',
    title: 'call',
    inputs: [span([3]), span([3])],
    build: (inputs) => both(apply(op('call'), inputs, { graph: pairGraph([3]) }) as Node),
  },
  {
    row: 'inlined',
    title: 'inlined',
    inputs: [span([3]), span([3])],
    build: (inputs) => both(apply(op('inlined'), inputs, { graph: pairGraph([3]) }) as Node),
  },
  {
    row: 'remat',
    title: 'remat',
    inputs: [span([3]), span([3])],
    build: (inputs) => both(apply(op('remat'), inputs, { graph: pairGraph([3]) }) as Node),
  },
  {
    row: 'case',
    title: 'second branch',
    inputs: [span([3]), span([3])],
    build: (inputs) =>
      both(
        apply(op('case'), [constant(1, 'int32'), ...inputs], {
          branches: [pairGraph([3]), pairGraph([3])],
        }) as Node,
      ),
  },
  {
    row: 'case',
    title: 'index from data',
    inputs: [span([]), span([]), span([])],
    build: ([i, ...inputs]) =>
      both(
        apply(op('case'), [convert(i!, 'int32'), ...inputs], {
          branches: [pairGraph([]), growing()],
        }) as Node,
      ),
  },
  {
    row: 'while',
    title: 'rounds from data',
    inputs: [span([], 0.5, 1.5), span([], 0, 0.1)],
    build: (inputs) =>
      both(apply(op('while'), inputs, { condition: less([], 2), body: growing(), captured: [0, 0] }) as Node),
    forwardOnly: true,
  },
  {
    row: 'scan',
    title: 'carry and slices',
    inputs: [span([]), span([4])],
    build: ([c, xs]) => {
      const body = pairGraph([])
      const tuple = apply(op('scan'), [c!, xs!], {
        body,
        captured: 0,
        carried: 1,
        length: 4,
        reverse: false,
      }) as Node
      return apply(
        elementwise.multiply,
        [pick(tuple, 1), apply(op('broadcast_in_dim'), [pick(tuple, 0)], { shape: [4], axes: [] }) as Node],
        {},
      ) as Node
    },
  },
  {
    row: 'scan',
    title: 'captured, backwards',
    inputs: [span([]), span([]), span([3])],
    build: ([w, c, xs]) => {
      const [pw, pc, px] = [0, 1, 2].map((i) => parameter({ dtype: 'float64', shape: [] }, i, 'sample')) as [
        Node,
        Node,
        Node,
      ]
      const next = apply(
        elementwise.tanh,
        [apply(elementwise.add, [apply(elementwise.multiply, [pw, pc], {}) as Node, px], {}) as Node],
        {},
      ) as Node
      const { graph } = close([pw, pc, px], [next, apply(elementwise.multiply, [next, pw], {}) as Node])
      return pick(
        apply(op('scan'), [w!, c!, xs!], {
          body: graph,
          captured: 1,
          carried: 1,
          length: 3,
          reverse: true,
        }) as Node,
        1,
      )
    },
  },
]
