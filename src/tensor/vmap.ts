import { NablaError, requireFunction } from '../errors.ts'
import { parameter } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import { normalizeAxis, ShapeError } from '../graph/shape.ts'
import { broadcastLeading, moveAxis } from '../ops/movement.ts'
import { optionsOf } from '../options.ts'
import { batch } from '../transform/batch.ts'
import { called } from './operands.ts'
import { Tensor } from './tensor.ts'
import { Trace, tracing } from './trace.ts'
import { fieldsOf, flatten, type Loose } from './tree.ts'

/** The batch axis of an argument: a number for all its tensors, null for none, or a nesting that says it for each. */
export type AxisSpec = number | null | readonly AxisSpec[] | { readonly [key: string]: AxisSpec }

export interface VmapOptions {
  /** Which axis of each argument is the batch; one for all, or one an argument. */
  readonly inAxes?: number | null | readonly AxisSpec[]
  /** Where the batch axis goes in the results. */
  readonly outAxes?: AxisSpec
}

type Arguments<A extends readonly unknown[]> = { [K in keyof A]: Loose<A[K]> }

/** Spreads an axis specification over the leaves of a value. */
function spreadAxes(
  name: 'inAxes' | 'outAxes',
  spec: AxisSpec | undefined,
  value: unknown,
): (number | null)[] {
  if (typeof spec === 'number' || spec === null || spec === undefined)
    return flatten(value).leaves.map(() => spec ?? null)
  if (Array.isArray(spec) && Array.isArray(value)) {
    if (spec.length !== value.length)
      throw new NablaError(
        `vmap: ${name} has ${spec.length} entries for ${value.length} values: give one for each.`,
      )
    return value.flatMap((part, i) => spreadAxes(name, spec[i] as AxisSpec, part))
  }
  if (typeof value === 'object' && value !== null && !(value instanceof Tensor))
    return fieldsOf(value).flatMap((key) =>
      spreadAxes(name, (spec as Record<string, AxisSpec>)[key], (value as Record<string, unknown>)[key]),
    )
  throw new NablaError(
    `vmap: ${name} is nested deeper than the ${name === 'inAxes' ? 'arguments' : 'results'} that it describes.`,
  )
}

/**
 * The function that applies `f` to every example of a batch at once: write `f` for one example.
 * Inside `f` tensors have no batch axis and no value yet, so JavaScript's `if` cannot look at them (use `where` or `cond`).
 *
 * Throws: ShapeError where batch extents differ; NablaError where no argument has a batch axis.
 *
 * @example
 * vmap(grad(logistic))(tensor([0, 1, 2]))
 * vmap((x: Tensor, w: Tensor) => x.dot(w), { inAxes: [0, null] })(rows, weights)
 */
export function vmap<A extends unknown[] = Tensor[], R = Tensor>(
  f: (...args: A) => R,
  options?: VmapOptions,
): (...args: Arguments<A>) => R {
  requireFunction('vmap', f)
  const { inAxes, outAxes } = optionsOf('vmap', options, { inAxes: 0, outAxes: 0 })
  return (...args) => {
    const flat = flatten(args, 'vmap')
    const { images, size } = batchFirst(flat.leaves, spreadAxes('inAxes', inAxes as AxisSpec, args))
    const singles = images.map(
      (image, i) => image && parameter({ dtype: image.dtype, shape: image.shape.slice(1) }, i, 'vmap'),
    )
    const stand = flat.leaves.map((leaf, i) => (singles[i] ? new Tensor(singles[i]) : leaf))
    const returned = tracing(new Trace('body'), () => called('vmap', f, flat.rebuild(stand) as A))
    const output = flatten(returned, 'vmap')
    const results = output.leaves.map((leaf) => leaf.node)
    const to = spreadAxes('outAxes', outAxes, returned)
    const mapped = batch(results, singles.filter(isThere), images.filter(isThere), size)
    return output.rebuild(mapped.map((node, i) => new Tensor(withBatch(node, results[i]!, to[i], size)))) as R
  }
}

const isThere = (node: Node | undefined): node is Node => node !== undefined

/** Arguments with their batch axis first, undefined where they have none, and how many examples there are. */
function batchFirst(
  leaves: readonly Tensor[],
  axes: readonly (number | null | undefined)[],
): { readonly images: readonly (Node | undefined)[]; readonly size: number } {
  let size: number | undefined
  const images = leaves.map(({ node }, i) => {
    const axis = axes[i]
    if (axis === null || axis === undefined) return undefined
    if (node.shape.length === 0)
      throw new ShapeError(
        'vmap',
        [node.shape],
        `argument leaf ${i} is ${node}, a scalar without a batch axis: use null for it in inAxes.`,
      )
    const at = normalizeAxis('vmap', axis, node.shape.length)
    const extent = node.shape[at]!
    if (size !== undefined && size !== extent)
      throw new ShapeError(
        'vmap',
        leaves.map((leaf) => leaf.shape),
        `batch axes have ${size} and ${extent} examples: they must be equal. Use null in inAxes for what is shared.`,
      )
    size = extent
    return moveAxis(node, at, 0)
  })
  if (size === undefined)
    throw new NablaError(
      'vmap: no argument has a batch axis: give an axis for at least one of them in inAxes.',
    )
  return { images, size }
}

/** A result with its batch axis where it is wanted; `mapped` has it first, and is undefined where the result has none. */
function withBatch(
  mapped: Node | undefined,
  result: Node,
  axis: number | null | undefined,
  size: number,
): Node {
  if (axis === null || axis === undefined) {
    if (mapped)
      throw new NablaError('vmap: a result that depends on the batch has outAxes null: give it an axis.')
    return result
  }
  const whole = mapped ?? broadcastLeading(result, size)
  return moveAxis(whole, 0, normalizeAxis('vmap', axis, whole.shape.length))
}
