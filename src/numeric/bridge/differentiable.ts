import { named } from '../../errors.ts'
import { type Tensor, tensor, treeFlatten } from '../../tensor/index.ts'
import { NumericArgumentError, showGiven } from '../errors.ts'
import { checkedFunction } from '../evaluate.ts'
import { leafNames } from './names.ts'

/** A function cut down to its floating inputs and outputs. */
export interface Differentiable {
  readonly leaves: Tensor[]
  readonly inputNames: string[]
  readonly outputs: Tensor[]
  readonly outputNames: string[]
  run(...leaves: Tensor[]): Tensor[]
}

export function differentiable(
  operation: string,
  f: (...inputs: never[]) => unknown,
  inputs: readonly unknown[],
): Differentiable {
  checkedFunction(operation, 'f', f)
  if (!Array.isArray(inputs))
    throw new NumericArgumentError(
      operation,
      'inputs',
      `inputs are ${showGiven(inputs)}; they must be an array, one entry for each argument of f.`,
    )
  const takenApart = named(operation, treeFlatten)
  const flat = takenApart([...inputs])
  const names = leafNames(flat, 'inputs')
  const places = flat.leaves.flatMap((leaf, i) => (isFloat(leaf) ? [i] : []))
  if (places.length === 0) {
    throw new NumericArgumentError(
      operation,
      'inputs',
      'no input is a floating-point tensor; there is nothing to check.',
    )
  }
  const leaves = places.map((i) => float64(flat.leaves[i]!.data(), flat.leaves[i]!.shape))
  const returned = (given: readonly Tensor[]): ReturnType<typeof treeFlatten> => {
    const all = [...flat.leaves]
    places.forEach((place, k) => {
      all[place] = given[k]!
    })
    return takenApart(f(...(flat.rebuild(all) as never[])))
  }
  const run = (...given: Tensor[]): Tensor[] => returned(given).leaves.filter(isFloat)
  const first = returned(leaves)
  const outputs = first.leaves.filter(isFloat)
  if (outputs.length === 0) {
    throw new NumericArgumentError(
      operation,
      'f',
      'f returned no floating-point tensor; there is nothing to check.',
    )
  }
  const outputNames = leafNames(first, 'output').filter((_, i) => isFloat(first.leaves[i]!))
  return { leaves, inputNames: places.map((i) => names[i]!), outputs, outputNames, run }
}

function isFloat(t: Tensor): boolean {
  return t.dtype === 'float64' || t.dtype === 'float32'
}

export function float64(data: ArrayLike<number>, shape: readonly number[]): Tensor {
  return tensor(Float64Array.from(data), { dtype: 'float64', shape })
}
