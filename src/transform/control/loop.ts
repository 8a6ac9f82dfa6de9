import type { TypedArray } from '../../graph/dtype.ts'
import type { Graph } from '../../graph/graph.ts'
import { inline } from '../../graph/graph.ts'
import { runGraph } from '../../graph/interpret.ts'
import { parameter, results as resultsOf } from '../../graph/leaves.ts'
import { apply, define, type Node } from '../../graph/node.ts'
import { select } from '../../ops/arithmetic.ts'
import { broadcastInDim, broadcastLeading } from '../../ops/movement.ts'
import { reduction } from '../../ops/reduction.ts'
import type { Row } from '../../ops/row.ts'
import { batchGraph } from '../batch.ts'
import { DerivativeError } from '../errors.ts'
import { jvpBody, present } from './branch.ts'

/** Operands: what the condition captured, what the body captured, then the carried values. */
export interface While {
  readonly condition: Graph
  readonly body: Graph
  readonly captured: readonly [condition: number, body: number]
}

/** Repeats a body until a condition fails; the number of rounds is known only when it runs. */
export const looping = define({
  while: {
    multiple: true,
    infer: (inputs, { captured }) => inputs.slice(captured[0] + captured[1]).map((input) => input.type),
    evaluate(arrays, { params }) {
      const [forCondition, forBody] = params.captured
      const conditionArgs = arrays.slice(0, forCondition)
      const bodyArgs = arrays.slice(forCondition, forCondition + forBody)
      let carry: readonly TypedArray[] = arrays.slice(forCondition + forBody)
      while (runGraph(params.condition, [...conditionArgs, ...carry])[0]![0])
        carry = runGraph(params.body, [...bodyArgs, ...carry])
      return carry
    },
    jvp(node, tangents) {
      const { condition, body, captured } = node.params
      const [c, b] = captured
      const carry = node.inputs.slice(c + b)
      const bodyInputs = node.inputs.slice(c, c + b)
      const given = tangents.slice(c)
      const pushed = jvpBody(body, given, b, carry.length)
      // The pushed body takes: captured, carry, tangents of those of both that move. Put the tangents where they belong.
      const capturedTangents = present(given.slice(0, b))
      const carryTangents = present(given.slice(b))
      const at = b + carry.length
      const order = pushed.parameters
      const reordered: Graph = {
        parameters: [
          ...order.slice(0, b),
          ...order.slice(at, at + capturedTangents.length),
          ...order.slice(b, at),
          ...order.slice(at + capturedTangents.length),
        ],
        results: [...pushed.results, ...present(pushed.tangents)],
      }
      const widened: Graph = {
        parameters: [
          ...condition.parameters,
          ...carryTangents.map((t, i) => parameter(t.type, condition.parameters.length + i, 'jvp')),
        ],
        results: condition.results,
      }
      const made = apply(
        looping.while,
        [...node.inputs.slice(0, c), ...bodyInputs, ...capturedTangents, ...carry, ...carryTangents],
        { condition: widened, body: reordered, captured: [c, b + capturedTangents.length] },
      ) as Node
      const dots = resultsOf(made).slice(carry.length)
      return pushed.tangents.map((dot) => dot && dots.shift())
    },
    vjp() {
      throw new DerivativeError(
        'whileLoop: reverse mode needs a number of rounds that is known. ' +
          'Use foriLoop with fixed bounds or scan, or forward mode (jvp, jacfwd).',
      )
    },
    batch({ params }, inputs, batched, size) {
      const [c, b] = params.captured
      const count = inputs.length - c - b
      // All carried values are batched; examples that are done keep theirs.
      const carryFlags = new Array<boolean>(count).fill(true)
      const condition = batchGraph(params.condition, [...batched.slice(0, c), ...carryFlags], size)
      const body = batchGraph(params.body, [...batched.slice(c, c + b), ...carryFlags], size)
      const carry = inputs
        .slice(c + b)
        .map((node, i) => (batched[c + b + i] ? node : broadcastLeading(node, size)))
      const going = condition.results[0]!
      const anyGoing: Graph = {
        parameters: condition.parameters,
        results: [apply(reduction.reduce_or, [going], { axes: [0] }) as Node],
      }
      const stand = [...inputs.slice(0, c + b), ...carry].map((node, i) => parameter(node.type, i, 'vmap'))
      const carried = stand.slice(c + b)
      const still = inline(condition, [...stand.slice(0, c), ...carried])[0]!
      const next = inline(body, [...stand.slice(c, c + b), ...carried])
      const masked: Graph = {
        parameters: stand,
        results: next.map((node, i) => select(broadcastInDim(still, node.shape, [0]), node, carried[i]!)),
      }
      const made = apply(looping.while, [...inputs.slice(0, c), ...inputs.slice(0, c + b), ...carry], {
        condition: anyGoing,
        body: masked,
        captured: [c, c + b],
      }) as Node
      return resultsOf(made)
    },
    subgraphs: ({ condition, body }) => [condition, body],
  } as Row<While>,
})
