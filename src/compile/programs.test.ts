import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { allocate, type DType, type TypedArray } from '../graph/dtype.ts'
import type { Graph } from '../graph/graph.ts'
import { runGraph } from '../graph/interpret.ts'
import { constant, parameter, pick } from '../graph/leaves.ts'
import { apply, type Node } from '../graph/node.ts'
import { sizeOf } from '../graph/shape.ts'
import {
  add,
  convert,
  exponential,
  less,
  like,
  maximum,
  minimum,
  multiply,
  negate,
  select,
  subtract,
} from '../ops/arithmetic.ts'
import { dynamicSlice, dynamicUpdateSlice } from '../ops/blocks.ts'
import { dotGeneral } from '../ops/contraction.ts'
import { elementwise } from '../ops/elementwise.ts'
import { gather, scatter, takeAlong } from '../ops/indexing.ts'
import { cholesky, triangularSolve } from '../ops/linalg.ts'
import { identityLike, matmul, mT } from '../ops/linalgBuilders.ts'
import {
  broadcastInDim,
  concatenate,
  iota,
  movement,
  narrow,
  pad,
  permute,
  reduceSum,
  reshape,
  reverse,
} from '../ops/movement.ts'
import { randomBits } from '../ops/random.ts'
import { reduceMax, reduction } from '../ops/reduction.ts'
import { sort } from '../ops/sorting.ts'
import { convolution } from '../ops/window.ts'
import { windowReduction } from '../ops/windowReduction.ts'
import { branching } from '../transform/control/branch.ts'
import { looping } from '../transform/control/loop.ts'
import { scan } from '../transform/control/scan.ts'
import { Machine } from '../wasm/machine.ts'
import { Heap } from '../wasm/memory.ts'
import { nodeWorkers } from '../wasm/node/workers.ts'
import { printBlock, validateBlock } from './bridge/plan.ts'
import { Arena, Runner } from './bridge/runner.ts'
import { wasmTarget } from './bridge/scalars.ts'
import { fuse } from './fuse.ts'
import { guard } from './guard.ts'
import { printPartition, validatePartition } from './partition.ts'
import { printGraph } from './print.ts'
import { simplify } from './simplify.ts'
import { sameInterface, validate } from './validate.ts'

const shared = new Heap({ shared: true })
const together = new Machine(shared, { threads: 2, workers: nodeWorkers })
const threaded = new Arena(together)
const single = new Arena(new Machine(new Heap({ shared: false })))
afterAll(() => together.close())

/** A stream of choices drawn by fast-check, so that programs shrink. */
class Choices {
  private at = 0
  private readonly numbers: readonly number[]
  constructor(numbers: readonly number[]) {
    this.numbers = numbers
  }
  next(below: number): number {
    return this.numbers[this.at++ % this.numbers.length]! % below
  }
  of<T>(list: readonly T[]): T {
    return list[this.next(list.length)]!
  }
}

const clamp = (x: Node): Node =>
  minimum(maximum(x, constant(-4, x.dtype, x.shape)), constant(4, x.dtype, x.shape))

type Maker = (c: Choices, pool: readonly Node[]) => Node | undefined

const floats = (pool: readonly Node[]): Node[] => pool.filter((node) => node.dtype.startsWith('float'))
const sameAs = (pool: readonly Node[], x: Node): Node[] =>
  pool.filter((other) => other.dtype === x.dtype && `${other.shape}` === `${x.shape}`)

