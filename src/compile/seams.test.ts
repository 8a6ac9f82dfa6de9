import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Graph, topological } from '../graph/graph.ts'
import { runGraph } from '../graph/interpret.ts'
import { constant, parameter } from '../graph/leaves.ts'
import { apply, is, type Node } from '../graph/node.ts'
import { type Shape, sizeOf } from '../graph/shape.ts'
import { add, exponential, like, maximum, multiply, negate, select, subtract } from '../ops/arithmetic.ts'
import { contraction } from '../ops/contraction.ts'
import { elementwise } from '../ops/elementwise.ts'
import {
  broadcastInDim,
  concatenate,
  grown,
  narrow,
  pad,
  reduceSum,
  reverse,
  sliced,
  slicing,
  spread,
} from '../ops/movement.ts'
import './bridge/subjects/seams.ts'
import { betweenSeams } from './seams.ts'
import { simplify } from './simplify.ts'
import { validate } from './validate.ts'

const special = [-0, 0, Number.NaN, Number.POSITIVE_INFINITY, 1.5, -2, 3]

function graphOf(shape: Shape, make: (x: Node, y: Node) => Node | readonly Node[]): Graph {
  const parameters = [0, 1].map((i) => parameter({ dtype: 'float32', shape }, i, 'test'))
  return { parameters, results: [make(parameters[0]!, parameters[1]!)].flat() }
}

function roll(x: Node, by: number, axis: number): Node {
  const extent = x.shape[axis]!
  const at = ((-by % extent) + extent) % extent
  return at === 0 ? x : concatenate([narrow(x, axis, at, extent - at), narrow(x, axis, 0, at)], axis)
}

/** The nodes of the simplified graph, which gives the same bits. */
function cut(graph: Graph): readonly Node[] {
  const now = validate(simplify(graph), 'simplify')
  const inputs = graph.parameters.map(({ shape }, k) =>
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => special[(i * 5 + k + (i >> 4)) % special.length]!),
  )
  expect(runGraph(now, inputs)).toEqual(runGraph(graph, inputs))
  return topological(now.results, () => false)
}

const joins = (nodes: readonly Node[]): number => nodes.filter((node) => is(node, slicing.concatenate)).length
const behind = (node: Node): Node => (is(node, slicing.slice) ? behind(node.inputs[0]!) : node)
/** How many concatenations and frames elementwise operations read, or slices of them. */
const copies = (nodes: readonly Node[]): number =>
  nodes
    .flatMap(({ op, inputs }) => (op.elementwise ? inputs.map(behind) : []))
    .filter((input) => is(input, slicing.concatenate) || is(input, slicing.pad)).length

const neighbours = (x: Node): Node =>
  [0, 1].flatMap((axis) => [roll(x, 1, axis), roll(x, -1, axis)]).reduce(add)

test('what is rolled is read in place, box by box, and so is what is rolled again', () => {
  const graph = graphOf([64, 80], (x, y) => multiply(neighbours(add(neighbours(x), y)), y))
  // of each of the two sums the rows, and what stands in a row
  expect(joins(cut(graph))).toBe(2 * 4)
})

test('frames of one number, mirrored edges and operations on parts are read in place', () => {
  const shifted = (x: Node): Node => grown(grown(narrow(x, 0, 2, 60), 0, 2, 0, 2), 0, 0, 2)
  expect(copies(cut(graphOf([64, 80], (x, y) => add(shifted(x), y))))).toBe(0)
  const mirrored = (x: Node): Node => concatenate([reverse(narrow(x, 1, 0, 40), [1]), narrow(x, 1, 0, 40)], 1)
  expect(copies(cut(graphOf([64, 80], (x, y) => add(mirrored(x), y))))).toBe(0)
  const turned = (x: Node): Node => concatenate([negate(narrow(x, 1, 40, 40)), narrow(x, 1, 0, 40)], 1)
  expect(copies(cut(graphOf([64, 80], (x, y) => add(turned(x), y))))).toBe(0)
  const edged = (x: Node): Node => concatenate([narrow(x, 0, 63, 1), x, narrow(x, 0, 0, 1)], 0)
  const between = (x: Node): Node => subtract(narrow(edged(x), 0, 2, 64), narrow(edged(x), 0, 0, 64))
  expect(copies(cut(graphOf([64, 80], between)))).toBe(0)
  const shared = (x: Node, y: Node): Node =>
    multiply(roll(x, 1, 0), spread(reduceSum(multiply(y, y), [0, 1]), y.shape, [0, 1]))
  expect(copies(cut(graphOf([64, 80], shared)))).toBe(0)
})

test('what others read too is put together once', () => {
  const others = (x: Node, y: Node): Node[] => {
    const rolled = roll(x, 1, 0)
    return [add(rolled, y), rolled]
  }
  expect(copies(cut(graphOf([64, 80], others)))).toBe(1)
  const both = (x: Node, y: Node): Node[] => {
    const rolled = roll(x, 1, 0)
    return [add(rolled, y), negate(narrow(rolled, 0, 0, 60))]
  }
  expect(joins(cut(graphOf([64, 80], both)))).toBe(1)
  const twice = (x: Node, y: Node): Node => {
    const [part, rest] = [exponential(narrow(x, 0, 0, 32)), narrow(y, 0, 0, 32)]
    return add(concatenate([part, rest], 0), concatenate([narrow(y, 0, 0, 16), part, narrow(x, 0, 0, 16)], 0))
  }
  const nodes = cut(graphOf([64, 80], twice))
  expect(nodes.filter((node) => is(node, elementwise.exponential)).length).toBe(1)
})

