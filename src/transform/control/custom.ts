import { inline } from '../../graph/graph.ts'
import { parameter, results as resultsOf } from '../../graph/leaves.ts'
import { apply, define, type Node } from '../../graph/node.ts'
import { zeros } from '../../ops/arithmetic.ts'
import { elementwise } from '../../ops/elementwise.ts'
import { broadcastLeading, reduceSum } from '../../ops/movement.ts'
import type { Row } from '../../ops/row.ts'
import { batch, batchGraph } from '../batch.ts'
import { transpose, vjp } from '../vjp.ts'
import { type Call, calls, graphRow } from './call.ts'

type Maybe<T> = T | undefined

/** A function with a forward rule of its own: tangents of the results from primals and tangents. */
export interface CustomJvp extends Call {
  readonly rule: (primals: readonly Node[], tangents: readonly Node[]) => readonly Node[]
}
/** A function with a reverse rule of its own: cotangents of the operands from primals and cotangents. */
export interface CustomVjp extends Call {
  readonly rule: (primals: readonly Node[], cotangents: readonly Node[]) => readonly Maybe<Node>[]
}

const filled = (
  given: readonly Maybe<Node>[],
  models: readonly { dtype: Node['dtype']; shape: Node['shape'] }[],
): Node[] => models.map((model, i) => given[i] ?? zeros(model.dtype, model.shape))

/** A rule that works on one example, applied to a batch of them. */
function batchRule<R extends Maybe<Node>>(
  rule: (a: readonly Node[], b: readonly Node[]) => readonly R[],
  size: number,
  inputFlags: readonly boolean[],
): (a: readonly Node[], b: readonly Node[]) => readonly R[] {
  return (a, b) => {
    const single = (node: Node, i: number): Node =>
      parameter({ dtype: node.dtype, shape: node.shape.slice(1) }, i, 'vmap')
    const whole = a.map((node, i) => (inputFlags[i] ? node : broadcastLeading(node, size)))
    const pa = whole.map(single)
    const pb = b.map((node, i) => single(node, pa.length + i))
    const results = rule(pa, pb)
    return results.map(
      (node) =>
        node && (batch([node], [...pa, ...pb], [...whole, ...b], size)[0] ?? broadcastLeading(node, size)),
    ) as R[]
  }
}

/** Operations that run one graph and have derivatives of their own. */
export const custom = define({
  /** checkpoint: the backward pass computes the graph's inside again instead of keeping it. */
  remat: {
    ...calls.call,
    vjp({ inputs, params }, cotangents) {
      const again = inputs.map((input) => apply(custom.barrier, [input], {}) as Node)
      return vjp(inline(params.graph, again), cotangents, again)
    },
    batch({ op, params }, inputs, batched, size) {
      return resultsOf(apply(op, inputs, { graph: batchGraph(params.graph, batched, size) }) as Node)
    },
  } as Row<Call>,

  /** The same value, which no simplification may merge with its operand. */
  barrier: { ...elementwise.alias } as Row<Record<string, never>>,

  custom_jvp: {
    ...graphRow,
    jvp: ({ inputs, params }, tangents) => params.rule(inputs, filled(tangents, inputs)),
    batch({ op, params, inputs: single }, inputs, batched, size) {
      const rule = batchRule(params.rule, size, batched)
      const whole = (given: readonly Node[], like: readonly Node[]): Node[] =>
        given.map((node, i) =>
          node.shape.length > like[i]!.shape.length ? node : broadcastLeading(node, size),
        )
      return resultsOf(
        apply(op, inputs, {
          graph: batchGraph(params.graph, batched, size),
          rule: (primals: readonly Node[], tangents: readonly Node[]) =>
            rule(primals, whole(tangents, single)),
        }) as Node,
      )
    },
  } as Row<CustomJvp>,

  custom_vjp: {
    ...graphRow,
    vjp: ({ inputs, params, types }, cotangents) => params.rule(inputs, filled(cotangents, types)),
    jvp({ inputs, params, types }, tangents) {
      const cotangents = types.map((type, i) => parameter(type, i, 'jvp'))
      return transpose(params.rule(inputs, cotangents), tangents, cotangents)
    },
    batch({ op, params }, inputs, batched, size) {
      const rule = batchRule(params.rule, size, batched)
      return resultsOf(
        apply(op, inputs, {
          graph: batchGraph(params.graph, batched, size),
          // An operand that all examples share gathers their cotangents.
          rule: (primals: readonly Node[], cotangents: readonly Node[]) =>
            rule(primals, cotangents).map((cotangent, i) =>
              cotangent && !batched[i] ? reduceSum(cotangent, [0]) : cotangent,
            ),
        }) as Node,
      )
    },
  } as Row<CustomVjp>,
})