const makers: readonly Maker[] = [
  (c, pool) => {
    const x = c.of(floats(pool))
    const row = c.of([
      elementwise.tanh,
      elementwise.abs,
      elementwise.floor,
      elementwise.square,
      elementwise.sine,
      elementwise.logistic,
    ])
    return clamp(apply(row, [x], {}) as Node)
  },
  (c, pool) => exponential(clamp(c.of(floats(pool)))),
  (c, pool) => negate(c.of(pool.filter((node) => node.dtype !== 'bool'))),
  (c, pool) => {
    const x = c.of(pool.filter((node) => node.dtype !== 'bool'))
    const y = c.of(sameAs(pool, x))
    return c.of([add, subtract, maximum, minimum, multiply])(x, y)
  },
  (c, pool) => {
    const x = c.of(floats(pool))
    const y = c.of(sameAs(pool, x))
    return select(less(x, y), x, multiply(y, constant(0.5, y.dtype, y.shape)))
  },
  (c, pool) => add(c.of(floats(pool)), convertLike(c, pool)),
  (c, pool) => {
    const x = c.of(pool)
    if (x.shape.length === 0) return undefined
    const permutation = x.shape.map((_, i) => i)
    for (let i = permutation.length - 1; i > 0; i--) {
      const j = c.next(i + 1)
      ;[permutation[i], permutation[j]] = [permutation[j]!, permutation[i]!]
    }
    return permute(x, permutation)
  },
  (c, pool) => {
    const x = c.of(pool)
    const size = sizeOf(x.shape)
    const divisors = [1, 2, 3, 4, 6].filter((d) => size % d === 0)
    const d = c.of(divisors)
    return reshape(x, c.of([[d, size / d], [size / d, d], [size], [1, size / d, 1, d]]))
  },
  (c, pool) => {
    const x = c.of(pool)
    if (x.shape.length > 3 || sizeOf(x.shape) > 5000) return undefined
    const at = c.next(x.shape.length + 1)
    const shape = [...x.shape]
    shape.splice(at, 0, 1 + c.next(4))
    return broadcastInDim(
      x,
      shape,
      x.shape.map((_, i) => (i < at ? i : i + 1)),
    )
  },
  (c, pool) => {
    const x = c.of(pool)
    return x.shape.length === 0 ? undefined : reverse(x, [c.next(x.shape.length)])
  },
  (c, pool) => {
    const x = c.of(pool)
    if (x.shape.length === 0) return undefined
    const start = x.shape.map((n) => c.next(n))
    const limit = x.shape.map((n, i) => start[i]! + 1 + c.next(n - start[i]!))
    const step = x.shape.map(() => 1 + c.next(2))
    return apply(movement.slice, [x], { start, limit, step }) as Node
  },
  (c, pool) => {
    const x = c.of(floats(pool))
    if (sizeOf(x.shape) > 5000) return undefined
    return pad(x, 1.5, {
      low: x.shape.map((n) => (n > 1 ? c.next(4) - 1 : c.next(3))),
      high: x.shape.map(() => c.next(3)),
      interior: x.shape.map(() => c.next(2)),
    })
  },
  (c, pool) => {
    const x = c.of(pool)
    if (x.shape.length === 0 || sizeOf(x.shape) > 5000) return undefined
    return concatenate([x, c.of(sameAs(pool, x)), x], c.next(x.shape.length))
  },
  (c, pool) => {
    const x = c.of(floats(pool))
    if (x.shape.length === 0) return undefined
    const axes = x.shape.map((_, i) => i).filter(() => c.next(2) === 1)
    if (axes.length === 0) return undefined
    const mean = multiply(
      reshape(
        reshape(
          reduceSum(x, axes),
          [-1].map(() => sizeOf(x.shape) / sizeOf(axes.map((a) => x.shape[a]!))),
        ),
        x.shape.filter((_, i) => !axes.includes(i)),
      ),
      constant(
        1 / 16,
        x.dtype,
        x.shape.filter((_, i) => !axes.includes(i)),
      ),
    )
    const kept = x.shape.map((n, i) => (axes.includes(i) ? 1 : n))
    return c.next(2) ? mean : c.next(2) ? reshape(mean, kept) : reduceMax(x, axes)
  },
  // as softmax does: something reduced, and put back over its axes
  (c, pool) => {
    const x = c.of(floats(pool))
    if (x.shape.length === 0) return undefined
    const axis = c.next(x.shape.length)
    const kept = x.shape.map((_, i) => i).filter((i) => i !== axis)
    const e = exponential(subtract(x, broadcastInDim(reduceMax(x, [axis]), x.shape, kept)))
    return apply(elementwise.divide, [e, broadcastInDim(reduceSum(e, [axis]), x.shape, kept)], {}) as Node
  },
  (c, pool) => {
    const x = c.of(floats(pool))
    if (x.shape.length === 0) return undefined
    return convert(apply(reduction.argmax, [x], { axis: c.next(x.shape.length) }) as Node, x.dtype)
  },
  (c, pool) => {
    const x = c.of(floats(pool))
    if (x.shape.length === 0) return undefined
    return add(x, multiply(iota(x.dtype, x.shape, c.next(x.shape.length)), constant(0.125, x.dtype, x.shape)))
  },
  // a product, with the transposed or another operand
  (c, pool) => {
    const x = c.of(floats(pool))
    if (x.shape.length < 1) return undefined
    const axis = c.next(x.shape.length)
    const fitting = floats(pool).flatMap((y) =>
      y.shape.flatMap((n, i) => (n === x.shape[axis] && y.dtype === x.dtype ? [[y, i] as const] : [])),
    )
    const [y, other] = c.of(fitting)
    if (
      (sizeOf(x.shape) * sizeOf(y.shape)) / x.shape[axis]! ** 2 > 20_000 ||
      x.shape.length + y.shape.length > 6
    )
      return undefined
    return clamp(dotGeneral(x, y, { contract: [[axis], [other]], batch: [[], []] }))
  },
  (c, pool) => {
    const x = c.of(floats(pool))
    return x.shape.length === 0
      ? undefined
      : multiply(
          apply(reduction.cumsum, [x], { axis: c.next(x.shape.length), reverse: c.next(2) === 1 }) as Node,
          constant(0.25, x.dtype, x.shape),
        )
  },
  // a scan over the first axis: decaying sums
  (c, pool) => {
    const x = c.of(floats(pool))
    if (x.shape.length === 0 || x.shape[0]! > 12) return undefined
    const inner = { dtype: x.dtype, shape: x.shape.slice(1) }
    const [carry, slice] = [parameter(inner, 0, 'scan'), parameter(inner, 1, 'scan')]
    const next = add(multiply(carry, constant(0.5, x.dtype, inner.shape)), slice)
    const body: Graph = {
      parameters: [carry, slice],
      results: [next, apply(elementwise.tanh, [next], {}) as Node],
    }
    const results = scan({ body, captured: 0, carried: 1, length: x.shape[0]!, reverse: c.next(2) === 1 }, [
      constant(0, x.dtype, inner.shape),
      x,
    ])
    return c.of(results)
  },
  // two carried values that change places
  (c, pool) => {
    const x = c.of(floats(pool))
    const y = c.of(sameAs(pool, x))
    const [a, b] = [parameter(x.type, 0, 'scan'), parameter(x.type, 1, 'scan')]
    const body: Graph = { parameters: [a, b], results: [b, multiply(a, constant(0.5, x.dtype, x.shape))] }
    return c.of(scan({ body, captured: 0, carried: 2, length: 1 + c.next(4), reverse: false }, [x, y]))
  },
  // rows at computed places, read, added to, and written over
  (c, pool) => {
    const x = c.of(floats(pool))
    if (x.shape.length === 0) return undefined
    const axis = c.next(x.shape.length)
    const indices = placesBelow(c, pool, x.shape[axis]!)
    const rows = gather(x, indices, { axes: [axis], batch: 0 })
    const combine = c.of(['add', 'set', 'maximum', 'minimum', 'multiply'] as const)
    if (c.next(2) || sizeOf(rows.shape) > 5000) return rows
    return clamp(scatter(x, clamp(rows), indices, { axes: [axis], batch: 0, combine }))
  },
  // single elements, with a batch axis
  (c, pool) => {
    const x = c.of(floats(pool))
    const { length } = x.shape
    if (length < 2) return undefined
    const places = placesBelow(c, pool, x.shape[length - 1]!)
    const each = broadcastInDim(
      places,
      [x.shape[0]!, ...places.shape],
      places.shape.map((_, i) => i + 1),
    )
    const found = gather(x, each, { axes: [length - 1], batch: 1 })
    return c.next(2) ? found : scatter(x, found, each, { axes: [length - 1], batch: 1, combine: 'add' })
  },
  (c, pool) => {
    const x = c.of(pool)
    if (x.shape.length === 0) return undefined
    const axis = c.next(x.shape.length)
    const [values, places] = sort(x, axis, c.next(2) === 1)
    return c.next(2) ? values : c.next(2) ? places : takeAlong(x, places, axis)
  },
  (c, pool) => {
    const x = c.of(floats(pool))
    if (x.shape.length === 0) return undefined
    const { cummax, cummin, cumlogsumexp, cumprod } = reduction
    const params = { axis: c.next(x.shape.length), reverse: c.next(2) === 1 }
    return clamp(apply(c.of([cummax, cummin, cumlogsumexp, cumprod]), [x], params) as Node)
  },
  // a window that moves over one or two axes
  (c, pool) => {
    const x = c.of(c.next(3) ? floats(pool) : pool.filter((node) => node.dtype !== 'bool'))
    const axes = 1 + c.next(2)
    if (x.shape.length < axes || sizeOf(x.shape) > 5000) return undefined
    const list = (from: number, below: number): number[] =>
      Array.from({ length: axes }, () => from + c.next(below))
    const motion = {
      stride: list(1, 2),
      low: list(-1, 4),
      high: list(0, 3),
      dilation: list(1, 2),
      baseDilation: list(1, 2),
    }
    const row = c.of(Object.values(windowReduction))
    const found = apply(row, [x], { window: list(1, 3), ...motion }) as Node
    return found.dtype === x.dtype && x.dtype !== 'int32'
      ? multiply(minimum(maximum(found, like(found, -9)), like(found, 9)), like(found, 0.25))
      : found
  },
  // convolutions of one or two axes, in groups
  (c, pool) => {
    const x = c.of(floats(pool))
    const axes = x.shape.length - 2
    if (axes < 1 || axes > 2 || sizeOf(x.shape) > 3000) return undefined
    const list = (from: number, below: number): number[] =>
      Array.from({ length: axes }, () => from + c.next(below))
    const channels = x.shape[1]!
    const groups = c.of([1, channels])
    const shape = [groups * (1 + c.next(2)), channels / groups, ...list(1, 3)]
    const kernel = multiply(iota(x.dtype, shape, c.next(shape.length)), constant(0.25, x.dtype, shape))
    const motion = {
      stride: list(1, 2),
      low: list(-1, 4),
      high: list(0, 3),
      dilation: list(1, 2),
      baseDilation: list(1, 2),
    }
    return clamp(convolution(x, kernel, { ...motion, groups }))
  },
  // blocks at places that come from data
  (c, pool) => {
    const x = c.of(floats(pool))
    if (x.shape.length === 0) return undefined
    const start = concatenate(
      x.shape.map((n) => reshape(anInteger(c, pool, n), [1])),
      0,
    )
    const block = dynamicSlice(
      x,
      start,
      x.shape.map((n) => 1 + c.next(n)),
    )
    return c.next(2) ? block : dynamicUpdateSlice(x, negate(block), start)
  },
  (c, pool) => {
    const x = c.of(floats(pool))
    const key = constant(c.next(1000), 'uint32', [4])
    return multiply(convert(randomBits(key, x.shape), x.dtype), constant(2 ** -32, x.dtype, x.shape))
  },
  // a factor, and what it solves
  (c, pool) => {
    const x = c.of(floats(pool))
    if (x.shape.length < 2 || x.dtype !== 'float64' || sizeOf(x.shape) > 500) return undefined
    const square = matmul(x, mT(x))
    const l = cholesky(add(square, identityLike(square)))
    return c.next(2)
      ? clamp(triangularSolve(l, x, { lower: true, transpose: c.next(2) === 1, unit: false }))
      : clamp(l)
  },
  // nothing, beside something
  (c, pool) => {
    const x = c.of(floats(pool))
    if (x.shape.length === 0) return undefined
    const axis = c.next(x.shape.length)
    const nothing = exponential(narrow(x, axis, 0, 0))
    const sum = reduceSum(nothing, [axis])
    const kept = x.shape.map((_, i) => i).filter((i) => i !== axis)
    return add(concatenate([nothing, x], axis), broadcastInDim(sum, x.shape, kept))
  },
  // a scan whose body sorts, sums up and looks up
  (c, pool) => {
    const x = c.of(floats(pool))
    if (x.shape.length < 2 || x.shape[0]! > 12) return undefined
    const inner = { dtype: x.dtype, shape: x.shape.slice(1) }
    const [carry, slice] = [parameter(inner, 0, 'scan'), parameter(inner, 1, 'scan')]
    const [values, places] = sort(slice, 0, c.next(2) === 1)
    const sums = apply(reduction.cumsum, [values], { axis: 0, reverse: false }) as Node
    const next = clamp(add(multiply(carry, like(carry, 0.5)), takeAlong(sums, places, 0)))
    const rows = gather(
      next,
      convert(reshape(narrow(places, 0, 0, 1), [sizeOf(inner.shape.slice(1)), 1]), 'int32'),
      {
        axes: [0],
        batch: 0,
      },
    )
    const body: Graph = { parameters: [carry, slice], results: [next, rows] }
    return c.of(
      scan({ body, captured: 0, carried: 1, length: x.shape[0]!, reverse: c.next(2) === 1 }, [
        constant(0, x.dtype, inner.shape),
        x,
      ]),
    )
  },
  (c, pool) => {
    const x = c.of(floats(pool))
    const index = constant(c.next(4) - 1, 'int32')
    const branch = (f: (node: Node) => Node): Graph => {
      const p = parameter(x.type, 0, 'cond')
      return { parameters: [p], results: [f(p)] }
    }
    const made = apply(branching.case, [index, x], {
      branches: [branch((p) => p), branch(negate), branch((p) => multiply(p, p))],
    })
    return clamp(pick(made as Node, 0))
  },
  (c, pool) => {
    const x = c.of(floats(pool))
    const all = x.shape.map((_, i) => i)
    const type = x.type
    const p = parameter(type, 0, 'while')
    const q = parameter(type, 0, 'while')
    const condition: Graph = {
      parameters: [p],
      results: [less(reduceSum(multiply(p, p), all), constant(20 + c.next(50), x.dtype))],
    }
    const body: Graph = {
      parameters: [q],
      results: [add(multiply(q, constant(1.5, x.dtype, x.shape)), constant(1, x.dtype, x.shape))],
    }
    return pick(apply(looping.while, [x], { condition, body, captured: [0, 0] }) as Node, 0)
  },
]

