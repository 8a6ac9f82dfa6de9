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
export const emit = (block: Block): Emitted => new Emitter().run(block)

class Emitter {
  private readonly pointers: Pointer[] = []
  private readonly used: (readonly [number, Buffer])[] = []
  private readonly kernels: KernelStep[] = []
  private readonly host: HostStep[] = []
  private readonly checks: CheckStep[] = []
  private readonly moving = new Map<Buffer, Moved>()

  run(block: Block): Emitted {
    const steps = this.steps(block)
    const { kernels, host, checks, pointers } = this
    return { steps, kernels, host, checks, pointers }
  }

  /** A word of the block that points to a buffer; slices of slices start at the outermost whole. */
  private pointer(buffer: Buffer): number {
    let whole = buffer
    let bytes = 0
    for (let moved = this.moving.get(whole); moved; moved = this.moving.get(whole)) {
      bytes += moved.start
      whole = moved.whole
    }
    this.pointers.push({ buffer: whole, bytes })
    return 4 * (this.pointers.length - 1)
  }

  /** Words from `from` on that move with `slice`, directly or through a slice of it. */
  private wordsOf(slice: Buffer, used: readonly (readonly [number, Buffer])[]): number[] {
    return used.flatMap(([at, buffer]) => {
      for (let now: Buffer | undefined = buffer; now; now = this.moving.get(now)?.whole)
        if (now === slice) return [at]
      return []
    })
  }

  private word(buffer: Buffer): number {
    const at = this.pointer(buffer)
    this.used.push([at, buffer])
    return at
  }

  private steps(block: Block): ModuleStep[] {
    return block.steps.map((step) => this.step(step))
  }

  private step(step: Step): ModuleStep {
    switch (step.kind) {
      case 'kernel': {
        const args = 4 * this.pointers.length
        for (const buffer of [...step.reads, ...step.writes]) this.word(buffer)
        this.kernels.push(step)
        return { kind: 'kernel', kernel: this.kernels.length - 1, args }
      }
      case 'host': {
        const args = 4 * this.pointers.length
        for (const buffer of [...step.reads, ...step.writes]) this.word(buffer)
        return { kind: 'host', number: this.host.push(step) - 1, args }
      }
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
        const body = this.steps(step.body)
        const inside = this.used.slice(from)
        const advance = step.slices.flatMap(({ slice }) =>
          this.wordsOf(slice, inside).map((at) => ({ at, bytes: step.reverse ? -slice.bytes : slice.bytes })),
        )
        return { kind: 'loop', count: step.length, body, advance }
      }
      case 'while': {
        const condition = this.steps(step.condition)
        const flag = this.word(step.flag)
        return { kind: 'while', condition, flag, body: this.steps(step.body) }
      }
      default: {
        const index = this.word(step.index)
        return { kind: 'switch', index, branches: step.branches.map((branch) => this.steps(branch)) }
      }
    }
  }
}
