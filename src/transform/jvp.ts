import { isFloat } from '../graph/dtype.ts'
import { apply, type Node } from '../graph/node.ts'
import { add, like, multiply, negate, zeros } from '../ops/arithmetic.ts'
import { DerivativeError } from './errors.ts'
import { carriedForward, expanded, type Maybe } from './forward.ts'

/**
 * Forward mode: the tangents of `results` from those of `sources`, as more graph; undefined means zero.
 */
export function jvp(
  results: readonly Node[],
  sources: readonly Node[],
  tangents: readonly Maybe<Node>[],
): Maybe<Node>[] {
  return carriedForward(results, sources, tangents, (node, given) =>
    given.some((tangent) => tangent) ? pushForward(node, given) : [],
  )
}

/** The tangents of one node's results. */
function pushForward(node: Node, tangents: readonly Maybe<Node>[]): readonly Maybe<Node>[] {
  const { op, inputs } = node
  if (op.constant || !node.types.some((type) => isFloat(type.dtype))) return []
  if (op.linear === 'jointly')
    return [
      apply(
        op,
        inputs.map(
          (input, i) => tangents[i] ?? (isFloat(input.dtype) ? zeros(input.dtype, input.shape) : input),
        ),
        node.params,
      ),
    ]
  if (op.linear === 'each')
    return [sum(tangents.map((tangent, i) => tangent && apply(op, inputs.with(i, tangent), node.params)))]
  if (op.partials) {
    const partials = op.partials(node)
    return [sum(tangents.map((tangent, i) => tangent && scale(tangent, partials[i])))]
  }
  if (op.jvp) return op.jvp(node, tangents)
  if (op.expand) {
    const { operands, results } = expanded(node)
    return jvp(results, operands, tangents)
  }
  throw new DerivativeError(`${op.name}: it has no derivative rule for forward mode.`)
}

function scale(tangent: Node, partial: Maybe<Node | number>): Maybe<Node> {
  if (partial === undefined || partial === 0) return undefined
  if (partial === -1) return negate(tangent)
  return multiply(tangent, typeof partial === 'number' ? like(tangent, partial) : partial)
}

const sum = (terms: readonly Maybe<Node>[]): Maybe<Node> =>
  terms.reduce((total, term) => (total && term ? add(total, term) : (total ?? term)), undefined)
