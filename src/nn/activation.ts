import { checkOptions, checkWord } from '../options.ts'
import { full, type Tensor, toTensor } from '../tensor/core.ts'
import * as f from '../tensor/functions/activation.ts'
import * as elementary from '../tensor/functions/elementary.ts'
import * as elementwise from '../tensor/functions/elementwise.ts'
import * as soft from '../tensor/functions/softmax.ts'
import * as random from '../tensor/random.ts'
import { type Bounds, checkAxes, checkCounts, checkNumbers, layerOptions } from './arguments.ts'
import type { DropoutLayerOptions } from './dropout.ts'
import { layerOf } from './layer.ts'
import { Module } from './module.ts'
import { type Parameter, parameter } from './parameter.ts'

type Of<O> = [options?: O]
type Slope = number | { readonly negativeSlope?: number }
type Alpha = number | { readonly alpha?: number }
type Lambda = number | { readonly lambda?: number }
type Limits = Of<{ readonly minVal?: number; readonly maxVal?: number }>
type Ramp = Of<{ readonly beta?: number; readonly threshold?: number }>
type Formula = Of<{ readonly approximate?: 'none' | 'tanh' }>

/** Options of which the only one may be given alone, as a number. */
const named = <O>(option: keyof O, given: number | O | undefined): O | undefined =>
  typeof given === 'number' ? ({ [option]: given } as O) : given

/** Refuses options by other names, and those that are no numbers within their bounds. */
// @__NO_SIDE_EFFECTS__
const numbers =
  (layer: string, bounds: Readonly<Record<string, Bounds>>) =>
  (given?: number | object): void => {
    if (given === undefined) return
    const [first, ...others] = Object.keys(bounds)
    const options = others.length > 0 ? (given as object) : named<object>(first as never, given)!
    checkOptions(layer, options, Object.keys(bounds))
    for (const [name, value] of Object.entries(options))
      if (value !== undefined) checkNumbers(layer, { [name]: value }, bounds[name])
  }

// @__NO_SIDE_EFFECTS__
const checkAxis =
  (layer: string) =>
  (axis = -1): void =>
    checkAxes(layer, { axis })

/** max(x, 0); the gradient at 0 is 0. Shapes: any -> the same */
export const ReLU = /* @__PURE__ */ layerOf('ReLU', (x: Tensor) => f.relu(x))
/** min(max(x, 0), 6). Shapes: any -> the same */
export const ReLU6 = /* @__PURE__ */ layerOf('ReLU6', (x: Tensor) => f.relu6(x))
/** x where it is positive, else negativeSlope*x (0.01): `leakyRelu(0.1)`, or by name. Shapes: any -> the same. Throws: LayerError for a slope that is no number. */
export const LeakyReLU = /* @__PURE__ */ layerOf(
  'LeakyReLU',
  (x: Tensor, o?: Slope) => f.leakyRelu(x, named('negativeSlope', o)),
  /* @__PURE__ */ numbers('LeakyReLU', { negativeSlope: {} }),
)
/**
 * x where it is positive, else alpha*(exp(x) - 1) (1). Shapes: any -> the same.
 * Source: Clevert, Unterthiner and Hochreiter, "Exponential linear units" (2016).
 */
export const ELU = /* @__PURE__ */ layerOf(
  'ELU',
  (x: Tensor, o?: Alpha) => f.elu(x, named('alpha', o)),
  /* @__PURE__ */ numbers('ELU', { alpha: {} }),
)
/**
 * The elu that keeps mean 0 and variance 1 from layer to layer. Shapes: any -> the same.
 * Source: Klambauer et al., "Self-normalizing neural networks" (2017).
 */
export const SELU = /* @__PURE__ */ layerOf('SELU', (x: Tensor) => f.selu(x))
/**
 * x where it is positive, else alpha*(exp(x/alpha) - 1) (1): smooth for every alpha. Shapes: any -> the same.
 * Throws: LayerError for alpha <= 0. Source: Barron, "Continuously differentiable exponential linear units" (2017).
 */
