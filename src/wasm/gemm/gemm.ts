import { type Expr, i32, type Local, select } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
import { type CompiledKernel, kernelParameters } from '../kernel/generate.ts'
import { elementBytes } from '../kernel/ir.ts'
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
import { registerTile } from './micro.ts'
import { pack } from './pack.ts'
import {
  type Epilogue,
  type MatrixProduct,
  type ProductPlan,
  plainEpilogue,
  planProduct,
  tileColumns,
  tileRows,
} from './plan.ts'

/**
 * Compile a matrix product. Its argument block holds the addresses of A, of B, of the epilogue's further inputs, then
 * of its outputs. Results do not depend on how tiles are shared among threads.
 */
export function compileProduct(product: MatrixProduct): CompiledKernel {
  const plan = planProduct(product)
  const { batch, m, n, k, dtype } = product
  const size = elementBytes[dtype]
  return {
    name: product.name,
    tiles: plan.tiles,
    scratchBytes: plan.scratchBytes,
    flops: 2 * batch * m * n * k,
    bytes: size * batch * (m * k + k * n + m * n),
    emit: (target) =>
      target.module.function(product.name, kernelParameters, 'void', (f, args, begin, end, scratch) => {
        const e: Emission = { ...target, f }
        f.for(begin, end, 1, (unit) => writeUnit(e, product, plan, args, unit, scratch))
      }),
  }
}

const smaller = (a: Local<'i32'>, b: number): Expr<'i32'> => select(a, i32.const(b), i32.ltS(a, b))

/** One block of the result: all of k, packed in pieces that fit the cache. */
function writeUnit(
  e: Emission,
  p: MatrixProduct,
  plan: ProductPlan,
  args: Local<'i32'>,
  unit: Local<'i32'>,
  scratch: Local<'i32'>,
): void {
  const { f } = e
  const size = elementBytes[p.dtype]
  const nr = tileColumns[p.dtype]
  const [ab, am, ak] = p.a.map((s) => s * size) as [number, number, number]
  const [bb, bk, bn] = p.b.map((s) => s * size) as [number, number, number]
  const column = f.let(i32.mul(i32.remU(unit, plan.columnBlocks), plan.nc))
  const rest = f.let(i32.divU(unit, plan.columnBlocks))
  const row = f.let(i32.mul(i32.remU(rest, plan.rowBlocks), plan.mc))
  const batch = f.let(i32.divU(rest, plan.rowBlocks))
  const rows = f.let(smaller(f.let(i32.sub(p.m, row)), plan.mc))
  const columns = f.let(smaller(f.let(i32.sub(p.n, column)), plan.nc))
  const a = f.let(i32.add(i32.load(args, 0), i32.add(i32.mul(batch, ab), i32.mul(row, am))))
  const b = f.let(i32.add(i32.load(args, 4), i32.add(i32.mul(batch, bb), i32.mul(column, bn))))
  const packedA = f.let(scratch)
  const packedB = f.let(i32.add(scratch, plan.offsetB))
  const rowC = plan.direct ? p.n * size : plan.nc * size
  const c = plan.direct
    ? f.let(
        i32.add(
          i32.load(args, 8),
          i32.mul(i32.add(i32.mul(i32.add(i32.mul(batch, p.m), row), p.n), column), size),
        ),
      )
    : f.let(i32.add(scratch, plan.offsetC))
  const strides = {
    dtype: p.dtype,
    rowA: plan.packA ? size : am,
    alongA: plan.packA ? tileRows * size : ak,
    alongB: plan.packB ? nr * size : bk,
    rowC,
  }
  const step = (from: Local<'i32'>, length: Local<'i32'>): void => {
    const fromA = f.let(i32.add(a, i32.mul(from, ak)))
    const fromB = f.let(i32.add(b, i32.mul(from, bk)))
    if (plan.packB)
      pack(e, { dtype: p.dtype, lineStride: bn, alongStride: bk, width: nr }, fromB, packedB, columns, length)
    if (plan.packA)
      pack(
        e,
        { dtype: p.dtype, lineStride: am, alongStride: ak, width: tileRows },
        fromA,
        packedA,
        rows,
        length,
      )
    f.for(0, columns, nr, (j) => {
      const panelB = plan.packB
        ? f.let(i32.add(packedB, i32.mul(i32.mul(j, length), size)))
        : f.let(i32.add(fromB, i32.mul(j, bn)))
      f.for(0, rows, tileRows, (i) => {
        const panelA = plan.packA
          ? i32.add(packedA, i32.mul(i32.mul(i, length), size))
          : i32.add(fromA, i32.mul(i, am))
        const tile = f.let(i32.add(c, i32.add(i32.mul(i, rowC), i32.mul(j, size))))
        registerTile(e, strides, panelA, panelB, tile, length, from)
      })
    })
  }
  if (p.k <= plan.kc) step(f.let(i32.const(0)), f.copy(i32.const(p.k)))
  else
    f.for(0, p.k, plan.kc, (from) => {
      step(from, f.let(smaller(f.let(i32.sub(p.k, from)), plan.kc)))
    })
  if (!plan.direct)
    finish(e, p, p.epilogue ?? plainEpilogue(p), plan, args, { batch, row, column, rows, columns, c })
}

