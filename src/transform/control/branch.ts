import { NablaError } from '../../errors.ts'
import { isFloat, type TypedArray } from '../../graph/dtype.ts'
import type { Graph } from '../../graph/graph.ts'
import { inline } from '../../graph/graph.ts'
import { runGraph } from '../../graph/interpret.ts'
import { constant, parameter, results as resultsOf } from '../../graph/leaves.ts'
import { apply, define, type Node } from '../../graph/node.ts'
import type { TensorType } from '../../graph/shape.ts'
import { equal, maximum, minimum, select, zeros } from '../../ops/arithmetic.ts'
import { broadcastInDim } from '../../ops/movement.ts'
import type { Row } from '../../ops/row.ts'
import { batchGraph } from '../batch.ts'
import { jvp } from '../jvp.ts'
import { vjp } from '../vjp.ts'

export interface Case {
  readonly branches: readonly Graph[]
}

/** A graph on parameters of its own, forward and backward. */
export interface PulledGraph {
  readonly primals: readonly Node[]
  readonly results: readonly Node[]
  /** Parameters for the cotangents of its float results. */
  readonly given: readonly Node[]
  /** What its float parameters get from them. */
  readonly gradients: readonly Node[]
}

export function pullGraph(graph: Graph): PulledGraph {
  const primals = graph.parameters.map((p, i) => parameter(p.type, i, 'vjp'))
  const results = inline(graph, primals)
  const given = results.map((result, i) =>
    isFloat(result.dtype) ? parameter(result.type, primals.length + i, 'vjp') : undefined,
  )
  const floats = floating(primals)
  const gradients = floatTangents(floats, vjp(results, given, floats))
  return { primals, results, given: given.filter((ct) => ct !== undefined), gradients }
}

/** `graph` extended to give cotangents of its float parameters from those of its float results. */
function vjpGraph(graph: Graph): Graph {
  const { primals, given, gradients } = pullGraph(graph)
  return { parameters: [...primals, ...given], results: gradients }
}

type Maybe<T> = T | undefined

/** A graph that takes tangents as well, of those of its parameters that have one, with what its results get from them. */
export interface PushedGraph extends Graph {
  readonly tangents: readonly Maybe<Node>[]
}

/** Pushes tangents forward: what stands still has none, not 0 (0 log(x) may be NaN). */
export function jvpGraph(graph: Graph, given: readonly Maybe<Node>[]): PushedGraph {
  const own = graph.parameters.map((p, i) => parameter(p.type, i, 'jvp'))
  const results = inline(graph, own)
  const sources = own.filter((_, i) => given[i])
  const dots = sources.map((p, i) => parameter(p.type, own.length + i, 'jvp'))
  return { parameters: [...own, ...dots], results, tangents: jvp(results, sources, dots) }
}

/** The same for a body whose first results are its parameters from `first` on: what they move, moves in the next round. */
export function jvpBody(body: Graph, given: Maybe<Node>[], first: number, carried: number): PushedGraph {
  const pushed = jvpGraph(body, given)
  let settled = true
  const tangents = pushed.tangents.map((dot, i) => {
    const at = first + i
    if (i >= carried || !(dot ?? given[at])) return dot
    settled &&= given[at] !== undefined
    const still = zeros(body.results[i]!.dtype, body.results[i]!.shape)
    given[at] ??= still
    return dot ?? still
  })
  return settled ? { ...pushed, tangents } : jvpBody(body, given, first, carried)
}

export const floating = (nodes: readonly Node[]): Node[] => nodes.filter((node) => isFloat(node.dtype))

/** Tangents (or cotangents) of what is float, zero where there is none. */
export const floatTangents = (inputs: readonly TensorType[], tangents: readonly Maybe<Node>[]): Node[] =>
  inputs.flatMap((input, i) => (isFloat(input.dtype) ? [tangents[i] ?? zeros(input.dtype, input.shape)] : []))

/** Those that there are, in order. */
export const present = (tangents: readonly Maybe<Node>[]): Node[] => tangents.filter((t) => t !== undefined)

/** Hands what there is for the float ones back to them. */
const ofFloats = (types: readonly TensorType[], all: Node[]): Maybe<Node>[] =>
  types.map((type) => (isFloat(type.dtype) ? all.shift() : undefined))

/** One of several graphs on the same operands, by a scalar int32 that is clamped to their number. */
export const branching = define({
  case: {
    multiple: true,
    infer([index, ...operands], { branches }) {
      const signature = branches[0]!.results.join(', ')
      for (const branch of branches) {
        const other = branch.results.join(', ')
        if (other !== signature)
          throw new NablaError(
            `cond: the branches return (${signature}) and (${other}): all branches must return the same types.`,
          )
        if (branch.parameters.length !== operands.length)
          throw new NablaError(
            `cond: a branch takes ${branch.parameters.length} operands, ${operands.length} were given.`,
          )
      }
      if (index!.dtype !== 'int32' || index!.shape.length > 0)
        throw new NablaError(`cond: the index is ${index}: it must be a scalar int32.`)
      return branches[0]!.results.map((node) => node.type)
    },
    evaluate([index, ...operands], { params }) {
      const at = Math.min(Math.max((index as TypedArray)[0]!, 0), params.branches.length - 1)
      return runGraph(params.branches[at]!, operands)
    },
    jvp(node, tangents) {
      const [index, ...operands] = node.inputs
      const given = tangents.slice(1)
      const pushed = node.params.branches.map((branch) => jvpGraph(branch, given))
      const moves = node.types.map((_, i) => pushed.some(({ tangents: dots }) => dots[i]))
      const branches = pushed.map(({ parameters, results, tangents: dots }) => ({
        parameters,
        results: [
          ...results,
          ...results.flatMap((result, i) => (moves[i] ? [dots[i] ?? zeros(result.dtype, result.shape)] : [])),
        ],
      }))
      const inputs = [index!, ...operands, ...present(given)]
      const made = resultsOf(apply(branching.case, inputs, { branches }) as Node).slice(node.types.length)
      return moves.map((moved) => (moved ? made.shift() : undefined))
    },
    vjp(node, cotangents) {
      const [index, ...operands] = node.inputs
      const pulled = apply(branching.case, [index!, ...operands, ...floatTangents(node.types, cotangents)], {
        branches: node.params.branches.map(vjpGraph),
      })
      return [undefined, ...ofFloats(operands, resultsOf(pulled as Node))]
    },
    batch({ op, params }, [index, ...operands], [batchedIndex, ...batched], size) {
      if (!batchedIndex) {
        const branches = params.branches.map((branch) => batchGraph(branch, batched, size))
        return resultsOf(apply(op, [index!, ...operands], { branches }) as Node)
      }
      // Each example goes its own way: compute every branch, and choose.
      const clamped = minimum(
        maximum(index!, constant(0, 'int32', [size])),
        constant(params.branches.length - 1, 'int32', [size]),
      )
      const computed = params.branches.map((branch) => inline(batchGraph(branch, batched, size), operands))
      return computed[0]!.map((first, r) =>
        computed.slice(1).reduce((chosen, results, i) => {
          const other = results[r]!
          const mine = equal(clamped, constant(i + 1, 'int32', [size]))
          return select(broadcastInDim(mine, other.shape, [0]), other, chosen)
        }, first),
      )
    },
    subgraphs: ({ branches }) => branches,
  } as Row<Case>,
})
