import type { Bytes } from '../bytes.ts'
import { NablaError } from '../errors.ts'
import { bytesOf, type DType } from '../graph/dtype.ts'
import { sizeOf } from '../graph/shape.ts'
import { permute, type Tensor, type TensorLike, tensor, toTensor } from '../tensor/core.ts'
import { bytesFrom } from './bytes.ts'
import { stored } from './stored.ts'

/** Bytes that are no whole file of NumPy arrays, or arrays of what a tensor cannot hold. */
export class NpyError extends NablaError {
  protected override get kind(): string {
    return 'NpyError'
  }
  readonly operation: string
  constructor(operation: string, message: string) {
    super(`${operation}: ${message}`)
    this.operation = operation
  }
}

/** How NumPy calls the dtypes of `stored`, without the order of bytes. */
const kinds: ReadonlyMap<string, string> = new Map([
  ['f8', 'F64'],
  ['f4', 'F32'],
  ['f2', 'F16'],
  ['u8', 'U64'],
  ['i8', 'I64'],
  ['u4', 'U32'],
  ['i4', 'I32'],
  ['u2', 'U16'],
  ['i2', 'I16'],
  ['u1', 'U8'],
  ['i1', 'I8'],
  ['b1', 'BOOL'],
])
const written: Readonly<Record<DType, string>> = {
  float64: '<f8',
  float32: '<f4',
  uint32: '<u4',
  int32: '<i4',
  bool: '|b1',
}

const magic = '\u0093NUMPY'
/** What the length of all that stands before the elements is a multiple of. */
const alignment = 64

/** Where a header ends at most, which tells a few numbers: a longer one would only take time. */
const longest = 2 ** 18

/** The header, a dictionary as Python writes it, as its three entries. */
const dictionary =
  /^\{(?=.*'descr': '([<>=|])(\w+)')(?=.*'fortran_order': (True|False))(?=.*'shape': \(((?:\d+, ?)*\d*)\)).*\}\s*$/

/** The elements in little-endian order, at a multiple of their size. */
function ordered(data: Bytes, width: number, isBig: boolean): Bytes {
  if (!isBig) return data.byteOffset % width === 0 ? data : data.slice()
  const swapped = data.slice()
  for (let at = 0; at < swapped.length; at += width) swapped.subarray(at, at + width).reverse()
  return swapped
}

/**
 * The array of a .npy file, as `np.save` writes it. Half-precision floats become float32, small integers int32, and 64-bit integers
 * int32 or uint32 where each of them fits; big-endian elements and Fortran's order are read too.
 *
 * Throws: NpyError for anything but a whole file of numbers or truth values, and for a header of more than 256 KiB.
 * Source: NEP 1, https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *
 * @example
 * const x = decodeNpy(await (await fetch('x.npy')).arrayBuffer())
 */
export const decodeNpy = (bytes: Uint8Array | ArrayBuffer): Tensor =>
  arrayOf(bytesFrom('decodeNpy', bytes, NpyError), (message) => {
    throw new NpyError('decodeNpy', message)
  })

/** @internal */
export function arrayOf(bytes: Bytes, refuse: (message: string) => never): Tensor {
  const text = (from: number, to: number): string =>
    Array.from(bytes.subarray(from, to), (code) => String.fromCharCode(code)).join('')
  if (bytes.length < 12 || text(0, 6) !== magic)
    refuse(
      `the bytes are no .npy file${text(0, 2) === 'PK' ? ', but a .npz (zip): read it by decodeNpz' : ''}.`,
    )
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const version = bytes[6]!
  if (version < 1 || version > 3) refuse(`the file has version ${version}: this reads 1 to 3.`)
  const start = version === 1 ? 10 : 12
  const end = start + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true))
  if (end > bytes.length) refuse(`the file ends after ${bytes.length} bytes, inside its header of ${end}.`)
  if (end > longest) refuse(`its header ends at byte ${end}: this reads up to ${longest}.`)
  const header = text(start, end)
  const [, order, kind, fortran, extents] =
    dictionary.exec(header) ??
    refuse(
      `its header is ${header.trim().slice(0, 120)}: it must tell descr (of one number), fortran_order and shape.`,
    )
  const name = kinds.get(kind!)
  if (name === undefined)
    return refuse(
      `its dtype is ${kind}: this reads ${[...kinds.keys()].join(', ')}. Convert it by astype first.`,
    )
  const { dtype, bits, read } = stored[name]!
  const shape = (extents!.match(/\d+/g) ?? []).map(Number)
  if (!shape.every(Number.isSafeInteger)) refuse(`its shape is [${shape}]: no tensor has such extents.`)
  const width = bits / 8
  const length = sizeOf(shape)
  const data = bytes.subarray(end)
  if (data.length !== length * width)
    refuse(`${data.length} bytes follow the header, and shape [${shape}] of ${kind} takes ${length * width}.`)
  const own = ordered(data, width, order === '>')
  const elements = read(own.buffer, own.byteOffset, length)
  if (!elements) return refuse(`it holds ${kind} beyond ${dtype}, which is what it would become.`)
  if (fortran === 'False' || shape.length < 2) return tensor(elements, { shape, dtype })
  const turned = tensor(elements, { shape: shape.toReversed(), dtype })
  return permute(
    turned,
    shape.map((_, axis) => shape.length - 1 - axis),
  )
}

/**
 * The bytes of a .npy file, which `np.load` reads. What is no tensor becomes one as in `tensor`.
 *
 * @example
 * const bytes = encodeNpy([[1, 2], [3, 4]]) // float32, shape (2, 2)
 */
export function encodeNpy(x: TensorLike): Bytes {
  const given = toTensor(x, 'encodeNpy')
  const { dtype, shape } = given
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const header = `{'descr': '${written[dtype]}', 'fortran_order': False, 'shape': (${tuple}), }`
  // the magic, the version and the length take 10 bytes, the end of the line one
  const start = Math.ceil((11 + header.length) / alignment) * alignment
  const bytes = new Uint8Array(start + given.size * bytesOf(dtype))
  const text = `${magic}\u0001\0\0\0${header}`.padEnd(start - 1)
  for (let i = 0; i < start - 1; i++) bytes[i] = text.charCodeAt(i)
  bytes[start - 1] = 10
  new DataView(bytes.buffer).setUint16(8, start - 10, true)
  const { buffer, byteOffset, byteLength } = given.data()
  bytes.set(new Uint8Array(buffer, byteOffset, byteLength), start)
  return bytes
}
