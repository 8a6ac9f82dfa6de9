import { expect, test } from 'vitest'
import type { DType } from '../graph/dtype.ts'
import { allocate } from '../graph/dtype.ts'
import { runGraph } from '../graph/interpret.ts'
import { constant, parameter } from '../graph/leaves.ts'
import { apply, type Node, none, type Op } from '../graph/node.ts'
import { printGraph } from '../graph/print.ts'
import { elementwise } from '../ops/elementwise.ts'
import { powers } from '../ops/power.ts'
import './bridge/subjects/powers.ts'
import { simplify } from './simplify.ts'

const numbers = [
  0,
  -0,
  1,
  -1,
  2,
  -0.5,
  0.5,
  3,
  1e-320,
  1e-45,
  2 ** -126,
  2 ** -149,
  1e308,
  Infinity,
  -Infinity,
  Number.NaN,
]

/** Values of an operation on x and a number, as it stands and simplified. */
function both(
  row: unknown,
  dtype: DType,
  number: number,
  side: 0 | 1,
): [ArrayLike<number>, ArrayLike<number>] {
  const x = parameter({ dtype, shape: [numbers.length] }, 0, 'test')
  const c = constant(number, dtype, x.shape)
  const node = apply(row as Op<typeof none>, side === 0 ? [c, x] : [x, c], none) as Node
  const values = allocate(dtype, numbers.length)
  values.set(numbers)
  const graph = { parameters: [x], results: [node] }
  return [runGraph(graph, [values])[0]!, runGraph(simplify(graph), [values])[0]!]
}

test('arithmetic with a number keeps every bit when it is simplified', () => {
  const { add, subtract, multiply, divide, maximum } = elementwise
  const { power } = powers
  for (const row of [add, subtract, multiply, divide, maximum, power])
    for (const dtype of ['float32', 'float64', 'int32'] as const)
      for (const side of [0, 1] as const)
        for (const number of numbers.filter((n) => dtype !== 'int32' || Number.isInteger(n))) {
          // these two are rounded twice: the test below
          if (row === power && (number === 3 || number === -0.5)) continue
          const [plain, simple] = both(row, dtype, number, side)
          const name = `${row.name} ${dtype} ${Object.is(number, -0) ? '-0' : number} on side ${side}`
          expect(Array.from(simple), name).toEqual(Array.from(plain))
        }
})

test('powers by few products keep all digits but the last', () => {
  for (const dtype of ['float32', 'float64'] as const)
    for (const power of [1, 2, 3, -1, 0.5, -0.5])
      for (const base of [...numbers, 0.1, 1.7, 3.3, -2.7, 1e-11, 12345.678]) {
        const x = parameter({ dtype, shape: [] }, 0, 'test')
        const node = apply(powers.power as Op<typeof none>, [x, constant(power, dtype)], none) as Node
        const graph = simplify({ parameters: [x], results: [node] })
        expect(printGraph(graph)).not.toContain('power')
        const value = allocate(dtype, 1)
        value[0] = base
        const exact = runGraph({ parameters: [x], results: [node] }, [value])[0]![0]!
        const unit = Math.abs(exact) * (dtype === 'float32' ? 2 ** -23 : 2 ** -52)
        const found = runGraph(graph, [value])[0]![0]!
        if (exact && Number.isFinite(exact)) expect(Math.abs(found - exact)).toBeLessThanOrEqual(unit)
        else expect(found).toBe(exact)
      }
})

test('numbers that differ only in the sign of zero stay two', () => {
  const x = parameter({ dtype: 'float64', shape: [] }, 0, 'test')
  const over = (zero: number): Node => apply(elementwise.divide, [x, constant(zero, 'float64')], none) as Node
  const graph = simplify({ parameters: [x], results: [over(0), over(-0)] })
  expect(runGraph(graph, [Float64Array.of(1)]).map(([value]) => value)).toEqual([Infinity, -Infinity])
})