export const CELU = /* @__PURE__ */ layerOf(
  'CELU',
  (x: Tensor, o?: Alpha) => f.celu(x, named('alpha', o)),
  /* @__PURE__ */ numbers('CELU', { alpha: { above: 0 } }),
)
/**
 * x times the normal distribution function of x; `approximate: 'tanh'` is the formula with tanh. Shapes: any -> the same.
 * Throws: OptionError for another formula. Source: Hendrycks and Gimpel, "Gaussian error linear units" (2016).
 */
export const GELU = /* @__PURE__ */ layerOf(
  'GELU',
  (x: Tensor, ...o: Formula) => f.gelu(x, ...o),
  (options) => {
    if (options === undefined) return
    checkOptions('GELU', options, ['approximate'])
    checkWord('GELU', 'approximate', options.approximate ?? 'none', ['none', 'tanh'])
  },
)
/** x * logistic(x), also called swish. Shapes: any -> the same. Source: Ramachandran, Zoph and Le (2017). */
export const SiLU = /* @__PURE__ */ layerOf('SiLU', (x: Tensor) => f.silu(x))
/** x * tanh(log(1 + exp(x))). Shapes: any -> the same. Source: Misra (2019). */
export const Mish = /* @__PURE__ */ layerOf('Mish', (x: Tensor) => f.mish(x))
/** 1/(1 + exp(-x)). Shapes: any -> the same. For a loss take bceWithLogits on x instead. */
export const Sigmoid = /* @__PURE__ */ layerOf('Sigmoid', (x: Tensor) => elementwise.sigmoid(x))
/** log(1/(1 + exp(-x))), exact far out. Shapes: any -> the same */
export const LogSigmoid = /* @__PURE__ */ layerOf('LogSigmoid', (x: Tensor) => f.logSigmoid(x))
/** The hyperbolic tangent. Shapes: any -> the same */
export const Tanh = /* @__PURE__ */ layerOf('Tanh', (x: Tensor) => elementwise.tanh(x))
/**
 * log(1 + exp(beta*x))/beta (1); above `threshold` (of beta*x) it is taken for x, and exact unless one is given.
 * Shapes: any -> the same. Throws: LayerError for beta <= 0.
 */
