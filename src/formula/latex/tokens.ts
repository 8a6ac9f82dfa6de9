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
  /(?:\s|~|\\[,;:!> ]|\\(?:quad|qquad|displaystyle|textstyle|limits|nolimits|thinspace|medspace|thickspace|enspace|hfill|notag|nonumber)(?![A-Za-z])|%[^\n]*)+/y
const command = /\\(?:[A-Za-z]+|.)/uy
const number = /\d+(?:\.\d+|\{,\}\d+)?|\.\d+/y
const digit = /\d/y
/** 1.5 \cdot 10^{-9} is one literal. */
const scientific = /\s*(?:\\cdot|\\times)\s*10\^(?:\{\s*(-?\d{1,3})\s*\}|(\d))(?![\d.^])/y
const letter = /\p{L}\p{M}*/uy
/** SymPy sets the names of Airy functions as letters. */
const airy = /(?:Ai|Bi)(?=\s*(?:\^|\\left\())/y
const size = /\\(left|right|middle|[bB]igg?[lrm]?)(?![A-Za-z])\s*/y
const delimiter =
  /[()[\]|./⌊⌋⌈⌉]|\\[{}|]|\\(?:lfloor|rfloor|lceil|rceil|lvert|rvert|lVert|rVert|lbrace|rbrace|vert|Vert|langle|rangle|lbrack|rbrack)(?![A-Za-z])/y
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
export function latexTokens(
  text: string,
  words: ReadonlySet<string> = new Set(),
  written = text,
): LatexTokens {
  const tokens = new LatexTokens()
  const longest = Math.max(0, ...[...words].map((w) => w.length))
  let at = 0
  let spaced = false
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found !== null) at += found[0].length
    return found
  }
  const push = (
    kind: LatexToken['kind'],
    name: string,
    start: number,
    rest: Partial<LatexToken> = {},
  ): void => {
    tokens.push({ kind, text: name, start, end: at, spaced, ...rest })
    spaced = false
  }
  for (;;) {
    if (match(blank) !== null) spaced = true
    const start = at
    if (at >= text.length) {
      push('end', '', start)
      return tokens
    }
    let found: RegExpExecArray | null
    const last = tokens.at(tokens.length - 1)
    // x^23 is x^2 3
    const single = tokens.length > 0 && last.kind === 'sign' && (last.text === '^' || last.text === '_')
    if ((found = match(single ? digit : number)) !== null) {
      if (!single) refuseAmbiguous(written, start, at)
      const power = single ? null : match(scientific)
      push('number', found[0].replace('{,}', '.') + (power === null ? '' : `e${power[1] ?? power[2]}`), start)
    } else if ((found = match(size)) !== null) {
      const sized = found[1] === 'left' ? -1 : found[1] === 'right' ? 1 : 0
      const mark = match(delimiter)
      if (mark === null)
        throw new ParseError(written, at, `no bracket behind \\${found[1]}`, 'write \\left( ... \\right)')
      const [kind, name] = brackets[mark[0]] ?? (['sign', mark[0]] as const)
      // \left| opens and \right| closes
      if (kind === 'bar' && sized !== 0) push(sized < 0 ? 'open' : 'close', name, start, { sized })
      else push(kind, name, start, found[1]!.startsWith('b') || found[1]!.startsWith('B') ? {} : { sized })
    } else if (brackets[text[at]!] !== undefined && text[at] !== '.') {
      const [kind, name] = brackets[text[at++]!]!
      push(kind, name, start)
    } else if ((found = match(command)) !== null) {
      const name = found[0].slice(1)
      const bracket = brackets[found[0]]
      if (bracket !== undefined) push(bracket[0], bracket[1], start)
      else if (Object.hasOwn(faces, name)) {
        match(/\*?\s*/y)
        const word = readGroup(text, at) ?? oneLetter(text, at)
        if (word === undefined || word.text === '')
          throw new ParseError(written, at, `no name behind \\${name}`, `write \\${name}{f}`)
        at = word.end
        push('name', word.text, start, { quoted: true, ...(faces[name] ? { sized: 0 as const } : {}) })
      } else push('command', name, start)
    } else if ((found = match(airy)) !== null) {
      push('name', found[0], start, { quoted: true })
    } else if ((found = match(letter)) !== null) {
      let word = found[0]
      for (let length = longest; length > 1; length--)
        if (words.has(text.slice(start, start + length))) {
          word = text.slice(start, start + length)
          break
        }
      at = start + word.length
      push('name', word, start, word.length > found[0].length ? { quoted: true } : {})
    } else {
      const sign = String.fromCodePoint(text.codePointAt(at)!)
      at += sign.length
      push('sign', sign, start)
    }
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