interface Block {
  readonly batch: Local<'i32'>
  readonly row: Local<'i32'>
  readonly column: Local<'i32'>
  readonly rows: Local<'i32'>
  readonly columns: Local<'i32'>
  readonly c: Local<'i32'>
}

/** Run the epilogue over a finished block and store its outputs. */
function finish(
  e: Emission,
  p: MatrixProduct,
  epilogue: Epilogue,
  plan: ProductPlan,
  args: Local<'i32'>,
  block: Block,
): void {
  const { f } = e
  const size = elementBytes[p.dtype]
  const buffers = [...epilogue.inputs, ...epilogue.outputs]
  // what is the same for every row and column is computed once a block
  const uniform = new Map<number, Value>()
  const uses = epilogue.body.map((line) =>
    line.kind === 'input' && line.input > 0 ? epilogue.inputs[line.input - 1]! : undefined,
  )
  const bases = buffers.map((buffer, i) => {
    const unit = elementBytes[buffer.dtype]
    const [sb, sm, sn] = buffer.strides.map((s) => s * unit) as [number, number, number]
    const start = i32.add(i32.load(args, 8 + 4 * i), (buffer.offset ?? 0) * unit)
    const index = i32.add(
      i32.add(i32.mul(block.batch, sb), i32.mul(block.row, sm)),
      i32.mul(block.column, sn),
    )
    return f.let(i32.add(start, index))
  })
  epilogue.body.forEach((line, i) => {
    if (line.kind === 'constant') uniform.set(i, constantValue(e, line.dtype, line.value))
    else if (line.kind === 'input' && uses[i]?.strides.every((s) => s === 0))
      uniform.set(i, hold(e, loadSplat(line.dtype, bases[line.input - 1]!, 0)))
    else if (line.kind === 'apply' && line.args.every((arg) => uniform.has(arg))) {
      const given = line.args.map((arg) => uniform.get(arg)!)
      uniform.set(
        i,
        hold(
          e,
          scalarOperation(
            line.name,
            given.map((v) => v.dtype),
          ).emit(e, ...given),
        ),
      )
    }
  })
  f.for(0, block.rows, 1, (i) => {
    const source = f.let(i32.add(block.c, i32.mul(i, plan.nc * size)))
    const pointers = buffers.map((buffer, n) =>
      f.let(i32.add(bases[n]!, i32.mul(i, buffer.strides[1]! * elementBytes[buffer.dtype]))),
    )
    f.for(0, block.columns, 4, (j) => {
      const values = new Map(uniform)
      const at = (n: number): Expr<'i32'> =>
        i32.add(pointers[n]!, i32.mul(j, buffers[n]!.strides[2]! * elementBytes[buffers[n]!.dtype]))
      epilogue.body.forEach((line, n) => {
        if (values.has(n)) return
        if (line.kind === 'input')
          values.set(
            n,
            hold(
              e,
              line.input === 0
                ? loadContiguous(p.dtype, f.let(i32.add(source, i32.mul(j, size))), 0)
                : loadColumn(e, epilogue, line.input - 1, at(line.input - 1)),
            ),
          )
        else if (line.kind === 'iota') throw new Error('an epilogue has no iota')
        else if (line.kind === 'apply') {
          const given = line.args.map((arg) => values.get(arg)!)
          values.set(
            n,
            hold(
              e,
              scalarOperation(
                line.name,
                given.map((v) => v.dtype),
              ).emit(e, ...given),
            ),
          )
        }
      })
      epilogue.outputs.forEach((output, n) => {
        storeColumns(
          e,
          hold(e, values.get(output.value)!),
          f.let(at(epilogue.inputs.length + n)),
          output.strides[2]!,
          j,
          block.columns,
        )
      })
    })
  })
}

function loadColumn(e: Emission, epilogue: Epilogue, input: number, address: Expr<'i32'>): Value {
  const { dtype, strides } = epilogue.inputs[input]!
  const stride = strides[2]!
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
  const { f } = e
  const step = stride * elementBytes[value.dtype]
  const one = (lane: number): void => storeLane(e, value, lane, i32.add(address, lane * step), 0)
  const all = (): void => {
    if (stride === 1) storeContiguous(e, value, address, 0)
    else for (let lane = 0; lane < 4; lane++) one(lane)
  }
  f.if(i32.leS(i32.add(j, 4), columns), all, () => {
    for (let lane = 0; lane < 3; lane++) f.if(i32.ltS(i32.add(j, lane), columns), () => one(lane))
  })
}
