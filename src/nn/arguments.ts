import { shown } from '../errors.ts'
import { checkDType, type DType, DTypeError, isFloat } from '../graph/dtype.ts'
import { optionsOf } from '../options.ts'
import { noGrad, type Tensor } from '../tensor/core.ts'
import * as random from '../tensor/random.ts'
import { LayerError } from './errors.ts'

/** The options of every layer that starts from random numbers. */
export const initOptions = { dtype: undefined, generator: undefined } as const

/** Refuses sizes that are no whole numbers: a forgotten argument, a text. Throws: LayerError. */
export function checkSizes(layer: string, sizes: Readonly<Record<string, unknown>>): void {
  for (const [name, size] of Object.entries(sizes))
    if (!Number.isInteger(size) || (size as number) < 0)
      throw new LayerError(
        layer,
        `${name} is ${shown(size)}: it must be a whole number. The arguments are ${Object.keys(sizes).join(', ')}, then options.`,
      )
}

/** Refuses counts below 1. Throws: LayerError. */
export function checkCounts(layer: string, counts: Readonly<Record<string, unknown>>): void {
  for (const [name, count] of Object.entries(counts))
    if (!Number.isInteger(count) || (count as number) < 1)
      throw new LayerError(layer, `${name} is ${shown(count)}: it must be a whole number >= 1.`)
}

/** Refuses what counts no axis from the start or, if negative, from the end. Throws: LayerError. */
export function checkAxes(layer: string, axes: Readonly<Record<string, unknown>>): void {
  for (const [name, axis] of Object.entries(axes))
    if (!Number.isInteger(axis))
      throw new LayerError(
        layer,
        `${name} is ${shown(axis)}: it must be a whole number; negative ones count from the end.`,
      )
}

export interface Bounds {
  readonly least?: number
  readonly above?: number
  readonly most?: number
}

/** More layers on top of one another are a slip, and would fill the memory one by one. */
export const mostLayers: Bounds = { most: 2 ** 16 }

/** Refuses what is no number, or outside its bounds. Throws: LayerError. */
export function checkNumbers(
  layer: string,
  numbers: Readonly<Record<string, unknown>>,
  { least, above, most }: Bounds = {},
): void {
  const bounds = [
    least !== undefined && `>= ${least}`,
    above !== undefined && `> ${above}`,
    most !== undefined && `<= ${most}`,
  ]
    .filter(Boolean)
    .join(' and ')
  for (const [name, value] of Object.entries(numbers))
    if (
      typeof value !== 'number' ||
      !(value >= (least ?? value) && value <= (most ?? value)) ||
      value <= above!
    )
      throw new LayerError(layer, `${name} is ${shown(value)}: it must be a number${bounds && ` ${bounds}`}.`)
}

/**
 * The options of a layer, as `optionsOf`; the dtype must be a float type, and the generator one of random numbers.
 * Throws: OptionError, LayerError, DTypeError.
 */
export const layerOptions: typeof optionsOf = (layer, given, defaults) => {
  const filled = optionsOf(layer, given, defaults)
  const { dtype, generator } = filled as { dtype?: DType; generator?: unknown }
  if (dtype !== undefined && !isFloat(checkDType(layer, dtype)))
    throw new DTypeError(
      layer,
      [dtype],
      `dtype is ${dtype}: what is learned must be float32 or float64, to have gradients.`,
    )
  if (generator !== undefined && !(generator instanceof random.Generator))
    throw new LayerError(layer, `generator is ${shown(generator)}: it must be a new random.Generator(seed).`)
  return filled
}

/** Runs a layer's function on an operand without elements, so that it refuses at once what it would refuse later. */
export const rehearse = (run: () => Tensor): void => {
  noGrad(run)
}
