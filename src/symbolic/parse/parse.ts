import { ParseError } from '../../formula/errors.ts'
import { parseFormula } from '../../formula/parse.ts'
import type { Formula } from '../../formula/tree.ts'
import { type Assumptions, constant, symbol } from '../build/atoms.ts'
import { subs } from '../build/subs.ts'
import { applyDerivative, diff } from '../calculus/diff.ts'
import type { Expr } from '../expr.ts'
import { fromFloat, parseDecimal } from '../number/decimal.ts'
import { fromFormula } from './convert.ts'
import { arityOf, canonicalName, constantNames, nameByCount } from './names.ts'

export interface ParseOptions {
  /** Assumptions for symbols by name: `{ x: { positive: true } }`. A name listed here is never a constant. */
  readonly symbols?: Readonly<Record<string, Assumptions>>
  /** `exact` (the default) reads 0.1 as 1/10; `float` as the nearest float64, exactly. Both print as decimals. */
  readonly decimals?: 'exact' | 'float'
  /** Reads `2x` and `x y` as products. */
  readonly implicitMultiplication?: boolean
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
 */
export function parse(text: string, options: ParseOptions = {}): Expr {
  return /^\s*let\s/.test(text) ? parseBindings(text, options) : parseOne(text, options, new Map())
}

/** Lines `let name = formula`, then a formula: what `text` prints for a large expression. */
function parseBindings(text: string, options: ParseOptions): Expr {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const names = new Map<string, Expr>()
  lines.slice(0, -1).forEach((line) => {
    const match = /^\s*let\s+([\p{L}_][\p{L}\p{N}_]*)\s*=(?!=)/u.exec(line)
    if (match === null)
      throw new ParseError(line, 0, 'no binding', "a line before the last is written 'let name = formula'")
    names.set(match[1]!, parseOne(line.slice(match[0].length), options, names))
  })
  return parseOne(lines[lines.length - 1] ?? '', options, names)
}

function parseOne(text: string, options: ParseOptions, names: ReadonlyMap<string, Expr>): Expr {
  const { implicitMultiplication, maxLength } = options
  const tree = parseFormula(text, {
    ...(implicitMultiplication === undefined ? {} : { implicitMultiplication }),
    ...(maxLength === undefined ? {} : { maxLength }),
  })
  return toExpression(tree, text, options, [], names)
}

/** Gives the meaning of mathematics to a syntax tree; `holes` are the values of a template. */
export function toExpression(
  tree: Formula,
  text: string,
  options: ParseOptions = {},
  holes: readonly Expr[] = [],
  names: ReadonlyMap<string, Expr> = new Map(),
): Expr {
  return fromFormula(tree, {
    number:
      options.decimals === 'float'
        ? (digits) => (/[.eE]/.test(digits) ? fromFloat(Number(digits)) : parseDecimal(digits))
        : parseDecimal,
    symbol: (name) => {
      const bound = names.get(name)
      if (bound !== undefined) return bound
      const assumptions = options.symbols?.[name]
      const known =
        assumptions === undefined && Object.hasOwn(constantNames, name) ? constantNames[name] : undefined
      return known === undefined ? symbol(name, assumptions) : constant(known)
    },
    hole: (index) => holes[index] ?? constant('undefined'),
    call: (written, args, primes, node) => {
      const name = nameByCount(canonicalName(written), args.length)
      if (primes > 0) {
        if (args.length !== 1)
          throw new ParseError(
            text,
            node.at.start,
            `${written}${"'".repeat(primes)} of ${args.length} arguments`,
            'primes need exactly one; write Derivative(f(x, y), x)',
          )
        return applyDerivative(name, args, [primes])
      }
      if (name === 'Derivative' || name === 'diff' || name === 'D') return derivativeForm(args, text, node)
      if (name === 'Subs' && args.length === 3) return subs(args[0]!, new Map([[args[1]!, args[2]!]]))
      const arity = arityOf(name)
      if (arity !== undefined && arity !== args.length && !(name === 'log' && args.length === 2))
        throw new ParseError(
          text,
          node.at.start,
          `${written} of ${args.length} arguments`,
          `it takes ${arity}`,
        )
      return name === written ? undefined : fromFormulaCall(name, args)
    },
  })
}

const at = { start: 0, end: 0 }

/** The built-in meaning of a call under its own name. */
function fromFormulaCall(name: string, args: Expr[]): Expr {
  const tree: Formula = {
    kind: 'call',
    name,
    primes: 0,
    args: args.map((_, index) => ({ kind: 'hole', index, at })),
    at,
  }
  return fromFormula(tree, { symbol, hole: (index) => args[index]! })
}

/** Derivative(e, x), Derivative(e, x, 2, y): a number after a variable is how many times. */
function derivativeForm(args: readonly Expr[], text: string, tree: Formula): Expr {
  let result = args[0]
  if (result === undefined)
    throw new ParseError(text, tree.at.start, 'Derivative of nothing', 'write Derivative(f(x), x)')
  for (let i = 1; i < args.length; i++) {
    const variable = args[i]!
    if (variable.kind !== 'symbol')
      throw new ParseError(
        text,
        tree.at.start,
        'Derivative by what is no symbol',
        'write Derivative(f(x), x, 2)',
      )
    const count = args[i + 1]
    const times = count?.kind === 'number' ? Number(count.value.n) : 1
    if (count?.kind === 'number') i++
    result = diff(result, variable, times)
  }
  return result
}
