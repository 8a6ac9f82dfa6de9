import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { modules } from '../workloads/index.ts'
import { type Measured, type Outcome, type Result, savedResults, writeWhole } from './results.ts'

const page = fileURLToPath(new URL('../../docs/performance.md', import.meta.url))
const begin = '<!-- written by npm run bench: begin -->'
const end = '<!-- written by npm run bench: end -->'

/** Milliseconds with three digits, microseconds below a hundredth. */
export const duration = (ms: number): string =>
  ms < 0.1
    ? `${(ms * 1000).toPrecision(3)} us`
    : ms < 1000
      ? `${ms.toPrecision(3)} ms`
      : `${(ms / 1000).toPrecision(3)} s`

const cell = (outcome: Outcome | undefined): string =>
  outcome?.least === undefined
    ? '-'
    : `${duration(outcome.least)} (${duration(outcome.median!).replace(/ (ms|us|s)$/, (unit) => (duration(outcome.least!).endsWith(unit) ? '' : unit))})`

const order = modules.flatMap(({ workloads }) => workloads.map(({ name }) => name))

const find = (measured: Measured, peer: string): Outcome | undefined =>
  measured.outcomes.find((outcome) => outcome.peer === peer)

/** Thousands of millions of floating-point operations a second, where that is of interest. */
const rate = (flops: number | undefined, own: Outcome | undefined): string =>
  flops && own ? ` (Nabla: ${(flops / own.least! / 1e6).toFixed(0)} GFLOPS)` : ''

/** Nabla on vectors of 256 bits, which has tables of its own. */
const isWide = (peer: string): boolean => peer.startsWith('nabla') && peer.includes('-256')

/** The first of Nabla's forms, on the newest Node. */
const ours = (measured: Measured, wide = false): Outcome | undefined =>
  measured.outcomes.find(
    ({ peer, least }) =>
      peer.startsWith('nabla') && !peer.endsWith('lazy') && isWide(peer) === wide && least !== undefined,
  )

export function table(results: readonly Result[], threads: string): string[] {
  const rows = results.filter((result) => result.threads[threads])
  if (rows.length === 0) return []
  const peers = new Map<string, string>()
  for (const row of rows)
    for (const { peer, title, least } of row.threads[threads]!.outcomes)
      if (least !== undefined && !isWide(peer)) peers.set(peer, title)
  const lines = [
    '',
    `### ${threads} thread${threads === '1' ? '' : 's'}`,
    '',
    `| | ${[...peers.values()].join(' | ')} |`,
    `|---|${[...peers].map(() => '---|').join('')}`,
  ]
  for (const { title, flops, threads: by } of rows)
    lines.push(
      `| ${title}${rate(flops, ours(by[threads]!))} | ${[...peers.keys()].map((peer) => cell(find(by[threads]!, peer))).join(' | ')} |`,
    )
  return lines
}

/**
 * How many times faster Nabla is than each peer; below 1 it loses. On vectors of 256 bits also than on those of 128, with the
 * times that it takes.
 */
export function ratios(results: readonly Result[], threads: string, wide = false): string[] {
  const rows = results.filter(({ threads: by }) => by[threads] && ours(by[threads], wide))
  const timed = new Map<string, string>()
  const peers = new Map<string, string>()
  for (const row of rows)
    for (const { peer, title, least } of row.threads[threads]!.outcomes) {
      const compared = !peer.startsWith('nabla') || (wide && peer === ours(row.threads[threads]!)?.peer)
      if (least !== undefined && compared) peers.set(peer, title)
      if (least !== undefined && wide && isWide(peer)) timed.set(peer, title)
    }
  if (peers.size === 0) return []
  const titles = [...timed.values(), ...peers.values()]
  const lines = [
    '',
    `### How many times faster Nabla is, ${wide ? '256-bit vectors, ' : ''}${threads} thread${threads === '1' ? '' : 's'}`,
    '',
    `| | ${titles.join(' | ')} |`,
    `|---|${titles.map(() => '---|').join('')}`,
  ]
  for (const { title, threads: by } of rows) {
    const measured = by[threads]!
    const own = ours(measured, wide)!
    const times = [...timed.keys()].map((peer) => cell(find(measured, peer)))
    const faster = [...peers.keys()].map((peer) => ratio(find(measured, peer), own))
    lines.push(`| ${[title, ...times, ...faster].join(' | ')} |`)
  }
  return lines
}

