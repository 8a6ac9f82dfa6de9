import { twoProduct } from '../double-double.ts'

/** The Bernoulli numbers B_2, B_4, ... as fractions. Source: DLMF 24.2, table. */
const bernoulli: readonly (readonly [number, number])[] = [
  [1, 6],
  [-1, 30],
  [1, 42],
  [-1, 30],
  [5, 66],
  [-691, 2730],
  [7, 6],
  [-3617, 510],
  [43867, 798],
  [-174611, 330],
  [854513, 138],
  [-236364091, 2730],
  [8553103, 6],
  [-23749461029, 870],
  [8615841276005, 14322],
]

const fractions = bernoulli
  .slice(0, 14)
  .map(([above, below], i) => [above, below * (2 * i + 2) * (2 * i + 1)])

/** B_2k/(2k(2k-1)): the series of log gamma. */
export const stirling: readonly number[] = fractions.map(([above, below]) => above! / below!)

/** What float64 leaves of each. */
export const stirlingLow: readonly number[] = fractions.map(([above, below], i) => {
  const { hi, lo } = twoProduct(stirling[i]!, below!)
  return (above! - hi - lo) / below!
})

let factorial = 1
/** B_2k/(2k)!. */
export const eulerMaclaurin: readonly number[] = bernoulli.map(([above, below], i) => {
  factorial *= (2 * i + 1) * (2 * i + 2)
  return above / (below * factorial)
})
