import { dependents, type Graph, inline, rebuild, topological, usesOf } from '../graph/graph.ts'
import { constantValue, isPick, pick } from '../graph/leaves.ts'
import { apply, is, madeFrom, type Node } from '../graph/node.ts'
import { range, sizeOf } from '../graph/shape.ts'
import { add } from '../ops/arithmetic.ts'
import type { Contraction } from '../ops/contraction.ts'
import { elementwise } from '../ops/elementwise.ts'
import { reduceSum } from '../ops/movement.ts'
import { type Scan, scanning } from '../transform/control/scan.ts'
import { remade } from './remade.ts'

/** A scan that is being rewritten, and where the results of those that it stands for are among its own. */
interface Loop extends Scan {
  readonly inputs: readonly Node[]
  readonly places: ReadonlyMap<Node, readonly number[]>
}

const isScan = (node: Node): node is Node<Scan> => is(node, scanning.scan)

/**
 * Makes scans lighter: those that walk alike over the same operands become one (the loop of a function's value and that of
 * its gradient), values that only gather a sum are summed after the loop (gradients of weights, then one product over all
 * steps), and what nobody reads is not carried, stacked or computed. `simplify` merges equal nodes of a body.
 */
export function lightenLoops(graph: Graph, simplify: (graph: Graph) => Graph): Graph {
  const own = new Set(graph.parameters)
  const order = topological(graph.results, (node) => own.has(node))
  const alike = new Map<string, Node<Scan>[]>()
  const read = new Map<Node, Set<number>>()
  for (const node of order)
    if (isScan(node)) {
      const { captured, carried, length, reverse } = node.params
      const key = `${captured} ${carried} ${length} ${reverse} ${node.inputs.map((input) => input.id)}`
      alike.set(key, [...(alike.get(key) ?? []), node])
      read.set(node, new Set())
    } else if (isPick(node)) read.get(node.inputs[0]!)?.add(node.params.index)
  if (alike.size === 0) return graph

  const loopOf = new Map<Node, Loop>()
  for (const group of alike.values())
    for (const loop of merged(group, simplify)) for (const node of loop.places.keys()) loopOf.set(node, loop)
  let changed = false
  const images = new Map<Node, Node>()
  const results = new Map<Loop, ReadonlyMap<number, Node> | undefined>()
  const image = (node: Node): Node => images.get(node) ?? node
  for (const node of order) {
    const loop = loopOf.get(isPick(node) ? node.inputs[0]! : node)
    if (!loop) images.set(node, remade(node, node.inputs.map(image)))
    else if (!results.has(loop)) {
      const wanted = new Set<number>()
      for (const [member, places] of loop.places)
        for (const index of read.get(member)!) wanted.add(places[index]!)
      const made = madeFrom(node, () => lighter({ ...loop, inputs: loop.inputs.map(image) }, wanted))
      if (made) changed = true
      else images.set(node, remade(node, node.inputs.map(image)))
      results.set(loop, made)
    } else if (isPick(node)) {
      const place = loop.places.get(node.inputs[0]!)![node.params.index]!
      images.set(node as Node, results.get(loop)?.get(place) ?? remade(node, node.inputs.map(image)))
    }
  }
  return changed ? { parameters: graph.parameters, results: graph.results.map(image) } : graph
}

/** Scans over the same operands as few loops: one where the carried values stay the same. */
function merged(group: readonly Node<Scan>[], simplify: (graph: Graph) => Graph): Loop[] {
  const [first, ...others] = group as [Node<Scan>, ...Node<Scan>[]]
  const { carried } = first.params
  const places = new Map<Node, readonly number[]>([[first, range(first.types.length)]])
  const apart: Node<Scan>[] = []
  let { body } = first.params
  for (const other of others) {
    const ours = body.results.length
    const { parameters, results } = simplify({
      parameters: body.parameters,
      results: [...body.results, ...inline(other.params.body, body.parameters)],
    })
    if (range(carried).every((i) => results[i] === results[ours + i])) {
      body = { parameters, results: results.filter((_, i) => i < ours || i >= ours + carried) }
      places.set(
        other,
        other.types.map((_, i) => (i < carried ? i : ours + i - carried)),
      )
    } else apart.push(other)
  }
  const loop = { ...first.params, body, inputs: first.inputs, places }
  return apart.length > 0 ? [loop, ...merged(apart, simplify)] : [loop]
}

