import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { inMode } from '../../test/support/compiled.ts'
import { checkDerivatives } from '../../test/support/derivatives.ts'
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

test('near and far concentrations, of any size: gamma and Dirichlet distributions keep their digits', () => {
  // by mpmath, with 50 digits: concentrations and rates, the divergence, its slope by the first concentration
  const gammas: [number, number, number, number, number, number][] = [
    [1, 1, 1 + 2 ** -20, 1, 7.480290617429644e-13, -1.568731371734835e-6],
    [1e8, 1, 1e8 + 1000, 1, 0.0049999833584165, -1.000000005e-5],
    [5, 2, 5.0001, 2, 1.106606647147659e-9, -2.2132295573659953e-5],
    [1e8, 1, 1e8 + 1000, 1 + 2 ** -17, 0.0002809861736333389, -2.3706055187500004e-6],
    [0.3, 1, 0.300001, 1.5, 0.028360062108565235, 0.49998775463545353],
    [1e8, 1, 3e8, 3, 0.45069385677705626, -1.0000000033333334e-8],
    [20, 1, 2, 1, 14.12954767315919, 0.9228748128336561],
  ]
  for (const [a, r, b, s, kl, slope] of gammas) {
    const of = (a: Tensor): Tensor =>
      dist.klDivergence(new dist.Gamma(a, f64(r)), new dist.Gamma(f64(b), f64(s)))
    expect(of(f64(a)).item() / kl, `${a} ${b}`).toBeCloseTo(1, 11)
    expect(grad(of)(f64(a)).item() / slope, `${a} ${b}, slope`).toBeCloseTo(1, 11)
    const both = [a, r, b, s].map((x) => tensor(x)) as [Tensor, Tensor, Tensor, Tensor]
    const single = dist.klDivergence(new dist.Gamma(both[0], both[1]), new dist.Gamma(both[2], both[3]))
    const [c, t, d, u] = both.map((x) => x.astype('float64')) as [Tensor, Tensor, Tensor, Tensor]
    const double = dist.klDivergence(new dist.Gamma(c, t), new dist.Gamma(d, u))
    expect(single.item() / double.item(), `${a} ${b}, float32`).toBeCloseTo(1, 4)
  }
  const shares: [number[], number[], number][] = [
    [[1, 2], [1 + 2 ** -20, 2], 5.684338633476481e-13],
    [[1e8, 2e8], [1e8 + 1000, 2e8], 0.0033333185408208265],
    [[3, 4, 5], [3.001, 4, 4.999], 3.081109631279722e-7],
    [[1e6, 1e6], [2e6, 2e6], 0.15342647222002734],
    [[0.1, 7], [5, 0.2], 59.37789725820284],
  ]
  for (const [a, b, kl] of shares) {
    const [p, q] = [new dist.Dirichlet(f64(a)), new dist.Dirichlet(f64(b))]
    expect(dist.klDivergence(p, q).item() / kl, `${a} ${b}`).toBeCloseTo(1, 11)
  }
  const beta = (a: Tensor, b: Tensor): Tensor =>
    dist.klDivergence(new dist.Beta(a, 2), new dist.Beta(b, f64([2, 3, 1])))
  checkDerivatives((a, b) => beta(a!, b!), [f64([1, 20, 3]), f64([1.2, 30, 2])], { step: 1e-3 })
})
