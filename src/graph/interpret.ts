import type { TypedArray } from './dtype.ts'
import { type Graph, topological } from './graph.ts'
import { settle, TraceError } from './leaves.ts'
import type { Node, Value } from './node.ts'

/** Sees each operation as it is computed. */
export type Watcher = (node: Node, inputs: readonly Value[], value: Value) => void

let watcher: Watcher | undefined

/** Calls `see` for each operation that is computed from here on, until the returned function is called. */
export function watch(see: Watcher): () => void {
  const before = watcher
  watcher = see
  return () => {
    watcher = before
  }
}

/** Is every operation to be computed on its own? */
export const isWatched = (): boolean => watcher !== undefined

/** Computes some operations in another way. */
export type Shortcut = (node: Node, inputs: readonly Value[]) => Value | undefined

function compute(node: Node, inputs: readonly Value[], shortcut?: Shortcut): Value {
  const value = shortcut?.(node, inputs) ?? node.op.evaluate(inputs as readonly TypedArray[], node)
  watcher?.(node, inputs, value)
  return value
}

/** The error for a value that `reader` wants and that does not exist. */
export const unreadable = (reader: string): TraceError =>
  new TraceError(
    `${reader}: a value was read while a function is traced (jit, vmap, scan ...), where it has none. ` +
      'Use where(), cond() or whileLoop() for it, or return it and read it outside.',
  )

/**
 * The reference interpreter: computes nodes in order, operation by operation, and keeps each value on its node.
 * Throws: TraceError where a value depends on a parameter that has none.
 */
export function evaluate(order: readonly Node[], shortcut?: Shortcut): void {
  for (const node of order) {
    if (node.computed) continue
    if (node.abstract) throw unreadable(node.op.name)
    settle(
      node,
      compute(
        node,
        node.inputs.map((input) => input.value!),
        shortcut,
      ),
    )
  }
}

/** Runs a closed graph on arrays; nothing is kept on its nodes. */
export function runGraph(graph: Graph, args: readonly Value[]): TypedArray[] {
  const values = new Map<Node, Value>()
  graph.parameters.forEach((parameter, i) => {
    values.set(parameter, args[i]!)
  })
  const held = (node: Node): Value => values.get(node) ?? node.value!
  const known = (node: Node): boolean => values.has(node) || node.computed
  for (const node of topological(graph.results, known)) values.set(node, compute(node, node.inputs.map(held)))
  return graph.results.map((node) => held(node) as TypedArray)
}
