/** x erfcx(x) for large x in powers of 1/x^2: (-1)^k (2k - 1)!!/(2^k sqrt(pi)). */
export const erfcxSeries: readonly number[] = [1, -1, 3, -15, 105, -945, 10395].map(
  (c, k) => c / 2 ** k / Math.sqrt(Math.PI),
)

/** I_n(x) (2/x)^n in powers of x^2/4: 1/(k! (k + n)!). */
function modifiedSeries(n: number): readonly number[] {
  let term = 1
  return Array.from({ length: 22 }, (_, k) => (k === 0 ? term : (term /= k * (k + n))))
}
export const i0Series = modifiedSeries(0)
export const i1Series = modifiedSeries(1)
