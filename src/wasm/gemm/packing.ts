import { i32, type Local } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
import { elementBytes } from '../kernel/ir.ts'
import { pack } from './pack.ts'
import type { ProductPlan } from './plan.ts'
import type { MatrixProduct, OperandAxis } from './product.ts'
import { mergeLine } from './reading.ts'
import { tileColumns } from './tiles.ts'

/** Some steps of a sum: of its outermost axis, and of all its axes. */
export interface Part {
  readonly length: Local<'i32'>
  readonly steps: Local<'i32'>
}

/** Writes how the operands of a product are packed into scratch. */
export class Packing {
  private readonly e: Emission
  private readonly p: MatrixProduct
  private readonly plan: ProductPlan
  private readonly scratch: Local<'i32'>
  private readonly size: number

  constructor(e: Emission, p: MatrixProduct, plan: ProductPlan, scratch: Local<'i32'>) {
    this.e = e
    this.p = p
    this.plan = plan
    this.scratch = scratch
    this.size = elementBytes[p.dtype]
  }

  /** A side's strides along the sum; neighbours are one where the whole of it is packed at once. */
  private line(side: 'a' | 'b', whole: boolean): OperandAxis[] {
    const axes = this.plan.k.map((axis) => ({ extent: axis.extent, stride: axis[side] * this.size }))
    return whole || axes.length === 1 ? mergeLine(axes) : [axes[0]!, ...mergeLine(axes.slice(1))]
  }

  /** Steps of the outermost axis of a sum that are packed: those of a part, or all. */
  private first(axes: readonly OperandAxis[], part: Part | undefined): Local<'i32'> {
    if (!part) return this.e.f.copy(i32.const(axes[0]!.extent))
    return axes.length === 1 ? part.steps : part.length
  }

  /** Columns of B, for a part of the sum or all of it. */
  columns(b: Local<'i32'>, columns: Local<'i32'>, part: Part | undefined): void {
    const { e, p, plan, size } = this
    const along = this.line('b', part === undefined)
    const width = tileColumns(p.dtype)
    const source = { dtype: p.dtype, lineStride: p.n.b * size, along, width, full: p.n.extent % width === 0 }
    pack(e, source, b, e.f.let(i32.add(this.scratch, plan.scratch.b)), columns, this.first(along, part))
  }

  /** Rows of A: tiles with a row more, then the others. */
  rows(
    a: Local<'i32'>,
    rows: Local<'i32'>,
    tallHere: Local<'i32'>,
    { steps, part }: { readonly steps: Local<'i32'>; readonly part: Part | undefined },
  ): void {
    const { e, p, plan, size } = this
    const { f } = e
    const along = this.line('a', part === undefined)
    const first = this.first(along, part)
    const { height, tall } = plan.tiles
    const source = { dtype: p.dtype, lineStride: plan.rows[0]!.stride * size, along, full: true }
    const to = f.copy(this.scratch)
    if (tall > 0) {
      const lines = f.let(i32.mul(tallHere, height + 1))
      pack(e, { ...source, width: height + 1 }, a, to, lines, first)
      // shorter tiles have panels as wide, one line of which is not used
      const next = f.let(i32.add(a, i32.mul(lines, source.lineStride)))
      const after = f.let(i32.add(to, i32.mul(i32.mul(lines, steps), size)))
      const left = f.let(i32.sub(rows, lines))
      pack(e, { ...source, width: height, pitch: height + 1 }, next, after, left, first)
    } else pack(e, { ...source, width: height }, a, to, rows, first)
  }
}
