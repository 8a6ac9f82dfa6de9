import './bridge/subjects/index.ts'
import { expect, test } from 'vitest'
import { waitingFor } from '../graph/graph.ts'
import { evaluate } from '../graph/interpret.ts'
import { dataNode } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import { add, multiply } from '../ops/arithmetic.ts'
import { sort } from '../ops/sorting.ts'
import { piecesOf } from './pieces.ts'

test('pieces computed one after the other are small and give the whole', () => {
  const build = (): Node => {
    const start = dataNode({ dtype: 'float64', shape: [3] }, Float64Array.of(0.5, 2, 1))
    const all: Node[] = [start]
    for (let i = 0; i < 60; i++) {
      const [a, b] = [all.at(-1)!, all[(7 * i) % all.length]!]
      if (i % 9 === 4) all.push(...sort(a, 0, true).slice(0, 1))
      else all.push(i % 2 ? add(a, b) : multiply(a, start))
    }
    return all.at(-1)!
  }
  const [whole, cut] = [build(), build()]
  evaluate(waitingFor([whole]))
  const order = waitingFor([cut])
  for (const piece of piecesOf(order, [cut], 10, () => 1)) {
    expect(waitingFor(piece).length).toBeLessThan(14)
    evaluate(waitingFor(piece))
  }
  expect(cut.value).toEqual(whole.value)
})

test('a node that takes up more than others has fewer beside it', () => {
  const start = dataNode({ dtype: 'float64', shape: [3] }, Float64Array.of(0.5, 2, 1))
  const all: Node[] = [start]
  for (let i = 0; i < 12; i++) all.push(add(all.at(-1)!, start))
  const order = waitingFor([all.at(-1)!])
  const [first, second] = order
  const sizes = piecesOf(order, [all.at(-1)!], 4, (node) => (node === first || node === second ? 4 : 1)).map(
    (piece) => {
      const { length } = waitingFor(piece)
      evaluate(waitingFor(piece))
      return length
    },
  )
  expect(sizes).toEqual([1, 1, 4, 4, 2])
})
