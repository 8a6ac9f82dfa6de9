import '../../src/compile/bridge/subjects/index.ts'
import { afterAll, describe, expect, test } from 'vitest'
import { Arena } from '../../src/compile/bridge/arena.ts'
import { Runner } from '../../src/compile/bridge/runner.ts'
import { simplify } from '../../src/compile/simplify.ts'
import { sameInterface, validate } from '../../src/compile/validate.ts'
import { allocate, type DType, type TypedArray } from '../../src/graph/dtype.ts'
import { close, type Graph } from '../../src/graph/graph.ts'
import { runGraph } from '../../src/graph/interpret.ts'
import { parameter } from '../../src/graph/leaves.ts'
import type { Node } from '../../src/graph/node.ts'
import { printGraph } from '../../src/graph/print.ts'
import { sizeOf } from '../../src/graph/shape.ts'
import { threefry } from '../../src/ops/random.ts'
import { batchGraph } from '../../src/transform/batch.ts'
import { jvp } from '../../src/transform/jvp.ts'
import { rows } from '../../src/transform/table.ts'
import { vjp } from '../../src/transform/vjp.ts'
import { Machine } from '../../src/wasm/machine.ts'
import { Heap } from '../../src/wasm/memory.ts'
import { nodeWorkers } from '../../src/wasm/node-workers.ts'
import { type Sample, samples } from './samples.ts'

const together = new Machine(new Heap({ shared: true }), { threads: 2, workers: nodeWorkers()! })
const threaded = new Arena(together)
const single = new Arena(new Machine(new Heap({ shared: false })))
afterAll(() => together.close())

/** The operation itself, its derivatives both ways, second order, and a batch of it. */
function graphsOf(sample: Sample, dtype: DType): [what: string, Graph][] {
  const sources = sample.inputs.map(({ shape }, i) => parameter({ dtype, shape }, i, 'law'))
  const result = sample.build(sources)
  const whole = close(sources, [result])
  const graphs: [string, Graph][] = [['value', whole.graph]]
  // What a sample captures (indices) is data, and stays so.
  const bound = (graph: Graph, captured: readonly Node[]): Graph => ({
    parameters: graph.parameters.slice(0, graph.parameters.length - captured.length),
    results: graph.results,
  })
  if (whole.captured.length > 0)
    graphs[0] = [
      'value',
      bound({ parameters: [...sources, ...whole.captured], results: [result] }, whole.captured),
    ]
  const given = (nodes: readonly (Node | undefined)[]): Node[] => nodes.filter((node) => node !== undefined)
  const add = (what: string, parameters: readonly Node[], results: readonly (Node | undefined)[]): void => {
    if (given(results).length > 0) graphs.push([what, { parameters, results: given(results) }])
  }
  if (!sample.constant) {
    const tangents = sources.map((p, i) => parameter(p.type, sources.length + i, 'law'))
    add('forward', [...sources, ...tangents], jvp([result], sources, tangents))
    if (!sample.forwardOnly) {
      const cotangent = parameter(result.type, 2 * sources.length, 'law')
      const gradient = vjp([result], [cotangent], sources)
      add('reverse', [...sources, cotangent], gradient)
      const found = given(gradient)
      if (found.length > 0)
        add('second order', [...sources, ...tangents, cotangent], jvp(found, sources, tangents))
    }
  }
  graphs.push([
    'batch',
    batchGraph(
      graphs[0]![1],
      sources.map(() => true),
      3,
    ),
  ])
  return graphs
}

/** Points inside the sample's domain; a batch gets as many times more of them. */
function inputsOf(sample: Sample, graph: Graph): TypedArray[] {
  const out = new Uint32Array(2)
  return graph.parameters.map(({ dtype, shape }, k) => {
    const { low, high } = sample.inputs[k] ?? { low: -1, high: 1 }
    const array = allocate(dtype, sizeOf(shape))
    for (let i = 0; i < array.length; i++) {
      threefry(k, 5, i, 0, out, 0)
      array[i] = low + ((high - low) * out[0]!) / 2 ** 32
    }
    return array
  })
}

/** Largest difference, in units of the largest number. */
function distance(a: TypedArray, b: TypedArray): number {
  let worst = 0
  let scale = 1
  for (let i = 0; i < b.length; i++) {
    if (Number.isFinite(b[i]!)) scale = Math.max(scale, Math.abs(b[i]!))
    if (a[i] === b[i] || (Number.isNaN(a[i]!) && Number.isNaN(b[i]!))) continue
    worst = Math.max(worst, Number.isNaN(a[i]! - b[i]!) ? Number.POSITIVE_INFINITY : Math.abs(a[i]! - b[i]!))
  }
  return worst / scale
}

/** What has no compiled form, and runs in plain TypeScript. */
const fallbacks = new Set<string>()

describe.each(['float64', 'float32'] as const)('%s', (dtype) => {
  test.each(samples.map((sample) => [`${sample.row}: ${sample.title}`, sample] as const))(
    '%s',
    (_, sample) => {
      // Samples with graphs of their own have them in float64.
      if (dtype === 'float32' && rows.get(sample.row)?.subgraphs) return
      let graphs: [string, Graph][]
      try {
        graphs = graphsOf(sample, dtype)
        for (const [what, graph] of graphs) validate(graph, what)
      } catch (error) {
        // Samples with data of their own in float64.
        if (dtype === 'float32') return
        throw error
      }
      for (const [what, graph] of graphs) {
        const simple = simplify(graph)
        validate(simple, 'simplify')
        sameInterface(graph, simple, 'simplify')
        const inputs = inputsOf(sample, graph)
        const reference = runGraph(graph, inputs)
        const one = new Runner(graph, single)
        const two = new Runner(graph, threaded)
        for (const name of one.onHost) fallbacks.add(name)
        const values = one.run(inputs) as TypedArray[]
        const others = two.run(inputs) as TypedArray[]
        values.forEach((value, i) => {
          const away = distance(value, reference[i]!)
          const bound = what === 'second order' ? 32 : 8
          if (!(away <= bound * (dtype === 'float64' ? 1e-14 : 3e-6)))
            throw new Error(
              `${what}: result ${i} is off by ${away}\n${printGraph(graph)}\n${[...value].slice(0, 24)}\n${[...reference[i]!].slice(0, 24)}`,
            )
          expect(others[i], `${what} on two threads`).toEqual(value)
        })
        one.release()
        two.release()
      }
    },
  )
})

test('every operation is compiled, over all samples and their derivatives', () => {
  expect([...fallbacks]).toEqual([])
})
