import { CompileError } from '../validate.ts'
import { type Buffer, padded } from './buffer.ts'
import { type Block, buffersIn, type Step } from './step.ts'

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

/**
 * Checks a plan: what a step reads has been written, and buffers of the arena that are alive at once stand apart.
 * Throws: CompileError.
 */
export function validateBlock(block: Block, inputs: readonly Buffer[]): void {
  const written = new Set<Buffer>(inputs)
  const read = (buffer: Buffer, by: string): void => {
    const known = buffer.home === 'constant' || buffer.home === 'input' || buffer.home === 'moving'
    if (!known && !written.has(buffer))
      throw new CompileError(`plan: ${by} reads ${text(buffer)} before it is written.`)
  }
  const walk = ({ steps }: Block): void => {
    for (const step of steps) {
      switch (step.kind) {
        case 'kernel':
        case 'host':
          for (const buffer of step.reads) read(buffer, stepLines(step)[0]!)
          for (const buffer of step.writes) written.add(buffer)
          break
        case 'copy':
          read(step.from, 'a copy')
          written.add(step.to)
          break
        case 'check':
          read(step.worst, 'a check')
          break
        case 'loop':
          walk(step.body)
          for (const { whole } of step.slices) written.add(whole)
          break
        case 'while':
          walk(step.condition)
          read(step.flag, 'a loop')
          walk(step.body)
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
