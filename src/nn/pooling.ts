import { type Tensor, zeros } from '../tensor/core.ts'
import * as adaptive from '../tensor/functions/adaptivePooling.ts'
import * as f from '../tensor/functions/pooling.ts'
import { perAxis, type Spatial } from '../tensor/functions/spatial.ts'
import { rehearse } from './arguments.ts'
import { layerOf } from './layer.ts'

type MaxOptions = Omit<f.MaxPoolOptions, 'returnIndices'>
type MaxArguments = [kernel: Spatial, options?: MaxOptions]
type AvgArguments = [kernel: Spatial, options?: f.AvgPoolOptions]
type PowerArguments = [normType: number, kernel: Spatial, options?: f.PoolOptions]
type Size = [size: adaptive.AdaptiveSize]

/** Images that any window fits into; of examples without elements. */
const ample = (rank: number): Tensor => zeros([0, 1, ...new Array<number>(rank).fill(2 ** 30)])

/** A layer of windows, which refuses those that could never move when it is made. */
const poolOf = <A extends unknown[]>(name: string, rank: number, apply: (x: Tensor, ...a: A) => Tensor) =>
  layerOf(name, apply, (...a: A) => rehearse(() => apply(ample(rank), ...a)))

/** A layer of as many windows as are asked for. */
const adaptiveOf = (name: string, rank: number, apply: (x: Tensor, size: adaptive.AdaptiveSize) => Tensor) =>
  layerOf(
    name,
    (x: Tensor, ...[size]: Size) => apply(x, size),
    (size) =>
      void perAxis(
        name,
        'size',
        Array.isArray(size) ? size.map((n: number | null) => n ?? 1) : (size as number),
        rank,
      ),
  )

/**
 * The largest element of each window; of equal ones the first has the gradient. Options: `stride` (the window), `padding` (0),
 * `dilation` (1), `ceilMode` (false).
 *
 * Shapes: [n, c, l] or [c, l] -> [n, c, (l + 2*padding - dilation*(kernel-1) - 1)/stride + 1], rounded down (up with `ceilMode`).
 * Throws: ShapeError where the padding is more than half the window, and at `forward` where the window does not fit.
 */
export const MaxPool1d = /* @__PURE__ */ poolOf('MaxPool1d', 1, (x, ...a: MaxArguments) =>
  f.maxPool1d(x, ...a),
)
/** As `MaxPool1d`, over two axes. Shapes: [n, c, h, w] or [c, h, w] -> [n, c, h', w'] */
export const MaxPool2d = /* @__PURE__ */ poolOf('MaxPool2d', 2, (x, ...a: MaxArguments) =>
  f.maxPool2d(x, ...a),
)
/** As `MaxPool1d`, over three axes. Shapes: [n, c, d, h, w] or [c, d, h, w] -> [n, c, d', h', w'] */
export const MaxPool3d = /* @__PURE__ */ poolOf('MaxPool3d', 3, (x, ...a: MaxArguments) =>
  f.maxPool3d(x, ...a),
)
/**
 * The mean of each window. Options: `stride` (the window), `padding` (0), `ceilMode` (false), `countIncludePad` (true: padding
 * counts as zeros), `divisorOverride` (what the sum is divided by instead).
 *
 * Shapes and Throws: as `MaxPool1d`
 */
export const AvgPool1d = /* @__PURE__ */ poolOf('AvgPool1d', 1, (x, ...a: AvgArguments) =>
  f.avgPool1d(x, ...a),
)
/** As `AvgPool1d`, over two axes. Shapes: [n, c, h, w] or [c, h, w] -> [n, c, h', w'] */
export const AvgPool2d = /* @__PURE__ */ poolOf('AvgPool2d', 2, (x, ...a: AvgArguments) =>
  f.avgPool2d(x, ...a),
)
/** As `AvgPool1d`, over three axes. Shapes: [n, c, d, h, w] or [c, d, h, w] -> [n, c, d', h', w'] */
export const AvgPool3d = /* @__PURE__ */ poolOf('AvgPool3d', 3, (x, ...a: AvgArguments) =>
  f.avgPool3d(x, ...a),
)
/**
 * (sum of x^p)^(1/p) of each window: `new LPPool1d(2, 3)` for p = 2. Options: `stride` (the window), `ceilMode` (false).
 *
 * Shapes and Throws: as `MaxPool1d`
 */
export const LPPool1d = /* @__PURE__ */ poolOf('LPPool1d', 1, (x, ...a: PowerArguments) =>
  f.lpPool1d(x, ...a),
)
/** As `LPPool1d`, over two axes. Shapes: [n, c, h, w] or [c, h, w] -> [n, c, h', w'] */
export const LPPool2d = /* @__PURE__ */ poolOf('LPPool2d', 2, (x, ...a: PowerArguments) =>
  f.lpPool2d(x, ...a),
)
/** As `LPPool1d`, over three axes. Shapes: [n, c, d, h, w] or [c, d, h, w] -> [n, c, d', h', w'] */
export const LPPool3d = /* @__PURE__ */ poolOf('LPPool3d', 3, (x, ...a: PowerArguments) =>
  f.lpPool3d(x, ...a),
)
/**
 * The mean of `size` windows that cover the axis; they overlap where `size` does not divide it.
 *
 * Shapes: [n, c, l] or [c, l] -> [n, c, size]. Throws: ShapeError for a size below 1, and at `forward` for an empty axis.
 */
