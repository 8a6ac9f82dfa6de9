import { checkLength, type ParseOptions } from './parse.ts'
import { TextbookMachine } from './textbook-machine.ts'
import { TextbookLexer } from './textbook-tokens.ts'
import { TokenWindow } from './token-window.ts'
import type { Formula } from './tree.ts'

export interface TextbookOptions extends ParseOptions {
  /** Reads `2x`, `x y` and `2(x+1)` as products, with the precedence of `*`. A name before `(` stays a call. */
  readonly implicitMultiplication?: boolean
  /** Reads Python's 2j as an imaginary number. */
  readonly python?: boolean
  /** Names that are symbols even before `(`: with implicit multiplication `x(y + 1)` is then a product. */
  readonly symbols?: { has(name: string): boolean }
  /**
   * Takes over the beginning of a long chain of sums or products, whose meaning nothing behind it can change, and gives
   * what stands for it: so a text of a megabyte never is a tree as a whole. `size` is how much it still holds.
   */
  readonly fold?: (chain: Formula) => { readonly tree: Formula; readonly size: number }
}

/**
 * Parses a formula as `parseFormula` does, and what books write besides: `sin x`, `sin^2 x`, `log_2(x)`, `d/dx f`,
 * `0 < x < 1`, `=`, brackets, tuples `(a, b)` (a call of the name '') and lists `[a, b]` (a call of the name '[]').
 *
 * Throws: ParseError with the place; LimitError for a text longer than `maxLength`.
 *
 * @example
 * parseTextbook('sin^2 x + cos^2 x')
 */
export function parseTextbook(text: string, options: TextbookOptions = {}): Formula {
  checkLength(text, options)
  return new TextbookMachine(
    text,
    new TokenWindow(new TextbookLexer(text, options.python === true)),
    options,
  ).run()
}
