import { ParseError } from './errors.ts'

export type Token =
  | {
      readonly kind: 'number' | 'operator'
      readonly text: string
      readonly start: number
      readonly end: number
    }
  | {
      readonly kind: 'name'
      readonly text: string
      /** Whether it stood in backticks: a name and nothing else, whatever it looks like. */
      readonly quoted?: true
      readonly start: number
      readonly end: number
    }
  | {
      readonly kind: 'hole'
      readonly text: string
      readonly index: number
      readonly start: number
      readonly end: number
    }
  | { readonly kind: 'end'; readonly text: ''; readonly start: number; readonly end: number }

const blank = /[\s\u200b\u2061]*/uy
const number = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y
/** A letter, and letters, digits, marks behind it; π is the number, so πr is two names. */
export const name =
  /π(?![\p{M}\p{Nd}_₀-₉])|(?![ʹʺʰ-ˢᵃ-ᵡⁿⁱ])[\p{L}_](?:(?![πˣʸᵃ-ᵡⁿⁱ])[\p{L}\p{M}\p{Nd}_₀-₉])*/uy
/** The same where all is ASCII: V8 takes milliseconds to compile the other. */
const plainName = /[A-Za-z_]\w*/y
const superscript = /[⁻⁺]?(?:[⁰¹²³⁴-⁹]+|[ⁿⁱˣʸ])/uy

/** Other ways to write an operator, each with the one that the parser knows. */
const spelling: Readonly<Record<string, string>> = {
  '**': '^',
  '&&': 'and',
  '∧': 'and',
  '∨': 'or',
  '¬': 'not',
  '−': '-',
  '–': '-',
  '×': '*',
  '·': '*',
  '⋅': '*',
  '∙': '*',
  '∗': '*',
  '÷': '/',
  '∕': '/',
  '⁄': '/',
  '≤': '<=',
  '⩽': '<=',
  '≥': '>=',
  '⩾': '>=',
  '≠': '!=',
  '′': "'",
}
export const wordOperators: ReadonlySet<string> = new Set(['and', 'or', 'not'])
const superscriptDigits = '⁰¹²³⁴⁵⁶⁷⁸⁹'
const superscriptLetters: Readonly<Record<string, string>> = { ⁿ: 'n', ⁱ: 'i', ˣ: 'x', ʸ: 'y' }

const asterisk = 42
const simpleOperators = new Map([...'+-*/^(),'].map((c) => [c.charCodeAt(0), c]))
const isBlank = (code: number): boolean => code <= 32 || code > 127

/** The offset, index and length of each hole of a template. */
export type Holes = ReadonlyMap<number, { readonly index: number; readonly length: number }>

/** Splits a formula into tokens. */
export class Lexer {
  protected readonly text: string
  protected at = 0
  private readonly holes: Holes | undefined
  protected out: Token[] = []
  private readonly names: RegExp
  protected readonly operators: RegExp = /\*\*|<=|>=|==|!=|&&|[-+*/^(),<>!|'−–×·⋅∙∗÷∕⁄≤⩽≥⩾≠√∞′∧∨¬]/uy

  constructor(text: string, holes?: Holes) {
    this.text = text
    this.holes = holes
    this.names = /[\u0080-\uffff]/.test(text) ? name : plainName
  }

  /**
   * Puts the next tokens (one, or two for x²) behind those that are there.
   *
   * Throws: ParseError for a character that no formula contains.
   */
  next(tokens: Token[]): void {
    const { text, holes } = this
    this.out = tokens
    // the common case, a one-character operator, needs no pattern
    const simple = holes === undefined ? simpleOperators.get(text.charCodeAt(this.at)) : undefined
    if (simple !== undefined && text.charCodeAt(this.at + 1) !== asterisk) {
      this.put('operator', simple, this.at++)
      return
    }
    if (isBlank(text.charCodeAt(this.at))) this.match(blank)
    const start = this.at
    if (start >= text.length) {
      tokens.push({ kind: 'end', text: '', start: text.length, end: text.length })
      return
    }
    const hole = holes?.get(start)
    let found: string | undefined
    if (hole !== undefined) {
      this.at += hole.length
      tokens.push({
        kind: 'hole',
        text: text.slice(start, this.at),
        index: hole.index,
        start,
        end: this.at,
      })
    } else if ((found = this.match(number)) !== undefined) this.number(found, start)
    else if (this.special(start)) return
    else if ((found = this.match(this.names)) !== undefined) {
      if (wordOperators.has(found)) this.put('operator', found, start)
      else this.name(found, start)
    } else if ((found = this.match(superscript)) !== undefined) this.raised(found, start)
    else if ((found = this.match(this.operators)) !== undefined) this.operator(found, start)
    else this.refuse(this.repair(String.fromCodePoint(text.codePointAt(start)!)))
  }

  /** What to write in place of a character that no formula contains. */
  protected repair(character: string): string {
    if (character === '@') return 'write matmul(a, b)'
    return character === '=' ? "an equation is written with '=='" : 'no formula contains this character'
  }

  /** What a pattern finds here; the place moves behind it. */
  protected match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0]
    this.at += found?.length ?? 0
    return found
  }

  /** A token from `start` to the place reached. */
  protected put(kind: 'number' | 'operator' | 'name', text: string, start: number): void {
    this.out.push({ kind, text, start, end: this.at })
  }

  protected refuse(why: string): never {
    const character = String.fromCodePoint(this.text.codePointAt(this.at)!)
    throw new ParseError(this.text, this.at, `unexpected '${character}'`, why)
  }

  protected number(found: string, start: number): void {
    this.put('number', found, start)
  }

  /** What other notations have before names are tried. */
  protected special(_start: number): boolean {
    return false
  }

  protected name(found: string, start: number): void {
    this.put('name', found, start)
  }

  protected operator(found: string, start: number): void {
    if (found === '∞') this.put('name', 'oo', start)
    else this.put('operator', spelling[found] ?? found, start)
  }

  /** x⁻² is x^-2 */
  private raised(found: string, start: number): void {
    const end = this.at
    if (this.match(superscript) !== undefined) {
      this.at = end
      this.refuse('this exponent is written with ^( )')
    }
    const raised = found.replace(/^[⁻⁺]/, '')
    this.put('operator', '^', start)
    if (found[0] === '⁻') this.put('operator', '-', start)
    const letter = superscriptLetters[raised]
    if (letter !== undefined) this.put('name', letter, start)
    else this.put('number', [...raised].map((c) => superscriptDigits.indexOf(c)).join(''), start)
  }
}
