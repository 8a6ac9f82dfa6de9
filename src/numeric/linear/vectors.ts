/** Inner product, in four sums that do not wait for each other. */
export function dot(a: Float64Array, b: Float64Array): number {
  const n = a.length
  let p = 0
  let q = 0
  let r = 0
  let s = 0
  let i = 0
  for (; i + 3 < n; i += 4) {
    p += a[i]! * b[i]!
    q += a[i + 1]! * b[i + 1]!
    r += a[i + 2]! * b[i + 2]!
    s += a[i + 3]! * b[i + 3]!
  }
  for (; i < n; i++) p += a[i]! * b[i]!
  return p + q + (r + s)
}

/** d = scale (d + t v), and the inner product of the new d with w: one pass over memory instead of two. */
export function updateDot(d: Float64Array, t: number, v: Float64Array, w: Float64Array, scale = 1): number {
  const n = d.length
  let p = 0
  let q = 0
  let r = 0
  let s = 0
  let i = 0
  for (; i + 3 < n; i += 4) {
    const x0 = scale * (d[i]! + t * v[i]!)
    const x1 = scale * (d[i + 1]! + t * v[i + 1]!)
    const x2 = scale * (d[i + 2]! + t * v[i + 2]!)
    const x3 = scale * (d[i + 3]! + t * v[i + 3]!)
    d[i] = x0
    d[i + 1] = x1
    d[i + 2] = x2
    d[i + 3] = x3
    p += x0 * w[i]!
    q += x1 * w[i + 1]!
    r += x2 * w[i + 2]!
    s += x3 * w[i + 3]!
  }
  for (; i < n; i++) {
    const x = scale * (d[i]! + t * v[i]!)
    d[i] = x
    p += x * w[i]!
  }
  return p + q + (r + s)
}

/** Euclidean norm; scaled where squares would overflow or vanish. */
export function norm(a: Float64Array): number {
  let sum = dot(a, a)
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

/** out = a - b */
export function subtract(a: Float64Array, b: Float64Array, out: Float64Array): void {
  for (let i = 0; i < a.length; i++) out[i] = a[i]! - b[i]!
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
