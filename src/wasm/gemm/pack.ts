import { type Expr, i32, i64x2, type Local, v128 } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
import { elementBytes } from '../kernel/ir.ts'
import { inTurn } from '../kernel/period.ts'
import type { V } from '../kernel/value.ts'
import type { MatrixType } from './product.ts'

/** A strided matrix whose lines (rows of A, columns of B) are packed side by side. */
export interface PackSource {
  readonly dtype: MatrixType
  /** Bytes between neighbouring lines. */
  readonly lineStride: number
  /** The axes along a line, outermost first: strides in bytes. */
  readonly along: readonly { readonly extent: number; readonly stride: number }[]
  /** Lines in a panel. */
  readonly width: number
  /** Whether lines fill all panels. */
  readonly full: boolean
  /** Elements from step to step in a panel, if more than `width`. */
  readonly pitch?: number
}

const pitchOf = (source: PackSource): number => (source.pitch ?? source.width) * elementBytes[source.dtype]

/**
 * Copy `lines` lines into panels of `width` lines: to[panel][k][line]. Of the outermost axis along a line `first` steps
 * are taken. Lines that are missing in the last panel repeat the last one.
 */
export function pack(
  e: Emission,
  source: PackSource,
  from: Local<'i32'>,
  to: Local<'i32'>,
  lines: Expr<'i32'>,
  first: Local<'i32'>,
): void {
  const { f } = e
  const count = f.let(lines)
  const target = f.copy(to)
  const lastLine = f.let(i32.sub(count, 1))
  const axes = source.along
  const inner = axes.at(-1)!
  const length = axes.length === 1 ? first : f.let(i32.const(inner.extent))
  const start = f.copy(i32.const(0))
  const side = sideBySide(source)
  if (side > 1) {
    const panel = f.let(i32.mul(length, pitchOf(source)))
    const lines = side * source.width
    f.until(
      () => i32.gtS(i32.add(start, lines), count),
      () => {
        const read = f.copy(i32.add(from, i32.mul(start, source.lineStride)))
        const targets = [target]
        while (targets.length < side) targets.push(f.copy(i32.add(targets.at(-1)!, panel)))
        copyLines(e, source, read, inner.stride, targets, length)
        f.set(target, targets.at(-1)!)
        f.set(start, i32.add(start, lines))
      },
    )
  }
  f.for(start, count, source.width, (line) => {
    const clamped = (i: number): Expr<'i32'> => f.least(i32.add(line, i), lastLine)
    const neighbours = source.lineStride === elementBytes[source.dtype]
    // one pointer, where an offset in an instruction, which is unsigned, leads from line to line
    const one = neighbours || (source.full && source.lineStride > 0)
    const starts = Array.from({ length: one ? 1 : source.width }, (_, i) =>
      f.let(i32.add(from, i32.mul(one ? line : clamped(i), source.lineStride))),
    )
    overAxes(e, axes.slice(0, -1), first, (shift) => {
      const pointers = starts.map((start) => f.copy(shift ? i32.add(start, shift) : start))
      if (neighbours) copyLines(e, source, pointers[0]!, inner.stride, [target], length)
      else gatherLines(e, source, pointers, inner.stride, target, length)
    })
  })
}

/** Loops over outer axes; the body gets the sum of their offsets in bytes. */
export function overAxes(
  e: Emission,
  axes: readonly { readonly extent: number; readonly stride: number }[],
  first: Local<'i32'>,
  body: (shift: Local<'i32'> | undefined) => void,
): void {
  const { f } = e
  const loop = (depth: number, shift: Local<'i32'> | undefined): void => {
    const axis = axes[depth]
    if (!axis) {
      body(shift)
      return
    }
    f.for(0, depth === 0 ? first : axis.extent, 1, (i) => {
      const step = i32.mul(i, axis.stride)
      loop(depth + 1, f.let(shift ? i32.add(shift, step) : step))
    })
  }
  loop(0, undefined)
}

/** Panels are packed four at once where lines lie side by side, so that what is read of a page is read at once. */
const sideBySide = ({ dtype, lineStride, along }: PackSource): number =>
  lineStride === elementBytes[dtype] && along.length === 1 ? 4 : 1

/** Lines side by side in memory, into panels one after the other. */
function copyLines(
  e: Emission,
  source: PackSource,
  read: Local<'i32'>,
  stride: number,
  targets: readonly Local<'i32'>[],
  length: Local<'i32'>,
): void {
  const { f } = e
  const bytes = source.width * elementBytes[source.dtype]
  f.for(0, length, 1, () => {
    targets.forEach((target, panel) => {
      for (let byte = 0; byte < bytes; byte += 16) {
        const vector = f.let(v128.load(read, panel * bytes + byte))
        const left = bytes - byte
        if (left >= 16) f.emit(v128.store(target, vector, byte))
        else {
          // no more than the panel has: the next one may be there
          if (left >= 8) f.emit(v128.store64Lane(0, target, vector, byte))
          if (left % 8 > 0) f.emit(v128.store32Lane((left & 8) >> 2, target, vector, byte + (left & 8)))
        }
      }
    })
    f.set(read, i32.add(read, stride))
    for (const target of targets) f.set(target, i32.add(target, pitchOf(source)))
  })
}

