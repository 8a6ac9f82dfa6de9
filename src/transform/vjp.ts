import { isFloat } from '../graph/dtype.ts'
import { dependents, substitute } from '../graph/graph.ts'
import { isPick, parameter } from '../graph/leaves.ts'
import { madeFrom, type Node } from '../graph/node.ts'
import { add, like, multiply, negate, zeros } from '../ops/arithmetic.ts'
import { guarded } from '../ops/elementwise.ts'
import { DerivativeError } from './errors.ts'
import { expanded, type Maybe } from './forward.ts'

/** What a node has been given so far. */
interface Gathered {
  /** One a result for nodes that have several. */
  cotangents: Maybe<Node>[]
  /** They hold zeros that a mask wrote, which must win over infinite partials. */
  masked: boolean
}

/** The nodes between results and sources. */
type Active = ReadonlyMap<Node, Gathered>

function give(to: Maybe<Gathered>, index: number, cotangent: Node, masked: boolean): void {
  if (!to) return
  const before = to.cotangents[index]
  to.cotangents[index] = before ? add(before, cotangent) : cotangent
  if (masked) to.masked = true
}

/**
 * Reverse mode: the cotangents of `sources` from those of `results`, as more graph; undefined means zero.
 * `visit` sees the finished cotangent of each node and may put another in its place. `order` may be given where it is known:
 * the nodes between, operands first.
 * Source: Griewank and Walther, Evaluating Derivatives (2008), chapter 3.
 */
export function vjp(
  results: readonly Node[],
  cotangents: readonly Maybe<Node>[],
  sources: readonly Node[],
  visit?: (node: Node, cotangent: Node) => Node,
  order: readonly Node[] = dependents(results, sources),
): Maybe<Node>[] {
  const active = new Map<Node, Gathered>()
  for (const node of order)
    active.set(node, { cotangents: new Array<Maybe<Node>>(node.types.length), masked: false })
  results.forEach((node, i) => {
    if (cotangents[i]) give(active.get(node), 0, cotangents[i], false)
  })
  for (let at = order.length - 1; at >= 0; at--) {
    const node = order[at]!
    const own = active.get(node)!
    if (!own.cotangents.some((cotangent) => cotangent)) continue
    if (visit && !node.op.multiple) own.cotangents[0] = visit(node, own.cotangents[0]!)
    const { inputs } = node
    // A source; and a rule or a hook that read a value may have made a leaf of what no derivative goes through.
    if (node.op.constant || !inputs.some((input) => active.has(input))) continue
    if (isPick(node)) {
      give(active.get(inputs[0]!), node.params.index, own.cotangents[0]!, own.masked)
      continue
    }
    // no function is made for it in the loops of those who do not ask for places
    const backward = node.source
      ? madeFrom(node, () => pullBack(node, own, active))
      : pullBack(node, own, active)
    const masked = own.masked || node.op.masks === true
    for (let i = 0; i < inputs.length; i++) {
      const cotangent = backward[i]
      if (cotangent && isFloat(inputs[i]!.dtype)) give(active.get(inputs[i]!), 0, cotangent, masked)
    }
  }
  return sources.map((source) => active.get(source)?.cotangents[0])
}

/** The cotangents of one node's operands. */
function pullBack(node: Node, { cotangents, masked }: Gathered, active: Active): readonly Maybe<Node>[] {
  const { op, inputs } = node
  const [cotangent] = cotangents
  const wanted = (input: Node): boolean => active.has(input) && isFloat(input.dtype)
  if (op.vjp) return op.vjp(node, cotangents)
  if (op.linear && op.transpose)
    return inputs.map((input, i) => (wanted(input) ? op.transpose!(node, cotangent!, i) : undefined))
  if (op.partials) {
    const partials = op.partials(node, wanted)
    return inputs.map((input, i) => (wanted(input) ? scale(cotangent!, partials[i], masked) : undefined))
  }
  if (op.jvp) return transposeTangents(node, cotangents, wanted)
  if (op.expand) {
    const { operands, results } = expanded(node)
    return vjp(results, cotangents, operands)
  }
  throw new DerivativeError(`${op.name}: it has no derivative rule for reverse mode.`)
}

/** cotangent * partial; the zeros of a mask stay zeros even where the partial is infinite. */
function scale(cotangent: Node, partial: Maybe<Node | number>, masked: boolean): Maybe<Node> {
  if (partial === undefined || partial === 0) return undefined
  if (partial === 1) return cotangent
  if (partial === -1) return negate(cotangent)
  if (typeof partial === 'number') return multiply(cotangent, like(cotangent, partial))
  return masked ? guarded(cotangent, partial) : multiply(cotangent, partial)
}

/** Reverse mode from the forward rule: its result is linear in the tangents, so it can be run backwards. */
function transposeTangents(
  node: Node,
  cotangents: readonly Maybe<Node>[],
  wanted: (input: Node) => boolean,
): Maybe<Node>[] {
  const tangents = node.inputs.map((input, i) =>
    wanted(input) ? parameter(input.type, i, 'vjp') : undefined,
  )
  return transpose(node.op.jvp!(node, tangents), cotangents, tangents)
}

/** What a function that is linear in `sources`, and gives `results` for them, does backwards. */
export function transpose(
  results: readonly Maybe<Node>[],
  cotangents: readonly Maybe<Node>[],
  sources: readonly Maybe<Node>[],
): Maybe<Node>[] {
  const used = results.flatMap((result, i) => (result && cotangents[i] ? [i] : []))
  const stand = sources.filter((source) => source !== undefined)
  const pulled = vjp(
    used.map((i) => results[i]!),
    used.map((i) => cotangents[i]),
    stand,
  )
  // A loop or branch in a rule pulls back at the tangents that it is given; being linear in them it does the same at zeros.
  const placed = substitute(
    pulled.map((cotangent, i) => cotangent ?? stand[i]!),
    new Map(stand.map((source) => [source, zeros(source.dtype, source.shape)])),
  )
  return sources.map((source) => {
    const at = source ? stand.indexOf(source) : -1
    return pulled[at] && placed[at]
  })
}
