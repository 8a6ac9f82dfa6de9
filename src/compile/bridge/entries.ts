import { allocate } from '../../graph/dtype.ts'
import { dataNode, isConstant, isPick } from '../../graph/leaves.ts'
import type { Node } from '../../graph/node.ts'
import { bytesIn, sizeOf } from '../../graph/shape.ts'
import { match, type Pattern, weightOf } from '../match.ts'
import { type Replacements, type Structure, sameStructure } from '../structure.ts'
import { hasNumbers, numbersIn, typeOfNumbers } from '../varying.ts'
import { isView } from '../view.ts'
import type { Program } from './program.ts'

/** A structure that was seen. */
export interface Entry {
  readonly tokens: Structure['tokens']
  readonly hash: number
  /** The numbers that the program was specialised to, of each node that has some. */
  readonly numbers: (readonly number[])[]
  promoted: Set<number>
  /** Places of nodes whose values turned out to be read later. */
  readonly extra: Set<number>
  program: Program | undefined
  /** The places of `extra` that the program hands out. */
  read: readonly number[]
  /** The leaves that carry promoted numbers, as long as these stay the same. */
  promotedLeaves: Map<number, Node>
  /** The nodes of the last run, and how they hang together. */
  last: readonly Node[]
  pattern: Pattern | undefined
  /** It updates variables, and interpreting it once takes less than compiling it. */
  cheap: boolean
  /** How often it was computed from stock, and how often before it is compiled. */
  reads: number
  patience: number
}

/** Graphs that are at hand to be compared with, as a loop over batches of many shapes takes. */
const mostPatterns = 128
/** The last of them, whose nodes are kept to see whether more of their values are read. */
const mostRecent = 4
/** Bytes of a value that is kept for the steps to come, so that they need not compute it again. */
const mostShared = 256 * 2 ** 20
/** Tokens of structures, some ten a node, from which on those that have no program are forgotten. */
const mostTokens = 2 ** 21

/** The structures that were seen, those of the last runs at hand, and what each program has learned. */
export class Entries {
  private readonly byHash = new Map<number, Entry[]>()
  private readonly recent: Entry[] = []
  /** Of all structures since cold ones were forgotten. */
  private tokens = 0
  private readonly drop: (program: Program) => void

  /** `drop` is told of a program that does not serve any more. */
  constructor(drop: (program: Program) => void) {
    this.drop = drop
  }

  clear(): void {
    this.byHash.clear()
    this.tokens = 0
    this.recent.length = 0
  }

  /** The entry of one of the last runs that computed the same as is asked now. */
  recall(
    asked: readonly Node[],
    replacements: Replacements,
  ): { readonly entry: Entry; readonly structure: Structure } | undefined {
    const weight = weightOf(asked)
    for (const entry of this.recent) {
      if (entry.pattern?.weight !== weight) continue
      const structure = match(entry.pattern, asked, replacements)
      if (structure) return { entry, structure }
    }
    return undefined
  }

  /** The entry of a structure, new if it has not been seen. */
  of(structure: Structure): Entry {
    const alike = this.byHash.get(structure.hash)
    let entry = alike?.find((other) => sameStructure(other.tokens, structure.tokens))
    if (!entry) {
      entry = {
        tokens: structure.tokens,
        hash: structure.hash,
        numbers: structure.varying.map((node) => numbersIn(node)!),
        promoted: new Set(),
        extra: new Set(structure.order.flatMap((node, place) => (isSingleNumber(node) ? [place] : []))),
        program: undefined,
        read: [],
        promotedLeaves: new Map(),
        last: [],
        pattern: undefined,
        cheap: false,
        reads: 0,
        patience: 0,
      }
      if (this.tokens > mostTokens) this.forgetCold()
      this.tokens += entry.tokens.length
      this.byHash.set(structure.hash, [...(this.byHash.get(structure.hash) ?? []), entry])
      this.learn(entry, structure)
    }
    return entry
  }

  private forgetCold(): void {
    this.tokens = 0
    for (const [hash, list] of this.byHash) {
      const kept = list.filter((entry) => entry.program?.runner)
      if (kept.length > 0) this.byHash.set(hash, kept)
      else this.byHash.delete(hash)
    }
  }

