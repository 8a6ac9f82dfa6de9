import {
  type Expr,
  type FunctionRef,
  i32,
  i32x4,
  type Label,
  type Local,
  type ModuleBuilder,
  select,
} from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
import { splat32, vectorConstant } from '../emission.ts'
import { bytesToKeep, openJournal } from '../journal.ts'
import { codeKey, elementBytes, type Instruction, type LoopKernel, touched } from './ir.ts'
import { type Layout, type LoopAxis, layoutOf, type Placement, place } from './layout.ts'
import { scalarOperation } from './operations.ts'
import { indexAlong, loadEverySecond, loadPeriodic } from './period.ts'
import { required, rootsOf, type SpillPlan, spillPlan } from './phase-plan.ts'
import { joinLanes, type Reducer, reducer, type State } from './reductions.ts'
import {
  constantValue,
  hold,
  loadContiguous,
  loadLanes,
  loadSplat,
  selectValue,
  storeContiguous,
  storeLane,
  type Value,
} from './value.ts'

/** Parameters of every kernel: pointer to its pointers, first and last tile, scratch of the calling thread. */
export const kernelParameters = ['i32', 'i32', 'i32', 'i32'] as const

/** A kernel that can be put into a module. */
export interface CompiledKernel {
  readonly name: string
  /** Independent pieces; a call runs a range of them. */
  readonly tiles: number
  /** Bytes of scratch that each thread needs. */
  readonly scratchBytes: number
  /** Rough number of floating-point operations and of bytes moved, for the profiler. */
  readonly flops: number
  readonly bytes: number
  /** Bytes of the journal of one tile, where results are written over operands; for kernels that can. */
  readonly journalBytes?: number
  /** Results are always written over an operand. */
  readonly updates?: boolean
  /** Write the function; its argument block holds the address of each input, then of each output. */
  emit(e: EmissionTarget): FunctionRef<typeof kernelParameters, 'void'>
}

/** What a module offers to the kernels in it. */
export interface EmissionTarget extends Omit<Emission, 'f' | 'journal'> {
  readonly module: ModuleBuilder
  /** Results stand where operands do, and workers may die: keep what is written over. */
  readonly journaled?: boolean
}

/** The name that a kernel's function is shared by. */
export const sharedName = (key: string, { journaled }: EmissionTarget): string =>
  journaled ? `${key} journaled` : key

/** Price of a tile that is worth handing to a thread, in vector instructions. */
const tileCost = 32_768

/** Compile a loop kernel. */
export function compileLoop(kernel: LoopKernel): CompiledKernel {
  const layout = layoutOf(kernel)
  const placements = place(kernel, layout)
  const elementCost = placements.reduce((sum, p) => sum + (p.level === 'element' ? p.cost : 0), 1)
  const rowCost = placements.reduce((sum, p) => sum + (p.level === 'row' ? p.cost : 0), 1) + 8
  const inner = layout.inner.reduce((n, a) => n * a.extent, 1)
  const total = [...layout.outer, ...layout.inner, layout.vector].reduce((n, a) => n * a.extent, 1)
  const unroll = vectorsAtOnce(layout, elementCost)
  const across = turnedAxis(kernel, layout)
  const block = across
    ? Math.min(turnedBlock, layout.vector.extent)
    : blockLength(layout, inner, elementCost, unroll)
  const blocks = layout.mode === 'row' ? 1 : Math.max(1, Math.ceil(layout.vector.extent / block))
  const outer = layout.outer.reduce((n, a) => n * a.extent, 1)
  const units = total === 0 && layout.mode === 'elementwise' ? 0 : outer * blocks
  const unitLength = Math.min(block, layout.vector.extent)
  const unitCost = ((unitLength * inner + 3) / 4) * elementCost + rowCost
  const unitsPerTile = Math.max(1, Math.round(tileCost / unitCost))
  const tiles = Math.max(0, Math.ceil(units / unitsPerTile))
  const moved = [...kernel.inputs, ...kernel.outputs].reduce((sum, b) => {
    const axes = kernel.axes.map(({ extent }, i) => ({ extent, stride: b.strides[i]! }))
    return sum + touched(axes) * elementBytes[b.dtype]
  }, 0)
  // lines outside the loops are computed once a row, or once
  const turns = {
    element: total,
    row: layout.mode === 'column' ? outer * layout.vector.extent : outer,
    uniform: 1,
  }
  const flops = kernel.body.reduce((sum, line, i) => {
    if (line.kind === 'reduce' || line.kind === 'running') return sum + total
    return line.kind === 'apply' ? sum + turns[placements[i]!.level] : sum
  }, 0)
  const spill = spillPlan(kernel, layout, placements)
  return {
    name: kernel.name,
    tiles,
    scratchBytes: spill.bytes,
    flops,
    bytes: moved,
    journalBytes: kernel.outputs.reduce((sum, { dtype }, k) => {
      const size = elementBytes[dtype]
      const whole = layout.vector.bytes[kernel.inputs.length + k] === size
      return sum + bytesToKeep(unitsPerTile * unitLength, unitsPerTile, size, whole)
    }, 0),
    emit: (target) =>
      target.module.shared(
        sharedName(codeKey(kernel), target),
        kernelParameters,
        'void',
        (f, args, begin, end, scratch) => {
          const e: Emission = { ...target, f, ...(target.journaled && { journal: openJournal(f, scratch) }) }
          new LoopWriter(e, kernel, layout, placements, spill, unroll).write(args, begin, end, scratch, {
            block,
            blocks,
            across,
            units,
            unitsPerTile,
          })
        },
      ),
  }
}

