import { type Expr, i32, type Local, v128 } from '../assembler/index.ts'
import { exchange } from '../gemm/pack.ts'
import { type CompiledKernel, kernelParameters, overUnits } from '../kernel/generate.ts'
import { Lanes, type V } from '../math/lanes.ts'
import { butterfly, type Complex, held, times } from './butterfly.ts'

/** Discrete Fourier transforms of [outer, length, inner] along the middle axis. */
export interface Fourier {
  readonly name: string
  readonly dtype: 'float32' | 'float64'
  readonly outer: number
  readonly length: number
  /** 1, or at least a vector; where it is 1, the first radix and what it leaves of the length are at least a vector. */
  readonly inner: number
  /** Factors of the length, 4 or primes: a stage for each. */
  readonly radices: readonly number[]
  /** Of the exponent. */
  readonly sign: 1 | -1
  /** What results are multiplied by. */
  readonly scale: number
  /** Imaginary parts are zeros, and not given. */
  readonly real: boolean
}

/**
 * The roots exp(sign 2 pi i p t / n) of each stage but the last: n what is left of the length, p < n/radix, 0 < t < radix; real part,
 * imaginary part. In the first stage of rows p runs through a vector: for each t all real parts, then all imaginary parts. `root` is
 * given pt and n.
 */
export function rootsOf(
  radices: readonly number[],
  isRow: boolean,
  root: (p: number, n: number) => readonly number[],
): number[] {
  const roots: number[] = []
  let n = radices.reduce((product, radix) => product * radix, 1)
  radices.forEach((radix, stage) => {
    const m = n / radix
    const count = radix - 1
    for (let i = 0; i < 2 * count * m && m > 1; i++)
      roots.push(
        isRow && stage === 0
          ? root((i % m) * (1 + Math.floor(i / (2 * m))), n)[Math.floor(i / m) % 2]!
          : root(Math.floor(i / (2 * count)) * (1 + (Math.floor(i / 2) % count)), n)[i % 2]!,
      )
    n = m
  })
  return roots
}

/** Bytes of columns that are transformed together, where rows are not too long: a line of the cache. */
const stripBytes = 64
/** Numbers that a call transforms at least, one after the other. */
const worthCall = 2048
/** Between real and imaginary parts, so that they do not stand in the same places of a cache. */
const apart = 192

/**
 * All arithmetic is on whole vectors: of columns that lie side by side, or of the elements of a row that a stage treats alike. What
 * does not fill the last vector is computed twice. Argument block: `rootsOf`, real and imaginary parts, those of the results.
 * Source: Stockham's autosort form of the transform; Van Loan, Computational Frameworks for the FFT (1992), 1.7.
 */
export function compileFourier(transform: Fourier): CompiledKernel {
  const { name, dtype, outer, length, inner, radices, sign, scale, real } = transform
  const single = dtype === 'float32'
  const size = single ? 4 : 8
  const width = Math.min(inner, stripBytes / size)
  const strips = Math.ceil(inner / width)
  const units = outer * strips
  const unitsPerTile = Math.max(1, Math.round(worthCall / (length * width)))
  const plane = Math.ceil((length * width * size) / stripBytes) * stripBytes + apart
  const total = outer * length * inner
  return {
    name,
    tiles: Math.ceil(units / unitsPerTile),
    scratchBytes: 4 * plane,
    flops: Math.ceil(5 * total * Math.log2(length)),
    bytes: (real ? 3 : 4) * total * size,
    emit: (target) =>
      target.module.function(name, kernelParameters, 'void', (f, args, begin, end, scratch) => {
        const l = new Lanes({ ...target, f }, single ? 'f32' : 'f64')
        overUnits(f, [begin, end], unitsPerTile, units, (unit) => {
          const row = f.let(i32.divU(unit, strips))
          const column = f.least(i32.mul(i32.sub(unit, i32.mul(row, strips)), width), inner - width)
          const start = f.let(i32.add(i32.mul(row, length * inner * size), i32.mul(column, size)))
          const at = (argument: number): Local<'i32'> => f.let(i32.add(i32.load(args, 4 * argument), start))
          const given: Place = { re: at(1), im: real ? undefined : [at(2), 0], pitch: inner }
          const results: Place = { re: at(real ? 2 : 3), im: [at(real ? 3 : 4), 0], pitch: inner }
          const between = [0, 1].map((k): Place => {
            const re = f.let(i32.add(scratch, 2 * k * plane))
            return { re, im: [re, plane], pitch: width }
          })
          const roots = f.copy(i32.load(args, 0))
          let n = length
          radices.forEach((radix, k) => {
            const isLast = k === radices.length - 1
            const stage: Stage = {
              from: k === 0 ? given : between[k % 2]!,
              to: isLast ? results : between[(k + 1) % 2]!,
              roots,
              radix,
              left: n / radix,
              stride: length / n,
              width,
              sign,
              scale: isLast ? scale : 1,
            }
            if (width === 1 && k === 0) writeFirst(l, stage)
            else writeStage(l, stage)
            n /= radix
          })
        })
      }),
  }
}

/** Where complex numbers stand: `pitch` elements from one to the next of a column. */
interface Place {
  readonly re: Local<'i32'>
  /** An address, and bytes from there; zeros if left out. */
  readonly im: readonly [Local<'i32'>, number] | undefined
  readonly pitch: number
}

