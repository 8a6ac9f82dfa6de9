import type { ExplainedRow, Quantity } from './explain.ts'

export interface Renderers {
  /** An aligned table with the chain rule below it; a list, where a terminal of so many columns has no room for the table. */
  text(columns?: number): string
  markdown(): string
  html(): string
  /** The computation as a Graphviz graph: values on the nodes, local partial derivatives on the edges. */
  dot(): string
  /** The table. */
  toString(): string
}

interface Data {
  readonly rows: readonly ExplainedRow[]
  readonly result: string
}

const header = ['name', 'formula', 'value', 'local partial derivative', 'adjoint'] as const

/** A number to six digits. */
export const number = (x: number): string => {
  if (!Number.isFinite(x)) return String(x)
  const rounded = Number(x.toPrecision(6))
  return String(Object.is(rounded, -0) ? 0 : rounded)
}

const show = (q: Quantity): string =>
  typeof q === 'number' ? number(q) : `[${q.shape.join('×')}] |·| = ${number(q.norm)}`

/** A row's cells; a row with several operands has a line for each. */
function cells(row: ExplainedRow, result: string): string[][] {
  const adjoint = `∂${result}/∂${row.name} = ${show(row.adjoint)}`
  const partial = (i: number): string => {
    const local = row.partials[i]
    if (!local) return ''
    const value = local.value === undefined ? '' : show(local.value)
    return `∂${row.name}/∂${local.by} = ${local.formula === value || value === '' ? local.formula : `${local.formula} = ${value}`}`
  }
  const first = [row.name, row.formula || 'given', show(row.value), partial(0), adjoint]
  return [first, ...row.partials.slice(1).map((_, i) => ['', '', '', partial(i + 1), ''])]
}

/** The cells of a row below each other: what it is, its local partial derivatives, its adjoint. */
function listed([first, ...more]: readonly string[][]): string[] {
  const [name, formula, value, , adjoint] = first!
  const partials = [first!, ...more].map((line) => line[3]!).filter((partial) => partial !== '')
  return [
    formula === 'given' ? `${name} = ${value}  given` : `${name} = ${formula} = ${value}`,
    ...partials.map((partial) => `  partial  ${partial}`),
    `  adjoint  ${adjoint}`,
    '',
  ]
}

/** A line broken at its last blanks, what follows set in as far as what its equals or plus sign stands before. */
function folded(line: string, columns: number): string {
  const front = /^[^=+]*[=+] /.exec(line)?.[0].length ?? 2
  const indent = ' '.repeat(Math.min(front, columns >> 1))
  const lines: string[] = []
  let rest = line
  for (let blank = 0; rest.length > columns; rest = indent + rest.slice(blank + 1)) {
    blank = rest.lastIndexOf(' ', columns)
    if (rest.slice(0, blank).trim() === '') break
    lines.push(rest.slice(0, blank))
  }
  return [...lines, rest].join('\n')
}

/** One factor of the chain rule. */
interface Step {
  readonly symbol: string
  readonly formula: string
  readonly value: string
}

/** All ways from the result down to an argument, as products of local partial derivatives; undefined if too many. */
function paths({ rows, result }: Data, argument: string): Step[][] | undefined {
  const byName = new Map(rows.map((row) => [row.name, row]))
  const found: Step[][] = []
  const stack: { at: string; steps: Step[] }[] = [{ at: result, steps: [] }]
  while (stack.length > 0) {
    const { at, steps } = stack.pop()!
    if (at === argument) found.push(steps)
    else
      for (const { by, formula, value } of [...byName.get(at)!.partials].reverse())
        stack.push({
          at: by,
          steps: [
            ...steps,
            {
              symbol: `∂${at}/∂${by}`,
              formula: `(${formula})`,
              value: `(${value === undefined ? 'linear' : show(value)})`,
            },
          ],
        })
    if (found.length + stack.length > 64 || steps.length > 40) return undefined
  }
  return found
}

/** How the table looks in a page; it takes the page's colours. */
const style = `.nabla-explain{font:15px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;border-collapse:collapse;margin:1em 0;color:inherit}
.nabla-explain th,.nabla-explain td{text-align:left;padding:.25em 1.6em .25em 0;vertical-align:baseline;white-space:nowrap}
.nabla-explain th{font-family:system-ui,sans-serif;font-weight:600;border-bottom:1px solid rgba(128,128,128,.5)}
.nabla-explain tbody tr+tr td{border-top:1px solid rgba(128,128,128,.15)}
.nabla-explain tbody tr+tr td:empty{border-top-color:transparent}`