/** Vectors that are computed side by side: while one waits for its operands, others go on. */
const vectorsAtOnce = (layout: Layout, elementCost: number): number => {
  if (elementCost <= 12) return layout.mode === 'elementwise' ? 1 : 4
  return elementCost <= 64 ? 4 : elementCost <= 128 ? 2 : 1
}

/** Elements of a row of a turned kernel that are computed before the next row's. */
const turnedBlock = 16

/**
 * The axis along which an input is contiguous that the vector axis jumps in (a transposition): going along it within a short
 * block of the vector axis uses up the cache lines that are read.
 */
function turnedAxis(kernel: LoopKernel, layout: Layout): LoopAxis | undefined {
  if (layout.mode !== 'elementwise' || layout.vector.extent < 2 * turnedBlock) return undefined
  const jumps = kernel.inputs.findIndex(
    ({ dtype }, k) =>
      Math.abs(layout.vector.bytes[k]!) >= 64 &&
      layout.outer.some((axis) => axis.bytes[k] === elementBytes[dtype] && axis.extent > 1),
  )
  return layout.outer.find(
    (axis) => axis.bytes[jumps] === elementBytes[kernel.inputs[jumps]?.dtype ?? 'bool'],
  )
}

/** Elements of the vector axis that one unit covers. */
function blockLength(layout: Layout, inner: number, elementCost: number, unroll: number): number {
  const { extent } = layout.vector
  if (layout.mode === 'row') return Math.max(1, extent)
  const ideal = Math.max(1, Math.floor((4 * tileCost) / (elementCost * inner)))
  const least = layout.mode === 'column' ? 4 * unroll : 64
  const length = Math.max(least, Math.ceil(ideal / 16) * 16)
  return length >= extent ? Math.max(1, extent) : length
}

interface Work {
  readonly block: number
  readonly blocks: number
  /** The axis whose steps are taken within a block of the vector axis. */
  readonly across: LoopAxis | undefined
  readonly units: number
  readonly unitsPerTile: number
}

type Values = Map<number, Value>

/** Four lanes from `i + lane` on along the vector axis, of which those below the limit count. */
interface Where {
  readonly i: Expr<'i32'>
  readonly lane: number
  readonly limit: Expr<'i32'> | undefined
}

