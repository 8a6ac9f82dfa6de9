import './bridge/subjects/linear-algebra.ts'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { allocate, type DType, type TypedArray } from '../graph/dtype.ts'
import type { Graph } from '../graph/graph.ts'
import { runGraph } from '../graph/interpret.ts'
import { parameter } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import { sizeOf } from '../graph/shape.ts'
import { add, convert, like, multiply } from '../ops/arithmetic.ts'
import { cholesky, linearSolve, lu, triangularSolve } from '../ops/linalg.ts'
import { columnsFrom, identityLike, matmul, mT, scaleColumns } from '../ops/linalgBuilders.ts'
import { eigh, qr, svd } from '../ops/linalgFactor.ts'
import { cofactor, determinantOf, leastSquares, matrixExp, pseudoInverse } from '../ops/linalgFunctions.ts'
import { narrow } from '../ops/movement.ts'
import { jvp } from '../transform/jvp.ts'
import { vjp } from '../transform/vjp.ts'
import { Machine } from '../wasm/machine.ts'
import { Heap } from '../wasm/memory.ts'
import { nodeWorkers } from '../wasm/node-workers.ts'
import { Arena } from './bridge/arena.ts'
import { Runner } from './bridge/runner.ts'
import { simplify } from './simplify.ts'
import { validate } from './validate.ts'

const together = new Machine(new Heap({ shared: true }), { threads: 2, workers: nodeWorkers()! })
const [threaded, single] = [new Arena(together), new Arena(new Machine(new Heap({ shared: false })))]
afterAll(() => together.close())

/** A X A^T + n I, or a well-conditioned matrix. */
const shifted = (x: Node, by: number): Node => add(x, multiply(like(x, by), identityLike(x)))

const cases: Readonly<Record<string, (a: Node, b: Node, how: number) => Node[]>> = {
  cholesky: (a) => [cholesky(shifted(matmul(a, mT(a)), 1))],
  solve: (a, b, how) => [linearSolve(shifted(a, 2), b, how % 2 === 1)],
  triangular: (a, b, how) => [
    triangularSolve(shifted(multiply(like(a, 0.1), a), 3), b, {
      lower: (how & 1) === 1,
      transpose: (how & 2) === 2,
      unit: (how & 4) === 4,
    }),
  ],
  lu: (a) => {
    const { packed, pivots, permutation } = lu(a)
    return [packed, convert(pivots, 'float64'), convert(permutation, 'float64')]
  },
  'lu of a tall matrix': (_, b) => Object.values(lu(b)).map((x) => convert(x, 'float64')),
  'lu of a wide matrix': (_, b) => Object.values(lu(mT(b))).map((x) => convert(x, 'float64')),
  det: (a) => [determinantOf(shifted(multiply(like(a, 0.01), a), 1))],
  // The vectors of singular values that lie close together may turn among themselves; what they make may not.
  svd: (_, b, how) => {
    const [u, s, vt] = svd(how % 2 ? b : mT(b), (how & 2) === 2)
    const k = s.shape.at(-1)!
    const [left, right] = [narrow(u, u.shape.length - 1, 0, k), narrow(vt, vt.shape.length - 2, 0, k)]
    return [s, matmul(scaleColumns(left, s), right), matmul(mT(u), u), matmul(vt, mT(vt))]
  },
  eigh: (a) => {
    const [values, vectors] = eigh(a)
    return [values, matmul(scaleColumns(vectors, values), mT(vectors)), matmul(mT(vectors), vectors)]
  },
  'pseudo-inverse': (_, b, how) => [pseudoInverse(how % 2 ? b : mT(b), 1e-12)],
  'least squares': (a, b, how) => {
    const [left, right] = how % 2 ? [b, a] : [mT(b), mT(b)]
    return [leastSquares(left, how & 2 ? columnsFrom(right, 0, 1) : right, 1e-12)]
  },
  // exp(A) exp(-A) = I holds where none of the two is large; norms from 0.01 to 100
  exponential: (a, _, how) => [
    matrixExp(multiply(like(a, [0.001, 0.02, 0.1, 0.4, -0.1, -0.02, 1e-9, 0][how]!), a)),
  ],
  'derivatives of an exponential': (a, _, how) => {
    const x = multiply(like(a, [0.001, 0.02, 0.1, 0, -0.1, -0.02, 1e-9, 0.05][how]!), a)
    const [first] = jvp([matrixExp(x)], [x], [mT(a)])
    const [second] = jvp([first!], [x], [a])
    return [first!, second!, ...vjp([first!], [a], [x])].map((y) => y!)
  },
  // by pivots and by singular values
  cofactors: (a, _, how) => [cofactor(shifted(multiply(like(a, 0.05), a), how % 2))],
  qr: (_, b, how) => qr(how % 2 ? b : mT(b), (how & 2) === 2),
}

