import type { CountedFunction, Place } from './counted.ts'

/** Why what a search came to is no root. */
export type NoRoot = 'minimum' | 'jump' | 'vanishing'

/** A scalar search: where it stands and why it ended. */
export interface ScalarRoot extends Place {
  readonly status: 'converged' | 'max-iterations' | 'stopped' | 'aborted' | 'failed'
  readonly reason?: NoRoot
  /** Slope of f there, as far as it is known. */
  readonly slope: number
}

/**
 * Whether a value that is not 0 is what rounding leaves of a root: where f changes at all, it does by about as much, and
 * grows from there on. At a minimum the first change is far smaller, at a jump nothing grows.
 */
export function isRoot(f: CountedFunction, { x, value }: Place, first: number): boolean {
  const size = Math.abs(value)
  const known = (h: number) => [f.at(x + h).value, f.at(x - h).value].filter((v) => !Number.isNaN(v))
  let h = Math.max(f.near(x), Number.MIN_VALUE)
  for (let k = 0; k < 17; k++, h *= 8) {
    const beside = known(h)
    const change = Math.max(...beside.map((v) => Math.abs(v - value)))
    if (change === 0) continue
    if (size <= 1e-9 * first && beside.some((v) => v * Math.sign(value) <= 0)) return true
    if (!(size <= 8 * change)) return false
    // what is left of a function of many terms is their rounding, which does not grow at once
    return size <= 1e-9 * first || Math.min(...known(256 * h).map(Math.abs)) >= 1.5 * size
  }
  return false
}

/**
 * Whether f vanishes at a zero: it does not where it only is too small there for a number, or where its terms are too
 * large for one. `before` is where it was not 0 yet.
 */
export function vanishesAt(
  f: CountedFunction,
  zero: Place,
  before: Place | undefined,
  scale: number,
): boolean {
  const size = Math.max(Math.abs(zero.x), scale)
  const reach = 2 ** -20 * size
  if (before === undefined) return true
  if (Math.abs(before.value) > 2 ** -900 && Math.abs(zero.x - before.x) < 2 ** -10 * size) return true
  if ([reach, -reach].some((h) => f.at(zero.x + h).value !== 0)) return true
  // a stretch of zeros: how f comes down to it tells
  let [outside, inside] = [before, zero]
  for (let k = 0; k < 60; k++) {
    const middle = f.at(outside.x / 2 + inside.x / 2)
    if (middle.x === outside.x || middle.x === inside.x) break
    if (middle.value === 0) inside = middle
    else outside = middle
  }
  const above = Math.abs(f.at(outside.x + Math.sign(before.x - zero.x) * reach).value)
  return above > 2 ** -960 && above > 1.5 * Math.abs(outside.value)
}
