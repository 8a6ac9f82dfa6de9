import { call, type Expr, type FunctionRef, i32, type Local, select } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
import { type CompiledKernel, type EmissionTarget, kernelParameters } from '../kernel/generate.ts'
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
import { registerTile, type TileStrides } from './micro.ts'
import { pack } from './pack.ts'
import {
  type Epilogue,
  type MatrixProduct,
  type ProductPlan,
  plainEpilogue,
  planProduct,
  resultStrides,
  tileColumns,
  tileRows,
} from './plan.ts'

/**
 * Compile a matrix product. Its argument block holds the addresses of A, of B, of the epilogue's further inputs, then
 * of its outputs. Results do not depend on how tiles are shared among threads.
 */
export function compileProduct(product: MatrixProduct): CompiledKernel {
  const plan = planProduct(product)
  const size = elementBytes[product.dtype]
  const volume = (...axes: readonly { extent: number }[]): number =>
    axes.reduce((n, axis) => n * axis.extent, 1)
  const { batch, m, n, k } = product
  return {
    name: product.name,
    tiles: plan.tiles,
    scratchBytes: plan.scratchBytes,
    flops: 2 * volume(...batch, m, n, ...k),
    bytes: size * (volume(...batch, m, ...k) + volume(...batch, n, ...k) + volume(...batch, m, n)),
    emit: (target) => {
      const column = definePanel(target, product, plan)
      return target.module.function(
        product.name,
        kernelParameters,
        'void',
        (f, args, begin, end, scratch) => {
          const e: Emission = { ...target, f }
          const last = f.let(smaller(f.let(i32.mul(end, plan.unitsPerTile)), plan.units))
          f.for(i32.mul(begin, plan.unitsPerTile), last, 1, (unit) => {
            writeUnit(e, product, plan, column, args, unit, scratch)
          })
        },
      )
    },
  }
}

const smaller = (a: Local<'i32'>, b: number): Expr<'i32'> => select(a, i32.const(b), i32.ltS(a, b))

/** Strides of the register tile: a packed operand is walked in one line, whatever its axes were. */
function tileStrides(p: MatrixProduct, plan: ProductPlan): TileStrides {
  const size = elementBytes[p.dtype]
  const stepA = tileRows * size
  const stepB = tileColumns[p.dtype] * size
  const extents = plan.k.map((axis) => axis.extent)
  const inside = (depth: number): number => extents.slice(depth + 1).reduce((n, extent) => n * extent, 1)
  const along =
    plan.packA && plan.packB
      ? [{ extent: plan.kc, a: stepA, b: stepB }]
      : plan.k.map((axis, depth) => ({
          extent: axis.extent,
          a: plan.packA ? stepA * inside(depth) : axis.a * size,
          b: plan.packB ? stepB * inside(depth) : axis.b * size,
        }))
  return {
    dtype: p.dtype,
    rowA: plan.packA ? size : p.m.a * size,
    rowC: plan.direct ? p.n.extent * size : plan.nc * size,
    along,
  }
}

const panelParameters = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const
type Panel = FunctionRef<typeof panelParameters, 'void'>

/**
 * One column of register tiles. A function of its own, because the engine compiles a function well only after it has
 * been called a few times: a long loop within one call would stay slow.
 */
function definePanel(target: EmissionTarget, p: MatrixProduct, plan: ProductPlan): Panel {
  const size = elementBytes[p.dtype]
  const strides = tileStrides(p, plan)
  return target.module.function(
    `${p.name}_panel`,
    panelParameters,
    'void',
    (f, a, b, c, rows, length, accumulate) => {
      const e: Emission = { ...target, f }
      // length counts steps of the first axis; a packed panel of A takes `inside` steps for each of them
      const inside =
        plan.packA && plan.packB ? 1 : plan.kc / Math.max(1, Math.min(plan.chunk, plan.k[0]!.extent))
      const panelBytes = plan.packA ? f.let(i32.mul(length, size * inside)) : undefined
      f.for(0, rows, tileRows, (i) => {
        const from = panelBytes ? i32.add(a, i32.mul(i, panelBytes)) : i32.add(a, i32.mul(i, p.m.a * size))
        const tile = f.let(i32.add(c, i32.mul(i, strides.rowC)))
        registerTile(e, strides, from, b, tile, length, accumulate)
      })
    },
  )
}

