/** A growing array of bytes with the number encodings of the WebAssembly binary format. */
export class ByteWriter {
  private bytes = new Uint8Array(256)
  length = 0

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(2 * this.bytes.length, this.length + count))
    grown.set(this.bytes.subarray(0, this.length))
    this.bytes = grown
  }

  byte(value: number): void {
    this.reserve(1)
    this.bytes[this.length++] = value
  }

  raw(values: Uint8Array | readonly number[]): void {
    const { length } = values
    this.reserve(length)
    // an instruction has a few bytes: copying them one by one takes less than a call
    if (length > 32) this.bytes.set(values, this.length)
    else for (let i = 0; i < length; i++) this.bytes[this.length + i] = values[i]!
    this.length += length
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

  finish(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.length)
  }
}

/** LEB128 of a signed 32-bit number. */
export function signedLeb(value: number): number[] {
  value |= 0
  const bytes: number[] = []
  for (;;) {
    const low = value & 0x7f
    value >>= 7
    if ((value === 0 && (low & 0x40) === 0) || (value === -1 && (low & 0x40) !== 0)) {
      bytes.push(low)
      return bytes
    }
    bytes.push(low | 0x80)
  }
}

/** LEB128 of a signed 64-bit number. */
export function signedLeb64(value: bigint): number[] {
  value = BigInt.asIntN(64, value)
  const bytes: number[] = []
  for (;;) {
    const low = Number(value & 0x7fn)
    value >>= 7n
    if ((value === 0n && (low & 0x40) === 0) || (value === -1n && (low & 0x40) !== 0)) {
      bytes.push(low)
      return bytes
    }
    bytes.push(low | 0x80)
  }
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
