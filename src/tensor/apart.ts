import type { TensorLike } from './operands.ts'
import { Tensor } from './tensor.ts'

/** Values that may be left out, and the options, which stand last or behind fewer values. */
function behind<V, O>(
  isValue: (x: unknown) => boolean,
  given: readonly (V | O | null | undefined)[],
): [values: (V | undefined)[], options: O | undefined] {
  const at = given.findIndex(
    (x, i) =>
      i === given.length - 1 || (x !== undefined && x !== null && !isValue(x) && given[i + 1] === undefined),
  )
  return [given.slice(0, at).map((x) => (x ?? undefined) as V | undefined), given[at] as O | undefined]
}

/** Numbers that may be left out, and the options, which stand last or behind fewer numbers. */
export const apart = <O>(...given: readonly (number | O | undefined)[]) =>
  behind<number, O>((x) => typeof x === 'number', given)

/** Tensors (or numbers, or arrays) that may be left out or null, and the options, which stand last or behind fewer of them. */
export const tensorsApart = <O>(...given: readonly (TensorLike | O | null | undefined)[]) =>
  behind<TensorLike, O>(
    (x) => typeof x === 'number' || x instanceof Tensor || Array.isArray(x) || ArrayBuffer.isView(x),
    given,
  )
