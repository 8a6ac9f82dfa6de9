import type { Bytes } from '../bytes.ts'
import { Tensor, type TensorLike } from '../tensor/core.ts'
import { SafetensorsError } from './errors.ts'
import { decode, encode } from './safetensors.ts'

/** Where the nesting stands among a file's texts. */
const textName = 'nabla.checkpoint'
/** How deep a nesting may be: it is walked by recursion. */
const deepest = 1000

/** Every list in the text is one of these, so that nothing that is saved can be taken for a sign. */
type Coded = ['tensor' | 'array', name: string] | ['number', text: string] | ['list', ...items: unknown[]]

/** Typed arrays that have a dtype of their own, and come back as they were. */
const arrays = [Float32Array, Float64Array, Int32Array, Uint32Array]

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** The nesting without its tensors, which are put into `tensors` under the names of their places. */
function coded(value: unknown, path: readonly string[], tensors: Map<string, TensorLike>): unknown {
  const refuse = (what: string, repair: string): never => {
    throw new SafetensorsError('encodeCheckpoint', `${path.join('.') || 'the whole'} is ${what}: ${repair}.`)
  }
  if (path.length > deepest) refuse('nested too deeply', `at most ${deepest} levels; does it contain itself?`)
  const isArray = arrays.some((Kind) => value instanceof Kind)
  if (value instanceof Tensor || isArray) {
    let name = path.join('.') || 'value'
    while (tensors.has(name)) name += "'"
    tensors.set(name, value as TensorLike)
    return [isArray ? 'array' : 'tensor', name] satisfies Coded
  }
  if (Array.isArray(value))
    return ['list', ...value.map((part, i) => coded(part, [...path, String(i)], tensors))] satisfies Coded
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
    return ['number', Object.is(value, -0) ? '-0' : String(value)] satisfies Coded
  if (value === null || ['number', 'string', 'boolean', 'undefined'].includes(typeof value)) return value
  if (typeof value !== 'object') return refuse(`a ${typeof value}`, 'leave it out')
  if (!isPlain(value))
    refuse(`a ${value.constructor?.name}`, 'save what its stateDict() gives, or plain data')
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, coded(part, [...path, key], tensors)]),
  )
}

function decoded(value: unknown, values: Readonly<Record<string, Tensor>>, depth = 0): unknown {
  const refuse = (): never => {
    throw new SafetensorsError(
      'decodeCheckpoint',
      `${textName} is damaged: it was not written by encodeCheckpoint.`,
    )
  }
  if (depth > deepest) refuse()
  if (Array.isArray(value)) {
    const [kind, ...items] = value as Coded
    if (kind === 'list') return items.map((item) => decoded(item, values, depth + 1))
    if (kind === 'number') return Number(items[0])
    const name = String(items[0])
    const tensor = Object.hasOwn(values, name) ? values[name]! : refuse()
    return kind === 'tensor' ? tensor : kind === 'array' ? tensor.data() : refuse()
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, decoded(part, values, depth + 1)]),
  )
}

/**
 * All that a run needs to go on, as one safetensors file: any nesting of objects and lists with tensors, arrays of 32-bit
 * numbers or float64, numbers, texts and truth values. Tensors stand in it by their places (`model.0.weight`), where other programs find them.
 *
 * Throws: SafetensorsError, naming the place, for what is no plain data: a function, an object of a class.
 *
 * @example
 * const bytes = encodeCheckpoint({ model: model.stateDict(), optimizer: optimizer.stateDict(), epoch: 3 })
 */
export function encodeCheckpoint(state: unknown): Bytes {
  const tensors = new Map<string, TensorLike>()
  const text = JSON.stringify(coded(state, [], tensors)) ?? 'null'
  return encode('encodeCheckpoint', Object.fromEntries(tensors), { [textName]: text })
}

/**
 * What `encodeCheckpoint` was given, to the bit.
 *
 * Throws: SafetensorsError for other bytes, and files without a nesting, which `decodeSafetensors` reads.
 *
 * @example
 * const { model: weights, optimizer: moments, epoch } = decodeCheckpoint<Saved>(bytes)
 */
export function decodeCheckpoint<T = unknown>(bytes: Uint8Array | ArrayBuffer): T {
  const { metadata, values } = decode('decodeCheckpoint', bytes)
  const text = metadata[textName]
  if (text === undefined)
    throw new SafetensorsError(
      'decodeCheckpoint',
      `the file has tensors, but no ${textName} among its texts: read it with decodeSafetensors.`,
    )
  try {
    return decoded(JSON.parse(text), values) as T
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new SafetensorsError('decodeCheckpoint', `${textName} is no JSON (${error.message}).`)
  }
}
