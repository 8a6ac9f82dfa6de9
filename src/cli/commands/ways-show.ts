import { type Expr, latex, text } from '../../symbolic/index.ts'
import { columns, inLines, labelled } from '../answer.ts'
import type { Answer, Derivatives, Problem } from './ways-solve.ts'

const digits = (x: number): string => String(x)
const digitsLatex = (x: number): string => digits(x).replace(/e\+?(-?\d+)$/, ' \\cdot 10^{$1}')
const estimate = (error: number): string => (Number.isFinite(error) ? `± ${error.toExponential(1)}` : '')

/** Two parts of a line, below each other where there are not columns enough. */
const beside = (first: string, gap: string, second: string, indent: string): string => {
  if (second === '') return first
  const line = first + gap + second
  if (line.length <= columns()) return line
  return [first, ...inLines(second, columns() - indent.length).split('\n')].join(`\n${indent}`)
}

function ways(of: string, k: number, derivatives: Derivatives): string[] {
  const lines: string[] = []
  const symbolic = derivatives.symbolic?.[k]
  if (symbolic) {
    lines.push(labelled(`${of} = `, symbolic.expression), `  symbolic   ${digits(symbolic.value!)}`)
  } else lines.push(of)
  const numerical = derivatives.numerical?.[k]
  if (numerical)
    lines.push(
      beside(`  numerical  ${digits(numerical.value)}`, ' ', estimate(numerical.error), ' '.repeat(13)),
    )
  const automatic = derivatives.automatic?.[k]
  if (automatic !== undefined) lines.push(`  automatic  ${digits(automatic)}`)
  return [lines.join('\n')]
}

/** An answer for people. */
export function answerText(problem: Problem, answer: Answer): string {
  const names = Object.keys(answer.point)
  const at = names.map((name) => `${name} = ${answer.point[name]}`).join(', ')
  const parts = [
    labelled(`f(${names.join(', ')}) = `, problem.expression),
    beside(`f = ${digits(answer.value)}`, '   ', at ? `at ${at}` : '', '  '),
  ]
  if (names.length === 0) parts.push('There is no variable to differentiate by.')
  for (const [k, name] of names.entries()) parts.push(...ways(`∂f/∂${name}`, k, answer.gradient))
  const { hessian } = answer
  if (hessian)
    names.forEach((a, i) => {
      names.forEach((b, j) => {
        if (j >= i)
          parts.push(...ways(a === b ? `∂²f/∂${a}²` : `∂²f/∂${a}∂${b}`, i * names.length + j, hessian))
      })
    })
  return parts.join('\n\n')
}

interface JsonEntry {
  symbolic?: string
  latex?: string
  numerical?: { value: number; error: number }
  automatic?: number
}

/** An answer for programs; with what is symbolic as LaTeX too, where that is asked for. */
export function answerJson(problem: Problem, answer: Answer, asLatex: boolean): Record<string, unknown> {
  const names = Object.keys(answer.point)
  const entry = (derivatives: Derivatives, k: number): JsonEntry => ({
    ...(derivatives.symbolic ? { symbolic: text(derivatives.symbolic[k]!.expression) } : {}),
    ...(derivatives.symbolic && asLatex ? { latex: latex(derivatives.symbolic[k]!.expression) } : {}),
    ...(derivatives.numerical ? { numerical: derivatives.numerical[k]! } : {}),
    ...(derivatives.automatic ? { automatic: derivatives.automatic[k]! } : {}),
  })
  const { hessian } = answer
  return {
    formula: problem.text,
    ...(asLatex ? { latex: latex(problem.expression) } : {}),
    point: answer.point,
    value: answer.value,
    gradient: Object.fromEntries(names.map((name, k) => [name, entry(answer.gradient, k)])),
    ...(hessian
      ? {
          hessian: Object.fromEntries(
            names.map((a, i) => [
              a,
              Object.fromEntries(names.map((b, j) => [b, entry(hessian, i * names.length + j)])),
            ]),
          ),
        }
      : {}),
  }
}

/** \partial f by one or two variables as LaTeX. */
function derivativeLatex(names: readonly string[], ...by: readonly string[]): string {
  const d = names.length === 1 ? 'd' : '\\partial'
  const [a, b] = by
  if (b === undefined) return `\\frac{${d} f}{${d} ${a}}`
  return `\\frac{${d}^2 f}{${a === b ? `${d} ${a}^2` : `${d} ${a} ${d} ${b}`}}`
}

/** The derivatives alone, as LaTeX or text, where no point was given. */
export function formulasText(
  problem: Problem,
  names: readonly string[],
  lists: readonly (readonly Expr[])[],
  asLatex: boolean,
): string {
  const lines: string[] = []
  const put = (plain: string, tex: string, e: Expr): void => {
    lines.push(asLatex ? `${tex} = ${latex(e)}` : labelled(`${plain} = `, e))
  }
  put(`f(${names.join(', ')})`, `f(${names.join(', ')})`, problem.expression)
  for (const [k, name] of names.entries())
    if (lists[0]) put(`∂f/∂${name}`, derivativeLatex(names, name), lists[0][k]!)
  for (const [i, a] of names.entries())
    for (const [j, b] of names.entries())
      if (lists[1] && j >= i)
        put(
          a === b ? `∂²f/∂${a}²` : `∂²f/∂${a}∂${b}`,
          derivativeLatex(names, a, b),
          lists[1][i * names.length + j]!,
        )
  return lines.join(asLatex ? '\n' : '\n\n')
}

/** The values at a point as LaTeX. */
export function valuesLatex({ point, value, gradient, hessian }: Answer): string {
  const names = Object.keys(point)
  const at = names.map((name) => `${name} = ${digitsLatex(point[name]!)}`).join(',\\ ')
  const of = ({ symbolic, automatic, numerical }: Derivatives, k: number): number =>
    (symbolic?.[k]?.value ?? automatic?.[k] ?? numerical?.[k]?.value)!
  const line = (what: string, x: number): string =>
    `${names.length > 0 ? `\\left.${what}\\right|_{${at}}` : what} = ${digitsLatex(x)}`
  const lines = [line('f', value)]
  for (const [i, a] of names.entries()) lines.push(line(derivativeLatex(names, a), of(gradient, i)))
  for (const [i, a] of names.entries())
    for (const [j, b] of names.entries())
      if (hessian && j >= i) lines.push(line(derivativeLatex(names, a, b), of(hessian, i * names.length + j)))
  return lines.join('\n')
}