/** An integer from data, from -1 to `extent`. */
function anInteger(c: Choices, pool: readonly Node[], extent: number): Node {
  const x = c.of(pool.filter((node) => node.dtype === 'int32'))
  const all = x.shape.map((_, i) => i)
  return minimum(maximum(reduceMax(x, all), constant(-1, 'int32')), constant(c.next(extent + 1), 'int32'))
}

/** A list of places from 0 to `extent` - 1, [count, 1]. */
function placesBelow(c: Choices, pool: readonly Node[], extent: number): Node {
  const x = c.of(pool.filter((node) => node.dtype === 'int32'))
  const held = minimum(maximum(x, like(x, 0)), like(x, extent - 1))
  const list = reshape(held, [sizeOf(x.shape), 1])
  return c.next(2) ? list : narrow(list, 0, 0, 1 + c.next(sizeOf(x.shape)))
}

function convertLike(c: Choices, pool: readonly Node[]): Node {
  const x = c.of(floats(pool))
  return x
}

const startTypes = (c: Choices): { dtype: DType; shape: number[] }[] => {
  const dtype = c.of(['float64', 'float64', 'float32'] as const)
  const [m, n] = [1 + c.next(9), 1 + c.next(21)]
  return [
    { dtype, shape: [m, n] },
    { dtype, shape: [m, n] },
    { dtype, shape: [n] },
    { dtype, shape: [2, m, 1 + c.next(5)] },
    { dtype: 'int32', shape: [m, n] },
  ]
}

