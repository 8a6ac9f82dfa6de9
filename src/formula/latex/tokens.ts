import { ParseError } from '../errors.ts'
import { LatexTokens } from './token-list.ts'

/**
 * A token of LaTeX. `command` is \name; `name` a letter or a word in upright type; `number` digits; `open`, `close` and
 * `bar` brackets, with `sized` where \left or \right stood before them; `sign` anything else of one character.
 */
export interface LatexToken {
  readonly kind: 'command' | 'name' | 'number' | 'open' | 'close' | 'bar' | 'sign' | 'end'
  readonly text: string
  readonly start: number
  readonly end: number
  /** -1 behind \left, 1 behind \right, 0 behind \middle. */
  readonly sized?: -1 | 0 | 1 | undefined
  /** Whether blanks stood before it. */
  readonly spaced: boolean
  /** Set in an italic or upright face on purpose: never a constant, never several letters. */
  readonly quoted?: true | undefined
}

const blank =
  /(?:\s|~|\\[,;:!> ]|\\(?:quad|qquad|displaystyle|textstyle|limits|nolimits|thinspace|medspace|thickspace|enspace|hfill|notag|nonumber|mathstrut|strut|scriptstyle)(?![A-Za-z])|\\math(?:op|open|close|ord|bin|rel|punct|inner)\{\}|\\(?:[vh]?phantom|label|tag|hspace)\*?\{[^{}]*\}|%[^\n]*)+/y
