import { checkLength } from '../parse.ts'
import type { TextbookOptions } from '../parse-textbook.ts'
import type { Formula } from '../tree.ts'
import { isLetter, readVariable } from './differential.ts'
import { environmentName } from './environments.ts'
import { Reader } from './reader.ts'
import { latexTokens } from './tokens.ts'

export interface LatexOptions {
  /** Names that are symbols: those of several letters need no \mathrm, and x(y + 1) is a product where x is listed. */
  readonly symbols?: readonly string[]
  readonly maxLength?: number
  /** See `parseTextbook`. */
  readonly fold?: TextbookOptions['fold']
}

/** What puts a formula into math mode: $, $$, \\(, \\[ or an equation. */
const signsOfMathMode =
  /^\s*(?:\$\$?|\\\(|\\\[|\\begin\{(?:equation|displaymath|math)\*?\})|(?:\$\$?|\\\)|\\\]|\\end\{(?:equation|displaymath|math)\*?\})\s*$/g

/** A formula, and the parts that were named before it. */
export interface LatexFormula {
  readonly bindings: readonly (readonly [name: string, Formula])[]
  readonly tree: Formula
}

/**
 * Parses a formula in LaTeX to its syntax tree. Letters side by side are products; a letter directly before a bracket
 * is a function. In an `aligned` environment the lines but the last name parts: `t_{1} &= ... \\`.
 *
 * Throws: ParseError with the place; LimitError for a long text or one nested more than 400 levels deep.
 *
 * @example
 * parseLatex('\\frac{1}{1 + e^{-x}}')
 */
export function parseLatex(text: string, options: LatexOptions = {}): LatexFormula {
  checkLength(text, options)
  const names = new Set(options.symbols ?? [])
  const body = text.replace(signsOfMathMode, (sign) => ' '.repeat(sign.length))
  const several = new Set([...names].filter((name) => name.length > 1))
  // what is blanked is shown in errors as it was written
  const reader = new Reader(text, latexTokens(body, several, text), names, options.fold)
  const bindings: [string, Formula][] = []
  const aligned =
    reader.isCommand('begin') && /^\\begin\{align(?:ed|\*)?\}/.test(body.slice(reader.token.start))
  if (!aligned) return { bindings, tree: finish(reader, reader.expression()) }
  reader.take()
  environmentName(reader)
  for (;;) {
    if (!isLetter(reader.token)) break
    const start = reader.at
    const name = readVariable(reader)
    if (!reader.is('&')) {
      reader.at = start
      break
    }
    reader.take()
    reader.expect('=')
    bindings.push([name.name, reader.expression()])
    if (!reader.isCommand('\\')) throw reader.unexpected(reader.token, 'a line ends with \\\\')
    reader.take()
  }
  if (reader.is('&')) reader.take()
  const tree = reader.expression()
  if (!reader.isCommand('end')) throw reader.unexpected(reader.token, '\\end is missing')
  reader.take()
  environmentName(reader)
  return { bindings, tree: finish(reader, tree) }
}

function finish(reader: Reader, tree: Formula): Formula {
  // a displayed formula ends its sentence
  if ((reader.is('.') || reader.is(',')) && reader.peek(1).kind === 'end') reader.take()
  if (reader.token.kind !== 'end') throw reader.unexpected(reader.token, 'an operator or the end is expected')
  return tree
}
