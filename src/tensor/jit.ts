import { close, type Graph } from '../graph/graph.ts'
import { parameter } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import { typeText } from '../graph/shape.ts'
import { stopGradient } from '../ops/arithmetic.ts'
import { call } from '../transform/control/call.ts'
import { enableGrad } from './operands.ts'
import { compute } from './runtime.ts'
import { Tensor, Variable } from './tensor.ts'
import { isTracing, type Rebindable, Trace, tracing } from './trace.ts'
import { type Flat, flatten, type Loose } from './tree.ts'

type Arguments<A extends readonly unknown[]> = { [K in keyof A]: Loose<A[K]> }

/** What is kept of a function for one kind of arguments. */
interface Compiled {
  readonly graph: Graph
  /** The variables that it reads; their values follow the arguments. */
  readonly reads: readonly Rebindable[]
  /** The variables that it assigns to; their values follow the results. */
  readonly writes: readonly Rebindable[]
  /** Values from outside that never change. */
  readonly captured: readonly Node[]
  readonly output: Flat
  readonly count: number
}

/**
 * The same function, traced once for each kind of arguments (nesting, shapes, dtypes, and values that are not numbers) and
 * from then on run as one compiled program. Variables that it reads or assigns to become inputs and outputs, so a whole
 * training step can be compiled. JavaScript in it runs only while it is traced: print and random numbers of your own happen
 * once, and `if` on a tensor is an error (use `where` or `cond`).
 *
 * @example
 * const step = jit((x: Tensor, y: Tensor) => {
 *   optimizer.zeroGrad()
 *   const loss = crossEntropy(model.forward(x), y)
 *   loss.backward()
 *   optimizer.step()
 *   return loss
 * })
 */
export function jit<A extends unknown[], R>(f: (...args: A) => R): (...args: Arguments<A>) => R {
  const cache = new Map<string, Compiled>()
  return (...args) => {
    const flat = flatten(args)
    const leaves = flat.leaves.map((leaf) => leaf.node)
    const key = `${flat.structure} ${leaves.map((node) => typeText(node.type)).join()}`
    let compiled = cache.get(key)
    if (!compiled) {
      compiled = trace(f as (...args: never[]) => unknown, flat)
      cache.set(key, compiled)
    }
    return run(compiled, leaves) as R
  }
}

function trace(f: (...args: never[]) => unknown, flat: Flat): Compiled {
  const stand = flat.leaves.map((leaf, i) => parameter(leaf.node.type, i, 'jit'))
  const running = new Trace('jit')
  let output: Flat
  try {
    output = tracing(running, () =>
      enableGrad(() => flatten(f(...(flat.rebuild(stand.map((node) => new Tensor(node))) as never[])))),
    )
  } finally {
    // Gradients that backward() left on variables belong to the trace.
    for (const variable of running.reads.keys())
      if (variable instanceof Variable && variable.grad?.node.abstract) variable.grad = undefined
  }
  const reads = [...running.reads.keys()]
  const writes = [...running.writes.keys()]
  const parameters = [...stand, ...running.reads.values()]
  const { graph, captured } = close(parameters, [
    ...output.leaves.map((leaf) => leaf.node),
    ...running.writes.values(),
  ])
  return { graph, reads, writes, captured, output, count: output.leaves.length }
}

function run({ graph, reads, writes, captured, output, count }: Compiled, leaves: readonly Node[]): unknown {
  // In another jit's trace a variable is read and written through that trace.
  const variables = reads as readonly Variable[]
  const called = call(graph, [...leaves, ...variables.map((variable) => variable.node), ...captured])
  // A step that updates its variables is the end of their history: what it returns would keep all of it alive.
  const results = writes.length > 0 ? called.map(stopGradient) : called
  if (!isTracing() && results.every((node) => !node.abstract)) compute(results)
  writes.forEach((variable, i) => {
    ;(variable as Variable).assign(new Tensor(results[count + i]!))
  })
  return output.rebuild(results.slice(0, count).map((node) => new Tensor(node)))
}
