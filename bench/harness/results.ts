import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { cpus, totalmem, type } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What came of one peer at one workload: times in milliseconds, or why there are none. */
export interface Outcome {
  readonly peer: string
  readonly title: string
  readonly versions: Readonly<Record<string, string>>
  readonly least?: number
  readonly median?: number
  readonly runs?: number
  readonly missing?: string
  readonly note?: string
}

/** A workload measured on one number of threads, in one interleaved run. */
export interface Measured {
  readonly date: string
  readonly machine: string
  readonly rounds: number
  readonly outcomes: readonly Outcome[]
}

export interface Result {
  readonly workload: string
  readonly title: string
  readonly flops?: number
  readonly threads: Readonly<Record<string, Measured>>
}

/** Where results are kept, unless told otherwise. */
export const resultsFolder = fileURLToPath(new URL('../results', import.meta.url))

export const machine = (): string =>
  `${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()}`

/** A reader never sees half a file. */
export function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.new`, text)
  renameSync(`${path}.new`, path)
}

/** What was measured, with what an earlier run had of other peers: for workloads whose runs do not interleave anyway. */
export function joined(
  measured: Measured,
  result: string,
  threads: string,
  folder = resultsFolder,
): Measured {
  const earlier = savedResults(folder).find(({ workload }) => workload === result)?.threads[threads]
  const others = earlier?.outcomes.filter(({ peer }) => !measured.outcomes.some((own) => own.peer === peer))
  return { ...measured, outcomes: [...measured.outcomes, ...(others ?? [])] }
}

export function saveResult(result: Result, folder = resultsFolder): void {
  const path = join(folder, `${result.workload}.json`)
  // Other numbers of threads keep what was measured earlier.
  const earlier = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Result).threads : {}
  writeWhole(path, `${JSON.stringify({ ...result, threads: { ...earlier, ...result.threads } }, null, 1)}\n`)
}

export const savedResults = (folder = resultsFolder): Result[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Result)
    : []
