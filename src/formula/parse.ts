import { LimitError, ParseError } from './errors.ts'
import { Machine } from './machine.ts'
import { TokenWindow } from './token-window.ts'
import { Lexer } from './tokens.ts'
import type { Formula } from './tree.ts'

export interface ParseOptions {
  /** Longest text accepted, in UTF-16 code units (2^20 if not given). */
  readonly maxLength?: number
  /** Most brackets, signs and powers within each other (no limit if not given). */
  readonly maxNesting?: number
}

/**
 * Parses a formula to its syntax tree: `+ - * / ^` (`**` is the same), comparisons, `and`, `or`, `not`, calls,
 * `n!`, `|x|`. `^` groups from the right and binds tighter than a sign in front: `-x^2` is `-(x^2)`.
 * Works with a stack of its own in time linear in the text, so 100,000 nested parentheses are fine.
 *
 * Throws: ParseError with the place; LimitError for a text longer than `maxLength`.
 *
 * @example
 * parseFormula('1/(1 + exp(-x))')
 */
export function parseFormula(text: string, options: ParseOptions = {}): Formula {
  checkLength(text, options)
  return new Machine(text, new TokenWindow(new Lexer(text)), options).run()
}

/**
 * Parses the formula of a template tag; the value `${...}` number i becomes the hole with index i.
 *
 * @example
 * const math = (strings: TemplateStringsArray, ...values: number[]) => evaluate(parseTemplate(strings), values)
 * math`1 / (1 + exp(-${x}))`
 */
export function parseTemplate(strings: TemplateStringsArray, options: ParseOptions = {}): Formula {
  const holes = new Map<number, { index: number; length: number }>()
  let text = ''
  strings.raw.forEach((part, index) => {
    if (index > 0) {
      const mark = '${' + (index - 1) + '}'
      holes.set(text.length, { index: index - 1, length: mark.length })
      text += mark
    }
    text += part
  })
  checkLength(text, options)
  return new Machine(text, new TokenWindow(new Lexer(text, holes)), options).run()
}

export function checkLength(text: string, options: { readonly maxLength?: number }): void {
  if (typeof text !== 'string')
    throw new ParseError('', 0, `unexpected ${text === null ? 'null' : typeof text}`, 'a formula is a text')
  const maximum = options.maxLength ?? 1 << 20
  if (text.length > maximum)
    throw new LimitError('parse', 'length of the text', maximum, text.length, 'Raise the option maxLength.')
}
