import type { Node } from '../graph/node.ts'
import type { TensorLike } from './operands.ts'
import type { Tensor } from './tensor.ts'

/**
 * How a function of many operations, which depend on its name and the types of its operands only, builds its results. Where there is
 * `backward`, and so loops that build the same graph over and over, see `repeated`.
 */
export const repeating: {
  build<A extends TensorLike>(
    name: string,
    inputs: readonly A[],
    f: (...inputs: (A | Tensor)[]) => readonly Tensor[],
  ): readonly Tensor[]
  /** What a transformation builds of `given` and of what stands between sources and results. */
  nodes(
    name: string,
    sources: readonly Node[],
    results: readonly Node[],
    given: readonly Node[],
    build: () => (Node | undefined)[],
  ): (Node | undefined)[]
} = { build: (_, inputs, f) => f(...inputs), nodes: (_name, _sources, _results, _given, build) => build() }