/** The chain rule for each argument: in symbols, then in numbers. */
function chainRule(data: Data, columns = 80): string[] {
  const lines: string[] = []
  for (const argument of data.rows.filter((row) => row.operation === 'argument')) {
    const left = `∂${data.result}/∂${argument.name}`
    const ways = paths(data, argument.name)
    if (!ways || ways.length === 0 || ways.length > 6 || ways[0]!.length === 0) {
      lines.push(`${left} = ${show(argument.adjoint)}`)
      continue
    }
    const pad = ' '.repeat(left.length)
    const write = (part: keyof Step, join: string): string => {
      const products = ways.map((way) => way.map((step) => step[part]).join(join))
      const sum = products.join(' + ')
      // a long sum goes on below, its plus signs under the equals sign
      return pad.length + 3 + sum.length <= columns ? sum : products.join(`\n${pad} + `)
    }
    lines.push(`${left} = ${write('symbol', ' · ')}`)
    lines.push(`${pad} = ${write('formula', ' ')}`)
    if (ways.flat().every((step) => step.value !== '(linear)')) lines.push(`${pad} = ${write('value', ' ')}`)
    lines.push(`${pad} = ${show(argument.adjoint)}`)
  }
  return lines
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** The forms in which an explanation can be shown. */
export function renderers(data: Data): Renderers {
  const table = (): string[][] => data.rows.flatMap((row) => cells(row, data.result))
  const made: Renderers = {
    text(columns) {
      const lines = [[...header], ...table()]
      const widths = header.map((_, i) => Math.max(...lines.map((line) => [...line[i]!].length)))
      const print = (line: readonly string[]): string =>
        line
          .map((cell, i) => cell + ' '.repeat(widths[i]! - [...cell].length))
          .join('  ')
          .trimEnd()
      const rule = widths.map((width) => '─'.repeat(width)).join('  ')
      if (columns === undefined || rule.length <= columns)
        return [print(lines[0]!), rule, ...lines.slice(1).map(print), '', ...chainRule(data, columns)].join(
          '\n',
        )
      const list = [
        ...data.rows.flatMap((row) => listed(cells(row, data.result))),
        ...chainRule(data, columns),
      ]
      return list.flatMap((lines) => lines.split('\n').map((line) => folded(line, columns))).join('\n')
    },
    markdown() {
      const line = (parts: readonly string[]): string =>
        `| ${parts.map((part) => part.replaceAll('|', '\\|')).join(' | ')} |`
      return [
        line(header),
        line(header.map(() => '---')),
        ...table().map(line),
        '',
        '```',
        ...chainRule(data),
        '```',
      ].join('\n')
    },
    html() {
      const row = (tag: string, parts: readonly string[]): string =>
        `<tr>${parts.map((part) => `<${tag}>${escapeHtml(part)}</${tag}>`).join('')}</tr>`
      const body = table().map((line) => row('td', line))
      return `<style>${style}</style><table class="nabla-explain"><thead>${row('th', header)}</thead><tbody>${body.join('')}</tbody></table><pre class="nabla-explain">${escapeHtml(chainRule(data).join('\n'))}</pre>`
    },
    dot() {
      const quote = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
      const nodes = data.rows.map(
        (row) =>
          `  ${quote(row.name)} [label=${quote(`${row.name}${row.formula ? ` = ${row.formula}` : ''}\n${show(row.value)}\nadjoint ${show(row.adjoint)}`).replaceAll('\n', '\\n')}];`,
      )
      const edge = (row: ExplainedRow, by: string): string => {
        const partial = row.partials.find((local) => local.by === by)
        const look = partial
          ? `label=${quote(partial.value === undefined ? partial.formula : show(partial.value))}`
          : 'style=dashed'
        return `  ${quote(by)} -> ${quote(row.name)} [${look}];`
      }
      const edges = data.rows.flatMap((row) => [...new Set(row.operands)].map((by) => edge(row, by)))
      return ['digraph computation {', '  rankdir=LR;', '  node [shape=box];', ...nodes, ...edges, '}'].join(
        '\n',
      )
    },
    toString: () => made.text(),
    // what Node's console shows
    [Symbol.for('nodejs.util.inspect.custom')]: () => made.text(),
  }
  return made
}
