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

const less = (a: number, b: number): boolean => a < b || Number.isNaN(a)
const start: Readonly<Record<Reduction, number>> = {
  sum: 0,
  prod: 1,
  max: -Infinity,
  min: Infinity,
  and: 1,
  or: 0,
  argmax: 0,
  argmin: 0,
  logsumexp: -Infinity,
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
              const row = values[line.args[0]!]!.slice(0, line.inclusive ? n + 1 : n)
              return reduceRow(line.reduction, line.dtype, row)
            }
            case 'constant':
              return round[line.dtype](line.value)
            case 'iota':
              return index[line.axis]!
            case 'apply':
              return round[line.dtype](scalars[line.name]!(...args))
            default:
              return reduceRow(line.reduction, line.dtype, values[line.args[0]!]!)
          }
        }),
      )
      if (line.kind === 'reduce' && inside.length === 0) values[values.length - 1] = []
    }
    for (const [k, output] of kernel.outputs.entries())
      inside.forEach((index, n) => {
        outputs[k]![address(output.strides, index, output.offset ?? 0)] = values[output.value]![n]!
      })
  }
}

function reduceRow(reduction: Reduction, dtype: ElementType, row: readonly number[]): number {
  let best = start[reduction]
  let at = 0
  row.forEach((x, i) => {
    if (reduction === 'sum') best += x
    else if (reduction === 'prod')
      best = dtype === 'int32' || dtype === 'uint32' ? Math.imul(best, x) : best * x
    else if (reduction === 'max') best = Number.isNaN(best) || (less(x, best) && !Number.isNaN(x)) ? best : x
    else if (reduction === 'min') best = Number.isNaN(best) || x > best ? best : x
    else if (reduction === 'and') best &= x
    else if (reduction === 'or') best |= x
    else {
      const bestNow = row[at]!
      const wins = reduction === 'argmax' ? x > bestNow : x < bestNow
      if (!Number.isNaN(bestNow) && (wins || Number.isNaN(x))) at = i
    }
  })
  return reduction === 'argmax' || reduction === 'argmin' ? at : round[dtype](best)
}

function indices(extents: readonly number[]): number[][] {
  let all: number[][] = [[]]
  for (const extent of extents)
    all = all.flatMap((head) => Array.from({ length: extent }, (_, i) => [...head, i]))
  return all
}
