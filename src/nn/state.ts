import { NablaError, shown } from '../errors.ts'
import { optionsOf } from '../options.ts'
import { astype, noGrad, Tensor, type TensorLike, tensor, type Variable } from '../tensor/core.ts'
import { StateDictError } from './errors.ts'
import { isParameter } from './parameter.ts'
import { namedVariables, variableAt } from './walk.ts'

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

/** What `weight_g` and the like stood for before PyTorch had parametrizations. */
const former: Readonly<Record<string, readonly string[]>> = {
  g: ['original0'],
  v: ['original1', '0._v'],
  u: ['0._u'],
  orig: ['original'],
}

/** The variable of a name from PyTorch's older weight_norm and spectral_norm. */
function formerly(name: string, own: ReadonlyMap<string, Variable>): Variable | undefined {
  const [, path, parameter, part] = /^(.*\.)?([^.]+)_(g|v|u|orig)$/.exec(name) ?? []
  const names = (former[part ?? ''] ?? []).map((now) => `${path ?? ''}parametrizations.${parameter}.${now}`)
  const known = names.find((now) => own.has(now))
  return known === undefined ? undefined : own.get(known)
}

/**
 * Gives parameters and buffers the values of a state. Values of another float type are converted; a variable that several
 * fields share may stand under any of its paths, and under all of them, as PyTorch saves it.
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
  const unexpected: string[] = []
  const targets: [string, Variable][] = []
  for (const name of Object.keys(state)) {
    const variable = own.get(name) ?? variableAt(model, name) ?? formerly(name, own)
    if (variable) targets.push([name, variable])
    else unexpected.push(name)
  }
  const given = new Set(targets.map(([, variable]) => variable))
  const missing = [...own].filter(([, variable]) => !given.has(variable)).map(([name]) => name)
  const mismatched: string[] = []
  const changes: [Variable, Tensor][] = []
  for (const [name, variable] of targets) {
    const numbers = state[name]!
    // numbers from a file go into the variable's own dtype, without float32 in between
    const value = numbers instanceof Tensor ? numbers : tensor(numbers, { dtype: variable.dtype })
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
