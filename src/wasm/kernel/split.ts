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
  const staged = { stages: [], temporaries: [] }
  addStages(kernel, numbered('input', kernel.inputs), numbered('output', kernel.outputs), staged)
  return staged
}

/** Outputs of a kernel, and where each of them is written. */
interface Written {
  readonly buffers: readonly OutputBuffer[]
  readonly places: readonly StageArgument[]
}

function addStages(
  kernel: LoopKernel,
  inputs: readonly StageArgument[],
  outputs: readonly StageArgument[],
  staged: { readonly stages: Stage[]; readonly temporaries: number[] },
): void {
  const { axes, body } = kernel
  const add = (part: LoopKernel, reads: readonly StageArgument[], writes: readonly StageArgument[]): void => {
    staged.stages.push(stageOf(compileLoop(part), reads, writes))
  }
  const depends: boolean[] = []
  for (const line of body) depends.push(line.kind === 'reduce' || line.args.some((a) => depends[a]))
  // the first reduction that needs others
  const next = body.findIndex((line) => line.kind === 'reduce' && depends[line.args[0]!])
  const within = kernel.outputs.map(({ strides }) => axes.some((a, i) => a.reduced && strides[i] !== 0))
  const inTurn = next >= 0 || kernel.outputs.some(({ value }, k) => within[k] && depends[value])
  const at = splitAxis(kernel, inTurn ? enoughUnits : 64 * enoughUnits)
  if (at < 0) {
    add(kernel, inputs, outputs)
    return
  }
  const { extent } = axes[at]!
  const length = Math.max(1, Math.round(pieceLength / volume(axes.filter((a, i) => a.reduced && i !== at))))
  const count = inTurn ? 1 : Math.ceil(extent / length)
  const first = next < 0 ? body : body.slice(0, next)
  const results = resultsIn(first, axes, count)
  const size = count * volume(axes.filter((a) => !a.reduced))
  const between = results.map(
    ({ dtype }): StageArgument => ({
      from: 'temporary',
      index: staged.temporaries.push(size * elementBytes[dtype]) - 1,
    }),
  )
  const pick = (inner: boolean): Written => {
    const chosen = [...outputs.keys()].filter((k) => (next >= 0 || within[k]) === inner)
    return {
      buffers: chosen.map((k) => ({ ...kernel.outputs[k]!, beside: undefined })),
      places: chosen.map((k) => outputs[k]!),
    }
  }
  const [inner, rows] = [pick(true), pick(false)]
  if (inTurn) {
    // the reductions that need none; then the next ones, or what comes back to each element
    const before = { ...kernel, outputs: [...results, ...rows.buffers], body: first }
    addStages(before, inputs, [...between, ...rows.places], staged)
    addStages(
      kernelAfter(kernel, results, inner.buffers, next < 0),
      [...inputs, ...between],
      inner.places,
      staged,
    )
    return
  }
  const pieces = Math.floor(extent / length)
  for (const range of [
    { from: 0, to: pieces, steps: length },
    { from: pieces, to: count, steps: extent - pieces * length },
  ])
    if (range.steps > 0)
      add(pieceKernel(kernel, results, inner.buffers, at, length, range), inputs, [
        ...inner.places,
        ...between,
      ])
  add(joinKernel(kernel, results, rows.buffers, at, count), [...inputs, ...between], rows.places)
}

/** What the reductions among some lines give, as outputs over [kept axes..., piece], row-major. */
function resultsIn(
  lines: readonly Instruction[],
  axes: LoopKernel['axes'],
  count: number,
): readonly OutputBuffer[] {
  const strides = axes.map(({ reduced }, i) =>
    reduced ? 0 : count * volume(axes.filter((a, j) => j > i && !a.reduced)),
  )
  return lines.flatMap(({ kind, dtype }, value) => (kind === 'reduce' ? [{ dtype, strides, value }] : []))
}

