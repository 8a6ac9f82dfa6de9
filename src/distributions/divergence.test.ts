import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { inMode } from '../../test/support/compiled.ts'
import { grad, type Tensor, tensor } from '../tensor/index.ts'
import * as dist from './index.ts'

interface Given {
  args: number[][]
  options: Record<string, number[]>
}
interface Pair {
  family: string
  p: Given
  q: Given
  kl: number[]
  gradients: unknown[]
}
const { pairs } = JSON.parse(
  readFileSync(new URL('../../test/fixtures/distributions.json', import.meta.url), 'utf8'),
) as { pairs: Pair[] }
const families = dist as unknown as Record<string, new (...args: unknown[]) => dist.Distribution>

const f64 = (x: unknown): Tensor => tensor(x as number[], { dtype: 'float64' })
const camel = (name: string): string => name.replace(/_[a-z]/g, ([, letter]: string) => letter!.toUpperCase())
const valuesOf = ({ args, options }: Given): unknown[] => [...args, ...Object.values(options)]

function make(family: string, { args, options }: Given, values: readonly Tensor[]): dist.Distribution {
  const named = Object.keys(options).map((key, i) => [camel(key), values[args.length + i]])
  const last = named.length > 0 ? [Object.fromEntries(named)] : []
  return new families[family]!(...values.slice(0, args.length), ...last)
}

describe.each(['interpret', 'compile'] as const)('divergences as of PyTorch, %s', (mode) => {
  test.each(pairs.map((pair): [string, Pair] => [pair.family, pair]))(
    '%s',
    (_, { family, p, q, kl, gradients }) => {
      inMode(mode, () => {
        const inputs = [...valuesOf(p), ...valuesOf(q)].map(f64)
        const own = valuesOf(p).length
        const of = (...xs: Tensor[]): Tensor =>
          dist.klDivergence(make(family, p, xs.slice(0, own)), make(family, q, xs.slice(own)))
        const found = Array.from(of(...inputs).data(), Number)
        const wanted = [kl].flat(Infinity) as unknown as number[]
        expect(found.length).toBe(wanted.length)
        found.forEach((x, i) => {
          const infinite = !Number.isFinite(Number(wanted[i]))
          if (infinite) expect(x).toBe(Infinity)
          else expect(x / wanted[i]!).toBeCloseTo(1, 11)
        })
        const slopes = grad((...xs: Tensor[]) => of(...xs).sum(), { argnums: inputs.map((__, i) => i) })
        const got = slopes(...(inputs as never[])) as unknown as Tensor[]
        // of scale_tril PyTorch tells slopes above the diagonal too, which are 0 or have no meaning
        got.forEach((g, i) => {
          const slope = [gradients[i]].flat(Infinity) as number[]
          Array.from(g.data(), Number).forEach((x, j) => {
            expect(Math.abs(x - slope[j]!) / Math.max(1, Math.abs(slope[j]!))).toBeLessThan(1e-10)
          })
        })
      })
    },
  )
})

test('equal distributions differ by 0; what has no form is refused; independent ones add up', () => {
  expect(dist.klDivergence(new dist.Gumbel(0.3, 2), new dist.Gumbel(0.3, 2)).item()).toBeCloseTo(0, 6)
  expect(dist.klDivergence(new dist.Uniform(0, 2), new dist.Uniform(0, 1)).item()).toBe(Infinity)
  expect(dist.klDivergence(new dist.Pareto(1, 2), new dist.Pareto(2, 2)).item()).toBe(Infinity)
  expect(
    dist.klDivergence(new dist.Bernoulli({ probs: 0 }), new dist.Bernoulli({ probs: 0.5 })).item(),
  ).toBeCloseTo(Math.LN2)
  const [p, q] = [new dist.Normal(f64([[1, 2]]), 1), new dist.Normal(f64([[0, 0]]), 1)]
  expect(dist.klDivergence(new dist.Independent(p, 1), new dist.Independent(q, 1)).toArray()).toEqual([2.5])
  expect(() => dist.klDivergence(p, new dist.Laplace())).toThrow('no closed form for Normal[] and Laplace[]')
  const shares = [new dist.Dirichlet([1, 2]), new dist.Dirichlet([1, 2, 3])] as const
  expect(() => dist.klDivergence(...shares)).toThrow('Dirichlet[2] and Dirichlet[3]')
})
