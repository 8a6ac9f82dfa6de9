import type { LatexToken } from './tokens.ts'

const kinds = ['command', 'name', 'number', 'open', 'close', 'bar', 'sign', 'end'] as const
/** Bits of what else a token says. */
const spacedBit = 8
const quotedBit = 16
const sizedShift = 5

/** Tokens in columns, made into objects as they are asked for: a megabyte of text has a million. */
export class LatexTokens {
  length = 0
  private marks = new Uint8Array(64)
  private starts = new Int32Array(64)
  private ends = new Int32Array(64)
  private readonly texts: string[] = []

  push(token: LatexToken): void {
    if (this.length === this.marks.length) this.grow()
    this.set(this.length++, token)
  }

  set(i: number, { kind, text, start, end, sized, spaced, quoted }: LatexToken): void {
    this.marks[i] =
      kinds.indexOf(kind) +
      (spaced ? spacedBit : 0) +
      (quoted ? quotedBit : 0) +
      ((sized === undefined ? 0 : sized + 2) << sizedShift)
    this.starts[i] = start
    this.ends[i] = end
    this.texts[i] = text
  }

  /** Token number i; before the first stands the first, behind the last the last. */
  at(i: number): LatexToken {
    i = Math.max(0, Math.min(i, this.length - 1))
    const marks = this.marks[i]!
    const size = marks >> sizedShift
    return {
      kind: kinds[marks & 7]!,
      text: this.texts[i]!,
      start: this.starts[i]!,
      end: this.ends[i]!,
      sized: size === 0 ? undefined : ((size - 2) as -1 | 0 | 1),
      spaced: (marks & spacedBit) !== 0,
      quoted: (marks & quotedBit) !== 0 ? true : undefined,
    }
  }

  private grow(): void {
    const { marks, starts, ends } = this
    this.marks = new Uint8Array(2 * marks.length)
    this.marks.set(marks)
    this.starts = new Int32Array(2 * starts.length)
    this.starts.set(starts)
    this.ends = new Int32Array(2 * ends.length)
    this.ends.set(ends)
  }
}