/** The wanted results of a loop by their places; undefined where it stays as it is. */
function lighter(loop: Loop, wanted: ReadonlySet<number>): ReadonlyMap<number, Node> | undefined {
  const { body, captured, carried, inputs, length, reverse } = loop
  const sums = sumsOf(loop, wanted)
  const slices = new Map(
    body.parameters.map((p, i) => [p, inputs[i]!]).slice(captured + carried) as [Node, Node][],
  )
  // what is read of the loop: results that stay, and what each step adds to a sum
  const live = new Set<number>()
  const read = new Set<Node>()
  for (const i of wanted) {
    if (i >= carried) read.add(body.results[i]!)
    else if (!sums.has(i)) live.add(i)
  }
  for (const { stacked } of sums.values()) for (const node of stacked) read.add(node)
  const outputs = [...read].filter((node) => !slices.has(node))
  const needed = new Set<Node>()
  for (let before = -1; before < live.size; ) {
    before = live.size
    const roots = [...outputs, ...[...live].map((i) => body.results[i]!)]
    for (const node of topological(roots, () => false)) needed.add(node)
    for (let i = 0; i < carried; i++) if (needed.has(body.parameters[captured + i]!)) live.add(i)
  }
  const kept = body.parameters.map((p, i) =>
    i >= captured && i < captured + carried ? live.has(i - captured) : needed.has(p),
  )
  const same = outputs.length === body.results.length - carried && sums.size === 0 && loop.places.size === 1
  if (same && kept.every(Boolean)) return undefined
  const carry = [...live].sort((a, b) => a - b)
  const made = apply(
    scanning.scan,
    inputs.filter((_, i) => kept[i]),
    {
      body: {
        parameters: body.parameters.filter((_, i) => kept[i]),
        results: [...carry.map((i) => body.results[i]!), ...outputs],
      },
      captured: kept.slice(0, captured).filter(Boolean).length,
      carried: carry.length,
      length,
      reverse,
    },
  ) as Node
  const whole = (node: Node): Node => slices.get(node) ?? pick(made, carry.length + outputs.indexOf(node))
  const results = new Map<number, Node>()
  for (const i of wanted) {
    const sum = sums.get(i)
    if (sum) {
      const start = inputs[captured + i]!
      const total = sum.total(whole)
      results.set(i, constantValue(start) === 0 ? total : add(start, total))
    } else results.set(i, i < carried ? pick(made, carry.indexOf(i)) : whole(body.results[i]!))
  }
  return results
}

/** A sum over all steps, made from values of the body that are stacked. */
interface Sum {
  readonly stacked: readonly Node[]
  total(whole: (node: Node) => Node): Node
}

/** The wanted carried values to which each step only adds something that is cheap to add up later. */
function sumsOf({ body, captured, carried }: Loop, wanted: ReadonlySet<number>): ReadonlyMap<number, Sum> {
  const { parameters, results } = body
  const uses = usesOf(results)
  const changing = new Set(dependents(results, parameters.slice(captured)))
  const atHand = new Set([
    ...parameters.slice(captured + carried),
    ...results.filter((_, i) => i >= carried && wanted.has(i)),
  ])
  const found = new Map<number, Sum>()
  for (const i of wanted) {
    const at = parameters[captured + i]
    const next = results[i]
    if (i >= carried || uses.get(at!) !== 1 || uses.get(next!) !== 1) continue
    if ((next!.op as object) !== elementwise.add || !next!.inputs.includes(at!)) continue
    const added = next!.inputs.find((input) => input !== at)!
    const sum = summed(added, changing, atHand)
    if (sum) found.set(i, sum)
  }
  return found
}

/** The sum of a node's values over all steps. */
function summed(node: Node, changing: ReadonlySet<Node>, atHand: ReadonlySet<Node>): Sum | undefined {
  if (!changing.has(node)) return undefined
  if (atHand.has(node))
    return { stacked: [node], total: (whole) => madeFrom(node, () => reduceSum(whole(node), [0])) }
  if (node.op.linear === 'each' && 'contract' in (node.params as object))
    return productSum(node, changing, atHand)
  const [x] = node.inputs
  // sum f(x_t) = f(sum x_t)
  if (node.op.linear !== 'jointly' || node.inputs.length !== 1 || x!.dtype !== node.dtype) return undefined
  const inner = summed(x!, changing, atHand)
  return inner && { stacked: inner.stacked, total: (whole) => rebuild(node, [inner.total(whole)]) }
}

/** sum A_t B_t is one product, of the A_t side by side and the B_t one below the other; if they take no more than it does. */
function productSum(node: Node, changing: ReadonlySet<Node>, atHand: ReadonlySet<Node>): Sum | undefined {
  const extra = node.inputs.reduce((n, x) => (atHand.has(x) ? n : n + sizeOf(x.shape)), 0)
  if (extra > sizeOf(node.shape) || !node.inputs.every((x) => changing.has(x))) return undefined
  const { contract, batch } = node.params as Contraction
  const later = (axes: readonly number[]): number[] => axes.map((axis) => axis + 1)
  const params: Contraction = {
    contract: [
      [0, ...later(contract[0])],
      [0, ...later(contract[1])],
    ],
    batch: [later(batch[0]), later(batch[1])],
  }
  return {
    stacked: node.inputs,
    total: (whole) => madeFrom(node, () => apply(node.op, node.inputs.map(whole), params) as Node),
  }
}
