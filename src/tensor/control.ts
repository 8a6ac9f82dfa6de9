import '../compile/bridge/subjects/control.ts'
import { NablaError, requireFunction, requireInteger, requireList } from '../errors.ts'
import type { Graph } from '../graph/graph.ts'
import { constant, parameter, results as resultsOf } from '../graph/leaves.ts'
import { apply, type Node } from '../graph/node.ts'
import { ShapeError, typeText } from '../graph/shape.ts'
import { convert } from '../ops/arithmetic.ts'
import { optionsOf } from '../options.ts'
import { branching } from '../transform/control/branch.ts'
import { looping } from '../transform/control/loop.ts'
import { scan as scanNodes } from '../transform/control/scan.ts'
import { add, less } from './functions/elementwise.ts'
import { nodeOf, type TensorLike } from './operands.ts'
import { Tensor } from './tensor.ts'
import { around, leafNodes, type Traced, traceBody } from './tracing.ts'
import { type Flat, flatten, type Lifted, type Uninferred, type Written } from './tree.ts'

type LiftedArguments<A extends readonly unknown[]> = { [K in keyof A]: Lifted<A[K]> }

/** A graph with further parameters that it does not use. */
const widened = (graph: Graph, before: readonly Node[], after: readonly Node[], own: number): Graph => {
  const unused = (nodes: readonly Node[]): Node[] => nodes.map((node, i) => parameter(node.type, i, 'cond'))
  return {
    parameters: [
      ...graph.parameters.slice(0, own),
      ...unused(before),
      ...graph.parameters.slice(own),
      ...unused(after),
    ],
    results: graph.results,
  }
}

/**
 * The result of one of several functions on the same operands, chosen by a scalar integer at run time (clamped to their
 * number). Only the chosen one runs, except under `vmap` with an index for each example.
 */
export const switchCase = <A extends unknown[], R>(
  index: TensorLike,
  branches: readonly ((...args: LiftedArguments<A>) => R)[],
  ...operands: A
): R => choose('switchCase', nodeOf(index, 'switchCase'), branches, operands)

function choose<A extends unknown[], R>(
  operation: string,
  node: Node,
  branches: readonly ((...args: LiftedArguments<A>) => R)[],
  operands: A,
): R {
  if (node.shape.length > 0)
    throw new ShapeError(
      operation,
      [node.shape],
      `what chooses is ${node}: it must be a scalar; where() chooses for each element.`,
    )
  requireList(operation, branches)
  const traced = branches.map((branch) => traceBody(branch as never, operands, operation))
  const [first] = traced
  if (!first) throw new NablaError(`${operation}: there is no branch: give one at least.`)
  for (const other of traced)
    if (other.output.structure !== first.output.structure)
      throw new NablaError(
        `${operation}: the branches return ${first.output.structure} and ${other.output.structure}: all must return the same nesting.`,
      )
  const args = leafNodes(operands)
  const captured = traced.map((branch) => branch.captured)
  const graphs = traced.map((branch, i) =>
    widened(branch.graph, captured.slice(0, i).flat(), captured.slice(i + 1).flat(), args.length),
  )
  const made = apply(branching.case, [convert(node, 'int32'), ...args, ...captured.flat()], {
    branches: graphs,
  })
  return around(first.output, resultsOf(made as Node)) as R
}

/**
 * `whenTrue(...operands)` if the predicate holds, else `whenFalse(...operands)`; works where the predicate has no value
 * yet (in `jit`, `vmap`, `scan`).
 *
 * @example
 * cond(x.greater(0), (x) => x.sqrt(), (x) => x.mul(0), x)
 */
export function cond<A extends unknown[], R>(
  predicate: TensorLike,
  whenTrue: (...args: LiftedArguments<A>) => R,
  whenFalse: (...args: LiftedArguments<A>) => R,
  ...operands: A
): R {
  return choose('cond', convert(nodeOf(predicate, 'cond'), 'bool'), [whenFalse, whenTrue], operands)
}

/**
 * Repeats `body` while `condition` holds. Forward mode goes through it; reverse mode does not, since the number of rounds
 * is not bounded (use `foriLoop` or `scan`).
 */
export function whileLoop<T extends Written>(
  condition: (carry: Lifted<T>) => Tensor,
  body: (carry: Lifted<T>) => unknown,
  initial: T,
): Lifted<T> {
  return looped('whileLoop', condition, body, initial)
}

function looped<T>(
  operation: string,
  condition: (carry: Lifted<T>) => Tensor,
  body: (carry: Lifted<T>) => unknown,
  initial: T,
): Lifted<T> {
  const test = traceBody(condition as never, [initial], operation)
  const step = traceBody(body as never, [initial], operation)
  const flat = flatten(initial)
  checkCarry(operation, flat, step.output.structure, step.graph)
  const [result] = test.graph.results
  if (test.graph.results.length !== 1 || typeText(result!.type) !== 'bool[]')
    throw new NablaError(
      `whileLoop: the condition returned ${test.graph.results.join(', ')}: it must return one bool (a comparison).`,
    )
  const count = flat.leaves.length
  // Captured values stand before the carried ones.
  const reorder = ({ graph }: Traced): Graph => ({
    parameters: [...graph.parameters.slice(count), ...graph.parameters.slice(0, count)],
    results: graph.results,
  })
  const made = apply(looping.while, [...test.captured, ...step.captured, ...leafNodes([initial])], {
    condition: reorder(test),
    body: reorder(step),
    captured: [test.captured.length, step.captured.length],
  })
  return around(flat, resultsOf(made as Node)) as Lifted<T>
}