const command = /\\(?:[A-Za-z]+|.)/uy
const number = /\d{1,3}(?:\\,\d{3})+(?![\d\\])(?:\.\d+)?|\d+(?:\.\d+|\{,\}\d+)?|\.\d+/y
const digit = /\d/y
/** 1.5 \cdot 10^{-9} is one literal. */
const scientific = /\s*(?:\\cdot|\\times)\s*10\^(?:\{\s*(-?\d{1,3})\s*\}|(\d))(?![\d.^])/y
const letter = /\p{L}\p{M}*/uy
/** SymPy sets the names of Airy functions as letters. */
const airy = /(?:Ai|Bi)(?=\s*(?:\^|\\left\())/y
const size = /\\(left|right|middle|[bB]igg?[lrm]?)(?![A-Za-z])\s*/y
const delimiter =
  /[()[\]|./⌊⌋⌈⌉]|\\[{}|]|\\(?:lfloor|rfloor|lceil|rceil|lvert|rvert|lVert|rVert|lbrace|rbrace|vert|Vert|langle|rangle|lbrack|rbrack)(?![A-Za-z])/y
/** Fonts of plain TeX around a word. */
const oldFace = /\{\s*\\(?:rm|bf|sf|cal)\s+([A-Za-z]+)\s*\}/y
const faces: Readonly<Record<string, boolean>> = {
  mathrm: false,
  operatorname: false,
  text: false,
  mbox: false,
  textrm: false,
  mathbf: false,
  mathsf: false,
  boldsymbol: false,
  bm: false,
  mathcal: false,
  mathscr: false,
  mathfrak: false,
  mathit: true,
  mathtt: true,
}
const brackets: Readonly<Record<string, readonly ['open' | 'close' | 'bar', string]>> = {
  '(': ['open', '('],
  ')': ['close', '('],
  '[': ['open', '['],
  ']': ['close', '['],
  '\\lbrack': ['open', '['],
  '\\rbrack': ['close', '['],
  '\\{': ['open', '\\{'],
  '\\}': ['close', '\\{'],
  '\\lbrace': ['open', '\\{'],
  '\\rbrace': ['close', '\\{'],
  '\\lfloor': ['open', 'floor'],
  '\\rfloor': ['close', 'floor'],
  '\\lceil': ['open', 'ceil'],
  '\\rceil': ['close', 'ceil'],
  '⌊': ['open', 'floor'],
  '⌋': ['close', 'floor'],
  '⌈': ['open', 'ceil'],
  '⌉': ['close', 'ceil'],
  '\\lvert': ['open', '|'],
  '\\rvert': ['close', '|'],
  '\\lVert': ['open', '|'],
  '\\rVert': ['close', '|'],
  '|': ['bar', '|'],
  '\\|': ['bar', '|'],
  '\\vert': ['bar', '|'],
  '\\Vert': ['bar', '|'],
}

/**
 * Splits LaTeX into tokens; `words` are names of several letters that stand for one symbol, `written` is the text that
 * errors show.
 *
 * Throws: ParseError for a character that no formula contains.
 */
export const latexTokens = (
  text: string,
  words: ReadonlySet<string> = new Set(),
  written = text,
): LatexTokens => new Tokenizer(text, words, written).tokens()

class Tokenizer {
  readonly #text: string
  readonly #words: ReadonlySet<string>
  readonly #written: string
  readonly #longest: number
  readonly #tokens = new LatexTokens()
  #at = 0
  /** Where the token that is read began, and whether blanks stood before it. */
  #start = 0
  #spaced = false

  constructor(text: string, words: ReadonlySet<string>, written: string) {
    this.#text = text
    this.#words = words
    this.#written = written
    this.#longest = Math.max(0, ...[...words].map((w) => w.length))
  }

  tokens(): LatexTokens {
    do {
      this.#spaced = this.#match(blank) !== null
      this.#start = this.#at
    } while (this.#token())
    return this.#tokens
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)
    if (found !== null) this.#at += found[0].length
    return found
  }

  #push(kind: LatexToken['kind'], text: string, rest: Partial<LatexToken> = {}): true {
    this.#tokens.push({ kind, text, start: this.#start, end: this.#at, spaced: this.#spaced, ...rest })
    return true
  }

  /** Reads a token; false behind the last. */
  #token(): boolean {
    const text = this.#text
    if (this.#at >= text.length) return !this.#push('end', '')
    return (
      this.#number() ||
      this.#oldFace() ||
      this.#sized() ||
      this.#bracket() ||
      this.#command() ||
      this.#name() ||
      this.#sign()
    )
  }

  #number(): boolean {
    const last = this.#tokens.at(this.#tokens.length - 1)
    // x^23 is x^2 3
    const single = this.#tokens.length > 0 && last.kind === 'sign' && (last.text === '^' || last.text === '_')
    const found = this.#match(single ? digit : number)
    if (found === null) return false
    if (single) return this.#push('number', found[0])
    refuseAmbiguous(this.#written, this.#start, this.#at)
    const power = this.#match(scientific)
    const exponent = power === null ? '' : `e${power[1] ?? power[2]}`
    return this.#push('number', found[0].replace('{,}', '.').replaceAll('\\,', '') + exponent)
  }

  /** A bracket behind \left, \right, \middle or a size. */
  #sized(): boolean {
    const found = this.#match(size)
    if (found === null) return false
    const word = found[1]!
    const mark = this.#match(delimiter)
    if (mark === null)
      throw new ParseError(
        this.#written,
        this.#at,
        `no bracket behind \\${word}`,
        'write \\left( ... \\right)',
      )
    const [kind, name] = brackets[mark[0]] ?? (['sign', mark[0]] as const)
    const sized = word === 'left' ? -1 : word === 'right' ? 1 : 0
    // \left| opens and \right| closes
    if (kind === 'bar' && sized !== 0) return this.#push(sized < 0 ? 'open' : 'close', name, { sized })
    return this.#push(kind, name, /^b/i.test(word) ? {} : { sized })
  }

  #bracket(): boolean {
    const bracket = brackets[this.#text[this.#at]!]
    if (bracket === undefined) return false
    this.#at++
    return this.#push(...bracket)
  }

  #command(): boolean {
    const found = this.#match(command)
    if (found === null) return false
    const bracket = brackets[found[0]]
    if (bracket !== undefined) return this.#push(...bracket)
    const name = found[0].slice(1)
    if (!Object.hasOwn(faces, name)) return this.#push('command', name)
    this.#match(/\*?\s*/y)
    const word = readGroup(this.#text, this.#at) ?? oneLetter(this.#text, this.#at)
    if (word === undefined || word.text === '')
      throw new ParseError(this.#written, this.#at, `no name behind \\${name}`, `write \\${name}{f}`)
    this.#at = word.end
    // a \operatorname{mod} b, as a \bmod b; \mathrm{mod} is a symbol, and \mathit{mod} a function
    if (word.text === 'mod' && !name.startsWith('math') && this.#endsOperand())
      return this.#push('command', word.text)
    return this.#push('name', word.text, { quoted: true, ...(faces[name] ? { sized: 0 as const } : {}) })
  }

  #endsOperand(): boolean {
    const last = this.#tokens.length > 0 ? this.#tokens.at(this.#tokens.length - 1) : undefined
    return (
      last !== undefined &&
      (last.kind === 'sign' ? last.text === '}' || last.text === '!' : last.kind !== 'open')
    )
  }

  /** A letter, or the longest of the known words that stands here. */
  #name(): boolean {
    const written = this.#match(airy)
    if (written !== null) return this.#push('name', written[0], { quoted: true })
    const found = this.#match(letter)
    if (found === null) return false
    let word = found[0]
    for (let length = this.#longest; length > 1; length--) {
      const longer = this.#text.slice(this.#start, this.#start + length)
      if (!this.#words.has(longer)) continue
      word = longer
      break
    }
    this.#at = this.#start + word.length
    return this.#push('name', word, word.length > found[0].length ? { quoted: true } : {})
  }

  /** {\rm d}, as \mathrm{d}. */
  #oldFace(): boolean {
    const found = this.#match(oldFace)
    if (found === null) return false
    const word = found[1]!
    return word === 'mod' && this.#endsOperand()
      ? this.#push('command', word)
      : this.#push('name', word, { quoted: true })
  }

  #sign(): true {
    const sign = String.fromCodePoint(this.#text.codePointAt(this.#at)!)
    this.#at += sign.length
    return this.#push('sign', sign)
  }
}

