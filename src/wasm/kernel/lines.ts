import { type Expr, i32, i32x4, type Local, sequence, v128 } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
import { Access } from './access.ts'
import { type Cursor, type Starts, startOf, type Where } from './cursor.ts'
import { elementBytes, type Instruction } from './ir.ts'
import type { Nest } from './nest.ts'
import { scalarOperation } from './operations.ts'
import { indexAlong } from './period.ts'
import { required, rootsOf } from './phase-plan.ts'
import { accumulate, copyState, newState, reducer, type State } from './reductions.ts'
import { constantValue, hold, loadContiguous, storeContiguous, type V, type Value } from './value.ts'

/** Values of lines, by number. */
export type Values = Map<number, Value>

/** What one pass over a unit's elements is for: reductions that take them in, outputs that are stored. */
export interface Phase {
  readonly number: number
  readonly reduces: readonly number[]
  readonly stores: readonly number[]
}

/** Computes the lines of a kernel's body where the loops stand. */
export class Lines {
  private readonly e: Emission
  private readonly nest: Nest
  private readonly cursor: Cursor
  private readonly scratch: Local<'i32'>
  readonly access: Access
  private readonly uniform: Values = new Map()
  /** States of running reductions, one a strip of columns. */
  private readonly running = new Map<number, readonly State[]>()
  /** The phase that left a line's values in scratch. */
  private readonly spilledIn = new Map<number, number>()
  private readonly orders: (readonly number[])[] = []

  /** Computes what is the same everywhere. */
  constructor(e: Emission, nest: Nest, cursor: Cursor, scratch: Local<'i32'>) {
    this.e = e
    this.nest = nest
    this.cursor = cursor
    this.scratch = scratch
    this.access = new Access(e, nest, cursor)
    nest.placements.forEach(({ level }, i) => {
      if (level === 'uniform') this.uniform.set(i, hold(e, this.compute(i, this.uniform, undefined)))
    })
  }

  /** The value of a line that was computed. */
  lookup(line: number, rows: Values, values?: Values): Value {
    return (values?.get(line) ?? rows.get(line) ?? this.uniform.get(line))!
  }

  /** Compute what roots need from outside the loops, once a unit (or once a strip). */
  outside(roots: readonly number[], known: Values, where: Where): void {
    const { kernel, placements } = this.nest
    this.cursor.pointers = this.cursor.unitPointers
    for (const line of required(kernel, placements, roots, 'row', (n) => known.has(n)))
      if (!known.has(line) && kernel.body[line]!.kind !== 'reduce')
        known.set(line, hold(this.e, this.compute(line, known, where)))
  }

  /** Whether an earlier phase left a line in scratch: it is read back, and what it was computed from is not needed. */
  private kept(line: number, phase: number): boolean {
    return (this.spilledIn.get(line) ?? phase) < phase
  }

  /** Lines inside the loops that a phase computes or reads back, in order: the same for all of its strips. */
  private needed(phase: number): readonly number[] {
    const { kernel, placements } = this.nest
    this.orders[phase] ??= required(
      kernel,
      placements,
      rootsOf(kernel, placements, phase),
      'element',
      (line) => this.kept(line, phase),
    )
    return this.orders[phase]
  }

  /** Compute the lines inside the loops that are the same in all strips of columns. */
  alike({ number }: Phase, rows: Values, where: Where): Values {
    const values: Values = new Map()
    for (const line of this.needed(number))
      if (this.access.alike[line]) values.set(line, hold(this.e, this.compute(line, rows, where, values)))
    return values
  }

  /** Where element i is, of buffers and of what is kept in scratch. */
  starts(i: Expr<'i32'>): Starts {
    const sizes = this.nest.spill.offsets.size > 0 ? [4, 8] : []
    return this.cursor.starts(
      i,
      sizes.map((size) => [this.scratch, size]),
    )
  }

