import { NablaError } from '../../errors.ts'
import { allocate, type TypedArray } from '../../graph/dtype.ts'
import { dependents, type Graph, substitute } from '../../graph/graph.ts'
import { runGraph } from '../../graph/interpret.ts'
import { parameter, results as resultsOf } from '../../graph/leaves.ts'
import { apply, define, type Node } from '../../graph/node.ts'
import { sizeOf, type TensorType, typeText } from '../../graph/shape.ts'
import { add, zeros } from '../../ops/arithmetic.ts'
import { broadcastLeading, moveAxis } from '../../ops/movement.ts'
import type { Row } from '../../ops/row.ts'
import { batchGraph } from '../batch.ts'
import { floating, floatTangents, jvpBody, type PulledGraph, present, pullGraph } from './branch.ts'

type Maybe<T> = T | undefined

/**
 * Operands: `captured` values that every step sees, `carried` ones that a step hands to the next, then arrays of which
 * each step sees one slice of the first axis. Body: (captured, carry, slices) -> (carry, outputs).
 * Results: the last carry, then the outputs of all steps stacked.
 */
export interface Scan {
  readonly body: Graph
  readonly captured: number
  readonly carried: number
  readonly length: number
  /** Runs from the last slice to the first. */
  readonly reverse: boolean
}

const stacked = (type: TensorType, length: number): TensorType => ({
  dtype: type.dtype,
  shape: [length, ...type.shape],
})

function split<T>(list: readonly T[], ...counts: number[]): T[][] {
  let at = 0
  return [...counts.map((count) => list.slice(at, (at += count))), list.slice(at)]
}

export const scanning = define({
  scan: {
    multiple: true,
    infer(inputs, { body, captured, carried, length }) {
      const types = body.results.map((node) => node.type)
      inputs.slice(captured, captured + carried).forEach((input, i) => {
        if (typeText(input.type) !== typeText(types[i]!))
          throw new NablaError(
            `scan: carried value ${i} is ${input} going in and ${typeText(types[i]!)} coming out of the body.`,
          )
      })
      return types.map((type, i) => (i < carried ? type : stacked(type, length)))
    },
    evaluate(arrays, { params, types }) {
      const { body, captured, carried, length } = params
      const [fixed, first, slices] = split(arrays, captured, carried) as [
        TypedArray[],
        TypedArray[],
        TypedArray[],
      ]
      let carry = first
      const outputs = types.slice(carried).map((type) => allocate(type.dtype, sizeOf(type.shape)))
      for (let round = 0; round < length; round++) {
        const t = params.reverse ? length - 1 - round : round
        const cut = slices.map((array) =>
          array.subarray((t * array.length) / length, ((t + 1) * array.length) / length),
        )
        const results = runGraph(body, [...fixed, ...carry, ...cut])
        carry = results.slice(0, carried)
        outputs.forEach((out, i) => {
          out.set(results[carried + i]!, (t * out.length) / length)
        })
      }
      return [...carry, ...outputs]
    },
    jvp(node, tangents) {
      const { body, captured, carried } = node.params
      const given = [...tangents]
      const pushed = jvpBody(body, given, captured, carried)
      const groups = split(node.inputs, captured, carried)
      const dots = split(given, captured, carried).map(present)
      // The pushed body's parameters: captured, carry, slices, then the tangents of those that move.
      const own = split(pushed.parameters, captured, carried, groups[2]!.length)
      const their = split(own[3]!, dots[0]!.length, dots[1]!.length)
      const [outCarry, outStacked] = split(pushed.results, carried) as [Node[], Node[]]
      const [dotCarry, dotStacked] = split(pushed.tangents, carried).map(present) as [Node[], Node[]]
      const made = apply(
        scanning.scan,
        groups.flatMap((group, i) => [...group, ...dots[i]!]),
        {
          ...node.params,
          captured: captured + dots[0]!.length,
          carried: carried + dots[1]!.length,
          body: {
            parameters: [0, 1, 2].flatMap((i) => [...own[i]!, ...their[i]!]),
            results: [...outCarry, ...dotCarry, ...outStacked, ...dotStacked],
          },
        },
      ) as Node
      // Results now: carry, its tangents, outputs, their tangents. Put them in the order of the results.
      const all = resultsOf(made).slice(carried)
      const found = [...all.splice(0, dotCarry.length), ...all.slice(outStacked.length)]
      return pushed.tangents.map((dot) => dot && found.shift())
    },
    vjp: scanVjp,
    batch({ params }, inputs, batched, size) {
      const { captured, carried, body } = params
      const flags = [...batched]
      // A carried value is batched if it starts so or becomes so: batch all of them.
      for (let i = captured; i < captured + carried; i++) flags[i] = true
      const whole = inputs.map((node, i) => {
        if (i < captured || !flags[i]) return node
        if (i < captured + carried) return batched[i] ? node : broadcastLeading(node, size)
        return moveAxis(node, 0, 1)
      })
      const made = apply(scanning.scan, whole, { ...params, body: batchGraph(body, flags, size) }) as Node
      return resultsOf(made).map((node, i) => (i < carried ? node : moveAxis(node, 1, 0)))
    },
    subgraphs: ({ body }) => [body],
  } as Row<Scan>,
})

