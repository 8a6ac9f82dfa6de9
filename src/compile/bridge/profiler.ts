import { describe } from '../../graph/leaves.ts'
import type { Node } from '../../graph/node.ts'
import { bytesInAll } from '../../graph/shape.ts'
import { userLine } from '../../graph/user-line.ts'
import { now } from '../../wasm/pace.ts'
import { peakFlops } from '../../wasm/peak.ts'
import { workOf } from './estimate.ts'
import { profileTable } from './profile-table.ts'
import type { HostStep, KernelStep } from './step.ts'

/** What one kernel took, or operations without one. */
export interface KernelProfile {
  /**
   * Its last operation, with a number, and before it the one that takes most of the work: `dot_general+maximum_3`.
   * `interpreted` for a small graph, `host ...` for an operation that has no compiled form.
   */
  readonly name: string
  /** The results that it writes. */
  readonly results: string
  readonly calls: number
  readonly milliseconds: number
  readonly flops: number
  readonly bytes: number
  /** Of the multiply-adds that the machine could have done in this time on all threads: 0 to 1; NaN without WebAssembly. */
  readonly shareOfPeak: number
  /** The line of the program that made its product, else its last operation. */
  readonly source: string | undefined
}

/** What copies of values, or compilation, took in all. */
export interface AsideProfile {
  readonly name: Aside['name']
  readonly calls: number
  readonly milliseconds: number
  readonly bytes: number
}

/** What was measured, and how to show it. */
export interface ProfileResult {
  readonly kernels: readonly KernelProfile[]
  /** What was done beside the kernels. The rest of the time is the program's own, and that of what it calls. */
  readonly asides: readonly AsideProfile[]
  readonly milliseconds: number
  /** Float32 operations a second that the threads can do at most, as measured. */
  readonly peakFlops: number
  readonly threads: number
  /** A table, dearest kernel first, that fits in so many columns: those of the terminal, or 120. */
  toString(columns?: number): string
  /** Chrome's trace format (chrome://tracing, Perfetto). */
  toTrace(): string
}

/** Operations that the interpreter computes, as they were before: a computed node forgets how it was made. */
export interface Interpreted {
  readonly kind: 'interpreted'
  readonly operations: readonly string[]
  readonly wide: boolean
  readonly flops: number
  readonly bytes: number
  readonly source: string | undefined
}

/** What operations outside of kernels take, and where they come from. */
const workOfNodes = (nodes: readonly Node[]): Omit<Interpreted, 'kind'> => ({
  operations: nodes.map(describe),
  wide: nodes.some(({ types }) => types[0]!.dtype === 'float64'),
  flops: workOf(nodes),
  bytes: bytesTouched(nodes),
  source: sourceOf(nodes),
})

/** What is going to be interpreted, operands first. */
interface Waiting {
  readonly kind: 'waiting'
  readonly nodes: readonly Node[]
}

/** What is done beside computing: values move into the engine's heap and out of it, a program is compiled. */
export interface Aside {
  readonly kind: 'aside'
  readonly name: 'copied in' | 'copied out' | 'compiled'
  readonly bytes: number
}

/** What is timed, as the engine tells it. */
export type Marked = KernelStep | HostStep | Waiting | Aside

type Timed = KernelStep | HostStep | Interpreted | Aside

interface Event {
  readonly timed: Timed
  readonly start: number
  readonly end: number
}

/** Times kernels as they are run. */
export class Profiler {
  private readonly events: Event[] = []
  private open: Timed | undefined
  private start = 0
  private total = 0

  readonly mark = (next: Marked | undefined): void => {
    if (this.open) this.events.push({ timed: this.open, start: this.start, end: now() })
    this.open = next?.kind === 'waiting' ? { ...workOfNodes(next.nodes), kind: 'interpreted' } : next
    this.start = now()
  }

  measure(f: () => void): void {
    this.events.length = 0
    const start = now()
    f()
    this.total += now() - start
  }

