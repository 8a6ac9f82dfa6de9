import { expect, test } from 'vitest'
import { parameter } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import { add } from '../ops/arithmetic.ts'
import { wasmTarget } from './bridge/scalars.ts'
import { fuse } from './fuse.ts'
import { mostOutputs } from './group.ts'

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
