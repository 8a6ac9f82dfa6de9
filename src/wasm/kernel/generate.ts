import {
  type FunctionBuilder,
  type FunctionRef,
  i32,
  type Local,
  type ModuleBuilder,
} from '../assembler/index.ts'
import { volume } from '../axes.ts'
import type { Emission } from '../emission.ts'
import { bytesToKeep, openJournal } from '../journal.ts'
import { codeKey, elementBytes, type LoopKernel, touched } from './ir.ts'
import { writeLoops } from './loops.ts'
import { type Nest, nestOf } from './nest.ts'

/** Parameters of every kernel: pointer to its pointers, first and last tile, scratch of the calling thread. */
export const kernelParameters = ['i32', 'i32', 'i32', 'i32'] as const

/** A kernel that can be put into a module. */
export interface CompiledKernel {
  readonly name: string
  /** Independent pieces; a call runs a range of them. */
  readonly tiles: number
  /** Bytes of scratch that each thread needs. */
  readonly scratchBytes: number
  /** Rough number of floating-point operations and of bytes moved, for the profiler. */
  readonly flops: number
  readonly bytes: number
  /** Bytes of the journal of one tile, where results are written over operands; for kernels that can. */
  readonly journalBytes?: number
  /** Results are always written over an operand. */
  readonly updates?: boolean
  /** Write the function; its argument block holds the address of each input, then of each output. */
  emit(e: EmissionTarget): FunctionRef<typeof kernelParameters, 'void'>
}

/** What a module offers to the kernels in it. */
export interface EmissionTarget extends Omit<Emission, 'f'> {
  readonly module: ModuleBuilder
  /** Results stand where operands do, and workers may die: keep what is written over. */
  readonly journaled?: boolean
}

/** Goes through the units of work of a range of tiles: `perTile` in each, `units` in all. */
export function overUnits(
  f: FunctionBuilder,
  [begin, end]: readonly [Local<'i32'>, Local<'i32'>],
  perTile: number,
  units: number,
  body: (unit: Local<'i32'>) => void,
): void {
  f.for(i32.mul(begin, perTile), f.least(i32.mul(end, perTile), units), 1, body)
}

/** The name that a kernel's function is shared by. */
export const sharedName = (key: string, { journaled }: EmissionTarget): string =>
  journaled ? `${key} journaled` : key

/** Compile a loop kernel. */
export function compileLoop(kernel: LoopKernel): CompiledKernel {
  const nest = nestOf(kernel)
  return {
    name: kernel.name,
    tiles: nest.tiling.tiles,
    scratchBytes: nest.spill.bytes,
    // hardly ever asked for
    get flops() {
      return flopsOf(nest)
    },
    get bytes() {
      return bytesOf(kernel)
    },
    get journalBytes() {
      return journalBytesOf(nest)
    },
    emit: (target) =>
      target.module.shared(
        sharedName(codeKey(kernel, kernel.body), target),
        kernelParameters,
        'void',
        (f, args, begin, end, scratch) =>
          writeLoops(
            { ...target, f },
            nest,
            { args, begin, end, scratch },
            openJournal(f, scratch, target.journaled),
          ),
      ),
  }
}

const bytesOf = ({ axes, inputs, outputs }: LoopKernel): number =>
  [...inputs, ...outputs].reduce((sum, { dtype, strides }) => {
    const walked = axes.map(({ extent }, i) => ({ extent, stride: strides[i]! }))
    return sum + touched(walked) * elementBytes[dtype]
  }, 0)

function flopsOf({ kernel, layout, placements }: Nest): number {
  const outer = volume(layout.outer)
  const total = outer * volume([...layout.inner, layout.vector])
  // lines outside the loops are computed once a row, or once
  const turns = {
    element: total,
    row: layout.mode === 'column' ? outer * layout.vector.extent : outer,
    uniform: 1,
  }
  return kernel.body.reduce((sum, line, i) => {
    if (line.kind === 'reduce' || line.kind === 'running') return sum + total
    return line.kind === 'apply' ? sum + turns[placements[i]!.level] : sum
  }, 0)
}

/** There is no end to it where a unit's results lie along more axes than its own. */
function journalBytesOf({ kernel, layout, tiling }: Nest): number {
  const elements = tiling.unitsPerTile * Math.min(tiling.block, layout.vector.extent)
  return kernel.outputs.reduce((sum, { dtype }, k) => {
    const output = kernel.inputs.length + k
    if (layout.inner.some(({ bytes }) => bytes[output] !== 0)) return Infinity
    const size = elementBytes[dtype]
    const whole = layout.vector.bytes[output] === size
    return sum + bytesToKeep(elements, tiling.unitsPerTile, size, whole)
  }, 0)
}
