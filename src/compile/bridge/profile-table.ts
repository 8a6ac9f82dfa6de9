import type { AsideProfile, KernelProfile } from './profiler.ts'

/** What the table shows. */
export interface Profiled {
  readonly kernels: readonly KernelProfile[]
  readonly asides: readonly AsideProfile[]
  readonly milliseconds: number
  readonly peakFlops: number
  readonly threads: number
}

/** Kernels that have a row of their own; the others are summed up. */
const mostRows = 40
/** Columns where the host does not say. */
const usual = 120
/** With less room for text than this, the results are left out: the names of the kernels say what they compute. */
const roomForResults = 60

const host = globalThis as { readonly process?: { readonly stdout?: { readonly columns?: number } } }

const titles = ['ms', 'time', 'calls', 'GFLOPS', 'peak', 'GB/s', 'kernel', 'results', 'source']
const numbers = 6
const gap = '  '
/** A clock may be too coarse to tell how long a kernel took, as in many browsers. */
const fixed = (x: number, unit = '', digits = 1): string =>
  Number.isFinite(x) ? x.toFixed(digits) + unit : '-'

/** A table of a profile, dearest kernel first, in lines of at most so many columns. */
export function profileTable(
  { kernels, asides, milliseconds: total, peakFlops: peak, threads }: Profiled,
  columns = host.process?.stdout?.columns ?? usual,
): string {
  const row = (k: KernelProfile): string[] => [
    k.milliseconds.toFixed(3),
    fixed((100 * k.milliseconds) / total, '%'),
    `${k.calls}`,
    fixed(k.flops / k.milliseconds / 1e6),
    fixed(100 * k.shareOfPeak, '%', 0),
    fixed(k.bytes / k.milliseconds / 1e6),
    k.name,
    k.results,
    // the function, and the file without its folders
    (k.source ?? '').replace(/(\(|^)\S*[/\\]/, '$1'),
  ]
  const rows = kernels.slice(0, mostRows).map(row)
  const others = kernels.slice(mostRows)
  if (others.length > 0) rows.push(row(together(others)))
  const widths = widthsFor(rows, columns)
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i < numbers ? cell.padStart(widths[i]!) : shortened(cell, widths[i]!)))
      .filter((_, i) => widths[i]! > 0)
      .join(gap)
      .trimEnd()
  const all = together(kernels)
  const share = ({ milliseconds }: { readonly milliseconds: number }): string =>
    fixed((100 * milliseconds) / total, '%', 0)
  const summary = [
    `${total.toFixed(3)} ms, ${share(all)} of it in ${counted(kernels.length, 'kernel')}`,
    ...asides.map((aside) => `${share(aside)} in ${wordsFor(aside)}`),
    `${fixed(all.flops / total / 1e6)}${peak ? ` of at most ${fixed(peak / 1e9)}` : ''} GFLOPS on ${counted(threads, 'thread')}`,
  ]
  const rule = line(widths.map((width) => '\u2500'.repeat(width)))
  return [line(titles), rule, ...rows.map(line), rule, ...wrapped(summary, columns)].join('\n')
}

const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`

const wordsFor = ({ name, calls, bytes }: AsideProfile): string =>
  name === 'compiled'
    ? `compiling ${counted(calls, 'program')}`
    : `copying ${fixed(bytes / 1e6)} MB ${name === 'copied in' ? 'into' : 'out of'} the engine`

/** Phrases one after the other, in lines of at most so many columns. */
function wrapped(phrases: readonly string[], columns: number): string[] {
  const lines: string[] = []
  for (const phrase of phrases) {
    const longer = `${lines.at(-1)}; ${phrase}`
    if (lines.length > 0 && longer.length <= columns) lines[lines.length - 1] = longer
    else lines.push(phrase)
  }
  return lines
}

/** Kernels as one. */
function together(kernels: readonly KernelProfile[]): KernelProfile {
  const sum = (of: (k: KernelProfile) => number): number => kernels.reduce((total, k) => total + of(k), 0)
  const milliseconds = sum((k) => k.milliseconds)
  return {
    name: `${kernels.length} more`,
    results: '',
    calls: sum((k) => k.calls),
    milliseconds,
    flops: sum((k) => k.flops),
    bytes: sum((k) => k.bytes),
    shareOfPeak: sum((k) => k.shareOfPeak * k.milliseconds) / milliseconds,
    source: '',
  }
}

/** A width for each column, 0 for one that is left out; texts share what the numbers leave, the longest giving way first. */
function widthsFor(rows: readonly (readonly string[])[], columns: number): number[] {
  const widths = titles.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)))
  const text = widths.splice(numbers)
  const room = columns - widths.reduce((sum, width) => sum + width + gap.length, 0)
  if (room < roomForResults) text[1] = -gap.length
  let over = text.reduce((sum, width) => sum + width + gap.length, -gap.length) - room
  for (; over > 0; over--) {
    const longest = text.indexOf(Math.max(...text))
    if (text[longest]! > titles[numbers]!.length) text[longest]!--
  }
  return [...widths, ...text].map((width) => Math.max(0, width))
}

/** Text in so many columns. Of a place the end tells most, of anything else the beginning. */
function shortened(text: string, width: number): string {
  if (text.length <= width) return text.padEnd(width)
  const place = /\(?([^( ]+:\d+)\)?$/.exec(text)?.[1]
  return place ? place.slice(-width).padEnd(width) : `${text.slice(0, width - 1)}\u2026`
}