const slow = new Set(['svd', 'pseudo-inverse', 'least squares', 'cofactors', 'derivatives of an exponential'])

function close(value: TypedArray, wanted: TypedArray, tolerance: number): void {
  const scale = Math.max(1, ...Array.from(wanted, (x) => (Number.isFinite(x) ? Math.abs(x) : 0)))
  const away = Math.max(
    0,
    ...Array.from(wanted, (x, i) => (Object.is(x, value[i]) ? 0 : Math.abs(x - value[i]!))),
  )
  expect(away / scale).toBeLessThan(tolerance)
}

test.each(Object.entries(cases))('%s of matrices small and large, many and one', (name, build) => {
  const problem = fc.record({
    dtype: fc.constantFrom<DType>('float64', 'float32'),
    lead: fc.constantFrom<readonly number[]>([], [2], [1, 3]),
    n: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 100, max: 190 })),
    k: fc.oneof(
      fc.constant(1),
      fc.oneof(fc.integer({ min: 2, max: 90 }), fc.integer({ min: 129, max: 150 })),
    ),
    how: fc.nat(7),
  })
  fc.assert(
    fc.property(problem, ({ dtype, lead, how, ...size }) => {
      // Rotations take many rounds of an interpreter that is slow at them.
      const most = slow.has(name) ? 24 : Number.POSITIVE_INFINITY
      const [n, k] = [Math.min(size.n, most), Math.min(size.k, most)]
      const parameters = [
        parameter({ dtype, shape: [...lead, n, n] }, 0, 'test'),
        parameter({ dtype, shape: [...lead, n, k] }, 1, 'test'),
      ]
      const graph: Graph = { parameters, results: build(parameters[0]!, parameters[1]!, how) }
      const inputs = parameters.map(({ shape }, p) => {
        const array = allocate(dtype, sizeOf(shape))
        for (let i = 0; i < array.length; i++) array[i] = Math.sin(i * i + 3 * p + n)
        return array
      })
      validate(simplify(graph), name)
      const one = new Runner(graph, single)
      const two = new Runner(graph, threaded)
      expect(one.onHost).toEqual([])
      const values = one.run(inputs) as TypedArray[]
      const wanted = runGraph(graph, inputs)
      for (const [i, value] of values.entries()) close(value, wanted[i]!, dtype === 'float64' ? 1e-10 : 1e-4)
      expect(two.run(inputs)).toEqual(values)
      one.release()
      two.release()
    }),
    { numRuns: Number(process.env['RUNS'] ?? 12) },
  )
})

test('cofactors of matrices beside singular ones, and of such whose determinant no number holds', () => {
  const matrices = {
    regular: [2, 1, 1, 3],
    singular: [1, 2, 2, 4],
    nothing: [0, 0, 0, 0],
    tiny: [1e-200, 0, 0, 1e-200],
    large: [1e200, 0, 0, 1e200],
  }
  const graph = (count: number): Graph => {
    const a = parameter({ dtype: 'float64', shape: [count, 2, 2] }, 0, 'test')
    return { parameters: [a], results: [cofactor(a)] }
  }
  const of = (given: readonly number[][]): number[] => {
    const runner = new Runner(graph(given.length), single)
    const found = [...runner.run([Float64Array.from(given.flat())])[0]!]
    runner.release()
    return found
  }
  const adjugate = ([a, b, c, d]: readonly number[]): number[] => [d!, -c!, -b!, a!]
  const { regular, singular, nothing } = matrices
  for (const given of [[regular, singular, nothing], ...Object.values(matrices).map((matrix) => [matrix])])
    of(given).forEach((x, i) => {
      const wanted = given.flatMap(adjugate)[i]!
      expect(Math.abs(x - wanted)).toBeLessThanOrEqual(1e-14 * Math.max(...given.flatMap(adjugate)))
    })
})

