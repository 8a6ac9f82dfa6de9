import type { Bytes } from '../bytes.ts'
import { shown } from '../errors.ts'
import { bytesOf, type DType } from '../graph/dtype.ts'
import { sizeOf } from '../graph/shape.ts'
import { optionsOf } from '../options.ts'
import { Tensor, type TensorLike, tensor, toTensor } from '../tensor/core.ts'
import { bytesFrom } from './bytes.ts'
import { SafetensorsError } from './errors.ts'
import { lengthBytes, metadataName, mostHeader, readHeader, type SafetensorsHeader } from './header.ts'
import { stored, storedAs } from './stored.ts'
import { utf8Encoded } from './text.ts'

export interface SafetensorsOptions {
  /** Texts that go into the file beside the tensors, as `{ format: 'pt' }`. */
  readonly metadata?: Readonly<Record<string, string>>
}

/** @internal */
export function decode(
  operation: string,
  given: unknown,
): SafetensorsHeader & { values: Record<string, Tensor> } {
  const bytes = bytesFrom(operation, given)
  const { data, ...header } = readHeader(operation, bytes)
  const values = Object.entries(header.tensors).map(([name, { dtype: kind, shape, offsets }]) => {
    if (!Object.hasOwn(stored, kind))
      throw new SafetensorsError(
        operation,
        `its dtype is ${kind}: this can be read of ${Object.keys(stored).join(', ')}.`,
        name,
      )
    const { dtype, bits, read } = stored[kind]!
    const [begin, end] = offsets
    const own = data.subarray(begin, end)
    // elements that do not stand at a multiple of their size cannot be read in place
    const aligned = own.byteOffset % (bits / 8) === 0 ? own : own.slice()
    const elements = read(aligned.buffer, aligned.byteOffset, sizeOf(shape))
    if (!elements)
      throw new SafetensorsError(
        operation,
        `it holds ${kind} beyond ${dtype}, which is what it would become.`,
        name,
      )
    return [name, tensor(elements, { shape, dtype })] as const
  })
  return { ...header, values: Object.fromEntries(values) }
}

/**
 * The tensors of a safetensors file, by their names. Half-precision and 8-bit floats become float32, small integers int32, and
 * 64-bit integers int32 or uint32 where each of them fits.
 *
 * Throws: SafetensorsError for anything but a whole file: truncated, overlapping, with holes, names or texts that are none.
 * Source: https://huggingface.co/docs/safetensors, the format's description.
 *
 * @example
 * model.loadStateDict(decodeSafetensors(await (await fetch('model.safetensors')).arrayBuffer()))
 */
export const decodeSafetensors = (bytes: Uint8Array | ArrayBuffer): Record<string, Tensor> =>
  decode('decodeSafetensors', bytes).values

/** Names, dtypes, shapes and places of the tensors of a file, and its texts, without reading the tensors. Throws: SafetensorsError. */
export function inspectSafetensors(bytes: Uint8Array | ArrayBuffer): SafetensorsHeader {
  const { metadata, tensors } = readHeader('inspectSafetensors', bytesFrom('inspectSafetensors', bytes))
  return { metadata, tensors }
}

const order = Object.keys(storedAs)
/** Wide elements first, so that all stand at multiples of their size; then by name. */
const byWidth = ([a, x]: readonly [string, Tensor], [b, y]: readonly [string, Tensor]): number =>
  order.indexOf(x.dtype) - order.indexOf(y.dtype) || (a < b ? -1 : 1)

function checkTexts(operation: string, texts: Readonly<Record<string, unknown>>): void {
  if (typeof texts !== 'object' || texts === null || Array.isArray(texts))
    throw new SafetensorsError(operation, `metadata is ${shown(texts)}: it must be texts by name.`)
  for (const [name, text] of Object.entries(texts))
    if (typeof text !== 'string' || /\p{Surrogate}/u.test(name + text))
      throw new SafetensorsError(
        operation,
        `metadata.${name} is ${typeof text === 'string' ? 'broken off inside a character' : typeof text}: it must be a text. JSON.stringify makes one of anything.`,
      )
}

/**
 * The bytes of a safetensors file with tensors by their names, as `model.stateDict()` gives them.
 *
 * Throws: SafetensorsError for names and metadata that such a file cannot hold.
 *
 * @example
 * const bytes = encodeSafetensors(model.stateDict(), { metadata: { format: 'pt' } })
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, TensorLike>>,
  options?: SafetensorsOptions,
): Bytes {
  const { metadata } = optionsOf('encodeSafetensors', options, { metadata: {} })
  return encode('encodeSafetensors', tensors, metadata)
}

/** @internal */
export function encode(
  operation: string,
  tensors: Readonly<Record<string, TensorLike>>,
  metadata: Readonly<Record<string, string>>,
): Bytes {
  if (typeof tensors !== 'object' || tensors === null || tensors instanceof Tensor || Array.isArray(tensors))
    throw new SafetensorsError(
      operation,
      'there are no tensors by name: give model.stateDict(), or { name: tensor }.',
    )
  checkTexts(operation, metadata)
  const entries = Object.entries(tensors).map(([name, given]): [string, Tensor] => {
    if (name === metadataName || /\p{Surrogate}/u.test(name))
      throw new SafetensorsError(operation, 'no tensor of a file can have this name: choose another.', name)
    return [name, toTensor(given, `${operation}: ${JSON.stringify(name)}`)]
  })
  entries.sort(byWidth)
  let end = 0
  const header: Record<string, unknown> = Object.fromEntries([
    ...(Object.keys(metadata).length > 0 ? [[metadataName, metadata] as const] : []),
    ...entries.map(([name, { dtype, shape, size }]) => {
      const begin = end
      end += size * bytesOf(dtype)
      return [name, { dtype: storedAs[dtype as DType], shape, data_offsets: [begin, end] }] as const
    }),
  ])
  const text = headerText(header)
  if (text.length > mostHeader)
    throw new SafetensorsError(
      operation,
      `the header would have ${text.length} bytes; the format allows 100 MB.`,
    )
  const start = lengthBytes + text.length
  const bytes = new Uint8Array(start + end)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true)
  bytes.set(text, lengthBytes)
  let at = start
  for (const [, value] of entries) {
    const data = value.data()
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at)
    at += data.byteLength
  }
  return bytes
}

/** The header as text, filled up with spaces so that the tensors begin at a multiple of 8. */
function headerText(header: Readonly<Record<string, unknown>>): Uint8Array {
  const text = utf8Encoded(JSON.stringify(header))
  const filled = new Uint8Array(8 * Math.ceil(text.length / 8)).fill(0x20)
  filled.set(text)
  return filled
}
