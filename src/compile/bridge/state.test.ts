import { expect, test } from 'vitest'
import { numbers } from '../../../test/support/derivatives.ts'
import { Buffer } from './buffer.ts'
import { placeState, type StatePairs } from './state.ts'
import type { Block, KernelStep, Step } from './step.ts'

const make = (label: string, home: 'input' | 'arena' = 'arena'): Buffer =>
  new Buffer({ dtype: 'float32', shape: [4] }, home, label)
const kernel = (
  name: string,
  reads: Buffer[],
  writes: Buffer[],
  inPlace: [number, number][],
): KernelStep => ({
  kind: 'kernel',
  kernel: { name } as never,
  reads,
  writes,
  inPlace,
  nodes: [],
})
const placeOf = (buffer: Buffer): Buffer => (buffer.over ? placeOf(buffer.over) : buffer)

/** What stands in memory after the steps: kernels leave what they have read, and behind it what stood there of the same run. */
function follow(steps: readonly Step[], inputs: readonly Buffer[]): (buffer: Buffer) => string {
  const memory = new Map(inputs.map((buffer) => [buffer, buffer.label]))
  const parts = new Map<Buffer, string>()
  const read = (buffer: Buffer): string => memory.get(placeOf(buffer))!
  for (const step of steps) {
    if (step.kind === 'copy') memory.set(placeOf(step.to), read(step.from))
    if (step.kind !== 'kernel') continue
    const made = `${step.kernel.name}(${step.reads.map(read)})`
    step.writes.forEach((to, i) => {
      parts.set(to, `${parts.get(to) ?? ''}${made}.${i}`)
      memory.set(placeOf(to), parts.get(to)!)
    })
  }
  return read
}

const risks: readonly Step[] = [
  { kind: 'host', reads: [], writes: [] } as never,
  { kind: 'check', worst: make('worst') } as never,
]
const nested = (risk: Step): Step[] => {
  const [flag, quiet] = [make('flag'), { kind: 'copy', from: make('a'), to: make('b') } as const]
  const [some, none]: Block[] = [{ steps: [quiet, risk] }, { steps: [quiet] }]
  return [
    { kind: 'loop', length: 1, reverse: false, slices: [], body: some! },
    { kind: 'while', condition: none!, flag, body: some! },
    { kind: 'while', condition: some!, flag, body: none! },
    { kind: 'case', index: flag, branches: [none!, some!] },
  ]
}
const harmless: Step = { kind: 'loop', length: 1, reverse: false, slices: [], body: { steps: [] } }

test('new state is written over the old one where its kernel is the last that needs it, at the same element', () => {
  const [w, x] = [make('w', 'input'), make('x', 'input')]
  const placed = (inPlace: [number, number][], reads = [x, w], before: Step[] = [], after: Step[] = []) => {
    const [first, next] = [make('first'), make('next')]
    const steps = [...before, kernel('update', reads, [first, next], inPlace), ...after]
    const { moved } = placeState(steps, [w, x], [next], [[0, 0]])
    expect(steps.length - before.length - after.length).toBe(next.over ? 1 : 2)
    expect(moved).toEqual(next.over ? [] : [next, w])
    return next.over === w
  }
  expect(placed([[1, 1]])).toBe(true)
  expect(
    placed([
      [0, 0],
      [1, 0],
      [1, 1],
    ]),
  ).toBe(true)
  expect(placed([], [x, x])).toBe(true)
  // of another result, of another operand, and once in place and once not
  expect(placed([[1, 0]])).toBe(false)
  expect(placed([[0, 1]])).toBe(false)
  expect(placed([[1, 1]], [w, w])).toBe(false)
  const reading = kernel('reading', [w], [make('y')], [])
  expect(placed([[1, 1]], [x, w], [reading, harmless])).toBe(true)
  expect(placed([[1, 1]], [x, w], [], [reading])).toBe(false)
  expect(placed([[1, 1]], [x, w], [], [harmless])).toBe(true)
  // state changes after all that may fail
  for (const risk of risks)
    for (const step of [risk, ...nested(risk)]) {
      expect(placed([[1, 1]], [x, w], [step])).toBe(true)
      expect(placed([[1, 1]], [x, w], [], [step])).toBe(false)
    }
})

test('new state of several kernels is written over the old one if none but the first needs it, that of none is copied', () => {
  const placed = (made: (w: Buffer, x: Buffer, next: Buffer) => Step[]): boolean => {
    const [w, x, next] = [make('w', 'input'), make('x', 'input'), make('next')]
    const steps = made(w, x, next)
    const { length } = steps
    placeState(steps, [w, x], [next], [[0, 0]])
    expect(steps.slice(length)).toEqual(next.over ? [] : [{ kind: 'copy', from: next, to: w }])
    return next.over === w
  }
  const pieces = (a: Buffer, b: Buffer, next: Buffer): Step[] => [
    kernel('first', [a], [next], [[0, 0]]),
    kernel('second', [b], [next], [[0, 0]]),
  ]
  expect(placed(pieces)).toBe(true)
  expect(placed((w, x, next) => pieces(x, w, next))).toBe(false)
  expect(placed((w, x, next) => [...pieces(w, x, next), kernel('reading', [w], [make('y')], [])])).toBe(false)
  expect(placed((w, x, next) => pieces(w, x, next).toSpliced(1, 0, risks[0]!))).toBe(false)
  expect(placed((w, _, next) => [{ kind: 'host', reads: [w], writes: [next] } as never])).toBe(false)
})

test('whatever a program computes, state has its next values after it, and what is read its own', () => {
  let over = 0
  for (let seed = 1; seed <= 400; seed++) {
    const random = numbers(200, seed)
    let at = 0
    const below = (n: number): number => Math.floor(((random[at++]! + 1) / 2) * n) % n
    const inputs = ['w', 'v', 'u', 'x'].map((label) => make(label, 'input'))
    const known = [...inputs]
    const steps: Step[] = []
    for (let i = 0; i < 4; i++) {
      if (below(6) === 0) steps.push(risks[0]!)
      const reads = Array.from({ length: 1 + below(3) }, () => known[below(known.length)]!)
      const writes = Array.from({ length: 1 + below(2) }, (_, k) => make(`${i}.${k}`))
      // one result of two kernels
      const pieces = below(4) === 0 ? [known.at(-1)!].filter(({ home }) => home === 'arena') : []
      const inPlace = reads.flatMap((__, r) =>
        writes.flatMap((___, w): [number, number][] => (below(3) > 0 ? [[r, w]] : [])),
      )
      steps.push(kernel(`k${i}`, reads, [...writes, ...pieces], inPlace))
      known.push(...writes)
    }
    const results = Array.from({ length: 4 }, () => known[known.length - 1 - below(7)]!)
    const state: StatePairs = [0, 1, 2].slice(below(3)).map((parameter, i) => [parameter, i] as const)
    const before = follow(steps, inputs)
    const wanted = results.map(before)
    const old = inputs.map(before)
    const label = JSON.stringify({ seed, state })
    const { results: readable } = placeState(steps, inputs, results, state)
    const after = follow(steps, inputs)
    const next = new Map(state)
    expect(inputs.map(after), label).toEqual(
      old.map((value, i) => (next.has(i) ? wanted[next.get(i)!] : value)),
    )
    const own = new Set(state.map(([, result]) => result))
    readable.forEach((buffer, i) => {
      if (!own.has(i)) expect(after(buffer), label).toBe(wanted[i])
    })
    over += known.filter((buffer) => buffer.over).length
  }
  expect(over).toBeGreaterThan(50)
})