/** Writes the loops of one kernel. */
class LoopWriter {
  private readonly e: Emission
  private readonly kernel: LoopKernel
  private readonly layout: Layout
  private readonly placements: readonly Placement[]
  private readonly spill: SpillPlan
  private readonly unroll: number
  private readonly uniform: Values = new Map()
  private bases: Local<'i32'>[] = []
  /** Address of each buffer at the first element of the unit. */
  private unitPointers: Local<'i32'>[] = []
  /** The same, moved along the inner reduced axes. */
  private pointers: Local<'i32'>[] = []
  private readonly indices = new Map<LoopAxis, Local<'i32'>>()
  private scratch!: Local<'i32'>

  constructor(
    e: Emission,
    kernel: LoopKernel,
    layout: Layout,
    placements: readonly Placement[],
    spill: SpillPlan,
    unroll: number,
  ) {
    this.e = e
    this.kernel = kernel
    this.layout = layout
    this.placements = placements
    this.spill = spill
    this.unroll = unroll
  }

  private get buffers() {
    return [...this.kernel.inputs, ...this.kernel.outputs]
  }

  write(args: Local<'i32'>, begin: Local<'i32'>, end: Local<'i32'>, scratch: Local<'i32'>, work: Work): void {
    const { f } = this.e
    const { layout } = this
    this.scratch = scratch
    this.bases = this.buffers.map((b, k) => {
      const shift = (b.offset ?? 0) * elementBytes[b.dtype]
      return f.let(i32.add(i32.load(args, 4 * k), shift))
    })
    this.kernel.body.forEach((_, i) => {
      if (this.placements[i]!.level === 'uniform')
        this.uniform.set(i, hold(this.e, this.compute(i, this.uniform, undefined)))
    })
    const unit = f.let(i32.mul(begin, work.unitsPerTile))
    const product = f.let(i32.mul(end, work.unitsPerTile))
    const last = f.let(select(product, i32.const(work.units), i32.ltS(product, work.units)))
    // odometer over the outer axes and the blocks of the vector axis
    const block = f.local('i32')
    const digits: [Local<'i32'>, number][] = []
    for (const axis of layout.outer) {
      const index = f.local('i32')
      this.indices.set(axis, index)
      if (axis !== work.across) digits.push([index, Math.max(1, axis.extent)])
    }
    digits.push([block, work.blocks])
    if (work.across) digits.push([this.indices.get(work.across)!, work.across.extent])
    const rest = f.copy(unit)
    for (const [index, extent] of [...digits].reverse()) {
      f.set(index, i32.remU(rest, extent))
      f.set(rest, i32.divU(rest, extent))
    }
    f.if(i32.ltS(unit, last), () => {
      f.loop((again) => {
        f.scope(() => this.unit(block, work))
        f.set(unit, i32.add(unit, 1))
        this.advance(digits.filter(([index, extent]) => index !== block || extent > 1))
        f.brIf(again, i32.ltS(unit, last))
      })
    })
  }

  /** Count the odometer up by one. */
  private advance(digits: readonly (readonly [Local<'i32'>, number])[]): void {
    const { f } = this.e
    const carry = (k: number): void => {
      if (k < 0) return
      const [index, extent] = digits[k]!
      f.set(index, i32.add(index, 1))
      if (k > 0)
        f.if(i32.geS(index, extent), () => {
          f.set(index, 0)
          carry(k - 1)
        })
    }
    carry(digits.length - 1)
  }

  private unit(block: Local<'i32'>, work: Work): void {
    const { f } = this.e
    const { layout } = this
    this.unitPointers = this.bases.map((base, k) => {
      let address: Expr<'i32'> = base
      for (const axis of layout.outer)
        if (axis.bytes[k] !== 0) address = i32.add(address, i32.mul(this.indices.get(axis)!, axis.bytes[k]!))
      return f.let(address)
    })
    this.pointers = this.unitPointers
    const { extent } = layout.vector
    if (layout.mode === 'row') {
      this.phases(i32.const(0), 1)
      return
    }
    const from = work.blocks === 1 ? i32.const(0) : f.let(i32.mul(block, work.block))
    const upTo = (): Expr<'i32'> => {
      if (work.blocks === 1) return i32.const(extent)
      const end = f.let(i32.add(from, work.block))
      return select(end, i32.const(extent), i32.ltS(end, extent))
    }
    const end = f.let(upTo())
    const i = f.copy(from)
    const strips = this.strips()
    const going = (again: Label, steps: number): void => {
      f.set(i, i32.add(i, 4 * steps))
      f.br(again)
    }
    if (this.unroll > 1) {
      f.block((done) => {
        f.loop((again) => {
          f.brIf(done, i32.gtS(i32.add(i, 4 * this.unroll), end))
          f.scope(() => strips(i, this.unroll))
          going(again, this.unroll)
        })
      })
    }
    f.block((done) => {
      f.loop((again) => {
        f.brIf(done, i32.geS(i, end))
        f.scope(() => strips(i, 1, end))
        going(again, 1)
      })
    })
  }

