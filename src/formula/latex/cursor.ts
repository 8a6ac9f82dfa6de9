import { LimitError, ParseError } from '../errors.ts'
import type { LatexTokens } from './token-list.ts'
import type { LatexToken } from './tokens.ts'

/** Deepest nesting of groups that is read. */
export const maxDepth = 400

/** A place in the tokens of a text, with the questions that a grammar asks. */
export class Cursor {
  readonly text: string
  readonly tokens: LatexTokens
  /** For each '{' the place of its '}', 0 for other tokens. */
  private readonly partners: Int32Array
  at = 0
  private depth = 0

  constructor(text: string, tokens: LatexTokens) {
    this.text = text
    this.tokens = tokens
    this.partners = new Int32Array(tokens.length)
    const open: number[] = []
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens.at(i)
      if (token.kind !== 'sign') continue
      if (token.text === '{') open.push(i)
      else if (token.text === '}') {
        const start = open.pop()
        if (start === undefined) throw this.unexpected(token, "no '{' is open here")
        this.partners[start] = i
      }
    }
    const left = open.pop()
    if (left !== undefined) throw this.unexpected(tokens.at(left), 'this brace is not closed')
  }

  /** The place of the '}' of the '{' at a place; undefined where none stands there. */
  partner(at: number): number | undefined {
    return this.partners[at] || undefined
  }

  get token(): LatexToken {
    return this.tokens.at(this.at)
  }
  peek(ahead: number): LatexToken {
    return this.tokens.at(this.at + ahead)
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
    return this.tokens.at(this.at++)
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
