import { call } from '../build/call.ts'
import { mapExpr } from '../build/rebuild.ts'
import type { Expr } from '../expr.ts'
import { latex } from '../print/latex.ts'
import { text } from '../print/text.ts'
import type { RuleName } from './families.ts'
import type { Derivation } from './steps.ts'

/** Text with held derivatives written d/dx(u). */
export function heldText(e: Expr): string {
  return text(
    mapExpr(e, (node) =>
      node.kind === 'call' && node.name === 'Derivative' && node.args.length === 2
        ? call(`d/d${node.args[1]}`, node.args[0]!)
        : node,
    ),
  )
}

/** The derivation as lines of text, each rule under the line that it leads to. */
export function derivationText(d: Derivation): string {
  const lines = [`  ${heldText(d.start)}`]
  for (const step of d.steps) lines.push(`= ${heldText(step.line)}`, `      ${step.explanation}`)
  return lines.join('\n')
}

const titles: Partial<Record<RuleName, string>> = {
  chain: 'chain rule',
  sum: 'sum rule',
  product: 'product rule',
  quotient: 'quotient rule',
  power: 'power rule',
  reciprocal: 'reciprocal rule',
  constant: 'constant rule',
}

/** The derivation as an `aligned` of equal lines, the rule beside each. */
export function derivationLatex(d: Derivation): string {
  const rows = d.steps.map((step) => {
    const title = titles[step.rule] ?? step.rule
    const inner = step.inner === undefined ? '' : `,\\ u = ${latex(step.inner)}`
    return `&= ${latex(step.line)} && \\text{${title}}${inner}`
  })
  return `\\begin{aligned}\n${[`&${latex(d.start)}`, ...rows].join(' \\\\\n')}\n\\end{aligned}`
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escapeHtml = (s: string): string => s.replace(/[&<>"]/g, (c) => escapes[c]!)

/**
 * The derivation as a list in HTML. It reads as text where it stands; each formula carries its LaTeX in `data-latex`
 * for a renderer such as KaTeX.
 */
export function derivationHtml(d: Derivation): string {
  const math = (e: Expr): string =>
    `<span class="math" data-latex="${escapeHtml(latex(e))}">${escapeHtml(heldText(e))}</span>`
  const items = d.steps.map(
    (step) =>
      `<li data-rule="${step.rule}"><span class="rule">${escapeHtml(step.explanation)}</span> <span class="line">= ${math(step.line)}</span></li>`,
  )
  return `<div class="derivation"><p>${math(d.start)}</p><ol>\n${items.join('\n')}\n</ol></div>`
}
