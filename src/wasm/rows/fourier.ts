import { type Expr, i32, i32x4, i64x2, type Local, select, v128 } from '../assembler/index.ts'
import { type CompiledKernel, kernelParameters } from '../kernel/generate.ts'
import { inTurn } from '../kernel/period.ts'
import { Lanes, type V } from '../math/lanes.ts'

/** Discrete Fourier transforms of rows [rows, length, part]; nothing is divided by the length. */
export interface RowFourier {
  readonly name: string
  readonly dtype: 'float32' | 'float64'
  readonly rows: number
  readonly length: number
  /** Factors of the length, 4 or primes: a stage for each. */
  readonly radices: readonly number[]
  /** Of the exponent. */
  readonly sign: 1 | -1
}

/** exp(sign 2 pi i p t / n) of each stage: n what is left of the length, p < n/radix, 0 < t < radix; real part, imaginary part. */
export function rootsOf(radices: readonly number[], sign: number): number[] {
  const roots: number[] = []
  let n = radices.reduce((product, radix) => product * radix, 1)
  for (const radix of radices) {
    for (let p = 0; p < n / radix && n > radix; p++)
      for (let t = 1; t < radix; t++) {
        const angle = (2 * Math.PI * ((p * t) % n)) / n
        roots.push(Math.cos(angle), sign * Math.sin(angle))
      }
    n /= radix
  }
  return roots
}

/** A complex number in each lane. */
interface Complex {
  readonly re: V
  readonly im: V
}

/**
 * Each lane of a vector has a row of its own, so that all arithmetic is on whole vectors. Argument block: rows, `rootsOf`,
 * results. Source: Stockham's autosort form of the transform; Van Loan, Computational Frameworks for the FFT (1992), 1.7.
 */
export function compileRowFourier(transform: RowFourier): CompiledKernel {
  const { name, dtype, rows, length, radices, sign } = transform
  const single = dtype === 'float32'
  const lanes = single ? 4 : 2
  const rowBytes = length * 2 * (16 / lanes)
  const groups = Math.ceil(rows / lanes)
  const groupsPerTile = Math.max(1, Math.round(2048 / length))
  const bufferBytes = 32 * length
  return {
    name,
    tiles: Math.ceil(groups / groupsPerTile),
    scratchBytes: 2 * bufferBytes,
    flops: rows * Math.ceil(5 * length * Math.log2(length)),
    bytes: 2 * rows * rowBytes,
    emit: (target) =>
      target.module.function(name, kernelParameters, 'void', (f, args, begin, end, scratch) => {
        const l = new Lanes({ ...target, f }, single ? 'f32' : 'f64')
        const least = (x: Expr<'i32'>, limit: number): Local<'i32'> => {
          const value = f.let(x)
          return f.let(select(value, i32.const(limit), i32.ltS(value, limit)))
        }
        const last = least(i32.mul(end, groupsPerTile), groups)
        f.for(i32.mul(begin, groupsPerTile), last, 1, (group) => {
          // the last rows once more, where there are not enough for every lane
          const offsets = Array.from({ length: lanes }, (_, lane) =>
            f.let(i32.mul(least(i32.add(i32.mul(group, lanes), lane), rows - 1), rowBytes)),
          )
          const places = (at: number): Place =>
            pairs(
              l,
              offsets.map((offset) => f.let(i32.add(i32.load(args, at), offset))),
            )
          const between = [0, 1].map((k) => vectors(l, f.let(i32.add(scratch, k * bufferBytes))))
          const roots = f.copy(i32.load(args, 4))
          let n = length
          radices.forEach((radix, k) => {
            const from = k === 0 ? places(0) : between[k % 2]!
            const to = k === radices.length - 1 ? places(8) : between[(k + 1) % 2]!
            writeStage(l, { from, to, roots, radix, n, stride: length / n, sign })
            n /= radix
          })
        })
      }),
  }
}

interface Stage {
  readonly from: Place
  readonly to: Place
  /** Moves on by the roots of this stage. */
  readonly roots: Local<'i32'>
  readonly radix: number
  readonly n: number
  readonly stride: number
  readonly sign: number
}

/** y[q + s (r p + t)] = w^(p t) sum_k x[q + s (p + k n/r)] exp(sign 2 pi i k t / r), for q < s and p < n/r. */
function writeStage(l: Lanes, { from, to, roots, radix, n, stride, sign }: Stage): void {
  const { f } = l.e
  const count = n / radix
  const bytes = l.isSingle ? 4 : 8
  const root = l.isSingle ? v128.load32Splat : v128.load64Splat
  f.for(0, count, 1, (p) => {
    const powers =
      count === 1
        ? []
        : Array.from({ length: radix - 1 }, (_, t) => ({
            re: f.let(root(roots, 2 * t * bytes)),
            im: f.let(root(roots, (2 * t + 1) * bytes)),
          }))
    const body = (q: Expr<'i32'>): void => {
      const read = from(f.let(i32.add(q, i32.mul(p, stride))))
      const write = to(f.let(i32.add(q, i32.mul(p, stride * radix))))
      const x = Array.from({ length: radix }, (_, k) => held(l, read.load(k * stride * count)))
      butterfly(l, x, sign).forEach((y, t) => {
        const power = powers[t - 1]
        write.store(t * stride, power ? times(l, held(l, y), power) : y)
      })
    }
    if (stride === 1) body(i32.const(0))
    else f.for(0, stride, 1, body)
    if (count > 1) f.set(roots, i32.add(roots, 2 * bytes * (radix - 1)))
  })
}

