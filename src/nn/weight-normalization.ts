import {
  abs,
  divide,
  matmul,
  maximum,
  moveaxis,
  multiply,
  noGrad,
  reshape,
  type Tensor,
  vectorNorm,
} from '../tensor/core.ts'
import * as random from '../tensor/random.ts'
import { checkAxes, checkCounts, checkNumbers, layerOptions } from './arguments.ts'
import { ConvTranspose1d, ConvTranspose2d, ConvTranspose3d } from './convolution.ts'
import { described } from './describe.ts'
import { LayerError } from './errors.ts'
import type { Module } from './module.ts'
import { type Buffer, buffer } from './parameter.ts'
import { checkModule, Parametrization, parametrize } from './parametrize.ts'

export interface WeightNormOptions {
  /** Which parameter of the layer ('weight'). */
  readonly name?: string
  /** The axis along which each slice has a length of its own (0); null: the whole has one. */
  readonly axis?: number | null
}

/** w = g*v/|v| */
class WeightNorm extends Parametrization {
  readonly axis: number | null
  constructor(axis: number | null) {
    super()
    this.axis = axis
  }
  #lengths(v: Tensor): Tensor {
    if (this.axis === null) return vectorNorm(v)
    const own = checkedAxis('weightNorm', this.axis, v)
    const others = v.shape.map((_, axis) => axis).filter((axis) => axis !== own)
    return others.length === 0 ? abs(v) : vectorNorm(v, others, { keepdims: true })
  }
  override start(weight: Tensor): readonly Tensor[] {
    return [this.#lengths(weight), weight]
  }
  forward(g: Tensor, v: Tensor): Tensor {
    return multiply(v, divide(g, this.#lengths(v)))
  }
  override describe(): string {
    return described('', { axis: this.axis })
  }
}

function checkedAxis(operation: string, axis: number, { ndim }: Tensor): number {
  checkAxes(operation, { axis })
  if (axis < -ndim || axis >= ndim)
    throw new LayerError(operation, `axis is ${axis}: the parameter has ${ndim} axes.`)
  return axis < 0 ? axis + ndim : axis
}

/**
 * Learns the length and the direction of a layer's weight apart: w = g*v/|v|, one length for each slice along `axis`. In the state
 * they stand as `parametrizations.weight.original0` (g) and `original1` (v), as in PyTorch. Make optimizers afterwards.
 *
 * Shapes: weight [n, ...] -> g [n, 1, ...], v [n, ...]
 * Throws: LayerError where the layer has no such parameter or axis.
 * Source: Salimans and Kingma, "Weight normalization" (2016).
 *
 * @example
 * const layer = nn.weightNorm(nn.linear(3, 4))
 * layer.namedParameters().map(([name]) => name) // bias, parametrizations.weight.original0, parametrizations.weight.original1
 */
export function weightNorm<M extends Module>(layer: M, options?: WeightNormOptions): M {
  checkModule('weightNorm', layer)
  const { name, axis } = layerOptions('weightNorm', options, { name: 'weight', axis: 0 as number | null })
  return parametrize(layer, name, new WeightNorm(axis))
}

export interface SpectralNormOptions {
  /** Which parameter of the layer ('weight'). */
  readonly name?: string
  /** The axis that stands for the rows; all others together for the columns (0; 1 for a transposed convolution). */
  readonly axis?: number
  /** Steps of the power iteration each time that the weight is read while training (1). */
  readonly iterations?: number
  /** The least length that a vector is divided by (1e-12). */
  readonly eps?: number
  /** Where the first vectors come from; the default generator (`manualSeed`) if left out. */
  readonly generator?: random.Generator
}

interface SpectralDefaults {
  readonly axis: number
  readonly iterations: number
  readonly eps: number
  readonly generator: random.Generator | undefined
}

/** Layers whose weight has the outputs on its second axis. */
const transposed = [ConvTranspose1d, ConvTranspose2d, ConvTranspose3d] as const

/** w/s for its largest singular value s = u^T W v, whose vectors follow the weight by power iteration. */
class SpectralNorm extends Parametrization {
  /** The vectors u and v; a vector has none. */
  _u: Buffer | undefined = undefined
  _v: Buffer | undefined = undefined
  readonly axis: number
  readonly iterations: number
  readonly eps: number
  readonly generator: random.Generator | undefined
  constructor({ axis, iterations, eps, generator }: SpectralDefaults) {
    super()
    this.axis = axis
    this.iterations = iterations
    this.eps = eps
    this.generator = generator
  }
  override start(weight: Tensor): Tensor {
    checkedAxis('spectralNorm', this.axis, weight)
    if (weight.ndim < 2) return weight
    const matrix = this.#matrix(weight)
    const vector = (length: number): Buffer => {
      const { generator } = this
      const key = generator ? { key: generator.next() } : {}
      return buffer(this.#unit(random.normal([length], 0, 1, { dtype: weight.dtype, ...key })))
    }
    this._u = vector(matrix.shape[0]!)
    this._v = vector(matrix.shape[1]!)
    this.#iterate(matrix, 15)
    return weight
  }
  #unit(x: Tensor): Tensor {
    return divide(x, maximum(vectorNorm(x), this.eps))
  }
  /** The weight as a matrix, its axis first. */
  #matrix(weight: Tensor): Tensor {
    const rows = weight.shape.at(this.axis)!
    return reshape(moveaxis(weight, this.axis, 0), [rows, weight.size / Math.max(rows, 1)])
  }
  #iterate(matrix: Tensor, times: number): void {
    noGrad(() => {
      let [u, v] = [this._u!.detach(), this._v!.detach()]
      const still = matrix.detach()
      for (let i = 0; i < times; i++) {
        u = this.#unit(matmul(still, v))
        v = this.#unit(matmul(u, still))
      }
      // computed now, so that readings without steps between them do not pile up
      this._u!.assign(u.node.abstract ? u : u.eval())
      this._v!.assign(v.node.abstract ? v : v.eval())
    })
  }
  forward(weight: Tensor): Tensor {
    if (!this._u || !this._v) return this.#unit(weight)
    const matrix = this.#matrix(weight)
    if (this.training) this.#iterate(matrix, this.iterations)
    return divide(weight, matmul(this._u.detach(), matmul(matrix, this._v.detach())))
  }
  override describe(): string {
    return described('', { axis: this.axis, iterations: this.iterations, eps: this.eps })
  }
}

