import { apply, type Node, type Op } from '../../src/graph/node.ts'
import { convert } from '../../src/ops/arithmetic.ts'
import { rows } from '../../src/transform/table.ts'
import { domains } from './domains.ts'
import { control } from './samples/control.ts'
import { matrices } from './samples/matrices.ts'
import { movement } from './samples/movement.ts'
import { reductions } from './samples/reductions.ts'
import { type Sample, span } from './samples/sample.ts'
import { scalars } from './samples/scalars.ts'
import { windows } from './samples/windows.ts'

export type { Sample } from './samples/sample.ts'

const byFormula = new Map(
  [...rows.values()].flatMap((row) => (row.elementwise?.formula ? [[row.elementwise.formula, row]] : [])) as [
    string,
    Op,
  ][],
)

function elementwiseSamples(): Sample[] {
  const samples: Sample[] = []
  for (const [formula, row] of byFormula) {
    const [low, high] = domains[formula] ?? [-2, 2]
    const bits = ['and', 'or', 'xor', 'shift_left', 'shift_right_arithmetic', 'shift_right_logical'].includes(
      row.name,
    )
    samples.push({
      row: row.name,
      title: row.name,
      inputs: Array.from({ length: row.elementwise!.arity }, () => span([2, 3], low, high)),
      build: (inputs) =>
        convert(apply(row, bits ? inputs.map((x) => convert(x, 'int32')) : inputs, {}) as Node, 'float64'),
      ...(row.constant ? { constant: true } : {}),
    })
  }
  return samples
}

export const samples: readonly Sample[] = [
  ...elementwiseSamples(),
  ...scalars,
  ...movement,
  ...reductions,
  ...windows,
  ...matrices,
  ...control,
]

/** Rows that need no sample, and why. */
export const exempt: Readonly<Record<string, string>> = {
  parameter: 'a leaf',
  data: 'a leaf',
  constant: 'a leaf',
  iota: 'has no operand',
  random_bits: 'random.test.ts',
  custom_jvp: 'its rule is the user’s; custom.test.ts',
  custom_vjp: 'its rule is the user’s; custom.test.ts',
}
