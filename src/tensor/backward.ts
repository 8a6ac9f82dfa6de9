import { topological } from '../graph/graph.ts'
import { constant } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import { ShapeError, sameShape, sizeOf, typeText } from '../graph/shape.ts'
import { add, convert, stopGradient } from '../ops/arithmetic.ts'
import { optionsOf } from '../options.ts'
import { DerivativeError } from '../transform/errors.ts'
import { vjp } from '../transform/vjp.ts'
import { nodeOf, type TensorLike, toTensor } from './operands.ts'
import { expectLoss } from './runtime.ts'
import { Tensor } from './tensor.ts'
import { escaped, gradientOf, isTracing } from './trace.ts'

export interface BackwardOptions {
  /** Allows another `backward` through the same graph. */
  readonly retainGraph?: boolean
  /** Makes the gradients differentiable themselves (and retains the graph). */
  readonly createGraph?: boolean
}

/**
 * Adds the gradient of `root` to `.grad` of every leaf that requires one, and of tensors that retain it.
 * `cotangent` (a tensor, or numbers) has the shape of `root`; it may be left out where `root` is one number.
 *
 * Throws: ShapeError for a root that is not a scalar without a cotangent, and for a hook that returns another shape;
 * DerivativeError for a root that depends on nothing that requires a gradient, and for a second pass over a graph that was
 * not retained; TraceError for one that was kept from inside a traced function.
 *
 * @example
 * const x = tensor(0.5, { requiresGrad: true })
 * x.sigmoid().backward()
 * x.grad!.item() // 0.2350
 */
export function backward(root: Tensor, cotangent?: TensorLike, options?: BackwardOptions): void {
  const { retainGraph, createGraph } = optionsOf('backward', options, {
    retainGraph: false,
    createGraph: false,
  })
  const { node } = toTensor(root)
  if (node.abstract && !isTracing()) throw escaped(node)
  if (!node.tracked)
    throw new DerivativeError(
      `backward: ${typeText(node.type)} does not depend on a tensor that requires a gradient. Make one with { requiresGrad: true }.`,
    )
  const seed = cotangent === undefined ? undefined : nodeOf(cotangent, node.dtype)
  if (!seed && sizeOf(node.shape) !== 1)
    throw new ShapeError(
      'backward',
      [node.shape],
      `the tensor is ${typeText(node.type)}; a gradient needs one number. Reduce it (loss.mean()), or give a cotangent of shape [${node.shape.join(',')}].`,
    )
  if (seed && !sameShape(seed.shape, node.shape))
    throw new ShapeError(
      'backward',
      [node.shape, seed.shape],
      `the cotangent is ${typeText(seed.type)}, the tensor ${typeText(node.type)}: their shapes must be equal.`,
    )
  const history = topological([node], (other) => !other.tracked)
  const keep = retainGraph || createGraph
  const leaves: Node[] = []
  for (const other of history) {
    if (other.released)
      throw new DerivativeError(
        `backward: the graph of this ${typeText(node.type)} was already used by another backward(). ` +
          'Use backward(undefined, { retainGraph: true }) the first time.',
      )
    if (isSource(other)) leaves.push(other)
  }
  const keepFor = (gradient: Node): Tensor => new Tensor(createGraph ? gradient : stopGradient(gradient))
  const given: Node[] = []
  const visit = (at: Node, gradient: Node): Node => {
    if (!at.owners) return gradient
    const owners = at.owners as readonly Tensor[]
    let seen = gradient
    for (const { hooks } of owners)
      for (const hook of hooks ?? []) {
        const replaced = hook(keepFor(seen))
        if (replaced) seen = checkHook(replaced, at)
      }
    owners.forEach((owner, i) => {
      if (!owner.retains && (i > 0 || !isSource(at))) return
      const before = gradientOf(owner)
      // what is added to one that is spent goes with it
      if (before === 'spent') return
      const added = keepFor(seen)
      const sum = before ? new Tensor(add(before.node, added.node)) : added
      given.push(sum.node)
      owner.grad = sum
    })
    return seen
  }
  const start = seed ? convert(seed, node.dtype) : constant(1, node.dtype, node.shape)
  vjp([node], [start], leaves, visit, history)
  expectLoss(node, given)
  if (!keep) for (const other of history) if (!isSource(other)) other.released = true
}

/** Whether a tracked node is where its history begins. */
const isSource = ({ inputs }: Node): boolean => {
  for (let i = 0; i < inputs.length; i++) if (inputs[i]!.tracked) return false
  return true
}

/** What a hook returned, as a gradient of a node. */
function checkHook(replaced: unknown, at: Node): Node {
  if (!(replaced instanceof Tensor))
    throw new DerivativeError(
      `backward: a hook returned ${typeof replaced}: return the gradient as a tensor, or nothing to leave it as it is.`,
    )
  const { node } = replaced
  if (!sameShape(node.shape, at.shape))
    throw new ShapeError(
      'backward',
      [at.shape, node.shape],
      `a hook returned ${typeText(node.type)} for the gradient of ${typeText(at.type)}: their shapes must be equal.`,
    )
  return convert(node, at.dtype)
}
