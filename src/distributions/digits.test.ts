import { expect, test } from 'vitest'
import { inMode } from '../../test/support/compiled.ts'
import { grad, jit, type Tensor, tensor } from '../tensor/index.ts'
import * as dist from './index.ts'

const f64 = (x: number | readonly number[]): Tensor => tensor(x as number[], { dtype: 'float64' })
const numbers = (x: Tensor): number[] => Array.from(x.data(), Number)

type Row = readonly [string, number[], number, (number | null)[], number | null]
/** By mpmath, with 60 digits: a family, its parameters and a value; log p, its slopes by all of them (of counts by the parameters), the entropy. */
const rows: readonly Row[] = [
  [
    'Gamma',
    [10000000000.0, 0.001, 10000100000000.0],
    -19.83962594380912,
    [1.0000000000354149e-5, -100000000.00020817, -1.0000000000020817e-8],
    19.839619277123706,
  ],
  [
    'Gamma',
    [1000000.0, 2.0, 499000.0],
    -9.134215385366877,
    [-0.002001502670589744, 1000.0, 0.004006012024048097],
    7.633546298293448,
  ],
  ['Gamma', [12.0, 3.0, 5.0], -1.6151433450814654, [0.26538852112639805, -1.0, -0.8], 1.534417077471844],
  ['Gamma', [30.0, 1.0, 50.0], -7.808371809751773, [0.5275848727426212, -20.0, -0.42], 3.1083331192877877],
  [
    'InverseGamma',
    [10000000000.0, 50.0, 5.00003e-9],
    29.527810296280915,
    [-5.999932000020316e-6, 1199.9928000328632, -12000055999992.633],
    -29.2078148562112,
  ],
  [
    'InverseGamma',
    [1000000.0, 2.0, 2.002e-6],
    18.610846456981182,
    [-0.0009990003330002297, 499.5004995005144, -499500998.5020124],
    -18.611179456515043,
  ],
  [
    'InverseGamma',
    [12.0, 3.0, 0.3],
    1.3326860743805984,
    [-0.14007658698176628, 0.6666666666666665, -10.0],
    -1.1536817051435606,
  ],
  [
    'Beta',
    [10000000000.0, 10000000000.0, 0.500003],
    11.273707702628435,
    [6.00000700002249e-6, -5.999993000022489e-6, -239999.9999826596],
    -11.133707702630474,
  ],
  [
    'Beta',
    [100000000.0, 3.0, 0.9999999],
    12.33270338359133,
    [-7.000000524736473e-8, 1.3798007823692224, 80000008.98947378],
    -16.573102273589353,
  ],
  [
    'Beta',
    [0.5, 100000000.0, 1e-9],
    18.89960834722469,
    [-0.33907506697262213, 4.0000000119999996e-9, -599999999.1],
    -18.330070816538377,
  ],
  [
    'Beta',
    [2000000.0, 500000.0, 0.8005],
    5.4095596189337245,
    [0.0006248547688495671, -0.002502330217798477, -7823.424895780822],
    -6.863253343589024,
  ],
  [
    'Beta',
    [7.0, 12.0, 0.3],
    1.1666249408673945,
    [-0.15886472612962255, 0.11855578938023625, 4.2857142857142865],
    -0.815699614462531,
  ],
  [
    'FisherSnedecor',
    [200000000.0, 6.0, 0.9],
    -0.30920159970208866,
    [7.222222040123461e-17, 0.08503867674336411, -0.7407407530864194],
    null,
  ],
  [
    'FisherSnedecor',
    [1000000000.0, 1000000000.0, 1.0001],
    7.4995721985219665,
    [-3.749166751344666e-10, -3.749583355518207e-10, -24997.250337460377],
    null,
  ],
  [
    'FisherSnedecor',
    [3.0, 100000000.0, 0.7],
    -0.4993575851468742,
    [0.15615009144542782, 1.2974999747200004e-16, -0.7857142992142854],
    null,
  ],
  [
    'FisherSnedecor',
    [200000000.0, 80.0, 10000000000.0],
    -903.1364624276457,
    [-3.8999989722003044e-14, -11.006649227480722, -4.0999999996e-9],
    null,
  ],
  [
    'Kumaraswamy',
    [3.0, 100000000.0, 0.001],
    5.603782475606201,
    [-5.88364642396757, 8.9999999995e-9, 1700.0000026999999],
    null,
  ],
  ['Kumaraswamy', [3.0, 0.25, 1e-20], -92.3910857922136, [-45.71836852654758, 4.0, 2e20], null],
  [
    'Binomial',
    [100000000000000.0, 0.2, 20000000000000.0],
    -16.120743452288842,
    [-1.2638777878078097e-15, -0.006938893903907228],
    null,
  ],
  [
    'Binomial',
    [10000000000.0, 1e-9, 12.0],
    -2.356193379333338,
    [2.0000000015999995e-10, 2000000001.9999993],
    null,
  ],
  ['Binomial', [1000000.0, 0.9, 900500.0], -8.01144501753394, [0.005008016706249882, 5555.55555555531], null],
  ['Binomial', [20.0, 0.25, 0.0], -5.7536414490356185, [-0.2876820724517809, -26.666666666666668], null],
  ['Binomial', [20.0, 0.25, 20.0], -27.725887222397812, [null, 80.0], null],
  [
    'NegativeBinomial',
    [10000000000.0, 0.9, 90000100000.0],
    -14.687325440547083,
    [1.0000444997832896e-6, 111111.11108643949],
    null,
  ],
  [
    'NegativeBinomial',
    [0.3, 0.999999, 250000.0],
    -14.190903044997183,
    [2.116229061109345, -49999.74999112328],
    null,
  ],
  [
    'NegativeBinomial',
    [1000000.0, 0.25, 333000.0],
    -7.5456558200459,
    [-0.00024990634894631855, -1333.3333333333333],
    null,
  ],
  [
    'NegativeBinomial',
    [2.5, 0.25, 0.0],
    -0.7192051811294523,
    [-0.2876820724517809, -3.3333333333333335],
    null,
  ],
]
const families = dist as unknown as Record<string, new (...args: unknown[]) => dist.Univariate>
const make = (family: string, xs: readonly Tensor[]): dist.Univariate =>
  new families[family]!(...(/nomial/.test(family) ? [xs[0], { probs: xs[1] }] : xs))

