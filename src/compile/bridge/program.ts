import type { TypedArray } from '../../graph/dtype.ts'
import type { Graph } from '../../graph/graph.ts'
import type { Parts } from '../../graph/node.ts'
import type { Resident, Slot } from './residence.ts'
import type { Runner } from './runner.ts'
import type { StatePairs } from './state.ts'
import { spaceOf } from './worth.ts'

/** Values of one result that may stand in the heap. */
const mostRooms = 8

/** A closed graph that is compiled when it is run, and again if its program had to give way. */
export class Program {
  readonly graph: Graph
  readonly state: StatePairs
  /** What it takes, in nodes, beside memory for its inputs. */
  readonly space: number
  runner: Runner | undefined = undefined
  /** What it was run on last, kept to be filled again. */
  readonly places: (TypedArray | Parts | Slot)[] = []
  /** Others could reach values that its last run has written over. */
  shared = false
  /** These are copied always: some were asked for, or cannot be computed again. */
  copies = false
  /** Its large results that stand in the heap, for each of them the oldest first, */
  readonly results: Resident[][] = []
  /** of which so many are kept before memory is used again. */
  most = 2
  /** Milliseconds of its fastest run. */
  time = Infinity
  /** Bytes of elements that its last run had and the one before had not. */
  fresh = 0
  /** Whether the present run is to be known afterwards. */
  known = false

  constructor(graph: Graph, state: StatePairs) {
    this.graph = graph
    this.state = state
    this.space = spaceOf(graph)
  }

  /** A value was computed again: more of them stay from now on, and where that does not help all are copied. */
  askedAgain(): void {
    if (this.state.length > 0 || this.most === mostRooms) this.copies = true
    else this.most *= 2
  }
}
