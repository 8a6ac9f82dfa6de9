import { dataNode } from '../graph/leaves.ts'
import { noGrad, Tensor, tensor, Variable } from '../tensor/core.ts'
import { computeAll, elementsOf } from '../tensor/runtime.ts'
import { isTracing } from '../tensor/trace.ts'
import { OptimizerError } from './errors.ts'

/** A float64 scalar that is an argument of programs, never part of them. */
export const float64 = (value: number): Tensor => tensor(value, { dtype: 'float64' })

/** A variable of the optimizer's own that starts from a value; no gradient is taken by it. */
export function hold(start: Tensor): Variable {
  const { node } = start.detach()
  // Elements, even where they are all zero: the first step is then the same program as those that follow.
  return new Variable(node.abstract ? node : dataNode(node.type, elementsOf(node)))
}

export const mapValues = <A, B>(record: Readonly<Record<string, A>>, f: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(value)]))

/** Refuses tensors that cannot be given a new value. */
export function checkVariable(optimizer: string, parameter: Tensor): Variable {
  if (!(parameter instanceof Variable))
    throw new OptimizerError(
      optimizer,
      `a parameter is ${parameter instanceof Tensor ? 'a plain tensor, whose value never changes' : typeof parameter}: ` +
        'make it with variable(...), or take model.parameters().',
    )
  return parameter
}

/**
 * Gives variables their new values, computed in one evaluation and where the old ones are. `own` says of a value that nobody
 * else can hold it.
 */
export function assignAll(
  changes: readonly (readonly [Variable, Tensor])[],
  own: (value: Tensor) => boolean = () => false,
): void {
  const values = noGrad(() => changes.map(([, value]) => value.detach()))
  if (!isTracing()) {
    const places = new Map<Tensor['node'], Tensor['node']>()
    for (let i = 0; i < values.length; i++) {
      const { node } = values[i]!
      node.store?.share()
      places.set(node, changes[i]![0].current)
    }
    computeAll(places)
    for (const value of values) if (!places.delete(value.node) || !own(value)) value.node.store?.share()
  }
  for (let i = 0; i < values.length; i++) changes[i]![0].assign(values[i]!)
}
