// Limits, series, integrals and equations of a first course (test/fixtures/symbolic/calculus) beside SymPy, question by
// question in turn, each with nothing remembered.
//   npm run -s build && PYTHON=/path/to/python npx tsx bench/symbolic/calculus.ts
// EVERY=5 asks every fifth question, SECONDS=10 ends one. Prints the table of docs/calculus.md.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Answer, Worker } from './protocol.ts'

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))
const every = Number(process.env['EVERY'] ?? 5)
const milliseconds = 1000 * Number(process.env['SECONDS'] ?? 10)
const nabla = new Worker('nabla', [process.execPath, '--import', 'tsx', here('calculus-nabla.ts')])
const sympy = new Worker('sympy', [process.env['PYTHON'] ?? 'python3', here('calculus.py')])

const tasks = {
  series: 'series',
  limit: 'limits',
  integrate: 'integrals',
  'definite integral': 'definite',
  solve: 'equations',
}

function questions(file: string): readonly string[][] {
  const lines = readFileSync(here(`../../test/fixtures/symbolic/calculus/${file}.txt`), 'utf8')
    .trim()
    .split('\n')
  return lines.filter((_, k) => k % every === 0).map((line) => line.split(' | '))
}

const rank = (list: readonly number[], share: number): number =>
  [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(share * list.length))]!
const digits = (x: number): string => String(Number(x.toPrecision(2)))

console.log(
  '| task | questions | ours, ms: median, 95% | SymPy, ms: median, 95% | times ours, median | faster than we | found: ours, SymPy |',
)
console.log('| --- | --- | --- | --- | --- | --- | --- |')
const slower: string[] = []
for (const [task, file] of Object.entries(tasks)) {
  const asked = questions(file)
  // code compiles as it runs
  for (const parts of asked.slice(0, 10))
    for (const tool of [nabla, sympy]) await tool.ask({ task, parts }, milliseconds)
  const rows: { ours: Answer; theirs: Answer; parts: readonly string[] }[] = []
  for (const parts of asked) {
    const ours = await nabla.ask({ task, parts }, milliseconds)
    const theirs = await sympy.ask({ task, parts }, milliseconds)
    rows.push({ ours, theirs, parts })
  }
  // what did not end took as long as it was given
  const time = ({ ms, error }: Answer): number => ms ?? (error === 'timeout' ? milliseconds : Number.NaN)
  const both = rows.filter(({ ours, theirs }) => time(ours) > 0 && time(theirs) > 0)
  const ratios = both.map(({ ours, theirs }) => time(theirs) / time(ours))
  const list = (pick: (r: (typeof rows)[number]) => Answer): string => {
    const times = both.map((r) => time(pick(r)))
    return `${digits(rank(times, 0.5))}, ${digits(rank(times, 0.95))}`
  }
  const found = (pick: (r: (typeof rows)[number]) => Answer): number =>
    rows.filter((r) => pick(r).error === undefined && pick(r)['found'] === true).length
  for (const { ours, theirs, parts } of both)
    if (time(ours) > time(theirs))
      slower.push(`${task} \`${parts.join(', ')}\` ${digits(time(ours))} to ${digits(time(theirs))} ms`)
  console.log(
    `| ${task} | ${rows.length} | ${list((r) => r.ours)} | ${list((r) => r.theirs)} | ${digits(rank(ratios, 0.5))} | ${ratios.filter((r) => r < 1).length} | ${found((r) => r.ours)}, ${found((r) => r.theirs)} |`,
  )
}
console.log(`\nSymPy ${sympy.version} is faster on:\n${slower.map((line) => `- ${line}`).join('\n')}`)
nabla.stop()
sympy.stop()
