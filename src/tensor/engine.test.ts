import { afterEach, describe, expect, test, vi } from 'vitest'
import { sizeOf } from '../graph/shape.ts'
import { Adam } from '../optim/index.ts'
import { type Mode, memory, profile, settings, stats } from './engine.ts'
import {
  conv2d,
  foriLoop,
  jit,
  layerNorm,
  NablaError,
  type Tensor,
  tensor,
  type Variable,
  variable,
  variance,
} from './index.ts'

const before = settings()
afterEach(() => {
  settings(before)
})

const values = (size: number, seed: number): Float32Array =>
  Float32Array.from({ length: size }, (_, i) => ((((i + seed) * 7919) % 1013) / 1013 - 0.5) * 0.4)

const window = tensor(values(4 * 27, 1)).reshape([4, 3, 3, 3])

/** A small classifier and its training step. */
function model(): { step: (x: Tensor, y: Tensor) => Tensor; parameters: Variable[]; x: Tensor; y: Tensor } {
  const weights = [
    [12, 16],
    [16, 5],
  ].map(([m, n], i) => variable(tensor(values(m! * n!, i)).reshape([m!, n!])))
  const biases = [16, 5].map((n) => variable(tensor(values(n, 3))))
  const parameters = [...weights, ...biases]
  const optimizer = new Adam(parameters, { lr: 0.01 })
  const step = (x: Tensor, y: Tensor): Tensor => {
    optimizer.zeroGrad()
    const hidden = x.matmul(weights[0]!).add(biases[0]!).relu()
    const logits = hidden.matmul(weights[1]!).add(biases[1]!)
    const loss = logits.logsumexp(1).sub(logits.mul(y).sum(1)).mean()
    loss.backward()
    optimizer.step()
    return loss
  }
  const x = tensor(values(20 * 12, 5)).reshape([20, 12])
  const y = tensor(Float32Array.from({ length: 100 }, (_, i) => +(i % 5 === (i / 5) % 5))).reshape([20, 5])
  return { step, parameters, x, y }
}

function train(
  steps: number,
  wrap: (f: (x: Tensor, y: Tensor) => Tensor) => (x: Tensor, y: Tensor) => Tensor,
): number[] {
  const { step, x, y } = model()
  const run = wrap(step)
  return Array.from({ length: steps }, () => run(x, y).item())
}

