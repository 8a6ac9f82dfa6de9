import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { NablaError, type Tensor, tensor } from '../tensor/index.ts'
import { decodeNpz, encodeNpy, encodeNpz, NpyError } from './index.ts'
import { readNpz, writeNpz } from './node/index.ts'
import { archiveOf } from './zip.ts'

/** As scripts/numpy-reference.py wrote them by NumPy. */
const written = (name: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(readFileSync(new URL(`../../test/fixtures/npz/${name}.npz`, import.meta.url)))
const told = (arrays: Readonly<Record<string, Tensor>>): unknown =>
  Object.entries(arrays).map(([name, x]) => [name, x.dtype, x.shape, Array.from(x.data(), Number)])
const wanted = [
  ['x', 'float64', [2, 3], [0, 0.5, 1, 1.5, 2, 2.5]],
  ['columns', 'float32', [2, 3], [0, 1, 2, 3, 4, 5]],
  ['one', 'bool', [], [1]],
  ['nothing', 'int32', [0, 3], []],
  ['folder/größe', 'int32', [400], Array.from({ length: 400 }, (_, i) => i - 200)],
]

test.each(['stored', 'deflated'])('what NumPy wrote, %s', async (name) => {
  const bytes = written(name)
  const odd = new Uint8Array(bytes.length + 1)
  odd.set(bytes, 1)
  for (const given of [bytes, bytes.buffer, odd.subarray(1)])
    expect(told(await decodeNpz(given))).toEqual(wanted)
  expect(Object.keys(await decodeNpz(bytes, { names: ['one', 'x'] }))).toEqual(['one', 'x'])
})

describe.each([false, true])('what was written comes back, compress: %s', (compress) => {
  test('whatever the names', async () => {
    const arrays: Record<string, Tensor> = {
      ...(await decodeNpz(written('stored'))),
      '': tensor(1),
      'a.npy': tensor(2),
      'b/c': tensor([]),
    }
    const bytes = await encodeNpz(Object.fromEntries([...Object.entries(arrays), ['__proto__', arrays.x!]]), {
      compress,
    })
    const found = await decodeNpz(bytes)
    expect(told(found)).toEqual([...(told(arrays) as unknown[]), ['__proto__', ...wanted[0]!.slice(1)]])
  })

  test('in the wide form that large archives have', async () => {
    const entries = [1, 2, 3].map((n) => [`${n}.npy`, () => encodeNpy([n, n])] as const)
    const bytes = await archiveOf(entries, compress, true)
    expect(bytes.length).toBeGreaterThan((await archiveOf(entries, compress)).length)
    expect(told(await decodeNpz(bytes))).toEqual([1, 2, 3].map((n) => [`${n}`, 'float32', [2], [n, n]]))
  })
})

test('folders of an archive are no arrays', async () => {
  const bytes = await archiveOf(
    [
      ['a/', () => new Uint8Array(0)],
      ['a/x.npy', () => encodeNpy(1)],
    ],
    false,
  )
  expect(Object.keys(await decodeNpz(bytes))).toEqual(['a/x'])
})

test('bytes are those of a zip: none is written otherwise than before', async () => {
  const bytes = await encodeNpz({ x: tensor([1, 2], { dtype: 'int32' }) })
  const text = (from: number, to: number): string => Buffer.from(bytes.subarray(from, to)).toString('hex')
  expect(text(0, 35)).toBe(
    // signature, version 10, no flags, stored, 1980-01-01, checksum by Python's zlib.crc32, two sizes, two lengths, name
    `504b0304${'0a00'}${'0000'}${'0000'}${'00002100'}${'0bf9aa2d'}${'88000000'.repeat(2)}${'05000000'}782e6e7079`,
  )
  expect(text(bytes.length - 22, bytes.length)).toBe(`504b0506${'00000000'}0100010033000000ab0000000000`)
})

test('a damaged archive is refused, or read to the same', { timeout: 60_000 }, async () => {
  for (const name of ['stored', 'deflated']) {
    const bytes = written(name)
    for (let length = 0; length < bytes.length; length += 7)
      await expect(decodeNpz(bytes.subarray(0, length))).rejects.toThrow(NpyError)
    for (let at = 0; at < bytes.length; at += name === 'stored' ? 5 : 3) {
      const changed = bytes.slice()
      changed[at]! ^= 1 << (at % 8)
      const found = await decodeNpz(changed).catch((error: unknown) => error)
      if (!(found instanceof NpyError))
        expect((told(found as Record<string, Tensor>) as unknown[][]).map((x) => x.slice(1))).toEqual(
          wanted.map((x) => x.slice(1)),
        )
    }
  }
})

const archive = (
  name: string,
  x: Uint8Array<ArrayBuffer> = encodeNpy([1]),
): Promise<Uint8Array<ArrayBuffer>> => archiveOf([[name, () => x]], false)
/** The archive with a number in the directory's only entry changed. */
async function entryWith(place: number, value: number, width = 4, compress = false): Promise<Uint8Array> {
  const bytes = await archiveOf([['x.npy', () => encodeNpy([1])]], compress)
  const view = new DataView(bytes.buffer)
  const at = view.getUint32(bytes.length - 6, true) + place
  if (width === 4) view.setUint32(at, value, true)
  else view.setUint16(at, value, true)
  return bytes
}

test.each<[string, () => unknown, string]>([
  ['no bytes', () => decodeNpz('x.npz' as never), "what is to be read is string: give the file's bytes"],
  [
    'another format',
    () => decodeNpz(encodeNpy([1])),
    'its bytes are not those of a whole archive: End of central directory not found',
  ],
  [
    'a name twice',
    async () =>
      decodeNpz(
        await archiveOf(
          [
            ['x', () => encodeNpy(1)],
            ['x.npy', () => encodeNpy(1)],
          ],
          false,
        ),
      ),
    'array "x": it stands in the archive twice',
  ],
  [
    'a name that leads out',
    async () => decodeNpz(await archive('a/../../x.npy')),
    'its bytes are not those of a whole archive: Unsafe filename',
  ],
  [
    'no array',
    async () => decodeNpz(await archive('x.txt', new Uint8Array(20))),
    'array "x.txt": the bytes are no .npy file',
  ],
  [
    'a member too large',
    async () => decodeNpz(await archive('x'), { limit: 100 }),
    'the arrays take 132 bytes unpacked, above the limit of 100',
  ],
  [
    'a bomb',
    async () => decodeNpz(await entryWith(24, 2 ** 30, 4, true)),
    'array "x": 75 bytes are said to hold 1073741824, which they cannot',
  ],
  [
    'more than was told',
    async () => decodeNpz(await entryWith(24, 100, 4, true)),
    'its bytes are not those of a whole archive',
  ],
  [
    'another checksum',
    async () => decodeNpz(await entryWith(16, 5)),
    'its bytes are not those of a whole archive',
  ],
  [
    'another checksum of deflated',
    async () => decodeNpz(await entryWith(16, 5, 4, true)),
    'its bytes are not those of a whole archive',
  ],
  [
    'an encrypted member',
    async () => decodeNpz(await entryWith(8, 1, 2)),
    'array "x": its bytes are not those of a whole archive',
  ],
  [
    'another method',
    async () => decodeNpz(await entryWith(10, 14, 2)),
    'array "x": its bytes are not those of a whole archive',
  ],
  [
    'a header elsewhere',
    async () => decodeNpz(await entryWith(42, 4)),
    'array "x": its bytes are not those of a whole archive: Local file header not found',
  ],
  [
    'names that are none',
    async () => decodeNpz(await archive('x'), { names: 'x' as never }),
    'the names are "x": give a list',
  ],
  ['a limit that is none', async () => decodeNpz(await archive('x'), { limit: NaN }), 'the limit is NaN'],
  [
    'an option that is none',
    async () => decodeNpz(await archive('x'), { name: ['x'] } as never),
    "there is no option 'name'",
  ],
  ['elements', () => encodeNpz(new Float32Array(2) as never), 'encodeNpz: there are no tensors by name'],
  ['no tensors', () => encodeNpz([1] as never), 'encodeNpz: there are no tensors by name'],
  ['a text', () => encodeNpz({ x: Symbol.iterator as never }), 'encodeNpz: '],
  [
    'a name that leads out, written',
    () => encodeNpz({ '../x': 1 }),
    'encodeNpz: array "../x": no array of an archive',
  ],
  [
    'a name from the root, written',
    () => encodeNpz({ '/x': 1 }),
    'no array of an archive can have this name',
  ],
  ['half a character', () => encodeNpz({ '\ud800': 1 }), 'no array of an archive can have this name'],
])('%s: refused', async (_, run, message) => {
  const found = Promise.resolve().then(run)
  await expect(found).rejects.toThrow(NablaError)
  await expect(found).rejects.toThrow(message)
  await expect(found).rejects.toThrow(/^(decode|encode)Npz: /)
})

test('a host without streams reads and writes all the same', async () => {
  vi.stubGlobal('CompressionStream', undefined)
  vi.stubGlobal('DecompressionStream', undefined)
  try {
    const bytes = await encodeNpz({ x: 1 }, { compress: true })
    expect(told(await decodeNpz(bytes))).toEqual([['x', 'float32', [], [1]]])
    expect(told(await decodeNpz(written('deflated')))).toEqual(wanted)
  } finally {
    vi.unstubAllGlobals()
  }
})

const folder = mkdtempSync(join(tmpdir(), 'npz-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('files are written and read, and named where they are damaged', async () => {
  const path = join(folder, 'x.npz')
  await writeNpz(path, { x: [1, 2], y: 3 }, { compress: true })
  expect(told(await readNpz(path, { names: ['y'] }))).toEqual([['y', 'float32', [], [3]]])
  writeFileSync(path, 'nothing of this kind')
  await expect(readNpz(path)).rejects.toThrow(`readNpz: ${path}: its bytes are not those of a whole archive`)
  await expect(writeNpz(path, { '../x': 1 })).rejects.toThrow(NpyError)
  expect(readFileSync(path, 'utf8')).toBe('nothing of this kind')
})
