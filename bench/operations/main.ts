// Operation by operation beside PyTorch, as results that stand in memory of their own; writes docs/operations.md.
//   npm run bench:operations            (PYTHON=...  --threads 2  --only sort: prints, and writes nothing)
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { engine, jit, manualSeed, Tensor } from '../../src/index.ts'
import { type Operation, operations } from './list.ts'

const { values } = parseArgs({
  options: { threads: { type: 'string', default: '1' }, only: { type: 'string', default: '' } },
})
const page = 'docs/operations.md'
const mark = '<!-- written by npm run bench:operations -->\n'

const leaves = (value: unknown): Tensor[] =>
  value instanceof Tensor
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(leaves)
      : []

/** Least microseconds of a call under jit; the first two compile. */
function time({ f, args }: Operation): number {
  const compiled = jit(f as (...args: Tensor[]) => Tensor)
  const runs: number[] = []
  let end = Infinity
  while (runs.length < 5 || performance.now() < end) {
    const start = performance.now()
    for (const result of leaves(compiled(...args))) result.eval()
    runs.push(performance.now() - start)
    if (runs.length === 2) end = performance.now() + 250
  }
  return 1000 * Math.min(...runs.slice(2))
}

interface Peer {
  readonly version: string
  readonly times: Readonly<Record<string, number>>
}

function pytorch(): Peer | undefined {
  try {
    const python = process.env['PYTHON'] ?? 'python3'
    const threads = { OMP_NUM_THREADS: values.threads, MKL_NUM_THREADS: values.threads }
    const script = ['bench/operations/operations.py', values.threads, values.only]
    const out = execFileSync(python, script, { encoding: 'utf8', env: { ...process.env, ...threads } })
    return JSON.parse(out) as Peer
  } catch {
    console.error('PyTorch is not measured: PYTHON names no Python that has it.')
    return undefined
  }
}

const short = (microseconds: number): string =>
  microseconds >= 1000 ? `${(microseconds / 1000).toPrecision(3)} ms` : `${microseconds.toPrecision(3)} us`

engine.settings({ threads: Number(values.threads) })
manualSeed(1)
const all = operations()
// workers start while others get their turn
await new Promise((resolve) => setTimeout(resolve, 200))
const peer = pytorch()
const lines: string[] = []
for (const [subject, rows] of Object.entries(all)) {
  const wanted = Object.entries(rows).filter(([name]) => name.includes(values.only))
  if (wanted.length === 0) continue
  lines.push('', `| ${subject} | Nabla | PyTorch | times as fast |`, '|---|---|---|---|')
  for (const [name, operation] of wanted) {
    const ours = time(operation)
    const theirs = peer?.times[name]
    const ratio = theirs === undefined ? '' : (theirs / ours).toPrecision(2)
    lines.push(`| ${name} | ${short(ours)} | ${theirs === undefined ? '' : short(theirs)} | ${ratio} |`)
  }
}
const threads = values.threads === '1' ? 'one thread' : `${values.threads} threads`
const date = new Date().toISOString().slice(0, 10)
const machine = `Measured ${date} on ${cpus()[0]!.model}, Node ${process.version}, PyTorch ${peer?.version ?? '(not installed)'}, ${threads} each; least times.`
console.log([machine, ...lines].join('\n'))
if (values.only === '' && peer) {
  const [head] = readFileSync(page, 'utf8').split(mark) as [string]
  writeFileSync(page, `${head}${mark}${machine}\n${lines.join('\n')}\n`)
}
