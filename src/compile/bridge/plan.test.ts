import './subjects/index.ts'
import { expect, test } from 'vitest'
import type { Graph } from '../../graph/graph.ts'
import { parameter } from '../../graph/leaves.ts'
import { add, exponential } from '../../ops/arithmetic.ts'
import { sort } from '../../ops/sorting.ts'
import { Machine } from '../../wasm/machine.ts'
import { Heap } from '../../wasm/memory.ts'
import { fuse } from '../fuse.ts'
import { printPartition, validatePartition } from '../partition.ts'
import { CompileError } from '../validate.ts'
import { Arena } from './arena.ts'
import { Buffer, placeInArena } from './buffer.ts'
import { inPlacePairs } from './lower.ts'
import { printBlock, validateBlock } from './plan.ts'
import { Runner } from './runner.ts'
import { wasmTarget } from './scalars.ts'
import { type Block, buffersIn, liveness, type Step } from './step.ts'

const x = parameter({ dtype: 'float32', shape: [8, 3] }, 0, 'test')
const [values, places] = sort(exponential(x), 0, false)
const graph = { parameters: [x], results: [exponential(add(values, values)), places] }

test('a partition prints, and one out of order is noticed', () => {
  const partition = fuse(graph, wasmTarget)
  validatePartition(partition, graph.results)
  const text = printPartition(partition).replaceAll(/#\d+/g, '')
  expect(text).toContain(
    'loop over [8, 3]\n  exponential f32[8,3] at [0+1i0,0+1i1] -> memory\nalone sort f32[8,3]',
  )
  const turned = { ...partition, groups: [...partition.groups].reverse() }
  expect(() => validatePartition(turned, graph.results)).toThrow(CompileError)
  const forgetful = { ...partition, writer: new Map([...partition.writer].slice(0, 1)) }
  expect(() => validatePartition(forgetful, graph.results)).toThrow(CompileError)
})

test('a plan prints, and one that reads too early or overlaps is noticed', () => {
  let block: Block = { steps: [] }
  const inspect = (_: Graph, planned: Block): void => {
    block = planned
  }
  new Runner(graph, new Arena(new Machine(new Heap({ shared: false }))), { inspect })
  validateBlock(block, [])
  expect(printBlock(block)).toMatch(/sort_\d+: .*arena \d+.* -> records to sort .*\] \(arena \d+\)/)
  expect(() => validateBlock({ steps: [...block.steps].reverse() }, [])).toThrow(/before it is written/)
  const kernel = block.steps.find((step) => step.kind === 'kernel' && step.writes.length > 2)!
  for (const buffer of buffersIn(kernel)) buffer.offset = 0
  expect(() => validateBlock(block, [])).toThrow(/writes .* where it reads/)
})

const buffer = (label: string): Buffer => new Buffer({ dtype: 'float32', shape: [4] }, 'arena', label)
const copy = (from: Buffer, to: Buffer): Step => ({ kind: 'copy', from, to })

test('a plan that writes over what is read later is noticed, whatever lifetimes it was made from', () => {
  const [x, w] = ['x', 'w'].map((label) => new Buffer({ dtype: 'float32', shape: [4] }, 'input', label)) as [
    Buffer,
    Buffer,
  ]
  const [a, b, c, next] = ['a', 'b', 'c', 'next'].map(buffer) as [Buffer, Buffer, Buffer, Buffer]
  next.over = w
  c.offset = 128
  const check = (...steps: Step[]) => expect(() => validateBlock({ steps }, []))
  check(copy(x, a), copy(a, c), copy(a, b), copy(c, a), copy(a, c)).not.toThrow()
  check(copy(x, a), copy(x, b), copy(a, c)).toThrow(/reads a .* after b .* is written over it/)
  const body = { steps: [copy(a, c), copy(c, b)] }
  const loop: Step = { kind: 'loop', length: 3, reverse: false, slices: [], body }
  check(copy(x, a), ...body.steps).not.toThrow()
  check(copy(x, a), loop).toThrow(/reads a .* after b/)
  check(copy(w, a), copy(x, next), copy(next, c)).not.toThrow()
  check(copy(w, a), copy(x, next), copy(w, c)).toThrow(/reads w .* after next .* is written over it/)
})

