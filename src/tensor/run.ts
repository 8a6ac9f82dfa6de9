import { NablaError, requireFunction, shown } from '../errors.ts'
import { DTypeError, isFloat } from '../graph/dtype.ts'
import { topological } from '../graph/graph.ts'
import type { Node } from '../graph/node.ts'
import { like, stopGradient, trackedLeaf } from '../ops/arithmetic.ts'
import { jvp } from '../transform/jvp.ts'
import { vjp } from '../transform/vjp.ts'
import { called } from './operands.ts'
import { repeating } from './repeating.ts'
import { expectTogether, limitResults } from './runtime.ts'
import { around } from './tracing.ts'
import { type Flat, flatten } from './tree.ts'

/** The function run on fresh copies of its arguments, so that derivatives by them can be taken. */
export interface Run {
  /** The leaves of the differentiated arguments, fresh. */
  readonly sources: readonly Node[]
  readonly input: Flat
  readonly output: Flat
  readonly results: readonly Node[]
  readonly returned: unknown
}

/** Runs `f` with the arguments `given` (the number of one, or a list of them) replaced by fresh leaves. */
export function runOn(
  operation: string,
  f: (...args: never[]) => unknown,
  args: readonly unknown[],
  given: number | readonly number[],
): Run {
  requireFunction(operation, f)
  const argnums = typeof given === 'number' ? [given] : given
  if (!Array.isArray(argnums) || new Set(argnums).size < argnums.length)
    throw new NablaError(
      `${operation}: argnums is ${shown(given)}: it must be the number of an argument, or several different ones.`,
    )
  for (const n of argnums)
    if (!(n in args) || typeof args[n] === 'string')
      throw new NablaError(
        `${operation}: argnums names argument ${n}, which is ${shown(args[n])}: it must be numbers.`,
      )
  const input = flatten(
    argnums.map((n) => args[n]),
    operation,
  )
  if (input.opaque)
    throw new NablaError(
      `${operation}: an argument to differentiate by holds a ${input.opaque.constructor?.name}, whose tensors are not seen: give ` +
        'plain data (nn.functionalCall runs a module with its stateDict()), or use backward().',
    )
  const sources = input.leaves.map(({ node }) => {
    if (!isFloat(node.dtype))
      throw new DTypeError(
        operation,
        [node.dtype],
        `an argument to differentiate by is ${node}: it must be float32 or float64 (astype('float32')), or left out with argnums.`,
      )
    return trackedLeaf(node)
  })
  const fresh = around(input, sources) as unknown[]
  const all = [...args]
  argnums.forEach((n, i) => {
    all[n] = fresh[i]
  })
  const returned = called(operation, f, all as never[])
  const output = flatten(returned, operation)
  return { sources, input, output, results: output.leaves.map((leaf) => leaf.node), returned }
}

/**
 * Results whose only history leads to this transformation's own leaves stand without it from here on, so that a loop of
 * gradient steps does not keep all the steps before; a surrounding transformation's history stays.
 */
export function release(nodes: readonly Node[], sources: readonly Node[]): Node[] {
  const outer = topological(nodes, (node) => !node.tracked).some(
    (node) => !node.inputs.some((input) => input.tracked) && !sources.includes(node),
  )
  if (outer || sources.some((source) => source.inputs[0]!.tracked)) return [...nodes]
  const released = nodes.map(stopGradient)
  for (const node of released) node.open = -1
  limitResults(released, sources)
  expectTogether(released)
  return released
}

/** The cotangents of a run's sources. */
export const pull = ({ sources }: Run, results: readonly Node[], cotangents: readonly Node[]): Node[] =>
  filled(
    sources,
    repeating.nodes('vjp', sources, results, cotangents, () => vjp(results, cotangents, sources)),
  )

/** The tangents of a run's results, by `sources` among its own. */
export const push = ({ results }: Run, sources: readonly Node[], tangents: readonly Node[]): Node[] =>
  filled(
    results,
    repeating.nodes('jvp', sources, results, tangents, () => jvp(results, sources, tangents)),
  )

/** What a rule makes of derivatives; where it makes none, these are 0. */
const filled = (nodes: readonly Node[], made: readonly (Node | undefined)[]): Node[] =>
  nodes.map((node, i) => made[i] ?? like(node, 0))
