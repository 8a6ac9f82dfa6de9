import type { Bytes } from '../bytes.ts'
import { deflated, inflated } from './gzip.ts'
import { utf8Decoded, utf8Encoded } from './text.ts'

// Source: PKWARE, APPNOTE.TXT 6.3.10, the parts that NumPy's archives have: stored and deflated members, zip64.

/** A member as the directory at the end of an archive tells it. */
export interface Member {
  readonly name: string
  readonly method: number
  readonly checksum: number
  readonly packed: number
  readonly size: number
  /** Where its local header stands. */
  readonly offset: number
}
/** Called with what is wrong. */
type Refuse = (message: string) => never

const local = 0x04034b50
const entry = 0x02014b50
const end = 0x06054b50
const end64 = 0x06064b50
const locator64 = 0x07064b50
/** What stands in 16 and in 32 bits for a number that takes 64. */
const [most16, most32] = [0xffff, 0xffffffff]
/** Deflating makes 258 bytes of two bits at best. */
const bestRatio = 1032
/** The first of January 1980, with which a zip's days begin. */
const day = 0x21

const viewOf = ({ buffer, byteOffset, length }: Bytes): DataView => new DataView(buffer, byteOffset, length)

const table = /* @__PURE__ */ Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte
  for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0)
  return rest
})
/** CRC-32. */
function checksumOf(bytes: Uint8Array): number {
  let rest = -1
  for (let i = 0; i < bytes.length; i++) rest = table[(rest ^ bytes[i]!) & 255]! ^ (rest >>> 8)
  return ~rest >>> 0
}

/** Where the directory stands, how long it is, and how many members it has. */
function directoryOf(bytes: Bytes, refuse: Refuse): { start: number; stop: number; count: number } {
  const view = viewOf(bytes)
  let at = bytes.length - 22
  while (
    at >= Math.max(0, bytes.length - 22 - most16) &&
    !(view.getUint32(at, true) === end && at + 22 + view.getUint16(at + 20, true) === bytes.length)
  )
    at--
  if (at < Math.max(0, bytes.length - 22 - most16))
    refuse('there is no directory at the end: the file is truncated, or no .npz.')
  const disk = view.getUint16(at + 4, true)
  let count = view.getUint16(at + 10, true)
  let length = view.getUint32(at + 12, true)
  let start = view.getUint32(at + 16, true)
  let stop = at
  if (at >= 20 && view.getUint32(at - 20, true) === locator64) {
    stop = Number(view.getBigUint64(at - 12, true))
    if (stop + 56 > at || view.getUint32(stop, true) !== end64) refuse('its zip64 directory is damaged.')
    count = Number(view.getBigUint64(stop + 32, true))
    length = Number(view.getBigUint64(stop + 40, true))
    start = Number(view.getBigUint64(stop + 48, true))
  } else if (disk !== 0) refuse('it is a part of an archive in several files.')
  if (start + length !== stop || count * 46 > length)
    refuse(`its directory of ${count} members is damaged: ${length} bytes from ${start} on, before ${stop}.`)
  return { start, stop, count }
}

/** The numbers of a member that take 64 bits, from the field that is for them. */
function wide(view: DataView, from: number, to: number, given: number[], refuse: Refuse): number[] {
  if (!given.includes(most32)) return given
  for (let at = from; at + 4 <= to; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue
    let next = at + 4
    return given.map((n) => {
      if (n !== most32) return n
      next += 8
      return next <= to ? Number(view.getBigUint64(next - 8, true)) : refuse('a size of a member is missing.')
    })
  }
  return given
}

/** The members of an archive, in the order of its directory. */
export function membersOf(bytes: Bytes, refuse: Refuse): Member[] {
  const view = viewOf(bytes)
  const { start, stop, count } = directoryOf(bytes, refuse)
  let at = start
  return Array.from({ length: count }, () => {
    const broken = (): never => refuse(`its directory is damaged at byte ${at}.`)
    if (at + 46 > stop || view.getUint32(at, true) !== entry) broken()
    const nameEnd = at + 46 + view.getUint16(at + 28, true)
    const extraEnd = nameEnd + view.getUint16(at + 30, true)
    const next = extraEnd + view.getUint16(at + 32, true)
    if (next > stop) broken()
    let name = ''
    try {
      name = utf8Decoded(bytes.subarray(at + 46, nameEnd))
    } catch {
      refuse(`the name of a member, at byte ${at + 46}, is no UTF-8.`)
    }
    const [size, packed, offset] = wide(
      view,
      nameEnd,
      extraEnd,
      [24, 20, 42].map((place) => view.getUint32(at + place, true)),
      refuse,
    ) as [number, number, number]
    if (view.getUint16(at + 8, true) & 1) refuse(`${name} is encrypted.`)
    const method = view.getUint16(at + 10, true)
    const checksum = view.getUint32(at + 16, true)
    at = next
    return { name, method, checksum, packed, size, offset }
  })
}

