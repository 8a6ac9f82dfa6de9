import { NablaError, shown } from '../errors.ts'
import { ShapeError } from '../graph/shape.ts'
import { add, reshape, type Tensor, toTensor } from '../tensor/core.ts'
import { checkAxes, checkSizes } from './arguments.ts'
import { LayerError } from './errors.ts'
import { forward, type Layer, Module } from './module.ts'

/** Refuses what has no way forward: a list of layers, a class that is not called, nothing. Throws: LayerError. */
function checkLayer(container: string, layer: unknown, which: string): void {
  const isClass = typeof layer === 'function' && layer.prototype instanceof Module
  if (
    !isClass &&
    (typeof layer === 'function' || typeof (layer as { forward?: unknown } | null)?.forward === 'function')
  )
    return
  throw new LayerError(
    container,
    `${which} is ${shown(layer)}: it must be a module or a function of a tensor, as nn.relu(), new nn.ReLU() or (x) => x.relu(); spread a list (...layers).`,
  )
}

/** Layers (or functions) one after the other; parameters are named by their place: `0.weight`. */
export class Sequential extends Module {
  readonly layers: readonly Layer[]

  constructor(...layers: readonly Layer[]) {
    super()
    for (const [i, layer] of layers.entries()) checkLayer('Sequential', layer, `layer ${i}`)
    this.layers = layers
  }
  override fields(): Iterable<readonly [string, unknown]> {
    return Object.entries(this.layers)
  }
  forward(x: Tensor): Tensor {
    return this.layers.reduce<Tensor>((value, layer, i) => {
      try {
        return forward(layer, value)
      } catch (error) {
        if (error instanceof NablaError) {
          const { message, stack } = error
          error.message = `Sequential: layer ${i}: ${message}`
          // which tells the message as it was
          if (stack) error.stack = stack.replace(message, () => error.message)
        }
        throw error
      }
    }, x)
  }
}

/** Layers one after the other: `sequential(linear(784, 128), relu(), linear(128, 10))`. */
export const sequential = (...layers: readonly Layer[]): Sequential => new Sequential(...layers)

/** Adds a layer's input to its output: x + f(x). */
export class Residual extends Module {
  readonly layer: Layer
  constructor(layer: Layer) {
    super()
    checkLayer('Residual', layer, 'its layer')
    this.layer = layer
  }
  forward(x: Tensor): Tensor {
    return add(x, forward(this.layer, x))
  }
}
/** x + layer(x): `residual(linear(8, 8))`. */
export const residual = (layer: Layer): Residual => new Residual(layer)

/** The same value. */
export class Identity extends Module {
  forward(x: Tensor): Tensor {
    return x
  }
}
/** A layer that gives what it is given. */
export const identity = (): Identity => new Identity()

/** Axes `start` to `end` made one; by default all but the first. */
export class Flatten extends Module {
  readonly start: number
  readonly end: number
  constructor(start = 1, end = -1) {
    super()
    checkAxes('Flatten', { start, end })
    this.start = start
    this.end = end
  }
  forward(x: Tensor): Tensor {
    const { shape, ndim } = toTensor(x, 'Flatten')
    const [from, to] = [this.start, this.end].map((axis) => (axis < 0 ? axis + ndim : axis)) as [
      number,
      number,
    ]
    if (!(from >= 0 && from <= to && to < ndim))
      throw new ShapeError(
        'Flatten',
        [shape],
        `x is [${shape}]: it has no axes ${this.start} to ${this.end} to join.`,
      )
    const joined = shape.slice(from, to + 1).reduce((product, n) => product * n, 1)
    return reshape(x, [...shape.slice(0, from), joined, ...shape.slice(to + 1)])
  }
}
/** Axes `start` (1) to `end` (the last) made one, as before a linear layer. */
export const flatten = (start?: number, end?: number): Flatten => new Flatten(start, end)

/** Axis `axis` made several; one of the extents may be -1, which is what is left. */
export class Unflatten extends Module {
  readonly axis: number
  readonly extents: readonly number[]
  constructor(axis: number, extents: readonly number[]) {
    super()
    const sizes = [extents].flat().filter((n, i, all) => n !== -1 || all.indexOf(-1) !== i)
    checkSizes('Unflatten', Object.fromEntries(sizes.map((n, i) => [`extent ${i}`, n])))
    checkAxes('Unflatten', { axis })
    this.axis = axis
    this.extents = [extents].flat()
  }
  forward(x: Tensor): Tensor {
    const { shape, ndim } = toTensor(x, 'Unflatten')
    const axis = this.axis < 0 ? this.axis + ndim : this.axis
    if (!(axis >= 0 && axis < ndim))
      throw new ShapeError('Unflatten', [shape], `x is [${shape}]: it has no axis ${this.axis}.`)
    return reshape(x, [...shape.slice(0, axis), ...this.extents, ...shape.slice(axis + 1)])
  }
}
/** One axis made several: `unflatten(1, [2, 4])`. */
export const unflatten = (axis: number, extents: readonly number[]): Unflatten => new Unflatten(axis, extents)
