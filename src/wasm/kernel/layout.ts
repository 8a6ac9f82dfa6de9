import { volume } from '../axes.ts'
import { type Buffer, elementBytes, type LoopKernel, neighbour } from './ir.ts'
import { scalarOperation } from './operations.ts'
import { type Period, pairOf } from './period.ts'

/** An axis after neighbours have been merged, with what the loops need of it. */
export interface LoopAxis {
  readonly extent: number
  readonly reduced: boolean
  /** Stride of each buffer (inputs, then outputs) in bytes. */
  readonly bytes: readonly number[]
  /** Steps of the row-major position over the reduced axes, for argmax. */
  readonly weight: number
  /** Which axes of the kernel this is (more than one after merging). */
  readonly members: readonly number[]
  /** Where it is two axes, of which the inner one divides a vector. */
  readonly period?: Period
}

/** How a kernel is looped. */
export interface Layout {
  /** Axes that units are counted over, outermost first. */
  readonly outer: readonly LoopAxis[]
  /** Reduced axes other than the vector axis, outermost first. */
  readonly inner: readonly LoopAxis[]
  /** The axis that lies across the lanes. */
  readonly vector: LoopAxis
  /** Sum over lanes ("row"), over vectors ("column"), or nothing. */
  readonly mode: 'elementwise' | 'row' | 'column'
  /** Elements in a vector: four, or sixteen where all is bool and lies in a row. */
  readonly lanes: 4 | 16
}

/** Whether elements are bytes from the first line to the last: sixteen of them fill a vector. */
const isOfBytes = ({ body }: LoopKernel, { bytes, period }: LoopAxis): boolean =>
  !period &&
  bytes.every((stride) => stride === 0 || stride === 1) &&
  body.every(({ dtype }) => dtype === 'bool')

/** Whether an output's masks of 32-bit lanes become bytes in a row, which those of four vectors fill one with. */
export const storesMasks = (kernel: LoopKernel, { lanes, mode, vector }: Layout, output: number): boolean =>
  mode === 'elementwise' &&
  lanes === 4 &&
  kernel.outputs[output]!.dtype === 'bool' &&
  vector.bytes[kernel.inputs.length + output] === 1

/** Merge axes where memory allows it and choose the one that lies across the lanes. */
export function layoutOf(kernel: LoopKernel): Layout {
  const buffers = [...kernel.inputs, ...kernel.outputs]
  const counted = new Set(kernel.body.flatMap((line) => (line.kind === 'iota' ? [line.axis] : [])))
  let weight = 1
  const axes: LoopAxis[] = []
  for (let i = kernel.axes.length - 1; i >= 0; i--) {
    const { extent, reduced } = kernel.axes[i]!
    const bytes = buffers.map((b) => b.strides[i]! * elementBytes[b.dtype])
    const own = weight
    if (reduced) weight *= extent
    if (extent === 1 && !counted.has(i)) continue
    const next = axes[0]
    const joins =
      next !== undefined &&
      next.reduced === reduced &&
      !counted.has(i) &&
      !next.members.some((m) => counted.has(m)) &&
      bytes.every((b, k) => b === next.bytes[k]! * next.extent)
    if (joins) axes[0] = { ...next, extent: next.extent * extent, members: [i, ...next.members] }
    else axes.unshift({ extent, reduced, bytes, weight: own, members: [i] })
  }
  const anyReduced = kernel.axes.some((a) => a.reduced)
  if (axes.every((a) => a.reduced !== anyReduced)) axes.push(unit(buffers.length, anyReduced))
  const runs = kernel.body.some((line) => line.kind === 'running')
  // running values go along the reduced axes one by one, so another axis must lie across the lanes
  if (runs && !axes.some((a) => !a.reduced)) axes.unshift(unit(buffers.length, false))
  const pair = anyReduced ? undefined : pairOf(kernel, axes)
  if (pair) {
    axes.splice(axes.indexOf(pair[0]), 1)
    axes[axes.indexOf(pair[1])] = pair[2]
  }
  const vector = pair?.[2] ?? vectorAxis(kernel, runs ? axes.filter((a) => !a.reduced) : axes)
  const outer = axes.filter((a) => !a.reduced && a !== vector)
  const inner = axes.filter((a) => a.reduced && a !== vector)
  const mode = !anyReduced ? 'elementwise' : vector.reduced ? 'row' : 'column'
  const lanes = mode === 'elementwise' && isOfBytes(kernel, vector) ? 16 : 4
  return { outer, inner, vector, mode, lanes }
}

