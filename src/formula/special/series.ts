/** The value at t of the polynomial with coefficients c, constant term first (Horner's rule). */
export function polynomial(c: readonly number[], t: number): number {
  let sum = 0
  for (let k = c.length - 1; k >= 0; k--) sum = sum * t + c[k]!
  return sum
}

/** The value at t in [-1, 1] of the Chebyshev series with coefficients c (Clenshaw's rule). */
export function chebyshev(c: readonly number[], t: number): number {
  let next = 0
  let afterNext = 0
  for (let k = c.length - 1; k > 0; k--) {
    const now = 2 * t * next - afterNext + c[k]!
    afterNext = next
    next = now
  }
  return t * next - afterNext + c[0]!
}

/** The variable of an interval [a, b]: -1 at a, 1 at b. */
export function onInterval(x: number, a: number, b: number): number {
  return (2 * x - (a + b)) / (b - a)
}
