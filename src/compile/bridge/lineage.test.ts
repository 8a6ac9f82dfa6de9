import { expect, test } from 'vitest'
import type { Node } from '../../graph/node.ts'
import { goOn } from './lineage.ts'

type Variable = Pick<Node, 'lineage'>
const variable = (): Variable => ({ lineage: undefined }) as Variable

/** A graph brings variables on to their next values. */
function step(hash: number, old: readonly Variable[]) {
  const next = old.map(variable)
  const pairs = old.map((_, i) => [i, i])
  return { next, ...goOn({ hash, pairs, leaves: old, wanted: next } as never) }
}

test('variables remember how often which graphs have brought them on', () => {
  const start = [variable(), variable()]
  const first = step(7, start)
  expect(first).toMatchObject({ times: 0, graphs: 0 })
  const second = step(7, first.next)
  expect(second).toMatchObject({ times: 1, graphs: 1 })
  expect(first.next.map(({ lineage }) => lineage)).toEqual([undefined, undefined])
  const other = step(8, second.next)
  expect(other).toMatchObject({ times: 0, graphs: 1 })
  expect(step(7, [...other.next, variable()])).toMatchObject({ times: 2, graphs: 2 })
})

test('they remember no more than 4096 graphs, and go on to count those', () => {
  let at = [variable()]
  for (let hash = 0; hash < 4097; hash++) at = step(hash, at).next
  const late = step(4096, at)
  expect(late).toMatchObject({ times: 0, graphs: 4096 })
  const known = step(4095, late.next)
  expect(known.times).toBe(1)
  expect(step(4095, known.next).times).toBe(2)
})