  /** Writes a number of vectors from column i on. */
  private strips(): (i: Expr<'i32'>, count: number, end?: Expr<'i32'>) => void {
    if (this.layout.mode === 'column') return (i, count, end) => this.phases(i, count, end)
    const { outputs } = this.kernel
    const rows = this.rowValues(
      outputs.map((o) => o.value),
      i32.const(0),
      new Map(),
    )
    const stores = outputs.map((_, k) => k)
    return (i, count, end) =>
      this.e.f.together(
        Array.from({ length: count }, (_, k) => () => void this.elements(0, [], stores, rows, i, 4 * k, end)),
      )
  }

  /** All phases of a unit: a row, or a strip of `strips` vectors of columns from column i on. */
  private phases(i: Expr<'i32'>, strips: number, end?: Expr<'i32'>): void {
    const rows: Values[] = Array.from({ length: strips }, () => new Map())
    const last = Math.max(...this.placements.map((p) => p.phase))
    for (let phase = 0; phase <= last; phase++) {
      const roots = rootsOf(this.kernel, this.placements, phase)
      const reduces = this.reducesOf(phase)
      const stores = this.kernel.outputs.flatMap(({ value }, k) =>
        this.placements[value]!.level === 'element' && this.placements[value]!.phase === phase ? [k] : [],
      )
      if (reduces.length === 0 && stores.length === 0) continue
      rows.forEach((known, k) => {
        this.rowValues(roots, i, known, 4 * k, end)
      })
      if (this.layout.mode === 'row') this.rowPhase(phase, reduces, stores, rows[0]!)
      else this.columnPhase(reduces, stores, rows, i, end)
    }
    const rowOutputs = this.kernel.outputs.flatMap(({ value }, k) =>
      this.placements[value]!.level === 'element' ? [] : [k],
    )
    rows.forEach((known, k) => {
      const values = this.rowValues(
        rowOutputs.map((o) => this.kernel.outputs[o]!.value),
        i,
        known,
        4 * k,
        end,
      )
      this.pointers = this.unitPointers
      for (const o of rowOutputs) {
        const value = this.lookup(this.kernel.outputs[o]!.value, values)
        if (this.layout.mode === 'row')
          storeLane(this.e, value, 0, this.unitPointers[this.kernel.inputs.length + o]!, 0)
        else this.store(o, value, i, 4 * k, end)
      }
    })
  }

  private reducesOf(phase: number): number[] {
    return this.kernel.body.flatMap((line, i) =>
      line.kind === 'reduce' && this.placements[line.args[0]!]!.phase === phase ? [i] : [],
    )
  }

  /** Compute what roots need from outside the loops, once a unit (or once a strip). */
  private rowValues(
    roots: readonly number[],
    i: Expr<'i32'>,
    known: Values,
    lane = 0,
    limit: Expr<'i32'> | undefined = undefined,
  ): Values {
    this.pointers = this.unitPointers
    for (const line of required(this.kernel, this.placements, roots, 'row', (n) => known.has(n)))
      if (!known.has(line) && this.kernel.body[line]!.kind !== 'reduce')
        known.set(line, hold(this.e, this.compute(line, known, { i, lane, limit })))
    return known
  }

