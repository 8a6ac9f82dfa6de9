import { NablaError } from '../errors.ts'

/** A text that is not a formula: where, what came, and what was expected. `frame` shows the place with a caret. */
export class ParseError extends NablaError {
  override name = 'ParseError'
  readonly text: string
  /** Offset of the offending character in `text`, from 0. */
  readonly offset: number
  /** Line and column of that character, from 1. */
  readonly line: number
  readonly column: number
  readonly frame: string
  private readonly what: string
  private readonly why: string

  constructor(text: string, offset: number, what: string, why: string) {
    const { line, column, lineStart } = placeIn(text, offset)
    const newline = text.indexOf('\n', offset)
    const window = excerpt(text.slice(lineStart, newline < 0 ? text.length : newline), column - 1)
    const frame = `  ${window.text}\n  ${' '.repeat(window.caret)}^`
    super(`parse: ${what} at ${placeText(text, offset)} of "${window.text}": ${why}.\n${frame}`)
    this.text = text
    this.offset = offset
    this.line = line
    this.column = column
    this.frame = frame
    this.what = what
    this.why = why
  }

  /** The same error in a longer text, in which this one stands at `start`. */
  within(text: string, start: number): ParseError {
    return new ParseError(text, start + this.offset, this.what, this.why)
  }
}

/** A computation that would exceed a stated bound; `limit` names the bound, `maximum` is its value. */
export class LimitError extends NablaError {
  override name = 'LimitError'
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

function placeIn(text: string, offset: number): { line: number; column: number; lineStart: number } {
  // the break before an offset at the start of a text is none
  const lineStart = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1
  return { line: countLines(text, lineStart), column: offset - lineStart + 1, lineStart }
}

/** Where an offset lies in a text, from 1: 'column 3', or 'line 2, column 3' in a text of several lines. */
export function placeText(text: string, offset: number): string {
  const { line, column } = placeIn(text, offset)
  return text.includes('\n') ? `line ${line}, column ${column}` : `column ${column}`
}

function countLines(text: string, end: number): number {
  let lines = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) lines++
  return lines
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
