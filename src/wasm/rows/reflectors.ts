import { type Expr, type FunctionBuilder, f64, i32, type Local, memory } from '../assembler/index.ts'
import type { EmissionTarget } from '../kernel/generate.ts'
import { at, get, type Int, increased, item, type Panel, panel, put } from './matrix.ts'
import { subtractProduct } from './product.ts'
import { divideBy, type Row, subtractMultiple } from './vectors.ts'

/** Householder vectors v_j below the diagonal of `work` [m, columns of the pitch], v_j = 1 on it, and their factors tau_j. */
export interface Reflectors {
  readonly work: Row
  readonly m: number
  /** Numbers from row to row. */
  readonly pitch: number
  readonly taus: Row
  /** A row for each of them: -V^T V of its panel. */
  readonly inner: Row
  /** Room for `panel` rows of what is reflected. */
  readonly sums: Row
}

/** float64 numbers for what belongs to so many reflections of matrices with so many columns. */
export const reflectorRoom = (steps: number, columns: number): number => steps + panel * (steps + columns)

/** Where that stands, from an address on. */
export function reflectorLists(
  f: FunctionBuilder,
  taus: Row,
  steps: number,
): Pick<Reflectors, 'taus' | 'inner' | 'sums'> {
  const inner = f.let(i32.add(taus, 8 * steps))
  return { taus, inner, sums: f.let(i32.add(inner, 8 * panel * steps)) }
}

/** Where vectors come to stand. */
type Vectors = Pick<Reflectors, 'work' | 'm' | 'pitch' | 'taus'>

export const tauAt = ({ taus }: Vectors, j: Local<'i32'>): Expr<'i32'> => item(taus, j)
/** The reflection that leaves zeros below the diagonal in column j, and there what it gives; the column then holds the vector, and 1 there. tau is 0 for none. */
export function eliminate(f: FunctionBuilder, reflectors: Vectors, j: Local<'i32'>): Local<'f64'> {
  const { work, m, pitch } = reflectors
  const corner = f.let(at(work, pitch, j, j))
  const alpha = get(f, corner)
  const largest = f.copy(f64.const(0))
  const left = f.copy(alpha)
  const below = (each: (place: Local<'i32'>) => void): void =>
    f.for(increased(j), m, 1, (i) => each(f.let(at(work, pitch, i, j))))
  below((place) => f.set(largest, f64.max(largest, f64.abs(f64.load(place)))))
  put(f, tauAt(reflectors, j), 0)
  f.if(f64.ne(largest, 0), () => {
    // Elements of at most 1, so that no square overflows.
    const unit = f.let(f64.min(f64.div(1, f64.max(largest, f64.abs(alpha))), Number.MAX_VALUE))
    const first = f.let(f64.mul(alpha, unit))
    const sum = f.copy(f64.mul(first, first))
    below((place) => {
      const part = f.let(f64.mul(f64.load(place), unit))
      put(f, place, part)
      f.set(sum, f64.add(sum, f64.mul(part, part)))
    })
    const beta = f.let(f64.neg(f64.copysign(f64.sqrt(sum), alpha)))
    put(f, tauAt(reflectors, j), f64.div(f64.sub(beta, first), beta))
    const factor = f.let(f64.div(1, f64.sub(first, beta)))
    below((place) => put(f, place, f64.mul(f64.load(place), factor)))
    f.set(left, f64.div(beta, unit))
  })
  put(f, corner, 1)
  return left
}

/** Rows of V^T V that are computed together, from the diagonal on. */
const strip = 8

/** Writes the vectors of a panel out, zeros above the ones on its diagonal, and the part of -V^T V above its diagonal. */
export function writeOut(
  target: EmissionTarget,
  f: FunctionBuilder,
  { work, m, pitch, inner }: Reflectors,
  [first, width]: Panel,
): void {
  const end = f.let(i32.add(first, width))
  f.emit(memory.fill(at(inner, panel, first, 0), 0, i32.mul(width, 8 * panel)))
  f.for(first, end, 1, (i) => f.for(increased(i), end, 1, (j) => put(f, at(work, pitch, i, j), 0)))
  f.for(first, end, strip, (i) => {
    const v = f.let(at(work, pitch, i, i))
    const left = f.let(i32.sub(end, i))
    const extents = [f.least(left, strip), left, f.let(i32.sub(m, i))] as const
    const c = at(inner, panel, i, i32.sub(i, first))
    f.emit(subtractProduct(target, [c, panel], [v, 1, pitch], [v, pitch], extents))
  })
}

/**
 * X -= V T V^T X (or T^T) for the rows of X from `first` on, V a panel that is written out. Nothing forms T: T^-1 has the
 * elements of V^T V above its diagonal, and 1/tau on it. Source: Puglisi, Modification of the Householder method based on the
 * compact WY representation (1992).
 */
export function reflectBy(
  target: EmissionTarget,
  f: FunctionBuilder,
  reflectors: Reflectors,
  [first, width]: Panel,
  [start, pitch]: readonly [start: Local<'i32'>, pitch: number],
  columns: Int,
  transpose: boolean,
): void {
  const { work, m, inner, sums } = reflectors
  const v = f.let(at(work, reflectors.pitch, first, first))
  const rows = f.let(i32.sub(m, first))
  f.emit(memory.fill(sums, 0, i32.mul(width, 8 * pitch)))
  const across = [v, 1, reflectors.pitch] as const
  f.emit(subtractProduct(target, [sums, pitch], across, [start, pitch], [width, columns, rows]))
  const line = (i: Local<'i32'>): Row => f.let(at(sums, pitch, i, 0))
  f.for(0, width, 1, (step) => {
    const j = transpose ? step : f.let(i32.sub(i32.sub(width, 1), step))
    const [from, to] = transpose ? [i32.const(0), j] : [f.let(increased(j)), width]
    const row = line(j)
    f.for(from, to, 1, (i) => {
      const [r, c] = transpose ? [i, j] : [j, i]
      subtractMultiple(f, row, line(i), get(f, at(inner, panel, i32.add(first, r), c)), columns)
    })
    const tau = f64.load(tauAt(reflectors, f.let(i32.add(first, j))))
    divideBy(f, row, f.let(f64.div(-1, tau)), columns)
  })
  const along = [v, reflectors.pitch] as const
  f.emit(subtractProduct(target, [start, pitch], along, [sums, pitch], [rows, columns, width]))
}
