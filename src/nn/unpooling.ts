import { optionsOf } from '../options.ts'
import { reshape, ShapeError, type Tensor, type TensorLike, toTensor, zeros } from '../tensor/core.ts'
import { scatter } from '../tensor/functions/scattering.ts'
import { perAxis, type Spatial } from '../tensor/functions/spatial.ts'
import { described } from './describe.ts'
import { Module } from './module.ts'

export interface UnpoolOptions {
  /** As of the pooling (the window). */
  readonly stride?: Spatial | undefined
  readonly padding?: Spatial
  /** The extents before the pooling, where they do not follow from the window. */
  readonly outputSize?: Spatial | undefined
}

const unpool =
  (operation: string, rank: number) =>
  (x: TensorLike, indices: TensorLike, kernelSize: Spatial, options?: UnpoolOptions): Tensor => {
    const { stride, padding, outputSize } = optionsOf(operation, options, {
      stride: undefined,
      padding: 0,
      outputSize: undefined,
    })
    const [found, places] = [toTensor(x), toTensor(indices)]
    const batch = found.ndim - rank
    if ((batch !== 1 && batch !== 2) || `${found.shape}` !== `${places.shape}`) {
      const axes = ['c', 'd', 'h', 'w'].filter((_, i) => i === 0 || i > 3 - rank).join(', ')
      throw new ShapeError(
        operation,
        [found.shape, places.shape],
        `x is [${found.shape}], the indices are [${places.shape}]: both must be [n, ${axes}] or [${axes}].`,
      )
    }
    const window = perAxis(operation, 'kernelSize', kernelSize, rank)
    const steps = perAxis(operation, 'stride', stride ?? window, rank)
    const around = perAxis(operation, 'padding', padding, rank, 0)
    const outer = found.shape.slice(0, batch)
    const extents =
      outputSize === undefined
        ? found.shape.slice(batch).map((n, i) => (n - 1) * steps[i]! - 2 * around[i]! + window[i]!)
        : perAxis(operation, 'outputSize', outputSize, rank)
    const empty = zeros([...outer, extents.reduce((product, n) => product * n, 1)], { dtype: found.dtype })
    const flat = [...outer, found.shape.slice(batch).reduce((product, n) => product * n, 1)]
    const spread = scatter(empty, batch, reshape(places, flat), reshape(found, flat))
    return reshape(spread, [...outer, ...extents])
  }

/**
 * Puts the largest elements that `maxPool1d(x, kernelSize, { returnIndices: true })` found back where they stood, among zeros.
 * Shapes: x and indices [n, c, l] or [c, l] -> [n, c, (l-1)*stride - 2*padding + kernelSize] or [n, c, ...outputSize]
 * Throws: ShapeError; IndexError where an index is outside.
 */
export const maxUnpool1d = /* @__PURE__ */ unpool('maxUnpool1d', 1)
/** As `maxUnpool1d`, over two axes. Shapes: [n, c, h, w] or [c, h, w] -> [n, c, h', w'] */
export const maxUnpool2d = /* @__PURE__ */ unpool('maxUnpool2d', 2)
/** As `maxUnpool1d`, over three axes. Shapes: [n, c, d, h, w] or [c, d, h, w] -> [n, c, d', h', w'] */
export const maxUnpool3d = /* @__PURE__ */ unpool('maxUnpool3d', 3)

/** What undoes a pooling whose places are at hand; `outputSize` may change from call to call. */
abstract class MaxUnpool extends Module {
  readonly kernelSize: Spatial
  readonly options: Omit<UnpoolOptions, 'outputSize'>
  protected abstract readonly unpool: ReturnType<typeof unpool>
  constructor(kernelSize: Spatial, options: Omit<UnpoolOptions, 'outputSize'> = {}) {
    super()
    optionsOf(this.constructor.name, options, { stride: undefined, padding: 0 })
    this.kernelSize = kernelSize
    this.options = options
  }
  forward(x: Tensor, indices: Tensor, outputSize?: Spatial): Tensor {
    return this.unpool(x, indices, this.kernelSize, { ...this.options, outputSize })
  }
  override describe(): string {
    return described(String(this.kernelSize), { ...this.options })
  }
}
/** Undoes `MaxPool1d`: `forward(x, indices)`. Shapes and Throws: as `maxUnpool1d` */
export class MaxUnpool1d extends MaxUnpool {
  protected readonly unpool = maxUnpool1d
}
/** Undoes `MaxPool2d`: `forward(x, indices)`. Shapes and Throws: as `maxUnpool2d` */
export class MaxUnpool2d extends MaxUnpool {
  protected readonly unpool = maxUnpool2d
}
/** Undoes `MaxPool3d`: `forward(x, indices)`. Shapes and Throws: as `maxUnpool3d` */
export class MaxUnpool3d extends MaxUnpool {
  protected readonly unpool = maxUnpool3d
}
