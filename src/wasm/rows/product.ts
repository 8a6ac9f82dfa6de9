import { call, type Expr, type FunctionBuilder, f64x2, i32, type Local, v128 } from '../assembler/index.ts'
import type { EmissionTarget } from '../kernel/generate.ts'
import { wide } from '../vectors.ts'
import type { Int } from './matrix.ts'

/** A matrix by its first element, and how many numbers lie between its rows and between its columns (1). */
type Matrix = readonly [start: Expr<'i32'>, row: number, column?: number]

/** Rows of B that are gone through together, so that they stay in the cache. */
const depth = 64
const parameters = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const

/**
 * C -= A B in float64 where matrices stand, without packing: for the factors of a matrix that the caches hold. Only the columns
 * of A may lie apart. The extents are rows and columns of C, and what is summed over.
 */
export function subtractProduct(
  target: EmissionTarget,
  [c, rowC]: Matrix,
  [a, rowA, columnA = 1]: Matrix,
  [b, rowB]: Matrix,
  [m, n, k]: readonly [m: Int, n: Int, k: Int],
): Expr<'void'> {
  const product = target.module.shared('subtract product', parameters, 'void', (f, ...given) =>
    writeProduct(target, f, given),
  )
  return call(product, c, 8 * rowC, a, 8 * rowA, 8 * columnA, b, 8 * rowB, m, n, k)
}

function writeProduct(
  { fma }: EmissionTarget,
  f: FunctionBuilder,
  [c, rowC, a, rowA, stepA, b, rowB, m, n, k]: readonly Local<'i32'>[],
): void {
  const at = (start: Local<'i32'>, i: Local<'i32'>, bytes: Local<'i32'>): Expr<'i32'> =>
    i32.add(start, i32.mul(i, bytes))
  f.for(0, k!, depth, (first) => {
    const steps = f.least(i32.sub(k!, first), depth)
    strips(f, m!, fma ? [6, 2, 1] : [4, 2, 1], (height, i) =>
      strips(f, n!, wide() ? [8, 4, 2, 1] : [4, 2, 1], (width, j) => {
        const across = i32.shl(j, 3)
        const rows = Array.from({ length: height }, (_, r) => f.let(at(a!, f.let(i32.add(i, r)), rowA!)))
        const from = rows.map((row) => f.copy(at(row, first, stepA!)))
        const right = f.copy(i32.add(at(b!, first, rowB!), across))
        const out = [f.let(i32.add(at(c!, i, rowC!), across))]
        while (out.length < height) out.push(f.let(i32.add(out.at(-1)!, rowC!)))
        const load = width > 1 ? v128.load : v128.load64Splat
        const offsets = [0, 16, 32, 48].slice(0, Math.ceil(width / 2))
        const sums = out.map((row) => offsets.map((on) => f.copy(load(row, on))))
        f.for(0, steps, 1, () => {
          const elements = offsets.map((on) => f.let(load(right, on)))
          sums.forEach((row, r) => {
            const factor = f.let(v128.load64Splat(from[r]!))
            row.forEach((sum, v) => {
              const x = elements[v]!
              f.set(sum, fma ? f64x2.relaxedNmadd(factor, x, sum) : f64x2.sub(sum, f64x2.mul(factor, x)))
            })
            f.set(from[r]!, i32.add(from[r]!, stepA!))
          })
          f.set(right, i32.add(right, rowB!))
        })
        sums.forEach((row, r) => {
          row.forEach((sum, v) => {
            f.emit(width > 1 ? v128.store(out[r]!, sum, offsets[v]!) : v128.store64Lane(0, out[r]!, sum))
          })
        })
      }),
    )
  })
}

/** Goes along `count` places by the largest sizes first. */
function strips(
  f: FunctionBuilder,
  count: Local<'i32'>,
  sizes: readonly number[],
  body: (size: number, start: Local<'i32'>) => void,
): void {
  f.scope(() => {
    const start = f.copy(i32.const(0))
    for (const size of sizes)
      f.until(
        () => i32.gtS(i32.add(start, size), count),
        () => {
          body(size, start)
          f.set(start, i32.add(start, size))
        },
      )
  })
}