const unit = (buffers: number, reduced: boolean): LoopAxis => ({
  extent: 1,
  reduced,
  bytes: Array.from({ length: buffers }, () => 0),
  weight: 1,
  members: [],
})

/**
 * The axis along which most buffers are contiguous; among equals the longer, then the innermost. What is read or written
 * once for all of the reduced axes counts little. Along a reduced axis what is computed once a row has no other rows beside it.
 */
function vectorAxis(kernel: LoopKernel, axes: readonly LoopAxis[]): LoopAxis {
  const buffers = [...kernel.inputs, ...kernel.outputs]
  const inner = axes.filter((axis) => axis.reduced)
  let alone = 0
  for (const { level, cost } of place(kernel, { mode: 'column', inner }))
    if (level === 'row') alone += (cost * 3) / 8 / volume(inner)
  let best = axes[axes.length - 1]!
  let bestScore = -Infinity
  axes.forEach((axis, position) => {
    let score = position / 16
    buffers.forEach((buffer, k) => {
      const turns = outside(kernel, buffer) ? 1 / 64 : 1
      const weight = k < kernel.inputs.length ? turns : 1.5 * turns
      const bytes = axis.bytes[k]!
      const size = elementBytes[buffer.dtype]
      if (bytes === size) score += weight
      else if (bytes === 2 * size && paired(kernel, k)) score += weight / 2
      else if (bytes !== 0) score -= weight
    })
    if (axis.extent < 4) score -= 2
    if (axis.reduced) score -= alone
    if (score > bestScore) {
      bestScore = score
      best = axis
    }
  })
  return best
}

/** Whether the elements between those of a buffer (of inputs, then outputs) are another's. */
const paired = ({ inputs, outputs }: LoopKernel, k: number): boolean =>
  (k < inputs.length ? neighbour(inputs, k) : neighbour(outputs, k - inputs.length)) !== undefined

/** Whether a buffer has one element for all of the reduced axes, of which there are many steps. */
function outside({ axes }: LoopKernel, { strides }: Buffer): boolean {
  const steps = volume(axes.filter((axis) => axis.reduced))
  return steps >= 64 && axes.every((axis, i) => !axis.reduced || strides[i] === 0)
}

/** Where in the loop nest a line of the body is computed. */
export interface Placement {
  /** 'uniform': the same everywhere; 'row': the same over the reduced axes (or the vector axis); 'element': inside. */
  readonly level: 'uniform' | 'row' | 'element'
  /** How many reductions must have ended before, counted along the longest chain. */
  readonly phase: number
  /** Price of computing this line alone. */
  readonly cost: number
}

/** Place every line of a kernel's body. */
export function place(
  kernel: LoopKernel,
  { mode, inner, vector }: Pick<Layout, 'mode' | 'inner'> & Partial<Layout>,
): Placement[] {
  const insideAxes = [...inner]
  if (mode !== 'column') insideAxes.push(vector!)
  const inside = new Set(insideAxes.flatMap((a) => a.members))
  const placements: Placement[] = []
  for (const line of kernel.body) {
    const args = line.args.map((a) => placements[a]!)
    const phase = Math.max(0, ...args.map((a) => a.phase))
    const some = (level: Placement['level']): boolean => args.some((a) => a.level === level)
    const moves = (input: number): boolean => insideAxes.some((a) => a.bytes[input] !== 0)
    const put = (level: Placement['level'], cost: number): void => {
      placements.push({ level, phase: line.kind === 'reduce' ? phase + 1 : phase, cost })
    }
    switch (line.kind) {
      case 'constant':
        put('uniform', 0)
        break
      case 'input': {
        const { strides } = kernel.inputs[line.input]!
        const single = strides.every((s, axis) => s === 0 || kernel.axes[axis]!.extent === 1)
        put(single ? 'uniform' : moves(line.input) ? 'element' : 'row', 1)
        break
      }
      case 'gather':
        put(moves(line.input) || some('element') ? 'element' : 'row', 6)
        break
      case 'running':
        put('element', 2)
        break
      case 'iota':
        put(inside.has(line.axis) ? 'element' : 'row', 1)
        break
      case 'reduce':
        put('row', 1)
        break
      case 'apply': {
        const dtypes = line.args.map((a) => kernel.body[a]!.dtype)
        const level = some('element') ? 'element' : some('row') ? 'row' : 'uniform'
        put(level, scalarOperation(line.name, dtypes).cost)
      }
    }
  }
  return placements
}
