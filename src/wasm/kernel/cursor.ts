import { type Expr, i32, i32x4, type Local } from '../assembler/index.ts'
import { volume } from '../axes.ts'
import { type Emission, splat32, vectorConstant } from '../emission.ts'
import { elementBytes } from './ir.ts'
import type { LoopAxis } from './layout.ts'
import type { Nest } from './nest.ts'
import type { Value } from './value.ts'

/** Four lanes from `i + lane` on along the vector axis, of which the first `count` are in it. */
export interface Where {
  readonly i: Expr<'i32'>
  readonly lane: number
  readonly count: number
  /** Where buffers have element i. */
  readonly starts?: Starts | undefined
  /** Eight neighbours that were read, by the first input that has every second one of them. */
  readonly wide?: Map<number, readonly [Local<'v128'>, Local<'v128'>]>
}

/** Addresses of element i of buffers, by the local with that of the first element and the bytes between neighbours. */
export type Starts = ReadonlyMap<string, Local<'i32'>>

const keyOf = ({ index }: Local<'i32'>, stride: number): string => `${index} ${stride}`

export const startOf = (pointer: Local<'i32'>, stride: number, { i, starts }: Where): Expr<'i32'> =>
  starts?.get(keyOf(pointer, stride)) ?? i32.add(pointer, i32.mul(i, stride))

/** Steps of an inner loop of a kernel of so many lines that are written one after the other: counting would take as long. */
const [fewSteps, fewLines] = [4, 16]

/** What is done after every so many steps; never after 0. */
export interface Aside {
  readonly every: number
  put(): void
}

/** A loop from 0 to `to`; one of more steps than `aside` allows goes in blocks. */
export function inBlocks(
  f: Emission['f'],
  to: number,
  step: number,
  aside: Aside | undefined,
  body: (i: Local<'i32'>) => void,
): void {
  const block = (aside?.every || to) * step
  if (block >= to) {
    f.for(0, to, step, body)
    return
  }
  f.for(0, to, block, (start) => {
    f.for(start, f.least(i32.add(start, block), to), step, body)
    aside!.put()
  })
}

/** Where the loops stand: the counter of each axis, and the address of each buffer (inputs, then outputs). */
export class Cursor {
  private readonly e: Emission
  private readonly nest: Nest
  /** Address of each buffer's first element. */
  readonly bases: readonly Local<'i32'>[]
  /** Address of each buffer at the first element of the unit. */
  unitPointers: readonly Local<'i32'>[] = []
  /** The same, moved along the inner reduced axes. */
  pointers: readonly Local<'i32'>[] = []
  /** Counters of the loops that are open. */
  readonly indices = new Map<LoopAxis, Local<'i32'>>()

  constructor(e: Emission, nest: Nest, args: Local<'i32'>) {
    this.e = e
    this.nest = nest
    this.bases = [...nest.kernel.inputs, ...nest.kernel.outputs].map((b, k) => {
      const shift = (b.offset ?? 0) * elementBytes[b.dtype]
      return e.f.let(i32.add(i32.load(args, 4 * k), shift))
    })
  }

  /** Point at the first element of the unit that the outer axes' counters stand at. */
  enterUnit(): void {
    this.unitPointers = this.bases.map((base, k) => {
      let address: Expr<'i32'> = base
      for (const axis of this.nest.layout.outer)
        if (axis.bytes[k] !== 0) address = i32.add(address, i32.mul(this.indices.get(axis)!, axis.bytes[k]!))
      return this.e.f.let(address)
    })
    this.pointers = this.unitPointers
  }

  /** Loops over the inner reduced axes, with something to do between; inside, `pointers` are moved along. */
  reducedLoops(body: () => void, aside?: Aside): void {
    const { layout, kernel } = this.nest
    const axes = layout.inner
    const light = layout.mode === 'column' && kernel.body.length <= fewLines
    const loop = (depth: number): void => {
      const axis = axes[depth]
      if (!axis) {
        body()
        return
      }
      const inside = volume(axes.slice(depth + 1))
      const step = (r: Local<'i32'>): void => {
        this.indices.set(axis, r)
        const outside = this.pointers
        this.pointers = outside.map((p, k) =>
          axis.bytes[k] === 0 || !this.usedInside(k)
            ? p
            : this.e.f.let(i32.add(p, i32.mul(r, axis.bytes[k]!))),
        )
        loop(depth + 1)
        this.pointers = outside
      }
      if (light && inside === 1 && axis.extent <= fewSteps)
        for (let r = 0; r < axis.extent; r++) step(this.e.f.let(i32.const(r)))
      else {
        const own = aside && { ...aside, every: Math.floor(aside.every / inside) }
        inBlocks(this.e.f, axis.extent, 1, own, step)
      }
    }
    loop(0)
  }

  /** Whether a buffer is read or written inside the loops over reduced axes. */
  private usedInside(buffer: number): boolean {
    const { kernel, placements } = this.nest
    const output = kernel.outputs[buffer - kernel.inputs.length]
    if (output) return placements[output.value]!.level === 'element'
    return kernel.body.some(
      (l, i) =>
        (l.kind === 'input' || l.kind === 'gather') &&
        l.input === buffer &&
        placements[i]!.level === 'element',
    )
  }

  /**
   * Where buffers that go along with the vector axis have element i: computed once for strips side by side, so that V8 sees that
   * these are neighbours. Other memory may come along.
   */
  starts(i: Expr<'i32'>, others: readonly (readonly [Local<'i32'>, stride: number])[]): Starts {
    const { bytes } = this.nest.layout.vector
    const pointers = [...this.pointers.map((pointer, k) => [pointer, bytes[k]!] as const), ...others]
    return new Map(
      pointers
        .filter(([, stride]) => stride > 0 && stride <= 8)
        .map((it) => [keyOf(...it), this.e.f.copy(i32.add(it[0], i32.mul(i, it[1])))]),
    )
  }

  /** i + lane + [0, 1, 2, 3] */
  lanes({ i, lane }: Where): Expr<'v128'> {
    const steps = new Uint8Array(Int32Array.of(lane, lane + 1, lane + 2, lane + 3).buffer)
    return i32x4.add(i32x4.splat(i), vectorConstant(this.e, steps))
  }

  /** Where four lanes are along the vector axis; those past the end stay at the last place. */
  places({ i, lane, count }: Where): Expr<'i32'>[] {
    return [0, 1, 2, 3].map((k) => i32.add(i, lane + Math.min(k, count - 1)))
  }

  /** Position over the reduced axes, row-major, as int32 lanes; `where` is given where the vector axis is reduced. */
  position(where?: Where): Value {
    const { inner, vector } = this.nest.layout
    let scalar: Expr<'i32'> = i32.const(0)
    for (const axis of inner) scalar = i32.add(scalar, i32.mul(this.indices.get(axis)!, axis.weight))
    if (!where) return { dtype: 'int32', parts: [i32x4.splat(scalar)] }
    const along = i32x4.mul(this.lanes(where), splat32(this.e, vector.weight))
    return { dtype: 'int32', parts: [i32x4.add(along, i32x4.splat(scalar))] }
  }
}