function ratio(other: Outcome | undefined, own: Outcome): string {
  if (other?.least === undefined) return '-'
  const times = other.least / own.least!
  return times < 1 ? `**${times.toFixed(2)}**` : times.toPrecision(times < 10 ? 2 : 3).replace(/e\+\d+/, '')
}

/** Of the time: what differs by less is as fast. */
const same = 0.05

/** Where a peer is faster, in words. */
function losses(results: readonly Result[], threads: string): string[] {
  const lost = new Map<string, string[]>()
  for (const { workload, threads: by } of results) {
    const own = by[threads] && ours(by[threads])
    if (!own) continue
    for (const { peer, title, least } of by[threads]!.outcomes)
      if (least !== undefined && least < (1 - same) * own.least! && !peer.startsWith('nabla'))
        lost.set(title, [
          ...(lost.get(title) ?? []),
          `${workload} (${(own.least! / least).toFixed(1)} times)`,
        ])
  }
  if (lost.size === 0) return []
  const on = `on ${threads} thread${threads === '1' ? '' : 's'}`
  return [
    '',
    `Where Nabla loses, ${on}:`,
    '',
    ...[...lost].map(([title, names]) => `- ${title} is faster at ${names.join(', ')}.`),
  ]
}

/** What could not be measured, and why. */
function gaps(results: readonly Result[]): string[] {
  const reasons = new Map<string, Set<string>>()
  for (const { title, threads } of results)
    for (const { outcomes } of Object.values(threads))
      for (const outcome of outcomes)
        if (outcome.missing && outcome.missing !== 'not written for this peer') {
          const what = `${outcome.title}: ${outcome.missing.replace(/\s+/g, ' ')}`
          reasons.set(what, (reasons.get(what) ?? new Set()).add(title))
        }
  if (reasons.size === 0) return []
  const lines = [...reasons].map(([what, titles]) => `- ${what} (${[...titles].join('; ')})`)
  return ['', '### What could not be measured', '', ...lines]
}

function heading(results: readonly Result[]): string[] {
  const all = results.flatMap(({ threads }) => Object.values(threads))
  const versions = new Map<string, string>()
  for (const { outcomes } of all)
    for (const outcome of outcomes)
      for (const [name, version] of Object.entries(outcome.versions))
        versions.set(name === 'node' ? `Node ${version}` : `${name} ${version}`, '')
  const dates = all.map(({ date }) => date.slice(0, 10)).sort()
  const machines = [...new Set(all.map(({ machine }) => machine))].join('; ')
  return [
    `Measured ${[...new Set([dates[0], dates.at(-1)])].join(' to ')} on ${machines}; ${[...versions.keys()].sort().join(', ')}.`,
    'Least time of all runs, and the median in brackets.',
  ]
}

/** Writes the tables of docs/performance.md from what is in bench/results. */
export function writeTable(): void {
  const results = savedResults()
    .filter(({ workload }) => order.includes(workload))
    .sort((a, b) => order.indexOf(a.workload) - order.indexOf(b.workload))
  if (results.length === 0) return
  const counts = [...new Set(results.flatMap(({ threads }) => Object.keys(threads)))].sort()
  const text = readFileSync(page, 'utf8')
  const [before, after] = [text.indexOf(begin), text.indexOf(end)]
  const body = [
    ...heading(results),
    ...counts.flatMap((threads) => [...ratios(results, threads), ...losses(results, threads)]),
    ...counts.flatMap((threads) => ratios(results, threads, true)),
    ...counts.flatMap((threads) => table(results, threads)),
    ...gaps(results),
  ].join('\n')
  writeWhole(page, `${text.slice(0, before + begin.length)}\n${body}\n${text.slice(after)}`)
}
