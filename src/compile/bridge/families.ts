import type { Node } from '../../graph/node.ts'
import { numberOf } from '../structure.ts'
import type { Entry } from './entries.ts'

/** Graphs of a family, or of a loop, that are compiled as if there were no others. */
export const mostCompiled = 8
/** Families that are known. */
const mostFamilies = 4096

/** Graphs that are alike but for the extents of their axes: how many of them were compiled. */
export class Families {
  private readonly compiled = new Map<number, number>()

  clear(): void {
    this.compiled.clear()
  }

  /**
   * Whether a graph is to be computed from stock this time: it is the next of many that differ in extents, and has not been read often
   * itself.
   */
  fromStock(entry: Entry, order: readonly Node[]): boolean {
    const family = order.reduce((hash, { op }) => (Math.imul(hash, 31) + numberOf(op)) | 0, 0)
    const count = this.compiled.get(family) ?? 0
    if (count >= mostCompiled && entry.reads < entry.patience) {
      entry.reads++
      return true
    }
    if (this.compiled.size === mostFamilies) this.compiled.clear()
    this.compiled.set(family, count + 1)
    return false
  }
}
