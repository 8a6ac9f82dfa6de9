import type { Expr } from '../expr.ts'
import { mathml } from '../print/mathml.ts'
import { pointsInWords } from './exceptions.ts'
import { ruleFormulas } from './formulas.ts'
import type { Step } from './stage.ts'
import type { Derivation } from './steps.ts'
import { heldLatex, heldText, nowhere, stageTitle } from './write.ts'

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
export const escapeHtml = (s: string): string => s.replace(/[&<>"]/g, (c) => escapes[c]!)

const byFraction = (d: string): string => `<mfrac><mi>${d}</mi><mrow><mi>${d}</mi>`

/** A formula in MathML, which browsers show; its LaTeX is in `data-latex`, its text in `title`. */
export function formulaHtml(e: Expr, partial = false): string {
  const math = mathml(e, { inline: true }).replaceAll(byFraction('d'), byFraction(partial ? '∂' : 'd'))
  const [tex, text] = [heldLatex(e, partial), heldText(e, partial)].map(escapeHtml) as [string, string]
  return `<span class="math" data-latex="${tex}" title="${text}">${math}</span>`
}

/** How the table looks; it follows the light or dark scheme of the page. */
export const derivationStyle = `.nabla-steps{font:16px/1.5 system-ui,sans-serif;border-collapse:collapse;margin:1em 0;color:inherit}
.nabla-steps caption{text-align:left;font-weight:600;padding:.5em 0}
.nabla-steps td{padding:.45em .6em;vertical-align:middle;border-bottom:1px solid rgba(128,128,128,.22)}
.nabla-steps tr:last-child td{border-bottom:0}
.nabla-steps .equals{padding-right:0;color:rgba(128,128,128,1);width:1em}
.nabla-steps .line{font-size:1.1em;white-space:nowrap}
.nabla-steps math{font-family:"STIX Two Math","Latin Modern Math","Cambria Math",math,serif}
.nabla-steps .rule{font-size:.86em;padding-left:1.8em}
.nabla-steps .rule b{font-weight:600;color:#2463b4}
.nabla-steps .rule .formula{color:rgba(128,128,128,1);margin-left:.4em}
.nabla-steps .parts{display:block;margin-top:.1em}
.nabla-steps .parts .part{margin-right:1.1em}
.nabla-steps .result .line{font-weight:600;background:rgba(36,99,180,.09);border-radius:4px}
@media (prefers-color-scheme:dark){.nabla-steps .rule b{color:#7fb2f0}}`

/** x^2 and u*v as a reader writes them. */
const prettyFormula = (text: string): string =>
  escapeHtml(text)
    .replaceAll("'", '′')
    .replaceAll('*', '·')
    .replace(/\^\(([^)]*)\)/g, '<sup>$1</sup>')
    .replace(/\^(\w)/g, '<sup>$1</sup>')
    .replaceAll(' - ', ' − ')

function ruleHtml(step: Step, partial: boolean): string {
  const { title, text } = ruleFormulas[step.rule]
  const formula = text === '' ? '' : `<span class="formula">${prettyFormula(text)}</span>`
  const named = [...(step.parts ?? [])]
  const parts = named.map(
    ([letter, e]) => `<span class="part"><i>${letter}</i> = ${formulaHtml(e, partial)}</span>`,
  )
  // a rule of one function states itself: sin(x)' = cos(x)
  if (text === '' && step.rule !== 'simplify' && step.rule !== 'remaining')
    parts.push(
      `<span class="part">${formulaHtml(step.before, partial)} = ${formulaHtml(step.after, partial)}</span>`,
    )
  return `<b>${escapeHtml(title)}</b>${formula}${parts.length === 0 ? '' : `<span class="parts">${parts.join('')}</span>`}`
}

/** The derivation as a table in HTML, a row for each line with the rule beside it. */
export function derivationHtml(d: Derivation): string {
  const tables = d.stages.map((stage, i) => {
    const last = stage.steps.length - 1
    const rows = stage.steps.map(
      (step, k) =>
        `<tr data-rule="${step.rule}"${k === last && i === d.stages.length - 1 ? ' class="result"' : ''}><td class="equals">=</td><td class="line">${formulaHtml(step.line, d.partial)}</td><td class="rule">${ruleHtml(step, d.partial)}</td></tr>`,
    )
    const caption = d.stages.length === 1 ? '' : `<caption>${escapeHtml(stageTitle(d, i))}</caption>`
    const head = `<tr><td class="equals"></td><td class="line">${formulaHtml(stage.start, d.partial)}</td><td class="rule"></td></tr>`
    return `<table class="nabla-steps">${caption}\n${[head, ...rows].join('\n')}\n</table>`
  })
  const places = pointsInWords(d.exceptions ?? [], d.variable)
  if (places !== '') tables.push(`<p class="nabla-nowhere">${escapeHtml(`${nowhere} ${places}.`)}</p>`)
  return `<style>${derivationStyle}</style>\n${tables.join('\n')}`
}
