import { constantValue } from '../graph/leaves.ts'
import { apply, is, type Node } from '../graph/node.ts'
import { like } from '../ops/arithmetic.ts'
import { elementwise } from '../ops/elementwise.ts'
import { concatenate, type Padding, slicing } from '../ops/movement.ts'

/** Sums of more terms than this are not looked at. */
const mostParts = 16

/** A part of a sum: `x` from `start` on along one axis, zeros elsewhere. */
interface Part {
  readonly x: Node
  readonly axis: number
  readonly start: number
}

/**
 * Parts that were padded with zeros to stand one after the other along an axis, and then added, are joined (the gradient
 * of a split). Adding zero makes of -0 what the sum made of it.
 */
export function joinedParts(node: Node): Node | undefined {
  const parts: Part[] = []
  const open = [node]
  for (let term = open.pop(); term; term = open.pop()) {
    if (is(term, elementwise.add)) open.push(...term.inputs)
    else {
      const part = partOf(term)
      if (!part || parts.length === mostParts) return undefined
      parts.push(part)
    }
  }
  const { axis } = parts[0]!
  parts.sort((a, b) => a.start - b.start)
  let end = 0
  for (const part of parts) {
    if (part.axis !== axis || part.start !== end) return undefined
    end += part.x.shape[axis]!
  }
  if (end !== node.shape[axis]) return undefined
  return concatenate(
    parts.map(({ x }) => apply(elementwise.add, [x, like(x, 0)], {}) as Node),
    axis,
  )
}

function partOf(node: Node): Part | undefined {
  if ((node.op as object) !== slicing.pad || constantValue(node.inputs[1]!) !== 0) return undefined
  const [x] = node.inputs as [Node]
  const { low, high, interior } = node.params as Padding
  const padded = x.shape.flatMap((_, i) => (low[i] !== 0 || high[i] !== 0 ? [i] : []))
  const [axis] = padded
  if (axis === undefined || padded.length > 1 || interior.some((n) => n > 0)) return undefined
  return { x, axis, start: low[axis]! }
}
