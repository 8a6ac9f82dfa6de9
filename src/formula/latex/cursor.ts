import { LimitError, ParseError } from '../errors.ts'
import type { LatexToken } from './tokens.ts'

/** Deepest nesting of groups that is read. */
export const maxDepth = 400

/** A place in the tokens of a text, with the questions that a grammar asks. */
export class Cursor {
  readonly text: string
  readonly tokens: LatexToken[]
  /** For each '{' the place of its '}'. */
  readonly partner = new Map<number, number>()
  at = 0
  private depth = 0

  constructor(text: string, tokens: LatexToken[]) {
    this.text = text
    this.tokens = tokens
    const open: number[] = []
    tokens.forEach((token, i) => {
      if (token.kind !== 'sign') return
      if (token.text === '{') open.push(i)
      else if (token.text === '}') {
        const start = open.pop()
        if (start === undefined) throw this.unexpected(token, "no '{' is open here")
        this.partner.set(start, i)
      }
    })
    const left = open.pop()
    if (left !== undefined) throw this.unexpected(tokens[left]!, 'this brace is not closed')
  }

  get token(): LatexToken {
    return this.tokens[this.at]!
  }
  peek(ahead: number): LatexToken {
    return this.tokens[Math.max(0, Math.min(this.at + ahead, this.tokens.length - 1))]!
  }
  is(text: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token.kind === 'sign' && token.text === text
  }
  isCommand(name: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token.kind === 'command' && token.text === name
  }
  isOpen(bracket: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token.kind === 'open' && token.text === bracket
  }
  take(): LatexToken {
    return this.tokens[this.at++]!
  }
  expect(text: string): LatexToken {
    if (!this.is(text)) throw this.unexpected(this.token, `'${text}' is missing`)
    return this.take()
  }

  unexpected(token: LatexToken, why: string): ParseError {
    const shown = this.text.slice(token.start, token.end)
    return new ParseError(
      this.text,
      token.start,
      token.kind === 'end' ? 'unexpected end' : `unexpected '${shown}'`,
      why,
    )
  }

  /** Runs a part of the grammar one level deeper. */
  nested<T>(read: () => T): T {
    if (++this.depth > maxDepth)
      throw new LimitError('parse', 'nesting of LaTeX', maxDepth, this.depth, 'Name the inner parts first.')
    const value = read()
    this.depth--
    return value
  }
}
