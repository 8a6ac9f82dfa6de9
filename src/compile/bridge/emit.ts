import type { Step as ModuleStep } from '../../wasm/program.ts'
import type { Buffer } from './buffer.ts'
import type { Block, CheckStep, HostStep, KernelStep, Step } from './step.ts'

/** A pointer that the program's block holds: to a buffer, moved on by a number of bytes. */
export interface Pointer {
  readonly buffer: Buffer
  readonly bytes: number
}

/** One WebAssembly module with its block of pointers, and the steps that it names by number. */
export interface Emitted {
  readonly steps: readonly ModuleStep[]
  readonly kernels: readonly KernelStep[]
  /** Operations that it calls the host for. */
  readonly host: readonly HostStep[]
  readonly checks: readonly CheckStep[]
  /** What the words of the block of pointers are. */
  readonly pointers: readonly Pointer[]
}

/** A slice that an enclosing loop moves, with how far a round moves it. */
interface Moved {
  readonly whole: Buffer
  readonly start: number
}

/** Turns steps on buffers into a WebAssembly module. */
export const emit = (block: Block): Emitted => new Emitter(block)

class Emitter implements Emitted {
  readonly steps: readonly ModuleStep[]
  readonly pointers: Pointer[] = []
  /** What each of them was asked for. */
  private readonly used: Buffer[] = []
  readonly kernels: KernelStep[] = []
  readonly host: HostStep[] = []
  readonly checks: CheckStep[] = []
  private readonly moving = new Map<Buffer, Moved>()

  constructor(block: Block) {
    this.steps = this.written(block)
  }

  /** A word of the block that points to a buffer; slices of slices start at the outermost whole. */
  private word(buffer: Buffer): number {
    let whole = buffer
    let bytes = 0
    for (let moved = this.moving.get(whole); moved; moved = this.moving.get(whole)) {
      bytes += moved.start
      whole = moved.whole
    }
    this.used.push(buffer)
    return 4 * (this.pointers.push({ buffer: whole, bytes }) - 1)
  }

  /** Words from `from` on that move with `slice`, directly or through a slice of it. */
  private wordsOf(slice: Buffer, from: number): number[] {
    return this.used.flatMap((buffer, i) => {
      if (i >= from)
        for (let now: Buffer | undefined = buffer; now; now = this.moving.get(now)?.whole)
          if (now === slice) return [4 * i]
      return []
    })
  }

  /** The words of a step, one after the other. */
  private args({ reads, writes }: KernelStep | HostStep): number {
    const args = 4 * this.pointers.length
    for (const buffer of [...reads, ...writes]) this.word(buffer)
    return args
  }

  private written(block: Block): ModuleStep[] {
    return block.steps.map((step) => this.step(step))
  }

  private step(step: Step): ModuleStep {
    switch (step.kind) {
      case 'kernel':
        return { kind: 'kernel', kernel: this.kernels.push(step) - 1, args: this.args(step) }
      case 'host':
        return { kind: 'host', number: this.host.push(step) - 1, args: this.args(step) }
      case 'check':
        return {
          kind: 'check',
          number: this.checks.push(step) - 1,
          at: this.word(step.worst),
          limit: step.limit,
        }
      case 'copy':
        return { kind: 'copy', from: this.word(step.from), to: this.word(step.to), bytes: step.from.bytes }
      case 'loop': {
        for (const { whole, slice } of step.slices)
          this.moving.set(slice, { whole, start: step.reverse ? (step.length - 1) * slice.bytes : 0 })
        const from = this.used.length
        const body = this.written(step.body)
        const advance = step.slices.flatMap(({ slice }) =>
          this.wordsOf(slice, from).map((at) => ({ at, bytes: step.reverse ? -slice.bytes : slice.bytes })),
        )
        return { kind: 'loop', count: step.length, body, advance }
      }
      case 'while': {
        const condition = this.written(step.condition)
        const flag = this.word(step.flag)
        return { kind: 'while', condition, flag, body: this.written(step.body) }
      }
      default: {
        const index = this.word(step.index)
        return { kind: 'switch', index, branches: step.branches.map((branch) => this.written(branch)) }
      }
    }
  }
}
