import { type Expr, latex, text } from '../../symbolic/index.ts'
import { labelled } from '../answer.ts'
import type { Answer, Derivatives, Problem } from './ways-solve.ts'

const digits = (x: number): string => String(x)
const estimate = (error: number): string => (Number.isFinite(error) ? `± ${error.toExponential(1)}` : '')

function ways(of: string, k: number, derivatives: Derivatives): string[] {
  const lines: string[] = []
  const symbolic = derivatives.symbolic?.[k]
  if (symbolic) {
    lines.push(labelled(`${of} = `, symbolic.expression), `  symbolic   ${digits(symbolic.value!)}`)
  } else lines.push(of)
  const numerical = derivatives.numerical?.[k]
  if (numerical) lines.push(`  numerical  ${digits(numerical.value)} ${estimate(numerical.error)}`.trimEnd())
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
    `f = ${digits(answer.value)}${at ? `   at ${at}` : ''}`,
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
  numerical?: { value: number; error: number }
  automatic?: number
}

/** An answer for programs. */
export function answerJson(problem: Problem, answer: Answer): Record<string, unknown> {
  const names = Object.keys(answer.point)
  const entry = (derivatives: Derivatives, k: number): JsonEntry => ({
    ...(derivatives.symbolic ? { symbolic: text(derivatives.symbolic[k]!.expression) } : {}),
    ...(derivatives.numerical ? { numerical: derivatives.numerical[k]! } : {}),
    ...(derivatives.automatic ? { automatic: derivatives.automatic[k]! } : {}),
  })
  const { hessian } = answer
  return {
    formula: problem.text,
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
  const upright = names.length === 1 ? 'd' : '\\partial'
  for (const [k, name] of names.entries())
    put(`∂f/∂${name}`, `\\frac{${upright} f}{${upright} ${name}}`, lists[0]![k]!)
  if (lists[1])
    names.forEach((a, i) => {
      names.forEach((b, j) => {
        const same = a === b
        if (j >= i)
          put(
            same ? `∂²f/∂${a}²` : `∂²f/∂${a}∂${b}`,
            `\\frac{${upright}^2 f}{${same ? `${upright} ${a}^2` : `${upright} ${a} ${upright} ${b}`}}`,
            lists[1]![i * names.length + j]!,
          )
      })
    })
  return lines.join(asLatex ? '\n' : '\n\n')
}
