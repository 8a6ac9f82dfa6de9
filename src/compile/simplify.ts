import { type Graph, isGraph } from '../graph/graph.ts'
import { constant, constantValue, isParameter } from '../graph/leaves.ts'
import { madeFrom, Node } from '../graph/node.ts'
import { sizeOf } from '../graph/shape.ts'
import { keyOf } from '../key.ts'
import { elementwise } from '../ops/elementwise.ts'
import { rewrite } from './algebra.ts'
import { expand } from './expand.ts'
import { hasPlaces } from './lookup.ts'
import { imagesOf, remade } from './remade.ts'
import { numberOf } from './structure.ts'
import { isView } from './view.ts'

/** Operations that give their operand back. */
const transparent: ReadonlySet<object> = new Set<object>([elementwise.alias, elementwise.stop_gradient])
/** Operations that give their operand back, and keep what is computed again from being merged (bridge/subjects/). */
export const opaque = new Set<object>()

/** Graphs and functions among parameters stand for themselves. */
const nameOf = (value: object): string | undefined =>
  typeof value === 'function' || isGraph(value) ? `#${numberOf(value)}` : undefined

/** Whether folding `node` gives one number: an elementwise operation on splatted numbers. */
function folded(node: Node): Node | undefined {
  if (!node.op.elementwise || node.inputs.length === 0 || opaque.has(node.op)) return undefined
  const values = node.inputs.map(constantValue)
  if (values.some((value) => value === undefined)) return undefined
  const scalars = node.inputs.map((input, i) => constant(values[i]!, input.dtype))
  const arrays = scalars.map((scalar) => scalar.op.evaluate([], scalar) as never)
  const single = new Node(node.op, scalars, node.params, [{ dtype: node.dtype, shape: [] }])
  const value = (node.op.evaluate(arrays, single) as ArrayLike<number>)[0]
  return constant(value!, node.dtype, node.shape)
}

/** A splatted number that was moved about is the same number in another shape. */
function movedConstant(node: Node): Node | undefined {
  if (!isView(node) || opaque.has(node.op)) return undefined
  const value = constantValue(node.inputs[0]!)
  return value === undefined ? undefined : constant(value, node.dtype, node.shape)
}

/** Passes over what is simplified; who brings more of them adds them (bridge/subjects/). */
export const passes: ((graph: Graph, simplify: (graph: Graph) => Graph) => Graph)[] = []

/**
 * Rewrites a graph to a smaller one with the same values: see `expand`; then aliases are left out, equal nodes merged,
 * numbers folded, and algebra applied that holds in floating point for every value; then come `passes`. Graphs inside are
 * simplified too.
 */
export function simplify(graph: Graph): Graph {
  const now = simplified(expand(graph))
  const lighter = passes.reduce((before, pass) => pass(before, simplify), now)
  return lighter === now ? now : simplified(lighter)
}

function simplified(graph: Graph): Graph {
  const known = new Map<string, Node>()
  const checked = new Set<Node>()
  const keep = (node: Node): Node => {
    if (isParameter(node) || opaque.has(node.op)) return node
    let key = `${numberOf(node.op)} ${node.dtype} ${node.shape} `
    for (const input of node.inputs) key += `${input.id},`
    key += keyOf(node.params, nameOf)
    if (node.computed) key += `@${numberOf(node.value!)}`
    const found = known.get(key)
    if (found) return found
    known.set(key, node)
    return node
  }
  const results = imagesOf(graph, graph.parameters, (node, inputs) => {
    if (transparent.has(node.op)) return inputs[0]!
    const isChecked = hasPlaces(node) || inputs.some((x) => checked.has(x))
    // Nothing is computed of what has no elements, but whether the places are there that it was to be read at.
    if (!isChecked && !node.op.multiple && sizeOf(node.shape) === 0)
      return keep(constant(0, node.dtype, node.shape))
    const image = settleDown(remade(node, inputs, { params: simplifiedParams(node) }), keep)
    if (isChecked) checked.add(image)
    return image
  })
  return { ...graph, results }
}

/** Applies rules until none fits; what a rule makes is merged with what is known. */
function settleDown(node: Node, keep: (node: Node) => Node): Node {
  let now = keep(node)
  for (let round = 0; round < 16; round++) {
    const next = madeFrom(node, () => folded(now) ?? movedConstant(now) ?? rewrite(now, keep))
    if (!next || next === now) break
    now = keep(next)
  }
  return now
}

/** Graphs that an operation holds, simplified. */
function simplifiedParams(node: Node): unknown {
  const inner = node.op.subgraphs?.(node.params)
  if (!inner || inner.length === 0) return node.params
  const images = new Map<unknown, Graph>(inner.map((graph) => [graph, simplify(graph)]))
  const params = node.params as Record<string, unknown>
  const replace = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(replace) : (images.get(value) ?? value)
  return Object.fromEntries(Object.entries(params).map(([key, value]) => [key, replace(value)]))
}
