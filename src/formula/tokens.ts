import { ParseError } from './errors.ts'

export type Token =
  | {
      readonly kind: 'number' | 'name' | 'operator'
      readonly text: string
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
const name = /[\p{L}_][\p{L}\p{M}\p{Nd}_₀-₉]*/uy
const operator = /\*\*|<=|>=|==|!=|&&|[-+*/^(),<>!|'−×·⋅÷≤≥≠√∞′]/uy
const superscript = /[⁻⁺]?[⁰¹²³⁴-⁹]+/uy

/** Other ways to write an operator, each with the one that the parser knows. */
const spelling: Readonly<Record<string, string>> = {
  '**': '^',
  '&&': 'and',
  '−': '-',
  '×': '*',
  '·': '*',
  '⋅': '*',
  '÷': '/',
  '≤': '<=',
  '≥': '>=',
  '≠': '!=',
  '′': "'",
}
const wordOperators = new Set(['and', 'or', 'not'])
const superscriptDigits = '⁰¹²³⁴⁵⁶⁷⁸⁹'

const asterisk = 42
const simpleOperators = new Map([...'+-*/^(),'].map((c) => [c.charCodeAt(0), c]))
const isBlank = (code: number): boolean => code <= 32 || code > 127

/** Splits a formula into tokens; `holes` gives the offset, index and length of each hole of a template. */
export function tokenize(
  text: string,
  holes?: ReadonlyMap<number, { index: number; length: number }>,
): Token[] {
  const tokens: Token[] = []
  let at = 0
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    return pattern.exec(text)?.[0]
  }
  for (;;) {
    // the common case, a one-character operator, needs no pattern
    const simple = holes === undefined ? simpleOperators.get(text.charCodeAt(at)) : undefined
    if (simple !== undefined && text.charCodeAt(at + 1) !== asterisk) {
      tokens.push({ kind: 'operator', text: simple, start: at, end: ++at })
      continue
    }
    if (isBlank(text.charCodeAt(at))) at += match(blank)?.length ?? 0
    if (at >= text.length) {
      tokens.push({ kind: 'end', text: '', start: text.length, end: text.length })
      return tokens
    }
    const start = at
    const hole = holes?.get(at)
    let found: string | undefined
    if (hole !== undefined) {
      at += hole.length
      tokens.push({ kind: 'hole', text: text.slice(start, at), index: hole.index, start, end: at })
    } else if ((found = match(number)) !== undefined) {
      at += found.length
      tokens.push({ kind: 'number', text: found, start, end: at })
    } else if ((found = match(name)) !== undefined) {
      at += found.length
      tokens.push({ kind: wordOperators.has(found) ? 'operator' : 'name', text: found, start, end: at })
    } else if ((found = match(superscript)) !== undefined) {
      // x⁻² is x^-2
      at += found.length
      const sign = found[0] === '⁻' ? '-' : ''
      const digits = [...found].filter((c) => c !== '⁻' && c !== '⁺').map((c) => superscriptDigits.indexOf(c))
      tokens.push({ kind: 'operator', text: '^', start, end: at })
      if (sign) tokens.push({ kind: 'operator', text: '-', start, end: at })
      tokens.push({ kind: 'number', text: digits.join(''), start, end: at })
    } else if ((found = match(operator)) !== undefined) {
      at += found.length
      if (found === '∞') tokens.push({ kind: 'name', text: 'oo', start, end: at })
      else tokens.push({ kind: 'operator', text: spelling[found] ?? found, start, end: at })
    } else {
      const character = String.fromCodePoint(text.codePointAt(at)!)
      const why =
        character === '=' ? "an equation is written with '=='" : 'no formula contains this character'
      throw new ParseError(text, at, `unexpected '${character}'`, why)
    }
  }
}
