import { type Explanation, explain } from '../../explain/index.ts'
import { parseTextbook } from '../../formula/parse-textbook.ts'
import type { Formula } from '../../formula/tree.ts'
import { formulaFunction, grad, hessian, NablaError, type Tensor, tensor } from '../../index.ts'
import { gradient as differences, hessian as secondDifferences } from '../../numeric/index.ts'
import { diff, type Expr, freeSymbols, lambdify, nodeCount, simplify } from '../../symbolic/index.ts'
import { requireFunction, withoutName } from '../functions.ts'
import { readExpression } from '../read.ts'

export type Method = 'symbolic' | 'numerical' | 'automatic'
export const methods: readonly Method[] = ['symbolic', 'numerical', 'automatic']

/** A value at each variable (gradient), or at each pair (Hessian, by rows). */
export interface Derivatives {
  readonly symbolic?: readonly { readonly expression: Expr; readonly value?: number }[]
  readonly numerical?: readonly { readonly value: number; readonly error: number }[]
  readonly automatic?: readonly number[]
}

/** A formula at a point, differentiated in the ways that were asked for. */
export interface Answer {
  readonly point: Readonly<Record<string, number>>
  readonly value: number
  readonly gradient: Derivatives
  readonly hessian?: Derivatives
}

/** What is known of a formula before any point is given. */
export interface Problem {
  readonly text: string
  readonly expression: Expr
  /** Without those that only a point names. */
  readonly variables: readonly string[]
}

/** A result that is not a finite number: the point lies outside the domain. */
export class DomainError extends NablaError {
  protected override get kind(): string {
    return 'DomainError'
  }
}

/** Derivatives of larger expressions are shown as they come, without a search for a shorter form. */
const simplifyBelow = 2_000

export function readProblem(formula: string): Problem {
  const text = withoutName(formula)
  const expression = requireFunction(readExpression(text))
  return {
    text,
    expression,
    variables: freeSymbols(expression)
      .map((symbol) => symbol.name!)
      .sort(),
  }
}

/** The formula as it is written, for the tensor program: its operations in the order of the text. */
const programOf = ({ text, variables }: Problem): Formula =>
  parseTextbook(text, { implicitMultiplication: true, symbols: new Set(variables) })

/** The derivative by each variable (order 1), or by each pair of variables, row by row (order 2). */
export function symbolicDerivatives(
  { expression }: Problem,
  variables: readonly string[],
  order: 1 | 2,
): Expr[] {
  const tidy = (e: Expr): Expr => (nodeCount(e) > simplifyBelow ? e : simplify(e))
  const first = variables.map((name) => tidy(diff(expression, name)))
  if (order === 1) return first
  const rows = first.map((e) => variables.map((name) => diff(e, name)))
  // Mixed derivatives are equal: simplify one of each pair.
  const tidied = rows.map((row, i) => row.map((e, j) => (j < i ? e : tidy(e))))
  return tidied.flatMap((row, i) => row.map((e, j) => (j < i ? tidied[j]![i]! : e)))
}

const pointText = (point: Readonly<Record<string, number>>): string =>
  Object.entries(point)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ')

function finite(x: number, what: string, point: Readonly<Record<string, number>>): number {
  if (Number.isFinite(x)) return x
  const kind = Number.isNaN(x) ? 'not a real number' : x > 0 ? 'infinite' : '-infinite'
  const where = pointText(point)
  throw new DomainError(
    where === ''
      ? `nabla: ${what} is ${kind}: there is no derivative to compare.`
      : `nabla: ${what} is ${kind} at ${where}: the point lies outside the domain.`,
  )
}

const float64 = (x: number): Tensor => tensor(x, { dtype: 'float64' })

/** Differentiates a formula at a point. Throws: DomainError where something is not finite. */
export function solve(
  problem: Problem,
  point: Readonly<Record<string, number>>,
  wanted: readonly Method[],
  order: 1 | 2,
  derivatives: readonly (readonly Expr[])[],
): Answer {
  const names = Object.keys(point)
  const x = Object.values(point)
  const f = lambdify(problem.expression, names)
  const value = finite(f(...x), 'the value', point)
  const gradient: { -readonly [K in keyof Derivatives]: Derivatives[K] } = {}
  const second: { -readonly [K in keyof Derivatives]: Derivatives[K] } = {}
  const label = (k: number): string => `the derivative by ${names[k]}`
  const pair = (k: number): string =>
    `the derivative by ${names[Math.floor(k / names.length)]} and ${names[k % names.length]}`
  if (wanted.includes('symbolic')) {
    const evaluate = (list: readonly Expr[], what: (k: number) => string) =>
      list.map((expression, k) => ({
        expression,
        value: finite(lambdify(expression, names)(...x), what(k), point),
      }))
    gradient.symbolic = evaluate(derivatives[0]!, label)
    if (order === 2) second.symbolic = evaluate(derivatives[1]!, pair)
  }
  if (wanted.includes('automatic')) {
    const tensors = formulaFunction(programOf(problem), names)
    const automatic = (at: readonly Tensor[]): Tensor => tensors(...at)
    const at = x.map(float64)
    gradient.automatic = grad(automatic)(at).map((d, k) => finite(d.item(), label(k), point))
    if (order === 2) {
      const rows = hessian(automatic)(at) as readonly (readonly Tensor[])[]
      second.automatic = rows.flat().map((d, k) => finite(d.item(), pair(k), point))
    }
  }
  if (wanted.includes('numerical')) {
    const of = (list: readonly number[]): number => f(...list)
    const first = differences(of, x)
    gradient.numerical = first.value.map((d, k) => ({
      value: finite(d, label(k), point),
      error: first.error[k]!,
    }))
    if (order === 2) {
      const found = secondDifferences(of, x)
      second.numerical = found.value.flatMap((row, i) =>
        row.map((d, j) => ({
          value: finite(d, pair(i * names.length + j), point),
          error: found.error[i]![j]!,
        })),
      )
    }
  }
  return { point, value, gradient, ...(order === 2 ? { hessian: second } : {}) }
}

/** The table of every intermediate of a formula at a point. */
export function trace(problem: Problem, point: Readonly<Record<string, number>>): Explanation {
  const names = Object.keys(point)
  const f = formulaFunction(programOf(problem), names)
  return explain((...args: Tensor[]) => f(...args), ...Object.values(point).map(float64))
}
