import { expect, test } from 'vitest'
import { dropFirst, mostKept } from './worth.ts'

/** The numbers of the things that are left, and what they are said to take. */
function left(sizes: readonly number[]): { numbers: number[]; taken: number } {
  const things = new Set(sizes.map((nodes, number) => ({ nodes, number })))
  const taken = dropFirst(
    things,
    ({ nodes }) => nodes,
    (thing) => things.delete(thing),
  )
  return { numbers: [...things].map(({ number }) => number), taken }
}
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)

test('the first things go, until the others take no more than is kept', () => {
  const part = mostKept / 32
  expect(left(new Array<number>(32).fill(part))).toEqual({ numbers: range(0, 32), taken: mostKept })
  expect(left([...new Array<number>(32).fill(part), 1])).toEqual({
    numbers: range(1, 33),
    taken: mostKept - part + 1,
  })
  expect(left([1, ...new Array<number>(40).fill(part)])).toEqual({ numbers: range(9, 41), taken: mostKept })
})

test('sixteen things stay, however large they are', () => {
  expect(left(new Array<number>(20).fill(mostKept))).toEqual({ numbers: range(4, 20), taken: 16 * mostKept })
})
