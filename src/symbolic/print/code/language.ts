import { NablaError } from '../../../errors.ts'
import type { ConstantName } from '../../build/atoms.ts'
import type { Expr } from '../../expr.ts'
import type { Rational } from '../../number/rational.ts'

/** An expression that a language cannot say; `function` names what it lacks. */
export class CodeError extends NablaError {
  protected override get kind(): string {
    return 'CodeError'
  }
  readonly language: string
  readonly function: string

  constructor(language: string, lacking: string, repair: string) {
    super(`${language}: the language has no ${lacking}. ${repair}`)
    this.language = language
    this.function = lacking
  }
}

/**
 * How a language writes expressions. A function is a name (`Math.sin`), or a formula over `#1`, `#2`, ... for its
 * arguments, of `name/2` where it is another one with two, of `name(2)` where the first of them is 2, of `name(n)` where it
 * is 0, 1, 2, ...; what is listed nowhere is refused with its name.
 */
export interface Language {
  readonly name: string
  readonly functions: Readonly<Record<string, string>>
  readonly constants: Readonly<Partial<Record<ConstantName, string>>>
  readonly reserved: ReadonlySet<string>
  /** A number that stands alone. */
  number(value: Rational): { text: string; atom: boolean }
  /** Whether a fraction is written as one number, see Notation. */
  readonly single?: (value: Rational) => boolean
  power(base: string, exponent: string): string
  /** Whether power is an operator, so that its base may need parentheses. */
  readonly infixPower: boolean
  readonly root: string
  readonly not: string
  readonly and: string
  readonly or: string
  readonly equal: string
  readonly unequal: string
  /** Whether comparisons are bracketed within `and` and `or`. */
  readonly tightLogic: boolean
  piecewise(
    cases: readonly (readonly [value: string, condition: string])[],
    otherwise: string | undefined,
  ): string
  /** An unknown function, a derivative or another form; undefined where the language has none. */
  other?(e: Expr, args: readonly string[], orders: readonly number[]): string | undefined
  /** A name as the language writes it, where it is no identifier or reserved. */
  readonly quote?: (name: string) => string
  /** Names that are identifiers and mean something else. */
  readonly meant?: (name: string) => boolean
  binding(name: string, value: string): string
  /** Where functions are found that the language has not. */
  readonly instead: string
}

/** The formula of a function with its arguments put in, in parentheses. */
export function filled(template: string, args: readonly string[]): string {
  if (!template.includes('#')) return `${template}(${args.join(', ')})`
  const text = template.replace(/#(\d)/g, (_, i: string) => bracketed(args[Number(i) - 1]!))
  // a single call needs no brackets around it
  return /^[\w.]+\([^()]*(?:\([^()]*\)[^()]*)*\)$/.test(text) ? text : `(${text})`
}

const bracketed = (arg: string): string => (/^[\w.]+$/.test(arg) ? arg : `(${arg})`)

/** The arguments that a formula writes more than once. */
export const repeatedIn = (template: string): number[] =>
  [1, 2, 3, 4].filter((i) => template.split(`#${i}`).length > 2).map((i) => i - 1)
