import { NablaError } from '../errors.ts'
import {
  type Assumptions,
  type Expr,
  type ExprMatrix,
  evaluate,
  freeSymbols,
  type ParseOptions,
  parse,
} from '../symbolic/index.ts'
import { parseEither } from '../symbolic/parse/parse.ts'
import { UsageError } from './arguments.ts'
import { checkLength, checkSize } from './bounds.ts'

/** What every symbolic command is told about its formula. */
export interface Reading {
  readonly positive?: readonly string[]
  readonly negative?: readonly string[]
  readonly nonnegative?: readonly string[]
  readonly nonpositive?: readonly string[]
  readonly nonzero?: readonly string[]
  readonly integer?: readonly string[]
  readonly even?: readonly string[]
  readonly odd?: readonly string[]
  readonly complex?: readonly string[]
  readonly imaginary?: readonly string[]
}

const assumptions = [
  'positive',
  'negative',
  'nonnegative',
  'nonpositive',
  'nonzero',
  'integer',
  'even',
  'odd',
  'complex',
  'imaginary',
] as const

/** A formula, or a matrix of formulas. */
export type Formulas = Expr | ExprMatrix

export const isMatrix = (e: Formulas): e is ExprMatrix => Array.isArray(e)

/** What becomes of a formula, or of each entry of a matrix. */
export const entrywise = (e: Formulas, f: (entry: Expr) => Expr): Formulas =>
  isMatrix(e) ? e.map((row) => row.map(f)) : f(e)

/** A formula, or the entries of a matrix row by row. */
export const entriesOf = (e: Formulas): readonly Expr[] => (isMatrix(e) ? e.flat() : [e])

/** The symbols of a formula or of all entries. */
export const symbolsOf = (e: Formulas): Expr[] => [...new Set(entriesOf(e).flatMap(freeSymbols))]

/**
 * Reads a formula, in which products need no sign; the symbols that options name have those assumptions, and `variables`
 * are no functions. Throws: ParseError, LimitError.
 */
export const readExpression = (
  text: string,
  reading: Reading = {},
  variables: readonly (string | undefined)[] = [],
): Expr => read(parse, text, reading, variables)

/** Reads a formula, or a matrix of such: rows in brackets, jacobian(...), hessian(...), or what is made of them. */
export const readFormulas = (
  text: string,
  reading: Reading = {},
  variables: readonly (string | undefined)[] = [],
): Formulas => read<Formulas>(parseEither, text, reading, variables)

function read<T extends Formulas>(
  parseAs: (text: string, options: ParseOptions) => T,
  text: string,
  reading: Reading,
  variables: readonly (string | undefined)[],
): T {
  checkLength(text)
  refuseTwo(text)
  const symbols: Record<string, Assumptions> = {}
  for (const what of assumptions)
    for (const name of reading[what] ?? []) symbols[name] = { ...symbols[name], [what]: true }
  for (const name of variables) if (name !== undefined) symbols[name] ??= {}
  const e = parseAs(text, { symbols, implicitMultiplication: true })
  for (const entry of entriesOf(e)) checkSize(entry)
  return e
}

/** What ends a formula and what begins one, with a line's end between: read as one formula it would be a product. */
const twoFormulas = /[\p{L}\p{N}_)\]!']\s*\n\s*[\p{L}\p{N}_([√|]/u

function refuseTwo(text: string): void {
  if (!text.includes('\\') && !/^\s*let\s/.test(text) && twoFormulas.test(text))
    throw new UsageError(
      'nabla: a line ends where a formula could, and the next one begins another: give one formula at a time, or a list, as [x^2, y^2].',
    )
}

/** The variable that is named, or the only one of the formula. Throws: UsageError where there are several. */
export function variableOf(e: Formulas, named: string | undefined, option: string): Expr | string {
  const free = symbolsOf(e)
  if (named !== undefined) return free.find((symbol) => symbol.name === named) ?? named
  if (free.length > 1)
    throw new UsageError(
      `nabla: the formula has the variables ${free.map((symbol) => symbol.name).join(', ')}: say by which, as in --${option} ${free[0]!.name}.`,
    )
  return free[0] ?? 'x'
}

/** `x=0.5,y=pi/4` as a point. */
export function readPoint(text: string): Record<string, number> {
  const point: Record<string, number> = {}
  for (const part of text.split(/[,;]\s*|\s+(?=[^\s=]+\s*=)/).filter((piece) => piece.trim() !== '')) {
    const match = /^\s*([\p{L}_][\p{L}\p{N}_]*)\s*=\s*(.+?)\s*$/u.exec(part)
    if (!match)
      throw new UsageError(
        `nabla: '${part.trim()}' in --at ${text} is not of the form name=value, as in --at x=0.5,y=2.`,
      )
    const [, name, value] = match as unknown as [string, string, string]
    if (Object.hasOwn(point, name))
      throw new UsageError(`nabla: ${name} is given twice in --at ${text}: give each variable once.`)
    const number = Number(value)
    point[name] = Number.isNaN(number) ? constantValue(name, value) : number
    if (!Number.isFinite(point[name]))
      throw new UsageError(`nabla: ${name} = ${value} in --at is not a finite number.`)
  }
  return point
}

function constantValue(name: string, text: string): number {
  try {
    return evaluate(readExpression(text))
  } catch (error) {
    if (!(error instanceof NablaError)) throw error
    throw new UsageError(
      `nabla: ${name} = ${text} in --at is not a number or a constant formula such as pi/4.`,
    )
  }
}
