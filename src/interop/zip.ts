import type { Bytes } from '../bytes.ts'

// The library of archives is loaded by who reads or writes one (docs/decisions/0006).

/** A member as the directory of an archive tells it. */
export interface Member {
  readonly name: string
  /** Bytes, unpacked. */
  readonly size: number
  /** The plain bytes, compared with their checksum. */
  content(): Promise<Bytes>
}
/** Called with what is wrong. */
type Refuse = (message: string) => never

/** Deflating makes 258 bytes of two bits at best. */
const bestRatio = 1032
/** The day with which a zip's days begin, so that the same tensors are the same bytes. */
const firstDay = /* @__PURE__ */ new Date(1980, 0, 1)

/** What `run` gives; what the library throws is refused. */
async function refusing<T>(refuse: Refuse, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    return refuse(`its bytes are not those of a whole archive: ${(error as Error).message}.`)
  }
}

/** The members of an archive, in the order of its directory. */
export async function membersOf(
  bytes: Bytes,
  refuse: Refuse,
  within: (name: string) => Refuse,
): Promise<Member[]> {
  const { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } = await import('@zip.js/zip.js')
  const options = { checkCrc32: true, useWebWorkers: false }
  const reader = new ZipReader(new Uint8ArrayReader(bytes), options)
  const entries = await refusing(refuse, () => reader.getEntries())
  return entries
    .filter((entry) => !entry.directory)
    .map((entry) => {
      const { filename: name, uncompressedSize: size, compressedSize } = entry
      if (size > bestRatio * compressedSize)
        within(name)(`${compressedSize} bytes are said to hold ${size}, which they cannot.`)
      return {
        name,
        size,
        content: () => refusing(within(name), () => entry.getData(new Uint8ArrayWriter())) as Promise<Bytes>,
      }
    })
}

/** An archive of these members; `wide` says that numbers are written in 64 bits where 32 would do. */
export async function archiveOf(
  members: Iterable<readonly [name: string, content: () => Bytes]>,
  compress: boolean,
  wide = false,
): Promise<Bytes> {
  const { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } = await import('@zip.js/zip.js')
  const writer = new ZipWriter(new Uint8ArrayWriter(), {
    level: compress ? 6 : 0,
    lastModDate: firstDay,
    extendedTimestamp: false,
    dataDescriptor: false,
    useWebWorkers: false,
    ...(wide ? { zip64: true } : {}),
  })
  for (const [name, content] of members) await writer.add(name, new Uint8ArrayReader(content()))
  return (await writer.close()) as Bytes
}
