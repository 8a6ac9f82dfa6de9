import { optionsOf } from '../options.ts'
import { ArrayDataset, type Pair } from './dataset.ts'
import { IdxError, parseIdx } from './idx.ts'

export interface MnistOptions {
  /** Keeps the axes of an image: [1, 28, 28] instead of [784] (false). */
  readonly image?: boolean
}

/**
 * Images of MNIST (or of a set in the same format, as Fashion-MNIST) with their labels, from the bytes of the two files.
 * Pixels are float32 from 0 to 1, labels int32; in memory they stay bytes.
 * Shapes: images [n, 784] or [n, 1, 28, 28], labels [n]
 */
export function mnist(
  images: Uint8Array | ArrayBuffer,
  labels: Uint8Array | ArrayBuffer,
  options?: MnistOptions,
): ArrayDataset<Pair> {
  const { image } = optionsOf('mnist', options, { image: false })
  const pictures = parseIdx(images, 'images')
  const classes = parseIdx(labels, 'labels')
  if (pictures.shape.length !== 3 || !(pictures.data instanceof Uint8Array))
    throw new IdxError(
      'images',
      `the file holds [${pictures.shape.join(', ')}]: images are bytes with the axes [count, rows, columns].`,
    )
  if (classes.shape.length !== 1 || !(classes.data instanceof Uint8Array))
    throw new IdxError(
      'labels',
      `the file holds [${classes.shape.join(', ')}]: labels are bytes with one axis. Are the files swapped?`,
    )
  const [count, rows, columns] = pictures.shape as [number, number, number]
  if (count !== classes.shape[0])
    throw new IdxError(
      'labels',
      `there are ${classes.shape[0]} labels for ${count} images: do the files belong together?`,
    )
  return new ArrayDataset(
    {
      data: pictures.data,
      shape: image ? [1, rows, columns] : [rows * columns],
      dtype: 'float32',
      scale: 1 / 255,
      fixed: true,
    },
    { data: classes.data, shape: [], dtype: 'int32' },
  )
}
