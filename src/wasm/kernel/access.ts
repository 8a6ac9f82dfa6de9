import { type Expr, i8x16, i16x8, i32, i32x4, type Local, v128 } from '../assembler/index.ts'
import { type Emission, splat32 } from '../emission.ts'
import { type Cursor, startOf, type Where } from './cursor.ts'
import { type Buffer, elementBytes, type Instruction, neighbour } from './ir.ts'
import type { Nest } from './nest.ts'
import { everySecond, inTurn, loadPeriodic } from './period.ts'
import {
  hold,
  loadBytes,
  loadContiguous,
  loadLanes,
  loadSplat,
  storeBytes,
  storeContiguous,
  storeLane,
  type V,
  type Value,
} from './value.ts'

const offsetOf = ({ offset = 0 }: Buffer): number => offset

/** Reads and writes four neighbours of a buffer, however they lie in memory. */
export class Access {
  private readonly e: Emission
  private readonly nest: Nest
  private readonly cursor: Cursor
  /** Whether each line has the same value in every lane, by what it depends on. */
  readonly alike: boolean[] = []

  constructor(e: Emission, nest: Nest, cursor: Cursor) {
    this.e = e
    this.nest = nest
    this.cursor = cursor
    const { vector, mode } = nest.layout
    for (const it of nest.kernel.body) {
      const varies =
        it.kind === 'input' || it.kind === 'gather'
          ? vector.bytes[it.input] !== 0
          : it.kind === 'iota' && vector.members.includes(it.axis)
      const joined = mode === 'row' && it.kind === 'reduce'
      this.alike.push(joined || (!varies && it.args.every((a) => this.alike[a])))
    }
  }

  /** Elements of an input; outside all loops its one element. */
  load(input: number, where: Where | undefined): Value {
    return where
      ? this.loadFrom(input, this.cursor.pointers[input]!, where)
      : loadSplat(this.nest.kernel.inputs[input]!.dtype, this.cursor.bases[input]!, 0)
  }

  private loadFrom(input: number, pointer: Local<'i32'>, where: Where): Value {
    const { kernel, layout } = this.nest
    const { dtype } = kernel.inputs[input]!
    const stride = layout.vector.bytes[input]!
    if (stride === 0) return loadSplat(dtype, pointer, 0)
    if (layout.lanes === 16) return loadBytes(startOf(pointer, 1, where), where.lane)
    const { f } = this.e
    const { period } = layout.vector
    const way = period?.ways[input]
    if (period && (way === 'repeat' || way === 'cycle'))
      return loadPeriodic(period, way, dtype, pointer, where.i, where.lane, () => this.cursor.places(where))
    if (stride === 8 && elementBytes[dtype] === 4) return this.loadEverySecond(input, pointer, where)
    if (stride === elementBytes[dtype]) {
      const address = startOf(pointer, stride, where)
      return loadContiguous(dtype, stride === 8 ? f.let(address) : address, where.lane * stride)
    }
    const addresses = this.cursor
      .places(where)
      .map((place) => f.let(i32.add(pointer, i32.mul(place, stride))))
    return loadLanes(dtype, addresses, 0)
  }

  /** Every second element; what an input between has been read from is read once. */
  private loadEverySecond(input: number, pointer: Local<'i32'>, where: Where): Value {
    const { f } = this.e
    const { inputs } = this.nest.kernel
    const { dtype } = inputs[input]!
    const other = neighbour(inputs, input)
    const first = other !== undefined && offsetOf(inputs[other]!) < offsetOf(inputs[input]!) ? other : input
    let wide = where.wide?.get(first)
    if (!wide) {
      const start = first === input ? pointer : this.cursor.pointers[first]!
      const address = f.let(startOf(start, 8, where))
      wide = [f.let(v128.load(address, where.lane * 8)), f.let(v128.load(address, where.lane * 8 + 16))]
      where.wide?.set(first, wide)
    }
    return { dtype, parts: [everySecond(first === input ? 0 : 1, ...wide)] }
  }