  /** Loop over the vector axis (and further reduced axes) of one row. */
  private rowPhase(phase: number, reduces: readonly number[], stores: readonly number[], rows: Values): void {
    const { e, layout } = this
    const { f } = e
    const { extent } = layout.vector
    const reducers = reduces.map((r) => this.reducerOf(r))
    const states = reducers.map((r) => Array.from({ length: this.unroll }, () => this.newState(r)))
    const vectors = (i: Expr<'i32'>, count: number, limit: Expr<'i32'> | undefined): void => {
      f.together(
        Array.from({ length: count }, (_, k) => () => {
          const values = this.elements(phase, reduces, stores, rows, i, 4 * k, limit)
          reduces.forEach((r, n) => {
            const line = this.kernel.body[r] as Instruction
            const value = this.lookup(line.args[0]!, rows, values)
            let state: State = reducers[n]!.lift(value, () =>
              line.args.length > 1 ? this.lookup(line.args[1]!, rows, values) : this.position(i, 4 * k),
            )
            if (limit) {
              const mask: Value = hold(e, {
                dtype: 'bool',
                parts: [i32x4.ltS(this.lanes(i, 4 * k), i32x4.splat(limit))],
              })
              const identity = reducers[n]!.identity(e)
              state = state.map((v, j) => selectValue(e, mask, v, identity[j]!))
            }
            this.accumulate(reducers[n]!, states[n]![k % this.unroll]!, state)
          })
        }),
      )
    }
    this.reducedLoops(layout.inner, () => {
      const i = f.local('i32')
      const step = 4 * this.unroll
      const bulk = extent - (extent % step)
      if (bulk > 0) f.for(0, bulk, step, (n) => vectors(n, this.unroll, undefined))
      const whole = extent - (extent % 4)
      if (whole > bulk) f.for(bulk, whole, 4, (n) => vectors(n, 1, undefined))
      if (whole < extent) {
        f.set(i, whole)
        vectors(i, 1, i32.const(extent))
      }
    })
    reduces.forEach((r, n) => {
      const whole = joinLanes(e, reducers[n]!, this.joinAll(reducers[n]!, states[n]!))
      rows.set(r, hold(e, reducers[n]!.result(whole)))
    })
  }

  /** Loop over the reduced axes for a strip of columns. */
  private columnPhase(
    reduces: readonly number[],
    stores: readonly number[],
    rows: readonly Values[],
    i: Expr<'i32'>,
    end: Expr<'i32'> | undefined,
  ): void {
    const reducers = reduces.map((r) => this.reducerOf(r))
    const states = reducers.map((r) => rows.map(() => this.newState(r)))
    this.kernel.body.forEach((line, n) => {
      if (line.kind !== 'running') return
      const by = reducer(line.reduction, line.dtype)
      this.running.set(
        n,
        rows.map(() => this.newState(by)),
      )
    })
    this.reducedLoops(this.layout.inner, () => {
      this.e.f.together(
        rows.map((known, k) => () => {
          const values = this.elements(0, reduces, stores, known, i, 4 * k, end)
          reduces.forEach((r, n) => {
            const [from, position] = this.kernel.body[r]!.args
            const state = reducers[n]!.lift(this.lookup(from!, known, values), () =>
              position === undefined ? this.position(undefined, 0) : this.lookup(position, known, values),
            )
            this.accumulate(reducers[n]!, states[n]![k]!, state)
          })
        }),
      )
    })
    reduces.forEach((r, n) => {
      rows.forEach((known, k) => {
        known.set(r, reducers[n]!.result(states[n]![k]!))
      })
    })
  }

  private reducerOf(line: number): Reducer {
    const reduce = this.kernel.body[line]!
    if (reduce.kind !== 'reduce') throw new Error('not a reduction')
    return reducer(reduce.reduction, this.kernel.body[reduce.args[0]!]!.dtype)
  }

  private newState(by: Reducer): State {
    return by.identity(this.e).map((v) => ({ dtype: v.dtype, parts: v.parts.map((p) => this.e.f.copy(p)) }))
  }

  private accumulate(by: Reducer, into: State, state: State): void {
    by.join(this.e, into, state).forEach((value, j) => {
      value.parts.forEach((part, p) => {
        this.e.f.set(into[j]!.parts[p] as Local<'v128'>, part)
      })
    })
  }

