import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { compiledOnOneThread, numbers } from '../../test/support/compiled.ts'
import { profileTable } from '../compile/bridge/profile-table.ts'
import type { KernelProfile } from '../compile/bridge/profiler.ts'
import { apply, define, none } from '../graph/node.ts'
import type { Row } from '../ops/row.ts'
import {
  cholesky,
  conv2d,
  det,
  engine,
  eye,
  grad,
  jit,
  NablaError,
  qr,
  scan,
  slice,
  Tensor,
  tensor,
  variable,
  vmap,
} from './index.ts'

compiledOnOneThread()

/** The line of this file that the caller stands in, and those after it. */
function linesFromHere(): (after: number) => string {
  const line = Number(/profile\.test\.ts:(\d+)/.exec(new Error().stack!.split('\n')[2]!)![1])
  return (after) => `profile.test.ts:${line + after}:`
}

const square = (n: number, seed: number): Tensor => tensor(numbers(n * n, seed)).reshape([n, n])
const places = (f: () => void): string[] =>
  engine.profile(f, { warmUp: 1 }).kernels.map(({ source }) => source ?? 'none')

describe('a profile says of every kernel in which line its operation was written', () => {
  const [w, u, x] = [square(32, 1), square(32, 2), square(32, 3)]

  test('gradients too: in the line of what they are the gradient of', () => {
    const at = linesFromHere()
    const loss = (w: Tensor, u: Tensor): Tensor => {
      const hidden = x.matmul(w).tanh()
      const out = hidden.matmul(u)
      return out.square().sum()
    }
    const gradient = jit(grad(loss, { argnums: [0, 1] }))
    const found = places(() => void gradient(w, u))
    for (const place of found) expect(place).toMatch(/profile\.test\.ts/)
    // each product forward, and for what its gradients need
    for (const line of [2, 3])
      expect(found.filter((place) => place.includes(at(line))).length).toBeGreaterThanOrEqual(2)
  })

  test('in loops, their gradients and what is taken out of them, under vmap, and where places are looked up', () => {
    const at = linesFromHere()
    const run = (w: Tensor, u: Tensor): Tensor => {
      const [, states] = scan(
        (h: Tensor, y: Tensor) => {
          const a = h.matmul(w)
          const next = a.add(y.matmul(u)).tanh()
          return [next, next]
        },
        x,
        tensor(numbers(4 * 32 * 32, 5)).reshape([4, 32, 32]),
      ) as [Tensor, Tensor]
      return states.square().sum()
    }
    const gradient = jit(grad(run, { argnums: [0, 1] }))
    const looped = places(() => void gradient(w, u))
    for (const place of looped) expect(place).toMatch(/profile\.test\.ts/)
    for (const line of [4, 5]) expect(looped.some((place) => place.includes(at(line)))).toBe(true)

    const here = linesFromHere()
    const rows = jit((rows: Tensor, at: Tensor) => vmap((row: Tensor) => row.exp().take(at).sum())(rows))
    for (const place of places(() => void rows(w, tensor([3, 1], { dtype: 'int32' }))))
      expect(place).toContain(here(1))
  })

  test('of functions that compute the same, each its own', () => {
    const at = linesFromHere()
    const first = jit((x: Tensor) => x.matmul(w).relu())
    const second = jit((x: Tensor) => x.matmul(w).relu())
    const found = places(() => void [first(x), second(x)]).map((place) => /profile.*/.exec(place)![0])
    expect(found.map((place) => place.replace(/\d+\)?$/, '')).sort()).toEqual([at(1), at(2)])
  })
})

describe('the table of a profile', () => {
  const many = jit((x: Tensor) => {
    let y = x
    for (let i = 0; i < 50; i++) y = y.matmul(x).softmax(1)
    return y
  })
  const result = engine.profile(() => void many(square(16, 1)), { warmUp: 0 })

  test('fits in as many columns as there are, and sums up what is small', () => {
    expect(result.kernels.length).toBeGreaterThan(60)
    // as wide as the numbers of a calm machine
    const kernels = result.kernels.map((kernel) => ({ ...kernel, milliseconds: 0.1, shareOfPeak: 0.5 }))
    for (const columns of [80, 100, 120, 200]) {
      const lines = profileTable({ ...result, kernels }, columns).split('\n')
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns)
      expect(lines[0]!.includes('results')).toBe(columns > 80)
      expect(lines[2]).toContain('profile.test.ts:')
      expect(lines.join('\n')).toMatch(new RegExp(`${result.kernels.length - 40} more\n`))
    }
    expect(result.toString(100)).toBe(profileTable(result, 100))
    expect(String(result)).toBe(result.toString(process.stdout.columns ?? 120))
    expect(inspect(result)).toBe(String(result)) // what console.log shows
  })

  test('counts one kernel, and names no peak where there is none', () => {
    const one = engine.profile(() => void tensor(numbers(5000, 1)).exp().sum().item(), { warmUp: 0 })
    const kernels = one.kernels.slice(0, 1)
    expect(profileTable({ ...one, kernels })).toContain(' of it in 1 kernel;')
    expect(profileTable({ ...one, peakFlops: Number.NaN, threads: 1 })).toMatch(/[\d.-]+ GFLOPS on 1 thread$/)
    expect(profileTable({ ...one, peakFlops: 5e9, threads: 2 })).toMatch(
      / of at most 5\.0 GFLOPS on 2 threads$/,
    )
  })

  test('is not made of a function that goes on later', () => {
    expect(() => engine.profile(async () => {})).toThrow(NablaError)
    expect(() => engine.profile(async () => {})).toThrow(
      /engine\.profile: the function returned a promise: .* a step of fit/,
    )
  })
})

