import { type Expr, type FunctionBuilder, i32, type Local, select } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
import { type Buffer, elementBytes, type Instruction } from '../kernel/ir.ts'
import { scalarOperation } from '../kernel/operations.ts'
import {
  constantValue,
  hold,
  loadContiguous,
  loadLanes,
  loadSplat,
  storeContiguous,
  storeLane,
  type Value,
} from '../kernel/value.ts'
import type { Epilogue, MatrixType } from './product.ts'

/** A finished block of the result in scratch, and where it stands in the result. */
export interface Block {
  readonly batch: readonly Local<'i32'>[]
  readonly line: Local<'i32'>
  readonly start: Local<'i32'>
  readonly lines: Local<'i32'>
  readonly length: Local<'i32'>
  readonly c: Local<'i32'>
  /** Elements from line to line. */
  readonly pitch: number
  /** Elements of a line after vectors of four, where it has some that do not fill one; undefined where that differs. */
  readonly rest: number | undefined
}

/** What an epilogue's outputs are, from the product and its inputs (without the product). */
export type Lines = (e: Emission, product: Value, load: (input: number) => Value) => readonly Value[]

type Application = Extract<Instruction, { kind: 'apply' }>

/** Writes an epilogue's lines for four elements; what has been computed before is not computed again. */
export const linesOf =
  ({ outputs, body }: Epilogue, known: ReadonlyMap<number, Value> = new Map()): Lines =>
  (e, product, load) => {
    const values = new Map(known)
    body.forEach((line, n) => {
      if (values.has(n)) return
      if (line.kind === 'constant') values.set(n, constantValue(e, line.dtype, line.value))
      else if (line.kind === 'input')
        values.set(n, line.input === 0 ? product : hold(e, load(line.input - 1)))
      else values.set(n, applied(e, line as Application, values))
    })
    return outputs.map(({ value }) => values.get(value)!)
  }

function applied(e: Emission, { name, args }: Application, values: ReadonlyMap<number, Value>): Value {
  const given = args.map((arg) => values.get(arg)!)
  const dtypes = given.map((v) => v.dtype)
  return hold(e, scalarOperation(name, dtypes).emit(e, ...given))
}

/** Where the pointers of an epilogue's buffers stand in the argument block: after those of A and B. */
export const epiloguePointer = (buffer: number): number => 8 + 4 * buffer

/** Where the element of a buffer stands, by its indices; `pointer` is the place of its pointer in the argument block. */
export function placeOf(
  f: FunctionBuilder,
  args: Local<'i32'>,
  pointer: number,
  { dtype, offset = 0, strides }: Buffer,
  indices: readonly Local<'i32'>[],
): Local<'i32'> {
  const unit = elementBytes[dtype]
  let address: Expr<'i32'> = i32.add(i32.load(args, pointer), offset * unit)
  indices.forEach((index, axis) => {
    if (strides[axis] !== 0) address = i32.add(address, i32.mul(index, strides[axis]! * unit))
  })
  return f.let(address)
}

/** Run the epilogue over a finished block, line by line, and store its outputs. */
export function finish(
  e: Emission,
  dtype: MatrixType,
  epilogue: Epilogue,
  args: Local<'i32'>,
  block: Block,
): void {
  const { f } = e
  const size = elementBytes[dtype]
  const { inputs, outputs } = epilogue
  const buffers = [...inputs, ...outputs]
  const indices = [...block.batch, block.line, block.start]
  const bases = buffers.map((buffer, i) => placeOf(f, args, epiloguePointer(i), buffer, indices))
  const step = (n: number, axis: -1 | -2): number =>
    buffers[n]!.strides.at(axis)! * elementBytes[buffers[n]!.dtype]
  const lines = linesOf(epilogue, uniformLines(e, epilogue, bases))
  const whole = f.let(i32.and(block.length, -4))
  f.for(0, block.lines, 1, (i) => {
    const source = f.let(i32.add(block.c, i32.mul(i, block.pitch * size)))
    const pointers = bases.map((base, n) => f.let(i32.add(base, i32.mul(i, step(n, -2)))))
    const four = (j: Local<'i32'>, count: Count): void => {
      const at = (n: number): Local<'i32'> => f.let(i32.add(pointers[n]!, i32.mul(j, step(n, -1))))
      const product = hold(e, loadContiguous(dtype, f.let(i32.add(source, i32.mul(j, size))), 0))
      const results = lines(e, product, (input) => loadFour(inputs[input]!, at(input), count))
      outputs.forEach((output, n) => {
        storeFour(e, hold(e, results[n]!), output.strides.at(-1)!, at(inputs.length + n), count)
      })
    }
    f.for(0, whole, 4, (j) => four(j, 4))
    if (block.rest !== 0)
      f.if(i32.ltS(whole, block.length), () => four(whole, block.rest ?? f.let(i32.sub(block.length, whole))))
  })
}

/** What is the same for every element of a block is computed once. */
function uniformLines(
  e: Emission,
  { inputs, body }: Epilogue,
  bases: readonly Local<'i32'>[],
): ReadonlyMap<number, Value> {
  const found = new Map<number, Value>()
  body.forEach((line, i) => {
    if (line.kind === 'constant') found.set(i, constantValue(e, line.dtype, line.value))
    else if (line.kind === 'input' && inputs[line.input - 1]?.strides.every((stride) => stride === 0))
      found.set(i, hold(e, loadSplat(line.dtype, bases[line.input - 1]!, 0)))
    else if (line.kind === 'apply' && line.args.every((arg) => found.has(arg)))
      found.set(i, applied(e, line, found))
  })
  return found
}

/** How many of four elements lie in a line: known here, or when the code runs. */
type Count = number | Local<'i32'>

/** Past the end of a line its last element is read again, or what stands right behind. */
function loadFour({ dtype, strides }: Buffer, start: Local<'i32'>, count: Count): Value {
  const stride = strides.at(-1)!
  if (stride === 0) return loadSplat(dtype, start, 0)
  if (stride === 1) return loadContiguous(dtype, start, 0)
  const step = stride * elementBytes[dtype]
  const last = i32.sub(count, 1)
  const shift = (lane: number): number | Expr<'i32'> =>
    typeof count === 'number'
      ? step * Math.min(lane, count - 1)
      : i32.mul(select(i32.const(lane), last, i32.ltS(lane, last)), step)
  const addresses = [0, 1, 2, 3].map((lane) => i32.add(start, shift(lane)))
  return loadLanes(dtype, addresses, 0)
}

function storeFour(e: Emission, value: Value, stride: number, start: Local<'i32'>, count: Count): void {
  const step = stride * elementBytes[value.dtype]
  const one = (lane: number): void => storeLane(e, value, lane, i32.add(start, lane * step), 0)
  if (count === 4 && stride === 1) storeContiguous(e, value, start, 0)
  else if (typeof count === 'number') for (let lane = 0; lane < count; lane++) one(lane)
  else for (let lane = 0; lane < 3; lane++) e.f.if(i32.gtS(count, lane), () => one(lane))
}
