import { volume } from '../axes.ts'
import { compileLoop } from '../kernel/generate.ts'
import { elementBytes, type Instruction, type LoopKernel } from '../kernel/ir.ts'
import {
  compileStaged,
  numbered,
  type Stage,
  type StageArgument,
  type StagedKernel,
  stageOf,
} from '../kernel/split.ts'
import { largestBlocks } from './blocks.ts'
import { asLoop, asProduct, type Contraction, type ContractionAxis, withEpilogue } from './contraction.ts'
import { compileProduct } from './gemm.ts'
import { storing } from './product.ts'
import { narrowColumns } from './tiles.ts'

/** Units of work from which on there is enough for several threads. */
const enoughUnits = 8
/** Multiply-adds of a part that is worth a thread's while, and steps of its sum that are worth a partial result. */
const partWork = 1 << 17
const partSteps = 192
/** Elements of all partial results: they should stay in the second cache. */
const mostPartial = 1 << 17

/**
 * Compile a contraction. A long sum to few results (the gradient of a small kernel by many images) is cut into parts that
 * threads take, whose results are then added. The cut depends on the shapes alone, so results do not depend on the threads.
 * Arguments are A, B, the epilogue's inputs after the product, then its outputs.
 */
export function stageContraction(c: Contraction): StagedKernel {
  const product = asProduct(c)
  if (!product) return compileStaged(asLoop(c))
  const parts = partsOf(c)
  const outputs = numbered('output', c.epilogue.outputs)
  const operands = numbered('input', [0, 1])
  const others = c.epilogue.inputs.map((_, i): StageArgument => ({ from: 'input', index: 2 + i }))
  if (!parts)
    return { stages: [stageOf(compileProduct(product), [...operands, ...others], outputs)], temporaries: [] }
  const partial = numbered('temporary', [0])
  const { whole, rest, count } = parts
  const stage = (part: Contraction): Stage => stageOf(compileProduct(asProduct(part)!), operands, partial)
  return {
    stages: [
      stage(whole),
      ...(rest ? [stage(rest)] : []),
      stageOf(compileLoop(joining(c, count)), [...partial, ...others], outputs),
    ],
    temporaries: [volume(keptOf(c)) * count * elementBytes[c.dtype]],
  }
}

const keptOf = (c: Contraction): readonly ContractionAxis[] => c.axes.filter((axis) => !axis.summed)

interface Parts {
  /** Those of equal length, as one batch. */
  readonly whole: Contraction
  /** The last one, if it is shorter. */
  readonly rest: Contraction | undefined
  readonly count: number
}

/** The parts of a sum, where there are few results; undefined where it stays whole. */
function partsOf(c: Contraction): Parts | undefined {
  const results = volume(keptOf(c))
  const summed = c.axes.filter((axis) => axis.summed)
  const steps = volume(summed)
  const most = Math.floor(Math.min((results * steps) / partWork, steps / partSteps, mostPartial / results))
  if (most < 2) return undefined
  // as on narrow vectors, so that wide ones add the same parts
  const blocks = largestBlocks(asProduct(c, narrowColumns(c.dtype))!)
  if (blocks >= enoughUnits) return undefined
  // the longest axis, among equals that with the longest steps
  const reach = ({ a, b }: ContractionAxis): number => Math.abs(a) + Math.abs(b)
  const cut = summed.reduce((best, axis) =>
    axis.extent > best.extent || (axis.extent === best.extent && reach(axis) > reach(best)) ? axis : best,
  )
  const wanted = Math.min(most, Math.ceil((2 * enoughUnits) / blocks), cut.extent)
  if (wanted < 2) return undefined
  const length = Math.ceil(cut.extent / wanted)
  const pieces = Math.floor(cut.extent / length)
  const left = cut.extent - pieces * length
  const part = (first: number, extent: number, count: number): Contraction => ({
    name: `${c.name}_part`,
    dtype: c.dtype,
    axes: [
      { extent: count, summed: false, a: cut.a * length, b: cut.b * length },
      ...c.axes.map((axis) => (axis === cut ? { ...axis, extent } : axis)),
    ],
    offsetA: c.offsetA + first * length * cut.a,
    offsetB: c.offsetB + first * length * cut.b,
    epilogue: storing(c.dtype, [results, ...resultStrides(c)], first * results),
  })
  const whole = part(0, length, pieces)
  const rest = left > 0 ? part(pieces, left, 1) : undefined
  // a part must still be worth register tiles
  if (!asProduct(whole) || (rest && !asProduct(rest))) return undefined
  return { whole, rest, count: pieces + (rest ? 1 : 0) }
}

/**
 * Strides of the results of a part over the axes that are kept: those of one operand outside, those of the other inside, so that
 * the axes of each are one to the product; inside are those that lie close together in the end.
 */
function resultStrides(c: Contraction): number[] {
  const kept = keptOf(c)
  const final = c.epilogue.outputs[0]!.strides
  const close = kept.reduce((best, _, i) => (Math.abs(final[i]!) < Math.abs(final[best]!) ? i : best), 0)
  const inside = ({ a }: ContractionAxis): boolean => (a === 0) === (kept[close]!.a === 0)
  const order = [...kept.keys()].sort((i, j) => Number(inside(kept[j]!)) - Number(inside(kept[i]!)) || j - i)
  let size = 1
  const strides = kept.map(() => 0)
  for (const i of order) {
    strides[i] = size
    size *= kept[i]!.extent
  }
  return strides
}

/** Adds the parts, and does to the sum what the epilogue says. */
function joining(c: Contraction, count: number): LoopKernel {
  const { dtype } = c
  const sum: Instruction[] = [
    { kind: 'input', input: 0, dtype, args: [] },
    { kind: 'reduce', reduction: 'sum', dtype, args: [0] },
  ]
  return withEpilogue(c, `${c.name}_join`, {
    operands: [{ dtype, strides: [...resultStrides(c), volume(keptOf(c))] }],
    summed: [count],
    sum,
  })
}
