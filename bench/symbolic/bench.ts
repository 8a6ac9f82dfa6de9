// Symbolic differentiation beside its peers, question by question in turn, so that the machine's moods fall on all alike.
//   npm install --prefix bench && PYTHON=/path/to/python npm run bench:symbolic
// ROUNDS=7, TASKS=diff,simplify and TOOLS=nabla,sympy choose less of it; tasks left out keep the numbers they had.
// PYTHON needs sympy and mpmath, and symengine for its column. Writes results/symbolic.json and docs/symbolic-performance.md.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { type Answer, type Request, Worker } from './protocol.ts'
import { page, type Record as Row, type Run } from './report.ts'
import { reference, suite } from './suite.ts'

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))
const python = process.env['PYTHON'] ?? 'python3'
const warmUpMilliseconds = 3_000
const rounds = Number(process.env['ROUNDS'] ?? 7)

const javascript = (tool: string): Worker =>
  new Worker(tool, [process.execPath, '--import', 'tsx', here('javascript.ts'), tool])
const tasks = (process.env['TASKS'] ?? 'diff,simplify').split(',')
const chosen = process.env['TOOLS']?.split(',')
const tools = [
  javascript('nabla'),
  new Worker('sympy', [python, here('python.py'), 'sympy']),
  new Worker('symengine', [python, here('python.py'), 'symengine']),
  ...['mathjs', 'nerdamer', 'algebrite', 'compute-engine'].map(javascript),
].filter((tool) => chosen?.includes(tool.name) ?? true)
const judge = new Worker('judge', [python, here('judge.py')])

const samples = [...suite, ...reference]
const rows = new Map<string, Row>()
const rowOf = (tool: string, task: Request['task'], k: number): Row => {
  const key = `${tool} ${task} ${k}`
  let row = rows.get(key)
  if (row === undefined) {
    const { group, expr, variable } = samples[k]!
    rows.set(key, (row = { tool, task, group, expr, variable, first: Number.NaN, cold: [], warm: [] }))
  }
  return row
}

async function measure(
  tool: Worker,
  task: Request['task'],
  k: number,
  cold: boolean,
  round: number,
): Promise<void> {
  const row = rowOf(tool.name, task, k)
  // a tool that failed once or took long is not asked again
  if (row.error !== undefined || (round > 0 && row.first > 1000)) return
  const { expr, variable } = samples[k]!
  const print = cold && round === 0
  const answer: Answer = await tool.ask({ expr, variable, task, cold, print }, 5_000)
  if (answer.ms === undefined) row.error = answer.error ?? 'no answer'
  else if (round === 0 && cold) row.first = answer.ms
  else (cold ? row.cold : row.warm).push(answer.ms)
  if (answer.text !== undefined && print) {
    const verdict = await judge.ask({ expr, variable, text: answer.text })
    row.text = answer.text.length > 400 ? `${answer.text.slice(0, 400)}...` : answer.text
    if (typeof verdict['nodes'] === 'number') row.nodes = verdict['nodes']
    if (typeof verdict['right'] === 'boolean') row.right = verdict['right']
  }
}

/** Every tool answers questions for the same time, uncounted, so that what compiles as it runs has done so. */
async function warmUp(task: Request['task']): Promise<void> {
  for (const tool of present) {
    if (task === 'simplify' && tool.name === 'symengine') continue
    const end = performance.now() + warmUpMilliseconds
    for (let k = 0; performance.now() < end; k = (k + 1) % samples.length) {
      const { expr, variable } = samples[k]!
      if (rowOf(tool.name, task, k).first < 500)
        await tool.ask({ expr, variable, task, cold: true, print: false }, 5_000)
      else await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }
}

/** What has been measured so far, written down. */
function save(): void {
  const run: Run = {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus()[0]!.model.trim()}, Node ${process.version}`,
    rounds,
    versions: {
      ...(kept.length > 0 ? earlier!.versions : {}),
      ...Object.fromEntries(present.map((tool) => [tool.name, tool.version ?? '?'])),
    },
    rows: [...kept, ...rows.values()],
  }
  mkdirSync(here('../results'), { recursive: true })
  writeFileSync(here('../results/symbolic.json'), `${JSON.stringify(run)}\n`)
  writeFileSync(here('../../docs/symbolic-performance.md'), page(run))
}

/** What an earlier run found of the tasks that this one leaves out. */
const file = here('../results/symbolic.json')
const earlier = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Run) : undefined
const kept = earlier?.rows.filter((r) => !tasks.includes(r.task)) ?? []

const present: Worker[] = []
for (const tool of tools) if (await tool.start()) present.push(tool)
for (const [task, count] of [
  ['diff', rounds],
  ['simplify', Math.max(2, Math.ceil(rounds / 2))],
] as const)
  for (let round = 0; round < count && tasks.includes(task); round++) {
    console.error(`${task}, round ${round + 1} of ${count}`)
    for (let k = 0; k < samples.length; k++)
      for (const tool of present) {
        if (task === 'simplify' && tool.name === 'symengine') continue
        await measure(tool, task, k, true, round)
        // the question just answered, once more, with whatever the tool remembers
        if (round > 0) await measure(tool, task, k, false, round)
      }
    save()
    if (round === 0) await warmUp(task)
  }
for (const tool of [...present, judge]) tool.stop()