  /**
   * A new structure may compute again what a program has computed but not handed out. From now on that program hands it
   * out, so this happens once.
   */
  private learn(fresh: Entry, structure: Structure): void {
    for (const entry of this.recent) {
      // both are in order of age: what is younger throughout has none of these nodes
      if (!(Number(structure.order[0]?.id) <= Number(entry.last.at(-1)?.id))) continue
      const places = new Map(entry.last.map((node, place) => [node, place]))
      const before = entry.extra.size
      for (const node of edge(structure, places)) entry.extra.add(places.get(node)!)
      if (entry.extra.size > before) this.forget(entry)
      this.share(fresh, structure, places)
    }
  }

  /**
   * What a program computes that one of the last runs has computed as well was prepared for many steps, as data that is scaled
   * before a loop. It is handed out, if it is not very large, and is an input of the steps to come.
   */
  private share(entry: Entry, structure: Structure, before: Pick<ReadonlySet<Node>, 'has'>): void {
    const shared = new Set(edge(structure, before))
    const size = entry.extra.size
    structure.order.forEach((node, place) => {
      if (shared.has(node) && !isView(node) && bytesIn(node) <= mostShared) entry.extra.add(place)
    })
    if (entry.extra.size > size) this.forget(entry)
  }

  /** The program does not serve any more. */
  private forget(entry: Entry): void {
    if (!entry.program) return
    this.drop(entry.program)
    entry.program = undefined
  }

  /** Looks at what differs from the last run before a run: numbers, and that nodes are new ones. */
  prepare(entry: Entry, structure: Structure): void {
    if (comesAgain(structure.order, entry.last)) this.share(entry, structure, new Set(entry.last))
    this.promote(entry, structure)
  }

  /** A number that is another one than the program was made for becomes an argument of the next program. */
  private promote(entry: Entry, { varying }: Structure): void {
    let changed = false
    varying.forEach((node, i) => {
      if (entry.promoted.has(i) || hasNumbers(node, entry.numbers[i]!)) return
      entry.promoted.add(i)
      changed = true
    })
    if (!changed) return
    entry.promoted = new Set([...entry.promoted].sort((a, b) => a - b))
    this.forget(entry)
  }

  /** Keep an entry at hand that has run on the nodes of a structure. */
  ran(entry: Entry, structure: Structure): void {
    entry.last = structure.order
    if (this.recent[0] === entry) return
    const at = this.recent.indexOf(entry)
    if (at >= 0) this.recent.splice(at, 1)
    this.recent.unshift(entry)
    const older = this.recent[mostRecent]
    if (older) older.last = []
    for (const old of this.recent.splice(mostPatterns)) old.pattern = undefined
  }
}

/** Whether a node of the last run is computed again at the same place. */
function comesAgain(order: readonly Node[], last: readonly Node[]): boolean {
  for (let i = 0; i < last.length; i++)
    if (order[i] === last[i] && order[i]!.inputs.length > 0 && !isView(order[i]!)) return true
  return false
}

/** Nodes of an earlier run that what is new in a structure needs, or that are wanted: views stand for what they show. */
function edge({ order, wanted }: Structure, before: Pick<ReadonlySet<Node>, 'has'>): Node[] {
  const found: Node[] = []
  const add = (node: Node): void => {
    let at = node
    while (isView(at) && before.has(at.inputs[0]!)) at = at.inputs[0]!
    if (before.has(at) && !isConstant(at) && !at.op.multiple && at.inputs.length > 0 && !at.computed)
      found.push(at)
  }
  for (const node of wanted) add(node)
  for (const node of order) if (!before.has(node)) node.inputs.forEach(add)
  return found
}

/** The numbers that change from run to run, as leaves. */
export const changingNumbers = (entry: Entry, { varying }: Structure): Node[] =>
  [...entry.promoted].map((i) => changing(entry, varying[i]!, i))

function changing(entry: Entry, node: Node, i: number): Node {
  let leaf = entry.promotedLeaves.get(i)
  if (!leaf || !hasNumbers(node, entry.numbers[i]!)) {
    const type = typeOfNumbers(node)
    const numbers = numbersIn(node)!
    const array = allocate(type.dtype, numbers.length)
    array.set(numbers)
    leaf = dataNode(type, array)
    entry.promotedLeaves.set(i, leaf)
    entry.numbers[i] = numbers
  }
  return leaf
}

/** A part of a loss that may be read later, or added to others for long before it is: handing it out costs nothing. */
const isSingleNumber = (node: Node): boolean =>
  node.tracked &&
  !node.op.multiple &&
  !isView(node) &&
  !isPick(node) &&
  node.inputs.length > 0 &&
  sizeOf(node.shape) === 1
