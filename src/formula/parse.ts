import { LimitError } from './errors.ts'
import { Machine } from './machine.ts'
import { TokenWindow } from './token-window.ts'
import type { Formula } from './tree.ts'

export interface ParseOptions {
  /** Reads `2x`, `x y` and `2(x+1)` as products, with the precedence of `*`. A name before `(` stays a call. */
  readonly implicitMultiplication?: boolean
  /**
   * Reads what books write besides: `sin x`, `sin^2 x`, `log_2(x)`, `d/dx f`, `0 < x < 1`, `=`, brackets, tuples `(a, b)`
   * (a call of the name '') and lists `[a, b]` (a call of the name '[]').
   */
  readonly textbook?: boolean
  /** Reads Python's 2j as an imaginary number. */
  readonly python?: boolean
  /** Names that are symbols even before `(`: with implicit multiplication `x(y + 1)` is then a product. */
  readonly symbols?: { has(name: string): boolean }
  /** Longest text accepted, in UTF-16 code units (2^20 if not given). */
  readonly maxLength?: number
  /** Most brackets, signs and powers within each other (no limit if not given). */
  readonly maxNesting?: number
  /**
   * Takes over the beginning of a long chain of sums or products, whose meaning nothing behind it can change, and gives
   * what stands for it: so a text of a megabyte never is a tree as a whole. `size` is how much it still holds.
   */
  readonly fold?: (chain: Formula) => { readonly tree: Formula; readonly size: number }
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
  const { textbook = false, python = false } = options
  return new Machine(text, new TokenWindow(text, { textbook, python }), options).run()
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
  const { textbook = false } = options
  return new Machine(text, new TokenWindow(text, { holes, textbook }), options).run()
}

export function checkLength(text: string, options: { readonly maxLength?: number }): void {
  const maximum = options.maxLength ?? 1 << 20
  if (text.length > maximum)
    throw new LimitError('parse', 'length of the text', maximum, text.length, 'Raise the option maxLength.')
}
