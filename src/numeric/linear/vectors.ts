/** Inner product. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

/** Euclidean norm; scaled where squares would overflow or vanish. */
export function norm(a: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * a[i]!
  if (sum < 1e300 && sum > 1e-290) return Math.sqrt(sum)
  const largest = maxNorm(a)
  if (largest === 0 || largest === Number.POSITIVE_INFINITY) return largest
  sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i]! / largest) ** 2
  return largest * Math.sqrt(sum)
}

/** Largest absolute entry; NaN where an entry is. */
export function maxNorm(a: Float64Array): number {
  let largest = 0
  for (let i = 0; i < a.length; i++) {
    const size = Math.abs(a[i]!)
    if (!(size <= largest)) largest = size
    if (Number.isNaN(size)) return Number.NaN
  }
  return largest
}

/** out = a + t b */
export function addScaled(a: Float64Array, t: number, b: Float64Array, out: Float64Array): Float64Array {
  for (let i = 0; i < a.length; i++) out[i] = a[i]! + t * b[i]!
  return out
}

// an array of doubles without holes: copies of it are made in one piece and stay unboxed
let template: number[] = []

/** A plain packed array of the same numbers, as users' functions receive them. */
export function plain(a: Float64Array): number[] {
  if (template.length !== a.length) {
    template = []
    for (let i = 0; i < a.length; i++) template.push(0.5)
  }
  const out = template.slice()
  for (let i = 0; i < out.length; i++) out[i] = a[i]!
  return out
}
