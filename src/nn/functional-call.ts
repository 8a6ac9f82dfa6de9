import { NablaError, shown } from '../errors.ts'
import { type Tensor, type TensorLike, toTensor, type Variable } from '../tensor/core.ts'
import { substituting } from '../tensor/trace.ts'
import { StateDictError } from './errors.ts'
import { namedVariables, variableAt } from './walk.ts'

type Runs = { forward(...inputs: never[]): unknown }

/**
 * Runs a model with other values for its parameters and buffers, by their names; those that are left out keep their own.
 * The model stays as it is, and derivatives by the values go through it, so that `grad`, `vmap` and the rest apply to models:
 * gradients of each example, steps within steps, ensembles. What a layer assigns to a buffer that is given is gone afterwards.
 *
 * A variable that several fields share may be named by any of its paths.
 *
 * Throws: StateDictError where a name is not the model's, a shape differs, or a shared variable is given two values.
 *
 * @example
 * const params = Object.fromEntries(model.namedParameters())
 * const loss = (p: nn.StateDict, x: Tensor, y: Tensor) => nn.crossEntropy(nn.functionalCall(model, p, x), y)
 * const perExample = vmap(grad(loss), { inAxes: [null, 0, 0] })(params, xs, ys)
 */
export function functionalCall<M extends Runs>(
  model: M,
  state: Readonly<Record<string, TensorLike>>,
  ...inputs: Parameters<M['forward']>
): ReturnType<M['forward']> {
  if (typeof model?.forward !== 'function' || typeof state !== 'object' || state === null)
    throw new NablaError(
      `functionalCall: the model is ${shown(model)}, the state ${shown(state)}: functionalCall(model, { name: tensor }, ...inputs) wants a model with forward(), and values by names.`,
    )
  const own = new Map(namedVariables(model))
  const given = Object.entries(state).map(([name, value]) => [name, toTensor(value)] as const)
  const values = new Map<Variable, Tensor['node']>()
  const unexpected: string[] = []
  const mismatched: string[] = []
  for (const [name, value] of given) {
    const variable = own.get(name) ?? variableAt(model, name)
    if (!variable) unexpected.push(name)
    else if (values.has(variable) && values.get(variable) !== value.node)
      mismatched.push(`${name} is the same variable as another that is given, with another value`)
    else if (variable.shape.join() === value.shape.join()) values.set(variable, value.node)
    else mismatched.push(`${name} is [${variable.shape.join()}], the state has [${value.shape.join()}]`)
  }
  if (unexpected.length + mismatched.length > 0)
    throw new StateDictError([], unexpected, mismatched, 'functionalCall')
  return substituting(values, () => model.forward(...(inputs as never[]))) as ReturnType<M['forward']>
}
