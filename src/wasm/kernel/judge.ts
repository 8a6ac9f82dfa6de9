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
  /** What strides add up to along the reduced axes, or along the others, row-major. */
  const walk = (strides: readonly number[], reduced: boolean): readonly number[] =>
    axes.reduce(
      (all, axis, i) =>
        axis.reduced === reduced
          ? all.flatMap((sum) => Array.from({ length: axis.extent }, (_, n) => sum + n * strides[i]!))
          : all,
      [0],
    )
  const places = (strides: readonly number[]) => ({
    rows: walk(strides, false),
    inside: walk(strides, true),
  })
  const [from, to] = [kernel.inputs, kernel.outputs].map((list) => list.map((b) => places(b.strides)))
  const along = axes.map((axis) => places(axes.map((other) => Number(other === axis))))
  const { rows, inside } = places(axes.map(() => 0))
  for (const row of rows.keys()) {
    // lines one after the other, each over the whole row: a reduction is complete before it is used
    const values: number[][] = []
    for (const line of body) {
      const args = line.args.map((a) => values[a]!)
      const [first] = args
      switch (line.kind) {
        case 'reduce': {
          const whole = reduceRow(line.reduction, line.dtype, first!)
          values.push(inside.map(() => whole))
          break
        }
        case 'running':
          values.push(runningRow(line.reduction, line.dtype, first!, args[1]))
          break
        case 'input':
        case 'gather': {
          const place = from![line.input]!
          const start = (kernel.inputs[line.input]!.offset ?? 0) + place.rows[row]!
          const shift = (n: number): number =>
            line.kind === 'input'
              ? 0
              : line.steps.reduce(
                  (sum, step, k) => sum + step.stride * Math.max(0, Math.min(step.extent - 1, args[k]![n]!)),
                  0,
                )
          values.push(place.inside.map((step, n) => inputs[line.input]![start + step + shift(n)]!))
          break
        }
        case 'constant':
          values.push(inside.map(() => round[line.dtype](line.value)))
          break
        case 'iota':
          values.push(along[line.axis]!.inside.map((n) => along[line.axis]!.rows[row]! + n))
          break
        default: {
          const apply = scalars[line.name]!
          values.push(inside.map((_, n) => round[line.dtype](apply(...args.map((arg) => arg[n]!)))))
        }
      }
    }
    for (const [k, output] of kernel.outputs.entries()) {
      const start = (output.offset ?? 0) + to![k]!.rows[row]!
      to![k]!.inside.forEach((step, n) => {
        outputs[k]![start + step] = values[output.value]![n]!
      })
    }
  }
}

function reduceRow(reduction: Reduction, dtype: ElementType, row: readonly number[]): number {
  if (reduction === 'argmax' || reduction === 'argmin') return placeOfExtreme(reduction === 'argmax', row)
  const [start, join] = joins[reduction]
  return round[dtype](row.reduce((before, x) => join(before, x, dtype), start))
}

/** The reduction of the elements up to each; what came before is multiplied by a factor. */
function runningRow(
  reduction: Reduction,
  dtype: ElementType,
  row: readonly number[],
  factors: readonly number[] | undefined,
): number[] {
  const [start, join] = joins[reduction as keyof typeof joins]
  let sofar = start
  return row.map((x, n) => {
    sofar = join(sofar * (factors?.[n] ?? 1), x, dtype)
    return round[dtype](sofar)
  })
}

function placeOfExtreme(largest: boolean, row: readonly number[]): number {
  let at = 0
  row.forEach((x, i) => {
    const best = row[at]!
    if (!Number.isNaN(best) && ((largest ? x > best : x < best) || Number.isNaN(x))) at = i
  })
  return at
}
