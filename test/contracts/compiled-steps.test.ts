import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  cholesky,
  convTranspose2d,
  cumprod,
  cumsum,
  diagonal,
  einsum,
  engine,
  eye,
  grad,
  inv,
  logcumsumexp,
  manualSeed,
  rfft,
  slogdet,
  solve,
  solveTriangular,
  sort,
  type Tensor,
  tensor,
  topk,
} from '../../src/index.ts'
import * as nn from '../../src/nn/index.ts'
import { SGD } from '../../src/optim/index.ts'

const settings = engine.settings()
beforeAll(() => engine.settings({ threads: 2 }))
afterAll(() => engine.settings(settings))

/** Numbers that do not repeat, the same in every run. */
function numbers(...shape: number[]): Tensor {
  const size = shape.reduce((product, extent) => product * extent, 1)
  return tensor(Float32Array.from({ length: size }, (_, i) => Math.sin(12.9898 * (i + 1)))).reshape(shape)
}
const whole = (limit: number, ...shape: number[]): Tensor => {
  const size = shape.reduce((product, extent) => product * extent, 1)
  return tensor(Int32Array.from({ length: size }, (_, i) => (i * 7) % limit)).reshape(shape)
}

/** Three steps of a model; what is left is its loss and its parameters. */
function trained(model: nn.Module, loss: () => Tensor): number[] {
  const optimizer = new SGD(model.parameters(), { lr: 0.05, momentum: 0.9 })
  const losses: number[] = []
  for (let step = 0; step < 3; step++) {
    const value = loss()
    value.backward()
    optimizer.step()
    optimizer.zeroGrad()
    losses.push(value.item())
  }
  return losses
}

const gradientOf = (f: (x: Tensor) => Tensor, ...shape: number[]): number[] => [
  ...grad(f)(numbers(...shape))
    .reshape([-1])
    .data(),
]
const plusIdentity = (x: Tensor, by: number): Tensor => x.add(eye(x.shape.at(-1)!).mul(by))

const steps: Readonly<Record<string, () => number[]>> = {
  'convolutions, pooling, normalisation, cross-entropy': () => {
    const model = new nn.Sequential(
      new nn.Conv2d(1, 8, 3, { padding: 1 }),
      new nn.BatchNorm2d(8),
      new nn.ReLU(),
      new nn.MaxPool2d(2),
      new nn.Conv2d(8, 8, 3, { groups: 8, stride: 2 }),
      new nn.AvgPool2d(2),
      new nn.Flatten(),
      new nn.Linear(8, 5),
    )
    return trained(model, () => nn.crossEntropy(model.forward(numbers(4, 1, 16, 16)), whole(5, 4)))
  },
  'one and three axes, transposed': () => {
    const model = new nn.Sequential(
      new nn.Conv3d(2, 4, 3, { stride: 2, padding: 1 }),
      new nn.GroupNorm(2, 4),
      new nn.GELU(),
      new nn.ConvTranspose3d(4, 2, 2, { stride: 2 }),
      new nn.MaxPool3d(2),
    )
    return trained(model, () =>
      model
        .forward(numbers(2, 2, 8, 8, 8))
        .square()
        .mean(),
    )
  },
  'embedding, dropout': () => {
    const model = new nn.Sequential(
      new nn.Embedding(50, 8),
      new nn.Flatten(),
      new nn.Dropout(0.3),
      new nn.Linear(32, 5),
    )
    return trained(model, () =>
      model
        .forward(whole(50, 2, 4))
        .square()
        .mean(),
    )
  },
  'attention, layer normalisation': () => {
    const model = new nn.TransformerEncoderLayer(16, 4, { dropout: 0 })
    return trained(model, () =>
      model
        .forward(numbers(2, 6, 16))
        .square()
        .mean(),
    )
  },
  recurrent: () => {
    const model = new nn.LSTM(4, 8)
    return trained(model, () =>
      model
        .forward(numbers(5, 2, 4))
        .output.square()
        .mean(),
    )
  },
  'Gaussian process': () =>
    gradientOf(
      (x) => {
        const l = cholesky(plusIdentity(x.matmul(x.transpose()), 12))
        const white = solveTriangular(l, numbers(12, 1))
        return white.square().sum().add(diagonal(l).log().sum())
      },
      12,
      12,
    ),
  'determinants and systems': () =>
    gradientOf(
      (x) => {
        const a = plusIdentity(x, 6)
        return slogdet(a)[1]
          .add(solve(a, numbers(9, 2)).square().sum())
          .add(inv(a).sum())
      },
      9,
      9,
    ),
  'order, running sums, spectra, sums of products': () =>
    gradientOf(
      (x) => {
        const spectrum = rfft(x)
        const running = cumsum(x, 1).square().sum().add(cumprod(x, 1).sum()).add(logcumsumexp(x, 0).sum())
        const order = topk(x, 3).values.sum().add(sort(x, 0).square().sum())
        const products = einsum('ij,jk,ik->', x, numbers(16, 4), numbers(8, 4))
        return running.add(order).add(products).add(spectrum.re.square().add(spectrum.im.square()).sum())
      },
      8,
      16,
    ),
  'a transposed convolution': () =>
    gradientOf(
      (x) =>
        convTranspose2d(x, numbers(3, 4, 3, 3), undefined, { stride: 2 })
          .square()
          .sum(),
      2,
      3,
      8,
      8,
    ),
}

test.each(Object.entries(steps))('%s: compiled without anything left to the host', (_, run) => {
  const before = engine.stats().fallbacks
  manualSeed(5)
  engine.settings({ mode: 'compile' })
  const compiled = run()
  expect(engine.stats().fallbacks).toEqual(before)
  manualSeed(5)
  engine.settings({ mode: 'interpret' })
  const interpreted = run()
  const scale = Math.max(...interpreted.map(Math.abs))
  compiled.forEach((value, i) => {
    expect(Math.abs(value - interpreted[i]!) / scale).toBeLessThan(2e-5)
  })
})
