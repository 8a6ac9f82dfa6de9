import { requireList, shown } from '../../errors.ts'
import { LimitError } from '../../formula/errors.ts'
import { checkOptions } from '../../options.ts'
import { mapExpr } from '../build/rebuild.ts'
import { toExpr } from '../build/subs.ts'
import { DifferentiationError, resolve, type Variable } from '../calculus/derivative.ts'
import { diff } from '../calculus/diff.ts'
import type { Expr } from '../expr.ts'
import { requireExpr } from '../not-an-expression.ts'
import { shownAs } from '../print/shown.ts'
import { wrapText } from '../print/wrap-text.ts'
import type { BrokenPoint } from '../solve/kinks.ts'
import { freeSymbols } from '../traverse.ts'
import { exceptionsOf } from './exceptions.ts'
import { derivationHtml } from './html.ts'
import { type Stage, type StageOptions, type Step, stageOf } from './stage.ts'
import { derivationLatex, derivationText } from './write.ts'

/** A derivation as data, with its printed forms. */
export interface Derivation {
  readonly expression: Expr
  readonly variable: Expr
  /** d/dx of the expression: the line above the first step. */
  readonly start: Expr
  /** All steps; of a higher derivative those of each stage after those of the one before. */
  readonly steps: readonly Step[]
  /** One stage for each derivative that is taken. */
  readonly stages: readonly Stage[]
  readonly result: Expr
  /** Whether it is written with the round d of partial derivatives. */
  readonly partial: boolean
  /** Where the expression has a value and no first derivative; undefined where that was not found. */
  readonly exceptions: readonly BrokenPoint[] | undefined
  /** A rule a line; lines that are longer than so many columns are broken. */
  text(columns?: number): string
  latex(): string
  /** A table that stands for itself in a page, its formulas in MathML with the LaTeX beside it. */
  html(): string
  toString(): string
}

export interface StepsOptions extends StageOptions {
  /** How many times the derivative is taken: 1 if not given. */
  readonly order?: number
  /** Writes partial derivatives; if not given, where several variables are differentiated by. */
  readonly partial?: boolean
}

/** Derivations of more stages than these are read by nobody. */
const maxOrder = 100

/**
 * The derivation that a teacher would write: one rule a line, the inner function of every chain rule named, each line
 * equal to the next. Higher and mixed derivatives are taken in stages, each of the simplified result of the one before.
 *
 * Throws: DifferentiationError for a variable that is no symbol, or an order that is no whole number from 1 on.
 *
 * @example
 * console.log(steps(parse('x^2*sin(3*x)'), 'x').text())
 * steps(parse('sin(x^2)'), 'x', { order: 2 })
 * steps(parse('x^2*y^3'), ['x', 'y'])
 */
export function steps(
  e: Expr,
  variable: Variable | readonly Variable[],
  options: StepsOptions = {},
): Derivation {
  requireExpr(e)
  checkOptions('steps', options, ['order', 'partial', 'maxSteps', 'simplify'])
  const order = options.order ?? 1
  if (!Number.isInteger(order) || order < 1)
    throw new DifferentiationError(
      `steps: the order is ${shown(order)}; it must be a whole number from 1 on.`,
    )
  if (order > maxOrder)
    throw new LimitError('steps', 'order', maxOrder, order, 'diff and nthDerivative take higher ones.')
  const given = (Array.isArray(variable) ? variable : [variable]) as readonly Variable[]
  const variables = given.flatMap((v) => Array.from({ length: order }, () => resolve(e, v) ?? toExpr(v)))
  const stages: Stage[] = []
  let value = e
  for (const x of variables) {
    const stage = stageOf(value, x, options)
    stages.push(stage)
    value = stage.result
  }
  const first = stages[0]
  if (first === undefined)
    throw new DifferentiationError("steps: there is no variable to differentiate by; write steps(e, 'x').")
  let found: { points: readonly BrokenPoint[] | undefined } | undefined
  const derivation: Derivation = {
    expression: e,
    variable: first.variable,
    start: first.start,
    steps: stages.flatMap((s) => s.steps),
    stages,
    result: value,
    partial: options.partial ?? new Set(variables).size > 1,
    get exceptions() {
      found ??= { points: exceptionsOf(e, first.variable) }
      return found.points
    },
    text: (columns) => wrapText(derivationText(derivation), columns ?? Number.POSITIVE_INFINITY),
    latex: () => derivationLatex(derivation),
    html: () => derivationHtml(derivation),
    toString: () => derivationText(derivation),
    ...shownAs(() => derivation.text()),
  }
  return derivation
}

/** The derivations of all first partial derivatives. */
export const gradientSteps = (
  e: Expr,
  variables: readonly Variable[] = freeSymbols(e),
  options: StepsOptions = {},
): Derivation[] => {
  requireList('gradientSteps', variables)
  checkOptions('gradientSteps', options, ['order', 'partial', 'maxSteps', 'simplify'])
  return variables.map((v) => steps(e, v, { partial: true, ...options }))
}

/** Carries out the derivatives that an expression holds. */
export function takeDerivatives(e: Expr): Expr {
  return mapExpr(e, (node) =>
    node.kind === 'call' && node.name === 'Derivative' && node.args[1]?.kind === 'symbol'
      ? diff(node.args[0]!, node.args[1])
      : node,
  )
}