/** The distance over the size, or over `unit` where that is more. */
const off = (found: number, wanted: number, unit = 0): number =>
  Math.abs(found - wanted) / Math.max(unit, Math.abs(wanted))

test.each(['interpret', 'compile'] as const)(
  'densities of large parameters keep their digits, %s',
  (mode) => {
    inMode(mode, () => {
      for (const [family, given, logProb, slopes, entropy] of rows) {
        const all = given.map(f64)
        const label = `${family} ${given}`
        const of = (...xs: Tensor[]): Tensor => make(family, xs.slice(0, -1)).logProb(xs.at(-1)!)
        expect(off(of(...all).item(), logProb, 1), label).toBeLessThan(5e-13)
        const by = grad(of, { argnums: all.map((_, i) => i) }) as unknown as (...xs: Tensor[]) => Tensor[]
        for (const run of [by, jit(by as never) as unknown as typeof by])
          run(...all).forEach((slope, i) => {
            // what the last place of the operands moves it by is at most 1e-16 of the terms
            if (slopes[i] != null)
              expect(off(slope.item(), slopes[i], 1e-4), `${label}, ${i}`).toBeLessThan(2e-11)
          })
        if (entropy !== null)
          expect(off(make(family, all).entropy().item(), entropy), label).toBeLessThan(1e-14)
      }
    })
  },
)

test('vectors of shares of large concentrations', () => {
  const d = new dist.Dirichlet(f64([1e8, 2e8, 3.5]))
  // a place of the total is 3e-8
  expect(off(d.logProb([0.33333, 0.66666, 1e-5]).item(), -2952.087995041744)).toBeLessThan(3e-11)
  expect(off(d.entropy().item(), -26.668957743102432)).toBeLessThan(1e-14)
})

test('entropies of small chances, and variances of narrow powers', () => {
  expect(
    off(new dist.Bernoulli({ probs: f64(1e-12) }).entropy().item(), 2.8631021115928048e-11),
  ).toBeLessThan(1e-15)
  expect(off(new dist.Geometric({ probs: f64(1e-12) }).entropy().item(), 28.63102111592805)).toBeLessThan(
    1e-15,
  )
  const weibull = new dist.Weibull(2, f64([1e8, 30, 2.5, 0.5]))
  const narrow = [6.579736095269821e-16, 0.006727122000872067, 0.5765867565204488, 80]
  numbers(weibull.variance).forEach((x, i) => {
    expect(off(x, narrow[i]!)).toBeLessThan(1e-13)
  })
  const kumaraswamy = new dist.Kumaraswamy(f64([1e6, 40, 2, 0.01]), f64([3, 1e4, 5, 2]))
  const shares = [1.3611037963205085e-12, 0.0006089474432354709, 0.030204123277716353, 4.922096801064205e-5]
  numbers(kumaraswamy.variance).forEach((x, i) => {
    expect(off(x, shares[i]!)).toBeLessThan(1e-12)
  })
  // log(1 - x^a) of a tiny x^a, in the distribution function
  expect(off(new dist.Kumaraswamy(f64(3), 0.001).cdf(1e-20).item(), 1e-63)).toBeLessThan(1e-14)
})

test('the distribution function of float32 gamma numbers has the digits of float32', () => {
  const d = new dist.Gamma([1e6, 1e6, 300, 12], [1, 0.1, 3, 1])
  const wanted = [0.6915504757714972, 0.50013892546356, 0.1944628154632857, 0.6468350671487296]
  numbers(d.cdf([1000500, 1e7, 95, 13])).forEach((x, i) => {
    expect(off(x, wanted[i]!)).toBeLessThan(2e-7)
  })
})

test('slopes at tiny values, whose squares are 0', () => {
  const [x, tiny] = [f64(1e-180), tensor(3e-20)]
  // (a - 1)/x for a = 1/2
  const beta = grad((x: Tensor) => new dist.Beta(0.5, 40).logProb(x))
  expect(off(beta(x).item(), -0.5e180)).toBeLessThan(1e-14)
  expect(off(beta(tiny).item(), -0.5 / tiny.item())).toBeLessThan(1e-6)
  const fisher = grad((x: Tensor) => new dist.FisherSnedecor(1, 40).logProb(x))
  expect(off(fisher(x).item(), -0.5e180)).toBeLessThan(1e-14)
  expect(off(fisher(tiny).item(), -0.5 / tiny.item())).toBeLessThan(1e-6)
})