  result(threads: number): ProfileResult {
    const peak = threads * peakFlops()
    const kernels: KernelProfile[] = []
    const asides: AsideProfile[] = []
    for (const events of alike(this.events)) {
      const { timed } = events[0]!
      const calls = events.length
      const milliseconds = sum(events, ({ start, end }) => end - start)
      if (timed.kind === 'aside') {
        const bytes = sum(events, (event) => (event.timed as Aside).bytes)
        asides.push({ name: timed.name, calls, milliseconds, bytes })
        continue
      }
      const { name, results, source, wide, flops, bytes } = workIn(timed)
      // two float64 fit where four float32 do
      const most = ((wide ? peak / 2 : peak) / 1000) * Math.max(1e-3, milliseconds)
      kernels.push({
        name,
        results,
        calls,
        milliseconds,
        flops: flops * calls,
        bytes: bytes * calls,
        shareOfPeak: (flops * calls) / most,
        source,
      })
    }
    kernels.sort((a, b) => b.milliseconds - a.milliseconds)
    const { events, total: milliseconds } = this
    const measured = { kernels, asides, milliseconds, peakFlops: peak, threads }
    const text = (columns?: number): string => profileTable(measured, columns)
    return {
      ...measured,
      toString: text,
      [Symbol.for('nodejs.util.inspect.custom')]: () => text(),
      toTrace: () => trace(events),
    }
  }
}

/** Events of the same kernel, or of the same kind beside kernels. */
function alike(events: readonly Event[]): Iterable<readonly Event[]> {
  const found = new Map<unknown, Event[]>()
  for (const event of events) {
    const { timed } = event
    const key =
      timed.kind === 'aside'
        ? timed.name
        : // a graph is interpreted as new nodes each time
          timed.kind === 'interpreted'
          ? `${timed.operations} ${timed.source}`
          : timed
    const known = found.get(key)
    if (known) known.push(event)
    else found.set(key, [event])
  }
  return found.values()
}

const sum = <T>(list: readonly T[], of: (element: T) => number): number =>
  list.reduce((total, element) => total + of(element), 0)

interface Work extends Omit<Interpreted, 'kind'> {
  readonly name: string
  readonly results: string
}

function workIn(timed: Exclude<Timed, Aside>): Work {
  if (timed.kind === 'interpreted')
    return { name: 'interpreted', results: [...timed.operations].reverse().join(', '), ...timed }
  const { kind, writes } = timed
  const results = [...new Set(writes)].map((buffer) => buffer.label).join(', ')
  if (kind === 'host') return { name: `host ${timed.node.op.name}`, results, ...workOfNodes([timed.node]) }
  const { nodes, kernel } = timed
  // a product in float32 whose results are converted where they are written is done in float32
  const products = nodes.filter(isProduct)
  const wide = (products.length > 0 ? products : writes).some(({ dtype }) => dtype === 'float64')
  const { name: last, flops, bytes } = kernel
  // a kernel has the name of its last operation: the one that takes most of the work stands before it
  const dearest = nodes.find((node) => workOf([node]) > workOf(nodes) / 2)?.op.name ?? ''
  const name = last.startsWith(dearest) ? last : `${dearest}+${last}`
  return { ...workOfNodes(nodes), name, results, wide, flops, bytes }
}

function bytesTouched(nodes: readonly Node[]): number {
  let sum = 0
  for (const { types } of new Set(nodes.flatMap((node) => [node, ...node.inputs]))) sum += bytesInAll(types)
  return sum
}

const isProduct = ({ op, inputs }: Node): boolean => op.linear === 'each' && inputs.length === 2

/** Where the user wrote what is computed: a product if there is one, else the last operation whose place is known. */
function sourceOf(nodes: readonly Node[]): string | undefined {
  const lastFirst = [...nodes].sort((a, b) => b.id - a.id)
  for (const node of [...lastFirst.filter(isProduct), ...lastFirst]) {
    const line = userLine(node.source?.stack)
    if (line) return line
  }
  return undefined
}

function trace(events: readonly Event[]): string {
  return JSON.stringify({
    traceEvents: events.map(({ timed, start, end }) => {
      const { name, operations, flops, bytes, source }: Partial<Work> =
        timed.kind === 'aside' ? timed : workIn(timed)
      return {
        name,
        ph: 'X',
        ts: start * 1000,
        dur: (end - start) * 1000,
        pid: 1,
        tid: 1,
        args: { operations, flops, bytes, source },
      }
    }),
  })
}
