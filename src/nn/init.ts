import type { DType } from '../graph/dtype.ts'
import { checkShape, type Shape, ShapeError, sizeOf } from '../graph/shape.ts'
import { checkWord, optionsOf } from '../options.ts'
import {
  add,
  astype,
  full,
  getDefaultDtype,
  eye as identity,
  maximum,
  minimum,
  multiply,
  ndtr,
  ndtri,
  noGrad,
  type Tensor,
  tensor,
  Variable,
} from '../tensor/core.ts'
import * as random from '../tensor/random.ts'
import { checkNumbers, initOptions } from './arguments.ts'
import { orthonormalRows } from './orthogonal.ts'

/** What is filled: a shape gives a new tensor; a variable is given the values and returned. */
export type Target = Shape | Variable

export interface InitOptions {
  readonly dtype?: DType | undefined
  /** Where the numbers come from; the default generator (`manualSeed`) if left out. */
  readonly generator?: random.Generator | undefined
}

export type Nonlinearity = 'linear' | 'conv' | 'sigmoid' | 'tanh' | 'relu' | 'leakyRelu' | 'selu'

/** How much a nonlinearity shrinks the spread of its input. `slope` is leakyRelu's. */
export function calculateGain(nonlinearity: Nonlinearity, slope = 0.01): number {
  checkNumbers('calculateGain', { slope })
  const gains: Readonly<Record<Nonlinearity, number>> = {
    linear: 1,
    conv: 1,
    sigmoid: 1,
    tanh: 5 / 3,
    relu: Math.SQRT2,
    leakyRelu: Math.sqrt(2 / (1 + slope * slope)),
    selu: 3 / 4,
  }
  checkWord('calculateGain', 'nonlinearity', nonlinearity, Object.keys(gains))
  return gains[nonlinearity]
}

/** The number of inputs and outputs of one unit, for weights of shape [out, in, ...window]. */
export function fans(shape: Shape): { fanIn: number; fanOut: number } {
  if (checkShape('init', shape).length < 2)
    throw new ShapeError(
      'init',
      [shape],
      `weights of shape [${shape}] have no fan: they need the axes [out, in, ...].`,
    )
  const window = sizeOf(shape.slice(2))
  return { fanIn: shape[1]! * window, fanOut: shape[0]! * window }
}

const shapeOf = (target: Target): Shape =>
  target instanceof Variable ? target.shape : checkShape('init', target)

/** Fills a variable, or gives the new values back. */
function fill(
  target: Target,
  options: InitOptions | undefined,
  make: (shape: Shape, options: InitOptions) => Tensor,
): Tensor {
  return noGrad(() => {
    const own = optionsOf('init', options, initOptions)
    if (!(target instanceof Variable)) return make(shapeOf(target), own)
    target.assign(make(target.shape, { ...own, dtype: target.dtype }).eval())
    return target
  })
}

/** One value everywhere. */
export const constant = (target: Target, value: number, options: InitOptions = {}): Tensor =>
  fill(target, options, (shape, { dtype }) => full(shape, value, { dtype }))
/** 0 everywhere. */
export const zeros = (target: Target, options?: InitOptions): Tensor => constant(target, 0, options)
/** 1 everywhere. */
export const ones = (target: Target, options?: InitOptions): Tensor => constant(target, 1, options)

/** Uniform in [low, high), [0, 1) unless said otherwise. */
export const uniform = (target: Target, low = 0, high = 1, options: InitOptions = {}): Tensor =>
  fill(target, options, (shape, own) => random.uniform(shape, low, high, own))

/** Normal with a mean and a standard deviation. */
export const normal = (target: Target, mean = 0, std = 1, options: InitOptions = {}): Tensor =>
  fill(target, options, (shape, own) => random.normal(shape, mean, std, own))

