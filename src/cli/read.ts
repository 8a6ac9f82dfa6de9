import { NablaError } from '../errors.ts'
import { type Assumptions, type Expr, evaluate, freeSymbols, parse } from '../symbolic/index.ts'
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

/**
 * Reads a formula, in which products need no sign; the symbols that options name have those assumptions, and `variables`
 * are no functions. Throws: ParseError, LimitError.
 */
export function readExpression(
  text: string,
  reading: Reading = {},
  variables: readonly (string | undefined)[] = [],
): Expr {
  checkLength(text)
  const symbols: Record<string, Assumptions> = {}
  for (const what of assumptions)
    for (const name of reading[what] ?? []) symbols[name] = { ...symbols[name], [what]: true }
  for (const name of variables) if (name !== undefined) symbols[name] ??= {}
  const e = parse(text, { symbols, implicitMultiplication: true })
  checkSize(e)
  return e
}

/** The variable that is named, or the only one of the formula. Throws: UsageError where there are several. */
export function variableOf(e: Expr, named: string | undefined, option: string): Expr | string {
  const free = freeSymbols(e)
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