/** Lines apart: 4 x 4 transposes where they run contiguously, else element by element. */
function gatherLines(
  e: Emission,
  source: PackSource,
  pointers: readonly Local<'i32'>[],
  stride: number,
  target: Local<'i32'>,
  length: Local<'i32'>,
): void {
  const { f } = e
  const size = elementBytes[source.dtype]
  const lanes = 16 / size
  const k = f.copy(i32.const(0))
  const lines = Array.from({ length: source.width }, (_, i): Line => {
    const own = pointers[i]
    return own && pointers.length > 1
      ? { at: own, offset: 0 }
      : { at: pointers[0]!, offset: i * source.lineStride }
  })
  if (stride === size && size === 4) transposed(e, source, pointers, lines, target, length, k)
  f.until(
    () => i32.geS(k, length),
    () => {
      for (let i = 0; i < source.width; i += lanes)
        f.emit(v128.store(target, gather(source.dtype, filled(lines, i, lanes)), i * size))
      for (const pointer of pointers) f.set(pointer, i32.add(pointer, stride))
      f.set(target, i32.add(target, pitchOf(source)))
      f.set(k, i32.add(k, 1))
    },
  )
}

/** Where the next element of a line stands. */
interface Line {
  readonly at: Local<'i32'>
  readonly offset: number
}

/** Lines from the i-th on, the last repeated where there are no more. What is written too much is written over. */
const filled = <T>(lines: readonly T[], i: number, lanes: number): T[] =>
  Array.from({ length: lanes }, (_, lane) => lines[Math.min(i + lane, lines.length - 1)]!)

function gather(dtype: MatrixType, lines: readonly Line[]): V {
  const [first, second] = lines as [Line, Line]
  if (dtype === 'float64')
    return v128.load64Lane(1, second.at, v128.load64Zero(first.at, first.offset), second.offset)
  return lines
    .slice(1)
    .reduce<V>(
      (x, { at, offset }, i) => v128.load32Lane(i + 1, at, x, offset),
      v128.load32Zero(first.at, first.offset),
    )
}

/** Lanes and vectors exchanged: four vectors of four lanes, or two of two, which stand in variables. */
export function exchange(e: Emission, x: readonly V[]): V[] {
  /** The lower and the upper halves of two vectors, side by side. */
  const halves = (a: V, b: V): V[] => [i64x2.shuffle([0, 2], a, b), i64x2.shuffle([1, 3], a, b)]
  const inTurns = (a: V, b: V): V[] => inTurn(a, b).map((part) => e.f.let(part))
  const [x0, x1, x2, x3] = x
  if (!x2) return halves(x0!, x1!)
  const [low01, high01] = inTurns(x0!, x1!)
  const [low23, high23] = inTurns(x2, x3!)
  return [...halves(low01!, low23!), ...halves(high01!, high23!)]
}

/** to[j][i] = from[i][j], whole vectors at a time; pitches in elements. */
export function transposeBlock(
  e: Emission,
  dtype: MatrixType,
  from: Local<'i32'>,
  to: Local<'i32'>,
  rows: Local<'i32'>,
  columns: Local<'i32'>,
  pitchFrom: number,
  pitchTo: number,
): void {
  const { f } = e
  const size = elementBytes[dtype]
  const lanes = 16 / size
  f.for(0, rows, lanes, (i) => {
    f.for(0, columns, lanes, (j) => {
      const source = f.let(i32.add(from, i32.mul(i32.add(i32.mul(i, pitchFrom), j), size)))
      const target = f.let(i32.add(to, i32.mul(i32.add(i32.mul(j, pitchTo), i), size)))
      const x = Array.from({ length: lanes }, (_, r) => f.let(v128.load(source, r * pitchFrom * size)))
      exchange(e, x).forEach((line, r) => {
        f.emit(v128.store(target, line, r * pitchTo * size))
      })
    })
  })
}

/** Blocks of 4 x 4 while four steps along the lines remain. */
function transposed(
  e: Emission,
  source: PackSource,
  pointers: readonly Local<'i32'>[],
  lines: readonly Line[],
  target: Local<'i32'>,
  length: Local<'i32'>,
  k: Local<'i32'>,
): void {
  const { f } = e
  const row = pitchOf(source)
  f.until(
    () => i32.gtS(i32.add(k, 4), length),
    () => {
      const groups: V[][] = []
      for (let i = 0; i < source.width; i += 4)
        groups.push(
          exchange(
            e,
            filled(lines, i, 4).map(({ at, offset }) => f.let(v128.load(at, offset))),
          ).map((column) => f.let(column)),
        )
      // step by step: a group that is not full writes into the next step
      for (let step = 0; step < 4; step++)
        for (let group = groups.length - 1; group >= 0; group--)
          f.emit(v128.store(target, groups[group]![step]!, step * row + 16 * group))
      for (const pointer of pointers) f.set(pointer, i32.add(pointer, 16))
      f.set(target, i32.add(target, 4 * row))
      f.set(k, i32.add(k, 4))
    },
  )
}
