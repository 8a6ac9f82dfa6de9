import { volume } from '../axes.ts'
import { type CompiledKernel, compileLoop } from './generate.ts'
import { type Buffer, elementBytes, type Instruction, type LoopKernel, type OutputBuffer } from './ir.ts'

/** Where a stage finds one of its buffers: among the kernel's inputs or outputs, or in temporary memory. */
export interface StageArgument {
  readonly from: 'input' | 'output' | 'temporary'
  readonly index: number
}

/** A kernel to run, and its argument block. */
export interface Stage {
  readonly kernel: CompiledKernel
  /** How many of its arguments it reads; it writes the others. */
  readonly reads: number
  readonly arguments: readonly StageArgument[]
}

/** A loop kernel as one stage, or as partial reductions of pieces and a stage that joins them. */
export interface StagedKernel {
  readonly stages: readonly Stage[]
  /** Bytes of each temporary. */
  readonly temporaries: readonly number[]
}

/** Elements of a piece: enough to be worth a tile, few enough to keep rounding errors of sums small. */
const pieceLength = 8192
/** Units of work from which on there is enough for several threads anyway. */
const enoughUnits = 16

/** All arguments of one kind, as many as there are in the list. */
export const numbered = (from: StageArgument['from'], list: readonly unknown[]): StageArgument[] =>
  list.map((_, index) => ({ from, index }))

const outputsAt = (indices: readonly number[]): StageArgument[] =>
  indices.map((index) => ({ from: 'output', index }))

export const stageOf = (
  kernel: CompiledKernel,
  reads: readonly StageArgument[],
  writes: readonly StageArgument[],
): Stage => ({ kernel, reads: reads.length, arguments: [...reads, ...writes] })

/**
 * Compile a loop kernel; a long reduction to few results is cut into pieces of fixed length, whose results are then
 * joined. The cut depends on the shapes alone, so results are the same whatever the number of threads.
 */
export function compileStaged(kernel: LoopKernel): StagedKernel {
  const at = splitAxis(kernel)
  const inputs = numbered('input', kernel.inputs)
  if (at === undefined)
    return {
      stages: [stageOf(compileLoop(kernel), inputs, numbered('output', kernel.outputs))],
      temporaries: [],
    }
  const { extent } = kernel.axes[at]!
  const inside = volume(kernel.axes.filter((a, i) => a.reduced && i !== at))
  const length = Math.max(1, Math.min(extent, Math.round(pieceLength / inside)))
  const pieces = Math.floor(extent / length)
  const rest = extent - pieces * length
  const count = pieces + (rest > 0 ? 1 : 0)
  const isEarly = (o: OutputBuffer): boolean => !dependsOnReduce(kernel, o.value) && !isRow(kernel, o)
  const outputs = [...kernel.outputs.keys()]
  const early = outputs.filter((k) => isEarly(kernel.outputs[k]!))
  const late = outputs.filter((k) => !early.includes(k))
  const reduces = kernel.body.flatMap((line, i) => (line.kind === 'reduce' ? [i] : []))
  // partial results [kept axes..., piece], row-major
  const strides = kernel.axes.map(({ reduced }, i) =>
    reduced ? 0 : count * volume(kernel.axes.filter((a, j) => j > i && !a.reduced)),
  )
  const cut: Cut = { at, length, count, early, reduces, strides }
  const sources = [partialKernel(kernel, cut, 0, length, pieces)]
  if (rest > 0) sources.push(partialKernel(kernel, cut, pieces, rest, 1))
  const partials = numbered('temporary', reduces)
  const results = volume(kernel.axes.filter((a) => !a.reduced))
  return {
    stages: [
      ...sources.map((source) => stageOf(compileLoop(source), inputs, [...outputsAt(early), ...partials])),
      stageOf(compileLoop(joinKernel(kernel, cut, late)), [...inputs, ...partials], outputsAt(late)),
    ],
    temporaries: reduces.map((line) => results * count * elementBytes[kernel.body[line]!.dtype]),
  }
}

/** How a reduction is cut: along which axis, into how many pieces of what length. */
interface Cut {
  readonly at: number
  readonly length: number
  readonly count: number
  /** Outputs that the pieces write. */
  readonly early: readonly number[]
  /** The lines that reduce, and the strides of what they give for a piece over the kernel's axes. */
  readonly reduces: readonly number[]
  readonly strides: readonly number[]
}

