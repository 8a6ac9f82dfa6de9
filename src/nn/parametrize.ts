import { shown } from '../errors.ts'
import { noGrad, Tensor, Variable } from '../tensor/core.ts'
import { LayerError } from './errors.ts'
import { Module } from './module.ts'
import { parameter } from './parameter.ts'

/** How a parameter is made of what is learned in its place. */
export abstract class Parametrization extends Module {
  /** The parameter, of what is learned. */
  abstract override forward(...originals: Tensor[]): Tensor
  /** What to learn, so that the parameter is what it was: one tensor, or a list of them. The parameter itself if left out. */
  start?(value: Tensor): Tensor | readonly Tensor[]
}

/** A computed parameter: what is learned in its place, and by what it is computed, by PyTorch's names. */
type Parts = Record<string, Variable | Parametrization>
type Parametrized = Record<string, unknown> & { parametrizations?: Record<string, Parts> }

/** Refuses what is no layer. Throws: LayerError. */
export function checkModule(operation: string, layer: unknown): void {
  if (!(layer instanceof Module))
    throw new LayerError(operation, `the layer is ${shown(layer)}: it must be a module, as nn.linear(2, 3).`)
}

const originalsOf = (parts: Parts): Variable[] =>
  Object.values(parts).filter((part) => part instanceof Variable)

/**
 * Has a parameter of a layer computed from others each time that it is read; those are learned. They have PyTorch's names:
 * `parametrizations.weight.original` (`original0`, `original1`, ... of a list). Make optimizers afterwards.
 *
 * Throws: LayerError where the layer has no parameter of the name, or one that is computed already.
 *
 * @example
 * class Symmetric extends nn.Parametrization {
 *   forward(x: Tensor) { return x.triu().add(x.triu(1).transpose()) }
 * }
 * nn.parametrize(nn.linear(4, 4), 'weight', new Symmetric())
 */
export function parametrize<M extends Module>(layer: M, name: string, by: Parametrization): M {
  checkModule('parametrize', layer)
  if (typeof by?.forward !== 'function')
    throw new LayerError(
      'parametrize',
      `the rule is ${shown(by)}: give parametrize(layer, 'weight', new Rule()), where Rule extends nn.Parametrization.`,
    )
  const fields = layer as unknown as Parametrized
  if (fields.parametrizations && Object.hasOwn(fields.parametrizations, name))
    throw new LayerError(
      layer.constructor.name,
      `${name} is computed from others already: removeParametrization(layer, '${name}') first.`,
    )
  const found = fields[name]
  if (!(found instanceof Variable)) {
    const own = layer.namedParameters().map(([path]) => path)
    throw new LayerError(
      layer.constructor.name,
      `there is no parameter '${String(name)}': it has ${own.join(', ') || 'none'}. Give the layer that has it, not a model around it.`,
    )
  }
  by.training = layer.training
  const start = noGrad(() => by.start?.(found.detach()) ?? found)
  const parts: Parts = { 0: by }
  if (start instanceof Tensor) parts['original'] = start === found ? found : found.assign(start)
  else
    start.forEach((value, i) => {
      const original = parameter(value)
      original.requiresGrad = found.requiresGrad
      parts[`original${i}`] = original
    })
  fields.parametrizations = { ...fields.parametrizations, [name]: parts }
  // not listed among the fields, or it would be computed whenever these are
  Object.defineProperty(layer, name, {
    get: () => by.forward(...originalsOf(parts)),
    enumerable: false,
    configurable: true,
  })
  return layer
}

/**
 * Makes a computed parameter one that is learned itself again, from the value that it has now. Make optimizers afterwards.
 * Throws: LayerError where it is not computed.
 */
export function removeParametrization<M extends Module>(layer: M, name = 'weight'): M {
  checkModule('removeParametrization', layer)
  const fields = layer as unknown as Parametrized
  const { [name]: parts, ...others } = fields.parametrizations ?? {}
  if (!parts) throw new LayerError(layer.constructor.name, `${String(name)} is not computed from others.`)
  const by = parts['0'] as Parametrization
  by.training = false
  const originals = originalsOf(parts)
  const value = parameter(noGrad(() => by.forward(...originals)))
  value.requiresGrad = originals.every(({ requiresGrad }) => requiresGrad)
  Object.defineProperty(layer, name, { value, enumerable: true, configurable: true, writable: true })
  if (Object.keys(others).length > 0) fields.parametrizations = others
  else delete fields.parametrizations
  return layer
}
