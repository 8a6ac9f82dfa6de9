import { named, shown } from '../errors.ts'
import {
  abs,
  add,
  amax,
  astype,
  maximum,
  minimum,
  multiply,
  power,
  reciprocal,
  sqrt,
  sum,
  Tensor,
  zeros,
} from '../tensor/core.ts'
import { flatten, type Lifted, treeMap } from '../tensor/tree.ts'
import { OptimizerError } from './errors.ts'

function normOf(operation: string, tree: unknown, order: number): Tensor {
  const norms = flatten(tree, operation).leaves.map((leaf) => abs(leaf))
  if (norms.length === 0)
    throw new OptimizerError(operation, 'there is no tensor in the tree: give gradients.')
  if (!(typeof order === 'number' && order > 0))
    throw new OptimizerError(operation, `the order is ${shown(order)}: it must be > 0, or Infinity.`)
  if (order === Number.POSITIVE_INFINITY) return norms.map((x) => amax(x)).reduce((a, b) => maximum(a, b))
  const powers = norms.map((x) => sum(order === 2 ? multiply(x, x) : power(x, order)))
  const total = powers.reduce((a, b) => add(a, b))
  return order === 2 ? sqrt(total) : power(total, 1 / order)
}

/** The norm of all numbers in a tree of tensors together: Euclidean, or of another order (Infinity: the largest). */
export const globalNorm: (tree: unknown, order?: number) => Tensor = /* @__PURE__ */ named(
  'globalNorm',
  (tree, order = 2) => normOf('globalNorm', tree, order),
)

/** min(1, longest/(norm + 1e-6)), as PyTorch has it. */
const shrinkage = (norm: Tensor, longest: number): Tensor =>
  minimum(multiply(reciprocal(add(norm, 1e-6)), longest), 1)

/** Throws: OptimizerError for what is no length. */
function checkLimit(operation: string, limit: unknown): void {
  if (!(limit instanceof Tensor || (typeof limit === 'number' && limit >= 0)))
    throw new OptimizerError(operation, `the limit is ${shown(limit)}: it must be a number >= 0.`)
}

/** The gradients, shortened together so that their norm is at most `longest`. */
export const clipByGlobalNorm: <T>(grads: T, longest: number, order?: number) => Lifted<T> =
  /* @__PURE__ */ named('clipByGlobalNorm', <T>(grads: T, longest: number, order = 2) => {
    checkLimit('clipByGlobalNorm', longest)
    const factor = shrinkage(normOf('clipByGlobalNorm', grads, order), longest)
    return treeMap((g) => multiply(g, astype(factor, g.dtype)), grads)
  })

/** The gradients, each number moved into [-largest, largest]. */
export const clipByValue: <T>(grads: T, largest: number) => Lifted<T> = /* @__PURE__ */ named(
  'clipByValue',
  <T>(grads: T, largest: number) => {
    checkLimit('clipByValue', largest)
    return treeMap((g) => minimum(maximum(g, -largest), largest), grads)
  },
)

/** Those that have a gradient, of parameters whose gradients are limited. Throws: OptimizerError. */
function withGradient(
  operation: string,
  parameters: Iterable<Tensor> | Tensor,
  limit: number,
): (Tensor & { grad: Tensor })[] {
  checkLimit(operation, limit)
  const given: Iterable<unknown> = parameters instanceof Tensor ? [parameters] : Object(parameters)
  const list = given[Symbol.iterator] ? [...given] : [parameters]
  const isTensor = (x: unknown): x is Tensor => x instanceof Tensor
  if (!list.every(isTensor))
    throw new OptimizerError(operation, `the parameters are ${shown(list)}: give model.parameters().`)
  return list.filter((parameter): parameter is Tensor & { grad: Tensor } => parameter.grad !== undefined)
}

/**
 * Shortens the gradients in `.grad` together so that their norm is at most `longest`; returns the norm that they had.
 * Call it between `backward` and `step`.
 */
export function clipGradNorm(parameters: Iterable<Tensor> | Tensor, longest: number, order = 2): Tensor {
  const list = withGradient('clipGradNorm', parameters, longest)
  if (list.length === 0) return zeros([])
  const norm = normOf(
    'clipGradNorm',
    list.map(({ grad }) => grad),
    order,
  )
  const factor = shrinkage(norm, longest)
  for (const parameter of list)
    parameter.grad = multiply(parameter.grad, astype(factor, parameter.grad.dtype))
  return norm
}

/** Moves each number of the gradients in `.grad` into [-largest, largest]. */
export function clipGradValue(parameters: Iterable<Tensor> | Tensor, largest: number): void {
  for (const parameter of withGradient('clipGradValue', parameters, largest))
    parameter.grad = minimum(maximum(parameter.grad, -largest), largest)
}
