import { NablaError, requireFunction, shown } from '../errors.ts'
import { checkDType, type DType, DTypeError, isFloat } from '../graph/dtype.ts'
import { astype, noGrad, Tensor, type TensorLike, type Variable } from '../tensor/core.ts'
import { assume, decide } from '../tensor/trace.ts'
import {
  loadStateDict,
  namedBuffers,
  namedParameters,
  parameters,
  type StateDict,
  stateDict,
} from './state.ts'
import { walk } from './walk.ts'

/** What a model or a layer needs: a way forward. A plain function from tensor to tensor serves too. */
export type Layer = { forward(x: Tensor): Tensor } | ((x: Tensor) => Tensor)

/** Runs a layer. */
export function forward(layer: Layer, x: Tensor): Tensor {
  const isFunction = typeof layer === 'function'
  if (!isFunction) requireFunction('forward', layer?.forward, 'the way forward of the layer')
  const made: unknown = isFunction ? layer(x) : layer.forward(x)
  if (made instanceof Tensor) return made
  throw new NablaError(
    `forward: ${shown(layer)} gave ${shown(made)}: it must give a tensor, as nn.relu() or (x) => lstm.forward(x).output do.`,
  )
}

/** The fields of a module with other names for some, as other libraries write them to files. */
export const renamed = (module: object, names: Readonly<Record<string, string>>): [string, unknown][] =>
  Object.entries(module).map(([name, part]) => [names[name] ?? name, part])

/** The modules among fields, and in lists and plain objects among them. */
const modulesIn = (fields: Iterable<readonly [string, unknown]>, path = ''): [string, Module][] =>
  [...fields].flatMap(([name, part]) => {
    if (part instanceof Module) return [[`${path}${name}`, part]]
    const isPlain = Array.isArray(part) || part?.constructor === Object
    return isPlain ? modulesIn(Object.entries(part as object), `${path}${name}.`) : []
  })

/** The modules in evaluation; a private field would show in the types of classes that functions make. */
const evaluated = new WeakSet<object>()

/**
 * The base of layers and models. Fields that hold variables are its parameters and buffers, fields that hold modules (or
 * arrays and objects of them) are its parts; nothing has to be registered. Call it with `model.forward(x)`.
 *
 * @example
 * class Net extends Module {
 *   hidden = nn.linear(784, 128)
 *   out = nn.linear(128, 10)
 *   forward(x: Tensor) { return this.out.forward(this.hidden.forward(x).relu()) }
 * }
 */
export abstract class Module {
  /** Whether layers behave as in training (dropout, batch statistics). Set it with `train()` and `eval()`. */
  get training(): boolean {
    const training = !evaluated.has(this)
    assume(() => evaluated.has(this) !== training, this)
    return training
  }
  set training(training: boolean) {
    decide(this)
    if (training) evaluated.delete(this)
    else evaluated.add(this)
  }

  abstract forward(...inputs: never[]): unknown

  /** The named parts that are looked through for parameters; its own fields unless a class says otherwise. */
  fields(): Iterable<readonly [string, unknown]> {
    return Object.entries(this)
  }

  parameters(): Variable[] {
    return parameters(this)
  }
  namedParameters(): [string, Variable][] {
    return namedParameters(this)
  }
  buffers(): Variable[] {
    return this.namedBuffers().map(([, buffer]) => buffer)
  }
  namedBuffers(): [string, Variable][] {
    return namedBuffers(this)
  }
  /** This module and all inside it. */
  modules(): Module[] {
    return this.namedModules().map(([, module]) => module)
  }
  namedModules(): [string, Module][] {
    return [...walk(this)].filter((entry): entry is [string, Module] => entry[1] instanceof Module)
  }

  /** Sets this module and all inside it to training. */
  train(training = true): this {
    for (const module of this.modules()) module.training = training
    return this
  }
  /** Sets this module and all inside it to evaluation: no dropout, running statistics. */
  eval(): this {
    return this.train(false)
  }
  /** Forgets the gradients of all parameters. */
  zeroGrad(): void {
    for (const parameter of this.parameters()) parameter.grad = undefined
  }
  /** Freezes (false) or thaws all parameters. */
  requireGrad(required = true): this {
    for (const parameter of this.parameters()) parameter.requiresGrad = required
    return this
  }
  /** Calls `f` on every module, parts first. */
  apply(f: (module: Module) => void): this {
    requireFunction('apply', f, 'f')
    for (const module of this.modules().reverse()) f(module)
    return this
  }
  /** Converts floating parameters and buffers to another float type. Make optimizers afterwards. Throws: DTypeError. */
  to(dtype: DType): this {
    if (!isFloat(checkDType('to', dtype)))
      throw new DTypeError(
        'to',
        [dtype],
        `dtype is ${dtype}: parameters must be float32 or float64, to have gradients.`,
      )
    noGrad(() => {
      for (const [, variable] of [...this.namedParameters(), ...this.namedBuffers()])
        if (isFloat(variable.dtype)) variable.rebind(astype(variable.detach(), dtype).eval().node)
    })
    return this
  }

  stateDict(): StateDict {
    return stateDict(this)
  }
  loadStateDict(
    state: Readonly<Record<string, TensorLike>>,
    options?: { readonly strict?: boolean },
  ): { missing: string[]; unexpected: string[] } {
    return loadStateDict(this, state, options)
  }

  /** What stands in the parentheses when the module is printed. */
  describe(): string {
    return ''
  }
  toString(): string {
    const about = this.describe()
    const parts = modulesIn(this.fields()).map(([name, part]) => `(${name}): ${part}`)
    if (parts.length === 0) return `${this.constructor.name}(${about})`
    const lines = [about, ...parts].filter(Boolean).join('\n').replaceAll('\n', '\n  ')
    return `${this.constructor.name}(\n  ${lines}\n)`
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}