  /** Join accumulators two by two. */
  private joinAll(by: Reducer, states: readonly State[]): State {
    let level = states
    while (level.length > 1) {
      const next: State[] = []
      for (let k = 0; k < level.length; k += 2)
        next.push(by.join(this.e, level[k]!, level[k + 1]!).map((v) => hold(this.e, v)))
      level = next
    }
    return level[0]!
  }

  /** Loops over reduced axes; inside, `pointers` are moved along. */
  private reducedLoops(axes: readonly LoopAxis[], body: () => void): void {
    const { f } = this.e
    const before = this.pointers
    if (axes.length === 0) {
      body()
      return
    }
    const loop = (depth: number): void => {
      const axis = axes[depth]!
      f.for(0, axis.extent, 1, (r) => {
        this.indices.set(axis, r)
        const outerPointers = this.pointers
        this.pointers = outerPointers.map((p, k) =>
          axis.bytes[k] === 0 || !this.usedInside(k) ? p : f.let(i32.add(p, i32.mul(r, axis.bytes[k]!))),
        )
        if (depth + 1 < axes.length) loop(depth + 1)
        else body()
        this.pointers = outerPointers
      })
    }
    loop(0)
    this.pointers = before
  }

  /** Whether a buffer is read or written inside the loops over reduced axes. */
  private usedInside(buffer: number): boolean {
    const { kernel, placements } = this
    const output = kernel.outputs[buffer - kernel.inputs.length]
    if (output) return placements[output.value]!.level === 'element'
    return kernel.body.some(
      (l, i) =>
        (l.kind === 'input' || l.kind === 'gather') &&
        l.input === buffer &&
        placements[i]!.level === 'element',
    )
  }

  /** Position over the reduced axes, row-major, as int32 lanes. */
  private position(i: Expr<'i32'> | undefined, lane: number): Value {
    let scalar: Expr<'i32'> = i32.const(0)
    for (const axis of this.layout.inner)
      scalar = i32.add(scalar, i32.mul(this.indices.get(axis)!, axis.weight))
    if (!i) return { dtype: 'int32', parts: [i32x4.splat(scalar)] }
    const along = i32x4.mul(this.lanes(i, lane), splat32(this.e, this.layout.vector.weight))
    return { dtype: 'int32', parts: [i32x4.add(along, i32x4.splat(scalar))] }
  }

  /** i + lane + [0, 1, 2, 3] */
  private lanes(i: Expr<'i32'>, lane: number): Expr<'v128'> {
    const steps = new Uint8Array(Int32Array.of(lane, lane + 1, lane + 2, lane + 3).buffer)
    return i32x4.add(i32x4.splat(i), vectorConstant(this.e, steps))
  }

  /** Compute the lines inside the loops for four elements, and store what this phase stores. */
  private elements(
    phase: number,
    reduces: readonly number[],
    stores: readonly number[],
    rows: Values,
    i: Expr<'i32'>,
    lane: number,
    limit: Expr<'i32'> | undefined,
  ): Values {
    const roots = [
      ...reduces.flatMap((r) => this.kernel.body[r]!.args),
      ...stores.map((k) => this.kernel.outputs[k]!.value),
    ]
    const values: Values = new Map()
    // what an earlier phase left in scratch is read back, and what it was computed from is not needed
    const kept = (line: number): boolean => (this.spilledIn.get(line) ?? phase) < phase
    for (const line of required(this.kernel, this.placements, roots, 'element', kept)) {
      const offset = this.spill.offsets.get(line)
      if (offset !== undefined) {
        const { dtype } = this.kernel.body[line]!
        const address = i32.add(this.scratch, i32.mul(i, elementBytes[dtype]))
        const at = offset + lane * elementBytes[dtype]
        if (kept(line)) {
          values.set(line, hold(this.e, loadContiguous(dtype, address, at)))
          continue
        }
        values.set(line, hold(this.e, this.compute(line, rows, { i, lane, limit }, values)))
        storeContiguous(this.e, values.get(line)!, address, at)
        this.spilledIn.set(line, phase)
        continue
      }
      const instruction = this.kernel.body[line]!
      const value =
        instruction.kind === 'running'
          ? this.advanceRunning(line, instruction, lane, rows, values)
          : this.compute(line, rows, { i, lane, limit }, values)
      values.set(line, hold(this.e, value))
    }
    for (const k of stores)
      this.store(k, this.lookup(this.kernel.outputs[k]!.value, rows, values), i, lane, limit)
    return values
  }

