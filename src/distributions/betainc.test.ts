import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { inMode } from '../../test/support/compiled.ts'
import { checkDerivatives } from '../../test/support/derivatives.ts'
import { engine, grad, jit, type Tensor, tensor, vmap } from '../tensor/index.ts'
import { Beta, betainc, StudentT } from './index.ts'

const f64 = (x: number | readonly number[]): Tensor => tensor(x as number[], { dtype: 'float64' })
const numbers = (x: Tensor): number[] => Array.from(x.data(), Number)

/** By mpmath, with 60 digits: a, b, x, I, 1 - I, dI/da, dI/db. */
const { beta: rows } = JSON.parse(
  readFileSync(new URL('../../test/fixtures/distributions.json', import.meta.url), 'utf8'),
) as { beta: [number, number, number, number, number, number, number][] }
const column = (i: number): Tensor => f64(rows.map((row) => row[i]!))
const [a, b, x] = [column(0), column(1), column(2)]

/** The largest distance, relative or from at least `floor`. */
function expectNear(
  found: Tensor,
  i: number,
  tolerance: number | ((row: number[]) => number),
  floor = 0,
): void {
  numbers(found).forEach((y, k) => {
    const wanted = rows[k]![i]!
    const off = Math.abs(y - wanted) / Math.max(Math.abs(wanted), floor)
    expect(off, `${rows[k]}: ${y}`).toBeLessThan(
      typeof tolerance === 'number' ? tolerance : tolerance(rows[k]!),
    )
  })
}
/** The exponent of the weight is a number: at 1e-200 a unit of its last place is 6e-14. */
const deep = (row: number[]): number => (row[3]! < 1e-100 ? 5e-13 : 1e-13)

describe.each(['interpret', 'compile'] as const)('the incomplete beta function, %s', (mode) => {
  test('values of mpmath, over the whole range', () => {
    inMode(mode, () => {
      const fallbacks = JSON.stringify(engine.stats().fallbacks)
      expectNear(betainc(a, b, x), 3, deep)
      // where 1 - x has all digits, the share above
      numbers(betainc(b, a, x.neg().add(1))).forEach((q, k) => {
        if (rows[k]![2] >= 0.5) expect(Math.abs(q / rows[k]![4] - 1), `${rows[k]}`).toBeLessThan(5e-13)
      })
      // float32 is found in float64
      const single = [a, b, x].map((t) => t.astype('float32')) as [Tensor, Tensor, Tensor]
      const double = single.map((t) => t.astype('float64')) as [Tensor, Tensor, Tensor]
      expect(numbers(betainc(...single))).toEqual(numbers(betainc(...double).astype('float32')))
      expect(JSON.stringify(engine.stats().fallbacks)).toBe(fallbacks)
    })
  })

  test('derivatives of mpmath', () => {
    inMode(mode, () => {
      const slopes = grad((a: Tensor, b: Tensor, x: Tensor) => betainc(a, b, x).sum(), { argnums: [0, 1, 2] })
      for (const run of [slopes, jit(slopes as never) as unknown as typeof slopes]) {
        const [byA, byB, byX] = run(a, b, x)
        expectNear(byA, 5, 5e-13, 1e-290)
        expectNear(byB, 6, 5e-13, 1e-290)
        const density = new Beta(a, b).logProb(x)
        numbers(byX.log().sub(density)).forEach((off, k) => {
          expect(Math.abs(off), `${rows[k]}`).toBeLessThan(2e-12)
        })
      }
    })
  })
})

test('derivatives to the second order, and examples apart', () => {
  const points = [f64([0.4, 1.3, 25, 300]), f64([3, 0.2, 40, 280]), f64([0.1, 0.9, 0.3, 0.52])]
  checkDerivatives((a, b, x) => betainc(a!, b!, x!), points, { step: 2e-4 })
  const found = jit(vmap(betainc as (a: Tensor, b: Tensor, x: Tensor) => Tensor))(
    ...(points as [Tensor, Tensor, Tensor]),
  )
  expect(numbers(found)).toEqual(numbers(jit(betainc as never)(...(points as never[])) as Tensor))
})

test('ends, limits, and what is outside', () => {
  const of = (...at: [number, number, number]): number => betainc(at[0], f64(at[1]), at[2]).item()
  const wanted: [number, number, number, number][] = [
    [2, 3, 0, 0],
    [2, 3, 1, 1],
    [0, 1, 0.5, 1],
    [1, 0, 0.5, 0],
    [Infinity, 1, 0.5, 0],
    [1, Infinity, 0.5, 1],
    [1, Infinity, 0, 0],
    [Infinity, 1, 1, 1],
    [0, 0, 0.5, NaN],
    [Infinity, Infinity, 0.5, NaN],
    [-1, 1, 0.5, NaN],
    [1, 1, -0.1, NaN],
    [1, 1, 1.1, NaN],
    [NaN, 1, 0.5, NaN],
    [1, 1, NaN, NaN],
  ]
  for (const [a, b, x, share] of wanted) expect(of(a, b, x), `${a} ${b} ${x}`).toBe(share)
  const slopes = grad((a: Tensor, b: Tensor, x: Tensor) => betainc(a, b, x).sum(), { argnums: [0, 1, 2] })
  const [byA, byB, byX] = slopes(f64([1, 2, 0.5, 3, 1e6]), f64([3, 3, 3, 1, 1e6]), f64([0, 0, 0, 1, 0]))
  expect([numbers(byA), numbers(byB)]).toEqual([
    [0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
  ])
  numbers(byX).forEach((slope, i) => {
    if (i === 2) expect(slope).toBe(Infinity)
    else expect(slope).toBeCloseTo([3, 0, NaN, 3, 0][i]!, 12)
  })
  // I_x(1, 2) = 2 x - x^2
  expect(grad(grad((x: Tensor) => betainc(1, 2, x)))(f64(0)).item()).toBeCloseTo(-2, 12)
})

test('the distribution function of StudentT: tails, the middle, and derivatives', () => {
  // by mpmath, with 40 digits
  const wanted: [number, number, number][] = [
    [0.1, -1e6, 0.10484119468057496],
    [0.5, -30, 0.058546841490053445],
    [1, -2, 0.14758361765043326],
    [3, -100000, 1.1026577904466273e-15],
    [30, -12, 2.790092707599628e-13],
    [10000, -8, 6.910604364532691e-16],
    [1e6, -6, 9.869249061772174e-10],
    [0.5, 0.01, 0.5026966281819477],
    [2, 0.0315, 0.5111341701760844],
    [2, -0.0318, 0.48875984344400814],
    [5, 0.5, 0.6808505641795355],
    [1e6, 0.02, 0.507978311721792],
    [1e6, 2.5, 0.9937902552489184],
  ]
  for (const [df, z, share] of wanted) {
    const found = new StudentT(f64(df), 1, 2).cdf(f64(1 + 2 * z)).item()
    expect(found / share, `${df} ${z}`).toBeCloseTo(1, 12)
  }
  const [df, z] = [f64([0.3, 1, 4, 30, 7, 5]), f64([-3, 0.5, 2, -1, 0.001, 0])]
  checkDerivatives((df, z) => new StudentT(df!).cdf(z!), [df, z])
  const d = new StudentT(f64(3), 1, 2)
  expect(numbers(d.cdf([-Infinity, 1, Infinity]))).toEqual([0, 0.5, 1])
})
