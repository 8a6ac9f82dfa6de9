import { wide } from '../vectors.ts'
import { elementBytes, type LoopKernel } from './ir.ts'
import type { Layout, Placement } from './layout.ts'

/** Dear values that later phases need again are kept in scratch, a row at a time. */
export interface SpillPlan {
  readonly offsets: ReadonlyMap<number, number>
  readonly bytes: number
}

/** What four strips of a reduction pass through memory at most: two vectors of float64, and as many to know NaN by. */
const passingBytes = 4 * 4 * 16

const dear = 10
const mostScratch = 1 << 18

export function spillPlan(kernel: LoopKernel, layout: Layout, placements: readonly Placement[]): SpillPlan {
  const offsets = new Map<number, number>()
  const reductions = kernel.body.filter(({ kind }) => kind === 'reduce').length
  let bytes = wide() ? (reductions + 1) * passingBytes : 0
  const again = placements.some(({ level, phase }) => level === 'element' && phase > 0)
  if (again && layout.mode === 'row' && layout.inner.length === 0) {
    const phases = neededPhases(kernel, placements)
    const row = Math.ceil(layout.vector.extent / 4) * 4 + 16
    kernel.body.forEach((line, i) => {
      const size = row * elementBytes[line.dtype]
      if (line.kind !== 'apply' || placements[i]!.cost < dear || phases[i]!.size < 2) return
      if (bytes + size > mostScratch) return
      offsets.set(i, bytes)
      bytes += size
    })
  }
  return { offsets, bytes }
}

/** For each line inside the loops, the phases whose loops use it. */
function neededPhases(kernel: LoopKernel, placements: readonly Placement[]): Set<number>[] {
  const phases = kernel.body.map(() => new Set<number>())
  const last = Math.max(0, ...placements.map((p) => p.phase))
  for (let phase = 0; phase <= last; phase++)
    for (const i of required(kernel, placements, rootsOf(kernel, placements, phase), 'element'))
      phases[i]!.add(phase)
  return phases
}

/** Lines inside the loops that phase number `phase` is run for. */
export function rootsOf(kernel: LoopKernel, placements: readonly Placement[], phase: number): number[] {
  const roots: number[] = []
  kernel.body.forEach((line) => {
    if (line.kind === 'reduce' && (placements[line.args[0]!]?.phase ?? 0) === phase) roots.push(...line.args)
  })
  for (const { value } of kernel.outputs)
    if (placements[value]!.level === 'element' && placements[value]!.phase === phase) roots.push(value)
  return roots
}

/** Lines of a level that roots depend on, in order. */
export function required(
  kernel: LoopKernel,
  placements: readonly Placement[],
  roots: readonly number[],
  level: Placement['level'],
  stop: (line: number) => boolean = () => false,
): number[] {
  const wanted = new Set<number>(roots)
  const found: number[] = []
  for (let i = kernel.body.length - 1; i >= 0; i--) {
    if (!wanted.has(i)) continue
    const { level: own } = placements[i]!
    if (own === level) found.push(i)
    if (stop(i)) continue
    if (kernel.body[i]!.kind === 'reduce') continue
    for (const a of kernel.body[i]!.args) wanted.add(a)
  }
  return found.reverse()
}
