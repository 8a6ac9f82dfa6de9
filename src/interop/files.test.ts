import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { NablaError, tensor } from '../tensor/index.ts'
import { NpyError, SafetensorsError } from './index.ts'
import {
  FileError,
  readCheckpoint,
  readNpy,
  readNpz,
  readSafetensors,
  writeCheckpoint,
  writeNpy,
  writeNpz,
  writeSafetensors,
} from './node/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'nabla-files-'))
afterAll(() => rmSync(folder, { recursive: true }))

const reads = { readSafetensors, readCheckpoint, readNpy, readNpz }
const writes = {
  writeSafetensors: (path: never) => writeSafetensors(path, { a: tensor([1]) }),
  writeCheckpoint: (path: never) => writeCheckpoint(path, { a: tensor([1]) }),
  writeNpz: (path: never) => writeNpz(path, { a: [1] }),
  writeNpy: (path: never) => writeNpy(path, [1]),
}
const calls: Readonly<Record<string, (path: never) => Promise<unknown>>> = {
  ...reads,
  ...writes,
}

test.each(Object.entries(calls))('%s refuses what is no path', async (name, call) => {
  for (const [path, told] of [
    [undefined, 'undefined'],
    ['', '""'],
    ['a\0b', '"a\\u0000b"'],
    [Symbol('p'), 'Symbol(p)'],
    [new Uint8Array(2), 'a Uint8Array'],
    [new URL('https://example.org/a'), 'https://example.org/a'],
  ] as const)
    await expect(call(path as never)).rejects.toThrow(
      new FileError(name, '', `the path is ${told}: it must be that of a file, as 'model.safetensors'.`),
    )
})

test.each(Object.entries(reads))(
  '%s names the file that it cannot read, with the reason',
  async (name, read) => {
    const path = join(folder, 'none')
    const error = await read(path).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(NablaError)
    expect(error).toMatchObject({
      name: 'FileError',
      operation: name,
      path,
      code: 'ENOENT',
      cause: { code: 'ENOENT' },
      message: `${name}: ${path}: there is no such file (ENOENT).`,
    })
    await expect(read(folder)).rejects.toThrow(
      `${name}: ${folder}: it is a folder: name a file in it (EISDIR).`,
    )
    await expect(read(join(folder, 'short'))).rejects.toThrow(FileError)
    writeFileSync(join(folder, 'short'), 'abc')
    await expect(read(join(folder, 'short'))).rejects.toThrow(
      new RegExp(`^${name}: ${join(folder, 'short')}: `),
    )
    rmSync(join(folder, 'short'))
  },
)

test.each(Object.entries(writes))('%s leaves nothing where it cannot write', async (name, write) => {
  await expect(write(join(folder, 'none', 'a') as never)).rejects.toThrow(
    'there is no such folder: make it first, by mkdir (ENOENT).',
  )
  await expect(write(folder as never)).rejects.toThrow(`${name}: ${folder}: `)
  writeFileSync(join(folder, 'file'), 'abc')
  await expect(write(join(folder, 'file', 'a') as never)).rejects.toThrow('a part of the path is no folder')
  expect(readdirSync(folder)).toEqual(['file'])
  rmSync(join(folder, 'file'))
})

test('a URL names a file, and what cannot be written is told by the function that was called', async () => {
  const url = pathToFileURL(join(folder, 'a b'))
  await writeNpy(url, [1, 2])
  expect((await readNpy(url)).toArray()).toEqual([1, 2])
  await expect(readSafetensors(url)).rejects.toThrow(SafetensorsError)
  rmSync(url)
  await expect(writeNpy(url, Symbol('x') as never)).rejects.toThrow(/^writeNpy: .*a b: an element is Sym/)
  await expect(writeCheckpoint(url, { a: () => 1 })).rejects.toThrow(/^writeCheckpoint: .*a b: a is a func/)
  await expect(writeSafetensors(url, { a: 'x' as never })).rejects.toThrow(/^writeSafetensors: .*"a"/)
  await expect(writeSafetensors(url, {}, { metadata: null as never })).rejects.toThrow(
    'metadata is null: it must be texts by name',
  )
  await expect(writeSafetensors(url, {}, { metadat: {} } as never)).rejects.toThrow(
    /^writeSafetensors: .*there is no option 'metadat'/,
  )
  writeFileSync(url, 'PK')
  await expect(readNpy(url)).rejects.toThrow(NpyError)
  rmSync(url)
  expect(readdirSync(folder)).toEqual([])
})
