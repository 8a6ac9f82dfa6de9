import { isFloat } from '../graph/dtype.ts'
import { dependents, rebuild, substitute } from '../graph/graph.ts'
import { isPick, parameter } from '../graph/leaves.ts'
import { apply, madeFrom, type Node, none } from '../graph/node.ts'
import { add, alias, like, multiply, negate, zeros } from '../ops/arithmetic.ts'
import { elementwise } from '../ops/elementwise.ts'
import { DerivativeError } from './errors.ts'

type Maybe<T> = T | undefined

/** The cotangents gathered so far: one a result for nodes that have several. */
class Cotangents {
  readonly #sums = new Map<Node, Maybe<Node>[]>()
  /** Nodes whose cotangent holds zeros that a mask wrote, which must win over infinite partials. */
  readonly #masked = new Set<Node>()

  of(node: Node): readonly Maybe<Node>[] {
    return this.#sums.get(node) ?? []
  }
  isMasked(node: Node): boolean {
    return this.#masked.has(node)
  }
  put(node: Node, cotangent: Node): void {
    this.#sums.set(node, [cotangent])
  }
  add(node: Node, index: number, cotangent: Node, masked: boolean): void {
    const sums = this.#sums.get(node)
    if (!sums) {
      const fresh = new Array<Maybe<Node>>(node.types.length)
      fresh[index] = cotangent
      this.#sums.set(node, fresh)
    } else sums[index] = sums[index] ? add(sums[index], cotangent) : cotangent
    if (masked) this.#masked.add(node)
  }
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
  const sums = new Cotangents()
  const active = new Set(order)
  results.forEach((node, i) => {
    const cotangent = cotangents[i]
    if (cotangent && active.has(node)) sums.add(node, 0, cotangent, false)
  })
  const isSource = new Set(sources)
  for (let at = order.length - 1; at >= 0; at--) {
    const node = order[at]!
    let given = sums.of(node)
    if (!given.some((cotangent) => cotangent)) continue
    if (visit && !node.op.multiple) {
      const seen = visit(node, given[0]!)
      if (seen !== given[0]) sums.put(node, seen)
      given = [seen]
    }
    if (isSource.has(node) && !node.inputs.some((input) => active.has(input))) continue
    // A rule or a hook that read a value may have made a leaf of what no derivative goes through.
    if (node.op.constant || node.inputs.length === 0) continue
    if (isPick(node)) {
      sums.add(node.inputs[0]!, node.params.index, given[0]!, sums.isMasked(node as Node))
      continue
    }
    const masked = sums.isMasked(node)
    // no function is made for it in the loops of those who do not ask for places
    const backward = node.source
      ? madeFrom(node, () => pullBack(node, given, active, masked))
      : pullBack(node, given, active, masked)
    backward.forEach((cotangent, i) => {
      const input = node.inputs[i]!
      if (cotangent && active.has(input) && isFloat(input.dtype))
        sums.add(input, 0, cotangent, masked || node.op.masks === true)
    })
  }
  return sources.map((source) => sums.of(source)[0])
}

/** The cotangents of one node's operands. */
function pullBack(
  node: Node,
  cotangents: readonly Maybe<Node>[],
  active: ReadonlySet<Node>,
  masked: boolean,
): readonly Maybe<Node>[] {
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
    const fresh = inputs.map(alias)
    return vjp(op.expand(rebuild(node, fresh)), cotangents, fresh)
  }
  throw new DerivativeError(`${op.name}: it has no derivative rule for reverse mode.`)
}

/** cotangent * partial; the zeros of a mask stay zeros even where the partial is infinite. */
function scale(cotangent: Node, partial: Maybe<Node | number>, masked: boolean): Maybe<Node> {
  if (partial === undefined || partial === 0) return undefined
  if (partial === 1) return cotangent
  if (partial === -1) return negate(cotangent)
  if (typeof partial === 'number') return multiply(cotangent, like(cotangent, partial))
  return masked
    ? (apply(elementwise.guarded_multiply, [cotangent, partial], none) as Node)
    : multiply(cotangent, partial)
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
  const pushed = node.op.jvp!(node, tangents)
  const used: Node[] = []
  const given: Maybe<Node>[] = []
  pushed.forEach((tangent, i) => {
    if (!tangent || !cotangents[i]) return
    used.push(tangent)
    given.push(cotangents[i])
  })
  const sources = tangents.filter((tangent) => tangent !== undefined)
  const pulled = vjp(used, given, sources)
  // A loop or branch in a rule pulls back at the tangents that it is given; being linear in them it does the same at zeros.
  const placed = substitute(
    pulled.map((cotangent, i) => cotangent ?? sources[i]!),
    new Map(sources.map((source) => [source, zeros(source.dtype, source.shape)])),
  )
  return tangents.map((tangent) => {
    const at = tangent ? sources.indexOf(tangent) : -1
    return pulled[at] && placed[at]
  })
}
