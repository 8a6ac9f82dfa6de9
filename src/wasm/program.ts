import type { Bytes } from '../bytes.ts'
import {
  call,
  type Expr,
  type FunctionBuilder,
  type FunctionRef,
  i32,
  type Library,
  type Local,
  type Locals,
  type MemoryImport,
  ModuleBuilder,
  memory,
  select,
} from './assembler/index.ts'
import type { ConstantPool } from './emission.ts'
import { journalBytes as mostJournalBytes, setPacked } from './journal.ts'
import type { CompiledKernel } from './kernel/generate.ts'
import { claimOf, defineShareOut, defineWork, importHost } from './sharing.ts'
import { wide } from './vectors.ts'

/**
 * What a program does, in order. Offsets (`args`, `at`, ...) are bytes into the program's block of pointers, where each
 * kernel's argument block and the other pointers stand.
 */
export type Step =
  | { readonly kind: 'kernel'; readonly kernel: number; readonly args: number }
  /** Copy bytes between two tensors whose pointers stand at `from` and `to`. */
  | { readonly kind: 'copy'; readonly from: number; readonly to: number; readonly bytes: number }
  /** Run the body `count` times. After each time the pointers at `advance` move on; they are back in place after the loop. */
  | {
      readonly kind: 'loop'
      readonly count: number
      readonly body: readonly Step[]
      readonly advance: readonly { readonly at: number; readonly bytes: number }[]
    }
  /** Run `condition`, then the body, as long as the byte that the pointer at `flag` points to is not zero. */
  | {
      readonly kind: 'while'
      readonly condition: readonly Step[]
      readonly flag: number
      readonly body: readonly Step[]
    }
  /** Run the branch whose number the pointer at `index` points to, clamped to the branches that there are. */
  | { readonly kind: 'switch'; readonly index: number; readonly branches: readonly (readonly Step[])[] }
  /** Call the imported `env.host(number, address of the argument block)`. */
  | { readonly kind: 'host'; readonly number: number; readonly args: number }
  /** End the program, and say `number`, if the unsigned integer that the pointer at `at` points to is `limit` or more. */
  | { readonly kind: 'check'; readonly number: number; readonly at: number; readonly limit: number }

export interface ProgramDescription {
  readonly kernels: readonly CompiledKernel[]
  readonly steps: readonly Step[]
  readonly memory: MemoryImport
  readonly fma: boolean
  readonly constants: ConstantPool
  /** Functions of programs before, over the same memory. */
  readonly library?: Library
  /** Share kernels of more than one tile with worker threads. */
  readonly threaded: boolean
  /** Numbers of the kernels whose results are written over their operands. */
  readonly inPlace?: ReadonlySet<number>
  /** Call the imported `env.mark(kernel)` before each kernel and `env.mark(-1)` after it, for the profiler. */
  readonly marks?: boolean
  /** Whether `env.host` is there, for host steps. */
  readonly host?: boolean
}

/** A program as a WebAssembly module; exports `run`, which leaves -1 or the number of the check that failed, and, where threaded, `work`. */
export interface ProgramModule {
  readonly bytes: Bytes
  /** Scratch that each thread needs. */
  readonly scratchBytes: number
}

/** Put kernels and steps together as one module. */
export function composeProgram(description: ProgramDescription): ProgramModule {
  const module = new ModuleBuilder(description.library, wide())
  module.importMemory(description.memory)
  const mark = description.marks ? module.importFunction('mark', ['i32'], 'void') : undefined
  const host = description.host ? module.importFunction('host', ['i32', 'i32'], 'void') : undefined
  const callKernel = kernelCalls(module, description, mark)
  const run = module.function('run', runParameters, 'i32', (f, ...given) => {
    const [block] = given
    writeSteps(f, description.steps, block, (step) => {
      const args = i32.add(block, step.args)
      if (step.kind === 'host') f.emit(call(host!, step.number, args))
      else callKernel(f, step.kernel, args, given)
    })
    f.yield(-1)
  })
  module.export('run', run)
  if (description.threaded) module.export('work', defineWork(module))
  return {
    bytes: module.encode(),
    scratchBytes: Math.max(0, ...description.kernels.map((k) => k.scratchBytes)),
  }
}

