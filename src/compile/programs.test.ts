import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { program } from '../../test/support/programs/program.ts'
import { isFloat, type TypedArray } from '../graph/dtype.ts'
import { type Graph, topological } from '../graph/graph.ts'
import { runGraph } from '../graph/interpret.ts'
import { constant, parameter } from '../graph/leaves.ts'
import { apply, type Node } from '../graph/node.ts'
import { printGraph } from '../graph/print.ts'
import { typeText } from '../graph/shape.ts'
import { add, convert, multiply, zeros } from '../ops/arithmetic.ts'
import { iota, reduceSum } from '../ops/movement.ts'
import { trigonometric } from '../ops/trigonometric.ts'
import { DerivativeError } from '../transform/errors.ts'
import { vjp } from '../transform/vjp.ts'
import { Machine } from '../wasm/machine.ts'
import { Heap } from '../wasm/memory.ts'
import { nodeWorkers } from '../wasm/node-workers.ts'
import { Arena } from './bridge/arena.ts'
import { printBlock, validateBlock } from './bridge/plan.ts'
import { Runner } from './bridge/runner.ts'
import { wasmTarget } from './bridge/scalars.ts'
import type { StatePairs } from './bridge/state.ts'
import { fuse } from './fuse.ts'
import { guardsOf } from './guard.ts'
import { printPartition, validatePartition } from './partition.ts'
import { simplify } from './simplify.ts'
import { sameInterface, validate } from './validate.ts'

const shared = new Heap({ shared: true })
const together = new Machine(shared, { threads: 2, workers: nodeWorkers()! })
const threaded = new Arena(together)
const single = new Arena(new Machine(new Heap({ shared: false })))
afterAll(() => together.close())

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

/** A compiled graph, of which it has been checked how it was simplified, cut into kernels and planned. */
function checked(graph: Graph, state: StatePairs = []): Runner {
  return new Runner(graph, single, {
    state,
    inspect: (simplified, block) => {
      checkParts(validate(simplified, 'simplify'))
      validateBlock(block, [])
      expect(printBlock(block)).not.toMatch(/undefined|\[object/)
    },
  })
}

/** How a graph, and each graph in it, is guarded and cut into kernels holds what the checkers ask, and prints. */
function checkParts(graph: Graph): void {
  const worst = guardsOf(graph).map((guard) => guard.worst)
  const guarded = validate({ ...graph, results: [...graph.results, ...worst] }, 'guard')
  const partition = fuse(guarded, wasmTarget)
  validatePartition(partition, guarded.results)
  for (const text of [printGraph(guarded), printPartition(partition)])
    expect(text).not.toMatch(/undefined|\[object/)
  const own = new Set(guarded.parameters)
  for (const { op, params } of topological(guarded.results, (node) => own.has(node)))
    for (const inner of op.subgraphs?.(params) ?? []) checkParts(inner)
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
        const one = checked(graph)
        const two = new Runner(graph, threaded)
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

test('state that a random program writes over, and what else it returns, compiled agree with interpreted', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1 << 20), { minLength: 40, maxLength: 80 }), (numbers) => {
      const { graph, inputs } = program(numbers)
      const own = new Set(graph.parameters)
      const nodes = [...own, ...topological(graph.results, (node) => own.has(node))]
      // any value of the right type becomes the next state: also an old state, or one value for two
      const next = graph.parameters.map((parameter, i) => {
        const alike = nodes.filter(
          ({ op, type }) => !op.multiple && typeText(type) === typeText(parameter.type),
        )
        return alike[numbers[i]! % alike.length]!
      })
      const whole = { ...graph, results: [...graph.results, ...next] }
      const count = graph.results.length
      const state = next.map((_, i) => [i, count + i] as const)
      const runners = [checked(whole, state), new Runner(whole, threaded, { state })]
      let before: readonly TypedArray[] = inputs
      for (let round = 0; round < 3; round++) {
        const reference = runGraph(whole, before)
        const [one, two] = runners.map((runner) => [
          ...runner.run(round === 0 ? inputs : []).slice(0, count),
          ...state.map(([i]) => runner.read(i)),
        ]) as [TypedArray[], TypedArray[]]
        one.forEach((value, i) => {
          const bound = inputs[0] instanceof Float64Array ? 1e-9 : 0.3
          const away = distance(value, reference[i]!)
          if (!(away <= bound))
            throw new Error(`round ${round}, result ${i} is off by ${away}\n${printGraph(whole)}`)
          expect(two[i]).toEqual(value)
        })
        before = one.slice(count)
      }
      for (const runner of runners) runner.release()
    }),
    { numRuns: Number(process.env['RUNS'] ?? 250), seed: Number(process.env['SEED'] ?? 7) },
  )
})

/** The derivatives by its float parameters of sums of a graph's results, weighted by their places. */
function derivative({ parameters, results }: Graph): Graph {
  let sum: Node = constant(0, 'float64')
  for (const node of results) {
    if (!isFloat(node.dtype)) continue
    let weighted = convert(node, 'float64')
    node.shape.forEach((_, axis) => {
      const place = iota('float64', node.shape, axis)
      weighted = multiply(
        weighted,
        add(multiply(place, constant(0.125, 'float64', node.shape)), constant(0.5, 'float64', node.shape)),
      )
    })
    sum = add(
      sum,
      reduceSum(
        weighted,
        node.shape.map((_, axis) => axis),
      ),
    )
  }
  const sources = parameters.filter((parameter) => isFloat(parameter.dtype))
  const slopes = vjp([sum], [constant(1, 'float64')], sources)
  return { parameters, results: slopes.map((node, i) => node ?? zeros(sources[i]!.dtype, sources[i]!.shape)) }
}

test('gradients of random programs, and of their gradients, compiled agree with interpreted', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1 << 20), { minLength: 40, maxLength: 80 }), (numbers) => {
      const { graph, inputs } = program(numbers)
      let of = graph
      for (let order = 1; order <= 2; order++) {
        try {
          of = derivative(of)
        } catch (error) {
          if (error instanceof DerivativeError) return // a while loop
          throw error
        }
        const reference = runGraph(of, inputs)
        const runner = checked(of)
        runner.run(inputs).forEach((value, i) => {
          const bound = inputs[0] instanceof Float64Array ? 1e-8 : 0.02
          const away = distance(value!, reference[i]!)
          if (!(away <= bound)) throw new Error(`order ${order}, result ${i} is off by ${away}`)
        })
        runner.release()
      }
    }),
    { numRuns: Number(process.env['RUNS'] ?? 250), seed: Number(process.env['SEED'] ?? 7) },
  )
})

test('a chain of thousands of operations, longer than hosts take a function, is compiled and agrees with interpreted', () => {
  const x = parameter({ dtype: 'float32', shape: [1000] }, 0, 'test')
  const inputs = [Float32Array.from({ length: 1000 }, (_, i) => i / 250)]
  let chain = x
  for (let k = 0; k < 4000; k++)
    chain = apply(trigonometric.sine, [multiply(chain, constant(1.0001, 'float32', [1000]))], {}) as Node
  const graph = { parameters: [x], results: [chain] }
  const runner = new Runner(graph, single)
  const [value] = runner.run(inputs) as [TypedArray]
  expect(distance(value, runGraph(graph, inputs)[0]!)).toBeLessThan(1e-5)
  runner.release()
})
