import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { inMode } from '../../test/support/compiled.ts'
import { checkDerivatives } from '../../test/support/derivatives.ts'
import { engine, grad, jit, type Tensor, tensor } from '../tensor/index.ts'
import * as distributions from './index.ts'

interface Given {
  args: unknown[]
  options: Record<string, unknown>
}
interface Row extends Given {
  family: string
  values: unknown
  logProb: unknown
  gradients: unknown[]
  cdf: unknown
  icdf: unknown
  entropy: unknown
  mean: unknown
  variance: unknown
  mode: unknown
}
const { rows, shares } = JSON.parse(
  readFileSync(new URL('../../test/fixtures/distributions.json', import.meta.url), 'utf8'),
) as { rows: Row[]; shares: number[] }

const families = distributions as unknown as Record<
  string,
  new (
    ...args: unknown[]
  ) => distributions.Distribution
>

/** 'nan' and 'inf' as numbers. */
const read = (x: unknown): unknown =>
  Array.isArray(x)
    ? x.map(read)
    : typeof x === 'string'
      ? { nan: Number.NaN, inf: Infinity, '-inf': -Infinity }[x]
      : x
const flat = (x: unknown): number[] => [read(x)].flat(Infinity) as number[]
const f64 = (x: unknown): Tensor => tensor(read(x) as number[], { dtype: 'float64' })
const camel = (name: string): string => name.replace(/_[a-z]/g, ([, letter]: string) => letter!.toUpperCase())

/** The parameters that are tensors, and the distribution of others in their place. Counts stay numbers. */
function family({
  family: name,
  args,
  options,
}: Row): [Tensor[], (xs: Tensor[]) => distributions.Distribution] {
  const isMoving = (x: unknown): boolean => !(Number.isInteger(x) && name !== 'StudentT')
  const moving = [...args, ...Object.values(options)].filter(isMoving)
  return [
    moving.map(f64),
    (xs) => {
      const rest = [...xs]
      const next = (x: unknown): unknown => (isMoving(x) ? rest.shift() : x)
      const given = args.map(next)
      const named = Object.entries(options).map(([key, x]) => [camel(key), next(x)])
      return new families[name]!(...given, ...(named.length > 0 ? [Object.fromEntries(named)] : []))
    },
  ]
}

function compare(found: Tensor, wanted: unknown, what: string, tolerance = 1e-12): void {
  const [got, want] = [[...found.data()], flat(wanted)]
  expect(got.length, what).toBe(want.length)
  got.forEach((x, i) => {
    if (Number.isFinite(want[i]!))
      expect(
        Math.abs(Number(x) - want[i]!) / Math.max(1, Math.abs(want[i]!)),
        `${what} ${i}: ${x}, ${want[i]}`,
      ).toBeLessThan(tolerance)
    else expect(x, `${what} ${i}`).toBe(want[i])
  })
}

const cases = rows.map((row, i): [string, Row] => [`${row.family} ${i}`, row])

test('every family that is exported has rows in the fixture', () => {
  const { Distribution, Univariate, Independent, MixtureSameFamily, TransformedDistribution } = distributions
  const others: unknown[] = [
    Distribution,
    Univariate,
    Independent,
    MixtureSameFamily,
    TransformedDistribution,
  ]
  const exported = Object.entries(distributions)
    .filter(([, x]) => x instanceof Function && x.prototype instanceof Distribution && !others.includes(x))
    .map(([name]) => name)
  expect(exported.sort()).toEqual([...new Set(rows.map((row) => row.family))].sort())
})

describe.each(['interpret', 'compile'] as const)('as PyTorch, %s', (mode) => {
  test.each(cases)('%s', (_, row) => {
    const [given, of] = family(row)
    const d = of(given)
    const x = f64(row.values)
    inMode(mode, () => {
      const fallbacks = JSON.stringify(engine.stats().fallbacks)
      compare(d.logProb(x), row.logProb, 'logProb')
      const loss = (...inputs: Tensor[]): Tensor =>
        of(inputs.slice(0, given.length)).logProb(inputs[given.length]!).sum()
      const argnums = row.gradients.map((__, i) => i)
      const gradients = (...inputs: Tensor[]): Tensor[] =>
        grad(loss, { argnums })(...(inputs as never[])) as unknown as Tensor[]
      for (const run of [gradients, jit(gradients as never) as unknown as typeof gradients])
        run(...given, x).forEach((g, i) => {
          compare(
            g.sum(),
            flat(row.gradients[i]).reduce((a, b) => a + b, 0),
            `gradient ${i}, summed`,
            1e-9,
          )
          if (g.size === flat(row.gradients[i]).length) compare(g, row.gradients[i], `gradient ${i}`, 1e-10)
        })
      for (const what of ['mean', 'variance', 'mode'] as const)
        if (row[what] !== null) compare(d[what], row[what], what)
      if (row.entropy !== null) compare(d.entropy(), row.entropy, 'entropy')
      if (row.cdf !== null) compare(d.cdf(x), row.cdf, 'cdf')
      if (row.icdf !== null) {
        const p = f64(shares).reshape([shares.length, ...d.batchShape.map(() => 1)])
        compare(d.icdf(p), row.icdf, 'icdf', 3e-10)
      }
      expect(JSON.stringify(engine.stats().fallbacks)).toBe(fallbacks)
    })
  })
})

/** Differences need parameters that one step suits. */
const even = cases.filter(([, { args, options }]) =>
  flat([args, Object.values(options)]).every((x) => x === 0 || (Math.abs(x) > 0.02 && Math.abs(x) < 50)),
)
describe('derivatives to the second order', () => {
  test.each(even)('%s', (_, row) => {
    const [given, of] = family(row)
    const x = f64(row.values)
    checkDerivatives((...inputs) => of(inputs).logProb(x), given, { step: 1e-4 })
  })
})