/** Normal, cut off to [low, high]: by the inverse of the distribution function between the two. */
export const truncNormal = (
  target: Target,
  mean = 0,
  std = 1,
  low = -2,
  high = 2,
  options: InitOptions = {},
): Tensor =>
  fill(target, options, (shape, own) => {
    checkNumbers('truncNormal', { mean, low, high })
    checkNumbers('truncNormal', { std }, { above: 0 })
    const [from, to] = [low, high].map((bound) =>
      ndtr(tensor((bound - mean) / std, { dtype: 'float64' })).item(),
    ) as [number, number]
    const u = random.uniform(shape, from, to, { ...own, dtype: 'float64' })
    const x = minimum(maximum(add(multiply(ndtri(u), std), mean), low), high)
    return astype(x, own.dtype ?? getDefaultDtype())
  })

export interface XavierOptions extends InitOptions {
  readonly gain?: number
}

/** Uniform with variance gain^2 * 2/(fanIn + fanOut). Source: Glorot and Bengio (AISTATS 2010). */
export function xavierUniform(target: Target, options?: XavierOptions): Tensor {
  const { gain, ...own } = optionsOf('xavierUniform', options, { gain: 1, ...initOptions })
  const { fanIn, fanOut } = fans(shapeOf(target))
  const bound = gain * Math.sqrt(6 / (fanIn + fanOut))
  return uniform(target, -bound, bound, own)
}

/** Normal with variance gain^2 * 2/(fanIn + fanOut). */
export function xavierNormal(target: Target, options?: XavierOptions): Tensor {
  const { gain, ...own } = optionsOf('xavierNormal', options, { gain: 1, ...initOptions })
  const { fanIn, fanOut } = fans(shapeOf(target))
  return normal(target, 0, gain * Math.sqrt(2 / (fanIn + fanOut)), own)
}

export interface KaimingOptions extends InitOptions {
  /** The slope of the leaky relu that follows (0). */
  readonly a?: number
  /** Keeps the spread of values forward ('fanIn') or of gradients backward ('fanOut'). */
  readonly mode?: 'fanIn' | 'fanOut'
  readonly nonlinearity?: Nonlinearity
}

function kaiming(
  target: Target,
  operation: string,
  options: KaimingOptions | undefined,
): { std: number; own: InitOptions } {
  const { a, mode, nonlinearity, ...own } = optionsOf(operation, options, {
    a: 0,
    mode: 'fanIn',
    nonlinearity: 'leakyRelu',
    ...initOptions,
  })
  checkWord(operation, 'mode', mode, ['fanIn', 'fanOut'])
  return { std: calculateGain(nonlinearity, a) / Math.sqrt(fans(shapeOf(target))[mode]), own }
}

/** Uniform with variance gain^2/fan. Source: He et al., "Delving deep into rectifiers" (ICCV 2015). */
export function kaimingUniform(target: Target, options?: KaimingOptions): Tensor {
  const { std, own } = kaiming(target, 'kaimingUniform', options)
  const bound = Math.sqrt(3) * std
  return uniform(target, -bound, bound, own)
}

/** Normal with variance gain^2/fan. */
export function kaimingNormal(target: Target, options?: KaimingOptions): Tensor {
  const { std, own } = kaiming(target, 'kaimingNormal', options)
  return normal(target, 0, std, own)
}

/** Orthonormal rows (or columns, where there are more rows), all axes but the first taken together. Source: Saxe et al. (2014). */
export function orthogonal(target: Target, options?: XavierOptions): Tensor {
  const { gain, ...rest } = optionsOf('orthogonal', options, { gain: 1, ...initOptions })
  return fill(target, rest, (shape, own) => {
    fans(shape)
    const rows = shape[0]!
    const columns = sizeOf(shape) / rows
    const sample = random.normal([rows, columns], 0, 1, { ...own, dtype: 'float64' }).data() as Float64Array
    const values = orthonormalRows(sample, rows, columns).map((value) => value * gain)
    return tensor(values, { shape, dtype: own.dtype ?? getDefaultDtype() })
  })
}

/** Ones on the diagonal. */
export const eye = (target: Target, options: InitOptions = {}): Tensor =>
  fill(target, options, (shape, { dtype }) => identity(shape[0]!, shape[1] ?? shape[0]!, 0, { dtype }))
