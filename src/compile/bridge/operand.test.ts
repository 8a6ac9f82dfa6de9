import fc from 'fast-check'
import { expect, test } from 'vitest'
import { waitingFor } from '../../graph/graph.ts'
import { evaluate } from '../../graph/interpret.ts'
import { dataNode } from '../../graph/leaves.ts'
import type { Node } from '../../graph/node.ts'
import { sizeOf, stridesOf } from '../../graph/shape.ts'
import { permute, reshape } from '../../ops/movement.ts'
import { operandView } from './operand.ts'

/** The elements of a node as a view of its source shows them. */
function shown(node: Node): number[] {
  const { source, strides } = operandView(node)
  evaluate(waitingFor([source, node]))
  const from = source.value as Float32Array
  const out: number[] = []
  const walk = (axis: number, at: number): void => {
    if (axis === node.shape.length) out.push(from[at]!)
    else for (let i = 0; i < node.shape[axis]!; i++) walk(axis + 1, at + i * strides[axis]!)
  }
  walk(0, 0)
  return out
}

/** Whether strides tell where the elements of a node stand, which are the numbers of their places. */
function isWalked(node: Node): boolean {
  evaluate(waitingFor([node]))
  const places = node.value as Float32Array
  const steps = stridesOf(node.shape)
  const strides = steps.map((step, axis) => (node.shape[axis]! > 1 ? places[step]! : 0))
  return places.every(
    (place, i) =>
      place ===
      steps.reduce((sum, step, axis) => sum + (Math.floor(i / step) % node.shape[axis]!) * strides[axis]!, 0),
  )
}

/** Shapes of as many elements, the first that of a leaf. Powers of two always divide one another. */
const anyExtents = [[2, 3, 4], [24], [4, 6], [2, 12], [1, 24], [2, 1, 12], [4, 1, 3, 2], [2, 2, 3, 2], [3, 8]]
const powersOfTwo = [[2, 8, 4], [64], [8, 8], [2, 32], [4, 1, 16], [2, 4, 8], [2, 2, 4, 4], [16, 1, 4]]

test.each([
  ['shows the same elements', anyExtents],
  ['is one of the leaf where strides tell it', powersOfTwo],
])('a view of any chain of transpositions and reshapes %s', (_, shapes) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(1000)), { minLength: 1, maxLength: 5 }), (steps) => {
      const [shape] = shapes as [number[]]
      let node = dataNode(
        { dtype: 'float32', shape },
        Float32Array.from({ length: sizeOf(shape) }, (_, i) => i),
        true,
      )
      const chain = [node]
      for (const [turn, pick] of steps) {
        if (turn) {
          const order = node.shape.map((_, i) => i)
          for (let i = order.length - 1; i > 0; i--) {
            const j = (pick >> i) % (i + 1)
            ;[order[i], order[j]] = [order[j]!, order[i]!]
          }
          node = permute(node, order)
        } else node = reshape(node, shapes[pick % shapes.length]!)
        chain.push(node)
      }
      const got = shown(node)
      expect(got).toEqual([...(node.value as Float32Array)])
      if (shapes === powersOfTwo && chain.every(isWalked)) expect(operandView(node).source).toBe(chain[0])
    }),
    { numRuns: 300 },
  )
})

test('a transposed image whose groups are one axis more is read where it stands', () => {
  const x = dataNode({ dtype: 'float32', shape: [64, 16, 3, 3] }, new Float32Array(64 * 16 * 9), true)
  const grouped = permute(reshape(x, [64, 1, 16, 3, 3]), [2, 1, 0, 3, 4])
  const { source, strides } = operandView(reshape(grouped, [16, 64, 3, 3]))
  expect(source).toBe(x)
  expect(strides).toEqual([9, 144, 3, 1])
})
