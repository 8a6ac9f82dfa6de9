import { shown } from '../errors.ts'
import { dependents, topological } from '../graph/graph.ts'
import { constant } from '../graph/leaves.ts'
import { type Node, nextMark } from '../graph/node.ts'
import { ShapeError, sameShape, sizeOf } from '../graph/shape.ts'
import { add, convert, stopGradient, zeros } from '../ops/arithmetic.ts'
import { optionsOf } from '../options.ts'
import { DerivativeError } from '../transform/errors.ts'
import { vjp } from '../transform/vjp.ts'
import { nodeOf, type TensorLike, toTensor } from './operands.ts'
import { repeated } from './repeated.ts'
import { expectLoss } from './runtime.ts'
import { Tensor } from './tensor.ts'
import { escaped, gradientOf, isTracing, reached, setGradient, ungathered } from './trace.ts'

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
 * DerivativeError for a root that depends on nothing that requires a gradient, or only on what a traced function is given, and for a second pass over a graph that was
 * not retained; TraceError for one that was kept from inside a traced function, and for a gradient that is gathered inside `vmap`,
 * `scan`, `cond` or `checkpoint` by a tensor from outside and not read there: it would be lost.
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
  const { node } = toTensor(root, 'backward')
  const start = startOf('backward', node, cotangent)
  const history = topological([node], (other) => !other.tracked)
  requireUnused('backward', node, history)
  const leaves = history.filter(isSource)
  // what comes of a compiled function's arguments alone is a constant, which other passes go through as well
  const gathering: Node[] = []
  const mark = nextMark()
  for (const other of history)
    if (other.owners || other.inputs.some((input) => input.mark === mark)) {
      other.mark = mark
      gathering.push(other)
    }
  if (gathering.length === 0) throw ungathered()
  reached(leaves)
  const given: Node[] = []
  const visit = (at: Node, gradient: Node): Node => {
    const seen = hooked(at, gradient, createGraph)
    ;(at.owners as readonly Tensor[] | undefined)?.forEach((owner, i) => {
      if (!owner.retains && (i > 0 || !isSource(at))) return
      const before = gradientOf(owner)
      // what is added to one that is spent goes with it
      if (before === 'spent') return
      const added = kept(seen, createGraph)
      const sum = before ? new Tensor(add(before.node, added.node)) : added
      given.push(sum.node)
      setGradient(owner, sum)
    })
    return seen
  }
  const watched = history.some(isWatched)
  const build = () => vjp([node], [start], leaves, watched ? visit : undefined, history)
  const between = history.filter((other) => !isSource(other))
  const gradients = watched ? build() : repeated('backward', [start, ...leaves], build, between)
  for (let i = leaves.length - 1; i >= 0; i--) {
    const { dtype, shape } = leaves[i]!
    // each has a part in the root, though a factor of 0 may leave nothing of it
    if (!(watched && gradients[i])) visit(leaves[i]!, gradients[i] ?? zeros(dtype, shape))
  }
  expectLoss(node, given)
  if (!(retainGraph || createGraph)) release(gathering)
}

export interface GradientsOptions extends BackwardOptions {
  /** One for each output, of its shape; an output of one number needs none. */
  readonly cotangents?: readonly (TensorLike | undefined)[]
  /** Gives `undefined` for an input that no output depends on. */
  readonly allowUnused?: boolean
}

/**
 * The gradients of the sum of `outputs` by each of `inputs`, in their shapes; `.grad` stays as it is. Inputs are tensors that the
 * outputs were computed from: leaves that require a gradient, or what was computed from them (of results of the same operation
 * on the same operands it does not tell one from the other).
 *
 * Throws: as `backward`, and DerivativeError for an input that no output depends on without `allowUnused`.
 *
 * @example
 * const x = tensor(3, { requiresGrad: true })
 * const [slope] = gradients(x.pow(3), [x], { createGraph: true })
 * gradients(slope!, [x])[0]!.item() // 18
 */
