import { isConstant, isParameter, parameter } from './leaves.ts'
import { apply, Node, nextMark } from './node.ts'
import { sameShape } from './shape.ts'

/** A function on tensors: parameters in, results out, nothing else reachable (apart from constants). */
export interface Graph {
  readonly parameters: readonly Node[]
  readonly results: readonly Node[]
}

export const isGraph = (value: object): value is Graph => 'parameters' in value && 'results' in value

/**
 * The nodes that `results` need, operands first.
 * `stop` says where not to look further; nodes that it accepts are left out.
 */
export function topological(results: readonly Node[], stop: (node: Node) => boolean): Node[] {
  const mark = nextMark()
  const found: Node[] = []
  const visit = (node: Node): void => {
    if (node.mark === mark) return
    node.mark = mark
    if (!stop(node)) found.push(node)
  }
  for (const node of results) visit(node)
  for (let i = 0; i < found.length; i++) {
    const { inputs } = found[i]!
    for (let k = 0; k < inputs.length; k++) visit(inputs[k]!)
  }
  // a chain is found backwards
  for (let i = 1; i < found.length; i++)
    if (found[i]!.id > found[i - 1]!.id) return found.sort((a, b) => a.id - b.id)
  return found.reverse()
}

/** How often each node that `results` need is an operand or a result. */
export function usesOf(results: readonly Node[]): Map<Node, number> {
  const uses = new Map<Node, number>()
  const use = (node: Node): void => void uses.set(node, (uses.get(node) ?? 0) + 1)
  results.forEach(use)
  for (const { inputs } of topological(results, () => false)) inputs.forEach(use)
  return uses
}

/** What has to be computed for the values of `wanted`, operands first. */
export const waitingFor = (wanted: readonly Node[]): Node[] => topological(wanted, (node) => node.computed)

/** Those nodes between `sources` and `results` that depend on one of the sources, sources included, operands first. */
export function dependents(results: readonly Node[], sources: readonly Node[]): Node[] {
  let first = Infinity
  for (const source of sources) if (source.id < first) first = source.id
  const depends = new Set<Node>(sources)
  const between = topological(results, (node) => node.id < first)
  return between.filter((node) => {
    if (depends.has(node)) return true
    const does = node.inputs.some((input) => depends.has(input))
    if (does) depends.add(node)
    return does
  })
}

/** Applies `node`'s operation to other operands. */
export function rebuild(node: Node, inputs: readonly Node[]): Node {
  const same = inputs.every((input, i) => {
    const old = node.inputs[i]!
    return input === old || (input.dtype === old.dtype && sameTypes(input, old))
  })
  const made = same ? new Node(node.op, inputs, node.params, node.types) : apply(node.op, inputs, node.params)
  made.source = node.source
  return made
}

export function sameTypes(a: Node, b: Node): boolean {
  return (
    a.types.length === b.types.length &&
    a.types.every(({ dtype, shape }, i) => dtype === b.types[i]!.dtype && sameShape(shape, b.types[i]!.shape))
  )
}

/** Copies of `results` in which each node of `replacements` stands for its image; what does not change is shared. */
export function substitute(results: readonly Node[], replacements: ReadonlyMap<Node, Node>): Node[] {
  const image = new Map(replacements)
  for (const node of dependents(results, [...replacements.keys()])) {
    if (image.has(node)) continue
    image.set(
      node,
      rebuild(
        node,
        node.inputs.map((input) => image.get(input) ?? input),
      ),
    )
  }
  return results.map((node) => image.get(node) ?? node)
}

/** The results of `graph` on `args`, as part of the graph that the arguments belong to. */
export function inline(graph: Graph, args: readonly Node[]): Node[] {
  return substitute(graph.results, new Map(graph.parameters.map((p, i) => [p, args[i]!])))
}

/** Costs nothing to have twice: a constant, an iota, or what is folded to a number. */
const isFree = (node: Node): boolean =>
  !node.computed && (node.inputs.length === 0 ? !isParameter(node) : isNumber(node))

/**
 * An elementwise function of constants, as derivatives have of exponents; not of many, which would take long to tell. What a
 * derivative is taken by is none, though it may be given as a number.
 */
const isNumber = (node: Node, depth = 8): boolean =>
  isConstant(node) ||
  (depth > 0 &&
    !!node.op.elementwise &&
    !node.computed &&
    !node.tracked &&
    node.inputs.every((x) => isNumber(x, depth - 1)))

/**
 * Closes a traced function: whatever its results use that does not depend on `parameters` becomes a further
 * parameter (so loop-invariant work leaves the loop), constants excepted.
 * Returns the closed graph and the captured nodes, in the order of the added parameters.
 */
export function close(
  parameters: readonly Node[],
  traced: readonly Node[],
): { graph: Graph; captured: Node[] } {
  const inside = new Set(dependents(traced, parameters))
  const replacements = new Map<Node, Node>()
  const captured: Node[] = []
  const added: Node[] = []
  const capture = (node: Node): void => {
    if (inside.has(node) || replacements.has(node) || isFree(node)) return
    // A node with several results is captured as a whole or not at all: its picks are what the body uses.
    const stand = parameter(node.type, parameters.length + captured.length, 'close')
    replacements.set(node, stand)
    captured.push(node)
    added.push(stand)
  }
  for (const node of inside) for (const input of node.inputs) capture(input)
  for (const node of traced) capture(node)
  const image = new Map(replacements)
  for (const node of inside)
    if (node.inputs.some((input) => image.has(input)))
      image.set(
        node,
        rebuild(
          node,
          node.inputs.map((input) => image.get(input) ?? input),
        ),
      )
  return {
    graph: { parameters: [...parameters, ...added], results: traced.map((node) => image.get(node) ?? node) },
    captured,
  }
}