/** What comes out of a loop's body must be as what goes in; of `foriLoop` the counter, which it adds, is not spoken of. */
function checkCarry(operation: string, { leaves, structure }: Flat, returned: string, body: Graph): void {
  const counted = operation === 'foriLoop'
  const [before, after] = [structure, returned].map((text) => (counted ? text.slice('[*,'.length, -1) : text))
  const check = (what: string, before: string, after: string): void => {
    if (before !== after)
      throw new NablaError(
        `${operation}: ${what} ${before} going in and ${after} coming out of the body: they must be equal. Convert (astype) or reshape one of them.`,
      )
  }
  check('the carried value is nested as', before!, after!)
  leaves.forEach(({ node }, i) => {
    check(`carried value ${counted ? i - 1 : i} is`, typeText(node.type), typeText(body.results[i]!.type))
  })
}

export interface ScanOptions {
  /** The number of steps, where there are no slices to count. */
  readonly length?: number
  /** From the last slice to the first. */
  readonly reverse?: boolean
}

/**
 * A loop that carries a value and stacks outputs: `body(carry, slice)` returns [carry, output] for each slice of the first
 * axis of `xs` (any nesting; null for none, with `length`). Returns [last carry, stacked outputs].
 * All derivatives go through it, and the body is traced once.
 *
 * @example
 * scan((sum, x) => [sum.add(x), sum.add(x)], tensor(0), tensor([1, 2, 3])) // [6, [1, 3, 6]]
 */
export function scan<C extends Written, X extends Written, Y extends Written>(
  body: (carry: Lifted<C>, slice: Lifted<X>) => readonly [unknown, Y],
  initial: C,
  xs: X,
  options?: ScanOptions,
): [carry: Lifted<Uninferred<C>>, outputs: Y] {
  requireFunction('scan', body, 'the body')
  return scanned('scan', body, initial, xs, options)
}

/** The number of steps: the extent of the first axes, if it was not given. */
function stepsOf(leaves: readonly Tensor[], given: number | undefined): number {
  const length = given ?? leaves[0]?.shape[0]
  if (Number.isInteger(length) && length! >= 0 && leaves.every((leaf) => leaf.shape[0] === length))
    return length!
  throw new ShapeError(
    'scan',
    leaves.map((leaf) => leaf.shape),
    `xs is [${leaves.map((leaf) => typeText(leaf)).join(', ')}] and length ${given}: all must have as many slices, or { length } says how many steps.`,
  )
}

function scanned<C, X, Y>(
  operation: string,
  body: (carry: Lifted<C>, slice: Lifted<X>) => readonly [unknown, Y],
  initial: C,
  xs: X,
  options?: ScanOptions,
): [carry: Lifted<C>, outputs: Y] {
  const { length: steps, reverse } = optionsOf('scan', options, { length: undefined, reverse: false })
  const slices = flatten(xs, operation)
  const length = stepsOf(slices.leaves, steps)
  const oneSlice = slices.rebuild(
    slices.leaves.map(
      ({ node }) => new Tensor(parameter({ dtype: node.dtype, shape: node.shape.slice(1) }, 0, 'scan')),
    ),
  )
  const traced = traceBody(
    ((carry: never, slice: never) => {
      const returned = body(carry, slice)
      if (!Array.isArray(returned) || returned.length !== 2)
        throw new NablaError('scan: the body must return [carry, output].')
      return returned
    }) as never,
    [initial, oneSlice],
    operation,
  )
  const carry = flatten(initial)
  const count = carry.leaves.length
  const outputs = traced.output.rebuild(traced.graph.results.map((_, i) => i)) as [unknown, unknown]
  checkCarry(operation, carry, flatten(outputs[0]).structure, traced.graph)
  const own = count + slices.leaves.length
  const { graph, captured } = traced
  const results = scanNodes(
    {
      body: {
        parameters: [...graph.parameters.slice(own), ...graph.parameters.slice(0, own)],
        results: graph.results,
      },
      captured: captured.length,
      carried: count,
      length,
      reverse,
    },
    [...captured, ...leafNodes([initial]), ...slices.leaves.map((leaf) => leaf.node)],
  )
  return around(traced.output, results) as [Lifted<C>, Y]
}

/**
 * carry = body(i, carry) for i from `low` to `high` - 1. With numbers for bounds all derivatives go through it; with
 * tensors the number of rounds is known only at run time, and reverse mode does not.
 */
export function foriLoop<T extends Written>(
  low: TensorLike,
  high: TensorLike,
  body: (i: Tensor, carry: Lifted<T>) => unknown,
  initial: T,
): Lifted<T> {
  requireFunction('foriLoop', body, 'the body')
  type State = readonly [Tensor, Lifted<T>]
  const next = ([i, carry]: State): State => [add(i, 1), body(i, carry) as Lifted<T>]
  if (typeof low === 'number' && typeof high === 'number') {
    for (const bound of [low, high]) requireInteger('foriLoop', 'a bound', bound)
    const first = [new Tensor(constant(low, 'int32')), initial] as const
    const [last] = scanned('foriLoop', (state) => [next(state as State), null], first, null, {
      length: Math.max(0, high - low),
    })
    return (last as State)[1]
  }
  const start = new Tensor(convert(nodeOf(low, 'foriLoop'), 'int32'))
  const end = new Tensor(convert(nodeOf(high, 'foriLoop'), 'int32'))
  const last = looped(
    'foriLoop',
    (state) => less((state as State)[0], end),
    (state) => next(state as State),
    [start, initial] as const,
  )
  return (last as State)[1]
}
