import type { Node } from '../../graph/node.ts'
import type { Structure } from '../structure.ts'

/** Graphs that a lineage remembers. */
const most = 4096

/**
 * Which graphs the values of a variable have been computed by, for all the values that it goes through. Whether a step is taken
 * again is a question to the variables that it updates, not to the engine: a loop that is begun anew, with new variables, then
 * takes the same turns and gives the same bits.
 */
export class Lineages {
  private readonly hashes = new WeakMap<Node, Set<number>>()

  /** The variables of a graph go on to their next values. Returns whether it has brought one of them on before. */
  goOn({ hash, pairs, leaves, wanted }: Structure): boolean {
    let again = false
    for (const [leaf, result] of pairs) {
      const old = leaves[leaf]!
      const seen = this.hashes.get(old) ?? new Set()
      this.hashes.delete(old)
      this.hashes.set(wanted[result]!, seen)
      again ||= seen.has(hash)
      if (seen.size < most) seen.add(hash)
    }
    return again
  }
}
