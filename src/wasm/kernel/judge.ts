import type { ElementType, LoopKernel, Reduction } from './ir.ts'

/** Plain scalar meaning of operations, for comparison with the compiled code. */
export type ScalarTable = Readonly<Record<string, (...args: number[]) => number>>

const round: Readonly<Record<ElementType, (x: number) => number>> = {
  float32: Math.fround,
  float64: (x) => x,
  int32: (x) => x | 0,
  uint32: (x) => x >>> 0,
  bool: (x) => (x ? 1 : 0),
}

type Join = (before: number, x: number, dtype: ElementType) => number
const wraps = (dtype: ElementType): boolean => dtype === 'int32' || dtype === 'uint32'
/** What a reduction of no elements gives, and how one more is taken in. */
const joins: Readonly<Record<Exclude<Reduction, 'argmax' | 'argmin'>, readonly [start: number, join: Join]>> =
  {
    sum: [0, (a, x) => a + x],
    prod: [1, (a, x, dtype) => (wraps(dtype) ? Math.imul(a, x) : a * x)],
    max: [-Infinity, (a, x) => Math.max(a, x)],
    min: [Infinity, (a, x) => Math.min(a, x)],
    and: [1, (a, x) => a & x],
    or: [0, (a, x) => a | x],
    logsumexp: [
      -Infinity,
      (a, x) => (a === x ? a + Math.LN2 : Math.max(a, x) + Math.log1p(Math.exp(-Math.abs(a - x)))),
    ],
  }

/** Run a kernel one index at a time, in double precision between roundings. Slow; the judge in tests. */
export function evaluateKernel(
  kernel: LoopKernel,
  inputs: readonly ArrayLike<number>[],
  outputs: readonly { [i: number]: number }[],
  scalars: ScalarTable,
): void {
  const { axes, body } = kernel
  const address = (strides: readonly number[], index: readonly number[], offset: number): number =>
    strides.reduce((sum, s, i) => sum + s * index[i]!, offset)
  const kept = axes.map((a) => (a.reduced ? 1 : a.extent))
  for (const row of indices(kept)) {
    const inside = indices(axes.map((a) => (a.reduced ? a.extent : 1))).map((r) =>
      axes.map((a, i) => (a.reduced ? r[i]! : row[i]!)),
    )
    // lines one after the other, each over the whole row: a reduction is complete before it is used
    const values: number[][] = []
    for (const line of body) {
      if (line.kind === 'reduce') {
        const whole = reduceRow(line.reduction, line.dtype, values[line.args[0]!]!)
        values.push(inside.map(() => whole))
        continue
      }
      values.push(
        inside.map((index, n) => {
          const args = line.args.map((a) => values[a]![n]!)
          switch (line.kind) {
            case 'input': {
              const buffer = kernel.inputs[line.input]!
              return inputs[line.input]![address(buffer.strides, index, buffer.offset ?? 0)]!
            }
            case 'gather': {
              const buffer = kernel.inputs[line.input]!
              const extra = line.steps.reduce(
                (sum, step, k) => sum + step.stride * Math.max(0, Math.min(step.extent - 1, args[k]!)),
                0,
              )
              return inputs[line.input]![address(buffer.strides, index, buffer.offset ?? 0) + extra]!
            }
            case 'running': {
              const [row, factors] = line.args.map((a) => values[a]!.slice(0, n + 1))
              return reduceRow(line.reduction, line.dtype, row!, factors)
            }
            case 'constant':
              return round[line.dtype](line.value)
            case 'iota':
              return index[line.axis]!
            default:
              return round[line.dtype](scalars[line.name]!(...args))
          }
        }),
      )
    }
    for (const [k, output] of kernel.outputs.entries())
      inside.forEach((index, n) => {
        outputs[k]![address(output.strides, index, output.offset ?? 0)] = values[output.value]![n]!
      })
  }
}

function reduceRow(
  reduction: Reduction,
  dtype: ElementType,
  row: readonly number[],
  factors?: readonly number[],
): number {
  if (reduction === 'argmax' || reduction === 'argmin') return placeOfExtreme(reduction === 'argmax', row)
  const [start, join] = joins[reduction]
  return round[dtype](row.reduce((before, x, i) => join(before * (factors?.[i] ?? 1), x, dtype), start))
}

function placeOfExtreme(largest: boolean, row: readonly number[]): number {
  let at = 0
  row.forEach((x, i) => {
    const best = row[at]!
    if (!Number.isNaN(best) && ((largest ? x > best : x < best) || Number.isNaN(x))) at = i
  })
  return at
}

function indices(extents: readonly number[]): number[][] {
  let all: number[][] = [[]]
  for (const extent of extents)
    all = all.flatMap((head) => Array.from({ length: extent }, (_, i) => [...head, i]))
  return all
}
