import { expect, test } from 'vitest'
import { Machine } from './machine.ts'
import { Heap } from './memory.ts'
import type { Step } from './program.ts'

test.each<[string, Step]>([
  ['a check fails', { kind: 'check', number: 0, at: 0, limit: 10 }],
  ['the host throws', { kind: 'host', number: 0, args: 0 }],
])('where %s in a loop, the next run begins at its start again', (_, risk) => {
  const heap = new Heap({ shared: false })
  const at = heap.allocate('numbers', 24)
  const numbers = heap.view('int32', at, 6)
  const host = (__: number, args: number): void => {
    if (heap.view('int32', heap.view('int32', args, 1)[0]!, 1)[0]! >= 10) throw new RangeError('no')
  }
  const copy: Step = { kind: 'copy', from: 0, to: 4, bytes: 4 }
  const steps: Step[] = [{ kind: 'loop', count: 3, body: [risk, copy], advance: [{ at: 0, bytes: 4 }] }]
  const program = new Machine(heap).load({ kernels: [], steps }, 2, { host })
  numbers.set([1, 2, 3, 4, 5, 0])
  program.point(0, at)
  program.point(4, at + 20)
  const run = (): number => {
    program.run()
    return numbers[5]!
  }
  expect(run()).toBe(3)
  expect(run()).toBe(3)
  numbers[2] = 10
  if (risk.kind === 'check') expect(program.run()).toBe(0)
  else expect(run).toThrow(RangeError)
  expect(numbers[5]).toBe(2)
  numbers[2] = 6
  expect(run()).toBe(6)
})