const held = (l: Lanes, { re, im }: Complex): Complex => ({ re: l.let(re), im: l.let(im) })
const plus = (l: Lanes, a: Complex, b: Complex): Complex => ({ re: l.add(a.re, b.re), im: l.add(a.im, b.im) })
const minus = (l: Lanes, a: Complex, b: Complex): Complex => ({
  re: l.sub(a.re, b.re),
  im: l.sub(a.im, b.im),
})
const times = (l: Lanes, a: Complex, w: Complex): Complex => ({
  re: l.nfma(a.im, w.im, l.mul(a.re, w.re)),
  im: l.fma(a.im, w.re, l.mul(a.re, w.im)),
})
/** a + ib, a - ib */
const turned = (l: Lanes, a: Complex, b: Complex): [Complex, Complex] => [
  { re: l.sub(a.re, b.im), im: l.add(a.im, b.re) },
  { re: l.add(a.re, b.im), im: l.sub(a.im, b.re) },
]

/** The transform of so few numbers: y_t = sum_k x_k exp(sign 2 pi i k t / r). */
function butterfly(l: Lanes, x: readonly Complex[], sign: number): Complex[] {
  const [x0, x1, x2, x3] = x as [Complex, Complex, Complex, Complex]
  const r = x.length
  if (r === 2) return [plus(l, x0, x1), minus(l, x0, x1)]
  if (r === 4) {
    const [a, b, c, d] = [plus(l, x0, x2), minus(l, x0, x2), plus(l, x1, x3), minus(l, x1, x3)].map((y) =>
      held(l, y),
    ) as [Complex, Complex, Complex, Complex]
    const [y1, y3] = turned(l, b, d)
    return [plus(l, a, c), sign > 0 ? y1 : y3, minus(l, a, c), sign > 0 ? y3 : y1]
  }
  // x_k and x_(r-k) have the same cosines and opposite sines
  const half = (r - 1) / 2
  const across = (combine: typeof plus): Complex[] =>
    Array.from({ length: half }, (_, k) => held(l, combine(l, x[k + 1]!, x[r - 1 - k]!)))
  const [sums, differences] = [across(plus), across(minus)]
  const y: Complex[] = [sums.reduce((sum, s) => plus(l, sum, s), x0)]
  for (let t = 1; t <= half; t++) {
    const angles = sums.map((_, k) => (2 * Math.PI * (((k + 1) * t) % r)) / r)
    const even = (field: 're' | 'im'): V =>
      sums.reduce((sum, s, k) => l.fma(s[field], Math.cos(angles[k]!), sum), x0[field])
    const odd = (field: 're' | 'im'): V =>
      differences.reduce((sum, d, k) => l.fma(d[field], sign * Math.sin(angles[k]!), sum), l.c(0))
    const [forth, back] = turned(
      l,
      held(l, { re: even('re'), im: even('im') }),
      held(l, { re: odd('re'), im: odd('im') }),
    )
    y[t] = forth
    y[r - t] = back
  }
  return y
}

/** Where complex numbers stand: from the number of an element to what reads and writes those a fixed number on. */
type Place = (element: Local<'i32'>) => {
  load(on: number): Complex
  store(on: number, value: Complex): void
}

/** Vectors of real parts, each followed by its imaginary parts. */
const vectors =
  ({ e: { f } }: Lanes, base: Local<'i32'>): Place =>
  (element) => {
    const place = f.let(i32.add(base, i32.shl(element, 5)))
    return {
      load: (on) => ({ re: v128.load(place, 32 * on), im: v128.load(place, 32 * on + 16) }),
      store: (on, { re, im }) => f.emit(v128.store(place, re, 32 * on), v128.store(place, im, 32 * on + 16)),
    }
  }

/** Rows of pairs, one for each lane. */
const pairs =
  (l: Lanes, rows: readonly Local<'i32'>[]): Place =>
  (element) => {
    const { f } = l.e
    const places = rows.map((row) => f.let(i32.add(row, i32.shl(element, l.isSingle ? 3 : 4))))
    const [a, b, c, d] = places as [Local<'i32'>, Local<'i32'>, Local<'i32'>, Local<'i32'>]
    return l.isSingle
      ? {
          load: (on) => {
            const [x, y] = [
              [a, b],
              [c, d],
            ].map(([p, q]) => f.let(v128.load64Lane(1, q!, v128.load64Zero(p!, 8 * on), 8 * on)))
            return { re: i32x4.shuffle([0, 2, 4, 6], x!, y), im: i32x4.shuffle([1, 3, 5, 7], x!, y) }
          },
          store: (on, value) => {
            const { re, im } = held(l, value)
            const ends = inTurn(re, im).map((part) => f.let(part))
            places.forEach((place, k) => {
              f.emit(v128.store64Lane(k % 2, place, ends[k >> 1]!, 8 * on))
            })
          },
        }
      : {
          load: (on) => {
            const [x, y] = [a, b].map((place) => f.let(v128.load(place, 16 * on)))
            return { re: i64x2.shuffle([0, 2], x!, y), im: i64x2.shuffle([1, 3], x!, y) }
          },
          store: (on, value) => {
            const { re, im } = held(l, value)
            f.emit(v128.store(a, i64x2.shuffle([0, 2], re, im), 16 * on))
            f.emit(v128.store(b, i64x2.shuffle([1, 3], re, im), 16 * on))
          },
        }
  }
