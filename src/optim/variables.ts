import { noGrad, Tensor, tensor, Variable } from '../tensor/index.ts'
import { compute } from '../tensor/runtime.ts'
import { isTracing } from '../tensor/trace.ts'
import { OptimizerError } from './errors.ts'

/** A float64 scalar that is an argument of programs, never part of them. */
export const float64 = (value: number): Tensor => tensor(value, { dtype: 'float64' })

/** A variable of the optimizer's own that starts from a value; no gradient is taken by it. */
export const hold = (start: Tensor): Variable => new Variable(start.detach().node)

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
    for (const { node } of values) node.store?.share()
    compute(
      values.map(({ node }) => node),
      changes.map(([variable]) => variable.current),
    )
    for (const value of values) if (!own(value)) value.node.store?.share()
  }
  changes.forEach(([variable], i) => {
    variable.assign(values[i]!)
  })
}
