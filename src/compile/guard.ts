import type { Graph } from '../graph/graph.ts'
import { topological } from '../graph/graph.ts'
import { constantValue, isParameter, isPick } from '../graph/leaves.ts'
import { is, madeFrom, type Node } from '../graph/node.ts'
import { sizeOf } from '../graph/shape.ts'
import { bitcastTo } from '../ops/arithmetic.ts'
import { elementwise } from '../ops/elementwise.ts'
import { type Gather, type IndexError, indexing, outside } from '../ops/indexing.ts'
import { movement, narrow } from '../ops/movement.ts'
import { reduceMax, reduction } from '../ops/reduction.ts'
import { sorting } from '../ops/sorting.ts'
import { type WindowReduction, windowReduction } from '../ops/windowReduction.ts'
import { componentOf } from './lookup.ts'
import { isView } from './view.ts'

/** An index that must lie inside its axis: `worst` is the largest one, taken without sign. */
export interface Guard {
  readonly worst: Node
  readonly extent: number
  readonly error: (worst: number) => IndexError
}

/** Where the indices stand among the operands. */
const indexed = new Map<object, number>([
  [indexing.gather, 1],
  [indexing.scatter, 2],
  [indexing.scatter_add, 2],
])

const placesOf = ({ op, inputs }: Node): Node | undefined => inputs[indexed.get(op) ?? -1]

/** Whether a node reads or writes at places that may be outside, also where it has no elements. */
export function hasPlaces(node: Node): boolean {
  const places = placesOf(node)
  return places !== undefined && sizeOf(places.shape) > 0
}

/**
 * Adds results to a graph that tell whether all places that it reads and writes at are inside their axes. Places that
 * cannot be outside need none.
 */
export function guard(graph: Graph): { readonly graph: Graph; readonly guards: readonly Guard[] } {
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
        error: (at) => outside(is(node, indexing.gather) ? 'gather' : 'scatter', at | 0, axis, shape, params),
      })
    })
  }
  if (guards.length === 0) return { graph, guards }
  return { graph: { ...graph, results: [...graph.results, ...guards.map(({ worst }) => worst)] }, guards }
}

type Range = readonly [low: number, high: number]
const anything: Range = [-Infinity, Infinity]
const union = ([a, b]: Range, [c, d]: Range): Range => [Math.min(a, c), Math.max(b, d)]
const axisOf = (node: Node): number => (node.params as { axis: number }).axis

type RangeRule = (node: Node, of: (operand: number) => Range) => Range

/** What the integers that an operation gives lie between. */
const ranges = new Map<object, RangeRule>([
  [movement.iota, (node) => [0, node.shape[axisOf(node)]! - 1]],
  [movement.concatenate, ({ inputs }, of) => inputs.map((_, i) => of(i)).reduce(union)],
  [reduction.argmax, (node) => [0, node.inputs[0]!.shape[axisOf(node)]! - 1]],
  [reduction.argmin, (node) => [0, node.inputs[0]!.shape[axisOf(node)]! - 1]],
  [windowReduction.window_argmax, planeOf],
  [windowReduction.window_argmin, planeOf],
  [elementwise.convert, ({ inputs: [x] }, of) => (x!.dtype === 'int32' ? of(0) : anything)],
  [elementwise.select, (_, of) => union(of(1), of(2))],
  [elementwise.maximum, (_, of) => [Math.max(of(0)[0], of(1)[0]), Math.max(of(0)[1], of(1)[1])]],
  [elementwise.minimum, (_, of) => [Math.min(of(0)[0], of(1)[0]), Math.min(of(0)[1], of(1)[1])]],
])

/** A window's place counts over the axes that it moves along; -1 is none. */
function planeOf({ inputs: [x], params }: Node): Range {
  return [-1, sizeOf(x!.shape.slice(-(params as WindowReduction).window.length)) - 1]
}

/** Results that are some of the places along an axis of the operand, each once. */
export const permutations = new Map<object, { readonly result: number; axis(whole: Node): number }>([
  [sorting.sort, { result: 1, axis: axisOf }],
])

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