describe('the engine', () => {
  test('computes in a mode as if there had been no other before', () => {
    const interpreted = (mode: Mode): number => {
      settings({ mode })
      const { interpreted } = stats()
      tensor(values(20, 3)).sin().sum().item()
      return stats().interpreted - interpreted
    }
    expect((['auto', 'compile', 'auto', 'interpret', 'auto'] as const).map(interpreted)).toEqual([
      1, 0, 1, 1, 1,
    ])
  })
  test.each([
    ['a chain', (x: Tensor) => x.mul(0.5).tanh().mul(x.exp()), [100], [10_000]],
    ['a product', (x: Tensor) => x.matmul(x), [10, 10], [80, 80]],
    ['products one by one', (x: Tensor) => x.matmul(x), [30, 10, 10], [600, 10, 10]],
    ['a convolution', (x: Tensor) => conv2d(x, window), [1, 3, 6, 6], [8, 3, 24, 24]],
    ['a sort', (x: Tensor) => x.sort(0), [100], [4000]],
    ['a loop', (x: Tensor) => foriLoop(0, 40, (_, h) => h.mul(x).sin(), x), [2], [64]],
  ] as const)(
    'of what is read, %s is compiled if eight computations make up for it: always the same bits',
    (_, f, small, large) => {
      settings({ mode: 'auto', threads: 1 })
      for (const [shape, tier] of [
        [small, 'interpreted'],
        [large, 'compiled'],
      ] as const) {
        settings({ memory: 2 ** 27 })
        settings({ memory: before.memory })
        const x = tensor(values(sizeOf(shape), 3)).reshape(shape)
        const known = stats()
        const [first, ...others] = [1, 2, 3].map(() => f(x).data())
        expect(stats()[tier] - known[tier]).toBe(tier === 'compiled' ? 1 : 3)
        for (const other of others) expect(other).toEqual(first)
      }
    },
  )
  test('trains as the interpreter does, lazily and under jit', () => {
    settings({ mode: 'interpret' })
    const reference = train(20, (f) => f)
    settings({ mode: 'compile', threads: 1 })
    for (const losses of [train(20, (f) => f), train(20, (f) => jit(f) as typeof f)])
      losses.forEach((loss, i) => {
        expect(loss).toBeCloseTo(reference[i]!, 4)
      })
  })

  test('a steady loop recompiles nothing, whatever numbers change, and takes no more memory', () => {
    settings({ mode: 'compile', threads: 1 })
    const { step, x, y } = model()
    for (let i = 0; i < 10; i++) step(x.mul(1 + i / 100), y).item()
    const started = stats()
    const { used } = memory()
    for (let i = 0; i < 500; i++) step(x.mul(1 + i / 1000), y).item()
    expect(stats().compiled).toBe(started.compiled)
    expect(stats().recompiled).toBe(started.recompiled)
    expect(stats().fallbacks).toEqual(started.fallbacks)
    expect(memory().used).toBe(used)
  })

  test.each([
    ['is read after the update', true],
    ['is never read', false],
  ])('a loop with updates written by hand, whose loss %s, compiles one program', (_, read) => {
    settings({ mode: 'compile', threads: 1 })
    const start = values(64, 1)
    const x = tensor(values(128, 2), { shape: [16, 8] })
    const losses = (steps: number): number[] => {
      const w = variable(start.slice(), { shape: [8, 8] })
      const seen: number[] = []
      for (let i = 0; i < steps; i++) {
        w.grad = undefined
        const loss = x.matmul(w).tanh().square().sum().add(w.square().sum())
        loss.backward()
        w.assign(w.sub(w.grad!.mul(1e-2)))
        if (read) seen.push(loss.item())
      }
      return [...seen, w.sum().item()]
    }
    losses(20)
    const { compiled } = stats()
    const got = losses(150)
    expect(stats().compiled - compiled).toBeLessThan(6)
    settings({ mode: 'interpret' })
    losses(150).forEach((want, i) => {
      expect(got[i]).toBeCloseTo(want, 4)
    })
  })

  test('a tensor keeps the value that it had when it was written', () => {
    settings({ mode: 'compile', threads: 1 })
    const { step, parameters, x, y } = model()
    for (let i = 0; i < 4; i++) step(x, y).item()
    const weights = parameters[0]!
    const lazy = weights.mul(2)
    const held = weights.detach()
    const expected = weights.data()
    step(x, y).item()
    step(x, y).item()
    expect(weights.data()).not.toEqual(expected)
    expect(held.data()).toEqual(expected)
    expect(lazy.data()).toEqual(expected.map((v) => v * 2))
  })

  test('values that are read late are right, and learned', () => {
    settings({ mode: 'compile', threads: 1 })
    const x = tensor(values(300, 1))
    const counts: number[] = []
    for (let i = 0; i < 8; i++) {
      const shifted = x.add(i).exp()
      const total = shifted.sum()
      expect(total.mul(0).item()).toBe(0)
      expect(shifted.data()[7]! / Math.exp(x.data()[7]! + i)).toBeCloseTo(1, 5)
      counts.push(stats().compiled)
    }
    expect(counts.at(-1)).toBe(counts.at(-3))
  })

  test('threads give the same bits', () => {
    const run = (threads: number): Float32Array => {
      settings({ mode: 'compile', threads })
      const a = tensor(values(300 * 200, 2)).reshape([300, 200])
      return a.matmul(a.transpose()).tanh().sum(0).data() as Float32Array
    }
    expect(run(2)).toEqual(run(1))
  })

  test('an update in place by threads that is the first program of all', () => {
    settings({ mode: 'compile', threads: 1 })
    settings({ threads: 2 })
    const v = variable(values(200_000, 1), { requiresGrad: false })
    const wanted = v.data().map((x) => Math.fround(x + 1))
    jit(() => void v.assign(v.add(1)))()
    expect(v.data()).toEqual(wanted)
  })

  test('too little memory is an error that names the tensor, and the engine works on', () => {
    settings({ mode: 'compile', threads: 1, memory: 8 * 2 ** 20 })
    const large = tensor(values(1 << 20, 1))
    expect(() =>
      large
        .mul(2)
        .add(
          large
            .reshape([1024, 1024])
            .matmul(large.reshape([1024, 1024]))
            .reshape([-1]),
        )
        .eval(),
    ).toThrow(/needs .* MiB/)
    expect(tensor([1, 2, 3]).exp().sum().item()).toBeCloseTo(30.19, 1)
  })

  test('settings that do not exist, or cannot be so, are refused', () => {
    const kept = settings()
    for (const wrong of [
      { mode: 'fast' },
      { threads: 0 },
      { threads: 1.5 },
      { memory: -1 },
      { memory: 2 ** 33 },
      { vectors: 512 },
      { workers: 3 },
      { thread: 2 },
      { mode: 'interpret', threads: Number.NaN },
    ])
      expect(() => settings(wrong as never)).toThrow(NablaError)
    expect(() => settings({ thread: 2 } as never)).toThrow(
      "engine.settings: there is no option 'thread': the options are an object of mode, threads, memory, vectors, workers.",
    )
    expect(() => settings(null as never)).toThrow(/options are given as null/)
    expect(() => profile(() => {}, { warmup: 3 } as never)).toThrow(/there is no option 'warmup'/)
    expect(settings({ threads: undefined } as never)).toEqual(kept)
    expect(() => settings({ memory: 100 })).toThrow(/memory is 100: it must be a whole number of bytes from/)
    expect(settings()).toEqual(kept)
  })
})

