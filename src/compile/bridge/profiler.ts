import { typeText } from '../../graph/shape.ts'
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
  /** The line of the program that made its last operation, if sources were recorded. */
  readonly source: string | undefined
}

/** What was measured, and how to show it. */
export interface ProfileResult {
  readonly kernels: readonly KernelProfile[]
  readonly milliseconds: number
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

  result(): ProfileResult {
    const steps = new Map<KernelStep, Event[]>()
    for (const event of this.events) steps.set(event.step, [...(steps.get(event.step) ?? []), event])
    const kernels = [...steps].map(([step, events]): KernelProfile => {
      const milliseconds = events.reduce((sum, { start, end }) => sum + end - start, 0)
      const last = step.nodes.reduce((a, b) => (a.id > b.id ? a : b))
      return {
        name: step.kernel.name,
        results: step.writes.map((buffer) => buffer.label).join(', '),
        calls: events.length,
        milliseconds,
        flops: step.kernel.flops * events.length,
        bytes: step.kernel.bytes * events.length,
        source: userLine(last.source),
      }
    })
    kernels.sort((a, b) => b.milliseconds - a.milliseconds)
    const { events, total } = this
    return {
      kernels,
      milliseconds: total,
      toString: () => table(kernels, total),
      toTrace: () => trace(events),
    }
  }
}

/** Where the library stands: stacks name its files by URL or by path. */
const library = (import.meta as unknown as { readonly url: string }).url
  .replace(/^file:\/\//, '')
  .replace(/[^/]*\/[^/]*\/[^/]*$/, '')

/** The first line of a stack that is not inside the library (its tests are outside). */
function userLine(stack: string | undefined): string | undefined {
  const lines = stack?.split('\n').slice(1) ?? []
  const outside = lines.find((line) => !line.includes(library) || line.includes('.test.'))
  return outside?.trim().replace(/^at /, '')
}

function table(kernels: readonly KernelProfile[], total: number): string {
  const peak = Math.max(...kernels.map((k) => k.flops / k.milliseconds), 1)
  const rows = kernels.map((k) => [
    k.milliseconds.toFixed(3),
    `${((100 * k.milliseconds) / total).toFixed(1)}%`,
    `${k.calls}`,
    (k.flops / k.milliseconds / 1e6).toFixed(2),
    (k.bytes / k.milliseconds / 1e6).toFixed(2),
    `${((100 * k.flops) / k.milliseconds / peak).toFixed(0)}%`,
    k.name,
    k.results,
    k.source ?? '',
  ])
  const header = ['ms', 'time', 'calls', 'GFLOPS', 'GB/s', 'of best', 'kernel', 'results', 'source']
  const widths = header.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i < 6 ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd()
  return [line(header), ...rows.map(line)].join('\n')
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
