import {
  call,
  type Expr,
  type FunctionBuilder,
  i32,
  type Local,
  type MemoryImport,
  ModuleBuilder,
  memory,
  select,
} from './assembler/index.ts'
import type { ConstantPool } from './emission.ts'
import { journalBytes } from './journal.ts'
import type { CompiledKernel } from './kernel/generate.ts'
import { defineShareOut, defineWork } from './sharing.ts'

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
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Scratch that each thread needs. */
  readonly scratchBytes: number
}

/** Put kernels and steps together as one module. */
export function composeProgram(description: ProgramDescription): ProgramModule {
  const module = new ModuleBuilder()
  module.importMemory(description.memory)
  const mark = description.marks ? module.importFunction('mark', ['i32'], 'void') : undefined
  const host = description.host ? module.importFunction('host', ['i32', 'i32'], 'void') : undefined
  const { fma, constants, inPlace, threaded } = description
  const journaled = description.kernels.map((k, i) => threaded && (k.updates || inPlace?.has(i) === true))
  const kernels = description.kernels.map((k, i) =>
    k.emit({ module, fma, constants, journaled: journaled[i]! }),
  )
  const slots = description.threaded ? kernels.map((ref) => module.tabulate(ref)) : []
  const shareOut = description.threaded ? defineShareOut(module) : undefined
  const run = module.function(
    'run',
    ['i32', 'i32', 'i32', 'i32', 'i32'],
    'i32',
    (f, block, scratch, program, workers, mayBlock) => {
      const steps = (list: readonly Step[]): void => {
        for (const step of list) one(step)
      }
      const kernelStep = (number: number, args: Expr<'i32'>): void => {
        const kernel = description.kernels[number]!
        if (kernel.tiles === 0) return
        if (mark) f.emit(call(mark, number))
        // tile by tile: an engine can swap in better code between calls, not within one
        const direct = (): void =>
          f.for(0, kernel.tiles, 1, (tile) => {
            f.emit(call(kernels[number]!, args, tile, i32.add(tile, 1), scratch))
          })
        const most = journaled[number] ? 1 : kernel.tiles
        if (
          shareOut &&
          kernel.tiles > 1 &&
          !(journaled[number] && (kernel.journalBytes ?? Infinity) > journalBytes)
        )
          f.if(
            workers,
            () =>
              f.emit(call(shareOut, program, slots[number]!, args, kernel.tiles, scratch, mayBlock, most)),
            direct,
          )
        else direct()
        if (mark) f.emit(call(mark, -1))
      }
      const one = (step: Step): void => {
        switch (step.kind) {
          case 'kernel':
            kernelStep(step.kernel, i32.add(block, step.args))
            return
          case 'copy':
            f.emit(memory.copy(i32.load(block, step.to), i32.load(block, step.from), step.bytes))
            return
          case 'loop':
            f.for(0, step.count, 1, () => {
              steps(step.body)
              for (const { at, bytes } of step.advance) move(f, block, at, bytes)
            })
            for (const { at, bytes } of step.advance) move(f, block, at, -bytes * step.count)
            return
          case 'host':
            f.emit(call(host!, step.number, i32.add(block, step.args)))
            return
          case 'check':
            f.if(i32.geU(i32.load(i32.load(block, step.at)), step.limit), () => f.return(step.number))
            return
          case 'while':
            f.until(
              () => {
                steps(step.condition)
                return i32.eqz(i32.load8U(i32.load(block, step.flag)))
              },
              () => steps(step.body),
            )
            return
          default: {
            const last = step.branches.length - 1
            const index = f.let(i32.load(i32.load(block, step.index)))
            const notNegative = f.let(select(index, i32.const(0), i32.gtS(index, 0)))
            f.switch(
              select(notNegative, i32.const(last), i32.ltS(notNegative, last)),
              step.branches.map((branch) => () => steps(branch)),
            )
          }
        }
      }
      steps(description.steps)
      f.yield(-1)
    },
  )
  module.export('run', run)
  if (description.threaded) module.export('work', defineWork(module))
  return {
    bytes: module.encode(),
    scratchBytes: Math.max(0, ...description.kernels.map((k) => k.scratchBytes)),
  }
}

function move(f: FunctionBuilder, block: Local<'i32'>, at: number, bytes: number): void {
  f.emit(i32.store(block, i32.add(i32.load(block, at), bytes), at))
}
