import '../../compile/bridge/subjects/blocks.ts'
import { named, requireList, shown } from '../../errors.ts'
import { dataNode } from '../../graph/leaves.ts'
import type { Node } from '../../graph/node.ts'
import { broadcastShapes, ShapeError, sizeOf } from '../../graph/shape.ts'
import { IndexError } from '../../ops/indexError.ts'
import { column, gather } from '../../ops/indexing.ts'
import { broadcastTo, concatenate, iota, moveAxis, reshape, reverse, sliced } from '../../ops/movement.ts'
import { type Combine, scatter } from '../../ops/scattering.ts'
import { checkWord, optionsOf } from '../../options.ts'
import type { NestedInput } from '../nested.ts'
import { nodeOf, promoted, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { indexNode, placesOf } from './gathering.ts'

/** Elements from `start` to before `stop`, `step` apart, as Python's start:stop:step; negative places count from the end. */
export interface Slice {
  readonly start?: number | undefined
  readonly stop?: number | undefined
  readonly step?: number | undefined
}

/**
 * What stands between the brackets of NumPy's x[...]: an integer takes one place and drops the axis; a slice (an object, or
 * text such as '1:', '::2', ':'); '...' stands for all axes that are not named; null is a new axis of extent 1; an
 * integer tensor or list picks places (several of them go together); a bool tensor picks where it is true.
 */
export type Index = number | Slice | string | null | Tensor | readonly NestedInput[]

/** Python's slice: `slice(stop)`, `slice(start, stop)`, `slice(start, stop, step)`; null stands for what is left out. */
export function slice(...bounds: (number | null | undefined)[]): Slice {
  const [start, stop, step] = bounds.length === 1 ? [undefined, bounds[0]] : bounds
  return { start: start ?? undefined, stop: stop ?? undefined, step: step ?? undefined }
}

function parseSlice(text: string): Slice {
  const parts = text.split(':').map((part) => part.trim())
  const numbers = parts.map((part) => (part === '' ? undefined : Number(part)))
  if (parts.length < 2 || parts.length > 3 || numbers.some((n) => n !== undefined && !Number.isInteger(n)))
    throw new IndexError(
      `index: ${shown(text)} is not a slice: write start:stop:step with integers that may be left out, or '...'.`,
    )
  return slice(...numbers)
}

/** Start, count and step along an axis of `extent` elements, as Python's slice.indices. */
function resolve(
  { start, stop, step = 1 }: Slice,
  extent: number,
): { start: number; count: number; step: number } {
  if (!Number.isInteger(step) || step === 0)
    throw new IndexError(`index: the step of a slice is ${shown(step)}: it must be an integer other than 0.`)
  const [low, high] = step > 0 ? [0, extent] : [-1, extent - 1]
  const place = (value: number | undefined, otherwise: number): number => {
    if (value === undefined) return otherwise
    return Math.min(Math.max(value < 0 ? value + extent : value, low), high)
  }
  const from = place(start, step > 0 ? low : high)
  const to = place(stop, step > 0 ? high : low)
  return { start: from, count: Math.max(0, Math.ceil((to - from) / step)), step }
}

type Entry =
  | { readonly kind: 'slice'; readonly slice: Slice }
  | { readonly kind: 'place'; readonly place: number }
  | { readonly kind: 'new' }
  | {
      readonly kind: 'places'
      readonly places: TensorLike
      /** What a mask covers. */
      readonly covered?: number
    }

/** Entries for every axis: masks become places, '...' and what is left out whole slices. */
function entriesOf(x: Node, indices: readonly Index[]): Entry[] {
  const entries: (Entry | '...')[] = []
  for (const index of indices) {
    if (index === '...') entries.push('...')
    else if (typeof index === 'string') entries.push({ kind: 'slice', slice: parseSlice(index) })
    else if (typeof index === 'number') entries.push({ kind: 'place', place: index })
    else if (index === null) entries.push({ kind: 'new' })
    else if (index instanceof Tensor || Array.isArray(index) || ArrayBuffer.isView(index))
      entries.push(...placesEntries(index as TensorLike))
    else if (typeof index === 'object') entries.push({ kind: 'slice', slice: index as Slice })
    else
      throw new IndexError(
        `index: ${shown(index)} is no index: use a place, a slice as '1:', '...', null, a list or a tensor.`,
      )
  }
  const used = entries.filter((entry) => entry !== '...' && entry.kind !== 'new').length
  const missing = x.shape.length - used
  if (missing < 0)
    throw new IndexError(
      `index: ${used} indices for ${x}, which has ${x.shape.length} axes: give at most one for each axis.`,
    )
  const whole = Array.from({ length: missing }, (): Entry => ({ kind: 'slice', slice: {} }))
  const dots = entries.indexOf('...')
  if (dots !== entries.lastIndexOf('...')) throw new IndexError("index: '...' stands twice: once is enough.")
  entries.splice(dots < 0 ? entries.length : dots, 1, ...whole)
  return entries as Entry[]
}

function placesEntries(index: TensorLike): Entry[] {
  const node = nodeOf(index, 'index')
  if (node.dtype !== 'bool') return [{ kind: 'places', places: index }]
  const { along } = placesOf('index', new Tensor(node))
  return node.shape.map((covered, axis): Entry => {
    const column = along(axis)
    const places = new Tensor(dataNode({ dtype: 'int32', shape: [column.length] }, column))
    return { kind: 'places', places, covered }
  })
}

/** The part of `x` that `indices` name. An axis with places keeps its extent; which they are is returned too. */
function basic(
  x: Node,
  entries: readonly Entry[],
): { node: Node; advanced: { axis: number; places: Node }[] } {
  const start: number[] = []
  const limit: number[] = []
  const step: number[] = []
  const reversed: number[] = []
  const shape: number[] = []
  const advanced: { axis: number; places: Node }[] = []
  for (const entry of entries) {
    if (entry.kind === 'new') {
      shape.push(1)
      continue
    }
    const axis = start.length
    const extent = x.shape[axis]!
    let found = { start: 0, count: extent, step: 1 }
    if (entry.kind === 'place') {
      const { place } = entry
      if (!Number.isInteger(place) || place < -extent || place >= extent)
        throw new IndexError(
          `index: place ${place} along axis ${axis} of ${x}: it must be an integer from ${-extent} to ${extent - 1}.`,
        )
      found = { start: place < 0 ? place + extent : place, count: 1, step: 1 }
    } else if (entry.kind === 'places') {
      const { covered = extent } = entry
      if (covered !== extent)
        throw new IndexError(
          `index: a mask covers ${covered} of ${extent} places along axis ${axis} of ${x}: it must cover all.`,
        )
      advanced.push({ axis: shape.length, places: indexNode('index', entry.places, extent) })
    } else found = resolve(entry.slice, extent)
    const reach = (found.count - 1) * found.step
    if (found.step < 0) reversed.push(axis)
    // A slice that goes down is one that goes up, turned round.
    const first = found.count === 0 ? 0 : Math.min(found.start, found.start + reach)
    start.push(first)
    limit.push(found.count === 0 ? first : first + Math.abs(reach) + 1)
    step.push(Math.abs(found.step))
    if (entry.kind !== 'place') shape.push(found.count)
  }
  return { node: reshape(reverse(sliced(x, { start, limit, step }), reversed), shape), advanced }
}

/**
 * NumPy's x[...], for every kind of index: see `Index`.
 *
 * @example
 * const x = arange(12).reshape([3, 4])
 * index(x, 1) // [4, 5, 6, 7]
 * index(x, '...', '::2') // every second column
 * index(x, [0, 2], [1, 3]) // [1, 11]
 *
 * Shapes: places broadcast together; their axes stand where the first of them stood if they are neighbours (integers do not
 * part them, as in PyTorch), else first.
 * Throws: IndexError for a place outside its axis; TraceError for a mask that is being traced.
 */
export function index(x: TensorLike, ...indices: Index[]): Tensor {
  const given = nodeOf(x, 'index')
  const { node, advanced } = basic(given, entriesOf(given, indices))
  if (advanced.length === 0) return new Tensor(node)
  const shape = broadcastShapes('index', ...advanced.map(({ places }) => places.shape))
  const columns = advanced.map(({ places }) => column(broadcastTo(places, shape)))
  const axes = advanced.map(({ axis }) => axis)
  const found = gather(node, concatenate(columns, shape.length), { axes, batch: 0 })
  const neighbours = axes.every((axis, i) => i === 0 || axis === axes[i - 1]! + 1)
  const first = neighbours ? axes[0]! : 0
  return new Tensor(moveAxis(found, 0, first, shape.length))
}
/** `x.at(...)`: NumPy's x[...]; see `index`. */
export const at = /* @__PURE__ */ named('at', index)

export type IndexMode = 'set' | 'add' | 'multiply' | 'min' | 'max'
const combines: Readonly<Record<IndexMode, Combine>> = {
  set: 'set',
  add: 'add',
  multiply: 'multiply',
  min: 'minimum',
  max: 'maximum',
}

/**
 * x with x[indices] replaced by `values` or combined with them; x itself stays. Places may come more than once: 'add' adds
 * all, 'set' keeps the last.
 *
 * @example
 * indexPut(zeros([3]), [[0, 0, 2]], 1, { mode: 'add' }) // [2, 0, 1]
 */
export function indexPut(
  x: TensorLike,
  indices: readonly Index[],
  values: TensorLike,
  options?: { readonly mode?: IndexMode },
): Tensor {
  const { mode } = optionsOf('indexPut', options, { mode: 'set' })
  checkWord('indexPut', 'mode', mode, Object.keys(combines))
  requireList('indexPut', indices)
  const [operand, updates] = promoted('indexPut', [x, values]) as [Node, Node]
  const size = sizeOf(operand.shape)
  // The same index applied to the elements' numbers tells where each value goes.
  const numbers = new Tensor(reshape(iota('int32', [size], 0), operand.shape))
  const places = index(numbers, ...indices).node
  if (broadcastShapes('indexPut', places.shape, updates.shape).length > places.shape.length)
    throw new ShapeError(
      'indexPut',
      [places.shape, updates.shape],
      `the values are ${updates}, the place has shape [${places.shape}]: they must broadcast to it.`,
    )
  const count = sizeOf(places.shape)
  const flat = scatter(
    reshape(operand, [size]),
    reshape(broadcastTo(updates, places.shape), [count]),
    reshape(places, [count, 1]),
    {
      axes: [0],
      batch: 0,
      combine: combines[mode],
    },
  )
  return new Tensor(reshape(flat, operand.shape))
}