test('a plan is followed into loops, conditions and cases', () => {
  const x = new Buffer({ dtype: 'float32', shape: [4] }, 'input', 'x')
  const [a, b, c, flag] = ['a', 'b', 'c', 'flag'].map(buffer) as [Buffer, Buffer, Buffer, Buffer]
  c.offset = 128
  flag.offset = 256
  const block = (...steps: Step[]): Block => ({ steps })
  const check = (...steps: Step[]) => expect(() => validateBlock({ steps }, []))
  const loop = (condition: Block, body: Block): Step => ({ kind: 'while', condition, flag, body })
  check(copy(x, a), loop(block(copy(a, flag)), block(copy(x, c)))).not.toThrow()
  // what the condition reads, the body has written over, from the second round on
  check(copy(x, a), loop(block(copy(a, flag)), block(copy(x, b)))).toThrow(/reads a .* after b/)
  check(copy(x, a), loop(block(copy(x, flag)), block(copy(a, c), copy(x, b)))).toThrow(/reads a .* after b/)
  check(loop(block(), block())).toThrow(/a loop reads flag .* before it is written/)
  const choice = (...branches: Block[]): Step => ({ kind: 'case', index: flag, branches })
  check(choice(block())).toThrow(/a case reads flag .* before it is written/)
  check(copy(x, flag), choice(block(), block(copy(a, c)))).toThrow(/reads a .* before it is written/)
  check(copy(x, flag), choice(block(copy(x, a)))).not.toThrow()
  // a slice stands for the whole that it is of
  const slice = buffer('slice')
  const along = (body: Block): Step => ({
    kind: 'loop',
    length: 2,
    reverse: false,
    slices: [{ slice, whole: a }] as never,
    body,
  })
  check(along(block(copy(slice, c)))).toThrow(/reads a .* before it is written/)
  check(along(block(copy(x, slice))), copy(a, c)).not.toThrow()
})

test('what is read along other places, or of another type, is not read in place', () => {
  const at = (offset: number | undefined, strides = [3, 1], dtype = 'float32') =>
    ({ dtype, strides, ...(offset === undefined ? {} : { offset }) }) as never
  const pairs = (inputs: never[], outputs: never[]) => inPlacePairs({ inputs, outputs })
  expect(pairs([at(undefined), at(4), at(4)], [at(0), at(4)])).toEqual([
    [0, 0],
    [1, 1],
    [2, 1],
  ])
  expect(pairs([at(1), at(0, [3, 0]), at(0, [0, 1]), at(0, [3, 1], 'int32')], [at(undefined)])).toEqual([])
})

test('what a loop reads from outside, or carries, lives until its last round ends', () => {
  const [outside, carried, inside, later] = ['outside', 'carried', 'inside', 'later'].map(buffer) as [
    Buffer,
    Buffer,
    Buffer,
    Buffer,
  ]
  const body = { steps: [copy(outside, inside), copy(inside, carried)] }
  const loop: Step = { kind: 'loop', length: 3, reverse: false, slices: [], body }
  liveness({ steps: [copy(later, outside), copy(outside, carried), loop, copy(carried, later)] }, [later])
  // in every round they are read again, after the end of what is only inside
  expect(outside.last).toBeGreaterThan(inside.last)
  expect(carried.first).toBeLessThan(inside.first)
  expect(carried.last).toBeGreaterThan(outside.last)
  placeInArena([outside, carried, inside, later])
  expect(new Set([outside, carried, inside].map(({ offset }) => offset)).size).toBe(3)
})
