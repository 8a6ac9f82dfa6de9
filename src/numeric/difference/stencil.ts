import type { WeightedNode } from './differences.ts'

/** Room and order of a derivative along a line. */
export interface Surroundings {
  /** Which derivative: 1 to 4. */
  readonly order: number
  /** How far t may go to the left (<= 0) and to the right (>= 0). */
  readonly left: number
  readonly right: number
}

/** The difference quotient that is extrapolated: weights of nodes in units of the step. */
export interface Stencil {
  readonly nodes: readonly WeightedNode[]
  /** By how much the leading error falls where the step is halved. */
  readonly ratio: 2 | 4
  readonly twoSided: boolean
  /** The largest step that has room. */
  readonly room: number
}

// nodes -2 .. 2, the even error expansion of which has powers of h^2
const central = [
  [0, -0.5, 0, 0.5, 0],
  [0, 1, -2, 1, 0],
  [-0.5, 1, 0, -1, 0.5],
  [1, -4, 6, -4, 1],
]
// nodes 0 .. order
const forward = [
  [-1, 1],
  [1, -2, 1],
  [-1, 3, -3, 1],
  [1, -4, 6, -4, 1],
]

/** Differences on both sides of t = 0 where they have a fair share of the wanted step, otherwise on the wider side. */
export function stencil({ order, left, right }: Surroundings, step: number): Stencil {
  const [narrow, wide] = [Math.min(-left, right), Math.max(-left, right)]
  const reach = order > 2 ? 2 : 1
  if (narrow >= (step * reach) / 64 || narrow === wide) {
    const nodes = central[order - 1]!.map((weight, i) => [i - 2, weight] as const)
    return {
      nodes: nodes.filter(([, weight]) => weight !== 0),
      ratio: 4,
      twoSided: true,
      room: narrow / reach,
    }
  }
  const side = right >= -left ? 1 : -1
  const nodes = forward[order - 1]!.map((weight, i) => [i * side, weight * side ** order] as const)
  return { nodes, ratio: 2, twoSided: false, room: wide / order }
}
