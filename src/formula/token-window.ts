import type { Lexer, Token } from './tokens.ts'

/** How many tokens behind the place of reading are kept at least, for what an error says. */
const kept = 8
/** How many tokens are let go of at once. */
const batch = 4096

/** The tokens of a text, made as they are asked for and let go of as they are read: a megabyte of text has a million. */
export class TokenWindow {
  private readonly lexer: Lexer
  private readonly tokens: Token[] = []
  /** The number of the first token that is still there. */
  private first = 0

  constructor(lexer: Lexer) {
    this.lexer = lexer
  }

  /** Token number i; behind the last one stands the last one, the end of the text. */
  at(i: number): Token {
    const { tokens } = this
    while (i - this.first >= tokens.length) {
      const last = tokens[tokens.length - 1]
      if (last?.kind === 'end') return last
      this.lexer.next(tokens)
    }
    return tokens[i - this.first]!
  }

  /** Says that what lies more than a few tokens before number i is not asked for again. */
  passed(i: number): void {
    if (i - this.first < batch + kept) return
    this.tokens.splice(0, batch)
    this.first += batch
  }
}
