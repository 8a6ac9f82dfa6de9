import { NablaError, shown } from '../errors.ts'
import { optionsOf } from '../options.ts'
import { astype, noGrad, Tensor, type TensorLike, tensor, type Variable } from '../tensor/core.ts'
import { StateDictError } from './errors.ts'
import { isParameter } from './parameter.ts'
import { namedVariables } from './walk.ts'

/** The values of a model's parameters and buffers by their paths. */
export type StateDict = Record<string, Tensor>

/** The parameters of any object with fields, by their paths; one that is shared stands at its first path. */
export const namedParameters = (model: object): [string, Variable][] =>
  [...namedVariables(model)]
    .filter(([, variable]) => isParameter(variable))
    .map(([path, variable]) => [path, variable])

/** The parameters of any object with fields, each once. */
export const parameters = (model: object): Variable[] =>
  namedParameters(model).map(([, variable]) => variable)

/** The variables that are kept but not learned. */
export const namedBuffers = (model: object): [string, Variable][] =>
  [...namedVariables(model)]
    .filter(([, variable]) => !isParameter(variable))
    .map(([path, variable]) => [path, variable])

/** The values that the parameters and buffers have now; later steps do not change them. */
export const stateDict = (model: object): StateDict =>
  Object.fromEntries([...namedVariables(model)].map(([path, variable]) => [path, variable.detach()]))

/**
 * Gives parameters and buffers the values of a state. Values of another float type are converted.
 * Throws: StateDictError where names or shapes differ; then nothing has changed. `strict: false` allows names to differ.
 */
export function loadStateDict(
  model: object,
  state: Readonly<Record<string, TensorLike>>,
  options?: { readonly strict?: boolean },
): { missing: string[]; unexpected: string[] } {
  const { strict } = optionsOf('loadStateDict', options, { strict: true })
  if (typeof state !== 'object' || state === null)
    throw new NablaError(`loadStateDict: the state is ${shown(state)}: it must be what stateDict() gave.`)
  const own = new Map(namedVariables(model))
  const missing = [...own.keys()].filter((name) => !Object.hasOwn(state, name))
  const unexpected = Object.keys(state).filter((name) => !own.has(name))
  const mismatched: string[] = []
  const changes: [Variable, Tensor][] = []
  for (const [name, variable] of own) {
    if (!Object.hasOwn(state, name)) continue
    const given = state[name]!
    // numbers from a file go into the variable's own dtype, without float32 in between
    const value = given instanceof Tensor ? given : tensor(given, { dtype: variable.dtype })
    if (value.shape.join() === variable.shape.join()) changes.push([variable, value])
    else mismatched.push(`${name} is [${variable.shape.join()}], the state has [${value.shape.join()}]`)
  }
  if (mismatched.length > 0 || (strict && missing.length + unexpected.length > 0))
    throw new StateDictError(missing, unexpected, mismatched)
  noGrad(() => {
    for (const [variable, value] of changes) variable.assign(astype(value, variable.dtype).eval())
  })
  return { missing, unexpected }
}
