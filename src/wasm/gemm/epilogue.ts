import { type Expr, type FunctionBuilder, i32, type Local } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
import { KernelError } from '../errors.ts'
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
}

/** What an epilogue's outputs are, from the product and its inputs (without the product). */
export type Lines = (e: Emission, product: Value, load: (input: number) => Value) => readonly Value[]

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
      else if (line.kind === 'apply') values.set(n, applied(e, line, values))
      else throw new KernelError(`an epilogue cannot hold ${line.kind}.`)
    })
    return outputs.map(({ value }) => values.get(value)!)
  }

function applied(
  e: Emission,
  { name, args }: Extract<Instruction, { kind: 'apply' }>,
  values: ReadonlyMap<number, Value>,
): Value {
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
  const buffers = [...epilogue.inputs, ...epilogue.outputs]
  // what is the same for every element is computed once a block
  const uniform = new Map<number, Value>()
  const uses = epilogue.body.map((line) =>
    line.kind === 'input' && line.input > 0 ? epilogue.inputs[line.input - 1]! : undefined,
  )
  const indices = [...block.batch, block.line, block.start]
  const bases = buffers.map((buffer, i) => placeOf(f, args, epiloguePointer(i), buffer, indices))
  epilogue.body.forEach((line, i) => {
    if (line.kind === 'constant') uniform.set(i, constantValue(e, line.dtype, line.value))
    else if (line.kind === 'input' && uses[i]?.strides.every((s) => s === 0))
      uniform.set(i, hold(e, loadSplat(line.dtype, bases[line.input - 1]!, 0)))
    else if (line.kind === 'apply' && line.args.every((arg) => uniform.has(arg)))
      uniform.set(i, applied(e, line, uniform))
  })
  const lines = linesOf(epilogue, uniform)
  f.for(0, block.lines, 1, (i) => {
    const source = f.let(i32.add(block.c, i32.mul(i, block.pitch * size)))
    const pointers = buffers.map((buffer, n) =>
      f.let(i32.add(bases[n]!, i32.mul(i, buffer.strides.at(-2)! * elementBytes[buffer.dtype]))),
    )
    f.for(0, block.length, 4, (j) => {
      const at = (n: number): Expr<'i32'> =>
        i32.add(pointers[n]!, i32.mul(j, buffers[n]!.strides.at(-1)! * elementBytes[buffers[n]!.dtype]))
      const product = hold(e, loadContiguous(dtype, f.let(i32.add(source, i32.mul(j, size))), 0))
      const results = lines(e, product, (input) => loadColumn(e, epilogue, input, at(input)))
      epilogue.outputs.forEach((output, n) => {
        storeColumns(
          e,
          hold(e, results[n]!),
          f.let(at(epilogue.inputs.length + n)),
          output.strides.at(-1)!,
          j,
          block.length,
        )
      })
    })
  })
}

function loadColumn(e: Emission, epilogue: Epilogue, input: number, address: Expr<'i32'>): Value {
  const { dtype, strides } = epilogue.inputs[input]!
  const stride = strides.at(-1)!
  if (stride === 0) return loadSplat(dtype, e.f.let(address), 0)
  const start = e.f.let(address)
  if (stride === 1) return loadContiguous(dtype, start, 0)
  const addresses = [0, 1, 2, 3].map((lane) => i32.add(start, lane * stride * elementBytes[dtype]))
  return loadLanes(dtype, addresses, 0)
}

function storeColumns(
  e: Emission,
  value: Value,
  address: Local<'i32'>,
  stride: number,
  j: Local<'i32'>,
  columns: Local<'i32'>,
): void {
  const step = stride * elementBytes[value.dtype]
  const one = (lane: number): void => storeLane(e, value, lane, i32.add(address, lane * step), 0)
  const all = (): void => {
    if (stride === 1) storeContiguous(e, value, address, 0)
    else for (let lane = 0; lane < 4; lane++) one(lane)
  }
  const { f } = e
  f.if(i32.leS(i32.add(j, 4), columns), all, () => {
    for (let lane = 0; lane < 3; lane++) f.if(i32.ltS(i32.add(j, lane), columns), () => one(lane))
  })
}