/** One block of the result: all of k, packed in pieces that fit the cache. */
function writeUnit(
  e: Emission,
  p: MatrixProduct,
  plan: ProductPlan,
  panel: Panel,
  args: Local<'i32'>,
  unit: Local<'i32'>,
  scratch: Local<'i32'>,
): void {
  const { f } = e
  const size = elementBytes[p.dtype]
  const nr = tileColumns[p.dtype]
  const column = f.let(i32.mul(i32.remU(unit, plan.columnBlocks), plan.nc))
  const rest = f.copy(i32.divU(unit, plan.columnBlocks))
  const row = f.let(i32.mul(i32.remU(rest, plan.rowBlocks), plan.mc))
  f.set(rest, i32.divU(rest, plan.rowBlocks))
  const batch: Local<'i32'>[] = []
  for (let axis = p.batch.length - 1; axis >= 0; axis--) {
    const { extent } = p.batch[axis]!
    batch.unshift(axis === 0 ? f.copy(rest) : f.let(i32.remU(rest, extent)))
    if (axis > 0) f.set(rest, i32.divU(rest, extent))
  }
  const rows = f.let(smaller(f.let(i32.sub(p.m.extent, row)), plan.mc))
  const columns = f.let(smaller(f.let(i32.sub(p.n.extent, column)), plan.nc))
  const start = (pointer: number, offset: number, strides: readonly number[]): Local<'i32'> => {
    let address: Expr<'i32'> = i32.add(i32.load(args, pointer), offset * size)
    ;[...batch, row, column].forEach((index, axis) => {
      if (strides[axis]) address = i32.add(address, i32.mul(index, strides[axis]! * size))
    })
    return f.let(address)
  }
  const a = start(p.swapped ? 4 : 0, p.offsetA ?? 0, [...p.batch.map((axis) => axis.a), p.m.a, 0])
  const b = start(p.swapped ? 0 : 4, p.offsetB ?? 0, [...p.batch.map((axis) => axis.b), 0, p.n.b])
  const packedA = scratch
  const packedB = f.let(i32.add(scratch, plan.offsetB))
  const c = plan.direct ? start(8, 0, resultStrides(p)) : f.let(i32.add(scratch, plan.offsetC))
  const outer = plan.k[0]!
  const inside = plan.kc / Math.max(1, Math.min(plan.chunk, outer.extent))
  const axesOf = (side: 'a' | 'b'): { extent: number; stride: number }[] =>
    plan.k.map((axis) => ({ extent: axis.extent, stride: axis[side] * size }))
  const chunk = (from: Local<'i32'>, length: Local<'i32'>): void => {
    const fromA = f.let(i32.add(a, i32.mul(from, outer.a * size)))
    const fromB = f.let(i32.add(b, i32.mul(from, outer.b * size)))
    if (plan.packB)
      pack(
        e,
        { dtype: p.dtype, lineStride: p.n.b * size, along: axesOf('b'), width: nr },
        fromB,
        packedB,
        columns,
        length,
      )
    if (plan.packA)
      pack(
        e,
        { dtype: p.dtype, lineStride: p.m.a * size, along: axesOf('a'), width: tileRows },
        fromA,
        packedA,
        rows,
        length,
      )
    const steps = f.let(inside === 1 ? length : i32.mul(length, inside))
    f.for(0, columns, nr, (j) => {
      const panelB = plan.packB
        ? i32.add(packedB, i32.mul(i32.mul(j, steps), size))
        : i32.add(fromB, i32.mul(j, p.n.b * size))
      const turns = plan.packA && plan.packB ? steps : length
      f.emit(
        call(panel, plan.packA ? packedA : fromA, panelB, i32.add(c, i32.mul(j, size)), rows, turns, from),
      )
    })
  }
  if (outer.extent <= plan.chunk) chunk(f.let(i32.const(0)), f.copy(i32.const(outer.extent)))
  else
    f.for(0, outer.extent, plan.chunk, (from) => {
      chunk(from, f.let(smaller(f.let(i32.sub(outer.extent, from)), plan.chunk)))
    })
  if (!plan.direct)
    finish(e, p, p.epilogue ?? plainEpilogue(p), plan, args, { batch, row, column, rows, columns, c })
}

interface Block {
  readonly batch: readonly Local<'i32'>[]
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
    let address: Expr<'i32'> = i32.add(i32.load(args, 8 + 4 * i), (buffer.offset ?? 0) * unit)
    ;[...block.batch, block.row, block.column].forEach((index, axis) => {
      const stride = buffer.strides[axis]!
      if (stride !== 0) address = i32.add(address, i32.mul(index, stride * unit))
    })
    return f.let(address)
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
      f.let(i32.add(bases[n]!, i32.mul(i, buffer.strides.at(-2)! * elementBytes[buffer.dtype]))),
    )
    f.for(0, block.columns, 4, (j) => {
      const values = new Map(uniform)
      const at = (n: number): Expr<'i32'> =>
        i32.add(pointers[n]!, i32.mul(j, buffers[n]!.strides.at(-1)! * elementBytes[buffers[n]!.dtype]))
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
          output.strides.at(-1)!,
          j,
          block.columns,
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
