import type { Bytes } from '../../bytes.ts'
/** A growing array of bytes with the number encodings of the WebAssembly binary format. */
export class ByteWriter {
  private bytes = new Uint8Array(256)
  length = 0

  byte(value: number): void {
    this.raw([value])
  }

  raw(values: Uint8Array | readonly number[]): void {
    const { length } = values
    const from = this.length
    this.length += length
    if (this.length > this.bytes.length) {
      const grown = new Uint8Array(2 * this.length)
      grown.set(this.bytes)
      this.bytes = grown
    }
    const { bytes } = this
    // an instruction has a few bytes: copying them one by one takes less than a call
    if (length > 32) bytes.set(values, from)
    else for (let i = 0; i < length; i++) bytes[from + i] = values[i]!
  }

  unsigned(value: number): void {
    this.raw(unsignedLeb(value))
  }

  /** A name, of ASCII letters. */
  text(value: string): void {
    this.unsigned(value.length)
    for (let i = 0; i < value.length; i++) this.byte(value.charCodeAt(i))
  }

  /** A section: its id, its length, its content. */
  section(id: number, content: ByteWriter): void {
    this.byte(id)
    this.sized(content)
  }

  sized(content: ByteWriter): void {
    this.unsigned(content.length)
    this.raw(content.view())
  }

  view(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }

  finish(): Bytes {
    return this.bytes.slice(0, this.length)
  }
}

/** LEB128 of a signed 32-bit number. */
export function signedLeb(value: number): number[] {
  const bytes: number[] = []
  for (value |= 0; value < -64 || value > 63; value >>= 7) bytes.push((value & 0x7f) | 0x80)
  bytes.push(value & 0x7f)
  return bytes
}

/** LEB128 of a signed 64-bit number. */
export function signedLeb64(value: bigint): number[] {
  const bytes: number[] = []
  for (value = BigInt.asIntN(64, value); value < -64n || value > 63n; value >>= 7n)
    bytes.push(Number(value & 0x7fn) | 0x80)
  bytes.push(Number(value & 0x7fn))
  return bytes
}

const single: readonly (readonly number[])[] = Array.from({ length: 0x80 }, (_, i) => [i])

/** LEB128 of an unsigned 32-bit number. */
export function unsignedLeb(value: number): readonly number[] {
  const known = single[value]
  if (known) return known
  value >>>= 0
  const bytes: number[] = []
  while (value > 0x7f) {
    bytes.push((value & 0x7f) | 0x80)
    value >>>= 7
  }
  bytes.push(value)
  return bytes
}
