import { expect, test } from 'vitest'
import { dependents } from '../graph/graph.ts'
import { parameter } from '../graph/leaves.ts'
import { apply, type Node } from '../graph/node.ts'
import { jvp } from '../transform/jvp.ts'
import { vjp } from '../transform/vjp.ts'
import { cumulative } from './cumulative.ts'

const { cumprod, cummax, cummin, cumlogsumexp } = cumulative

test.each([cumprod, cummax, cummin, cumlogsumexp])(
  'derivatives of $name take as many operations however long the axis is, to the second order',
  (row) => {
    const counts = [2, 1000].map((extent) => {
      const [x, d, e] = [0, 1, 2].map((i) => parameter({ dtype: 'float64', shape: [extent] }, i, 'test'))
      const y = apply(row, [x!], { axis: 0, reverse: false }) as Node
      const [first] = vjp([y], [d], [x!])
      const [second] = jvp([first!], [x!], [e])
      return [dependents([first!], [x!]).length, second ? dependents([second], [x!]).length : 0]
    })
    expect(counts[0]).toEqual(counts[1])
  },
)
