import { shown } from '../errors.ts'
import { ShapeError, sizeOf } from '../graph/shape.ts'
import { checkWord } from '../options.ts'
import { type Tensor, type TensorLike, zeros } from '../tensor/core.ts'
import * as f from '../tensor/functions/convolution.ts'
import { padded } from '../tensor/functions/padded.ts'
import { type Padding, paddingOf, perAxes, type Spatial } from '../tensor/functions/spatial.ts'
import { checkSizes, initOptions, layerOptions, rehearse } from './arguments.ts'
import { described, missingBias } from './describe.ts'
import { LayerError } from './errors.ts'
import type { InitOptions } from './init.ts'
import { uniformByFan } from './linear.ts'
import { Module } from './module.ts'
import type { Parameter } from './parameter.ts'

/** What stands around the operand: zeros, its mirror image without the edge, its edge, or itself again. */
export type PaddingMode = 'zeros' | 'reflect' | 'replicate' | 'circular'

export interface ConvLayerOptions extends f.ConvOptions, InitOptions {
  readonly bias?: boolean
  readonly paddingMode?: PaddingMode
}
export interface ConvTransposeLayerOptions extends f.ConvTransposeOptions, InitOptions {
  readonly bias?: boolean
}

type EitherOptions = Omit<ConvTransposeLayerOptions, 'padding'> & {
  readonly padding?: Padding
  readonly paddingMode?: PaddingMode
}

/** An extent that any window fits into; of examples without elements. */
const ample = 2 ** 30

function extents(layer: string, kernel: Spatial, rank: number): readonly number[] {
  const sizes = Array.isArray(kernel) ? kernel : new Array<number>(rank).fill(kernel as number)
  if (sizes.length !== rank || !sizes.every((size) => Number.isInteger(size) && size > 0))
    throw new LayerError(
      layer,
      `kernel is ${shown(kernel)}: it must be one integer, or ${rank} of them, each at least 1.`,
    )
  return sizes
}

type Apply<O> = (x: TensorLike, weight: TensorLike, bias: TensorLike | undefined, options: O) => Tensor

/** Weight [out, in/groups, ...kernel] (transposed: [in, out/groups, ...kernel]) and bias [out], started as PyTorch does. */
class Convolution<O extends { readonly groups?: number }> extends Module {
  weight: Parameter
  bias: Parameter | undefined
  readonly options: O
  readonly paddingMode: PaddingMode
  readonly #apply: Apply<O>
  readonly #transposed: boolean

  constructor(
    apply: Apply<O>,
    [inputs, outputs]: readonly [number, number],
    window: readonly [kernel: Spatial, rank: number],
    transposed: boolean,
    given: EitherOptions | undefined,
  ) {
    super()
    const layer = this.constructor.name
    checkSizes(layer, { inputs, outputs })
    const kernel = extents(layer, ...window)
    const { bias, dtype, generator, paddingMode, ...options } = layerOptions(layer, given, {
      stride: undefined,
      padding: undefined,
      ...((transposed ? { outputPadding: undefined } : { paddingMode: undefined }) as object as {
        outputPadding: undefined
        paddingMode: undefined
      }),
      dilation: undefined,
      groups: undefined,
      bias: true,
      ...initOptions,
    })
    this.paddingMode = paddingMode ?? 'zeros'
    checkWord(layer, 'paddingMode', this.paddingMode, ['zeros', 'reflect', 'replicate', 'circular'])
    const { groups = 1 } = options
    if (!Number.isInteger(groups) || groups < 1 || inputs % groups || outputs % groups)
      throw new LayerError(
        layer,
        `${shown(groups)} groups of ${inputs} input and ${outputs} output channels: groups must divide both.`,
      )
    const [first, second] = transposed ? [inputs, outputs / groups] : [outputs, inputs / groups]
    const fan = second * sizeOf(kernel)
    const own = { dtype, generator }
    this.weight = uniformByFan([first, second, ...kernel], fan, own)
    this.bias = bias ? uniformByFan([outputs], fan, own) : undefined
    this.options = options as unknown as O
    this.#apply = apply
    this.#transposed = transposed
    const sample = zeros([0, inputs, ...kernel.map(() => ample)], dtype && { dtype })
    rehearse(() => apply(sample, this.weight, this.bias, this.options))
  }
  override fields(): Iterable<readonly [string, unknown]> {
    return Object.entries(this).filter(([name]) => name !== 'options')
  }
  forward(x: Tensor): Tensor {
    const { weight, bias, options, paddingMode } = this
    const rank = weight.ndim - 2
    // what is of no rank for it is for the convolution to refuse
    if (paddingMode === 'zeros' || x.ndim <= rank) return this.#apply(x, weight, bias, options)
    const wider = padded(x, this.#around(x.shape.slice(-rank), options), { mode: paddingMode })
    return this.#apply(wider, weight, bias, { ...options, padding: 0 })
  }
  /** What is added before and after each spatial axis, the last one first; at most what there is to be taken from. */
  #around(extents: readonly number[], given: f.ConvOptions): number[] {
    const layer = this.constructor.name
    const { weight, paddingMode } = this
    const window = weight.shape.slice(2)
    const { stride = 1, dilation = 1, padding = 0 } = given
    const { low, high } = paddingOf(layer, padding, extents, {
      window,
      ...perAxes(layer, window.length, { stride, dilation }),
    })
    const most = extents.map((n) =>
      paddingMode === 'reflect' ? n - 1 : paddingMode === 'circular' ? n : n && ample,
    )
    if (low.some((n, i) => Math.max(n, high[i]!) > most[i]!))
      throw new ShapeError(
        layer,
        [extents],
        `the spatial axes are [${extents}], padded by [${low}] and [${high}]: paddingMode '${paddingMode}' has no more than [${most}] to give. Pad less, or use 'zeros'.`,
      )
    return low.flatMap((n, i) => [high[i]!, n]).reverse()
  }
  override describe(): string {
    const [first, second, ...kernel] = this.weight.shape
    const { groups = 1, ...options } = this.options as ConvLayerOptions & ConvTransposeLayerOptions
    const [inputs, outputs] = this.#transposed ? [first!, second! * groups] : [second! * groups, first!]
    const { stride, padding, outputPadding, dilation } = options
    return described(`${inputs} -> ${outputs}`, {
      kernel: kernel.every((k) => k === kernel[0]) ? kernel[0] : kernel,
      stride,
      padding,
      outputPadding,
      dilation,
      groups: groups > 1 && groups,
      paddingMode: this.paddingMode !== 'zeros' && this.paddingMode,
      without: missingBias(this.bias),
    })
  }
}

