import type { Tensor } from '../../src/index.ts'
import * as nabla from '../../src/index.ts'

const { random, slice } = nabla

/** An operation and what it is given; each has its counterpart of the same name in operations.py. */
export interface Operation {
  readonly f: (...args: Tensor[]) => unknown
  readonly args: readonly Tensor[]
}
type Row = readonly [f: (...args: Tensor[]) => unknown, ...args: Tensor[]]

const normal = (...shape: number[]): Tensor => random.normal(shape).detach()
const summed = (f: (x: Tensor) => Tensor) => nabla.grad((x: Tensor) => f(x).square().sum())

const neighbours = (x: Tensor): Tensor =>
  x.roll(1, 0).add(x.roll(-1, 0)).add(x.roll(1, 1)).add(x.roll(-1, 1)).mul(0.25)
const heat = (x: Tensor): Tensor => {
  const [rows, columns] = x.shape as [number, number]
  const part = (i: number, j: number): Tensor => x.at(slice(i, rows - 2 + i), slice(j, columns - 2 + j))
  return part(0, 1).add(part(2, 1)).add(part(1, 0)).add(part(1, 2)).mul(0.25).pad(1)
}

/** Operations by subject. Made anew by each call, from the seed of the default generator. */
export function operations(): Readonly<Record<string, Readonly<Record<string, Operation>>>> {
  const m = normal(1000, 1000)
  const v = normal(1_000_000)
  const d = m.astype('float64').detach()
  const b = normal(64, 64, 64)
  const images = normal(32, 64, 28, 28)
  const kernel = normal(64, 64, 3, 3)
  const positive = b.matmul(b.matrixTranspose()).add(nabla.eye(64).mul(10)).detach()
  const square = normal(500, 500)
  const table = normal(10_000, 128)
  const words = random.randint(0, 10_000, [4096])
  const places = random.randint(0, 1000, [1000, 1000])
  const list: Record<string, Record<string, Row>> = {
    'elementwise, 1e6 numbers': {
      'x + y': [(x, y) => x!.add(y!), v, v],
      exp: [(x) => x!.exp(), v],
      log: [(x) => x!.abs().log(), v],
      sin: [(x) => x!.sin(), v],
      tanh: [(x) => x!.tanh(), v],
      sigmoid: [(x) => x!.sigmoid(), v],
      erf: [(x) => x!.erf(), v],
      gelu: [(x) => x!.gelu(), v],
      'abs(x)^1.7': [(x) => x!.abs().pow(1.7), v],
      'x mod 0.3': [(x) => x!.remainder(0.3), v],
      'exp, float64': [(x) => x!.exp(), d],
      'where(x > 0, x, 2x)': [(x) => x!.gt(0).where(x!, x!.mul(2)), m],
      'clip to [-1, 1]': [(x) => x!.clip(-1, 1), m],
      'to int32': [(x) => x!.astype('int32'), m],
    },
    'movement, 1000 x 1000': {
      'transpose and add': [(x) => x!.t().add(1), m],
      concatenate: [(x, y) => nabla.concatenate([x!, y!], 1), m, m],
      'stack along the last axis': [(x, y) => nabla.stack([x!, y!], 2), m, m],
      flip: [(x) => x!.flip(1), m],
      roll: [(x) => x!.roll(13, 1), m],
      tril: [(x) => x!.tril(), m],
      'tile 2 x 2': [(x) => x!.tile([2, 2]), m],
      'pad by 1': [(x) => x!.pad(1), m],
    },
    'stencils, 1000 x 1000': {
      'neighbours on a ring, summed': [(x) => neighbours(x!).sum(), m],
      'gradient of their squares': [nabla.grad((x: Tensor) => neighbours(x).square().sum()), m],
      'ten steps of heat, inside a frame': [(x) => nabla.foriLoop(0, 10, (_, y) => heat(y), x!), m],
    },
    'reductions, 1000 x 1000': {
      'sum of all': [(x) => x!.sum(), m],
      'sum of columns': [(x) => x!.sum(0), m],
      'sum of rows': [(x) => x!.sum(1), m],
      'max of rows': [(x) => x!.max(1), m],
      'argmax of rows': [(x) => x!.argmax(1), m],
      'argmax of columns': [(x) => x!.argmax(0), m],
      'variance of rows': [(x) => x!.var(1), m],
      'standard deviation of all': [(x) => x!.std(), m],
      'logsumexp of rows': [(x) => x!.logsumexp(1), m],
      'product of rows': [(x) => x!.prod(1), m],
      'softmax of rows': [(x) => x!.softmax(1), m],
      'softmax of columns': [(x) => x!.softmax(0), m],
    },
    'order, 1000 x 1000': {
      'cumsum along rows': [(x) => x!.cumsum(1), m],
      'cumsum along columns': [(x) => x!.cumsum(0), m],
      'logcumsumexp along rows': [(x) => x!.logcumsumexp(1), m],
      'sort rows': [(x) => x!.sort(1), m],
      'sort columns': [(x) => x!.sort(0), m],
      'sort 1e6 numbers': [(x) => x!.sort(), v],
      'topk 10 of rows': [(x) => x!.topk(10), m],
      'median of rows': [(x) => x!.median(1), m],
    },
    indices: {
      'gather along rows, 1000 x 1000': [(x, i) => x!.gather(1, i!), m, places],
      'embedding of 4096 words, 128 wide': [(e, i) => nabla.embedding(i!, e!), table, words],
      'its gradient': [(e, i) => summed((x) => nabla.embedding(i!, x))(e!), table, words],
      'bincount of 4096': [(i) => i!.bincount(10_000), words],
    },
    products: {
      'matrix 1000 x 1000 by vector': [(x, y) => x!.matmul(y!), m, normal(1000)],
      'vector by matrix': [(x, y) => y!.matmul(x!), m, normal(1000)],
      'matmul 1000': [(x, y) => x!.matmul(y!), m, m],
      'matmul 512, float64': [
        (x, y) => x!.matmul(y!),
        normal(512, 512).astype('float64').detach(),
        normal(512, 512).astype('float64').detach(),
      ],
      '64 products of 64 x 64': [(x, y) => x!.matmul(y!), b, b],
      '4096 products of 8 x 8': [(x, y) => x!.matmul(y!), normal(4096, 8, 8), normal(4096, 8, 8)],
      'attention, 32 heads of 128 x 64': [
        (q, k, w) => q!.matmul(k!.matrixTranspose()).div(8).softmax(-1).matmul(w!),
        normal(32, 128, 64),
        normal(32, 128, 64),
        normal(32, 128, 64),
      ],
      'distances of 300 points in 64 dimensions': [
        (x, y) => x!.unsqueeze(1).sub(y!.unsqueeze(0)).square().sum(2),
        normal(300, 64),
        normal(300, 64),
      ],
    },
    'windows, 32 images of 64 x 28 x 28': {
      'conv2d 3x3, 64 channels': [(x, w) => nabla.conv2d(x!, w!, undefined, { padding: 1 }), images, kernel],
      'its gradients': [
        (x, w) =>
          nabla.grad((y: Tensor, k: Tensor) => nabla.conv2d(y, k, undefined, { padding: 1 }).square().sum(), {
            argnums: [0, 1],
          })(x!, w!),
        images,
        kernel,
      ],
      'conv2d, stride 2': [
        (x, w) => nabla.conv2d(x!, w!, undefined, { stride: 2, padding: 1 }),
        images,
        kernel,
      ],
      'conv2d 1x1, 128 channels': [(x, w) => nabla.conv2d(x!, w!), images, normal(128, 64, 1, 1)],
      'conv2d, depthwise': [
        (x, w) => nabla.conv2d(x!, w!, undefined, { padding: 1, groups: 64 }),
        images,
        normal(64, 1, 3, 3),
      ],
      'conv transpose 4x4, stride 2': [
        (x, w) => nabla.convTranspose2d(x!, w!, undefined, { stride: 2, padding: 1 }),
        images,
        normal(64, 32, 4, 4),
      ],
      'conv1d 5, 32 x 64 x 512': [
        (x, w) => nabla.conv1d(x!, w!, undefined, { padding: 2 }),
        normal(32, 64, 512),
        normal(64, 64, 5),
      ],
      'conv3d 3x3x3, 4 x 16 x 16 x 32 x 32': [
        (x, w) => nabla.conv3d(x!, w!, undefined, { padding: 1 }),
        normal(4, 16, 16, 32, 32),
        normal(16, 16, 3, 3, 3),
      ],
      'max pooling 2x2': [(x) => nabla.maxPool2d(x!, 2), images],
      'gradient of max pooling': [(x) => summed((y) => nabla.maxPool2d(y, 2))(x!), images],
      'average pooling 2x2': [(x) => nabla.avgPool2d(x!, 2), images],
      'bilinear interpolation to twice the size': [
        (x) => nabla.interpolate(x!, { scaleFactor: 2, mode: 'bilinear' }),
        images,
      ],
    },
    'linear algebra': {
      'cholesky of 64 of 64 x 64': [(x) => nabla.cholesky(x!), positive],
      'solve 64 of 64 x 64, 64 right sides': [(x, y) => nabla.solve(x!, y!), positive, b],
      'determinants of 64 of 64 x 64': [(x) => nabla.det(x!), positive],
      'QR of 64 of 64 x 64': [(x) => nabla.qr(x!), b],
      'eigenvectors of 64 of 64 x 64': [(x) => nabla.eigh(x!), positive],
      'SVD of 64 of 64 x 64': [(x) => nabla.svd(x!), b],
      'solve 500 x 500': [(x, y) => nabla.solve(x!, y!), square, normal(500, 1)],
      'QR of 500 x 500': [(x) => nabla.qr(x!), square],
      'eigenvectors of 300 x 300': [(x) => nabla.eigh(x!.add(x!.t())), normal(300, 300)],
      'singular values of 500 x 500': [(x) => nabla.svdvals(x!), square],
      'SVD of 300 x 300': [(x) => nabla.svd(x!), normal(300, 300)],
    },
    'transforms and random numbers': {
      'FFT of 1000 rows of 1000': [(x, y) => nabla.fft({ re: x!, im: y! }), m, m],
      'real FFT of 1000 rows of 1000': [(x) => nabla.rfft(x!), m],
      'FFT of 512 x 512': [(x, y) => nabla.fft2({ re: x!, im: y! }), normal(512, 512), normal(512, 512)],
      '1e6 normal numbers': [() => random.normal([1_000_000])],
      '1e6 uniform numbers': [() => random.uniform([1_000_000])],
    },
  }
  return Object.fromEntries(
    Object.entries(list).map(([subject, rows]) => [
      subject,
      Object.fromEntries(Object.entries(rows).map(([name, [f, ...args]]) => [name, { f, args }])),
    ]),
  )
}
