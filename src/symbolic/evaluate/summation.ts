import { difference } from './difference.ts'
import { quadrature } from './quadrature.ts'

const mostTerms = 1e6
/** So many terms that do not count say that none will. */
const mostBetween = 24

/** Whether b is reached from a in steps of 1 that float64 can tell apart, and not too many of them. */
const countable = (a: number, b: number): boolean =>
  Number.isInteger(b - a) && Math.abs(b - a) <= mostTerms && Math.max(Math.abs(a), Math.abs(b)) < 2 ** 52

/** The sum of f over the whole numbers from a to b; an infinite one by its limit, NaN where none is found. */
export function summation(f: (k: number) => number, a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN
  if (a === -Infinity && b === Infinity) return summation(f, 0, b) + summation((k) => f(-k), 1, b)
  if (a === -Infinity) return summation((k) => f(-k), -b, Infinity)
  if (b === Infinity) return infinite(f, a)
  // what runs downwards is empty, or counts negatively (Karr's convention, as SymPy)
  if (!countable(a, b)) return Number.NaN
  if (b < a) return b === a - 1 ? 0 : -summation(f, b + 1, a - 1)
  let total = 0
  let carry = 0
  for (let k = a; k <= b; k++) {
    const term = f(k) - carry
    const next = total + term
    carry = next - total - term
    total = next
  }
  return total
}

/** The product of f over the whole numbers from a to b, both finite. */
export function productOver(f: (k: number) => number, a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN
  if (!countable(a, b)) return Number.NaN
  if (b < a) return b === a - 1 ? 1 : 1 / productOver(f, b + 1, a - 1)
  let total = 1
  for (let k = a; k <= b; k++) total *= f(k)
  return total
}

/** Terms as they come while they shrink fast, else by the integral of the rest, else Levin's u transform. */
function infinite(f: (k: number) => number, a: number): number {
  let total = 0
  let small = 0
  for (let k = 0; k < 400; k++) {
    const term = f(a + k)
    total += term
    if (!Number.isFinite(total)) return Number.NaN
    // some may be 0 between others, or before the first that is not
    small = Math.abs(term) <= 1e-17 * Math.abs(total) ? small + 1 : 0
    if (small >= mostBetween) return total
  }
  const [near, far] = [eulerMaclaurin(f, a, 20), eulerMaclaurin(f, a, 31)]
  if (Math.abs(near - far) <= 1e-11 * Math.abs(far)) return far
  return levin(f, a)
}

/** sum over k >= N of f(k) = integral from N of f + f(N)/2 - f'(N)/12 + f'''(N)/720 - ... (DLMF 2.10.1). */
function eulerMaclaurin(f: (k: number) => number, a: number, count: number): number {
  const start = a + count
  let total = quadrature(f, start, Infinity) + f(start) / 2
  const coefficients = [-1 / 12, 1 / 720, -1 / 30240, 1 / 1209600]
  coefficients.forEach((c, i) => {
    total += c * difference(f, start, 2 * i + 1)
  })
  for (let k = start - 1; k >= a; k--) total += f(k)
  return total
}

/** Source: D. Levin, Development of non-linear transformations for improving convergence of sequences, 1973. */
function levin(f: (k: number) => number, a: number): number {
  // the terms are taken to be smooth in 1/k, so k itself is the weight
  const head = a < 4 ? 4 - a : 0
  const beta = Math.max(4, a)
  let start = 0
  for (let k = 0; k < head; k++) start += f(a + k)
  const numerators: number[] = []
  const denominators: number[] = []
  let partial = start
  let best = Number.NaN
  let least = Infinity
  let last = Number.NaN
  for (let n = 0; n < 30; n++) {
    const term = f(a + head + n)
    if (term === 0) return Number.NaN
    partial += term
    // the remainder behaves like k times the term
    const remainder = term * (beta + n)
    numerators.push(partial / (remainder * (beta + n)))
    denominators.push(1 / (remainder * (beta + n)))
    let weight = 1 / (beta + n)
    for (let j = n - 1; j >= 0; j--) {
      const factor = (j + beta) * weight
      numerators[j] = numerators[j + 1]! - factor * numerators[j]!
      denominators[j] = denominators[j + 1]! - factor * denominators[j]!
      weight *= (beta + n - 1) / (beta + n)
    }
    const value = numerators[0]! / denominators[0]!
    const change = Math.abs(value - last)
    if (change < least) {
      least = change
      best = value
    }
    last = value
  }
  return least <= 1e-6 * Math.max(Math.abs(best), Math.abs(f(a))) ? best : Number.NaN
}
