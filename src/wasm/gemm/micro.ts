import { type Expr, f32x4, f64x2, i32, i32x4, type Local, v128 } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'

import type { V } from '../kernel/value.ts'
import { type MatrixType, tileRows } from './plan.ts'

/** Strides in bytes of what the register tile reads and writes. */
export interface TileStrides {
  readonly dtype: MatrixType
  readonly rowA: number
  readonly rowC: number
  /** The axes summed over, outermost first: strides in A and in B. A packed operand has `packed` strides instead. */
  readonly along: readonly { readonly extent: number; readonly a: number; readonly b: number }[]
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
  const splat = s.dtype === 'float64' ? v128.load64Splat : v128.load32Splat
  const pa = f.copy(a)
  const pb = f.copy(b)
  const step = (): void =>
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
  const loops = (depth: number): void => {
    const axis = s.along[depth]
    if (!axis) {
      step()
      return
    }
    const inner = s.along[depth + 1]
    // the inner axis leaves the pointers at its end; go back and one step on
    const back = inner ? { a: inner.a * inner.extent, b: inner.b * inner.extent } : { a: 0, b: 0 }
    const left = f.copy(depth === 0 ? length : i32.const(axis.extent))
    f.loop((again) => {
      loops(depth + 1)
      if (axis.a !== back.a) f.set(pa, i32.add(pa, axis.a - back.a))
      if (axis.b !== back.b) f.set(pb, i32.add(pb, axis.b - back.b))
      f.set(left, i32.sub(left, 1))
      f.brIf(again, left)
    })
  }
  if (s.along.every((axis, depth) => depth === 0 || axis.extent > 0)) f.if(length, () => loops(0))
  sums.forEach((sum, i) => {
    f.emit(v128.store(c, sum, place(Math.floor(i / vectors), i % vectors)))
  })
}