function program(numbers: readonly number[]): { graph: Graph; inputs: TypedArray[] } {
  const c = new Choices(numbers)
  const parameters = startTypes(c).map((type, i) => parameter(type, i, 'test'))
  const pool: Node[] = [...parameters]
  const steps = 3 + c.next(14)
  for (let i = 0; i < steps; i++) {
    try {
      const made = c.of(makers)(c, pool)
      if (made && sizeOf(made.shape) <= 20_000 && sizeOf(made.shape) > 0 && made.shape.length <= 5)
        pool.push(made)
    } catch {
      // operands that do not go together
    }
  }
  const results = [pool.at(-1)!, ...pool.slice(parameters.length).filter(() => c.next(4) === 0)]
  const inputs = parameters.map(({ dtype, shape }, k) => {
    const array = allocate(dtype, sizeOf(shape))
    for (let i = 0; i < array.length; i++)
      array[i] = ((i * 37 + k * 11 + numbers[0]!) % 23) / (dtype === 'int32' ? 1 : 8) - 1.25
    return array
  })
  return { graph: { parameters, results }, inputs }
}

/** Largest difference over the largest magnitude. */
function distance(a: TypedArray, b: TypedArray): number {
  let worst = 0
  let scale = 1
  for (let i = 0; i < b.length; i++) {
    if (Number.isFinite(b[i]!)) scale = Math.max(scale, Math.abs(b[i]!))
    if (Object.is(a[i], b[i]) || a[i] === b[i] || (Number.isNaN(a[i]!) && Number.isNaN(b[i]!))) continue
    worst = Math.max(worst, Math.abs(a[i]! - b[i]!))
    if (Number.isNaN(a[i]! - b[i]!)) return Number.POSITIVE_INFINITY
  }
  return worst / scale
}

