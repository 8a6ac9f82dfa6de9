import { CompileError } from '../validate.ts'
import { type Buffer, padded } from './buffer.ts'
import { type Block, buffersIn, type HostStep, type KernelStep, type Step } from './step.ts'

const where = (buffer: Buffer): string =>
  buffer.over
    ? `over ${where(buffer.over)}`
    : `${buffer.home}${buffer.home === 'arena' ? ` ${buffer.offset}` : ''}`
const text = (buffer: Buffer): string => `${buffer.label} (${where(buffer)})`

/** One line a step: its kernel, what it reads and writes, and where that stands; blocks inside follow, indented. */
export const printBlock = (block: Block): string => linesOf(block).join('\n')

const linesOf = ({ steps }: Block): string[] => steps.flatMap(stepLines)
const inside = (block: Block): string[] => linesOf(block).map((line) => `  ${line}`)
const list = (buffers: readonly Buffer[]): string => buffers.map(text).join(', ')

function stepLines(step: Step): string[] {
  switch (step.kind) {
    case 'kernel':
      return [`${step.kernel.name}: ${list(step.reads)} -> ${list([...new Set(step.writes)])}`]
    case 'host':
      return [`host ${step.node.op.name}: ${list(step.reads)} -> ${list([...new Set(step.writes)])}`]
    case 'copy':
      return [`copy: ${text(step.from)} -> ${text(step.to)}`]
    case 'check':
      return [`check: ${text(step.worst)} < ${step.limit}`]
    case 'loop':
      return [`loop ${step.length} times${step.reverse ? ', backwards' : ''}`, ...inside(step.body)]
    case 'while':
      return [`while ${text(step.flag)} of`, ...inside(step.condition), 'do', ...inside(step.body)]
    case 'case':
      return step.branches.flatMap((branch, i) => [`case ${i} of ${text(step.index)}`, ...inside(branch)])
  }
}

/** The buffer whose memory one uses. */
const placeOf = (buffer: Buffer): Buffer => (buffer.over ? placeOf(buffer.over) : buffer)

/** Whether two buffers share memory. */
function meet(a: Buffer, b: Buffer): boolean {
  const [one, other] = [placeOf(a), placeOf(b)]
  const apart = (x: Buffer, y: Buffer): boolean => x.offset + padded(x.bytes) <= y.offset
  const inArena = one.home === 'arena' && other.home === 'arena'
  return one === other || (inArena && !apart(one, other) && !apart(other, one))
}

/**
 * Checks a plan by following it, whatever lifetimes it was made from: what a step reads has been written, and not written over since; a kernel
 * writes over what it reads only at the same elements. And buffers of the arena that are alive at once stand apart.
 * Throws: CompileError.
 */
export function validateBlock(block: Block, inputs: readonly Buffer[]): void {
  const written = new Set<Buffer>(inputs)
  const over = new Map<Buffer, Buffer>()
  const wholes = new Map<Buffer, Buffer>()
  /** What a slice is of that a loop moves along. */
  const wholeOf = (buffer: Buffer): Buffer => {
    const whole = wholes.get(buffer)
    return whole ? wholeOf(whole) : buffer
  }
  const read = (part: Buffer, by: string): void => {
    const buffer = wholeOf(part)
    if (over.has(buffer))
      throw new CompileError(
        `plan: ${by} reads ${text(buffer)} after ${text(over.get(buffer)!)} is written over it.`,
      )
    if (part.home === 'arena' && !written.has(buffer))
      throw new CompileError(`plan: ${by} reads ${text(buffer)} before it is written.`)
    // what comes from outside may be written over as well
    written.add(buffer)
  }
  const write = (part: Buffer): void => {
    const buffer = wholeOf(part)
    for (const other of written) if (other !== buffer && meet(other, buffer)) over.set(other, buffer)
    written.add(buffer)
    over.delete(buffer)
  }
  const walk = ({ steps }: Block): void => {
    for (const step of steps) {
      switch (step.kind) {
        case 'kernel':
        case 'host':
          for (const buffer of step.reads) read(buffer, stepLines(step)[0]!)
          checkInPlace(step)
          step.writes.forEach(write)
          break
        case 'copy':
          read(step.from, 'a copy')
          write(step.to)
          break
        case 'check':
          read(step.worst, 'a check')
          break
        // a second round finds what the first has left
        case 'loop':
          for (const { slice, whole } of step.slices) wholes.set(slice, whole)
          for (let round = 0; round < 2; round++) walk(step.body)
          for (const { whole } of step.slices) write(whole)
          break
        case 'while':
          for (let round = 0; round < 2; round++) {
            walk(step.condition)
            read(step.flag, 'a loop')
            walk(step.body)
          }
          break
        default:
          read(step.index, 'a case')
          for (const branch of step.branches) walk(branch)
      }
    }
  }
  walk(block)
  const all = [...new Set(block.steps.flatMap((step) => [...buffersIn(step)]))]
  const alive = all.filter((buffer) => buffer.home === 'arena' && !buffer.over)
  alive.forEach((a, i) => {
    for (const b of alive.slice(i + 1)) {
      const together = a.first <= b.last && b.first <= a.last
      const apart = a.offset + padded(a.bytes) <= b.offset || b.offset + padded(b.bytes) <= a.offset
      if (together && !apart) throw new CompileError(`plan: ${text(a)} and ${text(b)} overlap.`)
    }
  })
}

/** What a kernel writes over something that it reads, it writes at the same elements. */
function checkInPlace(step: KernelStep | HostStep): void {
  step.reads.forEach((from, r) => {
    step.writes.forEach((to, w) => {
      const allowed =
        step.kind === 'kernel' && step.inPlace.some(([read, write]) => read === r && write === w)
      if (from !== to && !allowed && meet(from, to))
        throw new CompileError(`plan: ${stepLines(step)[0]} writes ${text(to)} where it reads ${text(from)}.`)
    })
  })
}
