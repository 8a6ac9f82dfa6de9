import { ParseError, placeText } from './errors.ts'
import { closing } from './operators.ts'
import type { ParseOptions } from './parse.ts'
import type { DerivativeHead } from './textbook.ts'
import type { TokenWindow } from './token-window.ts'
import type { Token } from './tokens.ts'
import type { Formula } from './tree.ts'

/** An application of a function: sin, sin^2, log with a base. */
export interface Head {
  readonly name: string
  readonly primes: number
  readonly start: number
  readonly quoted?: true
  readonly base?: Formula
  exponent?: Formula
}

/** What waits on the stack for its right operand, or for its closing bracket. `inner`: within the argument of `sin x`. */
export type Pending = { readonly inner: boolean } & (
  | { kind: 'prefix'; op: string; power: number; start: number; head?: Head; by?: DerivativeHead }
  | { kind: 'binary'; op: string; power: number; left: Formula; terms: number }
  | { kind: 'group'; bracket: string; items: Formula[]; start: number; derived: boolean }
  | { kind: 'bars'; start: number }
  | { kind: 'call'; head: Head; args: Formula[]; start: number }
  | { kind: 'raised'; head: Head; start: number }
)

/** The shortest chain of operands that is folded before all of it is read. */
export const shortestFold = 1024

/** The chain of an operand without operators, or in brackets. */
export const single: { readonly power: number; readonly terms: number } = { power: 0, terms: 1 }

/** What a parser has before it, and what waits for its right operand or its closing bracket. */
export class Stack {
  protected readonly text: string
  protected readonly tokens: TokenWindow
  protected readonly stack: Pending[] = []
  /** Those of the stack that are brackets. */
  protected readonly open: Pending[] = []
  /** The operand just completed; undefined where one is expected. */
  protected left: Formula | undefined
  /** The last operand that stood in brackets. */
  protected bracketed: Formula | undefined
  protected at = 0
  protected factorials = 0
  /** Of the operand reduced last: its last operator, and how many operands that joins without brackets. */
  protected chain = single
  protected readonly maxNesting: number

  constructor(text: string, tokens: TokenWindow, options: ParseOptions) {
    this.text = text
    this.tokens = tokens
    this.maxNesting = options.maxNesting ?? Infinity
  }

  protected get top(): Pending | undefined {
    return this.stack[this.stack.length - 1]
  }
  /** Pushes an open bracket. */
  protected enter(bracket: Pending): void {
    this.stack.push(bracket)
    this.open.push(bracket)
  }
  protected leave(): void {
    this.stack.pop()
    this.open.pop()
  }
  protected get inner(): boolean {
    return this.top?.inner ?? false
  }
  protected is(at: number, text: string): boolean {
    const token = this.tokens.at(at)
    return token.kind === 'operator' && token.text === text
  }
  protected unexpected(token: Token, why: string): ParseError {
    const what = token.kind === 'end' ? 'unexpected end' : `unexpected '${this.written(token)}'`
    return new ParseError(this.text, token.start, what, why)
  }
  protected previous(): string {
    return this.at > 0 ? `after '${this.written(this.tokens.at(this.at - 1))}'` : 'at the start'
  }
  /** A token as it was written. */
  private written({ start, end }: Token): string {
    return this.text.slice(start, end)
  }

  /** Why a closing bracket, a comma or the end does not fit what is open. */
  protected mismatch(open: Pending | undefined, close: string): string {
    if (close === ',' && open?.kind !== 'bars') return "a ',' separates the arguments of a call only"
    if (open === undefined || open.kind === 'binary' || open.kind === 'prefix' || open.kind === 'raised')
      return `no '${Object.keys(closing).find((bracket) => closing[bracket] === close) ?? '('}' is open here`
    const bracket = open.kind === 'bars' ? '|' : open.kind === 'group' ? open.bracket : '('
    const of = open.kind === 'call' ? `of ${open.head.name} ` : ''
    return `the '${bracket}' ${of}at ${placeText(this.text, open.start)} is not closed`
  }
}
