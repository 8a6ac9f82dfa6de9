import { weightOf } from '../compile/match.ts'
import type { TypedArray } from '../graph/dtype.ts'
import { waitingFor } from '../graph/graph.ts'
import { isWatched, unreadable } from '../graph/interpret.ts'
import type { Node } from '../graph/node.ts'
import { bytesInAll } from '../graph/shape.ts'
import { theEngine } from './engine.ts'
import { narrowest } from './narrowest.ts'
import { escaped, isTracing, isUpdating } from './trace.ts'

/** A chain longer than this, or one that holds more bytes of leaves, is computed without being asked for. */
const longest = 2048
/** Loops that read nothing go in shorter pieces: they find the program of these again. */
const longestPiece = 256
/** The same where a derivative may be taken: a network and its gradient are one program. */
const longestOpen = 2 ** 15
const mostBytes = 64 * 2 ** 20
/** A value of so many times fewer bytes, or of more than these, is worth it: others would take as much themselves, and one pass more. */
const lighter = 4
const large = 256 * 2 ** 20

/** Computes the values of `nodes`, together. */
export function compute(nodes: readonly Node[]): void {
  if (nodes.some((node) => !node.computed)) computeWith(nodes, computeOrTakeBack)
}

function computeWith(nodes: readonly Node[], attempt: typeof canCompute | typeof computeOrTakeBack): void {
  computeSiblings(nodes)
  const also = alongWith(nodes)
  if (!also.length || !canCompute([...nodes, ...also], unfinished)) attempt(nodes, unfinished)
  for (const node of unfinished.keys())
    if (node.computed) {
      finish(node)
      node.store?.share()
    }
}

/** The same node, computed, since `reader` asks for its elements. */
export function computed(node: Node, reader = 'tensor'): Node {
  if (!node.computed) {
    if (node.abstract) throw isTracing() ? unreadable(reader) : escaped(node)
    computeWith([node], computeOrTakeBack)
  }
  return node
}

/** The elements of a node, which `reader` asks for; they belong to it and must not be changed. */
export const elementsOf = (node: Node, reader?: string): TypedArray =>
  computed(node, reader).value as TypedArray

/** Values that variables have been given and that are not computed yet, with the last computed ones before them. */
const unfinished = new Map<Node, Node>()
/** More than this are computed without being asked for. */
const mostUnfinished = 4096
/** Losses that `backward` started from: reading one later should not take another pass. */
const losses: Node[] = []
const mostLosses = 4

/**
 * Values that variables wait for and that are computed from what `nodes` are computed from: a loss that is read after the
 * update that it led to. Without them the next reading would compute all of it again.
 */
function alongWith(nodes: readonly Node[]): readonly Node[] {
  if (unfinished.size === 0) return []
  const asked = new Set(waitingFor(nodes))
  const shares = new Set<Node>()
  for (const node of waitingFor([...unfinished.keys()]))
    if (node.inputs.length > 0 && (asked.has(node) || node.inputs.some((input) => shares.has(input))))
      shares.add(node)
  return [...unfinished.keys()].filter((node) => shares.has(node) && !asked.has(node))
}

/** Depth of updates that a variable may wait for: a loop that never reads a value runs step by step, with one program. */
const deepestUpdate = 32

/** Computes what variables wait for if this value of one, which is about to be replaced, has become deep. */
export function limitUnfinished(node: Node): void {
  if (!node.computed && !node.abstract && node.depth > deepestUpdate) computeAll(new Map())
}

/** What can go back to a value that it had. */
interface Holder {
  holds(node: Node): boolean
  takeBack(node: Node): void
}
/** Who was given a value that is not computed yet, and what it had before. */
const given = new WeakMap<Node, { readonly holder: Holder; readonly before: Node }>()

/** Nodes with a smaller id belong to steps whose derivatives have been taken. */
let stepStart = 0

/** A variable goes from one value to another that is not computed yet. */
export function unfinish(holder: Holder, from: Node, to: Node): void {
  const first = from.computed ? from : unfinished.get(from)
  if (first?.tracked) stepStart = Math.max(stepStart, first.id)
  unfinished.delete(from)
  if (to.computed || to.abstract) return
  if (first) {
    unfinished.set(to, first)
    given.set(to, { holder, before: from })
  }
  if (unfinished.size > mostUnfinished) computeAll(new Map())
}

/** The value is there: the ones before it are needed no more. */
function finish(node: Node): void {
  unfinished.delete(node)
  given.delete(node)
}

/**
 * A value that cannot be computed (for want of memory, or for a place outside an axis) is an error where it is read. The
 * variable that was given it goes back to what it had, as if it had never been given it: a loop that goes on after the error
 * does not meet it again.
 */
function computeOrTakeBack(nodes: readonly Node[], replacements: ReadonlyMap<Node, Node>): void {
  try {
    theEngine.compute(nodes, replacements)
  } catch (error) {
    for (const node of [...unfinished.keys()]) {
      let last = node
      while (!canCompute([last])) {
        const { holder, before } = given.get(last)!
        if (holder.holds(last)) holder.takeBack(before)
        last = before
      }
      finish(node)
    }
    throw error
  }
}