/** A convolution over one axis. Shapes: [n, inputs, length] -> [n, outputs, length] */
export class Conv1d extends Convolution<f.ConvOptions> {
  constructor(inputs: number, outputs: number, kernel: Spatial, options?: ConvLayerOptions) {
    super(f.conv1d, [inputs, outputs], [kernel, 1], false, options)
  }
}
/** A convolution over two axes. Shapes: [n, inputs, height, width] -> [n, outputs, height, width] */
export class Conv2d extends Convolution<f.ConvOptions> {
  constructor(inputs: number, outputs: number, kernel: Spatial, options?: ConvLayerOptions) {
    super(f.conv2d, [inputs, outputs], [kernel, 2], false, options)
  }
}
/** A convolution over three axes. Shapes: [n, inputs, depth, height, width] -> [n, outputs, depth, height, width] */
export class Conv3d extends Convolution<f.ConvOptions> {
  constructor(inputs: number, outputs: number, kernel: Spatial, options?: ConvLayerOptions) {
    super(f.conv3d, [inputs, outputs], [kernel, 3], false, options)
  }
}
/** The transpose of `Conv1d`: it spreads each input over its window. Shapes: as of `Conv1d`, larger */
export class ConvTranspose1d extends Convolution<f.ConvTransposeOptions> {
  constructor(inputs: number, outputs: number, kernel: Spatial, options?: ConvTransposeLayerOptions) {
    super(f.convTranspose1d, [inputs, outputs], [kernel, 1], true, options)
  }
}
/** The transpose of `Conv2d`: it spreads each input over its window. Shapes: as of `Conv2d`, larger */
export class ConvTranspose2d extends Convolution<f.ConvTransposeOptions> {
  constructor(inputs: number, outputs: number, kernel: Spatial, options?: ConvTransposeLayerOptions) {
    super(f.convTranspose2d, [inputs, outputs], [kernel, 2], true, options)
  }
}
/** The transpose of `Conv3d`: it spreads each input over its window. Shapes: as of `Conv3d`, larger */
export class ConvTranspose3d extends Convolution<f.ConvTransposeOptions> {
  constructor(inputs: number, outputs: number, kernel: Spatial, options?: ConvTransposeLayerOptions) {
    super(f.convTranspose3d, [inputs, outputs], [kernel, 3], true, options)
  }
}

/** Shapes: [n, inputs, l] -> [n, outputs, l'] */
export const conv1d = (
  inputs: number,
  outputs: number,
  kernel: Spatial,
  options?: ConvLayerOptions,
): Conv1d => new Conv1d(inputs, outputs, kernel, options)
/** Shapes: [n, inputs, h, w] -> [n, outputs, h', w'] */
export const conv2d = (
  inputs: number,
  outputs: number,
  kernel: Spatial,
  options?: ConvLayerOptions,
): Conv2d => new Conv2d(inputs, outputs, kernel, options)
/** Shapes: [n, inputs, d, h, w] -> [n, outputs, d', h', w'] */
export const conv3d = (
  inputs: number,
  outputs: number,
  kernel: Spatial,
  options?: ConvLayerOptions,
): Conv3d => new Conv3d(inputs, outputs, kernel, options)
/** The transpose of `conv1d`, which grows with the stride. Shapes: [n, inputs, l] -> [n, outputs, l'] */
export const convTranspose1d = (
  inputs: number,
  outputs: number,
  kernel: Spatial,
  options?: ConvTransposeLayerOptions,
): ConvTranspose1d => new ConvTranspose1d(inputs, outputs, kernel, options)
/** The transpose of `conv2d`. Shapes: [n, inputs, h, w] -> [n, outputs, h', w'] */
export const convTranspose2d = (
  inputs: number,
  outputs: number,
  kernel: Spatial,
  options?: ConvTransposeLayerOptions,
): ConvTranspose2d => new ConvTranspose2d(inputs, outputs, kernel, options)
/** The transpose of `conv3d`. Shapes: [n, inputs, d, h, w] -> [n, outputs, d', h', w'] */
export const convTranspose3d = (
  inputs: number,
  outputs: number,
  kernel: Spatial,
  options?: ConvTransposeLayerOptions,
): ConvTranspose3d => new ConvTranspose3d(inputs, outputs, kernel, options)
