import {
  type Expr,
  type FunctionBuilder,
  f32x4,
  f64x2,
  i32,
  i32x4,
  type Local,
  v128,
  zeros,
} from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
import type { V } from '../kernel/value.ts'
import type { MatrixType } from './product.ts'
import type { Reading } from './reading.ts'

/** How a register tile goes through its operands; strides in bytes. */
export interface TileShape {
  readonly dtype: MatrixType
  readonly reading: Reading
  /** Vectors across. */
  readonly vectors: number
  /** From row to row of A and from step to step, unless tables tell. */
  readonly rowA: number
  readonly stepA: number
  readonly stepB: number
  readonly rowC: number
}

/** Where a register tile finds things, and how many steps it takes. */
export interface TilePlace {
  readonly a: Local<'i32'>
  readonly b: Local<'i32'>
  readonly c: Local<'i32'>
  readonly steps: Local<'i32'>
  /** Tables of where rows and steps of A begin. */
  readonly rows: Local<'i32'>
  readonly along: Local<'i32'>
  /** Whether C has partial sums. */
  readonly accumulate: Local<'i32'>
}

/** x y + z in the matrix type, fused where possible. */
export function multiplyAdd(e: Emission, dtype: MatrixType, x: V, y: V, z: V): V {
  if (dtype === 'int32') return i32x4.add(i32x4.mul(x, y), z)
  const table = dtype === 'float32' ? f32x4 : f64x2
  return e.fma ? table.relaxedMadd(x, y, z) : table.add(table.mul(x, y), z)
}

/**
 * The register tile: C[h, w] (+)= A[h, k] B[k, w], w one or two registers. One accumulator for each row and vector, one
 * broadcast load for each row and a vector load for each vector a step; the loop stays rolled because unrolling makes the
 * compiler spill. `finish` takes complete sums; without it they are stored in C. Six rows of two registers take all registers that V8 has, and 99 % of the machine's multiply-adds.
 */
export function registerTile(
  e: Emission,
  s: TileShape,
  height: number,
  at: TilePlace,
  finish?: (sums: readonly Local<'v128'>[]) => void,
): void {
  const { f } = e
  const { vectors } = s
  const sums = Array.from({ length: height * vectors }, () => f.local('v128'))
  const place = (i: number): number => Math.floor(i / vectors) * s.rowC + (i % vectors) * 16
  const zero = (): void => {
    for (const sum of sums) f.set(sum, zeros)
  }
  const load = (): void => {
    sums.forEach((sum, i) => {
      f.set(sum, v128.load(at.c, place(i)))
    })
  }
  if (finish) zero()
  else f.if(at.accumulate, load, zero)
  const step = stepOf(e, s, sums, f.copy(at.b))
  const walk = s.reading === 'table' ? alongTables : alongStrides
  f.if(at.steps, () => walk(f, s, at, step, height))
  if (finish) finish(sums)
  // the last first: of two neighbours that become one store, V8 stores the first twice otherwise
  else for (let i = sums.length - 1; i >= 0; i--) f.emit(v128.store(at.c, sums[i]!, place(i)))
}

/** Adds one step's products to the sums; takes the element of A in each row, in all lanes. */
type TileStep = (row: (r: number) => Expr<'v128'>) => void

/** A step at b, which moves on by it. */
const stepOf =
  (
    e: Emission,
    { dtype, vectors, stepB }: TileShape,
    sums: readonly Local<'v128'>[],
    b: Local<'i32'>,
  ): TileStep =>
  (row) => {
    const { f } = e
    f.scope(() => {
      const columns = Array.from({ length: vectors }, (_, v) => f.let(v128.load(b, 16 * v)))
      for (let first = 0; first < sums.length; first += vectors) {
        const x = f.let(row(first / vectors))
        columns.forEach((y, v) => {
          const sum = sums[first + v]!
          f.set(sum, multiplyAdd(e, dtype, x, y, sum))
        })
      }
      f.set(b, i32.add(b, stepB))
    })
  }

const splatOf = ({ dtype }: TileShape): typeof v128.load32Splat =>
  dtype === 'float64' ? v128.load64Splat : v128.load32Splat

/** Goes through A where tables tell where its rows and steps begin. */
function alongTables(f: FunctionBuilder, s: TileShape, at: TilePlace, step: TileStep, height: number): void {
  const splat = splatOf(s)
  const starts = Array.from({ length: height }, (_, r) => f.let(i32.add(at.a, i32.load(at.rows, 4 * r))))
  const along = f.copy(at.along)
  const end = f.let(i32.add(along, i32.shl(at.steps, 2)))
  f.loop((again) => {
    const shift = f.let(i32.load(along))
    step((r) => splat(i32.add(starts[r]!, shift)))
    f.set(along, i32.add(along, 4))
    f.brIf(again, i32.ltU(along, end))
  })
}

/** Goes through A whose rows and steps are evenly apart. */
function alongStrides(f: FunctionBuilder, s: TileShape, at: TilePlace, step: TileStep): void {
  const splat = splatOf(s)
  const a = f.copy(at.a)
  const left = f.copy(at.steps)
  f.loop((again) => {
    step((r) => splat(a, r * s.rowA))
    f.set(a, i32.add(a, s.stepA))
    f.set(left, i32.sub(left, 1))
    f.brIf(again, left)
  })
}