/**
 * Divides a layer's weight by its largest singular value, so that the layer stretches nothing. While training, each reading of the
 * weight takes a step of a power iteration, as in PyTorch; its vectors are held for constant in derivatives. In the state stand
 * `parametrizations.weight.original`, `parametrizations.weight.0._u` and `_v`.
 *
 * Shapes: weight [n, ...], taken for a matrix [n, ...together]; a vector is divided by its length.
 * Throws: LayerError where the layer has no such parameter or axis, and for options out of range.
 * Source: Miyato et al., "Spectral normalization for generative adversarial networks" (2018).
 *
 * @example
 * const critic = nn.sequential(nn.spectralNorm(nn.linear(2, 64)), nn.relu(), nn.spectralNorm(nn.linear(64, 1)))
 */
export function spectralNorm<M extends Module>(layer: M, options?: SpectralNormOptions): M {
  checkModule('spectralNorm', layer)
  const { name, ...how } = layerOptions('spectralNorm', options, {
    name: 'weight',
    axis: transposed.some((convolution) => layer instanceof convolution) ? 1 : 0,
    iterations: 1,
    eps: 1e-12,
    generator: undefined,
  })
  checkCounts('spectralNorm', { iterations: how.iterations })
  checkNumbers('spectralNorm', { eps: how.eps }, { above: 0 })
  return parametrize(layer, name, new SpectralNorm(how))
}
