import { ofGraph } from '../compile/bridge/estimate.ts'
import { sameParams } from '../compile/match.ts'
import { dependents, topological } from '../graph/graph.ts'
import { constantValue, isParameter } from '../graph/leaves.ts'
import { Node, nextMark, nodesMade, type Op, recordsSources } from '../graph/node.ts'
import { sameShape, type TensorType } from '../graph/shape.ts'
import { nodeOf } from './operands.ts'
import { repeating } from './repeating.ts'
import { Tensor } from './tensor.ts'
import { isTracing } from './trace.ts'

type Maybe<T> = T | undefined

/** An operation on what stands at these places. */
interface Line {
  readonly op: Op
  readonly params: unknown
  readonly types: readonly TensorType[]
  readonly inputs: readonly number[]
}

/**
 * A piece of graph as it is built again from other nodes that are like the first ones. A place is a number: first come the nodes
 * of a history, then what is used from outside of it (what is given before all), then what was made.
 */
interface Piece {
  /** How many nodes are given. */
  readonly count: number
  readonly history: readonly Line[]
  /** Of what comes from outside: its type, whether derivatives go through it, and the value of a constant, which rules look at. */
  readonly outside: readonly {
    readonly type: TensorType
    readonly tracked: boolean
    readonly value: Maybe<number>
  }[]
  readonly made: readonly Line[]
  readonly results: readonly Maybe<number>[]
}

/** What is known by a name: pieces, and how many in a row were new. */
interface Known {
  readonly pieces: Piece[]
  misses: number
}
/** Kept: names, and pieces of each, of histories up to a length. */
const mostNames = 64
const most = 16
const longest = 4096
const known = new Map<string, Known>()

/**
 * The nodes that `build` makes of `given`; by the name, and the types of these, it makes the same ones each time: a loop that is
 * not under `jit` builds the same graph in each step, and a copy of what was built before is made sooner. Rules that make gradients
 * look at the `history` of a node as well (operands first), which must then be the same but for values. What users have written
 * is asked each time.
 */
export function repeated(
  name: string,
  given: readonly Node[],
  build: () => Maybe<Node>[],
  history: readonly Node[] = [],
): Maybe<Node>[] {
  if (isTracing() || recordsSources() || history.length > longest) return build()
  const own = known.get(name) ?? { pieces: [], misses: 0 }
  const { pieces } = own
  for (const piece of pieces) {
    const results = copy(piece, given, history)
    if (!results) continue
    own.misses = 0
    return results
  }
  if (known.size > mostNames) known.clear()
  known.set(name, own)
  const since = nodesMade()
  const results = build()
  // the first, the second, the fourth in a row: what never comes again costs little
  const earlier = own.misses++
  const piece = earlier & (earlier - 1) ? undefined : record(given, results, since, history)
  if (piece && pieces.unshift(piece) > most) pieces.pop()
  return results
}

/** How many of these nodes hold graphs with a rule, theirs or of a node in them, that a user has written. */
const written = (nodes: readonly Node[]): number =>
  nodes.filter(({ op, params }) =>
    op.subgraphs?.(params).some((graph) => 'rule' in (params as object) || writtenIn(graph)),
  ).length
const writtenIn = ofGraph(written)

function record(
  given: readonly Node[],
  results: readonly Maybe<Node>[],
  since: number,
  history: readonly Node[],
): Maybe<Piece> {
  const places = new Map<Node, number>()
  const at = (node: Node): number => places.get(node)!
  const place = (node: Node): number => {
    if (!places.has(node)) places.set(node, places.size)
    return at(node)
  }
  history.forEach(place)
  given.forEach(place)
  if (places.size < history.length + given.length) return undefined
  const line = ({ op, params, types, inputs }: Node): Line => ({
    op,
    params,
    types,
    inputs: inputs.map(place),
  })
  const lines = history.map(line)
  const outside = [...places.keys()].slice(history.length)
  const { size } = places
  const wanted = results.filter((node) => node !== undefined)
  const made = topological(wanted, (node) => node.id < since)
  const all = made.map((node) => {
    const own = line(node)
    place(node)
    return own
  })
  if (written(history) || made.some((node) => node.computed || isParameter(node))) return undefined
  // something was used that is neither given nor made
  if (places.size > size + made.length || !wanted.every((node) => places.has(node))) return undefined
  return {
    count: given.length,
    history: lines,
    outside: outside.map((node) => ({ type: node.type, tracked: node.tracked, value: constantValue(node) })),
    made: all,
    results: results.map((node) => node && at(node)),
  }
}

/** The results for these nodes; undefined where they are not alike. */
function copy(
  { count, history: lines, outside, made, results }: Piece,
  given: readonly Node[],
  history: readonly Node[],
): Maybe<Maybe<Node>[]> {
  const { length } = lines
  if (history.length !== length || given.length !== count) return undefined
  const nodes = new Array<Maybe<Node>>(length + outside.length + made.length)
  const mark = nextMark()
  const put = (place: number, node: Node): boolean => {
    const known = nodes[place]
    if (known !== undefined) return known === node
    // one node at two places: it may be a source at one of them
    if (place < length || node.mark === mark) return false
    node.mark = mark
    const { type, tracked, value } = outside[place - length]!
    nodes[place] = node
    // a leaf, or an operation of the history, that stands where there was a mere operand has a gradient there, too
    return (
      node.tracked === tracked &&
      node.dtype === type.dtype &&
      sameShape(node.shape, type.shape) &&
      Object.is(constantValue(node), value)
    )
  }
  for (let i = 0; i < given.length; i++) if (!put(length + i, given[i]!)) return undefined
  for (let i = 0; i < length; i++) {
    const node = history[i]!
    const { op, params, inputs } = lines[i]!
    nodes[i] = node
    node.mark = mark
    if (node.op !== op || node.inputs.length !== inputs.length) return undefined
    if (!sameParams(node.params, params, false)) return undefined
    for (let k = 0; k < inputs.length; k++) if (!put(inputs[k]!, node.inputs[k]!)) return undefined
  }
  let place = length + outside.length
  for (const { op, params, types, inputs } of made) {
    const operands = new Array<Node>(inputs.length)
    for (let k = 0; k < inputs.length; k++) operands[k] = nodes[inputs[k]!]!
    nodes[place++] = new Node(op, operands, params, types) as Node
  }
  return results.map((at) => (at === undefined ? undefined : nodes[at]))
}

repeating.nodes = (name, sources, results, given, build) => {
  const history = dependents(results, sources).filter(({ id }) => id > sources.at(-1)!.id)
  const all = [...sources, ...history]
  const places = results.map((result) => all.lastIndexOf(result))
  return repeated(`${name} ${places}`, [...given, ...sources], build, history)
}

// numbers adapt to what they meet: they have no type
repeating.build = (name, inputs, f) => {
  if (!inputs.every((x) => x instanceof Tensor && !x.exact)) return f(...inputs)
  const given = inputs.map((x) => nodeOf(x))
  const build = () => f(...given.map((node) => new Tensor(node))).map(({ node }) => node)
  return repeated(name, given, build).map((node) => new Tensor(node!))
}
