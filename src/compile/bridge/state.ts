import { Buffer } from './buffer.ts'
import { buffersIn, buffersOf, type KernelStep, type Step } from './step.ts'

/** Which result of a program takes the place of which parameter for the next run. */
export type StatePairs = readonly (readonly [parameter: number, result: number])[]

/**
 * Sees to it that new state stands where the old was: written over it by its kernel where nobody needs the old one any
 * more, else copied there when everything else is done. State changes only after all steps that may fail. Adds the copies to `steps`; returns the buffers that they use, and the results as they can be read then.
 */
export function placeState(
  steps: Step[],
  inputs: readonly Buffer[],
  results: readonly Buffer[],
  state: StatePairs,
): { readonly moved: readonly Buffer[]; readonly results: readonly Buffer[] } {
  const updated = new Set(state.map(([parameter]) => inputs[parameter]!))
  const isState = new Set(state.map(([, result]) => result))
  const known = new Set<Buffer>(inputs)
  // Results that are old state, and are read after the run.
  const read = results.map((buffer, i) => {
    if (isState.has(i) || !updated.has(buffer)) return buffer
    const saved = new Buffer({ dtype: buffer.dtype, shape: [buffer.length] }, 'arena', buffer.label)
    steps.push({ kind: 'copy', from: buffer, to: saved })
    return saved
  })
  const uses = usesIn(steps)
  const needed = new Set(state.map(([, result]) => results[result]!))
  const copies: (readonly [Buffer, Buffer])[] = []
  for (const [parameter, result] of state) {
    const from = results[result]!
    const to = inputs[parameter]!
    if (from === to) continue
    if (!needed.has(to) && mayWriteOver(from, to, uses)) {
      from.over = to
      continue
    }
    let source = from
    if (known.has(from) || from.over) {
      // Two states that change places, or one value for two: through memory of its own.
      source = new Buffer({ dtype: from.dtype, shape: [from.length] }, 'arena', from.label)
      steps.push({ kind: 'copy', from, to: source })
    }
    copies.push([source, to])
  }
  for (const [from, to] of copies) steps.push({ kind: 'copy', from, to })
  return { moved: copies.flat(), results: read }
}

interface Uses {
  /** The last step that reads or writes a buffer. */
  readonly last: ReadonlyMap<Buffer, number>
  /** The first kernel that writes a buffer, and where it stands. */
  readonly writers: ReadonlyMap<Buffer, readonly [number, KernelStep]>
  /** The last step that may end the program with an error. */
  readonly lastRisk: number
}

function usesIn(steps: readonly Step[]): Uses {
  const last = new Map<Buffer, number>()
  const writers = new Map<Buffer, readonly [number, KernelStep]>()
  let lastRisk = -1
  steps.forEach((step, at) => {
    for (const buffer of buffersIn(step)) last.set(buffer, at)
    if (mayFail(step)) lastRisk = at
    if (step.kind === 'kernel')
      for (const buffer of step.writes) if (!writers.has(buffer)) writers.set(buffer, [at, step])
  })
  return { last, writers, lastRisk }
}

function mayFail(step: Step): boolean {
  let fails = step.kind === 'host' || step.kind === 'check'
  buffersOf(step, ({ steps }) => {
    fails ||= steps.some(mayFail)
  })
  return fails
}

/** Every other use of the old value comes before the first kernel that writes the new one; its own is at the same element. */
function mayWriteOver(from: Buffer, to: Buffer, { last, writers, lastRisk }: Uses): boolean {
  if (from.home !== 'arena' || from.over) return false
  const writer = writers.get(from)
  if (!writer) return false
  const [at, { reads, writes, inPlace }] = writer
  const write = writes.indexOf(from)
  return (
    at > lastRisk &&
    (last.get(to) ?? -1) <= at &&
    reads.every((buffer, read) => buffer !== to || inPlace.some(([r, w]) => r === read && w === write))
  )
}
