import type { Graph } from '../graph/graph.ts'
import { topological } from '../graph/graph.ts'
import { constantValue, isParameter, isPick } from '../graph/leaves.ts'
import { madeFrom, type Node } from '../graph/node.ts'
import { bitcastTo } from '../ops/arithmetic.ts'
import { elementwise } from '../ops/elementwise.ts'
import type { IndexError } from '../ops/indexError.ts'
import type { Gather } from '../ops/indexing.ts'
import { movement, narrow, slicing } from '../ops/movement.ts'
import { reduceMax, reduction } from '../ops/reduction.ts'
import { componentOf, hasPlaces, indexed, placesOf } from './lookup.ts'
import { isView } from './view.ts'

/** An index that must lie inside its axis: `worst` is the largest one, taken without sign. */
export interface Guard {
  readonly worst: Node
  readonly extent: number
  readonly error: (worst: number) => IndexError
}

/** What tells whether all places that a graph reads and writes at are inside their axes. Places that cannot be outside need none. */
export function guardsOf(graph: Graph): readonly Guard[] {
  const guards: Guard[] = []
  const seen = new Set<string>()
  const own = new Set(graph.parameters)
  for (const node of topological(graph.results, (node) => own.has(node) || node.computed)) {
    if (!hasPlaces(node)) continue
    const indices = placesOf(node)!
    const { shape } = node.inputs[0]!
    const params = node.params as Gather
    params.axes.forEach((axis, c) => {
      const part = componentOf(indices, c)
      const extent = shape[axis]!
      const key = `${part.node.id},${part.at},${extent}`
      const [low, high] = rangeOf(part.node, 0)
      if (seen.has(key) || (low >= 0 && high < extent)) return
      seen.add(key)
      const worst = madeFrom(node, () => {
        const places = narrow(part.node, part.node.shape.length - 1, part.at, 1)
        const unsigned = bitcastTo(places, 'uint32')
        return reduceMax(
          unsigned,
          unsigned.shape.map((_, i) => i),
        )
      })
      guards.push({
        worst,
        extent,
        error: (at) => indexed.get(node.op)!.error(at | 0, axis, shape, params),
      })
    })
  }
  return guards
}

export type Range = readonly [low: number, high: number]
const anything: Range = [-Infinity, Infinity]
const union = ([a, b]: Range, [c, d]: Range): Range => [Math.min(a, c), Math.max(b, d)]
const axisOf = (node: Node): number => (node.params as { axis: number }).axis

type RangeRule = (node: Node, of: (operand: number) => Range) => Range

/** What the integers that an operation gives lie between; who brings more operations adds them (bridge/subjects/). */
export const ranges = new Map<object, RangeRule>([
  [movement.iota, (node) => [0, node.shape[axisOf(node)]! - 1]],
  [slicing.concatenate, ({ inputs }, of) => inputs.map((_, i) => of(i)).reduce(union)],
  [reduction.argmax, (node) => [0, node.inputs[0]!.shape[axisOf(node)]! - 1]],
  [reduction.argmin, (node) => [0, node.inputs[0]!.shape[axisOf(node)]! - 1]],
  [elementwise.convert, ({ inputs: [x] }, of) => (x!.dtype === 'int32' ? of(0) : anything)],
  [elementwise.select, (_, of) => union(of(1), of(2))],
  [elementwise.maximum, (_, of) => [Math.max(of(0)[0], of(1)[0]), Math.max(of(0)[1], of(1)[1])]],
  [elementwise.minimum, (_, of) => [Math.min(of(0)[0], of(1)[0]), Math.min(of(0)[1], of(1)[1])]],
])

/** Results that are some of the places along an axis of the operand, each once; who brings one adds it. */
export const permutations = new Map<object, { readonly result: number; axis(whole: Node): number }>()

/** Deeper than any chain that places are made by. */
const deepest = 24

function rangeOf(node: Node, depth: number): Range {
  const value = constantValue(node)
  if (value !== undefined) return [value, value]
  if (isParameter(node) || node.computed || depth > deepest) return anything
  const of = (operand: number): Range => rangeOf(node.inputs[operand]!, depth + 1)
  if (isView(node)) return of(0)
  if (isPick(node)) {
    const whole = node.inputs[0]!
    const places = permutations.get(whole.op)
    return places?.result === node.params.index
      ? [0, whole.inputs[0]!.shape[places.axis(whole)]! - 1]
      : anything
  }
  return ranges.get(node.op)?.(node, of) ?? anything
}
