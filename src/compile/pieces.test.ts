import './bridge/subjects/index.ts'
import { expect, test } from 'vitest'
import { waitingFor } from '../graph/graph.ts'
import { evaluate } from '../graph/interpret.ts'
import { dataNode } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import { add, multiply } from '../ops/arithmetic.ts'
import { sort } from '../ops/sorting.ts'
import { piecesOf } from './pieces.ts'
import { numberOf } from './structure.ts'

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
  for (const piece of piecesOf(order, [cut], 10, ({ length }) => length)) {
    expect(waitingFor(piece).length).toBeLessThan(14)
    evaluate(waitingFor(piece))
  }
  expect(cut.value).toEqual(whole.value)
})

test('a node that takes up more than others has fewer beside it', () => {
  const start = dataNode({ dtype: 'float64', shape: [3] }, Float64Array.of(0.5, 2, 1))
  const all: Node[] = [start]
  for (let i = 0; i < 12; i++) all.push((i === 7 ? multiply : add)(all.at(-1)!, start))
  const order = waitingFor([all.at(-1)!])
  const [first, second] = order
  const sizes = piecesOf(order, [all.at(-1)!], 4, (nodes) =>
    nodes.reduce((sum, node) => sum + (node === first || node === second ? 4 : 1), 0),
  ).map((piece) => {
    const { length } = waitingFor(piece)
    evaluate(waitingFor(piece))
    return length
  })
  expect(sizes).toEqual([1, 1, 4, 4, 2])
})

test('of a loop, pieces are whole rounds, of which all but the first and the last are alike', () => {
  const build = (): Node => {
    const start = dataNode({ dtype: 'float64', shape: [3] }, Float64Array.of(0.5, 2, 1))
    let total = add(start, multiply(start, start))
    for (let i = 0; i < 200; i++) {
      const [least] = sort(multiply(add(start, total), start), 0, true)
      total = multiply(add(total, least!), multiply(start, start))
    }
    return add(multiply(total, total), start)
  }
  const [whole, cut] = [build(), build()]
  evaluate(waitingFor([whole]))
  const kinds = piecesOf(waitingFor([cut]), [cut], 100, ({ length }) => length).map((piece) => {
    const order = waitingFor(piece)
    expect(order.length).toBeLessThanOrEqual(100)
    const kind = order
      .map(({ op, inputs }) => `${numberOf(op)} ${inputs.map((x) => order.indexOf(x))}`)
      .join()
    evaluate(order)
    return kind
  })
  expect(kinds.length).toBeGreaterThan(20)
  expect(new Set(kinds.slice(1, -1)).size).toBe(1)
  expect(cut.value).toEqual(whole.value)
})