/** Of `run`: the block of pointers, the main thread's scratch, the program's number, how many workers there are, whether it may sleep. */
const runParameters = ['i32', 'i32', 'i32', 'i32', 'i32'] as const

/** Defines the kernels of a program; gives what writes the call of one, its tiles shared out where threads help. */
function kernelCalls(
  module: ModuleBuilder,
  { kernels, fma, constants, inPlace, threaded }: ProgramDescription,
  mark: FunctionRef<readonly ['i32'], 'void'> | undefined,
) {
  const host = threaded ? importHost(module) : undefined
  const journaled = kernels.map((k, i) => threaded && (k.updates || inPlace?.has(i) === true))
  const refs = kernels.map((k, i) => k.emit({ module, fma, constants, journaled: journaled[i]! }))
  const slots = threaded ? refs.map((ref) => module.tabulate(ref)) : []
  const shareOut = host && defineShareOut(module, host)
  return (
    f: FunctionBuilder,
    number: number,
    args: Expr<'i32'>,
    [, scratch, program, workers, mayBlock]: Locals<typeof runParameters>,
  ): void => {
    const { tiles, journalBytes = Infinity } = kernels[number]!
    if (tiles === 0) return
    if (mark) f.emit(call(mark, number))
    // tile by tile: an engine can swap in better code between calls, not within one
    const one = (tile: Local<'i32'> | number, next: Expr<'i32'> | number): void =>
      f.emit(call(refs[number]!, args, tile, next, scratch))
    const direct = (): void => {
      f.emit(setPacked(scratch, 0))
      if (tiles === 1) one(0, 1)
      else f.for(0, tiles, 1, (tile) => one(tile, i32.add(tile, 1)))
    }
    const shared = tiles > 1 && !(journaled[number] && journalBytes >= mostJournalBytes)
    if (shareOut && shared) {
      const { most, patience } = claimOf(kernels[number]!)
      const atOnce = journaled[number] ? 1 : most
      const slot = slots[number]!
      f.if(
        workers,
        () =>
          f.emit(call(shareOut, program, slot, args, tiles, scratch, mayBlock, atOnce, patience, workers)),
        direct,
      )
    } else direct()
    if (mark) f.emit(call(mark, -1))
  }
}

/** Writes steps; `leaf` those that are a call. */
function writeSteps(
  f: FunctionBuilder,
  list: readonly Step[],
  block: Local<'i32'>,
  leaf: (step: Extract<Step, { kind: 'kernel' | 'host' }>) => void,
): void {
  const pointer = (at: number): Expr<'i32'> => i32.load(block, at)
  const move = (at: number, bytes: number): void => f.emit(i32.store(block, i32.add(pointer(at), bytes), at))
  const steps = (body: readonly Step[]): void => {
    for (const step of body) one(step)
  }
  const one = (step: Step): void => {
    switch (step.kind) {
      case 'copy':
        f.emit(memory.copy(pointer(step.to), pointer(step.from), step.bytes))
        return
      case 'loop':
        f.for(0, step.count, 1, () => {
          steps(step.body)
          for (const { at, bytes } of step.advance) move(at, bytes)
        })
        for (const { at, bytes } of step.advance) move(at, -bytes * step.count)
        return
      case 'check':
        f.if(i32.geU(i32.load(pointer(step.at)), step.limit), () => f.return(step.number))
        return
      case 'while':
        f.until(
          () => {
            steps(step.condition)
            return i32.eqz(i32.load8U(pointer(step.flag)))
          },
          () => steps(step.body),
        )
        return
      case 'switch': {
        const index = f.let(i32.load(pointer(step.index)))
        f.switch(
          select(index, i32.const(0), i32.gtS(index, 0)),
          step.branches.map((branch) => () => steps(branch)),
        )
        return
      }
      default:
        leaf(step)
    }
  }
  steps(list)
}