export const Softplus = /* @__PURE__ */ layerOf(
  'Softplus',
  (x: Tensor, ...o: Ramp) => f.softplus(x, ...o),
  /* @__PURE__ */ numbers('Softplus', { beta: { above: 0 }, threshold: {} }),
)
/** x/(1 + |x|). Shapes: any -> the same */
export const Softsign = /* @__PURE__ */ layerOf('Softsign', (x: Tensor) => elementary.softsign(x))
/** x drawn towards 0 by lambda (0.5), and 0 within lambda of it. Shapes: any -> the same. Throws: LayerError for lambda < 0. */
export const Softshrink = /* @__PURE__ */ layerOf(
  'Softshrink',
  (x: Tensor, o?: Lambda) => f.softshrink(x, named('lambda', o)),
  /* @__PURE__ */ numbers('Softshrink', { lambda: { least: 0 } }),
)
/** x, and 0 within lambda (0.5) of 0. Shapes: any -> the same. Throws: LayerError for lambda < 0. */
export const Hardshrink = /* @__PURE__ */ layerOf(
  'Hardshrink',
  (x: Tensor, o?: Lambda) => f.hardshrink(x, named('lambda', o)),
  /* @__PURE__ */ numbers('Hardshrink', { lambda: { least: 0 } }),
)
/** x limited to [minVal, maxVal] ([-1, 1]); the gradient on the bounds is 0. Shapes: any -> the same. Throws: LayerError for maxVal <= minVal. */
export const Hardtanh = /* @__PURE__ */ layerOf(
  'Hardtanh',
  (x: Tensor, ...o: Limits) => f.hardtanh(x, ...o),
  (options) => {
    numbers('Hardtanh', { minVal: {}, maxVal: {} })(options)
    checkNumbers('Hardtanh', { maxVal: options?.maxVal ?? 1 }, { above: options?.minVal ?? -1 })
  },
)
/** min(max(x + 3, 0), 6)/6. Shapes: any -> the same */
export const Hardsigmoid = /* @__PURE__ */ layerOf('Hardsigmoid', (x: Tensor) => f.hardsigmoid(x))
/** x * min(max(x + 3, 0), 6)/6. Shapes: any -> the same. Source: Howard et al., "Searching for MobileNetV3" (2019). */
export const Hardswish = /* @__PURE__ */ layerOf('Hardswish', (x: Tensor) => f.hardswish(x))
/** exp(x)/sum(exp(x)) along an axis (the last). Shapes: any -> the same. Throws: LayerError for what is no axis. */
export const Softmax = /* @__PURE__ */ layerOf(
  'Softmax',
  (x: Tensor, axis?: number) => soft.softmax(x, axis),
  /* @__PURE__ */ checkAxis('Softmax'),
)
/** The logarithm of softmax, which keeps its digits where softmax is tiny. Shapes and Throws: as `Softmax` */
export const LogSoftmax = /* @__PURE__ */ layerOf(
  'LogSoftmax',
  (x: Tensor, axis?: number) => soft.logSoftmax(x, axis),
  /* @__PURE__ */ checkAxis('LogSoftmax'),
)
/** softmax(-x): the smallest gets the most. Shapes and Throws: as `Softmax` */
export const Softmin = /* @__PURE__ */ layerOf(
  'Softmin',
  (x: Tensor, axis?: number) => soft.softmin(x, axis),
  /* @__PURE__ */ checkAxis('Softmin'),
)
/** softmax over the channels at each place of images. Shapes: [n, c, h, w] or [c, h, w] -> the same */
export const Softmax2d = /* @__PURE__ */ layerOf('Softmax2d', (x: Tensor) => soft.softmax(x, -3))
/** x - tanh(x). Shapes: any -> the same */
export const Tanhshrink = /* @__PURE__ */ layerOf('Tanhshrink', (x: Tensor) => elementary.tanhshrink(x))
/** x where it is above the threshold, else `value`. Shapes: any -> the same. Throws: LayerError for what are no numbers. */
export const Threshold = /* @__PURE__ */ layerOf(
  'Threshold',
  (x: Tensor, threshold: number, value: number) =>
    elementwise.where(elementwise.greater(x, threshold), x, value),
  (threshold, value) => checkNumbers('Threshold', { threshold, value }),
)
/**
 * The first half along an axis (the last) times the logistic function of the second half.
 * Shapes: [..., 2n] -> [..., n]. Throws: ShapeError for an odd extent. Source: Dauphin et al., "Gated convolutional networks" (2017).
 */
export const GLU = /* @__PURE__ */ layerOf(
  'GLU',
  (x: Tensor, axis?: number) => f.glu(x, axis),
  /* @__PURE__ */ checkAxis('GLU'),
)

/**
 * max(0, x) + a*min(0, x) with learned a (from 0.25), one for all channels or one for each.
 * Shapes: any, or [n, channels, ...] -> the same. Throws: LayerError for channels that are no count.
 * Source: He et al., "Delving deep into rectifiers" (ICCV 2015).
 */
export class PReLU extends Module {
  weight: Parameter
  constructor(channels = 1, initial = 0.25) {
    super()
    checkCounts('PReLU', { channels })
    checkNumbers('PReLU', { initial })
    this.weight = parameter(full([channels], initial))
  }
  forward(x: Tensor): Tensor {
    return f.prelu(x, this.weight)
  }
  override describe(): string {
    return String(this.weight.size)
  }
}

/**
 * x where it is positive, else slope*x, with a slope from [lower, upper) (1/8 and 1/3) for each element while training, and their mean
 * in evaluation. Shapes: any -> the same. Throws: LayerError for upper < lower.
 * Source: Xu, Wang, Chen and Li, "Empirical evaluation of rectified activations" (2015).
 */
