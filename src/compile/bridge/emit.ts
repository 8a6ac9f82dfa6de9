import type { Step as ModuleStep } from '../../wasm/program.ts'
import type { Buffer } from './buffer.ts'
import type { Block, HostStep, KernelStep, Step } from './step.ts'

/** A pointer that the program's block holds: to a buffer, moved on by a number of bytes. */
export interface Pointer {
  readonly buffer: Buffer
  readonly bytes: number
}

/** What runs: one WebAssembly module with its block of pointers, or an operation on the host. */
export type Segment =
  | {
      readonly kind: 'module'
      readonly steps: readonly ModuleStep[]
      readonly kernels: readonly KernelStep[]
      /** What the words of the block of pointers are. */
      readonly pointers: readonly Pointer[]
    }
  | { readonly kind: 'host'; readonly step: HostStep }

/** A slice that an enclosing loop moves, with how far a round moves it. */
interface Moved {
  readonly whole: Buffer
  readonly start: number
}

/** Turns steps on buffers into WebAssembly modules, cut where the host has to run an operation. */
export function emit(block: Block): Segment[] {
  return new Emitter().run(block)
}

class Emitter {
  private pointers: Pointer[] = []
  private used: (readonly [number, Buffer])[] = []
  private kernels: KernelStep[] = []
  private readonly moving = new Map<Buffer, Moved>()

  run(block: Block): Segment[] {
    const segments: Segment[] = []
    let pending: Step[] = []
    const flush = (): void => {
      if (pending.length === 0) return
      this.pointers = []
      this.used = []
      this.kernels = []
      const steps = this.steps({ steps: pending })
      segments.push({ kind: 'module', steps, kernels: this.kernels, pointers: this.pointers })
      pending = []
    }
    for (const step of block.steps)
      if (step.kind === 'host') {
        flush()
        segments.push({ kind: 'host', step })
      } else pending.push(step)
    flush()
    return segments
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
        return { kind: 'loop', count: step.length, body, advance, swap: [] }
      }
      case 'while': {
        const condition = this.steps(step.condition)
        const flag = this.word(step.flag)
        return { kind: 'while', condition, flag, body: this.steps(step.body), swap: [] }
      }
      case 'case': {
        const index = this.word(step.index)
        return { kind: 'switch', index, branches: step.branches.map((branch) => this.steps(branch)) }
      }
      default:
        throw new Error('a host step cannot stand inside a loop or branch')
    }
  }
}
