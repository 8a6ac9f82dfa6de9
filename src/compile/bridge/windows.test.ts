import './subjects/index.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allocate, type TypedArray } from '../../graph/dtype.ts'
import { runGraph } from '../../graph/interpret.ts'
import { parameter } from '../../graph/leaves.ts'
import { apply, type Node } from '../../graph/node.ts'
import { sizeOf } from '../../graph/shape.ts'
import { reduceWindowMax, windowReduction } from '../../ops/windowReduction.ts'
import { vjp } from '../../transform/vjp.ts'
import { Machine } from '../../wasm/machine.ts'
import { Heap } from '../../wasm/memory.ts'
import { Arena } from './arena.ts'
import { Runner } from './runner.ts'

const arena = new Arena(new Machine(new Heap({ shared: false })))
arena.reserve(1 << 20, 'garbage')

/** What a program gives, none of whose memory is zero before, as numbers; zeros have no sign. */
function compiled(graph: ConstructorParameters<typeof Runner>[0], inputs: readonly TypedArray[]): number[][] {
  const runner = new Runner(graph, arena)
  arena.machine.heap.view('bool', arena.address, arena.bytes).fill(0x43)
  return plain(runner.run(inputs) as TypedArray[])
}
const plain = (arrays: readonly TypedArray[]): number[][] => arrays.map((x) => Array.from(x, (n) => n + 0))

/** How a window moves along an axis, and how long this is. */
interface Along {
  readonly extent: number
  readonly window: number
  readonly stride: number
  readonly low: number
  readonly high: number
  readonly dilation: number
  readonly baseDilation: number
}
const axis: fc.Arbitrary<Along> = fc.record({
  extent: fc.integer({ min: 1, max: 9 }),
  window: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 4 }),
  low: fc.constantFrom(0, 0, 0, -1, 1, 4),
  high: fc.constantFrom(0, 0, 0, -1, 2),
  dilation: fc.integer({ min: 1, max: 2 }),
  baseDilation: fc.constantFrom(1, 1, 2, 3),
})
const axes = fc.array(axis, { minLength: 1, maxLength: 3 })
const leading = fc.constantFrom([], [3], [2, 2])
const motionOf = (list: readonly Along[]) => ({
  window: list.map((a) => a.window),
  stride: list.map((a) => a.stride),
  low: list.map((a) => a.low),
  high: list.map((a) => a.high),
  dilation: list.map((a) => a.dilation),
  baseDilation: list.map((a) => a.baseDilation),
})

test('windows that move in any way, over the lowest numbers and beside the image, give what the interpreter gives', () => {
  const kind = fc.constantFrom(
    'reduce_window_sum' as const,
    'reduce_window_max' as const,
    'window_argmax' as const,
  )
  const type = fc.constantFrom('float32' as const, 'float64' as const, 'int32' as const)
  fc.assert(
    fc.property(axes, leading, kind, type, fc.nat(), (list, outside, name, dtype, seed) => {
      const x = parameter({ dtype, shape: [...outside, ...list.map((a) => a.extent)] }, 0, 'test')
      const graph = { parameters: [x], results: [apply(windowReduction[name], [x], motionOf(list)) as Node] }
      const lowest = dtype === 'int32' ? -(2 ** 31) : -Infinity
      const values = name === 'reduce_window_sum' ? [0, 1, 2, 5] : [lowest, lowest, lowest, -1, 3]
      const input = allocate(dtype, sizeOf(x.shape)).map(
        (_, i) => values[(((i + seed) * 37) % 23) % values.length]!,
      )
      expect(compiled(graph, [input as TypedArray])).toEqual(
        plain(runGraph(graph, [input as TypedArray]) as TypedArray[]),
      )
    }),
    { numRuns: 150 },
  )
})

test('gradients of the largest of windows that move in any way are those of the interpreter', () => {
  const gap = fc.constantFrom(undefined, 0, 1)
  fc.assert(
    fc.property(axes, leading, gap, fc.boolean(), (list, outside, gap, fits) => {
      // apart by a gap, which the last window may have behind it, too
      const moved = list.map((a) => {
        const stride = gap === undefined ? a.stride : (a.window - 1) * a.dilation + 1 + gap
        const whole = { extent: Math.ceil(a.extent / stride) * stride, low: 0, high: 0 }
        return { ...a, baseDilation: 1, stride, ...(fits ? whole : {}) }
      })
      const motion = motionOf(moved)
      const x = parameter({ dtype: 'float32', shape: [...outside, ...moved.map((a) => a.extent)] }, 0, 'test')
      const pooled = reduceWindowMax(x, motion)
      const cotangent = parameter(pooled.type, 1, 'test')
      const graph = { parameters: [x, cotangent], results: vjp([pooled], [cotangent], [x]) as Node[] }
      const inputs = graph.parameters.map(({ shape }, k) =>
        Float32Array.from({ length: sizeOf(shape) }, (_, i) => (((i + k) * 37) % 23) - 11),
      )
      expect(compiled(graph, inputs)).toEqual(plain(runGraph(graph, inputs) as TypedArray[]))
    }),
    { numRuns: 150 },
  )
})
