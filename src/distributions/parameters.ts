import { NablaError, shown } from '../errors.ts'
import type { Shape } from '../graph/shape.ts'
import { optionsOf } from '../options.ts'
import { astype, at, maximum, Tensor, type TensorLike } from '../tensor/core.ts'
import { met, promoted } from '../tensor/operands.ts'
import { defaultGenerator, type Generator, type Key, uniform as numbers, split } from '../tensor/random.ts'
import type { Interval } from './constraints.ts'

/** The plain numbers of nested lists. */
const plainNumbers = (x: unknown, depth = 0): readonly number[] =>
  typeof x === 'number'
    ? [x]
    : Array.isArray(x)
      ? // what is nested deeper is refused as a tensor
        x.flatMap((part) => (depth < 32 ? plainNumbers(part, depth + 1) : []))
      : ArrayBuffer.isView(x)
        ? Array.from(x as Float64Array)
        : []

/** Refuses a number, or a list with one, against a rule; of tensors, whose values may not be there yet, this is not checked. */
export function checkParameter(family: string, name: string, x: TensorLike, rule: Interval): void {
  if (x === undefined || x === null)
    throw new NablaError(`${family}: there is no ${name}: give a number or a tensor that is ${rule.text}.`)
  for (const number of plainNumbers(x))
    if (!rule.admits(number))
      throw new NablaError(`${family}: ${name} is ${shown(number)}: it must be ${rule.text}.`)
}

/** The parameters of a family: checked, floats of one dtype, broadcast to one shape. */
export function parameters<K extends string>(
  family: string,
  given: Readonly<Record<K, readonly [TensorLike, Interval]>>,
): Readonly<Record<K, Tensor>> {
  const entries = Object.entries(given) as [K, readonly [TensorLike, Interval]][]
  for (const [name, [x, rule]] of entries) checkParameter(family, name, x, rule)
  const tensors = met(family, true, ...entries.map(([, [x]]) => x)) as readonly Tensor[]
  return Object.fromEntries(entries.map(([name], i) => [name, tensors[i]])) as Record<K, Tensor>
}

/** A value in the dtype that it meets a parameter in. */
export const beside = (value: TensorLike, parameter: Tensor): Tensor =>
  new Tensor(promoted('value', [value, parameter], true)[0]!)

/** f of tensors in float64, in their own dtype again: for what float32 has too few digits on the way. */
export const inFloat64 = (f: (...xs: Tensor[]) => Tensor, ...xs: readonly Tensor[]): Tensor =>
  astype(f(...xs.map((x) => astype(x, 'float64'))), xs[0]!.dtype)

/** Where random numbers come from; the default generator if neither is given. */
export interface SampleOptions {
  readonly key?: Key | undefined
  readonly generator?: Generator | undefined
}

export function keyOf(operation: string, options: SampleOptions | undefined): Key {
  const { key, generator } = optionsOf(operation, options, { key: undefined, generator: defaultGenerator })
  return key ?? generator.next()
}

/** Uniform numbers in (0, 1). */
export const openUniform = (shape: Shape, key: Key, dtype: 'float32' | 'float64'): Tensor =>
  maximum(numbers(shape, 0, 1, { key, dtype }), dtype === 'float64' ? 2 ** -54 : 2 ** -25)

/** Two keys from one. */
export function twoKeys(key: Key): readonly [Key, Key] {
  const keys = split(key)
  return [at(keys, 0), at(keys, 1)]
}
