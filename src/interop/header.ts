import type { Bytes } from '../bytes.ts'
import { type Shape, sizeOf } from '../graph/shape.ts'
import { duplicateName } from './duplicates.ts'
import { SafetensorsError } from './errors.ts'
import { stored } from './stored.ts'
import { utf8Decoded } from './text.ts'

/** Where a tensor stands in a file. */
export interface StoredTensor {
  /** The dtype by the format's name, as F32 or BF16. */
  readonly dtype: string
  readonly shape: Shape
  /** Its first byte, and the one behind its last, after the header. */
  readonly offsets: readonly [begin: number, end: number]
}

/** What a file says about itself. */
export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, string>>
  readonly tensors: Readonly<Record<string, StoredTensor>>
}

/** Where the writer's own texts stand, beside the tensors. */
export const metadataName = '__metadata__'
/** The bytes of the header's length. */
export const lengthBytes = 8
/** The format's limit of a header, so that no file asks for more. */
export const mostHeader = 100_000_000

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
const isCounts = (value: unknown): value is number[] => Array.isArray(value) && value.every(isCount)
const shown = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 80)

/** The header's text, and the bytes behind it. Throws: SafetensorsError. */
function parted(operation: string, bytes: Bytes): { text: string; data: Bytes } {
  const refuse = (message: string): never => {
    throw new SafetensorsError(operation, message)
  }
  if (bytes.length < lengthBytes)
    refuse(`there are ${bytes.length} bytes: a file begins with 8 for the length of its header.`)
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))
  if (length > mostHeader || length > bytes.length - lengthBytes)
    refuse(
      `the header's length is given as ${length} of ${bytes.length} bytes, ${
        length > mostHeader ? 'above the limit of 100 MB' : 'more than there are'
      }: the file is truncated, or of another format.`,
    )
  const header = bytes.subarray(lengthBytes, lengthBytes + length)
  if (header[0] !== 0x7b) refuse("the header does not begin with '{': this is no safetensors file.")
  try {
    const text = utf8Decoded(header)
    return { text, data: bytes.subarray(lengthBytes + length) }
  } catch {
    return refuse('the header is no valid UTF-8: the file is damaged.')
  }
}

function parsed(operation: string, text: string): Record<string, unknown> {
  let header: unknown
  try {
    header = JSON.parse(text)
  } catch (error) {
    throw new SafetensorsError(operation, `the header is no JSON (${(error as Error).message}).`)
  }
  const twice = duplicateName(text)
  if (twice !== undefined)
    throw new SafetensorsError(operation, `the header names ${shown(twice)} twice: each name stands once.`)
  return header as Record<string, unknown>
}

function checkedTensor(operation: string, name: string, given: unknown): StoredTensor {
  const refuse = (message: string): never => {
    throw new SafetensorsError(operation, message, name)
  }
  if (!isRecord(given)) return refuse(`the header has ${shown(given)} for it: it must be an object.`)
  const { dtype, shape, data_offsets: offsets } = given
  if (typeof dtype !== 'string') return refuse(`its dtype is ${shown(dtype)}: it must be a name, as "F32".`)
  if (!isCounts(shape))
    return refuse(`its shape is ${shown(shape)}: it must be a list of whole numbers >= 0.`)
  if (!isCounts(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]!)
    return refuse(`its data_offsets are ${shown(offsets)}: they must be [begin, end], two whole numbers.`)
  const [begin, end] = offsets as [number, number]
  if (!Number.isSafeInteger(sizeOf(shape.filter((extent) => extent > 0)) * 64))
    return refuse(`its shape is ${shown(shape)}: no tensor has that many elements.`)
  const bits = Object.hasOwn(stored, dtype) ? stored[dtype]!.bits : undefined
  if (bits !== undefined && (sizeOf(shape) * bits) / 8 !== end - begin)
    return refuse(
      `${dtype}[${shape.join(',')}] needs ${(sizeOf(shape) * bits) / 8} bytes, but has ${end - begin}.`,
    )
  return { dtype, shape, offsets: [begin, end] }
}

/** One tensor behind the other, from the first byte to the last: no holes to hide things in, and nothing read twice. */
function checkCoverage(
  operation: string,
  tensors: Readonly<Record<string, StoredTensor>>,
  bytes: number,
): void {
  let covered = 0
  const inOrder = Object.entries(tensors).sort(
    ([, { offsets: a }], [, { offsets: b }]) => a[0] - b[0] || a[1] - b[1],
  )
  for (const [name, { offsets }] of inOrder) {
    const [begin, end] = offsets
    if (begin !== covered)
      throw new SafetensorsError(
        operation,
        `it begins at byte ${begin}, the one before it ends at ${covered}: tensors must follow each other without ${begin < covered ? 'overlapping' : 'holes'}.`,
        name,
      )
    if (end > bytes)
      throw new SafetensorsError(
        operation,
        `it ends at byte ${end} of ${bytes}: the file is truncated.`,
        name,
      )
    covered = end
  }
  if (covered !== bytes)
    throw new SafetensorsError(
      operation,
      `${bytes - covered} bytes follow the last tensor: the file is too long.`,
    )
}

/** Reads and checks the header; `data` is the tensors' bytes. Throws: SafetensorsError. */
export function readHeader(operation: string, bytes: Bytes): SafetensorsHeader & { readonly data: Bytes } {
  const { text, data } = parted(operation, bytes)
  const { [metadataName]: given, ...entries } = parsed(operation, text)
  const metadata = given ?? {}
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === 'string'))
    throw new SafetensorsError(
      operation,
      `${metadataName} is ${shown(given)}: it must be an object of texts.`,
    )
  const tensors = Object.fromEntries(
    Object.entries(entries).map(([name, entry]) => [name, checkedTensor(operation, name, entry)] as const),
  )
  checkCoverage(operation, tensors, data.length)
  return { metadata: metadata as Record<string, string>, tensors, data }
}