/** 1{,}000 is a thousand in one language and 1 in another; 2.5e3 is a number in programs and 2.5 e 3 on paper. */
function refuseAmbiguous(text: string, start: number, end: number): void {
  const digits = text.slice(start, end)
  if (/^\d{1,3}\{,\}\d{3}$/.test(digits))
    throw new ParseError(
      text,
      start,
      `'${digits}' may be thousands or a decimal`,
      `write ${digits.replace('{,}', '')} or ${digits.replace('{,}', '.')}`,
    )
  const [exponent] = /^[eE][+-]?\d+(?![.\d]*[\^])/.exec(text.slice(end, end + 12)) ?? []
  if (exponent !== undefined)
    throw new ParseError(
      text,
      start,
      `'${digits}${exponent}' may be a number or a product with e`,
      `write ${digits} \\cdot 10^{${exponent.slice(1)}}, or ${digits} e \\cdot ${exponent.slice(1)}`,
    )
}

/** The letter behind \mathrm, or \beta behind \boldsymbol, where no brace stands. */
function oneLetter(text: string, at: number): { text: string; end: number } | undefined {
  const pattern = text[at] === '\\' ? command : letter
  pattern.lastIndex = at
  const found = pattern.exec(text)?.[0]
  return found === undefined ? undefined : { text: found.replace('\\', ''), end: at + found.length }
}

/** The raw text of {...}, with \_ and other escapes opened; undefined where no brace stands. */
export function readGroup(text: string, from: number): { text: string; end: number } | undefined {
  if (text[from] !== '{') return undefined
  let depth = 1
  let out = ''
  // up to here blanks are part of the name: they were escaped
  let kept = 0
  for (let at = from + 1; at < text.length; at++) {
    const c = text[at]!
    if (c === '\\' && at + 1 < text.length) {
      out += text[++at]!
      kept = out.length
    } else if (c === '{') depth++
    else if (c === '}') {
      if (--depth === 0) return { text: out.slice(0, kept) + out.slice(kept).trimEnd(), end: at + 1 }
    } else if (out !== '' || !/\s/.test(c)) out += c
  }
  return undefined
}
