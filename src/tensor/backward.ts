import { topological } from '../graph/graph.ts'
import { constant, TraceError } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import { ShapeError, sameShape, typeText } from '../graph/shape.ts'
import { add, stopGradient } from '../ops/arithmetic.ts'
import { DerivativeError } from '../transform/errors.ts'
import { vjp } from '../transform/vjp.ts'
import { expectLoss } from './runtime.ts'
import { Tensor } from './tensor.ts'

export interface BackwardOptions {
  /** Allows another `backward` through the same graph. */
  readonly retainGraph?: boolean
  /** Makes the gradients differentiable themselves (and retains the graph). */
  readonly createGraph?: boolean
}

/**
 * Adds the gradient of `root` to `.grad` of every leaf that requires one, and of tensors that retain it.
 * `cotangent` has the shape of `root`; it may be left out where `root` is one number.
 *
 * Throws: ShapeError for a root that is not a scalar without a cotangent; DerivativeError for a root that depends on
 * nothing that requires a gradient, and for a second pass over a graph that was not retained.
 *
 * @example
 * const x = tensor(0.5, { requiresGrad: true })
 * x.sigmoid().backward()
 * x.grad!.item() // 0.2350
 */
export function backward(root: Tensor, cotangent?: Tensor, options: BackwardOptions = {}): void {
  const { node } = root
  if (!node.tracked)
    throw new DerivativeError(
      `backward: ${typeText(node.type)} does not depend on a tensor that requires a gradient. Make one with { requiresGrad: true }.`,
    )
  if (!cotangent && root.size !== 1)
    throw new ShapeError(
      'backward',
      [root.shape],
      `the tensor is ${typeText(node.type)}; a gradient needs one number. Reduce it (loss.mean()), or give a cotangent of shape [${root.shape.join(',')}].`,
    )
  if (cotangent && !sameShape(cotangent.shape, root.shape))
    throw new ShapeError(
      'backward',
      [root.shape, cotangent.shape],
      `the cotangent is ${typeText(cotangent.node.type)}, the tensor ${typeText(node.type)}: their shapes must be equal.`,
    )
  const history = topological([node], (other) => !other.tracked)
  const keep = options.retainGraph === true || options.createGraph === true
  for (const other of history)
    if (other.released)
      throw new DerivativeError(
        `backward: the graph of this ${typeText(node.type)} was already used by another backward(). ` +
          'Use backward(undefined, { retainGraph: true }) the first time.',
      )
  const leaves = new Set(history.filter((other) => !other.inputs.some((input) => input.tracked)))
  const seed = cotangent ? cotangent.node : constant(1, node.dtype, node.shape)
  const keepFor = (gradient: Node): Tensor =>
    new Tensor(options.createGraph ? gradient : stopGradient(gradient))

  const visit = (at: Node, gradient: Node): Node => {
    const owner = at.owner as Tensor | undefined
    if (!owner) return gradient
    let seen = gradient
    for (const hook of owner.hooks ?? []) {
      const replaced = hook(keepFor(seen))
      if (replaced) seen = replaced.node
    }
    if (owner.retains || leaves.has(at)) accumulate(owner, keepFor(seen))
    return seen
  }
  vjp([node], [seed], [...leaves], visit)
  expectLoss(node)
  if (!keep)
    for (const other of history) if (other.inputs.length > 0 && !leaves.has(other)) other.released = true
}

function accumulate(owner: Tensor, gradient: Tensor): void {
  if (owner.grad?.node.abstract !== gradient.node.abstract && owner.grad)
    throw new TraceError(
      'backward: a gradient computed outside a traced function would be added to inside it. Call zeroGrad() (or set grad to undefined) at the start of the function.',
    )
  owner.grad = owner.grad ? new Tensor(add(owner.grad.node, gradient.node)) : gradient
}