  /** Elements at computed places. Where the places are the same across the lanes, they are read as one vector. */
  gather(
    line: Extract<Instruction, { kind: 'gather' }>,
    indices: readonly Value[],
    where: Where | undefined,
  ): Value {
    const { f } = this.e
    const { dtype } = this.nest.kernel.inputs[line.input]!
    const size = elementBytes[dtype]
    const places = line.steps.map(({ extent }, k) => {
      const most = splat32(this.e, Math.max(0, extent - 1))
      return f.let(i32x4.maxS(i32x4.minS(indices[k]!.parts[0]!, most), splat32(this.e, 0)))
    })
    const shift = (lane: number): Expr<'i32'> =>
      line.steps.reduce<Expr<'i32'>>(
        (sum, { stride }, k) => i32.add(sum, i32.mul(i32x4.extractLane(lane, places[k]!), stride * size)),
        i32.const(0),
      )
    const start = this.cursor.pointers[line.input] ?? this.cursor.bases[line.input]!
    if (line.args.every((a) => this.alike[a])) {
      const pointer = f.let(i32.add(start, shift(0)))
      return where ? this.loadFrom(line.input, pointer, where) : loadSplat(dtype, pointer, 0)
    }
    const stride = this.nest.layout.vector.bytes[line.input]!
    const along = where && stride !== 0 ? this.cursor.places(where) : undefined
    const addresses = [0, 1, 2, 3].map((lane) =>
      f.let(i32.add(along ? i32.add(start, i32.mul(along[lane]!, stride)) : start, shift(lane))),
    )
    return loadLanes(dtype, addresses, 0)
  }

  /** Outputs whose elements take turns in memory, so that they are stored together. */
  pairOf(output: number): readonly [first: number, second: number] | undefined {
    const { kernel, layout } = this.nest
    const { inputs, outputs } = kernel
    const other = neighbour(outputs, output)
    const { dtype } = outputs[output]!
    if (other === undefined || dtype === 'bool' || elementBytes[dtype] !== 4) return undefined
    if (layout.vector.bytes[inputs.length + output] !== 8) return undefined
    return offsetOf(outputs[other]!) < offsetOf(outputs[output]!) ? [other, output] : [output, other]
  }

  /** Store the elements of each of two outputs in turn. */
  storePair(first: number, values: readonly [Value, Value], where: Where): void {
    const { e } = this
    const [a, b] = values.map((value) => hold(e, value)) as [Value, Value]
    const pointer = this.pointerTo(first, where, 8)
    const at = 8 * where.lane
    if (where.count === 4)
      inTurn(a.parts[0]!, b.parts[0]!).forEach((part, k) => {
        storeContiguous(e, { dtype: a.dtype, parts: [part] }, pointer, at + 16 * k)
      })
    else
      for (let n = 0; n < where.count; n++) {
        storeLane(e, a, n, pointer, at + 8 * n)
        storeLane(e, b, n, pointer, at + 8 * n + 4)
      }
  }

  /** Store the elements of an output. */
  store(output: number, value: Value, where: Where): void {
    const { e } = this
    const stride = this.nest.layout.vector.bytes[this.nest.kernel.inputs.length + output]!
    const held = hold(e, value)
    const pointer = this.pointerTo(output, where, stride)
    if (this.nest.layout.lanes === 16) storeBytes(e, held, pointer, where.lane, where.count)
    else if (where.count === 4 && stride === elementBytes[value.dtype])
      storeContiguous(e, held, pointer, where.lane * stride)
    else
      for (let n = 0; n < where.count; n++) {
        const offset = (where.lane + n) * stride
        // an offset in an instruction is unsigned
        if (offset < 0) storeLane(e, held, n, i32.add(pointer, offset), 0)
        else storeLane(e, held, n, pointer, offset)
      }
  }

  /** Store the masks of four vectors as the bytes of one. */
  storeMasks(output: number, masks: readonly V[], where: Where): void {
    const [a, b, c, d] = masks as [V, V, V, V]
    const bytes = i8x16.narrowI16x8S(i16x8.narrowI32x4S(a, b), i16x8.narrowI32x4S(c, d))
    storeBytes(this.e, { dtype: 'bool', parts: [bytes] }, this.pointerTo(output, where, 1), 0, 16)
  }

  private pointerTo(output: number, where: Where, stride: number): Local<'i32'> {
    const start = this.cursor.pointers[this.nest.kernel.inputs.length + output]!
    return this.e.f.let(startOf(start, stride, where))
  }

  /** Store the one element that an output has for the unit. */
  storeOne(output: number, value: Value): void {
    storeLane(this.e, value, 0, this.cursor.unitPointers[this.nest.kernel.inputs.length + output]!, 0)
  }
}
