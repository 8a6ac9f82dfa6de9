import type { Node } from '../../graph/node.ts'
import type { CompiledKernel } from '../../wasm/kernel/generate.ts'
import type { Buffer } from './buffer.ts'

/** A kernel and the buffers that its argument block names. */
export interface KernelStep {
  readonly kind: 'kernel'
  readonly kernel: CompiledKernel
  readonly reads: readonly Buffer[]
  readonly writes: readonly Buffer[]
  /** Pairs of a read and a write at the same element: the write may go over what was read. */
  readonly inPlace: readonly (readonly [read: number, write: number])[]
  /** The operations that it computes, for the profile. */
  readonly nodes: readonly Node[]
}

/** Bytes moved as they are. */
export interface CopyStep {
  readonly kind: 'copy'
  readonly from: Buffer
  readonly to: Buffer
}

/** An operation that runs through its row's reference implementation, which the program calls. */
export interface HostStep {
  readonly kind: 'host'
  readonly node: Node
  readonly reads: readonly Buffer[]
  readonly writes: readonly Buffer[]
}

/** Ends the program with an error where the largest of its integers, taken without sign, is not below a limit. */
export interface CheckStep {
  readonly kind: 'check'
  readonly worst: Buffer
  readonly limit: number
  readonly error: (worst: number) => Error
}

/** A slice of a buffer that a loop moves along by its length each round. */
export interface MovingSlice {
  readonly whole: Buffer
  readonly slice: Buffer
}

/** A body run a fixed number of rounds. */
export interface LoopStep {
  readonly kind: 'loop'
  readonly length: number
  readonly reverse: boolean
  readonly slices: readonly MovingSlice[]
  readonly body: Block
}

/** A body run while a flag that the condition leaves holds. */
export interface WhileStep {
  readonly kind: 'while'
  readonly condition: Block
  readonly flag: Buffer
  readonly body: Block
}

/** One of several blocks, by an index that is clamped to their number. */
export interface CaseStep {
  readonly kind: 'case'
  readonly index: Buffer
  readonly branches: readonly Block[]
}

export type Step = KernelStep | CopyStep | HostStep | CheckStep | LoopStep | WhileStep | CaseStep

/** Steps in order. */
export interface Block {
  readonly steps: readonly Step[]
}

/** All buffers of a block and the blocks in it, with the steps numbered and lifetimes set. */
export function liveness(block: Block, ends: readonly Buffer[]): Buffer[] {
  const found = new Set<Buffer>()
  let step = 0
  const touch = (buffer: Buffer): void => {
    found.add(buffer)
    buffer.touch(step)
  }
  const walk = ({ steps }: Block): void => {
    for (const at of steps) {
      const start = ++step
      const before = (at.kind === 'loop' || at.kind === 'while') && new Set(found)
      const own = buffersOf(at, walk)
      own.forEach(touch)
      if (!before) continue
      // What a loop reads from outside, or carries from round to round, lives from before its start to its end.
      step++
      for (const buffer of buffersIn(at))
        if (before.has(buffer) || own.includes(buffer)) {
          buffer.touch(start)
          buffer.touch(step)
        }
    }
  }
  walk(block)
  step++
  ends.forEach(touch)
  return [...found]
}

/** The buffers of a step itself; `inner` is called for the blocks in it. */
export function buffersOf(step: Step, inner: (block: Block) => void): readonly Buffer[] {
  switch (step.kind) {
    case 'kernel':
    case 'host':
      return [...step.reads, ...step.writes]
    case 'copy':
      return [step.from, step.to]
    case 'check':
      return [step.worst]
    case 'case':
      step.branches.forEach(inner)
      return [step.index]
    case 'while':
      inner(step.condition)
      inner(step.body)
      return [step.flag]
    default:
      inner(step.body)
      return step.slices.map((slice) => slice.whole)
  }
}

/** Every buffer that a step, or a step inside it, reads or writes. */
export function buffersIn(step: Step): Set<Buffer> {
  const found = new Set<Buffer>()
  const inner = (block: Block): void => {
    for (const other of block.steps) for (const buffer of buffersOf(other, inner)) found.add(buffer)
  }
  for (const buffer of buffersOf(step, inner)) found.add(buffer)
  return found
}