test('pseudo-inverses and least squares of matrices that are of full rank, or nearly or not, alone and together', () => {
  const kinds: Readonly<Record<string, (i: number, j: number) => number>> = {
    full: (i, j) => Math.sin(i * i + 2 * j),
    'rank 1': (i, j) => (i + 1) * (j - 1),
    // singular values of 1e-9 and 1e-11 of the largest: above the tolerance, and below
    near: (i, j) => (i === j ? [1, 1, 1e-9][j]! : 0),
    nearer: (i, j) => (i === j ? [1, 1, 1e-11][j]! : 0),
    nothing: () => 0,
    large: (i, j) => 1e200 * Math.sin(i * i + 2 * j),
    'no number': (i, j) => (i + j ? i : Number.NaN),
  }
  const [rows, columns] = [5, 3]
  const elements = (f: (i: number, j: number) => number): number[] =>
    Array.from({ length: rows * columns }, (_, k) => f(Math.floor(k / columns), k % columns))
  const together = Object.values(kinds).slice(0, 3)
  for (const given of [...Object.values(kinds).map((kind) => [kind]), together]) {
    const a = parameter({ dtype: 'float64', shape: [given.length, rows, columns] }, 0, 'test')
    const b = parameter({ dtype: 'float64', shape: [given.length, rows, 1] }, 1, 'test')
    const solutions = [leastSquares(a, b, 1e-10), leastSquares(mT(a), columnsFrom(mT(a), 0, 1), 1e-10)]
    const graph: Graph = { parameters: [a, b], results: [pseudoInverse(a, 1e-10), ...solutions] }
    const runner = new Runner(graph, single)
    const inputs = [given.flatMap(elements), given.flatMap(() => [1, -2, 3, 0.5, 1])].map((x) =>
      Float64Array.from(x),
    )
    const wanted = runGraph(graph, inputs)
    for (const [i, found] of (runner.run(inputs) as TypedArray[]).entries()) {
      const size = Math.max(...wanted[i]!.map(Math.abs)) || 1
      close(
        found.map((x) => x / size),
        wanted[i]!.map((x) => x / size),
        1e-12,
      )
    }
    runner.release()
  }
})

test('singular values large and small, of rows and columns of very different size, and of few that are independent', () => {
  const n = 30
  const element = (i: number, j: number): number => Math.sin((i + 1) * (j + 2) * 1.7 + i * i)
  const kinds: Readonly<Record<string, (i: number, j: number) => number>> = {
    even: element,
    rows: (i, j) => element(i, j) * 10 ** (-3 * i),
    columns: (i, j) => element(i, j) * 10 ** (-0.2 * j),
    rank: (i, j) => element(i, 0) * element(0, j) + element(i, 1) * element(1, j),
    large: (i, j) => 1e200 * element(i, j),
    small: (i, j) => 1e-200 * element(i, j),
    'no numbers': (_, j) => (j < 3 ? 0 : Number.NaN),
  }
  const a = parameter({ dtype: 'float64', shape: [Object.keys(kinds).length, n, n] }, 0, 'test')
  const all = Object.values(kinds).map((f) =>
    Float64Array.from({ length: n * n }, (_, i) => f(Math.floor(i / n), i % n)),
  )
  const input = new Float64Array(a.shape[0]! * n * n)
  for (const [i, matrix] of all.entries()) input.set(matrix, i * n * n)
  const [u, s, vt] = svd(a)
  const graph: Graph = {
    parameters: [a],
    results: [s, matmul(scaleColumns(u, s), vt), matmul(mT(u), u), matmul(vt, mT(vt))],
  }
  const runner = new Runner(graph, single)
  const found = runner.run([input]) as TypedArray[]
  const wanted = runGraph(graph, [input])
  for (const [i, kind] of Object.keys(kinds).entries()) {
    const part = (x: TypedArray, size: number): TypedArray => x.subarray(i * size, (i + 1) * size)
    const [values, exact] = [part(found[0]!, n), part(wanted[0]!, n)]
    if (kind === 'no numbers') {
      expect([...values].every(Number.isNaN)).toBe(true)
      continue
    }
    values.forEach((value, k) => {
      const error = Math.abs(value / exact[k]! - 1)
      if (kind === 'rank' && k > 1) expect(value / exact[0]!).toBeLessThan(1e-15)
      else expect(error).toBeLessThan(kind === 'columns' ? 1e-10 : 1e-12)
    })
    close(
      part(found[1]!, n * n).map((x) => x / exact[0]!),
      all[i]!.map((x) => x / exact[0]!),
      1e-14,
    )
    const identity = Float64Array.from({ length: n * n }, (_, k) => +(k % (n + 1) === 0))
    for (const product of found.slice(2)) close(part(product, n * n), identity, 2e-14)
  }
  runner.release()
})