  /** Compute the lines inside the loops for four elements, and store what this phase stores. */
  inside(phase: Phase, rows: Values, at: Where): Values {
    const where: Where = { ...at, wide: new Map() }
    const { kernel } = this.nest
    const values: Values = new Map()
    for (const line of this.needed(phase.number)) {
      if (rows.has(line)) continue
      const spilled = this.nest.spill.offsets.get(line)
      const { dtype } = kernel.body[line]!
      const size = elementBytes[dtype]
      const address = startOf(this.scratch, size, where)
      const offset = spilled! + where.lane * size
      const known = this.kept(line, phase.number)
      const value = known ? loadContiguous(dtype, address, offset) : this.compute(line, rows, where, values)
      values.set(line, hold(this.e, value))
      if (spilled === undefined || known) continue
      storeContiguous(this.e, values.get(line)!, address, offset)
      this.spilledIn.set(line, phase.number)
    }
    const resultOf = (k: number): Value => this.lookup(kernel.outputs[k]!.value, rows, values)
    for (const k of phase.stores) {
      const pair = this.access.pairOf(k)
      if (!pair?.every((output) => phase.stores.includes(output))) this.access.store(k, resultOf(k), where)
      else if (k === pair[0]) this.access.storePair(k, [resultOf(k), resultOf(pair[1])], where)
    }
    return values
  }

  /** Vectors by way of scratch: V8 computes in vectors of 256 bits what is stored side by side. */
  passed(vectors: readonly V[]): V[] {
    const stores = vectors.map((vector, k) => v128.store(this.scratch, vector, 16 * k))
    this.e.f.emit(sequence(...stores.reverse()))
    return vectors.map((_, k) => v128.load(this.scratch, 16 * k))
  }

  /** A value that is the same in all lanes, loaded as one number: that fills vectors of any width. */
  spread({ dtype, parts }: Value): Value {
    this.e.f.emit(v128.store(this.scratch, parts[0]!))
    const load = dtype === 'float64' ? v128.load64Splat : v128.load32Splat
    const part = this.e.f.let(load(this.scratch))
    return { dtype, parts: parts.map(() => part) }
  }

  /** Start the running reductions of a number of strips. */
  startRunning(strips: number): void {
    this.nest.kernel.body.forEach((line, n) => {
      if (line.kind !== 'running') return
      const by = reducer(line.reduction, line.dtype)
      this.running.set(
        n,
        Array.from({ length: strips }, () => newState(this.e, by)),
      )
    })
  }

  /** Take an element into a running reduction; leaves what it is after. */
  private advance(
    line: number,
    { reduction, dtype }: Extract<Instruction, { kind: 'running' }>,
    [element, factor]: readonly Value[],
    { lane }: Where,
  ): Value {
    const state = this.running.get(line)![lane / 4]!
    const by = reducer(reduction, dtype)
    if (factor) accumulate(this.e, reducer('prod', dtype), state, [factor])
    accumulate(
      this.e,
      by,
      state,
      by.lift(element!, () => this.cursor.position()),
    )
    return by.result(this.e, copyState(this.e, state))
  }

  private compute(index: number, rows: Values, where: Where | undefined, values?: Values): Value {
    const line = this.nest.kernel.body[index]!
    const args = line.args.map((a) => this.lookup(a, rows, values))
    switch (line.kind) {
      case 'constant':
        return constantValue(this.e, line.dtype, line.value)
      case 'input':
        return this.access.load(line.input, where)
      case 'gather':
        return this.access.gather(line, args, where)
      case 'iota':
        return this.iota(line.axis, where)
      case 'running':
        return this.advance(index, line, args, where!)
    }
    // a reduction is not computed in place
    const { name } = line as Extract<Instruction, { kind: 'apply' }>
    return scalarOperation(
      name,
      args.map((a) => a.dtype),
    ).emit(this.e, ...args)
  }

  /** The index along an axis of the kernel. */
  private iota(axis: number, where: Where | undefined): Value {
    const { outer, inner, vector } = this.nest.layout
    const own = [...outer, ...inner, vector].find((a) => a.members.includes(axis))
    if (own === vector && where) {
      const both = this.cursor.lanes(where)
      return {
        dtype: 'int32',
        parts: [vector.period ? indexAlong(this.e, vector.period, axis, both) : both],
      }
    }
    const counter = own && this.cursor.indices.get(own)
    return { dtype: 'int32', parts: [i32x4.splat(counter ?? i32.const(0))] }
  }
}