/** Computes values, or says that it cannot. */
function canCompute(...work: Parameters<typeof theEngine.compute>): boolean {
  try {
    theEngine.compute(...work)
  } catch {
    return false
  }
  return true
}

/** Results of the last transformation that are likely to be read one by one: each that somebody still has, with all of them. */
let siblings: WeakMap<Node, readonly Node[]> | undefined
/** How many of them may be read before one takes all others along, whatever that takes. */
let patience = 0

/** Nodes are likely to be read one by one. Those that are hardly deep do not wait for others. */
export function expectTogether(nodes: readonly Node[], readings = Infinity): void {
  const least = deepest(nodes) / 4
  const group = nodes.filter(({ depth, abstract }) => depth > least && !abstract)
  if (group.length < 2 || (least < 4 && readings > 1)) return
  siblings = new WeakMap(group.map((node) => [node, group]))
  patience = readings
}

/** Computes all siblings of what `nodes` need, if that is soon done: then it does not matter which of them is read first. */
function computeSiblings(nodes: readonly Node[]): void {
  const of = (node: Node): readonly Node[] | undefined => siblings?.get(node)
  const group = siblings && waitingFor(nodes).map(of).find(Boolean)
  if (!group) return
  canCompute([...group, ...nodes], unfinished, patience-- > 0 ? group : undefined)
  if (patience !== 0 || group[0]!.computed) siblings = undefined
}

/** A loss is likely to be read after the step that follows; its gradients, if they are, before. Who watches sees both at once. */
export function expectLoss(node: Node, given: readonly Node[]): void {
  expectTogether(given, 1)
  if (node.abstract) return
  if (isWatched()) compute([node, ...given])
  if (node.computed) return
  losses.push(node)
  if (losses.length > mostLosses) losses.shift()
}

/** Computes new values of variables, each with the one that it replaces, and what else waits to be computed. */
export function computeAll(replacements: ReadonlyMap<Node, Node>): void {
  const all = unfinished.size > 0 ? new Map([...unfinished, ...replacements]) : replacements
  const nodes = [...all.keys(), ...losses]
  losses.length = 0
  siblings = undefined
  computeOrTakeBack(nodes, all)
  // no one waited: there is nobody to tell
  if (all === replacements) return
  for (const node of all.keys()) {
    finish(node)
    if (!replacements.has(node)) node.store?.share()
  }
}

/** Counts the bytes of the different leaves that the uncomputed part below a node holds; no part of it holds more. */
function countLeaves(node: Node): void {
  const order = waitingFor([node])
  const leaves = new Set(order.flatMap(({ inputs }) => inputs.filter(({ computed }) => computed)))
  const bytes = weightOf([...leaves])
  for (const other of order) other.pendingBytes = Math.min(other.pendingBytes, bytes)
}

/** Whether a value is worth computing for the leaves that wait for it. */
function holdsMuch({ pendingBytes, types }: Node): boolean {
  if (pendingBytes <= mostBytes) return false
  const bytes = bytesInAll(types)
  return bytes > large || pendingBytes > lighter * bytes
}

/** Keeps a lazy program from growing without bound. */
export function limitPending(node: Node): void {
  if (node.abstract || node.computed || isUpdating()) return
  // what a sum over steps holds of earlier ones goes, as in other loops
  if (node.tracked || node.open >= stepStart) {
    if (node.depth > longestOpen) compute([node])
    return
  }
  // The running sum counts a leaf once for each way to it: before acting on it, count properly.
  if (node.depth <= longest && holdsMuch(node)) countLeaves(node)
  if (node.depth > longest) compute([node])
  // what there is no room for may be needed by what takes less, and is an error where it is read
  else if (holdsMuch(node)) computeWith([node], canCompute)
  else if (node.depth > longestPiece) shorten(node)
}

const deepest = (nodes: readonly Node[]): number => Math.max(...nodes.map(({ depth }) => depth))

/** Results of a deep function of `sources` are computed together with what these stand for: one by one they would be cut off. */
export function limitResults(results: readonly Node[], sources: readonly Node[]): void {
  const depth = deepest(results)
  if (depth <= longestPiece || depth - deepest(sources) <= deepestUpdate || isUpdating()) return
  if (results.some(({ abstract }) => abstract)) return
  compute([...sources.map(({ inputs }) => inputs[0]!), ...results])
}

/** Computes what is behind a chain's narrowest point, as the value that a round of a loop hands to the next. */
function shorten(node: Node): void {
  const order = waitingFor([node])
  countDepth(order)
  if (node.depth <= longestPiece) return
  const behind = narrowest(order)
  compute(behind.length > 0 ? behind : [node])
  countDepth(waitingFor([node]))
}

/**
 * Some operands may have been computed since the nodes were made. What was deep enough for an update to be computed stays so: a loop
 * that runs step by step goes on with the program of one step.
 */
function countDepth(order: readonly Node[]): void {
  for (const node of order)
    node.depth = Math.max(
      Math.min(node.depth, deepestUpdate + 1),
      ...node.inputs.map((input) => input.depth + 1),
    )
}
