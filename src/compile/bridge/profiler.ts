import { bytesOf } from '../../graph/dtype.ts'
import { describe } from '../../graph/leaves.ts'
import type { Node } from '../../graph/node.ts'
import { sizeOf } from '../../graph/shape.ts'
import { userLine } from '../../graph/user-line.ts'
import { peakFlops } from '../../wasm/peak.ts'
import { workOf } from './estimate.ts'
import type { HostStep, KernelStep } from './step.ts'

/** What one kernel took, or operations without one. */
export interface KernelProfile {
  /** Of the kernel; `interpreted` for a small graph, `host ...` for an operation that has no compiled form. */
  readonly name: string
  /** The results that it writes. */
  readonly results: string
  readonly calls: number
  readonly milliseconds: number
  readonly flops: number
  readonly bytes: number
  /** Of the multiply-adds that the machine could have done in this time on all threads: 0 to 1. */
  readonly shareOfPeak: number
  /** The line of the program that made its product, else its last operation. */
  readonly source: string | undefined
}

/** What was measured, and how to show it. */
export interface ProfileResult {
  readonly kernels: readonly KernelProfile[]
  readonly milliseconds: number
  /** Float32 operations a second that the threads can do at most, as measured. */
  readonly peakFlops: number
  /** A table, dearest kernel first. */
  toString(): string
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

/** What is going to be interpreted, operands first. */
export const interpreted = (nodes: readonly Node[]): Interpreted => ({
  kind: 'interpreted',
  operations: nodes.map(describe),
  wide: isWide(nodes),
  flops: workOf(nodes),
  bytes: bytesTouched(nodes),
  source: sourceOf(nodes),
})

/** What is timed. */
export type Timed = KernelStep | HostStep | Interpreted

interface Event {
  readonly timed: Timed
  readonly start: number
  readonly end: number
}

const now = (): number => (globalThis as unknown as { performance: { now(): number } }).performance.now()

/** Times kernels as they are run. */
export class Profiler {
  private readonly events: Event[] = []
  private open: Timed | undefined
  private start = 0
  private total = 0

  readonly mark = (timed: Timed | undefined): void => {
    const time = now()
    if (this.open) this.events.push({ timed: this.open, start: this.start, end: time })
    this.open = timed
    this.start = time
  }

  measure(f: () => void): void {
    this.events.length = 0
    const start = now()
    f()
    this.total += now() - start
  }

  result(threads: number): ProfileResult {
    const peak = threads * peakFlops()
    const alike = new Map<unknown, Event[]>()
    for (const event of this.events) {
      const { timed } = event
      // a graph is interpreted as new nodes each time
      const key = timed.kind === 'interpreted' ? `${timed.operations} ${timed.source}` : timed
      const known = alike.get(key)
      if (known) known.push(event)
      else alike.set(key, [event])
    }
    const kernels = [...alike.values()].map((events): KernelProfile => {
      const { wide, flops, bytes, ...work } = workIn(events[0]!.timed)
      const calls = events.length
      const milliseconds = events.reduce((sum, { start, end }) => sum + end - start, 0)
      // two float64 fit where four float32 do
      const most = ((wide ? peak / 2 : peak) / 1000) * Math.max(1e-3, milliseconds)
      return {
        name: work.name,
        results: work.results,
        calls,
        milliseconds,
        flops: flops * calls,
        bytes: bytes * calls,
        shareOfPeak: (flops * calls) / most,
        source: work.source,
      }
    })
    kernels.sort((a, b) => b.milliseconds - a.milliseconds)
    const { events, total } = this
    return {
      kernels,
      milliseconds: total,
      peakFlops: peak,
      toString: () => table(kernels, total, peak, threads),
      toTrace: () => trace(events),
    }
  }
}

interface Work {
  readonly name: string
  readonly results: string
  readonly operations: readonly string[]
  readonly wide: boolean
  readonly flops: number
  readonly bytes: number
  readonly source: string | undefined
}

function workIn(timed: Timed): Work {
  if (timed.kind === 'interpreted')
    return { name: 'interpreted', results: [...timed.operations].reverse().join(', '), ...timed }
  const results = [...new Set(timed.writes)].map((buffer) => buffer.label).join(', ')
  const nodes = timed.kind === 'host' ? [timed.node] : timed.nodes
  const shown = { results, operations: nodes.map(describe), source: sourceOf(nodes) }
  if (timed.kind === 'host')
    return {
      name: `host ${timed.node.op.name}`,
      wide: isWide(nodes),
      flops: workOf(nodes),
      bytes: bytesTouched(nodes),
      ...shown,
    }
  const { name, flops, bytes } = timed.kernel
  return { name, wide: timed.writes.some((buffer) => buffer.dtype === 'float64'), flops, bytes, ...shown }
}

const isWide = (nodes: readonly Node[]): boolean => nodes.some(({ types }) => types[0]!.dtype === 'float64')

function bytesTouched(nodes: readonly Node[]): number {
  let sum = 0
  for (const { types } of new Set(nodes.flatMap((node) => [node, ...node.inputs])))
    for (const { dtype, shape } of types) sum += sizeOf(shape) * bytesOf(dtype)
  return sum
}

/** Where the user wrote what is computed: a product if there is one, else the last operation whose place is known. */
function sourceOf(nodes: readonly Node[]): string | undefined {
  const lastFirst = [...nodes].sort((a, b) => b.id - a.id)
  const products = lastFirst.filter((node) => node.op.linear === 'each' && node.inputs.length === 2)
  for (const node of [...products, ...lastFirst]) {
    const line = userLine(node.source?.stack)
    if (line) return line
  }
  return undefined
}

/** The end of a place that tells most: the function, and the file without its folders. */
const shortPlace = (place: string): string => place.replace(/(\(|^)\S*[/\\]/, '$1')

const shortened = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}\u2026`

function table(kernels: readonly KernelProfile[], total: number, peak: number, threads: number): string {
  const rows = kernels.map((k) => [
    k.milliseconds.toFixed(3),
    `${((100 * k.milliseconds) / total).toFixed(1)}%`,
    `${k.calls}`,
    (k.flops / k.milliseconds / 1e6).toFixed(1),
    `${(100 * k.shareOfPeak).toFixed(0)}%`,
    (k.bytes / k.milliseconds / 1e6).toFixed(1),
    shortened(k.name, 28),
    shortened(k.results, 44),
    shortPlace(k.source ?? ''),
  ])
  const header = ['ms', 'time', 'calls', 'GFLOPS', 'of peak', 'GB/s', 'kernel', 'results', 'source']
  const widths = header.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i < 6 ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd()
  const inKernels = kernels.reduce((sum, k) => sum + k.milliseconds, 0)
  const flops = kernels.reduce((sum, k) => sum + k.flops, 0)
  const summary =
    `${total.toFixed(3)} ms, ${((100 * inKernels) / total).toFixed(0)}% of it in ${kernels.length} kernels; ` +
    `${(flops / total / 1e6).toFixed(1)} of at most ${(peak / 1e9).toFixed(1)} GFLOPS on ${threads} thread${threads === 1 ? '' : 's'}`
  const rule = widths.map((width) => '\u2500'.repeat(width)).join('  ')
  return [line(header), rule, ...rows.map(line), rule, summary].join('\n')
}

function trace(events: readonly Event[]): string {
  return JSON.stringify({
    traceEvents: events.map(({ timed, start, end }) => {
      const { name, operations, flops, bytes, source } = workIn(timed)
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