export function gradients(
  outputs: Tensor | readonly Tensor[],
  inputs: readonly Tensor[],
  options: GradientsOptions & { readonly allowUnused: true },
): (Tensor | undefined)[]
export function gradients(
  outputs: Tensor | readonly Tensor[],
  inputs: readonly Tensor[],
  options?: GradientsOptions,
): Tensor[]
export function gradients(
  outputs: Tensor | readonly Tensor[],
  inputs: readonly Tensor[],
  options?: GradientsOptions,
): (Tensor | undefined)[] {
  const { retainGraph, createGraph, cotangents, allowUnused } = optionsOf('gradients', options, {
    retainGraph: false,
    createGraph: false,
    cotangents: [],
    allowUnused: false,
  })
  const roots = nodesOf([outputs].flat())
  const sources = nodesOf(inputs)
  for (const source of sources) requireTracked('gradients', source)
  if (!(cotangents.length <= roots.length))
    throw new DerivativeError('gradients: there are more cotangents than outputs: give one for each.')
  const starts = roots.map((root, i) => startOf('gradients', root, cotangents[i]))
  const history = dependents(roots, sources)
  requireUnused('gradients', roots[0]!, history)
  const found = vjp(roots, starts, sources, (at, gradient) => hooked(at, gradient, createGraph), history)
  const given = found.map((gradient, i) => {
    if (gradient) return kept(gradient, createGraph)
    const { dtype, shape } = sources[i]!
    // steps have the slope 0
    if (topological(roots, (node) => !node.tracked).includes(sources[i]!))
      return new Tensor(zeros(dtype, shape))
    if (allowUnused) return undefined
    throw new DerivativeError(
      `gradients: no output depends on input ${i}, ${sources[i]}. Leave it out, or allow it with { allowUnused: true }.`,
    )
  })
  expectLoss(
    roots[0]!,
    given.flatMap((gradient) => gradient?.node ?? []),
  )
  // how the inputs came about has not been used
  if (!(retainGraph || createGraph)) release(history, sources)
  return given
}

function nodesOf(tensors: readonly Tensor[]): Node[] {
  if (!Array.isArray(tensors) || tensors.length === 0 || tensors.some((x) => !(x instanceof Tensor)))
    throw new DerivativeError(
      `gradients: outputs and inputs are ${shown(tensors)}: give arrays of tensors, one at least.`,
    )
  return tensors.map(({ node }) => node)
}

/** What goes back from a result: its cotangent as a node, or one. */
function startOf(operation: string, node: Node, cotangent: TensorLike | undefined): Node {
  if (node.abstract && !isTracing()) throw escaped(node)
  requireTracked(operation, node)
  const seed = cotangent === undefined ? undefined : nodeOf(cotangent, 'backward', node.dtype)
  if (!seed && sizeOf(node.shape) !== 1)
    throw new ShapeError(
      operation,
      [node.shape],
      `the tensor is ${node}; a gradient needs one number. Reduce it (loss.mean()), or give a cotangent of shape [${node.shape}].`,
    )
  if (seed && !sameShape(seed.shape, node.shape))
    throw new ShapeError(
      operation,
      [node.shape, seed.shape],
      `the cotangent is ${seed}, the tensor ${node}: their shapes must be equal.`,
    )
  return seed ? convert(seed, node.dtype) : constant(1, node.dtype, node.shape)
}

function requireTracked(operation: string, node: Node): void {
  if (!node.tracked)
    throw new DerivativeError(
      `${operation}: ${node} does not depend on a tensor that requires a gradient. Make one with { requiresGrad: true }.`,
    )
}

function requireUnused(operation: string, node: Node, history: readonly Node[]): void {
  if (history.some(({ released }) => released))
    throw new DerivativeError(
      `${operation}: the graph of this ${node} was already used by another pass. ` +
        'Use { retainGraph: true } the first time: backward(undefined, { retainGraph: true }).',
    )
}

const release = (history: readonly Node[], sources: readonly Node[] = []): void => {
  for (const node of history) if (!isSource(node) && !sources.includes(node)) node.released = true
}

const kept = (gradient: Node, differentiable: boolean): Tensor =>
  new Tensor(differentiable ? gradient : stopGradient(gradient))

/** The gradient of a node after the hooks of its tensors. */
function hooked(at: Node, gradient: Node, differentiable: boolean): Node {
  let seen = gradient
  for (const { hooks } of (at.owners as readonly Tensor[] | undefined) ?? [])
    for (const hook of hooks ?? []) {
      const replaced = hook(kept(seen, differentiable))
      if (replaced) seen = checkHook(replaced, at)
    }
  return seen
}

/** Whether somebody wants to see a gradient on its way: of a result, or by a hook. */
const isWatched = (node: Node): boolean =>
  node.owners !== undefined &&
  (!isSource(node) || (node.owners as readonly Tensor[]).some(({ hooks }) => hooks))

/** Whether a tracked node is where its history begins. */
const isSource = ({ inputs }: Node): boolean => !inputs.some(({ tracked }) => tracked)

/** What a hook returned, as a gradient of a node. */
function checkHook(replaced: unknown, at: Node): Node {
  if (!(replaced instanceof Tensor))
    throw new DerivativeError(`backward: a hook returned ${typeof replaced}: return a tensor, or nothing.`)
  const { node } = replaced
  if (!sameShape(node.shape, at.shape))
    throw new ShapeError(
      'backward',
      [at.shape, node.shape],
      `a hook returned ${node} for the gradient of ${at}: their shapes must be equal.`,
    )
  return convert(node, at.dtype)
}