test('what is small, ends a product, is done by rows or takes many nodes stays whole', () => {
  const whole = (shape: Shape, make: (x: Node, y: Node) => Node): void => {
    const graph = graphOf(shape, make)
    expect(copies(cut(graph))).toBeGreaterThan(0)
    const now = simplify(graph)
    expect(betweenSeams(now)).toBe(now)
  }
  whole([60, 60], (x, y) => add(roll(x, 1, 0), y))
  whole([64, 64], (x, y) => {
    const dims = { contract: [[1], [0]], batch: [[], []] }
    return add(roll(x, 1, 0), apply(contraction.dot_general, [x, y], dims as never) as Node)
  })
  whole([64, 80], (x, y) => {
    const z = add(roll(x, 1, 0), y)
    return subtract(z, spread(reduceSum(z, [1]), z.shape, [1]))
  })
  whole([64, 80], (x, y) => {
    const around = reduceSum(y, [0, 1])
    const framed = apply(slicing.pad, [narrow(x, 0, 0, 63), around], {
      low: [1, 0],
      high: [0, 0],
      interior: [0, 0],
    })
    return add(framed as Node, y)
  })
  whole([64, 80], (x) => Array.from({ length: 99 }, (_, i) => roll(x, i % 64, 0)).reduce(add))
  whole([1500, 3], (x, y) => add(roll(x, 1, 1), y))
})

test('what is read many times over is looked at once, and many parts of many parts are not', () => {
  const small = (x: Node): Node =>
    Array.from({ length: 100 }).reduce<Node>((z) => add(z, z), narrow(x, 0, 0, 1))
  const twice = (x: Node, y: Node): Node =>
    add(roll(x, 1, 0), multiply(y, broadcastInDim(small(y), y.shape, [0, 1])))
  expect(copies(cut(graphOf([64, 80], twice)))).toBe(0)
  const shuffled = (x: Node): Node =>
    concatenate(
      Array.from({ length: 64 }, (_, i) => narrow(x, 0, (i * 7) % 64, 1)),
      0,
    )
  const often = (x: Node, y: Node): Node => add(shuffled(shuffled(shuffled(shuffled(x)))), y)
  expect(copies(cut(graphOf([64, 80], often)))).toBe(1)
})

test('many rolls of rolls are looked at no further than a few', () => {
  const graph = graphOf([64, 80], (x, y) => {
    const far = Array.from({ length: 10_000 }).reduce<Node>((z) => roll(z, 3, 0), x)
    return add(far, y)
  })
  expect(joins(topological(simplify(graph).results, () => false))).toBeGreaterThan(9990)
})

test('random programs of rolls, frames, slices and what is computed of them have the same bits', () => {
  const step = fc.record({
    kind: fc.nat(11),
    a: fc.nat(99),
    b: fc.nat(99),
    axis: fc.nat(2),
    by: fc.integer({ min: -9, max: 9 }),
  })
  const shapes: Shape[] = [[4200], [64, 65], [3, 40, 40], [17, 16, 16], [1, 5000]]
  fc.assert(
    fc.property(
      fc.constantFrom(...shapes),
      fc.array(step, { minLength: 3, maxLength: 14 }),
      fc.nat(3),
      (shape, steps, more) => {
        const graph = graphOf(shape, (x, y) => {
          const made = [x, y]
          for (const { kind, a, b, axis: any, by } of steps) {
            const axis = any % shape.length
            const [u, v] = [made[a % made.length]!, made[b % made.length]!]
            const extent = shape[axis]!
            const inner = Math.min(Math.abs(by) + 1, extent)
            const none = shape.map(() => 0)
            made.push(
              [
                () => roll(u, by, axis),
                () => add(u, v),
                () => multiply(u, negate(v)),
                () => maximum(roll(u, 1, axis), roll(v, -1, axis)),
                () =>
                  pad(narrow(u, axis, 0, inner), by === 0 ? -0 : by, {
                    low: none.with(axis, extent - inner),
                    high: none,
                    interior: none,
                  }),
                () => {
                  const wide = concatenate([v, u, narrow(v, axis, 0, inner)], axis)
                  return narrow(wide, axis, inner, extent)
                },
                () => {
                  const [low, high] = [none.with(axis, -1), none.with(axis, 1)]
                  return apply(slicing.pad, [u, constant(by, 'float32')], {
                    low,
                    high,
                    interior: none,
                  }) as Node
                },
                () => {
                  const gaps = none.with(axis, 1)
                  const half = narrow(u, axis, 0, Math.ceil(extent / 2))
                  const high = none.with(axis, 1 - (extent % 2))
                  return apply(slicing.pad, [half, constant(by, 'float32')], {
                    low: none,
                    high,
                    interior: gaps,
                  }) as Node
                },
                () => reverse(roll(u, by, axis), [axis]),
                () => subtract(u, spread(reduceSum(v, [axis]), shape, [axis])),
                () => {
                  const twice = concatenate([u, v], axis)
                  const limit = twice.shape.with(axis, 2 * extent - 1)
                  return sliced(twice, {
                    start: none,
                    limit,
                    step: shape.map((_, i) => (i === axis ? 2 : 1)),
                  })
                },
                () => select(apply(elementwise.less, [u, like(u, 1)], {}) as Node, roll(v, by, axis), u),
              ][kind]!(),
            )
          }
          return [
            made.at(-1)!,
            ...made.slice(2, 2 + (more % 2)),
            ...(more > 1 ? [reduceSum(made.at(-1)!, [0])] : []),
          ]
        })
        cut(graph)
      },
    ),
    { numRuns: 60 },
  )
})
