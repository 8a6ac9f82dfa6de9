import { LimitError, ParseError, placeText } from '../errors.ts'
import type { LatexTokens } from './token-list.ts'
import type { LatexToken } from './tokens.ts'

/** Deepest nesting of groups that is read. */
export const maxDepth = 400

/** A place in the tokens of a text, with the questions that a grammar asks. */
export class Cursor {
  readonly text: string
  readonly tokens: LatexTokens
  /** For each '{' the place of its '}', for each opening bracket that of the one that closes it; 0 for other tokens. */
  private readonly partners: Int32Array
  at = 0
  private depth = 0

  constructor(text: string, tokens: LatexTokens) {
    this.text = text
    this.tokens = tokens
    this.partners = new Int32Array(tokens.length)
    const braces: number[] = []
    // the brackets that are open within each brace
    let brackets: number[] = []
    const outer: number[][] = []
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens.at(i)
      if (token.kind === 'open') brackets.push(i)
      else if (token.kind === 'close') {
        const start = brackets.at(-1)
        if (start === undefined || tokens.at(start).text !== token.text) continue
        brackets.pop()
        this.partners[start] = i
      } else if (token.kind !== 'sign') continue
      else if (token.text === '{') {
        braces.push(i)
        outer.push(brackets)
        brackets = []
      } else if (token.text === '}') {
        const start = braces.pop()
        if (start === undefined) throw this.unexpected(token, "no '{' is open here")
        brackets = outer.pop()!
        this.partners[start] = i
      }
    }
    const left = braces.pop()
    if (left !== undefined) throw this.unexpected(tokens.at(left), 'this brace is not closed')
  }

  /** The place of the '}' of the '{' at a place; undefined where none stands there. */
  partner(at: number): number | undefined {
    return this.tokens.at(at).kind === 'sign' ? this.partners[at] || undefined : undefined
  }
  /** Whether a brace at a place holds one pair of brackets and nothing else: {(...)}. */
  holdsBracket(at: number): boolean {
    const bracket = this.tokens.at(at + 1)
    const end = this.partner(at)
    return (
      bracket.kind === 'open' &&
      bracket.text === '(' &&
      end !== undefined &&
      this.partners[at + 1] === end - 1
    )
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

  placeOf({ start }: LatexToken): string {
    return placeText(this.text, start)
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
