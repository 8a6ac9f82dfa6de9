import { ParseError } from '../../formula/errors.ts'
import { type LatexOptions, parseLatex } from '../../formula/latex/index.ts'
import { checkLength } from '../../formula/parse.ts'
import { parseTextbook } from '../../formula/parse-textbook.ts'
import type { Formula } from '../../formula/tree.ts'
import { checkOptions, checkWord } from '../../options.ts'
import type { Assumptions } from '../build/assumptions.ts'
import type { Expr } from '../expr.ts'
import type { ExprMatrix } from '../matrix/dense.ts'
import { withWorkLimit } from '../work.ts'
import { matrixIn } from './matrices.ts'
import { Converter, FactorError, toExpression } from './meaning.ts'
import type { Syntax } from './names.ts'

export interface ParseOptions {
  /** Assumptions for symbols by name: `{ x: { positive: true } }`. A name listed here is never a constant. */
  readonly symbols?: Readonly<Record<string, Assumptions>>
  /** Names that stand for expressions: `{ gamma: constant('EulerGamma') }`, for texts where the LaTeX \gamma is no symbol. */
  readonly names?: Readonly<Record<string, Expr>>
  /** `exact` (the default) reads 0.1 as 1/10; `float` as the nearest float64, exactly. Both print as decimals. */
  readonly decimals?: 'exact' | 'float'
  /**
   * Reads `2x` and `x y` as products. A name directly before `(` is a function, unless `symbols` lists it or it stands
   * elsewhere as a symbol: `x(x + 1)` is a product, `f(x + 1)` is not.
   */
  readonly implicitMultiplication?: boolean
  /**
   * `text`: as in books and programs. `python`: as SymPy's `str` prints it, with its meanings (`e` and `i` are symbols,
   * `acot` is odd, `sinc(x)` is sin(x)/x). `latex`: LaTeX. If not given, a text with a backslash is LaTeX, any other text.
   */
  readonly syntax?: Syntax
  /** Longest text accepted, in UTF-16 code units (2^20 if not given). */
  readonly maxLength?: number
}

/**
 * Parses a formula to an exact expression. `e`, `i`, `pi`, `oo` are constants (upper case too); a name before `(` is
 * always a function, and one that is not known stands for an undefined function.
 *
 * Throws: ParseError with the place; LimitError for texts over 2^20 characters.
 *
 * @example
 * parse('1/(1 + exp(-x))')
 * parse('d/dx sin^2 x + |x|')
 * parse('\\frac{1}{1 + e^{-x}}')
 * parse('Derivative(f(x), (x, 2)) + Heaviside(x)', { syntax: 'python' })
 */
export function parse(text: string, options: ParseOptions = {}): Expr {
  checkParse(options)
  checkLength(text, options)
  return withWorkLimit('parse', baseWork + 4 * text.length, () =>
    withFactors(options, (own) => parseAny(text, own)),
  )
}

function checkParse(options: ParseOptions): void {
  checkOptions('parse', options, [
    'symbols',
    'names',
    'decimals',
    'implicitMultiplication',
    'syntax',
    'maxLength',
  ])
  if (options.syntax !== undefined) checkWord('parse', 'syntax', options.syntax, ['text', 'latex', 'python'])
  if (options.decimals !== undefined) checkWord('parse', 'decimals', options.decimals, ['exact', 'float'])
}

/** Brackets, signs and powers within each other: each level takes about a kilobyte. */
const mostNested = 120_000

/** Parts that a text may take besides its own: derivatives that it asks for. */
const baseWork = 3_000_000

/** Reads again, with the names that proved to be factors as symbols. */
function withFactors<T>(options: ParseOptions, read: (options: ParseOptions) => T): T {
  try {
    return read(options)
  } catch (error) {
    if (!(error instanceof FactorError)) throw error
    const factors = Object.fromEntries(error.factors.map((name) => [name, {}]))
    return read({ ...options, symbols: { ...factors, ...options.symbols } })
  }
}

function parseAny(text: string, options: ParseOptions): Expr {
  if (isLatex(text, options)) return parseLatexBindings(text, options)
  return hasBindings(text, options) ? parseBindings(text, options) : parseOne(text, options, new Map())
}

const hasBindings = (text: string, options: ParseOptions): boolean =>
  (options.syntax === 'python' ? /^\s*\w+ = [^\n]*\n/ : /^\s*let\s/).test(text)

const isLatex = (text: string, options: ParseOptions): boolean =>
  options.syntax === 'latex' ||
  (options.syntax === undefined && text.includes('\\') && text.replace(quotedName, '').includes('\\'))