export class RReLU extends Module {
  readonly lower: number
  readonly upper: number
  readonly generator: random.Generator | undefined
  constructor(lower = 1 / 8, upper = 1 / 3, options?: DropoutLayerOptions) {
    super()
    const { generator } = layerOptions('RReLU', options, { generator: undefined })
    checkNumbers('RReLU', { lower })
    checkNumbers('RReLU', { upper }, { least: lower })
    this.lower = lower
    this.upper = upper
    this.generator = generator
  }
  forward(x: Tensor): Tensor {
    const { lower, upper, generator } = this
    if (!this.training) return f.leakyRelu(x, { negativeSlope: (lower + upper) / 2 })
    const { shape, dtype: own } = toTensor(x, 'RReLU')
    const dtype = own === 'float64' ? own : undefined
    const slopes = random.uniform(shape, lower, upper, { dtype, ...(generator && { generator }) })
    return elementwise.where(elementwise.greater(x, 0), x, elementwise.multiply(x, slopes))
  }
  override describe(): string {
    return `${this.lower}, ${this.upper}`
  }
}

/** max(x, 0) */
export const relu = () => new ReLU()
/** min(max(x, 0), 6) */
export const relu6 = () => new ReLU6()
/** x where it is positive, else negativeSlope*x (0.01). */
export const leakyRelu = (o?: Slope) => new LeakyReLU(o)
/** x where it is positive, else alpha*(exp(x) - 1). */
export const elu = (o?: Alpha) => new ELU(o)
/** The elu that keeps mean 0 and variance 1. */
export const selu = () => new SELU()
/** x where it is positive, else alpha*(exp(x/alpha) - 1). */
export const celu = (o?: Alpha) => new CELU(o)
/** x times the normal distribution function of x. */
export const gelu = (...o: Formula) => new GELU(...o)
/** x * logistic(x) */
export const silu = () => new SiLU()
/** x * tanh(log(1 + exp(x))) */
export const mish = () => new Mish()
/** 1/(1 + exp(-x)) */
export const sigmoid = () => new Sigmoid()
/** log(1/(1 + exp(-x))) */
export const logSigmoid = () => new LogSigmoid()
/** The hyperbolic tangent. */
export const tanh = () => new Tanh()
/** x - tanh(x) */
export const tanhshrink = () => new Tanhshrink()
/** log(1 + exp(beta*x))/beta */
export const softplus = (...o: Ramp) => new Softplus(...o)
/** x/(1 + |x|) */
export const softsign = () => new Softsign()
/** x drawn towards 0 by lambda (0.5). */
export const softshrink = (o?: Lambda) => new Softshrink(o)
/** x, and 0 within lambda (0.5) of 0. */
export const hardshrink = (o?: Lambda) => new Hardshrink(o)
/** x limited to [minVal, maxVal] ([-1, 1]). */
export const hardtanh = (...o: Limits) => new Hardtanh(...o)
/** min(max(x + 3, 0), 6)/6 */
export const hardsigmoid = () => new Hardsigmoid()
/** x * min(max(x + 3, 0), 6)/6 */
export const hardswish = () => new Hardswish()
/** softmax along an axis (the last). For a classifier's loss take crossEntropy on the logits instead. */
export const softmax = (axis = -1) => new Softmax(axis)
/** The logarithm of softmax along an axis (the last). */
export const logSoftmax = (axis = -1) => new LogSoftmax(axis)
/** softmax(-x) along an axis (the last). */
export const softmin = (axis = -1) => new Softmin(axis)
/** One half along an axis (the last), gated by the other. */
export const glu = (axis = -1) => new GLU(axis)
/** A rectifier with a learned slope below 0: `prelu(64)` for one a channel. */
export const prelu = (channels?: number, initial?: number): PReLU => new PReLU(channels, initial)
/** A rectifier whose slope below 0 is drawn anew for each element while training. See `RReLU`. */
export const rrelu = (lower?: number, upper?: number, options?: DropoutLayerOptions): RReLU =>
  new RReLU(lower, upper, options)
/** x above a threshold, else a value: `threshold(0.1, 0)`. */
export const threshold = (above: number, value: number) => new Threshold(above, value)
