/** Times in milliseconds of one tool on one question, and what it answered. */
export interface Record {
  readonly tool: string
  readonly task: 'diff' | 'simplify'
  readonly group: string
  readonly expr: string
  readonly variable: string
  /** The first time it was asked, in a process that has seen little: compiling included. */
  first: number
  cold: number[]
  warm: number[]
  text?: string
  nodes?: number
  right?: boolean
  error?: string
}

export interface Run {
  readonly date: string
  readonly machine: string
  readonly rounds: number
  readonly versions: Readonly<globalThis.Record<string, string>>
  readonly rows: readonly Record[]
}

const quantile = (values: readonly number[], q: number): number => {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b)
  return sorted.length === 0
    ? Number.NaN
    : sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!
}
const median = (values: readonly number[]): number => quantile(values, 0.5)
const minimum = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : Math.min(...values)
const show = (value: number): string =>
  Number.isFinite(value) ? (value >= 100 ? value.toFixed(0) : value.toPrecision(2)) : '-'

/** Times with no result remembered; the first one where a question took too long to be asked again. */
const coldOf = (r: Record): readonly number[] => (r.cold.length > 0 ? r.cold : [r.first])

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...lines].map((line) => `| ${line.join(' | ')} |`).join('\n')
}

/** Medians over the questions of each tool's median and least time, and the ratio to ours question by question. */
function summary(run: Run, task: Record['task']): string {
  const ours = new Map(run.rows.filter((r) => r.tool === 'nabla' && r.task === task).map((r) => [r.expr, r]))
  const lines = Object.entries(run.versions).flatMap(([tool, version]) => {
    const rows = run.rows.filter((r) => r.tool === tool && r.task === task)
    if (rows.length === 0) return []
    const answered = rows.filter((r) => r.error === undefined)
    const ratios = answered.map((r) => median(coldOf(r)) / median(coldOf(ours.get(r.expr)!)))
    const sizes = answered.flatMap((r) => {
      const own = ours.get(r.expr)!.nodes
      return r.nodes === undefined || own === undefined ? [] : [own / r.nodes]
    })
    return [
      [
        `${tool} ${version}`,
        show(median(answered.map((r) => r.first))),
        show(median(answered.map((r) => median(coldOf(r))))),
        show(median(answered.map((r) => minimum(coldOf(r))))),
        show(
          quantile(
            answered.map((r) => median(coldOf(r))),
            0.95,
          ),
        ),
        show(median(answered.map((r) => median(r.warm)))),
        tool === 'nabla' ? '1' : show(median(ratios)),
        `${rows.filter((r) => r.right === true).length}/${rows.filter((r) => r.right === false).length}/${rows.filter((r) => r.right === undefined).length}`,
        show(median(answered.flatMap((r) => (r.nodes === undefined ? [] : [r.nodes])))),
        tool === 'nabla' ? '1, 1' : `${show(median(sizes))}, ${show(Math.max(...sizes))}`,
      ],
    ]
  })
  return table(
    [
      'tool',
      'first, ms',
      'cold, ms',
      'cold least, ms',
      'cold 95%, ms',
      'warm, ms',
      'times ours',
      'right/wrong/not judged',
      'nodes',
      'our nodes to theirs: median, worst',
    ],
    lines,
  )
}

/** The questions on which another tool is faster or its result smaller. */
function losses(run: Run): string {
  const lines: string[] = []
  for (const task of ['diff', 'simplify'] as const) {
    const ours = new Map(
      run.rows.filter((r) => r.tool === 'nabla' && r.task === task).map((r) => [r.expr, r]),
    )
    for (const tool of Object.keys(run.versions)) {
      if (tool === 'nabla') continue
      const rows = run.rows.filter(
        (r) => r.tool === tool && r.task === task && r.error === undefined && r.right !== false,
      )
      const slower = rows.filter((r) => median(coldOf(r)) < median(coldOf(ours.get(r.expr)!)))
      const larger = rows.filter((r) => (r.nodes ?? Infinity) < (ours.get(r.expr)!.nodes ?? 0))
      const worst = larger
        .map((r) => [ours.get(r.expr)!.nodes! / r.nodes!, r.expr] as const)
        .sort((a, b) => b[0] - a[0])
        .slice(0, 3)
        .map(([ratio, expr]) => `\`${expr}\` (${ratio.toFixed(2)})`)
      if (rows.length > 0)
        lines.push(
          `- ${task === 'diff' ? 'diff' : 'diff and simplify'}, ${tool}: faster than we on ${slower.length} of ${rows.length}; its result smaller on ${larger.length}${worst.length > 0 ? `, most on ${worst.join(', ')}` : ''}.`,
        )
    }
  }
  return lines.join('\n')
}

/** The page of the documentation. */
export function page(run: Run): string {
  const count = new Set(run.rows.map((r) => r.group + r.expr)).size
  return `# Speed of symbolic differentiation

Measured ${run.date} on ${run.machine} by \`npm run bench:symbolic\` (\`bench/symbolic/\`): ${count} functions, of them the reference
functions of the tests and a suite of products, quotients, roots, nested functions, powers, special functions and functions of several
variables (\`bench/symbolic/suite.ts\`), each differentiated by its first variable. All tools are asked in turn, one question at a time,
${run.rounds} rounds; a number below is the median over the functions. The numbers behind it are in \`bench/results/symbolic.json\`.
Where other work runs on the machine, the ratios within the run say more than the milliseconds.

- *first*: the first time that a process is asked: code not yet compiled, caches empty.
- *cold*: later rounds, after every tool has answered questions for three seconds, with no result remembered: Nabla in a new \`Context\` (an empty table of expressions, which holds the parsed
  function only), SymPy after \`clear_cache()\` and with the function parsed anew. The other tools keep no results that they tell of.
- *warm*: the same question asked once more. A tool that took more than a second for a question is not asked it again.
- Nabla is the built package, as it is published; the sources through a TypeScript loader take two to three times as long.
- Parsing is not timed; making the result canonical is. SymPy's and symengine's times include the call from Python.
- *right*: agrees with a numerical derivative to 12 digits at two points; *not judged*: no answer, an error, or text that the judge cannot read.
- *nodes*: numbers, names, calls and operations of the printed result, counted from the text in one way for all tools (\`bench/symbolic/judge.py\`).

## diff

${summary(run, 'diff')}

mathjs differentiates without simplifying here, as its own option offers.

## diff and simplify

${summary(run, 'simplify')}

## Where others are ahead

${losses(run)}
`
}
