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
} = { build: (_, inputs, f) => f(...inputs) }