describe('what a profile measures', () => {
  test('a profile names kernels, their time and where they come from', () => {
    const result = engine.profile(() => {
      tensor(numbers(1000, 1)).exp().sum().item()
    })
    expect(result.kernels.length).toBeGreaterThan(0)
    expect(String(result)).toContain('GFLOPS')
    expect(result.kernels[0]!.source).toContain('profile.test')
    expect(JSON.parse(result.toTrace()).traceEvents.length).toBeGreaterThan(0)
  })

  test('a profile counts operations and bytes, and knows the lines of what was traced before', () => {
    const a = tensor(numbers(64 * 100, 1)).reshape([64, 100])
    const b = tensor(numbers(100 * 32, 2)).reshape([100, 32])
    const product = jit((x: Tensor, y: Tensor) => x.matmul(y).relu())
    product(a, b)
    const { kernels, peakFlops } = engine.profile(() => void product(a, b).eval())
    expect(kernels).toHaveLength(1)
    const [kernel] = kernels
    expect(kernel!.flops).toBeGreaterThanOrEqual(2 * 64 * 100 * 32)
    expect(kernel!.flops).toBeLessThanOrEqual(2 * 64 * 100 * 32 + 4 * 64 * 32)
    expect(kernel!.bytes).toBe(4 * (64 * 100 + 100 * 32 + 64 * 32))
    expect(kernel!.source).toContain('profile.test')
    expect(kernel!.name).toMatch(/^dot_general\+\w+_\d+$/)
    expect(peakFlops).toBeGreaterThan(1e9)
    expect(kernel!.shareOfPeak).toBeCloseTo(kernel!.flops / (kernel!.milliseconds / 1000) / peakFlops, 6)

    const image = tensor(numbers(2 * 3 * 100, 3)).reshape([2, 3, 10, 10])
    const weights = tensor(numbers(8 * 3 * 9, 4)).reshape([8, 3, 3, 3])
    const convolved = engine.profile(() => void conv2d(image, weights).eval()).kernels[0]!
    expect(convolved.flops).toBe(2 * 2 * 8 * 64 * 27)
    // windows overlap: the image is read once
    expect(convolved.bytes).toBe(4 * (600 + 8 * 27 + 2 * 8 * 64))

    // float32 as far as the machine's peak goes, though its results are converted where they are written
    const wide = jit((x: Tensor, y: Tensor) => x.matmul(y).astype('float64'))
    const converted = engine.profile(() => void wide(a, b).eval())
    const [{ flops, milliseconds, shareOfPeak }] = converted.kernels as [KernelProfile]
    expect(shareOfPeak).toBeCloseTo(flops / (milliseconds / 1000) / converted.peakFlops, 6)

    // half as many float64 fit into a vector
    const doubles = [a, b].map((x) => x.astype('float64').eval()) as [Tensor, Tensor]
    const double = engine.profile(() => void doubles[0].matmul(doubles[1]).eval())
    const [most] = double.kernels as [KernelProfile]
    expect(most.shareOfPeak).toBeCloseTo((2 * most.flops) / (most.milliseconds / 1000) / double.peakFlops, 6)

    const sum = engine.profile(() => void tensor(numbers(5000, 5)).exp().sum().item()).kernels
    expect(sum.reduce((n, k) => n + k.flops, 0)).toBeGreaterThanOrEqual(10_000)
    expect(sum.reduce((n, k) => n + k.bytes, 0)).toBeGreaterThanOrEqual(20_000)
    expect(sum.reduce((n, k) => n + k.bytes, 0)).toBeLessThan(21_000)
  })

  test.each([
    ['lu', (x: Tensor) => det(x), 2 / 3],
    ['qr', (x: Tensor) => qr(x)[0].add(qr(x)[1]), 8 / 3],
    ['cholesky', (x: Tensor) => cholesky(x), 1 / 3],
  ])('a profile counts the operations of %s', (name, f, cubes) => {
    const x = tensor(numbers(48 * 48, 1)).reshape([48, 48])
    const { kernels } = engine.profile(() => void f(x.matmul(x.transpose()).add(eye(48))).eval())
    expect(kernels.find((kernel) => kernel.name.startsWith(name))!.flops / 48 ** 3).toBeCloseTo(cubes, 3)
  })

  test('a profile knows the lines of a loop that has run before, and goes on through settings and profiles inside it', () => {
    const w = variable(numbers(4096, 3), { shape: [64, 64] })
    const step = (): void => {
      w.grad = undefined
      const loss = w.matmul(w).tanh().sum()
      loss.backward()
      w.assign(w.sub(w.grad!.mul(1e-3)))
      loss.item()
    }
    for (let i = 0; i < 5; i++) step()
    const { kernels } = engine.profile(step)
    expect(kernels.length).toBeGreaterThan(0)
    for (const { source } of kernels) expect(source ?? 'none').toContain('profile.test')
    const nested = engine.profile(() => {
      engine.profile(() => void tensor(numbers(5000, 1)).exp().sum().item(), { warmUp: 0 })
      engine.settings({ memory: engine.settings().memory - 65536 })
      step()
    })
    expect(nested.kernels.map(({ results }) => results).join()).toContain('dot_general')
    for (const warmUp of [-1, 0.5, Number.NaN])
      expect(() => engine.profile(step, { warmUp })).toThrow(/warmUp is/)
  })

  test('a profile tells what was copied and compiled beside the kernels', () => {
    const x = tensor(numbers(60_000, 1))
    const double = jit((x: Tensor) => x.at(slice(0, 10_000)).mul(2))
    const asides = (f: () => void, warmUp: number): unknown[] =>
      engine.profile(f, { warmUp }).asides.map(({ name, calls, bytes }) => [name, calls, bytes])
    // the same array stands in the engine's heap already
    expect(asides(() => void double(x).eval(), 3)).toEqual([['copied out', 1, 40_000]])
    expect(asides(() => void double(tensor(numbers(60_000, 2))).eval(), 3)).toEqual([
      ['copied in', 1, 240_000],
      ['copied out', 1, 40_000],
    ])
    const cold = engine.profile(() => void double(x).eval(), { warmUp: 0 })
    expect(cold.asides.map(({ name }) => name)).toEqual(['compiled', 'copied in', 'copied out'])
    for (const { milliseconds } of cold.asides) expect(milliseconds).toBeGreaterThan(0)
    expect(cold.toString(120)).toMatch(/% in compiling 1 program; \d+% in copying 0\.2 MB into the engine/)
    expect(
      Math.max(
        ...cold
          .toString(60)
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(60)
    const { traceEvents } = JSON.parse(cold.toTrace())
    expect(traceEvents.map(({ name }: { name: string }) => name)).toEqual([
      'compiled',
      'copied in',
      expect.stringMatching(/multiply/),
      'copied out',
    ])

    // a large result stays where it is
    const large = jit((x: Tensor) => x.mul(2))
    const twice = (): void => void large(large(x)).eval()
    expect(asides(twice, 3)).toEqual([])

    // a value that others may ask for is saved before the next one is written over it
    const w = variable(numbers(60_000, 3))
    const step = (): void => {
      w.assign(w.mul(0.5))
      w.data()
    }
    expect(engine.profile(step).asides.map(({ name }) => name)).not.toContain('copied in')
  })

  test('a profile shows what is interpreted, and what the host computes for a program', () => {
    engine.settings({ mode: 'auto', threads: 1 })
    const small = engine.profile(() => {
      for (let i = 0; i < 3; i++) tensor([1, 2, 3]).mul(2).add(1).eval()
    })
    expect(small.kernels).toHaveLength(1)
    expect(small.kernels[0]).toMatchObject({ name: 'interpreted', calls: 3 })
    expect(small.kernels[0]!.results).toMatch(/^add f32\[3\], .*multiply f32\[3\]/)
    expect(small.kernels[0]!.source).toContain('profile.test')
    const { doubled } = define({
      doubled: {
        infer: ([x]) => x!.type,
        evaluate: ([x]) => x!.map((a) => 2 * a),
      } as Row<Record<string, never>>,
    })
    const flow = jit((x: Tensor) => new Tensor(apply(doubled, [x.node], none)).add(1))
    const { kernels } = engine.profile(
      () =>
        void flow(
          tensor([
            [1, 2],
            [3, 4],
          ]),
        ).eval(),
    )
    expect(kernels.map((kernel) => kernel.name.replace(/_\d+$/, '')).sort()).toEqual(['add', 'host doubled'])
  })
})
