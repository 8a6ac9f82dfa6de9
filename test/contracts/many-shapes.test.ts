import { afterEach, beforeEach, expect, test } from 'vitest'
import { numberOfGraph } from '../../src/compile/structure.ts'
import type { Graph } from '../../src/graph/graph.ts'
import { parameter } from '../../src/graph/leaves.ts'
import { engine, jit, type Tensor, tensor } from '../../src/index.ts'
import { add } from '../../src/ops/arithmetic.ts'

/** Loops over shapes that never come again keep what they used last, and no more. */
const before = engine.settings()
beforeEach(() => {
  engine.settings({ mode: 'auto', threads: 1 })
})
afterEach(() => {
  engine.settings(before)
})

const ones = (length: number): Tensor => tensor(new Float32Array(length).fill(1))

/** Twice as many nodes, which are told to be few only when they are compiled, and whose value is as many times 2x. */
function manyTimes(x: Tensor, terms: number): Tensor {
  let sums = Array.from({ length: terms }, () => x.add(x))
  while (sums.length > 1) sums = sums.flatMap((term, i) => (i % 2 > 0 ? [] : [term.add(sums[i + 1]!)]))
  return sums[0]!
}

test('what was used last of 130 lengths of a step is kept, traced and compiled', () => {
  let traced = 0
  const f = jit((x: Tensor) => {
    traced++
    return manyTimes(x, 1024)
  })
  const start = engine.stats().compiled
  const compiled = (): number => engine.stats().compiled - start
  const shapes = 130
  for (let i = 1; i <= shapes; i++) {
    expect(f(ones(i)).data()[i - 1]).toBe(2048)
    if (i % 10 === 0) f(ones(7))
  }
  for (let i = shapes - 99; i <= shapes; i++) f(ones(i))
  f(ones(7))
  expect([traced, compiled()]).toEqual([shapes, shapes])
  expect(f(ones(1)).data()[0]).toBe(2048)
  expect([traced, compiled()]).toEqual([shapes + 1, shapes + 1])
})

test('threads know as many programs as are kept', () => {
  engine.settings({ threads: 2 })
  const x = tensor(0.5)
  for (let n = 300_000; n < 301_100; n++) {
    const total = jit((y: Tensor) => y.broadcastTo([n]).tanh().sum())
    expect(total(x).item() / n).toBeCloseTo(Math.tanh(0.5), 5)
  }
  expect(engine.stats().programs).toBeGreaterThan(1024)
})

test('16 programs are kept however large they are', () => {
  const f = jit((x: Tensor) => manyTimes(x, 8192))
  for (let i = 1; i <= 19; i++) expect(f(ones(i)).data()[0]).toBe(16_384)
  const { programs, compiled } = engine.stats()
  expect(programs).toBeLessThan(18)
  for (let i = 4; i <= 19; i++) f(ones(i))
  expect(engine.stats().compiled).toBe(compiled)
})

test('graphs that compute the same have one number, as long as they are not forgotten', () => {
  const chain = (length: number): Graph => {
    const x = parameter({ dtype: 'float32', shape: [3] }, 0, 'test')
    let result = add(x, x)
    for (let i = 1; i < length; i++) result = add(result, x)
    return { parameters: [x], results: [result] }
  }
  const [first, short] = [chain(999), chain(2)].map(numberOfGraph)
  for (let length = 1000; length < 1400; length++) {
    numberOfGraph(chain(length))
    expect(numberOfGraph(chain(2))).toBe(short)
  }
  expect(numberOfGraph(chain(1399))).toBe(numberOfGraph(chain(1399)))
  expect(numberOfGraph(chain(999))).not.toBe(first)
})