interface Stage {
  readonly from: Place
  readonly to: Place
  /** Moves on by the roots of this stage. */
  readonly roots: Local<'i32'>
  readonly radix: number
  /** n/radix */
  readonly left: number
  readonly stride: number
  /** Columns. */
  readonly width: number
  readonly sign: number
  readonly scale: number
}

const sizeOf = (l: Lanes): number => (l.isSingle ? 4 : 8)
const lanesOf = (l: Lanes): number => (l.isSingle ? 4 : 2)

/** A place some bytes on. */
function moved(l: Lanes, { re, im, pitch }: Place, bytes: Expr<'i32'>): Place {
  const { f } = l.e
  const on = f.let(bytes)
  const first = f.let(i32.add(re, on))
  return { re: first, im: im && [im[0] === re ? first : f.let(i32.add(im[0], on)), im[1]], pitch }
}

const load = (l: Lanes, { re, im }: Place, offset: number): Complex => ({
  re: l.let(v128.load(re, offset)),
  im: l.let(im ? v128.load(im[0], im[1] + offset) : l.c(0)),
})

/** Byte offsets of vectors that cover so many elements; the last one reaches back where they do not fill it. */
function along(l: Lanes, elements: number, body: (at: Expr<'i32'>) => void): void {
  const { f } = l.e
  const bytes = elements * sizeOf(l)
  if (bytes === 16) body(i32.const(0))
  else f.for(0, bytes, 16, (i) => body(bytes % 16 === 0 ? i : f.least(i, bytes - 16)))
}

/** y[q + s (r p + t)] = w^(p t) sum_k x[q + s (p + k n/r)] exp(sign 2 pi i k t / r), for q < s and p < n/r. */
function writeStage(l: Lanes, { from, to, roots, radix, left, stride, width, sign, scale }: Stage): void {
  const { f } = l.e
  const size = sizeOf(l)
  const root = l.isSingle ? v128.load32Splat : v128.load64Splat
  const [step, stepTo] = [stride * from.pitch * size, stride * to.pitch * size]
  f.for(0, left, 1, (p) => {
    const powers =
      left === 1
        ? []
        : Array.from({ length: radix - 1 }, (_, t) => ({
            re: f.let(root(roots, 2 * t * size)),
            im: f.let(root(roots, (2 * t + 1) * size)),
          }))
    const [read, write] =
      left === 1 ? [from, to] : [moved(l, from, i32.mul(p, step)), moved(l, to, i32.mul(p, stepTo * radix))]
    const columns = (source: Place, target: Place, count: number): void =>
      along(l, count, (at) => {
        const [here, there] = [moved(l, source, at), moved(l, target, at)]
        const x = Array.from({ length: radix }, (_, k) => load(l, here, k * left * step))
        butterfly(l, x, sign).forEach((y, t) => {
          const value = powers[t - 1] ? times(l, held(l, y), powers[t - 1]!) : y
          const { re, im } = scale === 1 ? value : { re: l.mul(value.re, scale), im: l.mul(value.im, scale) }
          f.emit(
            v128.store(there.re, re, t * stepTo),
            v128.store(there.im![0], im, there.im![1] + t * stepTo),
          )
        })
      })
    if (stride === 1 || (from.pitch === width && to.pitch === width)) columns(read, write, stride * width)
    else
      f.for(0, stride, 1, (q) =>
        columns(
          moved(l, read, i32.mul(q, from.pitch * size)),
          moved(l, write, i32.mul(q, to.pitch * size)),
          width,
        ),
      )
    if (left > 1) f.set(roots, i32.add(roots, 2 * size * (radix - 1)))
  })
}

/** The same for s = 1, where vectors are of neighbouring p: what comes out is turned. */
function writeFirst(l: Lanes, { from, to, roots, radix, left, sign }: Stage): void {
  const { f } = l.e
  const [size, lanes] = [sizeOf(l), lanesOf(l)]
  along(l, left, (at) => {
    const [here, there] = [moved(l, from, at), moved(l, to, i32.mul(at, radix))]
    const own = f.let(i32.add(roots, at))
    const x = Array.from({ length: radix }, (_, k) => load(l, here, k * left * size))
    const power = (t: number, part: number): V => f.let(v128.load(own, (2 * (t - 1) + part) * left * size))
    const y = butterfly(l, x, sign).map((value, t) =>
      held(l, t === 0 ? value : times(l, held(l, value), { re: power(t, 0), im: power(t, 1) })),
    )
    for (const part of ['re', 'im'] as const) {
      const [address, offset] = part === 're' ? [there.re, 0] : there.im!
      const values = y.map((value) => value[part])
      for (let t = 0; t < radix; t += lanes) {
        const whole = t + lanes <= radix
        const rows = whole ? exchange(l.e, values.slice(t, t + lanes)) : []
        rows.forEach((row, p) => {
          f.emit(v128.store(address, row, offset + (p * radix + t) * size))
        })
        if (whole) continue
        values.slice(t).forEach((value, k) => {
          for (let p = 0; p < lanes; p++)
            f.emit(
              (l.isSingle ? v128.store32Lane : v128.store64Lane)(
                p,
                address,
                value,
                offset + (p * radix + t + k) * size,
              ),
            )
        })
      }
    }
  })
  f.set(roots, i32.add(roots, 2 * size * (radix - 1) * left))
}
