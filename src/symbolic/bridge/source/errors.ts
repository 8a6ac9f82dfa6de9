import { NablaError } from '../../../errors.ts'

/** The nodes of acorn's trees carry their place. */
interface Placed {
  readonly start: number
  readonly end: number
}

/** A program that cannot be read as a formula: what, where, and what to do. */
export class SourceError extends NablaError {
  protected override get kind(): string {
    return 'SourceError'
  }
  readonly source: string
  /** Offset in the function's source text, from 0. */
  readonly offset: number

  constructor(source: string, node: Placed, problem: string, repair: string) {
    const before = source.slice(0, node.start)
    const line = before.split('\n').length
    const column = node.start - before.lastIndexOf('\n')
    const excerpt = source.slice(node.start, Math.min(node.end, node.start + 60)).split('\n')[0]!
    super(
      `traceFunction: ${problem} at line ${line}, column ${column} of the function, in "${excerpt}". ${repair}`,
    )
    this.source = source
    this.offset = node.start
  }
}