/** The plain bytes of a member, checked. */
export async function contentOf(bytes: Bytes, member: Member, refuse: Refuse): Promise<Bytes> {
  const { method, packed, size, offset, checksum } = member
  const view = viewOf(bytes)
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== local)
    refuse(`its header does not stand at byte ${offset}.`)
  const from = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true)
  const data = bytes.subarray(from, from + packed)
  if (data.length !== packed) refuse(`it takes ${packed} bytes from ${from} on, of ${bytes.length}.`)
  if (method !== 0 && method !== 8)
    refuse(`it is packed by method ${method}: this reads 0 (stored) and 8 (deflated).`)
  if (method === 0 ? size !== packed : size > bestRatio * packed)
    refuse(`${packed} bytes are said to hold ${size}, which they cannot.`)
  const found =
    method === 8 ? await inflated(data, size, checksum) : checksumOf(data) === checksum ? data : undefined
  return found ?? refuse('its bytes are not those that were packed: the file is damaged.')
}

/** A record of fields of `width` bytes, least significant first. */
function record(...fields: readonly (readonly [width: 2 | 4 | 8, value: number])[]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((total, [width]) => total + width, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const [width, value] of fields) {
    if (width === 2) view.setUint16(at, value, true)
    else if (width === 4) view.setUint32(at, value, true)
    else view.setBigUint64(at, BigInt(value), true)
    at += width
  }
  return bytes
}

/**
 * An archive of these members. `wide` is from which size on numbers are written in 64 bits.
 */
export async function archiveOf(
  members: Iterable<readonly [name: string, content: () => Bytes]>,
  compress: boolean,
  most = most32,
): Promise<Bytes> {
  const parts: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let at = 0
  const put = (part: Uint8Array): void => {
    parts.push(part)
    at += part.length
  }
  for (const [name, content] of members) {
    const bytes = content()
    const { packed, checksum } = compress
      ? await deflated(bytes)
      : { packed: bytes, checksum: checksumOf(bytes) }
    const text = utf8Encoded(name)
    const sizes = [bytes.length, packed.length]
    const isWide = [...sizes, at].some((n) => n >= most)
    const small = (n: number): readonly [4, number] => [4, isWide ? most32 : n]
    const extra = (numbers: readonly number[]): Uint8Array =>
      isWide ? record([2, 1], [2, 8 * numbers.length], ...numbers.map((n) => [8, n] as const)) : record()
    // what both headers tell
    const [near, far] = [extra(sizes), extra([...sizes, at])]
    const common = (length: number): Uint8Array =>
      record(
        [2, isWide ? 45 : 20],
        [2, text.length === name.length ? 0 : 0x800],
        [2, compress ? 8 : 0],
        [2, 0],
        [2, day],
        [4, checksum],
        small(packed.length),
        small(bytes.length),
        [2, text.length],
        [2, length],
      )
    directory.push(
      record([4, entry], [2, 45]),
      common(far.length),
      record([2, 0], [2, 0], [2, 0], [4, 0], small(at)),
      text,
      far,
    )
    for (const part of [record([4, local]), common(near.length), text, near, packed]) put(part)
  }
  const count = directory.length / 5
  const start = at
  for (const part of directory) put(part)
  const length = at - start
  const where = at
  if (count >= Math.min(most, most16) || at >= most) {
    put(
      record(
        [4, end64],
        [8, 44],
        [2, 45],
        [2, 45],
        [4, 0],
        [4, 0],
        [8, count],
        [8, count],
        [8, length],
        [8, start],
      ),
    )
    put(record([4, locator64], [4, 0], [8, where], [4, 1]))
  }
  const few = Math.min(count, most16)
  put(
    record(
      [4, end],
      [2, 0],
      [2, 0],
      [2, few],
      [2, few],
      [4, Math.min(length, most32)],
      [4, Math.min(start, most32)],
      [2, 0],
    ),
  )
  const whole = new Uint8Array(at)
  at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
