import { typeText } from '../../graph/shape.ts'
import { peakFlops } from '../../wasm/peak.ts'
import type { KernelStep } from './step.ts'

/** What one kernel took. */
export interface KernelProfile {
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

interface Event {
  readonly step: KernelStep
  readonly start: number
  readonly end: number
}

const now = (): number => (globalThis as unknown as { performance: { now(): number } }).performance.now()

/** Times kernels as they are run. */
export class Profiler {
  private readonly events: Event[] = []
  private open: KernelStep | undefined
  private start = 0
  private total = 0

  readonly mark = (step: KernelStep | undefined): void => {
    const time = now()
    if (this.open) this.events.push({ step: this.open, start: this.start, end: time })
    this.open = step
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
    const steps = new Map<KernelStep, Event[]>()
    for (const event of this.events) {
      const known = steps.get(event.step)
      if (known) known.push(event)
      else steps.set(event.step, [event])
    }
    const kernels = [...steps].map(([step, events]): KernelProfile => {
      const milliseconds = events.reduce((sum, { start, end }) => sum + end - start, 0)
      const flops = step.kernel.flops * events.length
      // two float64 fit where four float32 do
      const most = step.writes.some((buffer) => buffer.dtype === 'float64') ? peak / 2 : peak
      return {
        name: step.kernel.name,
        results: step.writes.map((buffer) => buffer.label).join(', '),
        calls: events.length,
        milliseconds,
        flops,
        bytes: step.kernel.bytes * events.length,
        shareOfPeak: flops / Math.max(1e-3, milliseconds) / (most / 1000),
        source: sourceOf(step),
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

/** Where the user wrote what a kernel computes: its product if it has one, else the last operation whose place is known. */
function sourceOf({ nodes }: KernelStep): string | undefined {
  const lastFirst = [...nodes].sort((a, b) => b.id - a.id)
  const products = lastFirst.filter((node) => node.op.linear === 'each' && node.inputs.length === 2)
  for (const node of [...products, ...lastFirst]) {
    const line = userLine(node.source)
    if (line) return line
  }
  return undefined
}

/** Where the library stands: stacks name its files by URL or by path. */
const library = (import.meta as unknown as { readonly url: string }).url
  .replace(/^file:\/\//, '')
  .replace(/[^/]*\/[^/]*\/[^/]*$/, '')

/** The first line of a stack that is not inside the library (its tests are outside). */
function userLine(stack: string | undefined): string | undefined {
  const lines = stack?.split('\n').slice(1) ?? []
  const outside = lines.find(
    (line) => /:\d+:\d+\)?$/.test(line) && (!line.includes(library) || line.includes('.test.')),
  )
  return outside?.trim().replace(/^at /, '')
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
    traceEvents: events.map(({ step, start, end }) => ({
      name: step.kernel.name,
      ph: 'X',
      ts: start * 1000,
      dur: (end - start) * 1000,
      pid: 1,
      tid: 1,
      args: {
        operations: step.nodes.map((node) => `${node.op.name} ${typeText(node.type)}`),
        flops: step.kernel.flops,
        bytes: step.kernel.bytes,
      },
    })),
  })
}
