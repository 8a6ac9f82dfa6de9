import { parseArgs } from 'node:util'

export interface Options {
  readonly workloads: readonly string[]
  readonly peers: readonly string[]
  readonly threads: readonly number[]
  readonly rounds: number
  readonly budget: number
  readonly patience: number
  readonly python: string
  /** Where results go in place of bench/results; the table is left alone then. */
  readonly results: string | undefined
}

export const usage = `npm run bench -- [options]
  --workloads NAMES  only these, by comma; 'matmul' means all of matmul-128, matmul-256 ...
  --peers NAMES      only these (nabla, torch, jax, jaxjs, tfjs), by comma
  --threads 1,2      the numbers of threads
  --rounds 20        rounds, in each of which every peer runs
  --budget 60        milliseconds a peer runs in a round
  --patience 2000    milliseconds to wait for an idle machine before a turn (0: does not look)
  --python PATH      the Python that has torch and jax (PYTHON, or python3)
  --results FOLDER   writes there, and leaves docs/performance.md alone
  --table            only writes the table of docs/performance.md from bench/results
`

const list = (text: string | undefined): string[] => (text ? text.split(',').filter(Boolean) : [])

export function readOptions(): Options & { readonly table: boolean; readonly help: boolean } {
  const { values } = parseArgs({
    options: {
      workloads: { type: 'string' },
      peers: { type: 'string' },
      threads: { type: 'string', default: '1,2' },
      rounds: { type: 'string', default: '20' },
      budget: { type: 'string', default: '60' },
      patience: { type: 'string', default: '2000' },
      python: { type: 'string', default: process.env['PYTHON'] ?? 'python3' },
      results: { type: 'string' },
      table: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  return {
    workloads: list(values.workloads),
    peers: list(values.peers),
    threads: list(values.threads).map(Number),
    rounds: Number(values.rounds),
    budget: Number(values.budget),
    patience: Number(values.patience),
    python: values.python,
    results: values.results,
    table: values.table,
    help: values.help,
  }
}

/** Whether `name` is asked for: nothing asks for all. */
export const asked = (names: readonly string[], name: string): boolean =>
  names.length === 0 || names.some((start) => name === start || name.startsWith(`${start}-`))
