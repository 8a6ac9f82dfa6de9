import type { WeightedNode } from './differences.ts'
import type { DifferenceMethod } from './options.ts'
import { differenceWeights } from './weights.ts'

/** Nodes of a difference formula in units of the step, and the power of the step in its truncation error. */
export interface Formula {
  readonly nodes: readonly number[]
  readonly accuracy: number
}

/** The nodes of a fixed-step method for the derivative of given order. */
export function formula(method: DifferenceMethod, order: number): Formula {
  if (method === 'forward') return { nodes: consecutive(0, order + 1), accuracy: 1 }
  if (method === 'backward') return { nodes: consecutive(-order, order + 1), accuracy: 1 }
  if (method === 'central') return centred(2 * Math.floor((order + 1) / 2) + 1, order)
  const k = Number(method[0])
  if (k === 2) return { nodes: [0, 1], accuracy: 2 - order }
  return k % 2 === 1 ? centred(k, order) : { nodes: evenCentred(k), accuracy: symmetricAccuracy(k, order) }
}

function centred(k: number, order: number): Formula {
  return { nodes: consecutive(-(k - 1) / 2, k), accuracy: symmetricAccuracy(k, order) }
}

function symmetricAccuracy(k: number, order: number): number {
  return k - order + ((k - order) % 2 === 1 ? 1 : 0)
}

function evenCentred(k: number): number[] {
  return [...consecutive(-k / 2, k / 2), ...consecutive(1, k / 2)]
}

function consecutive(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i)
}

/** A formula moved (and its step shrunk) so that every node lies between left and right. */
export function placed(
  given: Formula,
  order: number,
  step: number,
  left: number,
  right: number,
): Formula & { step: number } {
  const inside = (nodes: readonly number[], h: number) =>
    Math.min(...nodes) * h >= left && Math.max(...nodes) * h <= right
  if (inside(given.nodes, step)) return { ...given, step }
  const count = given.nodes.length
  // the whole stencil on the roomier side, or as far towards it as the other bound asks
  const h = Math.min(step, (right - left) / (count - 1))
  const first = Math.max(
    Math.ceil(left / h - 1e-9),
    Math.min(given.nodes[0]!, Math.floor(right / h + 1e-9) - (count - 1)),
  )
  let nodes = consecutive(first, count)
  let shrunk = h
  while (!inside(nodes, shrunk)) {
    // both bounds are near: one-sided on the wider side, with a step that fits
    nodes = right >= -left ? consecutive(0, count) : consecutive(1 - count, count)
    shrunk = Math.max(right, -left) / (count - 1)
    if (shrunk === 0) break
    shrunk *= 1 - 2 ** -50
  }
  return { nodes, accuracy: count - order, step: shrunk }
}

/** The nodes of a formula with their weights. */
export function weighted({ nodes }: Formula, order: number): WeightedNode[] {
  const weights = differenceWeights(nodes, order)
  return nodes.map((node, k) => [node, weights[k]!] as const).filter(([, weight]) => weight !== 0)
}
