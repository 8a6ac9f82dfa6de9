import './subjects/index.ts'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { allocate, type TypedArray } from '../../graph/dtype.ts'
import { runGraph } from '../../graph/interpret.ts'
import { parameter } from '../../graph/leaves.ts'
import { apply, type Node } from '../../graph/node.ts'
import { sizeOf } from '../../graph/shape.ts'
import { add, multiply } from '../../ops/arithmetic.ts'
import { cumulative } from '../../ops/cumulative.ts'
import { alongRows } from '../../ops/linalgBuilders.ts'
import { reduceSum } from '../../ops/movement.ts'
import { window } from '../../ops/window.ts'
import { vjp } from '../../transform/vjp.ts'
import { Machine } from '../../wasm/machine.ts'
import { Heap } from '../../wasm/memory.ts'
import { nodeWorkers } from '../../wasm/node-workers.ts'
import { Arena } from './arena.ts'
import { Runner } from './runner.ts'

const together = new Machine(new Heap({ shared: true }), { threads: 2, workers: nodeWorkers()! })
const [threaded, single] = [new Arena(together), new Arena(new Machine(new Heap({ shared: false })))]
afterAll(() => together.close())

const numbers = (type: Node['type'], seed: number): TypedArray => {
  const array = allocate(type.dtype, sizeOf(type.shape))
  for (let i = 0; i < array.length; i++) array[i] = (((i + seed) * 37) % 101) / 101 - 0.4
  return array
}

/** The same bits with one thread and two, and what is interpreted. */
function check(parameters: readonly Node[], results: readonly Node[]): void {
  const inputs = parameters.map(({ type }, i) => numbers(type, 5 * i))
  const [one, two] = [single, threaded].map((arena) => {
    const runner = new Runner({ parameters, results }, arena)
    const found = runner.run(inputs) as TypedArray[]
    runner.release()
    return found
  }) as [TypedArray[], TypedArray[]]
  expect(two).toEqual(one)
  const digits = results[0]!.dtype === 'float32' ? 1e-4 : 1e-11
  ;(runGraph({ parameters, results }, inputs) as TypedArray[]).forEach((want, k) => {
    want.forEach((value, i) => {
      expect(Math.abs(one[k]![i]! - value)).toBeLessThanOrEqual(digits * (1 + Math.abs(value)))
    })
  })
}

test('each channel on its own: strips of columns of any width, and windows of few and of many taps', () => {
  fc.assert(
    fc.property(
      fc.record({
        dtype: fc.constantFrom('float32' as const, 'float64' as const),
        images: fc.integer({ min: 1, max: 3 }),
        groups: fc.integer({ min: 1, max: 5 }),
        size: fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 45 })),
        taps: fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })),
        stride: fc.integer({ min: 1, max: 2 }),
      }),
      ({ dtype, images, groups, size, taps, stride }) => {
        const x = parameter(
          { dtype, shape: [images, groups, ...size.map((n, i) => n + taps[i]! - 1)] },
          0,
          'test',
        )
        const w = parameter({ dtype, shape: [groups, 1, ...taps] }, 1, 'test')
        const [zero, one] = [
          [0, 0],
          [1, 1],
        ]
        const motion = { stride: [stride, stride], dilation: one, baseDilation: one, low: zero, high: zero }
        const y = apply(window.convolution, [x, w], { ...motion, groups }) as Node
        const ct = parameter(y.type, 2, 'test')
        check([x, w, ct], [y, ...(vjp([y], [ct], [x, w]) as Node[])])
      },
    ),
    { numRuns: 60 },
  )
})

test.each([1, 3, 5, 18, 29])(
  'sums over rows of what is the same in all %i columns, and of what runs along them',
  (n) => {
    const v = parameter({ dtype: 'float32', shape: [40] }, 0, 'test')
    const x = parameter({ dtype: 'float32', shape: [40, n] }, 1, 'test')
    const weights = alongRows(multiply(v, v), x.shape)
    const running = apply(cumulative.cumsum, [weights], { axis: 0, reverse: false }) as Node
    check(
      [v, x],
      [reduceSum(multiply(x, weights), [0]), reduceSum(add(running, multiply(running, x)), [0]), running],
    )
  },
)
