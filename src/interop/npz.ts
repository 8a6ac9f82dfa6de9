import type { Bytes } from '../bytes.ts'
import { named, shown } from '../errors.ts'
import { optionsOf } from '../options.ts'
import { Tensor, type TensorLike } from '../tensor/core.ts'
import { bytesFrom } from './bytes.ts'
import { arrayOf, encodeNpy, NpyError } from './npy.ts'
import { archiveOf, type Member, membersOf } from './zip.ts'

export interface NpzReading {
  /** Reads these arrays only; all if left out. */
  readonly names?: readonly string[] | undefined
  /** How many bytes the arrays may take unpacked, all together (2 GiB). */
  readonly limit?: number
}
export interface NpzOptions {
  /** Deflates the arrays, as `np.savez_compressed` does. */
  readonly compress?: boolean
}

/** What each member's name ends with, which is no part of the array's. */
const suffix = '.npy'
/** The bytes that a zip has for the length of a name. */
const longest = 0xffff
const encoded = /* @__PURE__ */ named('encodeNpz', encodeNpy)
/** Names that lead out of the folder that an archive is unpacked into, which are not read either, or that end before their end. */
const isAstray = (name: string): boolean => /^[/\\]|\0/.test(name) || name.split(/[/\\]/).includes('..')

const refusing =
  (operation: string, name?: string) =>
  (message: string): never => {
    throw new NpyError(operation, `${name === undefined ? '' : `array ${shown(name)}: `}${message}`)
  }

const nameOf = (member: string): string =>
  member.endsWith(suffix) ? member.slice(0, -suffix.length) : member

/** The members that hold arrays, by the arrays' names. */
async function arraysOf(bytes: Bytes): Promise<Map<string, Member>> {
  const found = new Map<string, Member>()
  const within = (member: string) => refusing('decodeNpz', nameOf(member))
  for (const member of await membersOf(bytes, refusing('decodeNpz'), within)) {
    const name = nameOf(member.name)
    if (found.has(name)) refusing('decodeNpz', name)('it stands in the archive twice.')
    found.set(name, member)
  }
  return found
}

/**
 * The arrays of a .npz file, as `np.savez` and `np.savez_compressed` write it, by their names. Each is read as by `decodeNpy`.
 *
 * Throws: NpyError for anything but a whole archive of arrays, for one that would take more than `limit` bytes, and for names that
 * lead out of a folder (`../x`). The bytes of each array are compared with their checksum.
 *
 * @example
 * const { x, y } = await decodeNpz(await (await fetch('data.npz')).arrayBuffer())
 */
export async function decodeNpz(
  bytes: Uint8Array | ArrayBuffer,
  options?: NpzReading,
): Promise<Record<string, Tensor>> {
  const { names, limit } = optionsOf('decodeNpz', options, { names: undefined, limit: 2 ** 31 })
  const given = bytesFrom('decodeNpz', bytes, NpyError)
  const refuse = refusing('decodeNpz')
  if (!(limit >= 0)) refuse(`the limit is ${shown(limit)}: it must be a number of bytes.`)
  if (names !== undefined && !Array.isArray(names)) refuse(`the names are ${shown(names)}: give a list.`)
  const arrays = await arraysOf(given)
  const wanted = (names ?? [...arrays.keys()]).map((name): [string, Member] => [
    name,
    arrays.get(name) ?? refuse(`there is no array ${shown(name)}: there are ${shown([...arrays.keys()])}.`),
  ])
  const total = wanted.reduce((sum, [, { size }]) => sum + size, 0)
  if (total > limit)
    refuse(
      `the arrays take ${total} bytes unpacked, above the limit of ${limit}: raise it, or read some by names.`,
    )
  const found: [string, Tensor][] = []
  for (const [name, member] of wanted) {
    const refuse = refusing('decodeNpz', name)
    found.push([name, arrayOf(await member.content(), refuse)])
  }
  return Object.fromEntries(found)
}

/**
 * The bytes of a .npz file with tensors by their names, which `np.load` reads. A name may have folders (`layer/weight`), as `np.savez`
 * allows.
 *
 * Throws: NpyError for names that an archive cannot hold.
 *
 * @example
 * const bytes = await encodeNpz({ x: [1, 2, 3], y: [[1], [0]] }, { compress: true })
 */
export async function encodeNpz(
  tensors: Readonly<Record<string, TensorLike>>,
  options?: NpzOptions,
): Promise<Bytes> {
  const { compress } = optionsOf('encodeNpz', options, { compress: false })
  const isList = Array.isArray(tensors) || ArrayBuffer.isView(tensors)
  if (typeof tensors !== 'object' || tensors === null || tensors instanceof Tensor || isList)
    refusing('encodeNpz')('there are no tensors by name: give { name: tensor }.')
  const entries = Object.entries(tensors)
  for (const [name] of entries)
    if (isAstray(name) || /\p{Surrogate}/u.test(name) || 3 * name.length + suffix.length > longest)
      refusing('encodeNpz', name)('no array of an archive can have this name: choose another.')
  return archiveOf(
    entries.map(([name, x]) => [`${name}${suffix}`, () => encoded(x)] as const),
    compress,
  )
}
