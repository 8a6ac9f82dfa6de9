import { describe, expect, test } from 'vitest'
import { compiledOnOneThread, numbers } from '../../test/support/compiled.ts'
import { engine, grad, jit, NablaError, scan, type Tensor, tensor, vmap } from './index.ts'

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
    for (const columns of [80, 100, 120, 200]) {
      const lines = result.toString(columns).split('\n')
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns)
      expect(lines[0]!.includes('results')).toBe(columns > 80)
      expect(lines[2]).toContain('profile.test.ts:')
      expect(lines.join('\n')).toMatch(new RegExp(`${result.kernels.length - 40} more\n`))
    }
    expect(String(result)).toBe(result.toString(process.stdout.columns ?? 120))
  })

  test('is not made of a function that goes on later', () => {
    expect(() => engine.profile(async () => {})).toThrow(NablaError)
    expect(() => engine.profile(async () => {})).toThrow(/engine\.profile: the function returned a promise/)
  })
})