export const AdaptiveAvgPool1d = /* @__PURE__ */ adaptiveOf(
  'AdaptiveAvgPool1d',
  1,
  adaptive.adaptiveAvgPool1d,
)
/** As `AdaptiveAvgPool1d`, over two axes: one size for both, or two; `null` keeps an extent. Shapes: [n, c, h, w] -> [n, c, ...size] */
export const AdaptiveAvgPool2d = /* @__PURE__ */ adaptiveOf(
  'AdaptiveAvgPool2d',
  2,
  adaptive.adaptiveAvgPool2d,
)
/** As `AdaptiveAvgPool2d`, over three axes. Shapes: [n, c, d, h, w] -> [n, c, ...size] */
export const AdaptiveAvgPool3d = /* @__PURE__ */ adaptiveOf(
  'AdaptiveAvgPool3d',
  3,
  adaptive.adaptiveAvgPool3d,
)
/** The largest element of `size` windows that cover the axis. Shapes and Throws: as `AdaptiveAvgPool1d` */
export const AdaptiveMaxPool1d = /* @__PURE__ */ adaptiveOf('AdaptiveMaxPool1d', 1, (x, n) =>
  adaptive.adaptiveMaxPool1d(x, n),
)
/** As `AdaptiveMaxPool1d`, over two axes; `null` keeps an extent. Shapes: [n, c, h, w] -> [n, c, ...size] */
export const AdaptiveMaxPool2d = /* @__PURE__ */ adaptiveOf('AdaptiveMaxPool2d', 2, (x, n) =>
  adaptive.adaptiveMaxPool2d(x, n),
)
/** As `AdaptiveMaxPool1d`, over three axes. Shapes: [n, c, d, h, w] -> [n, c, ...size] */
export const AdaptiveMaxPool3d = /* @__PURE__ */ adaptiveOf('AdaptiveMaxPool3d', 3, (x, n) =>
  adaptive.adaptiveMaxPool3d(x, n),
)

/** The largest element of each window: `maxPool2d(2)`. See `MaxPool1d`. */
export const maxPool1d = (...a: MaxArguments) => new MaxPool1d(...a)
/** The largest element of each window: `maxPool2d(3, { stride: 2, padding: 1 })`. See `MaxPool1d`. */
export const maxPool2d = (...a: MaxArguments) => new MaxPool2d(...a)
/** The largest element of each window. See `MaxPool1d`. */
export const maxPool3d = (...a: MaxArguments) => new MaxPool3d(...a)
/** The mean of each window. See `AvgPool1d`. */
export const avgPool1d = (...a: AvgArguments) => new AvgPool1d(...a)
/** The mean of each window: `avgPool2d(2)`. See `AvgPool1d`. */
export const avgPool2d = (...a: AvgArguments) => new AvgPool2d(...a)
/** The mean of each window. See `AvgPool1d`. */
export const avgPool3d = (...a: AvgArguments) => new AvgPool3d(...a)
/** (sum of x^p)^(1/p) of each window: `lpPool1d(2, 3)`. See `LPPool1d`. */
export const lpPool1d = (...a: PowerArguments) => new LPPool1d(...a)
/** (sum of x^p)^(1/p) of each window: `lpPool2d(2, 3)`. See `LPPool1d`. */
export const lpPool2d = (...a: PowerArguments) => new LPPool2d(...a)
/** (sum of x^p)^(1/p) of each window: `lpPool3d(2, 3)`. See `LPPool1d`. */
export const lpPool3d = (...a: PowerArguments) => new LPPool3d(...a)
/** The mean of as many windows as are asked for. See `AdaptiveAvgPool1d`. */
export const adaptiveAvgPool1d = (...a: Size) => new AdaptiveAvgPool1d(...a)
/** The mean of as many windows as are asked for: `adaptiveAvgPool2d(1)` for the mean of each image. See `AdaptiveAvgPool2d`. */
export const adaptiveAvgPool2d = (...a: Size) => new AdaptiveAvgPool2d(...a)
/** The mean of as many windows as are asked for. See `AdaptiveAvgPool3d`. */
export const adaptiveAvgPool3d = (...a: Size) => new AdaptiveAvgPool3d(...a)
/** The largest element of as many windows as are asked for. See `AdaptiveMaxPool1d`. */
export const adaptiveMaxPool1d = (...a: Size) => new AdaptiveMaxPool1d(...a)
/** The largest element of as many windows as are asked for. See `AdaptiveMaxPool2d`. */
export const adaptiveMaxPool2d = (...a: Size) => new AdaptiveMaxPool2d(...a)
/** The largest element of as many windows as are asked for. See `AdaptiveMaxPool3d`. */
export const adaptiveMaxPool3d = (...a: Size) => new AdaptiveMaxPool3d(...a)
