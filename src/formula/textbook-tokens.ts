import { methodNames, sentenceWord } from './textbook.ts'
import { Lexer, name, wordOperators } from './tokens.ts'

/** 2j of Python. */
const imaginary = /[jJ](?![\w])/y
/** The braces of a subscript: x_{12} and x_{i,j} are x_12 and x_i_j. */
const subscript = /\{[\p{L}\p{M}\p{Nd}, ]+\}/uy
const quoted = /`(?:[^`]|``)+`/y
/** A string of Python, which stands where no prime can: Symbol('x'), dir='+'. */
const string = /(?<=[(,=]\s*)(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")/y
/** What Python writes behind a value: M.T, f.diff(x). */
const method = new RegExp(`\\.(?:${methodNames.join('|')})(?![\\p{L}\\p{N}_])`, 'uy')
const vulgar = /[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]/y
/** Modules whose names may stand before a function or constant: np.sin, Math.PI. */
const qualified =
  /(?:np|numpy|math|cmath|Math|scipy|special|sc|sympy|sp|jnp|jax|torch|tf|mpmath|mp|std|functools)(?:\.(?:special|constants|numpy|math|nn|functional|linalg))*(?:\.|::)(?=\p{L})/uy

/** The pattern that is tried, by the first character. */
const byFirst: Readonly<Record<string, RegExp>> = { '.': method, '`': quoted, "'": string, '"': string }

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
/** What stands for a control character in a string. */
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }
/** Marks that stand for others, or for several. */
const marks: Readonly<Record<string, readonly string[]>> = {
  '=': ['=='],
  '&': ['and'],
  '~': ['not'],
  '@': ['*'],
  '″': ["'", "'"],
  '‴': ["'", "'", "'"],
}

const eachValue = 'it has two values; write each'
const choice = 'a choice is written where(condition, a, b)'
/** How what books and programs write by signs that are not read is written in words. */
const repairs: Readonly<Record<string, string>> = {
  '%': 'a percentage is written x/100, a remainder mod(a, b)',
  '∫': `write ${sentenceWord('integral')}`,
  '∑': `write ${sentenceWord('sum')}`,
  '∏': `write ${sentenceWord('product')}`,
  '→': `write ${sentenceWord('limit')}`,
  '±': eachValue,
  '∓': eachValue,
  '?': choice,
  ':': choice,
  ';': "arguments are separated by ','",
  $: "LaTeX is read with { syntax: 'latex' }",
  '\\': "LaTeX is read with { syntax: 'latex' }",
}

/** Splits what a textbook writes: brackets, '=', subscripts, ½, and what programs write for formulas. */
export class TextbookLexer extends Lexer {
  private readonly python: boolean
  protected override readonly operators: RegExp =
    /\*\*|<=|>=|==|!=|!!|&&|[-+*/^(),<>!|&~'−–×·⋅∙∗÷∕⁄≤⩽≥⩾≠√∛∜∞′″‴∧∨¬∂[\]{}⌊⌋⌈⌉=@]|°(?![CF](?![\p{L}\p{N}]))/uy

  constructor(text: string, python: boolean) {
    super(text)
    this.python = python
  }

  protected override number(found: string, start: number): void {
    if (!this.python || this.match(imaginary) === undefined) super.number(found, start)
    else this.group(start, found, '*', 'I')
  }

  protected override special(start: number): boolean {
    const pattern = byFirst[this.text[start]!] ?? (this.text.charCodeAt(start) > 127 ? vulgar : qualified)
    const found = this.match(pattern)
    if (found === undefined) return false
    if (pattern === method) this.put('operator', found, start)
    else if (pattern === quoted) this.quote(found.slice(1, -1).replaceAll('``', '`'), start)
    else if (pattern === string)
      this.quote(
        found.slice(1, -1).replace(/\\(.)/g, (_, c: string) => escapes[c] ?? c),
        start,
      )
    else if (pattern === qualified) this.member(found, start)
    else {
      // ½ in normal form is 1⁄2
      const [top, bottom] = found.normalize('NFKC').split('⁄') as [string, string]
      this.group(start, top, '/', bottom)
    }
    return true
  }

  protected override repair(character: string): string {
    return Object.hasOwn(repairs, character) ? repairs[character]! : super.repair(character)
  }

  private quote(text: string, start: number): void {
    if (text === '') {
      this.at = start
      this.refuse('a name has at least one character')
    }
    this.out.push({ kind: 'name', text, quoted: true, start, end: this.at })
  }

  /** A number, an operator, and a number or name, in parentheses. */
  private group(start: number, left: string, operator: string, right: string): void {
    this.put('operator', '(', start)
    this.put('number', left, start)
    this.put('operator', operator, start)
    this.put(/\d/.test(right) ? 'number' : 'name', right, start)
    this.put('operator', ')', start)
  }

  /** A name of a module of functions: np.sin, Math.PI, sympy.E. */
  private member(module: string, start: number): void {
    const ownMeaning = /^(?:sympy|sp)\b/.test(module)
    const found = this.match(name) ?? this.refuse('a name is missing behind the module')
    this.put('name', !ownMeaning && Object.hasOwn(moduleNames, found) ? moduleNames[found]! : found, start)
    // numpy.logical_and.reduce((a, b))
    if (this.text.startsWith('.reduce(', this.at)) this.at += 7
  }

  protected override name(found: string, start: number): void {
    super.name(found.endsWith('_') ? subscripted(found, this.match(subscript)) : found, start)
  }

  protected override operator(found: string, start: number): void {
    const meant = marks[found]
    if (meant === undefined) super.operator(found, start)
    else for (const mark of meant) this.put('operator', mark, start)
  }
}

/** x_ with {ij} below is x_ij; x_{i,j} is x_i_j. */
const subscripted = (stem: string, braces = ''): string =>
  stem + braces.replace(/[{}\s]/g, '').replaceAll(',', '_')

const plainName = new RegExp(`^(?!π\\p{L})(?:${name.source})$`, 'u')

/** Whether a text is a name as it stands, and no operator. */
export const isName = (text: string): boolean =>
  plainName.test(text) && !wordOperators.has(text) && !(text.endsWith('_') && text.length > 1)
