import { expect, test } from 'vitest'
import { dataNode } from '../../graph/leaves.ts'
import { apply, type Node } from '../../graph/node.ts'
import { trigonometric } from '../../ops/trigonometric.ts'
import { patternOf } from '../match.ts'
import { structureOf } from '../structure.ts'
import { Entries, type Entry } from './entries.ts'

const sineOf = (length: number, op: object = trigonometric.sine): Node => {
  const x = dataNode({ dtype: 'float32', shape: [length] }, new Float32Array(length))
  return apply(op as typeof trigonometric.sine, [x], {}) as Node
}

test('a graph is recalled after graphs of many other shapes, and none that only weighs as much', () => {
  const entries = new Entries(() => {})
  const lengths = Array.from({ length: 100 }, (_, i) => 10 + i)
  const known = lengths.map((length): Entry => {
    const node = sineOf(length)
    const structure = structureOf([node])
    const entry = entries.of(structure)
    entry.pattern = patternOf(structure, [node], new Map())
    entries.ran(entry, structure)
    return entry
  })
  lengths.forEach((length, i) => {
    const node = sineOf(length)
    const found = entries.recall([node], new Map())
    expect(found?.entry).toBe(known[i])
    expect(found?.structure.wanted).toEqual([node])
    expect(entries.recall([sineOf(length, trigonometric.cosine)], new Map())).toBeUndefined()
  })
  expect(known.filter(({ last }) => last.length > 0).length).toBeLessThan(8)
})
