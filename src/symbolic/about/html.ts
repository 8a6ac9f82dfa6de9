import { escapeHtml, formulaHtml } from '../steps/html.ts'
import type { About } from './about.ts'
import { type Phrase, rowsOf } from './rows.ts'

const style = `.nabla-about{font:16px/1.5 system-ui,sans-serif;color:inherit;max-width:60em}
.nabla-about table.facts{border-collapse:collapse;width:100%}
.nabla-about .facts th{text-align:left;font-weight:600;padding:.45em 1.2em .45em 0;vertical-align:baseline;white-space:nowrap;width:1%}
.nabla-about .facts td{padding:.45em 0}
.nabla-about .facts tr+tr>*{border-top:1px solid rgba(128,128,128,.22)}
.nabla-about .missing{color:rgba(128,128,128,1)}
.nabla-about h2{font-size:1.1em;margin:1.4em 0 .3em}
.nabla-about svg{max-width:100%;height:auto;border-radius:6px}`

/** The page as HTML that stands by itself inside any other; `svg` is the drawing of the graphs, where there is one. */
export function aboutHtml(page: About, svg: string | undefined): string {
  const rows = rowsOf(page).map(({ name, phrases, between }) => {
    const cell = phrases.map(phraseHtml).join(escapeHtml(between))
    const missing = typeof phrases[0]?.[0] === 'string' && phrases[0][0].startsWith('not found')
    return `<tr><th>${escapeHtml(name)}</th><td${missing ? ' class="missing"' : ''}>${cell}</td></tr>`
  })
  const parts = [
    `<style>${style}</style>`,
    `<table class="facts">\n${rows.join('\n')}\n</table>`,
    ...(svg === undefined ? [] : [`<h2>Graphs of f and f′</h2>\n${svg}`]),
    `<h2>Derivation</h2>\n${page.derivative.html()}`,
  ]
  return `<section class="nabla-about">\n${parts.join('\n')}\n</section>`
}

const phraseHtml = (phrase: Phrase): string =>
  phrase
    .map((part) =>
      typeof part === 'string'
        ? escapeHtml(
            part
              .replace('->', '→')
              .replace(/^(-?)oo$/, '$1∞')
              .replace(/^ - $/, ' − '),
          )
        : formulaHtml(part),
    )
    .join('')
