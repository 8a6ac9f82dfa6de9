import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { type DType, Tensor, tensor } from '../tensor/index.ts'
import { decodeNpy, encodeNpy, NpyError } from './index.ts'
import { readNpy, writeNpy } from './node/index.ts'

/** A file as NumPy 2 writes it: its header, and its elements in hexadecimal digits. */
function file(header: string, elements: string, version = 1): Uint8Array<ArrayBuffer> {
  const start = version === 1 ? 10 : 12
  const end = Math.ceil((start + header.length + 1) / 64) * 64
  const text = `\u0093NUMPY${String.fromCharCode(version)}\0${String.fromCharCode(end - start)}`
  const head = `${text.padEnd(start, '\0')}${header}`.padEnd(end - 1)
  return Uint8Array.from([
    ...Array.from(`${head}\n`, (c) => c.charCodeAt(0)),
    ...Buffer.from(elements, 'hex'),
  ])
}
const header = (descr: string, fortran: 'True' | 'False', shape: string): string =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`

/** A file of version 2 with a header of any length. */
function sized(head: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(12 + head.length)
  bytes.set(file('', '', 2).subarray(0, 8))
  new DataView(bytes.buffer).setUint32(8, head.length, true)
  bytes.set(new TextEncoder().encode(head), 12)
  return bytes
}

/** A file of version 2, whose length of the header takes more than 16 bits. */
function long(): Uint8Array<ArrayBuffer> {
  const bytes = sized(`${header('<i4', 'False', '(1,)').padEnd(70_003)}\n????`)
  new DataView(bytes.buffer).setUint32(8, bytes.length - 16, true)
  return bytes.fill(255, -4).fill(253, -4, -3)
}

const f4 = '0000c03f000000c00000807f000000000000804000000080'

test.each<[string, Uint8Array<ArrayBuffer>, DType, unknown]>([
  [
    'f4',
    file(header('<f4', 'False', '(2, 3)'), f4),
    'float32',
    [
      [1.5, -2, Infinity],
      [0, 4, -0],
    ],
  ],
  [
    'columns of big-endian f8',
    file(
      header('>f8', 'True', '(2, 3)'),
      '3ff80000000000000000000000000000c00000000000000040100000000000007ff00000000000008000000000000000',
    ),
    'float64',
    [
      [1.5, -2, Infinity],
      [0, 4, -0],
    ],
  ],
  [
    'f2 of version 2',
    file(header('<f2', 'False', '(2, 3)'), '003e00c0007c000000440080', 2),
    'float32',
    [
      [1.5, -2, Infinity],
      [0, 4, -0],
    ],
  ],
  ['i8', file(header('<i8', 'False', '(2,)'), 'fdffffffffffffff0700000000000000'), 'int32', [-3, 7]],
  ['one truth value', file(header('|b1', 'False', '()'), '01'), 'bool', true],
  ['i4 of version 3', file(header('<i4', 'False', '(1,)'), 'fdffffff', 3), 'int32', [-3]],
  ['a header longer than version 1 has', long(), 'int32', [-3]],
  ['nothing', file(header('|u1', 'False', '(0, 3)'), ''), 'int32', []],
])('what NumPy wrote: %s', (_, bytes, dtype, elements) => {
  // a place in memory that is no multiple of anything
  const odd = new Uint8Array(bytes.length + 1)
  odd.set(bytes, 1)
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length))
  shared.set(bytes)
  for (const given of [bytes, bytes.buffer, odd.subarray(1), shared]) {
    const x = decodeNpy(given)
    expect([x.dtype, x.toArray()]).toEqual([dtype, elements])
  }
})

test('float32 and int32 are written as NumPy writes them, byte by byte', () => {
  expect(
    encodeNpy([
      [1.5, -2, Infinity],
      [0, 4, -0],
    ]),
  ).toEqual(file(header('<f4', 'False', '(2, 3)'), f4))
  expect(encodeNpy(tensor([-3, 7], { dtype: 'int32' }))).toEqual(
    file(header('<i4', 'False', '(2,)'), 'fdffffff07000000'),
  )
  // what is turned is written row by row
  expect(
    decodeNpy(
      encodeNpy(
        tensor([
          [1, 2],
          [3, 4],
        ]).transpose(),
      ),
    ).toArray(),
  ).toEqual([
    [1, 3],
    [2, 4],
  ])
})

test('every tensor comes back', () => {
  const dtypes = fc.constantFrom<DType>('float32', 'float64', 'int32', 'uint32', 'bool')
  fc.assert(
    fc.property(dtypes, fc.array(fc.nat(3), { maxLength: 4 }), fc.double(), (dtype, shape, first) => {
      const size = shape.reduce((product, n) => product * n, 1)
      const x = tensor(
        Float64Array.from({ length: size }, (_, i) => first + i),
        { dtype, shape },
      )
      const again = decodeNpy(encodeNpy(x))
      expect([again.dtype, again.shape, again.data()]).toEqual([dtype, shape, x.data()])
    }),
  )
})

test.each<[string, unknown, string]>([
  ['no bytes', 'x.npy', "what is to be read is string: give the file's bytes"],
  ['no such file', new Uint8Array(20), 'the bytes are no .npy file.'],
  ['an archive', new TextEncoder().encode('PK0123456789'), 'but a .npz (zip): read it by decodeNpz.'],
  [
    'an unknown version',
    file(header('<f4', 'False', '()'), '00000000', 4),
    'the file has version 4: this reads 1 to 3.',
  ],
  [
    'a broken header',
    file(header('<f4', 'False', '()'), '').subarray(0, 40),
    'the file ends after 40 bytes, inside its header of 128.',
  ],
  [
    'fields',
    file("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }", ''),
    'it must tell descr (of one number)',
  ],
  [
    'complex numbers',
    file(header('<c8', 'False', '(1,)'), '0000000000000000'),
    'its dtype is c8: this reads f8, f4',
  ],
  [
    'an element too few',
    file(header('<f4', 'False', '(2,)'), '00000000'),
    '4 bytes follow the header, and shape [2] of f4 takes 8.',
  ],
  [
    'an element too many',
    file(header('<f4', 'False', '()'), '0000000000000000'),
    '8 bytes follow the header, and shape [] of f4 takes 4.',
  ],
  [
    'extents that no integer of a double tells',
    file(header('<f4', 'False', '(0, 9007199254740993)'), ''),
    'its shape is [0,9007199254740992]: no tensor has such extents.',
  ],
  [
    'a header of millions of extents',
    sized(header('<f4', 'False', `(${'1,'.repeat(3_000_000)}x`)),
    'its header ends at byte 6000067: this reads up to 262144.',
  ],
  ['large integers', file(header('<i8', 'False', '()'), '0000000000010000'), 'it holds i8 beyond int32'],
])('%s: refused', (_, bytes, message) => {
  const read = () => decodeNpy(bytes as Uint8Array)
  expect(read).toThrow(NpyError)
  expect(read).toThrow(message)
  expect(read).toThrow(/^decodeNpy: /)
  expect(read).toThrow(expect.objectContaining({ operation: 'decodeNpy' }))
})

const folder = mkdtempSync(join(tmpdir(), 'npy-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('files are written and read, and named where they are damaged', async () => {
  const path = join(folder, 'x.npy')
  await writeNpy(path, [1, 2])
  const x = await readNpy(path)
  expect(x).toBeInstanceOf(Tensor)
  expect(x.toArray()).toEqual([1, 2])
  writeFileSync(path, 'nothing of this kind')
  await expect(readNpy(path)).rejects.toThrow(NpyError)
  await expect(readNpy(path)).rejects.toThrow(`readNpy: ${path}: the bytes are no .npy file.`)
})
