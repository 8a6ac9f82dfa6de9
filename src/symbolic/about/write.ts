import { latex } from '../print/latex.ts'
import { pretty } from '../print/pretty.ts'
import { text } from '../print/text.ts'
import { wrapText } from '../print/wrap-text.ts'
import type { About } from './about.ts'
import { type Phrase, type Row, rowsOf } from './rows.ts'
import { textPlot } from './text-plot.ts'

const widthOf = (rows: readonly Row[]): number => Math.max(...rows.map(({ name }) => name.length)) + 2

/** The page as text, which programs can read too: a row a line. */
export function aboutText(page: About): string {
  const rows = rowsOf(page)
  const width = widthOf(rows)
  const phrase = (parts: Phrase): string => parts.map((p) => (typeof p === 'string' ? p : text(p))).join('')
  return rows
    .map(({ name, phrases, between }) => name.padEnd(width) + phrases.map(phrase).join(between))
    .join('\n')
}

/** The page for a terminal of so many columns: mathematics in two dimensions, and the derivation below it. */
export function aboutPretty(page: About, columns: number): string {
  const rows = rowsOf(page)
  const width = widthOf(rows)
  const blocks = rows.map((row) => prettyRow(row, width, columns))
  // A block of several lines is set apart.
  const body = blocks.reduce((all, block, i) => {
    const apart = i > 0 && (block.includes('\n') || blocks[i - 1]!.includes('\n'))
    return all + (i === 0 ? '' : apart ? '\n\n' : '\n') + block
  }, '')
  const plot = page.plot()
  const picture = plot === undefined ? '' : `\n\n${textPlot(plot, columns)}`
  return `${body}\n\nderivation\n\n${page.derivative.text(columns)}${picture}`
}

function prettyRow({ name, phrases, between }: Row, width: number, columns: number): string {
  const label = name.padEnd(width)
  const [first] = phrases
  const e = first?.[0]
  if (phrases.length === 1 && typeof e === 'object') {
    const rest = first!.slice(1).map(plain).join('')
    const lines = pretty(e, { label, columns: columns - rest.length }).split('\n')
    const breadth = Math.max(...lines.map((line) => [...line].length))
    // the words behind stand on the line of the label
    const beside = (line: string): string =>
      rest === '' ? line : line + ' '.repeat(breadth - [...line].length) + rest
    const labelled = lines.findIndex((line) => line.startsWith(label))
    // or behind all, where the label has a line of its own
    return (
      lines.map((line, i) => (i === labelled ? beside(line) : line)).join('\n') + (labelled < 0 ? rest : '')
    )
  }
  const words = phrases.map((parts, i) => parts.map(plain).join('') + (i < phrases.length - 1 ? between : ''))
  const indent = ' '.repeat(width)
  return filled(label, indent, words, columns)
    .map((line) => wrapText(line, columns, indent))
    .join('\n')
}

/** As many phrases a line as there is room for. */
function filled(label: string, indent: string, phrases: readonly string[], columns: number): string[] {
  const lines = [label]
  for (const phrase of phrases) {
    const line = lines.at(-1)! + phrase
    const starts = lines.at(-1)!.length <= indent.length
    if (starts || line.trimEnd().length <= columns) lines[lines.length - 1] = line
    else lines.push(indent + phrase)
  }
  return lines.map((line) => line.trimEnd())
}

/** Mathematics on one line, with the signs of the two-dimensional form. */
function plain(part: Phrase[number]): string {
  if (typeof part === 'string') return part.replace('->', '→').replace(/^(-?)oo$/, '$1∞')
  const block = pretty(part)
  return block.includes('\n')
    ? text(part)
        .replace(/\bpi\b/g, 'π')
        .replace(/\boo\b/g, '∞')
    : block
}

/** The page as LaTeX: a description list. */
export function aboutLatex(page: About): string {
  const phrase = (parts: Phrase): string =>
    parts.map((p) => (typeof p === 'string' ? escaped(p) : `$${latex(p)}$`)).join('')
  const items = rowsOf(page).map(
    ({ name, phrases, between }) => `\\item[${escaped(name)}] ${phrases.map(phrase).join(escaped(between))}`,
  )
  return `\\begin{description}\n${items.join('\n')}\n\\end{description}\n\n\\[\n${page.derivative.latex()}\n\\]`
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\textbackslash{}', '^': '\\^{}', '~': '\\~{}' }
const escaped = (words: string): string =>
  words
    .replaceAll('->', '→')
    .replace(/[\\^~]|[&%$#_{}]/g, (c) => escapes[c] ?? `\\${c}`)
    .replaceAll('→', '$\\to$')
    .replace(/^(-?)oo$/, '$$$1\\infty$$')

/** The page as data: for each row its phrases as text. */
export function aboutData(page: About): Record<string, string[]> {
  const phrase = (parts: Phrase): string => parts.map((p) => (typeof p === 'string' ? p : text(p))).join('')
  return Object.fromEntries(rowsOf(page).map(({ name, phrases }) => [name, phrases.map(phrase)]))
}