test('a matrix that is not positive definite has no factor: NaN everywhere', () => {
  for (const n of [3, 150]) {
    const a = parameter({ dtype: 'float64', shape: [2, n, n] }, 0, 'test')
    const input = new Float64Array(2 * n * n)
    for (let i = 0; i < n; i++) {
      input[i * n + i] = i === n - 2 ? -1 : 1
      input[(n + i) * n + i] = 4
    }
    const runner = new Runner({ parameters: [a], results: [cholesky(a)] }, single)
    const [l] = runner.run([input]) as [TypedArray]
    expect([...l.subarray(0, n * n)].every(Number.isNaN)).toBe(true)
    expect([l[n * n], l[n * n + 1]]).toEqual([2, 0])
  }
})

test('exponentials of many matrices, each with its own number of squarings, and of what is not finite', () => {
  const a = parameter({ dtype: 'float64', shape: [7, 2, 2] }, 0, 'test')
  const graph: Graph = { parameters: [a], results: [matrixExp(a)] }
  // nilpotent, stable, turning, diagonal, zero; what is not finite stays in its matrix
  const input = Float64Array.of(
    ...[0, 1e300, 0, 0, -1e8, 1, 0, -1e8, 0, -2000, 2000, 0, 1, 0, 0, -1, 0, 0, 0, 0],
    ...[Number.NaN, 0, 0, 1, 0, Infinity, 0, 0],
  )
  const [c, s] = [Math.cos(2000), Math.sin(2000)]
  const wanted = [1, 1e300, 0, 1, 0, 0, 0, 0, c, -s, s, c, Math.E, 0, 0, 1 / Math.E, 1, 0, 0, 1]
  const runner = new Runner(graph, single)
  expect(runner.onHost).toEqual([])
  for (const [found] of [runner.run([input]), runGraph(graph, [input])] as [TypedArray][]) {
    close(found.subarray(0, 4), Float64Array.from(wanted.slice(0, 4)), 1e-15)
    close(found.subarray(4, 20), Float64Array.from(wanted.slice(4)), 1e-12)
    expect([...found.subarray(20)].every(Number.isNaN)).toBe(true)
  }
  runner.release()
})

test('the determinant of nothing is 1, and empty systems have empty solutions', () => {
  const a = parameter({ dtype: 'float64', shape: [2, 0, 0] }, 0, 'test')
  const b = parameter({ dtype: 'float64', shape: [2, 0, 3] }, 1, 'test')
  const results = [determinantOf(a), linearSolve(a, b), matrixExp(a)]
  const runner = new Runner({ parameters: [a, b], results }, single)
  expect(runner.run([new Float64Array(0), new Float64Array(0)])).toEqual([
    Float64Array.of(1, 1),
    new Float64Array(0),
    new Float64Array(0),
  ])
})

test.each([
  [0, 3],
  [3, 0],
])('the pseudo-inverse of a matrix of %i x %i has no elements', (rows, columns) => {
  const x = parameter({ dtype: 'float32', shape: [rows, columns] }, 0, 'test')
  const { results } = simplify({ parameters: [x], results: [pseudoInverse(x, 1e-6)] })
  expect(results[0]!.shape).toEqual([columns, rows])
})