  /** Take an element into a running reduction; leaves what it was before, or what it is after. */
  private advanceRunning(
    line: number,
    running: Extract<Instruction, { kind: 'running' }>,
    lane: number,
    rows: Values,
    values: Values,
  ): Value {
    const state = this.running.get(line)![lane / 4]!
    const by = reducer(running.reduction, running.dtype)
    const before = running.inclusive ? undefined : copyState(this.e, state)
    this.accumulate(
      by,
      state,
      by.lift(this.lookup(running.args[0]!, rows, values), () => this.position(undefined, 0)),
    )
    return by.result(before ?? copyState(this.e, state))
  }

  /** States of running reductions, one a strip of columns. */
  private readonly running = new Map<number, readonly State[]>()

  private readonly spilledIn = new Map<number, number>()

  private lookup(line: number, rows: Values, values?: Values): Value {
    const found = values?.get(line) ?? rows.get(line) ?? this.uniform.get(line)
    if (!found) throw new Error(`line ${line} of ${this.kernel.name} was not computed where it is used`)
    return found
  }

  private compute(index: number, rows: Values, where: Where | undefined, values?: Values): Value {
    const line = this.kernel.body[index]!
    switch (line.kind) {
      case 'constant':
        return constantValue(this.e, line.dtype, line.value)
      case 'input':
        return where ? this.load(line.input, where) : loadSplat(line.dtype, this.bases[line.input]!, 0)
      case 'gather':
        return this.gather(
          line,
          line.args.map((a) => this.lookup(a, rows, values)),
          where,
        )
      case 'iota': {
        const axis = [...this.layout.outer, ...this.layout.inner, this.layout.vector].find((a) =>
          a.members.includes(line.axis),
        )
        if (axis === this.layout.vector && where) {
          const both = this.lanes(where.i, where.lane)
          return {
            dtype: 'int32',
            parts: [axis.period ? indexAlong(this.e, axis.period, line.axis, both) : both],
          }
        }
        const counter = axis && this.indices.get(axis)
        return { dtype: 'int32', parts: [i32x4.splat(counter ?? i32.const(0))] }
      }
      case 'apply': {
        const args = line.args.map((a) => this.lookup(a, rows, values))
        return scalarOperation(
          line.name,
          args.map((a) => a.dtype),
        ).emit(this.e, ...args)
      }
      default:
        throw new Error('a reduction is not computed in place')
    }
  }

  /** Elements at computed places. Where the places are the same across the lanes, they are read as one vector. */
  private gather(
    line: Extract<Instruction, { kind: 'gather' }>,
    indices: readonly Value[],
    where: Where | undefined,
  ): Value {
    const { f } = this.e
    const { dtype } = this.kernel.inputs[line.input]!
    const size = elementBytes[dtype]
    const shift = (lane: number): Expr<'i32'> => {
      let sum: Expr<'i32'> = i32.const(0)
      line.steps.forEach((step, k) => {
        const most = i32x4.splat(Math.max(0, step.extent - 1))
        const held = i32x4.maxS(i32x4.minS(indices[k]!.parts[0]!, most), i32x4.splat(0))
        sum = i32.add(sum, i32.mul(i32x4.extractLane(lane, held), step.stride * size))
      })
      return sum
    }
    const alike = line.args.every((a) => this.alikeAcrossLanes(a))
    const start = this.pointers[line.input] ?? this.bases[line.input]!
    if (alike) {
      const pointer = f.let(i32.add(start, shift(0)))
      return where ? this.loadFrom(line.input, pointer, where) : loadSplat(dtype, pointer, 0)
    }
    const stride = this.layout.vector.bytes[line.input]!
    const along = where && stride !== 0 ? this.positions(where) : undefined
    const addresses = [0, 1, 2, 3].map((lane) =>
      f.let(i32.add(along ? i32.add(start, i32.mul(along[lane]!, stride)) : start, shift(lane))),
    )
    return loadLanes(dtype, addresses, 0)
  }

