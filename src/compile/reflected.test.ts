import './bridge/subjects/linear-algebra.ts'
import { expect, test } from 'vitest'
import type { TypedArray } from '../graph/dtype.ts'
import { topological } from '../graph/graph.ts'
import { runGraph } from '../graph/interpret.ts'
import { parameter } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import { svd } from '../ops/linalgFactor.ts'
import { Machine } from '../wasm/machine.ts'
import { Heap } from '../wasm/memory.ts'
import { Arena } from './bridge/arena.ts'
import { Runner } from './bridge/runner.ts'
import { expand } from './expand.ts'

const single = new Arena(new Machine(new Heap({ shared: false })))
const element = (i: number, j: number): number => Math.sin(i * i + 3.7 * (j + 1) * (i + 2))
/** Of full rank, with rows of one size, by which reflections find singular values. */
const even: Readonly<Record<string, (i: number, j: number) => number>> = {
  numbers: element,
  'a rank of two': (i, j) => Math.sin(i + 1) * element(1, j) + Math.cos(i) * element(2, j),
  'zeros but for one column': (_, j) => (j === 3 ? 2 : 0),
  'the identity': (i, j) => (i === j ? 1 : 0),
  'two diagonals': (i, j) => (i === j ? 1 : j === i + 1 ? -1 : 0),
  'large numbers': (i, j) => 1e300 * element(i, j),
  'small numbers': (i, j) => 1e-300 * element(i, j),
}
const others: typeof even = {
  zeros: () => 0,
  'rows of different size': (i, j) => element(i, j) * 10 ** -i,
  'NaN in one place': (i, j) => (i === 5 && j === 7 ? Number.NaN : element(i, j)),
  'an infinite number': (i, j) => (i === 5 && j === 7 ? -Infinity : element(i, j)),
}

test.each([
  [80, 80],
  [81, 100],
  [96, 83],
])('singular values alone, large matrices: %i x %i', (m, n) => {
  const k = Math.min(m, n)
  const kinds = Object.entries({ ...even, ...others })
  const a = parameter({ dtype: 'float64', shape: [kinds.length, m, n] }, 0, 'test')
  const of = ([, f]: (typeof kinds)[number]): Float64Array =>
    // rows of different size are those of the transpose where that is wide
    Float64Array.from({ length: m * n }, (_, p) => {
      const [i, j] = [Math.floor(p / n), p % n]
      return m > n ? f(j, i) : f(i, j)
    })
  const input = Float64Array.from(kinds.flatMap((kind) => [...of(kind)]))
  const graph = { parameters: [a], results: [svd(a)[1]] }
  const runner = new Runner(graph, single)
  const [found] = runner.run([input]) as TypedArray[]
  runner.release()
  const [wanted] = runGraph(graph, [input]) as TypedArray[]
  for (const [i, [kind]] of kinds.entries()) {
    const [values, exact] = [found!, wanted!].map((s) => [...s.subarray(i * k, (i + 1) * k)] as number[])
    const largest = exact![0]!
    values!.forEach((value, p) => {
      if (Number.isNaN(largest)) expect(value, kind).toBeNaN()
      else if (largest === 0) expect(value, kind).toBe(0)
      // of rows of different size the small singular values have all their digits
      else
        expect(Math.abs(value - exact![p]!) / (kind in even ? largest : exact![p]!), kind).toBeLessThan(1e-13)
    })
    if (!Number.isNaN(largest)) expect(values, kind).toEqual([...values!].sort((x, y) => y - x))
  }
})

test('singular values alone need no product of matrices and no eigenvectors', () => {
  const a = parameter({ dtype: 'float64', shape: [80, 80] }, 0, 'test')
  const [u, s] = svd(a)
  const rows = (results: Node[]): (string | undefined)[] =>
    topological(expand({ parameters: [a], results }).results, () => false).map(({ op }) => op.name)
  expect(rows([s])).not.toContain('eigh')
  expect(rows([s, u])).toContain('eigh')
})