describe('random programs', () => {
  test('compiled agree with interpreted, and with themselves on two threads', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1 << 20), { minLength: 40, maxLength: 80 }), (numbers) => {
        const { graph, inputs } = program(numbers)
        validate(graph, 'test')
        const simple = simplify(graph)
        validate(simple, 'simplify')
        sameInterface(graph, simple, 'simplify')
        const reference = runGraph(graph, inputs)
        const one = new Runner(graph, single)
        const two = new Runner(graph, threaded)
        const guarded = validate(guard(one.graph).graph, 'guard')
        const partition = fuse(guarded, wasmTarget)
        validatePartition(partition, guarded.results)
        validateBlock(one.block, [])
        for (const text of [printGraph(guarded), printPartition(partition), printBlock(one.block)])
          expect(text).not.toMatch(/undefined|\[object/)
        expect(one.onHost).toEqual([])
        for (let round = 0; round < 2; round++) {
          const values = one.run(inputs) as TypedArray[]
          const others = two.run(inputs) as TypedArray[]
          values.forEach((value, i) => {
            // Discontinuous operations (floor, argmax, less) may fall on either side in float32.
            const bound = inputs[0] instanceof Float64Array ? 1e-9 : 0.3
            const away = distance(value, reference[i]!)
            if (!(away <= bound))
              throw new Error(
                `result ${i} is off by ${away}\n${printGraph(graph)}\n${[...value].slice(0, 40)}\n${[...reference[i]!].slice(0, 40)}`,
              )
            expect(others[i]).toEqual(value)
          })
        }
        one.release()
        two.release()
      }),
      { numRuns: Number(process.env['RUNS'] ?? 250), seed: Number(process.env['SEED'] ?? 7) },
    )
  })
})
