import { call } from '../build/call.ts'
import { mapExpr } from '../build/rebuild.ts'
import type { Expr } from '../expr.ts'
import { latex } from '../print/latex.ts'
import { text } from '../print/text.ts'
import { pointsInWords } from './exceptions.ts'
import { ruleFormulas } from './formulas.ts'
import type { Stage, Step } from './stage.ts'
import type { Derivation } from './steps.ts'

/** Text with held derivatives written d/dx(u). */
export function heldText(e: Expr, partial = false): string {
  const d = partial ? '∂' : 'd'
  // a name that `text` does not quote stands in for the quotient
  const marks = new Map<string, string>()
  const marked = mapExpr(e, (node) => {
    if (node.kind !== 'call' || node.name !== 'Derivative' || node.args.length !== 2) return node
    const name = `Derivativeby${node.args[1]!.id}`
    marks.set(name, `${d}/${d}${node.args[1]}`)
    return call(name, node.args[0]!)
  })
  let line = text(marked)
  for (const [name, written] of marks) line = line.replaceAll(name, written)
  return line
}

export const heldLatex = (e: Expr, partial = false): string => {
  const tex = latex(e).replaceAll('{}\\left[', '\\left[')
  return partial ? tex.replaceAll('\\frac{d}{d', '\\frac{\\partial}{\\partial ') : tex
}

const ordinals = [
  'First',
  'Second',
  'Third',
  'Fourth',
  'Fifth',
  'Sixth',
  'Seventh',
  'Eighth',
  'Ninth',
  'Tenth',
]

/** What stands above a stage of several: 'Second derivative', or 'Derivative by y'. */
export function stageTitle(d: Derivation, index: number): string {
  const same = d.stages.every((s) => s.variable === d.stages[0]!.variable)
  if (!same) return `Derivative by ${d.stages[index]!.variable}`
  return `${ordinals[index] ?? `${index + 1}th`} derivative`
}

/** What stands before the points at which there is no derivative. */
export const nowhere = 'There is no derivative at'

/** The derivation as lines of text, each rule under the line that it leads to. */
export function derivationText(d: Derivation): string {
  const stageText = (s: Stage): string => {
    const lines = [`  ${heldText(s.start, d.partial)}`]
    for (const step of s.steps) lines.push(`= ${heldText(step.line, d.partial)}`, `      ${step.explanation}`)
    return lines.join('\n')
  }
  const body =
    d.stages.length === 1
      ? stageText(d.stages[0]!)
      : d.stages.map((s, i) => `${stageTitle(d, i)}\n${stageText(s)}`).join('\n\n')
  const places = pointsInWords(d.exceptions ?? [], d.variable)
  return places === '' ? body : `${body}\n\n${nowhere} ${places}.`
}

/** What the letters of a rule are here, in LaTeX. */
const partsLatex = (step: Step): string =>
  (step.parts ?? [])
    .filter(([letter, e]) => letter !== text(e))
    .map(([letter, e]) => `,\\ ${letter} = ${latex(e)}`)
    .join('')

/** The derivation as an `aligned` of equal lines, the rule beside each. */
export function derivationLatex(d: Derivation): string {
  const block = (s: Stage): string => {
    const rows = s.steps.map((step) => {
      const title = ruleFormulas[step.rule].title.toLowerCase()
      return `&= ${heldLatex(step.line, d.partial)} && \\text{${title}}${partsLatex(step)}`
    })
    return `\\begin{aligned}\n${[`&${heldLatex(s.start, d.partial)}`, ...rows].join(' \\\\\n')}\n\\end{aligned}`
  }
  const body =
    d.stages.length === 1
      ? block(d.stages[0]!)
      : d.stages.map((s, i) => `\\text{${stageTitle(d, i)}:}\\\\\n${block(s)}`).join('\n\\\\[1em]\n')
  const places = pointsInWords(d.exceptions ?? [], d.variable, (e) => `$${latex(e)}$`)
  return places === '' ? body : `${body}\n\\\\[1em]\n\\text{${nowhere} ${places}.}`
}