  /** Whether a line has the same value in every lane, by what it depends on. */
  private alikeAcrossLanes(line: number): boolean {
    if (this.layout.mode !== 'column') return this.placements[line]!.level !== 'element'
    const open = [line]
    const seen = new Set<number>()
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seen.has(at)) continue
      seen.add(at)
      const it = this.kernel.body[at]!
      if ((it.kind === 'input' || it.kind === 'gather') && this.layout.vector.bytes[it.input] !== 0)
        return false
      if (it.kind === 'iota' && this.layout.vector.members.includes(it.axis)) return false
      open.push(...it.args)
    }
    return true
  }

  private load(k: number, where: Where): Value {
    return this.loadFrom(k, this.pointers[k]!, where)
  }

  private loadFrom(k: number, pointer: Local<'i32'>, where: Where): Value {
    const { dtype } = this.kernel.inputs[k]!
    const stride = this.layout.vector.bytes[k]!
    if (stride === 0) return loadSplat(dtype, pointer, 0)
    const { f } = this.e
    const { period } = this.layout.vector
    const way = period?.ways[k]
    if (period && (way === 'repeat' || way === 'cycle'))
      return loadPeriodic(period, way, dtype, pointer, where.i, where.lane, () => this.positions(where))
    if (stride === 8 && elementBytes[dtype] === 4)
      return loadEverySecond(dtype, f.let(i32.add(pointer, i32.mul(where.i, 8))), where.lane * 8)
    if (stride === elementBytes[dtype]) {
      const address = i32.add(pointer, i32.mul(where.i, stride))
      return loadContiguous(dtype, stride === 8 ? f.let(address) : address, where.lane * stride)
    }
    const addresses = this.positions(where).map((position) =>
      f.let(i32.add(pointer, i32.mul(position, stride))),
    )
    return loadLanes(dtype, addresses, 0)
  }

  /** Where four lanes are along the vector axis; those past the end stay at the last place. */
  private positions({ i, lane, limit }: Where): Expr<'i32'>[] {
    const { f } = this.e
    const last = limit && f.let(i32.sub(limit, 1))
    return [0, 1, 2, 3].map((k) => {
      const position = i32.add(i, lane + k)
      if (!last || k === 0) return position
      const held = f.copy(position)
      return select(held, last, i32.ltS(held, last))
    })
  }

  /** Store four elements, or as many as there are before the limit. */
  private store(
    output: number,
    value: Value,
    i: Expr<'i32'>,
    lane: number,
    limit: Expr<'i32'> | undefined,
  ): void {
    const { f } = this.e
    const k = this.kernel.inputs.length + output
    const stride = this.layout.vector.bytes[k]!
    const size = elementBytes[value.dtype]
    const held = hold(this.e, value)
    const pointer = f.let(i32.add(this.pointers[k]!, i32.mul(i, stride)))
    const one = (n: number): void =>
      storeLane(
        this.e,
        held,
        n,
        n * stride < 0 ? i32.add(pointer, (lane + n) * stride) : pointer,
        n * stride < 0 ? 0 : (lane + n) * stride,
      )
    const all = (): void => {
      if (stride === size) storeContiguous(this.e, held, pointer, lane * stride)
      else for (let n = 0; n < 4; n++) one(n)
    }
    if (!limit) {
      all()
      return
    }
    f.if(i32.leS(i32.add(i, lane + 4), limit), all, () => {
      for (let n = 0; n < 3; n++) f.if(i32.ltS(i32.add(i, lane + n), limit), () => one(n))
    })
  }
}

function copyState(e: Emission, state: State): State {
  return state.map((v) => ({ dtype: v.dtype, parts: v.parts.map((part) => e.f.copy(part)) }))
}