/** What is left of a kernel when some of its reductions are known: further inputs. `isEach` if it has no other ones. */
function kernelAfter(
  kernel: LoopKernel,
  results: readonly OutputBuffer[],
  outputs: readonly OutputBuffer[],
  isEach: boolean,
): LoopKernel {
  return {
    ...kernel,
    axes: kernel.axes.map((axis) => (isEach ? { ...axis, reduced: false } : axis)),
    inputs: [...kernel.inputs, ...results],
    outputs,
    body: kernel.body.map((line, i): Instruction => {
      const known = results.findIndex(({ value }) => value === i)
      const input = kernel.inputs.length + known
      return known < 0 ? line : { kind: 'input', input, dtype: line.dtype, args: [] }
    }),
  }
}

/** The reductions of pieces `from` to `to` - 1 along an axis, each of `steps` steps; `length` lie between their beginnings. */
function pieceKernel(
  { name, axes, inputs, body }: LoopKernel,
  results: readonly OutputBuffer[],
  outputs: readonly OutputBuffer[],
  at: number,
  length: number,
  { from, to, steps }: { readonly from: number; readonly to: number; readonly steps: number },
): LoopKernel {
  const stretch = <B extends Buffer>(buffer: B): B => ({
    ...buffer,
    strides: [buffer.strides[at]! * length, ...buffer.strides],
    offset: (buffer.offset ?? 0) + from * length * buffer.strides[at]!,
  })
  return {
    name: `${name}_partial`,
    axes: [
      { extent: to - from, reduced: false },
      ...axes.map((a, i) => (i === at ? { ...a, extent: steps } : a)),
    ],
    inputs: inputs.map(stretch),
    outputs: [
      ...outputs.map(stretch),
      ...results.map((result) => ({ ...result, strides: [1, ...result.strides], offset: from })),
    ],
    body: body.map((line): Instruction => (line.kind === 'iota' ? { ...line, axis: line.axis + 1 } : line)),
  }
}

/** Join the pieces' results and compute what follows the reductions. */
function joinKernel(
  { name, axes, inputs, body }: LoopKernel,
  results: readonly OutputBuffer[],
  outputs: readonly OutputBuffer[],
  at: number,
  count: number,
): LoopKernel {
  const unsummed = <B extends Buffer>(buffer: B): B => ({
    ...buffer,
    strides: buffer.strides.map((s, i) => (axes[i]!.reduced ? 0 : s)),
  })
  const shift = results.length
  return {
    name: `${name}_join`,
    axes: axes.map((a, i) => (a.reduced ? { ...a, extent: i === at ? count : 1 } : a)),
    inputs: [
      ...inputs.map(unsummed),
      ...results.map(({ dtype, strides }) => ({ dtype, strides: strides.map((s, i) => (i === at ? 1 : s)) })),
    ],
    outputs: outputs.map((output) => ({ ...unsummed(output), value: output.value + shift })),
    body: [
      ...results.map(
        ({ dtype }, k): Instruction => ({ kind: 'input', input: inputs.length + k, dtype, args: [] }),
      ),
      ...body.map((line, i): Instruction => {
        const k = results.findIndex(({ value }) => value === i)
        return { ...line, args: k < 0 ? line.args.map((a) => a + shift) : [k] }
      }),
    ],
  }
}

/** The reduced axis to cut: the longest, where cutting pays, with fewer than `most` results, and is possible; else -1. */
function splitAxis({ axes, body }: LoopKernel, most: number): number {
  const units = volume(axes.filter((a) => !a.reduced))
  const steps = volume(axes.filter((a) => a.reduced))
  const whole = body.some(
    (line) =>
      line.kind === 'running' ||
      (line.kind === 'reduce' && (line.reduction === 'argmax' || line.reduction === 'argmin')),
  )
  if (whole || steps < 2 * pieceLength || units >= most) return -1
  const isCounted = (axis: number): boolean => body.some((line) => line.kind === 'iota' && line.axis === axis)
  return axes.reduce(
    (best, a, i) => (a.reduced && a.extent > (axes[best]?.extent ?? 1) && !isCounted(i) ? i : best),
    -1,
  )
}
