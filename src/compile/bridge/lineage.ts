import type { Structure } from '../structure.ts'

/** Graphs that a lineage remembers. */
const most = 4096

/**
 * The variables of a graph go on to their next values. Returns how often it has brought them on before, and how many graphs have: each
 * remembers which graphs its values have been computed by, for all that it goes through (`Node.lineage`). Whether a step is taken again is a
 * question to the variables that it updates, not to the engine: a loop that is begun anew, with new variables, then takes the same
 * turns and gives the same bits.
 */
export function goOn({ hash, pairs, leaves, wanted }: Structure): {
  readonly times: number
  readonly graphs: number
} {
  let times = 0
  let graphs = 0
  for (const [leaf, result] of pairs) {
    const old = leaves[leaf]!
    const seen = old.lineage ?? new Map<number, number>()
    old.lineage = undefined
    wanted[result]!.lineage = seen
    const before = seen.get(hash) ?? 0
    times = Math.max(times, before)
    graphs = Math.max(graphs, seen.size)
    if (before > 0 || seen.size < most) seen.set(hash, before + 1)
  }
  return { times, graphs }
}
