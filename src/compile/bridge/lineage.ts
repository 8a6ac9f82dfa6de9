import type { Structure } from '../structure.ts'

/** Graphs that a lineage remembers. */
const most = 4096

/**
 * The variables of a graph go on to their next values. Returns whether it has brought one of them on before: each remembers
 * which graphs its values have been computed by, for all that it goes through (`Node.lineage`). Whether a step is taken again is a
 * question to the variables that it updates, not to the engine: a loop that is begun anew, with new variables, then takes the same
 * turns and gives the same bits.
 */
export function goOn({ hash, pairs, leaves, wanted }: Structure): boolean {
  let again = false
  for (const [leaf, result] of pairs) {
    const old = leaves[leaf]!
    const seen = old.lineage ?? new Set()
    old.lineage = undefined
    wanted[result]!.lineage = seen
    again ||= seen.has(hash)
    if (seen.size < most) seen.add(hash)
  }
  return again
}
