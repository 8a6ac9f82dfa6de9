import { merged, volume } from '../axes.ts'
import { elementBytes } from '../kernel/ir.ts'
import type { MatrixProduct, MatrixType, OperandAxis, ProductAxis } from './product.ts'

/**
 * How the register tile finds A: in panels that were packed, along one stride, or by tables of where rows and steps begin
 * (rows and sums over several axes).
 */
export type Reading = 'packed' | 'line' | 'table'

/** How operands are read. */
export interface Readings {
  readonly readA: Reading
  /** Whether B is packed: all of a block's columns once for many blocks of rows, or those of each chunk. */
  readonly packB: 'whole' | 'chunk' | undefined
}

/** Most bytes of columns of B that stay packed while blocks of rows go by. A third cache will do: a panel is read once for each block. */
const mostPacked = 1 << 20

/** Merge neighbouring axes that one stride walks along in both operands; there is always one. */
export function mergeAxes(axes: readonly ProductAxis[]): ProductAxis[] {
  const found = merged(axes, ({ a, b }) => [a, b])
  return found.length > 0 ? found : [{ extent: 1, a: 0, b: 0 }]
}

/** The same along one operand's axes. */
export function mergeLine(axes: readonly OperandAxis[]): OperandAxis[] {
  const found = merged(axes, ({ stride }) => [stride])
  return found.length > 0 ? found : [{ extent: 1, stride: 0 }]
}

/** Whether register tiles may read A where it stands: few pages, or lines that are read along. */
export function readsInPlace(
  dtype: MatrixType,
  rows: readonly OperandAxis[],
  k: readonly ProductAxis[],
): boolean {
  const size = elementBytes[dtype]
  const inner = k.at(-1)!
  const step = Math.abs(rows.at(-1)!.stride)
  const page = 4096
  if (rows.length === 1 && inner.a === 1 && inner.extent >= 8 && step * size < page) return true
  if (rows.length === 1 && step === 1 && Math.abs(inner.a) * size < page / 4) return true
  const reach = (axes: readonly OperandAxis[]): number =>
    axes.reduce((sum, axis) => sum + (axis.extent - 1) * Math.abs(axis.stride), 0)
  // packing lines that a convolution reads in short pieces costs more, and pays less
  const near = k.length > 1 || rows.length > 1 ? 1 << 18 : 1 << 14
  return (reach(rows) + reach(k.map((axis) => ({ extent: axis.extent, stride: axis.a })))) * size <= near
}

/** Panels are read again for every row (column) of register tiles; packing pays where the lines lie far apart. */
export function planReadings(
  p: MatrixProduct,
  {
    rows,
    k,
    whole,
  }: { readonly rows: readonly OperandAxis[]; readonly k: readonly ProductAxis[]; readonly whole: boolean },
  { mc, nc }: { readonly mc: number; readonly nc: number },
): Readings {
  const size = elementBytes[p.dtype]
  const [row, another] = rows as [OperandAxis, OperandAxis?]
  const inner = k.at(-1)!
  // an offset in an instruction is unsigned, so that rows that go backwards are packed
  const inPlace = row.stride >= 0 && readsInPlace(p.dtype, [{ extent: mc, stride: row.stride }], k)
  const packs = k.length > 1 || p.n.b !== 1 || (Math.abs(inner.b) * size >= 1024 && volume(rows) > 8)
  const fits = whole || nc * volume(k) * size <= mostPacked
  return {
    readA: another || (inPlace && k.length > 1) ? 'table' : inPlace ? 'line' : 'packed',
    packB: packs ? (fits ? 'whole' : 'chunk') : undefined,
  }
}
