import { type Expr, f32x4, f64x2, i32, i32x4, type Local, v128 } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'

import type { V } from '../kernel/value.ts'
import { type MatrixType, tileRows } from './plan.ts'

/** Strides in bytes of what the register tile reads and writes. */
export interface TileStrides {
  readonly dtype: MatrixType
  readonly rowA: number
  readonly alongA: number
  readonly alongB: number
  readonly rowC: number
}

/** x y + z in the matrix type, fused where possible. */
export function multiplyAdd(e: Emission, dtype: MatrixType, x: V, y: V, z: V): V {
  if (dtype === 'int32') return i32x4.add(i32x4.mul(x, y), z)
  const table = dtype === 'float32' ? f32x4 : f64x2
  return e.fma ? table.relaxedMadd(x, y, z) : table.add(table.mul(x, y), z)
}

/**
 * The register tile: C[4, w] (+)= A[4, k] B[k, w], w two vectors. Eight accumulators, one broadcast load for each row and
 * two vector loads a step; the loop stays rolled because unrolling makes the compiler spill.
 */
export function registerTile(
  e: Emission,
  s: TileStrides,
  a: Expr<'i32'>,
  b: Expr<'i32'>,
  c: Local<'i32'>,
  length: Local<'i32'>,
  accumulate: Expr<'i32'>,
): void {
  const { f } = e
  const vectors = 2
  const sums = Array.from({ length: tileRows * vectors }, () => f.local('v128'))
  const place = (r: number, v: number): number => r * s.rowC + v * 16
  const zero = v128.const(new Uint8Array(16))
  f.if(
    accumulate,
    () => {
      sums.forEach((sum, i) => {
        f.set(sum, v128.load(c, place(Math.floor(i / vectors), i % vectors)))
      })
    },
    () => {
      for (const sum of sums) f.set(sum, zero)
    },
  )
  const pa = f.copy(a)
  const pb = f.copy(b)
  const end = f.let(i32.add(pb, i32.mul(length, s.alongB)))
  const splat = s.dtype === 'float64' ? v128.load64Splat : v128.load32Splat
  f.if(length, () => {
    f.loop((again) => {
      f.scope(() => {
        const columns = Array.from({ length: vectors }, (_, v) => f.let(v128.load(pb, 16 * v)))
        for (let r = 0; r < tileRows; r++) {
          const x = f.let(splat(pa, r * s.rowA))
          columns.forEach((y, v) => {
            const sum = sums[r * vectors + v]!
            f.set(sum, multiplyAdd(e, s.dtype, x, y, sum))
          })
        }
      })
      f.set(pa, i32.add(pa, s.alongA))
      f.set(pb, i32.add(pb, s.alongB))
      f.brIf(again, i32.ne(pb, end))
    })
  })
  sums.forEach((sum, i) => {
    f.emit(v128.store(c, sum, place(Math.floor(i / vectors), i % vectors)))
  })
}
