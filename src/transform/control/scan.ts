import { NablaError } from '../../errors.ts'
import { allocate, isFloat, type TypedArray } from '../../graph/dtype.ts'
import { dependents, type Graph, inline, substitute } from '../../graph/graph.ts'
import { runGraph } from '../../graph/interpret.ts'
import { parameter, results as resultsOf } from '../../graph/leaves.ts'
import { apply, define, type Node } from '../../graph/node.ts'
import { sizeOf, type TensorType, typeText } from '../../graph/shape.ts'
import { add, zeros } from '../../ops/arithmetic.ts'
import { broadcastLeading, moveAxis } from '../../ops/movement.ts'
import type { Row } from '../../ops/row.ts'
import { batchGraph } from '../batch.ts'
import { vjp } from '../vjp.ts'
import { floatTangents, jvpGraph } from './branch.ts'

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
            `scan: carried value ${i} is ${typeText(input.type)} going in and ${typeText(types[i]!)} coming out of the body: ` +
              'they must be equal. Convert the first value (astype) or the result.',
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
      const pushed = jvpGraph(body)
      const groups = split(node.inputs, captured, carried)
      const dots = split(tangents, captured, carried).map((list, i) => floatTangents(groups[i]!, list))
      // The pushed body's parameters: captured, carry, slices, then the tangents of each; and its results likewise.
      const own = split(pushed.parameters, captured, carried, groups[2]!.length)
      const their = split(own[3]!, dots[0]!.length, dots[1]!.length)
      const [outCarry, outStacked, outDots] = split(
        pushed.results,
        carried,
        body.results.length - carried,
      ) as [Node[], Node[], Node[]]
      const [dotCarry, dotStacked] = split(outDots, dots[1]!.length)
      const made = apply(
        scanning.scan,
        groups.flatMap((group, i) => [...group, ...dots[i]!]),
        {
          ...node.params,
          captured: captured + dots[0]!.length,
          carried: carried + dots[1]!.length,
          body: {
            parameters: [0, 1, 2].flatMap((i) => [...own[i]!, ...their[i]!]),
            results: [...outCarry, ...dotCarry!, ...outStacked, ...dotStacked!],
          },
        },
      ) as Node
      // Results now: carry, its tangents, outputs, their tangents. Put them in the order of the results.
      const all = split(resultsOf(made), carried, dotCarry!.length, outStacked.length)
      let [c, y] = [0, 0]
      return node.types.map((type, i) => {
        if (!isFloat(type.dtype)) return undefined
        return i < carried ? all[1]![c++] : all[3]![y++]
      })
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
  const primals = body.parameters.map((p, i) => parameter(p.type, i, 'vjp'))
  const results = inline(body, primals)
  const given = results.map((result, i) =>
    isFloat(result.dtype) ? parameter(result.type, primals.length + i, 'vjp') : undefined,
  )
  const floats = primals.filter((p) => isFloat(p.dtype))
  const pulled = vjp(results, given, floats).map((ct, i) => ct ?? zeros(floats[i]!.dtype, floats[i]!.shape))

  // What the backward part reads of the forward part.
  const seeds = given.filter((ct) => ct !== undefined)
  const backward = new Set(dependents(pulled, seeds))
  const residuals = new Set<Node>()
  const read = (input: Node): void => {
    if (!backward.has(input) && (input.inputs.length > 0 || primals.includes(input))) residuals.add(input)
  }
  for (const inside of backward) for (const input of inside.inputs) read(input)
  for (const result of pulled) read(result)

  const [fixed, carry, slices] = split(primals, captured, carried) as [Node[], Node[], Node[]]
  const perStep = new Set(dependents([...residuals], [...carry, ...slices]))
  const constants = [...residuals].filter((residual) => !perStep.has(residual))
  const saved = [...residuals].filter((residual) => perStep.has(residual) && !slices.includes(residual))
  const usedSlices = slices.filter((slice) => residuals.has(slice))

  const forward = apply(scanning.scan, node.inputs, {
    ...node.params,
    body: { parameters: primals, results: [...results.slice(0, carried), ...saved] },
  }) as Node
  const stackedSaved = resultsOf(forward).slice(carried)

  // Outside the loop: residuals of captured values alone, on the actual operands.
  const outside = substitute(constants, new Map(fixed.map((p, i) => [p, node.inputs[i]!])))

  const floatFixed = fixed.filter((p) => isFloat(p.dtype))
  const sums = floatFixed.map((p, i) => parameter(p.type, i, 'vjp'))
  const carryGiven = given.slice(0, carried).filter((ct) => ct !== undefined)
  const outputGiven = given.slice(carried).filter((ct) => ct !== undefined)
  const pulledOf = (p: Node): Node => pulled[floats.indexOf(p)]!
  const reversed: Graph = {
    parameters: [...constants, ...carryGiven, ...sums, ...saved, ...usedSlices, ...outputGiven],
    results: [
      ...carry.filter((p) => isFloat(p.dtype)).map(pulledOf),
      ...floatFixed.map((p, i) => add(sums[i]!, pulledOf(p))),
      ...slices.filter((p) => isFloat(p.dtype)).map(pulledOf),
    ],
  }
  const fresh = freshParameters(reversed)
  const slicesInputs = node.inputs.slice(captured + carried)
  const cotangentOf = (i: number): Node => cotangents[i] ?? zeros(node.types[i]!.dtype, node.types[i]!.shape)
  const floatResults = node.types.flatMap((type, i) => (isFloat(type.dtype) ? [i] : []))
  const made = apply(
    scanning.scan,
    [
      ...outside,
      ...floatResults.filter((i) => i < carried).map(cotangentOf),
      ...floatFixed.map((p) => zeros(p.dtype, p.shape)),
      ...stackedSaved,
      ...usedSlices.map((slice) => slicesInputs[slices.indexOf(slice)]!),
      ...floatResults.filter((i) => i >= carried).map(cotangentOf),
    ],
    {
      body: fresh,
      captured: constants.length,
      carried: carryGiven.length + sums.length,
      length,
      reverse: !reverse,
    },
  ) as Node
  const [toCarry, toFixed, toSlices] = split(resultsOf(made), carryGiven.length, sums.length) as [
    Node[],
    Node[],
    Node[],
  ]
  const take = (nodes: readonly Node[], found: readonly Node[]): Maybe<Node>[] => {
    let next = 0
    return nodes.map((p) => (isFloat(p.dtype) ? found[next++] : undefined))
  }
  return [...take(fixed, toFixed), ...take(carry, toCarry), ...take(slices, toSlices)]
}

/** The graph with parameters of its own in place of nodes that were computed elsewhere. */
function freshParameters(graph: Graph): Graph {
  const parameters = graph.parameters.map((node, i) => parameter(node.type, i, 'scan'))
  const images = new Map<Node, Node>()
  graph.parameters.forEach((node, i) => {
    images.set(node, parameters[i]!)
  })
  return { parameters, results: substitute(graph.results, images) }
}

/** Runs `body` over slices of the first axis; see the row. */
export function scan(params: Scan, operands: readonly Node[]): Node[] {
  return resultsOf(apply(scanning.scan, operands, params) as Node)
}
