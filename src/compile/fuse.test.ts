import './bridge/subjects/index.ts'
import { expect, test } from 'vitest'
import { parameter } from '../graph/leaves.ts'
import { apply, type Node } from '../graph/node.ts'
import { add, multiply, subtract } from '../ops/arithmetic.ts'
import { contraction } from '../ops/contraction.ts'
import { elementwise } from '../ops/elementwise.ts'
import { broadcastInDim, reduceSum, reshape } from '../ops/movement.ts'
import { trigonometric } from '../ops/trigonometric.ts'
import { wasmTarget } from './bridge/scalars.ts'
import { fuse } from './fuse.ts'
import { mostOutputs } from './group.ts'
import { validatePartition } from './partition.ts'

test('a long chain of which every link is a result becomes several kernels, in order', () => {
  const parameters = Array.from({ length: 500 }, (_, i) =>
    parameter({ dtype: 'float32', shape: [] }, i, 'test'),
  )
  const results: Node[] = []
  for (const x of parameters) results.push(add(results.at(-1) ?? x, x))
  const { groups } = fuse({ parameters, results }, wasmTarget)
  const written = groups.flatMap((group) => [...group.outputs])
  expect(new Set(written)).toEqual(new Set(results))
  expect(Math.max(...groups.map((group) => group.outputs.size))).toBe(mostOutputs)
  expect(groups.length).toBe(Math.ceil(500 / mostOutputs))
})

test('a long chain of which only the end is a result becomes kernels that no host refuses for their length', () => {
  const x = parameter({ dtype: 'float32', shape: [8] }, 0, 'test')
  let y = x
  for (let i = 0; i < 1000; i++) y = apply(trigonometric.sine, [y], {}) as Node
  const { groups } = fuse({ parameters: [x], results: [y] }, wasmTarget)
  const members = groups.flatMap((group) => [...group.members.keys()])
  expect(members).toHaveLength(1000)
  expect(groups.map((group) => group.members.size).sort((a, b) => a - b)).toEqual([232, 256, 256, 256])
})

test('what is stored anyway is done to the product that it follows, not in the reduction that reads it', () => {
  const [a, b, c] = [0, 1, 2].map((i) => parameter({ dtype: 'float32', shape: [64, 64] }, i, 'test')) as [
    Node,
    Node,
    Node,
  ]
  const product = apply(contraction.dot_general, [a, b], { contract: [[1], [0]], batch: [[], []] }) as Node
  const shifted = add(product, c)
  const total = reduceSum(shifted, [0])
  const { groups, writer } = fuse({ parameters: [a, b, c], results: [shifted, total] }, wasmTarget)
  expect(writer.get(shifted)?.product).toBe(product)
  expect(writer.get(total)).not.toBe(writer.get(shifted))
  expect(groups).toHaveLength(2)
})

test('a number that a product reads from memory is not written by the kernel of that product, which uses it too', () => {
  const x = parameter({ dtype: 'float64', shape: [] }, 0, 'test')
  const twice = add(x, x)
  const matrix = reshape(twice, [1, 1])
  const square = apply(contraction.dot_general, [matrix, matrix], { contract: [[1], [0]], batch: [[], []] })
  const total = add(twice, reshape(square as Node, []))
  const { groups, writer } = fuse({ parameters: [x], results: [total] }, wasmTarget)
  expect(writer.get(twice)).not.toBe(writer.get(total))
  expect(groups).toHaveLength(2)
})

test('a loop of no rounds stores nothing but what is empty', () => {
  const x = parameter({ dtype: 'float32', shape: [8, 8] }, 0, 'test')
  const product = apply(contraction.dot_general, [x, x], { contract: [[1], [0]], batch: [[], []] }) as Node
  const sine = apply(trigonometric.sine, [x], {}) as Node
  for (const y of [sine, product, reduceSum(x, [0])]) {
    const none = apply(
      trigonometric.cosine,
      [broadcastInDim(y, [0, ...y.shape], [1, 2].slice(0, y.shape.length))],
      {},
    )
    const results = [y, none as Node]
    validatePartition(fuse({ parameters: [x], results }, wasmTarget), results)
  }
})

test('differences between all rows of two matrices are computed where they are used, not stored', () => {
  const [m, n, d] = [40, 30, 8]
  const parameters = [
    [m, d],
    [n, d],
    [m, n],
  ].map((shape, i) => parameter({ dtype: 'float32', shape }, i, 'test'))
  const [a, b, weights] = parameters as [Node, Node, Node]
  const shape = [m, n, d]
  const differences = subtract(broadcastInDim(a, shape, [0, 2]), broadcastInDim(b, shape, [1, 2]))
  const weighted = multiply(broadcastInDim(weights, shape, [0, 1]), differences)
  const sizes = (results: readonly Node[]): number[] => {
    const { groups } = fuse({ parameters, results }, wasmTarget)
    return groups.flatMap((group) => [...group.outputs]).map((node) => node.shape.length)
  }
  const distances = reduceSum(multiply(differences, differences), [2])
  expect(sizes([distances, reduceSum(weighted, [0]), reduceSum(weighted, [1])])).toEqual([2, 2, 2])

  // what is dear, and what reads as much as it writes, is stored
  const sine = apply(trigonometric.sine, [weighted], {}) as Node
  expect(sizes([reduceSum(sine, [0]), reduceSum(sine, [1])])).toContain(3)
  const root = apply(elementwise.sqrt, [weighted], {}) as Node
  expect(sizes([reduceSum(root, [0]), reduceSum(root, [1])])).toContain(3)
  // cheap one by one, and dear together
  let signs = weighted
  for (let i = 0; i < 4; i++) signs = apply(elementwise.sign, [add(signs, differences)], {}) as Node
  expect(sizes([reduceSum(signs, [0]), reduceSum(signs, [1])])).toContain(3)
  const whole = parameter({ dtype: 'float32', shape }, 3, 'test')
  parameters.push(whole)
  const moved = add(multiply(whole, whole), differences)
  expect(sizes([reduceSum(moved, [0]), reduceSum(moved, [1])])).toContain(3)
  // so does what reads several, each a quarter as large
  const quarter = (i: number): Node => {
    const part = parameter({ dtype: 'float32', shape: [m, n] }, i, 'test')
    parameters.push(part)
    return broadcastInDim(part, [m, n, 4], [0, 1])
  }
  const sums = add(quarter(4), quarter(5))
  expect(sizes([reduceSum(sums, [0]), reduceSum(sums, [1])])).toContain(3)
})
