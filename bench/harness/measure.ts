import { Child } from './child.ts'
import { environment, type Peer } from './peers.ts'
import type { Outcome } from './results.ts'
import { alone, settled } from './settle.ts'
import { fileOf, type Workload } from './workload.ts'

/** A peer that runs, or why it does not. */
export interface Entrant {
  readonly peer: Peer
  readonly versions: Readonly<Record<string, string>>
  child: Child
  failure: string | undefined
}

const startTimeout = 60_000
const prepareTimeout = 240_000
const timeTimeout = 60_000
/** Milliseconds a run from which the last one of the preparation is enough. */
const slow = 2000
/** Rounds of a peer whose run takes longer than so many milliseconds. */
const fewRounds = 3
const long = 250
const warmUp = 300
/** Runs in a turn, at least, of a peer whose run does not take longer: the first one finds caches cold and threads asleep. */
const runsInTurn = 3

export async function start(peer: Peer, threads: number): Promise<Entrant> {
  const child = new Child(peer.command(threads), environment(threads))
  const greeting = await child.greet(startTimeout)
  if ('error' in greeting) {
    child.close()
    const failure = `not installed or does not start (${greeting.error}): ${peer.install}`
    return { peer, versions: {}, child, failure }
  }
  return { peer, versions: greeting.versions, child, failure: undefined }
}

/** The largest relative difference; 1 where one is no number. */
export function difference(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return 1
  const scale = Math.max(...b.map(Math.abs), 1e-30)
  let worst = 0
  a.forEach((x, i) => {
    const off = Math.abs(x - b[i]!) / Math.max(Math.abs(b[i]!), 1e-2 * scale)
    worst = Math.max(worst, Number.isFinite(off) ? off : 1)
  })
  return worst
}

const median = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)]!

interface Effort {
  readonly rounds: number
  readonly budget: number
  /** Milliseconds to wait before a turn for the machine to be idle; 0 does not look. */
  readonly patience: number
  progress(text: string): void
}

/** Prepares every entrant, compares their results, and times those that agree, in turns. */
export async function measure(
  workload: Workload,
  entrants: readonly Entrant[],
  inputs: string,
  options: Effort,
): Promise<Outcome[]> {
  const { steps = 1, tolerance = 1e-4, once = false } = workload
  const request = {
    do: 'prepare',
    file: fileOf(workload),
    parameters: workload.parameters ?? {},
    inputs,
    steps,
    once,
  } as const
  const missing = new Map<Entrant, string>()
  const times = new Map<Entrant, number[]>()
  const last = new Map<Entrant, number>()
  const notes = new Map<Entrant, string>()
  let expected: readonly number[] | undefined
  for (const entrant of entrants) {
    if (entrant.failure) {
      missing.set(entrant, entrant.failure)
      continue
    }
    options.progress(`${workload.name}: ${entrant.peer.title} prepares`)
    const answer = await entrant.child.ask(request, prepareTimeout)
    if (!('values' in answer)) {
      missing.set(entrant, 'missing' in answer ? answer.missing : 'error' in answer ? answer.error : '')
      continue
    }
    if (answer.note) notes.set(entrant, answer.note)
    expected ??= answer.values
    // A slow peer stops after fewer steps.
    const compared = answer.last > slow ? expected.slice(0, answer.values.length) : expected
    const off = difference(answer.values, compared)
    if (off > tolerance) missing.set(entrant, `its results differ by ${off.toPrecision(2)}: not timed`)
    else {
      times.set(entrant, once || answer.last > slow ? [answer.last] : [])
      last.set(entrant, answer.last)
    }
  }
  const running = [...times.keys()]
  for (const entrant of running) {
    if (once || last.get(entrant)! > slow) continue
    if (options.patience > 0) await settled(options.patience)
    const answer = await entrant.child.ask({ do: 'time', budget: warmUp }, timeTimeout)
    if ('times' in answer) last.set(entrant, Math.min(slow, median([...answer.times].sort((a, b) => a - b))))
  }
  const disturbed = new Map<Entrant, number[]>()
  for (let round = 0; round < options.rounds; round++) {
    options.progress(`${workload.name}: round ${round + 1} of ${options.rounds}`)
    // Nobody always runs after the same neighbour.
    for (let i = 0; i < running.length; i++) {
      const entrant = running[(i + round) % running.length]!
      if (missing.has(entrant)) continue
      if (once || last.get(entrant)! > slow) continue
      const run = last.get(entrant)!
      if (round >= fewRounds && run > long) continue
      const budget = run > long ? options.budget : Math.max(options.budget, runsInTurn * run)
      const turn = () => entrant.child.ask({ do: 'time', budget }, timeTimeout)
      const { result, calm } = options.patience
        ? await alone(turn, options.patience)
        : { result: await turn(), calm: true }
      if (!('times' in result)) missing.set(entrant, 'error' in result ? result.error : 'no times')
      else if (calm) times.get(entrant)!.push(...result.times)
      else disturbed.set(entrant, [...(disturbed.get(entrant) ?? []), ...result.times])
    }
  }
  for (const [entrant, found] of disturbed) {
    if (times.get(entrant)!.length > 0) continue
    times.set(entrant, found)
    notes.set(entrant, [notes.get(entrant), 'beside other work in every turn'].filter(Boolean).join('; '))
  }
  return entrants.map((entrant) => {
    const { peer, versions } = entrant
    const sorted = (times.get(entrant) ?? []).sort((a, b) => a - b)
    const note = notes.get(entrant)
    const who = { peer: peer.name, title: peer.title, versions, ...(note ? { note } : {}) }
    const why = missing.get(entrant)
    return why === undefined && sorted.length > 0
      ? { ...who, least: sorted[0]!, median: median(sorted), runs: sorted.length }
      : { ...who, missing: why ?? 'no times' }
  })
}
