import type { Bytes } from '../bytes.ts'
import { NpyError } from './npy.ts'

/** A stream of the host that bytes go through, which the core has no types of. */
interface Through {
  readonly readable: {
    getReader(): { read(): Promise<{ done: boolean; value?: Uint8Array }>; cancel(): Promise<void> }
  }
  readonly writable: { getWriter(): { write(bytes: Uint8Array): Promise<void>; close(): Promise<void> } }
}
type Stream = new (format: 'gzip') => Through

type Name = 'CompressionStream' | 'DecompressionStream'

const host = globalThis as unknown as { readonly [K in Name]?: Stream }

function streamOf(operation: string, name: Name): Through {
  const Kind = host[name]
  if (Kind === undefined)
    throw new NpyError(
      operation,
      `this host has no ${name}: only archives that are not compressed work here.`,
    )
  return new Kind('gzip')
}

// Source: RFC 1952. Hosts differ in whether they know 'deflate-raw', and all know gzip, which is that between ten bytes and eight.
const head = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0]
const tail = 8

/** What comes out, piece by piece, as long as `take` says yes. */
async function pass(
  stream: Through,
  parts: readonly Uint8Array[],
  take: (part: Uint8Array) => boolean,
): Promise<void> {
  const writer = stream.writable.getWriter()
  const written = Promise.all([...parts.map((part) => writer.write(part)), writer.close()])
  // what goes wrong is told by the reader too
  written.catch(() => {})
  const reader = stream.readable.getReader()
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read())
    if (!take(value!)) {
      reader.cancel().catch(() => {})
      return
    }
}

/** Deflated bytes, and the checksum (CRC-32) of the plain ones. */
export async function deflated(bytes: Bytes): Promise<{ packed: Uint8Array; checksum: number }> {
  const parts: Uint8Array[] = []
  await pass(streamOf('encodeNpz', 'CompressionStream'), [bytes], (part) => parts.push(part) > 0)
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  const end = whole.length - tail
  return {
    packed: whole.subarray(head.length, end),
    checksum: new DataView(whole.buffer).getUint32(end, true),
  }
}

/** `size` plain bytes with this checksum, or undefined if these are not what was deflated. No more than `size` bytes are kept. */
export async function inflated(packed: Bytes, size: number, checksum: number): Promise<Bytes | undefined> {
  const found = new Uint8Array(size)
  const end = new Uint8Array(tail)
  const view = new DataView(end.buffer)
  view.setUint32(0, checksum, true)
  view.setUint32(4, size % 2 ** 32, true)
  let at = 0
  const stream = streamOf('decodeNpz', 'DecompressionStream')
  try {
    await pass(stream, [Uint8Array.from(head), packed, end], (part) => {
      const fits = part.length <= size - at
      if (fits) found.set(part, at)
      at += part.length
      return fits
    })
  } catch {
    return undefined
  }
  return at === size ? found : undefined
}