test('long sums inside a fused kernel round no more than short ones', () => {
  settings({ mode: 'compile', threads: 1 })
  // the mean is taken within the same kernel as what is done with it
  const n = 400_000
  const x = Float32Array.from({ length: n }, (_, i) => 1e4 + ((i * 7919) % 1024) / 1024)
  const moments = (values: Float32Array): [mean: number, variance: number] => {
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length
    return [mean, values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length]
  }
  const [mean, exact] = moments(x)
  const off = (found: number, want: number): number => Math.abs(found / want - 1)
  expect(off(jit((t: Tensor) => variance(t))(tensor(x)).item(), exact)).toBeLessThan(1e-3)
  const columns = jit((t: Tensor) => variance(t, 0))(tensor(x).reshape([n / 8, 8])).data()
  columns.forEach((found, k) => {
    expect(off(found, moments(x.filter((_, i) => i % 8 === k))[1])).toBeLessThan(1e-3)
  })
  const normal = jit((t: Tensor) => layerNorm(t, [n]))(tensor(x)).data()
  // an ulp of the mean in float32 is 0.0034 standard deviations
  normal.forEach((y, i) => {
    const away = Math.abs(y - (x[i]! - mean) / Math.sqrt(exact))
    if (!(away < 0.02)) expect({ i, away }).toEqual({ i, away: 0 })
  })
})

test('Deno, which would ask the user for leave to do so, reads no variable of the environment', async () => {
  vi.stubEnv('NABLA_ENGINE', 'interpret')
  vi.resetModules()
  expect((await import('./engine.ts')).settings().mode).toBe('interpret')
  vi.stubGlobal('Deno', {})
  vi.resetModules()
  expect((await import('./engine.ts')).settings().mode).toBe('auto')
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
})
