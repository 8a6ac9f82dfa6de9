import { ParseError } from './errors.ts'
import { methodNames } from './operators.ts'

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
/** 2j of Python. */
const imaginary = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[jJ](?![\w])/y
/** A letter, and letters, digits, marks behind it; π is the number, so πr is two names. */
const name = /π(?![\p{M}\p{Nd}_₀-₉])|(?![ʹʺʰ-ˢᵃ-ᵡⁿⁱ])[\p{L}_](?:(?![πˣʸᵃ-ᵡⁿⁱ])[\p{L}\p{M}\p{Nd}_₀-₉])*/uy
const plainName = new RegExp(`^(?!π\\p{L})(?:${name.source})$`, 'u')
/** The braces of a subscript: x_{12} and x_{i,j} are x_12 and x_i_j. */
const subscript = /\{[\p{L}\p{M}\p{Nd}, ]+\}/uy
const quoted = /`(?:[^`]|``)+`/y
/** A string of Python, which stands where no prime can: Symbol('x'), dir='+'. */
const string = /(?<=[(,=]\s*)(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")/y
const operator =
  /\*\*|<=|>=|==|!=|!!|&&|[-+*/^(),<>!|&~'−–×·⋅∙∗÷∕⁄≤⩽≥⩾≠√∛∜∞′″‴∧∨¬∂[\]{}⌊⌋⌈⌉=@]|°(?![CF](?![\p{L}\p{N}]))/uy
/** What Python writes behind a value: M.T, f.diff(x). */
const method = new RegExp(`\\.(?:${methodNames.join('|')})(?![\\p{L}\\p{N}_])`, 'uy')
const superscript = /[⁻⁺]?(?:[⁰¹²³⁴-⁹]+|[ⁿⁱˣʸ])/uy
const vulgar = /[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]/y
/** Modules whose names may stand before a function or constant: np.sin, Math.PI. */
const qualified =
  /(?:np|numpy|math|cmath|Math|scipy|special|sc|sympy|sp|jnp|jax|torch|tf|mpmath|mp|std|functools)(?:\.(?:special|constants|numpy|math|nn|functional|linalg))*(?:\.|::)(?=\p{L})/uy

/** Other ways to write an operator, each with the one that the parser knows. */
const spelling: Readonly<Record<string, string>> = {
  '**': '^',
  '&&': 'and',
  '∧': 'and',
  '∨': 'or',
  '¬': 'not',
  '&': 'and',
  '~': 'not',
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
  '@': '*',
}
/** Names that are spelled otherwise, or mean something else, in a module of numerical functions. */
const moduleNames: Readonly<Record<string, string>> = {
  PI: 'pi',
  e: 'E',
  inf: 'oo',
  Infinity: 'oo',
  euler_gamma: 'EulerGamma',
  golden_ratio: 'GoldenRatio',
  sinc: 'normalizedSinc',
  betainc: 'betaregularized',
}
const wordOperators = new Set(['and', 'or', 'not'])
const superscriptDigits = '⁰¹²³⁴⁵⁶⁷⁸⁹'
const superscriptLetters: Readonly<Record<string, string>> = { ⁿ: 'n', ⁱ: 'i', ˣ: 'x', ʸ: 'y' }
const textbookOnly = new Set([...'=[]{}∂″‴∛∜~&⌊⌋⌈⌉@°'])

const asterisk = 42
const simpleOperators = new Map([...'+-*/^(),'].map((c) => [c.charCodeAt(0), c]))
const isBlank = (code: number): boolean => code <= 32 || code > 127

export interface TokenOptions {
  /** The offset, index and length of each hole of a template. */
  readonly holes?: ReadonlyMap<number, { index: number; length: number }>
  /** Whether brackets, '=', subscripts and the rest of a textbook's notation may occur. */
  readonly textbook?: boolean
  /** Whether 2j is an imaginary number. */
  readonly python?: boolean
}

/**
 * Splits a formula into tokens: each call puts the next ones (two for x², five for ½) behind those that are there.
 *
 * Throws: ParseError for a character that no formula contains.
 */
export function lexer(
  text: string,
  { holes, textbook = false, python = false }: TokenOptions = {},
): (tokens: Token[]) => void {
  let at = 0
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    return pattern.exec(text)?.[0]
  }
  return (tokens) => {
    // the common case, a one-character operator, needs no pattern
    const simple = holes === undefined ? simpleOperators.get(text.charCodeAt(at)) : undefined
    if (simple !== undefined && text.charCodeAt(at + 1) !== asterisk) {
      tokens.push({ kind: 'operator', text: simple, start: at, end: ++at })
      return
    }
    if (isBlank(text.charCodeAt(at))) at += match(blank)?.length ?? 0
    if (at >= text.length) {
      tokens.push({ kind: 'end', text: '', start: text.length, end: text.length })
      return
    }
    const start = at
    const hole = holes?.get(at)
    let found: string | undefined
    if (hole !== undefined) {
      at += hole.length
      tokens.push({ kind: 'hole', text: text.slice(start, at), index: hole.index, start, end: at })
    } else if (python && (found = match(imaginary)) !== undefined) {
      at += found.length
      tokens.push({ kind: 'operator', text: '(', start, end: at })
      tokens.push({ kind: 'number', text: found.slice(0, -1), start, end: at })
      tokens.push({ kind: 'operator', text: '*', start, end: at })
      tokens.push({ kind: 'name', text: 'I', start, end: at })
      tokens.push({ kind: 'operator', text: ')', start, end: at })
    } else if ((found = match(number)) !== undefined) {
      at += found.length
      tokens.push({ kind: 'number', text: found, start, end: at })
    } else if (textbook && (found = match(method)) !== undefined) {
      at += found.length
      tokens.push({ kind: 'operator', text: found, start, end: at })
    } else if (textbook && (found = match(quoted)) !== undefined) {
      at += found.length
      tokens.push({
        kind: 'name',
        text: found.slice(1, -1).replaceAll('``', '`'),
        quoted: true,
        start,
        end: at,
      })
    } else if (textbook && (found = match(string)) !== undefined) {
      at += found.length
      const content = found.slice(1, -1).replace(/\\(.)/g, '$1')
      tokens.push({ kind: 'name', text: content, quoted: true, start, end: at })
    } else if (textbook && (found = match(qualified)) !== undefined) {
      at += found.length
      const ownMeaning = /^(?:sympy|sp)\b/.test(found)
      found = match(name) ?? ''
      if (found === '')
        throw new ParseError(text, at, `unexpected '${text[at]}'`, 'a name is missing behind the module')
      at += found.length
      const constant = !ownMeaning && Object.hasOwn(moduleNames, found) ? moduleNames[found]! : found
      tokens.push({ kind: 'name', text: constant, start, end: at })
      // numpy.logical_and.reduce((a, b))
      if (text.startsWith('.reduce(', at)) at += 7
    } else if ((found = match(name)) !== undefined) {
      at += found.length
      if (wordOperators.has(found)) {
        tokens.push({ kind: 'operator', text: found, start, end: at })
        return
      }
      if (textbook && found.endsWith('_')) {
        const below = match(subscript)
        at += below?.length ?? 0
        found = subscripted(found, below)
      }
      tokens.push({ kind: 'name', text: found, start, end: at })
    } else if ((found = match(superscript)) !== undefined) {
      // x⁻² is x^-2
      at += found.length
      if (match(superscript) !== undefined)
        throw new ParseError(text, at, `unexpected '${text[at]}'`, 'this exponent is written with ^( )')
      const negative = found[0] === '⁻'
      const raised = found.replace(/^[⁻⁺]/, '')
      tokens.push({ kind: 'operator', text: '^', start, end: at })
      if (negative) tokens.push({ kind: 'operator', text: '-', start, end: at })
      const letter = superscriptLetters[raised]
      if (letter !== undefined) tokens.push({ kind: 'name', text: letter, start, end: at })
      else {
        const digits = [...raised].map((c) => superscriptDigits.indexOf(c)).join('')
        tokens.push({ kind: 'number', text: digits, start, end: at })
      }
    } else if (textbook && (found = match(vulgar)) !== undefined) {
      // ½ in normal form is 1⁄2
      at += found.length
      const [top, bottom] = found.normalize('NFKC').split('⁄') as [string, string]
      tokens.push({ kind: 'operator', text: '(', start, end: at })
      tokens.push({ kind: 'number', text: top, start, end: at })
      tokens.push({ kind: 'operator', text: '/', start, end: at })
      tokens.push({ kind: 'number', text: bottom, start, end: at })
      tokens.push({ kind: 'operator', text: ')', start, end: at })
    } else if ((found = match(operator)) !== undefined && (textbook || !textbookOnly.has(found))) {
      at += found.length
      if (found === '!!' && !textbook) {
        tokens.push({ kind: 'operator', text: '!', start, end: start + 1 })
        tokens.push({ kind: 'operator', text: '!', start: start + 1, end: at })
      } else if (found === '″' || found === '‴')
        for (let i = 0; i < (found === '″' ? 2 : 3); i++)
          tokens.push({ kind: 'operator', text: "'", start, end: at })
      else if (found === '=') tokens.push({ kind: 'operator', text: '==', start, end: at })
      else if (found === '∞') tokens.push({ kind: 'name', text: 'oo', start, end: at })
      else tokens.push({ kind: 'operator', text: spelling[found] ?? found, start, end: at })
    } else {
      const character = String.fromCodePoint(text.codePointAt(at)!)
      const why =
        character === '=' ? "an equation is written with '=='" : 'no formula contains this character'
      throw new ParseError(text, at, `unexpected '${character}'`, why)
    }
  }
}

/** Whether a text is a name as it stands, and no operator. */
export const isName = (text: string): boolean =>
  plainName.test(text) && !wordOperators.has(text) && !(text.endsWith('_') && text.length > 1)

/** x_ with {ij} below is x_ij; x_{i,j} is x_i_j. */
export const subscripted = (stem: string, braces = ''): string =>
  stem + braces.replace(/[{}\s]/g, '').replaceAll(',', '_')