/** A name in backticks may hold a backslash. */
const quotedName = /`(?:[^`]|``)+`/g

/** LaTeX; the lines of an `aligned` name parts of its last. */
function parseLatexBindings(text: string, options: ParseOptions): Expr {
  const latex = { ...options, syntax: 'latex' as const }
  const names = new Map<string, Expr>()
  const converter = new Converter(text, latex, names)
  // what names of lines mean is known when all of them are read
  const fold = text.includes('\\begin{align') ? {} : { fold: converter.fold }
  const { bindings, tree } = parseLatex(text, { ...latexOptions(options), ...fold })
  for (const [name, part] of bindings) names.set(name, toExpression(part, text, latex, names))
  return converter.whole(tree)
}

const latexOptions = ({ symbols, maxLength }: ParseOptions): LatexOptions => ({
  ...(symbols === undefined ? {} : { symbols: Object.keys(symbols) }),
  ...(maxLength === undefined ? {} : { maxLength }),
})

/** Lines `let name = formula`, then a formula: what `text` prints for a large expression. */
function parseBindings(text: string, options: ParseOptions): Expr {
  const names = new Map<string, Expr>()
  const read = (formula: string, start: number): Expr => {
    try {
      return parseOne(formula, options, names)
    } catch (error) {
      const misplaced = error instanceof ParseError && !(error instanceof FactorError)
      throw misplaced ? new ParseError(text, start + error.offset, error.what, error.why) : error
    }
  }
  const lines = filledLines(text)
  const last = lines.pop()!
  for (const { line, start } of lines) {
    const match = binding.exec(line)
    if (match === null)
      throw new ParseError(
        text,
        start,
        'no binding',
        "a line before the last is written 'let name = formula'",
      )
    names.set(match[1]!, read(line.slice(match[0].length), start + match[0].length))
  }
  if (/^\s*let\s/.test(last.line))
    throw new ParseError(text, last.start, 'a binding', 'the last line is a formula of the names before it')
  return read(last.line, last.start)
}

const binding = /^\s*(?:let\s+)?([\p{L}_][\p{L}\p{N}_]*)\s*=(?!=)/u

/** The lines that are not blank, each with its place. */
function filledLines(text: string): { line: string; start: number }[] {
  let end = -1
  return text
    .split('\n')
    .map((line) => {
      const start = end + 1
      end = start + line.length
      return { line, start }
    })
    .filter(({ line }) => line.trim() !== '')
}

function parseOne(text: string, options: ParseOptions, names: ReadonlyMap<string, Expr>): Expr {
  const converter = new Converter(text, options, names)
  return converter.whole(treeOf(text, options, converter.fold))
}

function treeOf(text: string, options: ParseOptions, fold?: Converter['fold']): Formula {
  const { implicitMultiplication = false, maxLength, symbols } = options
  return parseTextbook(text, {
    maxNesting: mostNested,
    python: options.syntax === 'python',
    implicitMultiplication,
    ...(fold === undefined ? {} : { fold }),
    ...(symbols === undefined ? {} : { symbols: { has: (name: string) => Object.hasOwn(symbols, name) } }),
    ...(maxLength === undefined ? {} : { maxLength }),
  })
}

/**
 * Parses a matrix of expressions: a list of rows (`[[a, b], [c, d]]`), SymPy's `Matrix([[a, b], [c, d]])`, a matrix of
 * LaTeX, `[a, b]` for a column, or what is made of such by `+ - *`, powers, `^T` and `.T`, `inverse`, `transpose`,
 * `identity(n)` and derivatives; `jacobian([f, g], [x, y])`, `hessian(f, [x, y])` and `gradient(f, [x, y])`.
 *
 * Throws: ParseError with the place; MatrixShapeError where shapes do not fit.
 *
 * @example
 * parseExprMatrix('Matrix([[cos(t), -sin(t)], [sin(t), cos(t)]])')
 * parseExprMatrix('d/dt ([[cos(t), 1], [0, t]]^-1 * [[t], [1]])')
 */
export function parseExprMatrix(text: string, options: ParseOptions = {}): ExprMatrix {
  checkParse(options)
  const matrix = matrixOf(text, options)
  if (matrix === undefined) throw new ParseError(text, 0, 'no matrix', 'write its rows: [[a, b], [c, d]]')
  return matrix
}

/** A formula, or a matrix where the text is one. */
export const parseEither = (text: string, options: ParseOptions = {}): Expr | ExprMatrix =>
  matrixOf(text, options) ?? parse(text, options)

function matrixOf(text: string, options: ParseOptions): ExprMatrix | undefined {
  checkLength(text, options)
  return withWorkLimit('parse', baseWork + 4 * text.length, () =>
    withFactors(options, (own) => {
      const inLatex = isLatex(text, own)
      if (!inLatex && hasBindings(text, own)) return undefined
      const { bindings, tree } = inLatex
        ? parseLatex(text, latexOptions(own))
        : { bindings: [], tree: treeOf(text, own) }
      if (bindings.length > 0) return undefined
      return matrixIn(tree, text, (entry) => toExpression(entry, text, own))
    }),
  )
}
