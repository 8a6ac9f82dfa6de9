import './bridge/subjects/index.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Graph, topological } from '../graph/graph.ts'
import { runGraph } from '../graph/interpret.ts'
import { constant, parameter } from '../graph/leaves.ts'
import { apply, type Node } from '../graph/node.ts'
import { sizeOf } from '../graph/shape.ts'
import { add, convert, multiply, zeros } from '../ops/arithmetic.ts'
import { dotGeneral } from '../ops/contraction.ts'
import { elementwise } from '../ops/elementwise.ts'
import { permute, reduceSum } from '../ops/movement.ts'
import { type Scan, scan, scanning } from '../transform/control/scan.ts'
import { vjp } from '../transform/vjp.ts'
import { simplify } from './simplify.ts'
import { validate } from './validate.ts'

const f64 = (...shape: number[]) => ({ dtype: 'float64' as const, shape })
const scansIn = (graph: Graph): Node<Scan>[] =>
  topological(graph.results, () => false).filter((node) => (node.op as object) === scanning.scan) as never

/** Row-major numbers that no sum rounds away. */
const filled = (node: Node, seed: number): Float64Array =>
  Float64Array.from({ length: sizeOf(node.shape) }, (_, i) => Math.sin(seed + 1.7 * i))

/** Simplified, checked, and compared with what it was made of. */
function lightened(graph: Graph): Graph {
  const inputs = graph.parameters.map(filled)
  const now = validate(simplify(graph), 'simplify')
  const [before, after] = [graph, now].map((g) => runGraph(g, inputs))
  after!.forEach((array, i) => {
    array.forEach((x, k) => {
      expect(Math.abs(x - before![i]![k]!)).toBeLessThan(1e-10 * (1 + Math.abs(x)))
    })
  })
  return now
}

/** h' = tanh(h U + x + b) over a sequence, with its gradients by U, b, h and x where they are wanted. */
function recurrent(
  length: number,
  batch: number,
  hidden: number,
  reverse: boolean,
  wanted: boolean[],
): Graph {
  const types = [f64(hidden, hidden), f64(batch, hidden), f64(batch, hidden), f64(length, batch, hidden)]
  const parameters = types.map((type, i) => parameter(type, i, 'test'))
  const own = [types[0]!, types[1]!, types[2]!, types[1]!].map((type, i) => parameter(type, i, 'scan'))
  const [u, b, h, x] = own as [Node, Node, Node, Node]
  const product = dotGeneral(h, u, { contract: [[1], [0]], batch: [[], []] })
  const next = apply(elementwise.tanh, [add(add(product, x), b)], {}) as Node
  const body: Graph = { parameters: own, results: [next, multiply(next, next)] }
  const [last, outputs] = scan({ body, captured: 2, carried: 1, length, reverse }, parameters) as [Node, Node]
  const value = add(reduceSum(last, [0, 1]), reduceSum(outputs, [0, 1, 2]))
  const slopes = vjp([value], [constant(1, 'float64')], parameters) as Node[]
  return { parameters, results: [value, ...slopes.filter((_, i) => wanted[i])] }
}

test('the gradient of a recurrence takes one loop forth and one back, whatever is wanted of it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 7 }),
      fc.boolean(),
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      (length, batch, hidden, reverse, wanted) => {
        const scans = scansIn(lightened(recurrent(length, batch, hidden, reverse, wanted)))
        expect(scans.length).toBeLessThanOrEqual(wanted.includes(true) ? 2 : 1)
        // where the slices' gradients are stacked, the other sums are made of them
        if (wanted[3] && length > 0) for (const { params } of scans) expect(params.carried).toBe(1)
      },
    ),
  )
})

test('what is gathered is summed after the loop, through transpositions, onto what it started from', () => {
  const [start, xs] = [parameter(f64(3, 2), 0, 'test'), parameter(f64(4, 2, 3), 1, 'test')]
  const [sum, x] = [parameter(f64(3, 2), 0, 'scan'), parameter(f64(2, 3), 1, 'scan')]
  const body: Graph = { parameters: [sum, x], results: [add(permute(x, [1, 0]), sum)] }
  const results = scan({ body, captured: 0, carried: 1, length: 4, reverse: false }, [start, xs])
  expect(scansIn(lightened({ parameters: [start, xs], results }))).toEqual([])
})

test('a sum that a step reads stays in the loop; what is small and not linear does not grow into a stack', () => {
  const xs = parameter(f64(4, 3), 0, 'test')
  const [sum, x] = [parameter(f64(3), 0, 'scan'), parameter(f64(3), 1, 'scan')]
  for (const [next, output] of [
    [add(sum, x), multiply(sum, x)],
    [add(sum, multiply(x, x)), x],
    [add(sum, multiply(sum, x)), x],
  ] as const) {
    const body: Graph = { parameters: [sum, x], results: [next, output] }
    const results = scan({ body, captured: 0, carried: 1, length: 4, reverse: false }, [
      zeros('float64', [3]),
      xs,
    ])
    const [loop] = scansIn(lightened({ parameters: [xs], results }))
    expect(loop!.params.carried).toBe(1)
  }
})

test('loops whose carried values differ stay two; results that nobody reads are not computed', () => {
  const [start, xs] = [parameter(f64(3), 0, 'test'), parameter(f64(4, 3), 1, 'test')]
  const loop = (factor: number): Node[] => {
    const [h, x] = [parameter(f64(3), 0, 'scan'), parameter(f64(3), 1, 'scan')]
    const next = add(multiply(h, constant(factor, 'float64', [3])), x)
    const body: Graph = {
      parameters: [h, x],
      results: [next, convert(next, 'float32'), multiply(next, next)],
    }
    return scan({ body, captured: 0, carried: 1, length: 4, reverse: false }, [start, xs])
  }
  const results = [loop(0.5)[0]!, loop(0.25)[2]!]
  const scans = scansIn(lightened({ parameters: [start, xs], results }))
  expect(scans.map(({ types }) => types.length)).toEqual([1, 2])
})