/**
 * Reverse mode: a forward scan that also stacks what the backward pass needs of each step, then a scan the other way.
 * Work that depends on no cotangent stays in the forward scan; work on captured values alone leaves both loops.
 */
function scanVjp(node: Node<Scan>, cotangents: readonly Maybe<Node>[]): Maybe<Node>[] {
  const { body, captured, carried, length, reverse } = node.params
  const pulled = pullGraph(body)
  const { primals, results, given, gradients } = pulled
  const [fixed, carry, slices] = split(primals, captured, carried) as [Node[], Node[], Node[]]
  const residuals = residualsOf(pulled)
  const changing = new Set(dependents(residuals, [...carry, ...slices]))
  const constants = residuals.filter((residual) => !changing.has(residual))
  const saved = residuals.filter((residual) => changing.has(residual) && !slices.includes(residual))
  const usedSlices = slices.filter((slice) => residuals.includes(slice))

  const forward = apply(scanning.scan, node.inputs, {
    ...node.params,
    body: { parameters: primals, results: [...results.slice(0, carried), ...saved] },
  }) as Node
  const operands = new Map(primals.map((p, i) => [p, node.inputs[i]!]))
  const outside = substitute(constants, operands)

  const floats = floating(primals)
  const gradientOf = (p: Node): Node => gradients[floats.indexOf(p)]!
  // Backward, gradients of carried values are carried, those of captured ones add up, those of slices are stacked.
  const [toCarry, toFixed, toSlices] = [carry, fixed, slices].map(floating) as [Node[], Node[], Node[]]
  const sums = toFixed.map((p, i) => parameter(p.type, i, 'vjp'))
  const [givenCarry, givenOutputs] = split(given, toCarry.length) as [Node[], Node[]]
  const reversed = freshParameters({
    parameters: [...constants, ...givenCarry, ...sums, ...saved, ...usedSlices, ...givenOutputs],
    results: [
      ...toCarry.map(gradientOf),
      ...toFixed.map((p, i) => add(sums[i]!, gradientOf(p))),
      ...toSlices.map(gradientOf),
    ],
  })
  const [ofCarry, ofOutputs] = split(floatTangents(node.types, cotangents), toCarry.length) as [
    Node[],
    Node[],
  ]
  const backward = apply(
    scanning.scan,
    [
      ...outside,
      ...ofCarry,
      ...toFixed.map((p) => zeros(p.dtype, p.shape)),
      ...resultsOf(forward).slice(carried),
      ...usedSlices.map((slice) => operands.get(slice)!),
      ...ofOutputs,
    ],
    {
      body: reversed,
      captured: constants.length,
      carried: givenCarry.length + sums.length,
      length,
      reverse: !reverse,
    },
  ) as Node
  const outcome = resultsOf(backward)
  const found = new Map([...toCarry, ...toFixed, ...toSlices].map((p, i) => [p, outcome[i]!]))
  return primals.map((p) => found.get(p))
}

/** What the backward part of a body reads of its forward part. */
function residualsOf({ primals, given, gradients }: PulledGraph): Node[] {
  const backward = new Set(dependents(gradients, given))
  const inputs = [...backward].flatMap((node) => node.inputs)
  const isForward = (node: Node): boolean =>
    !backward.has(node) && (node.inputs.length > 0 || primals.includes(node))
  return [...new Set([...inputs, ...gradients].filter(isForward))]
}

/** The graph with parameters of its own in place of nodes that were computed elsewhere. */
function freshParameters(graph: Graph): Graph {
  const parameters = graph.parameters.map((node, i) => parameter(node.type, i, 'scan'))
  const images = new Map(graph.parameters.map((node, i) => [node, parameters[i]!]))
  return { parameters, results: substitute(graph.results, images) }
}

/** Runs `body` over slices of the first axis; see the row. */
export function scan(params: Scan, operands: readonly Node[]): Node[] {
  return resultsOf(apply(scanning.scan, operands, params) as Node)
}