/** The kernel over `pieces` pieces of `steps` steps from piece number `first` on. */
function partialKernel(
  kernel: LoopKernel,
  { at, length, early, reduces, strides }: Cut,
  first: number,
  steps: number,
  pieces: number,
): LoopKernel {
  const stretch = <B extends Buffer>(buffer: B): B => ({
    ...buffer,
    strides: [buffer.strides[at]! * length, ...buffer.strides],
    offset: (buffer.offset ?? 0) + first * length * buffer.strides[at]!,
  })
  return {
    name: `${kernel.name}_partial`,
    axes: [
      { extent: pieces, reduced: false },
      ...kernel.axes.map((a, i) => (i === at ? { ...a, extent: steps } : a)),
    ],
    inputs: kernel.inputs.map(stretch),
    outputs: [
      ...early.map((k) => stretch({ ...kernel.outputs[k]!, beside: undefined })),
      ...reduces.map(
        (value): OutputBuffer => ({
          dtype: kernel.body[value]!.dtype,
          strides: [1, ...strides],
          offset: first,
          value,
        }),
      ),
    ],
    body: kernel.body.map(
      (line): Instruction => (line.kind === 'iota' ? { ...line, axis: line.axis + 1 } : line),
    ),
  }
}

/** The reduced axis to cut: the longest, where cutting pays and is possible. */
function splitAxis(kernel: LoopKernel): number | undefined {
  const { axes, body } = kernel
  const units = volume(axes.filter((a) => !a.reduced))
  const steps = volume(axes.filter((a) => a.reduced))
  if (steps < 2 * pieceLength || units >= enoughUnits * 64) return undefined
  let at: number | undefined
  axes.forEach((a, i) => {
    const counted = body.some((line) => line.kind === 'iota' && line.axis === i)
    if (a.reduced && !counted && a.extent > 1 && (at === undefined || a.extent > axes[at]!.extent)) at = i
  })
  const simple = body.every((line) => {
    if (line.kind === 'running') return false
    if (line.kind !== 'reduce') return true
    return (
      line.reduction !== 'argmax' && line.reduction !== 'argmin' && !dependsOnReduce(kernel, line.args[0]!)
    )
  })
  const inPlace = kernel.outputs.every((o) => isRow(kernel, o) || !dependsOnReduce(kernel, o.value))
  return simple && inPlace ? at : undefined
}

/** An output with one element for all of the reduced axes. */
const isRow = (kernel: LoopKernel, output: Buffer): boolean =>
  kernel.axes.every((a, i) => !a.reduced || output.strides[i] === 0)

function dependsOnReduce(kernel: LoopKernel, line: number): boolean {
  const depends: boolean[] = []
  kernel.body.forEach((it, i) => {
    depends[i] = it.kind === 'reduce' || it.args.some((a) => depends[a]!)
  })
  return depends[line]!
}

/** Join the pieces' results and compute what follows the reductions. */
function joinKernel(
  kernel: LoopKernel,
  { at, count, reduces, strides }: Cut,
  late: readonly number[],
): LoopKernel {
  const unsummed = <B extends Buffer>(buffer: B): B => ({
    ...buffer,
    strides: buffer.strides.map((s, i) => (kernel.axes[i]!.reduced ? 0 : s)),
  })
  const partials: Buffer[] = reduces.map((line) => ({
    dtype: kernel.body[line]!.dtype,
    strides: strides.map((s, i) => (i === at ? 1 : s)),
  }))
  const body: Instruction[] = []
  const place: number[] = []
  kernel.body.forEach((line, i) => {
    if (line.kind === 'reduce') {
      body.push({
        kind: 'input',
        input: kernel.inputs.length + reduces.indexOf(i),
        dtype: line.dtype,
        args: [],
      })
      body.push({ ...line, args: [body.length - 1] })
    } else body.push({ ...line, args: line.args.map((a) => place[a]!) })
    place[i] = body.length - 1
  })
  return {
    name: `${kernel.name}_join`,
    axes: kernel.axes.map((a, i) => (a.reduced ? { ...a, extent: i === at ? count : 1 } : a)),
    inputs: [...kernel.inputs.map(unsummed), ...partials],
    outputs: late.map(
      (k): OutputBuffer => ({ ...unsummed(kernel.outputs[k]!), value: place[kernel.outputs[k]!.value]! }),
    ),
    body,
  }
}
