import { NablaError } from '../errors.ts'

/** A text that is not a formula: where, what came, and what was expected. `frame` shows the place with a caret. */
export class ParseError extends NablaError {
  protected override get kind(): string {
    return 'ParseError'
  }
  readonly text: string
  /** Offset of the offending character in `text`, from 0. */
  readonly offset: number
  /** Line and column of that character, from 1. */
  readonly line: number
  readonly column: number
  readonly frame: string
  /** What came, and what was expected. */
  readonly what: string
  readonly why: string

  constructor(text: string, offset: number, what: string, why: string) {
    const before = text.slice(0, offset).split('\n')
    const [rest] = text.slice(offset).split('\n', 1)
    const start = before.at(-1)!
    const window = excerpt(start + rest, start.length)
    const frame = `  ${window.text}\n  ${' '.repeat(window.caret)}^`
    super(`parse: ${what} at ${placeText(text, offset)} of "${window.text}": ${why}.\n${frame}`)
    this.text = text
    this.offset = offset
    this.line = before.length
    this.column = start.length + 1
    this.frame = frame
    this.what = what
    this.why = why
  }
}

/** Where an offset lies in a text, from 1: 'column 3', or 'line 2, column 3' in a text of several lines. */
export function placeText(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n')
  const column = `column ${before.at(-1)!.length + 1}`
  return text.includes('\n') ? `line ${before.length}, ${column}` : column
}

/** A computation that would exceed a stated bound; `limit` names the bound, `maximum` is its value. */
export class LimitError extends NablaError {
  protected override get kind(): string {
    return 'LimitError'
  }
  readonly limit: string
  readonly maximum: number
  readonly actual: number

  constructor(operation: string, limit: string, maximum: number, actual: number, repair: string) {
    super(`${operation}: limit reached: ${limit} is ${actual}, at most ${maximum} is allowed. ${repair}`)
    this.limit = limit
    this.maximum = maximum
    this.actual = actual
  }
}

/** At most 72 characters around the caret, so that an error in a megabyte of text stays readable. */
function excerpt(line: string, caret: number): { text: string; caret: number } {
  const width = 72
  if (line.length <= width) return { text: line, caret }
  const start = Math.max(0, Math.min(caret - width / 2, line.length - width))
  const head = start > 0 ? '...' : ''
  const tail = start + width < line.length ? '...' : ''
  return { text: head + line.slice(start, start + width) + tail, caret: caret - start + head.length }
}
