import { expect, test } from 'vitest'
import { DTypeError } from '../graph/dtype.ts'
import { constant } from '../graph/leaves.ts'
import { apply, type Node, type Op } from '../graph/node.ts'
import { ShapeError } from '../graph/shape.ts'
import { blocks } from './blocks.ts'
import { indexing } from './indexing.ts'
import { linalg } from './linalg.ts'
import { movement, slicing } from './movement.ts'
import { random } from './random.ts'
import { window } from './window.ts'
import { windowReduction } from './windowReduction.ts'

const x = constant(1, 'float32', [2, 3])
const int = (...shape: number[]): Node => constant(0, 'int32', shape)
const motion = { stride: [1], low: [0], high: [0], dilation: [1], baseDilation: [1] }

test.each<[string, Op<never>, Node[], object]>([
  ['each axis must go to a later one', movement.broadcast_in_dim, [x], { shape: [3, 2], axes: [1, 0] }],
  ['every axis needs 0 <= start', slicing.slice, [x], { start: [0, 1], limit: [2, 4], step: [1, 1] }],
  ['a scalar of the same dtype', slicing.pad, [x, int()], { low: [0, 0], high: [0, 0], interior: [0, 0] }],
  ['one number an axis', slicing.pad, [x, constant(0, 'float32')], { low: [0], high: [0], interior: [0] }],
  ['an int32 for each axis', blocks.dynamic_slice, [x, int(1)], { sizes: [1, 1] }],
  ['at most its extents', blocks.dynamic_slice, [x, int(2)], { sizes: [3, 1] }],
  ['the dtype of the whole', blocks.dynamic_update_slice, [x, int(1, 1), int(2)], {}],
  ['an index for each of `axes`', indexing.gather, [x, int(4, 2)], { axes: [0], batch: 0 }],
  ['what a gather of the first gives', indexing.scatter_add, [x, x, int(4, 1)], { axes: [0], batch: 0 }],
  ['the rows of the first', linalg.linear_solve, [constant(1, 'float32', [3, 3]), x], { transpose: false }],
  ['the key must be u32[..., 4]', random.random_bits, [int(4)], { shape: [2] }],
  ['groups must divide o', window.convolution, [x, x], { ...motion, groups: 2 }],
  ['the window must have integers >= 1', windowReduction.reduce_window_sum, [x], { ...motion, window: [0] }],
  [
    'steps must be at least 1',
    windowReduction.reduce_window_sum,
    [x],
    { ...motion, window: [1], stride: [0] },
  ],
])('a row that refuses says of what, and why: %s', (rule, row, operands, params) => {
  const build = (): unknown => apply(row, operands, params as never)
  expect(build).toThrow(ShapeError)
  expect(build).toThrow(rule)
  expect(build).toThrow(/^\w+: [fi]32\[.* with \{.*\}: /)
})

test('a convolution is one of numbers, on both sides', () => {
  const [images, bits] = [constant(1, 'float32', [1, 1, 4]), constant(1, 'bool', [1, 1, 4])]
  const convolve = (a: Node, b: Node): unknown => apply(window.convolution, [a, b], { ...motion, groups: 1 })
  expect(() => convolve(images, images)).not.toThrow()
  for (const pair of [
    [images, bits],
    [bits, images],
  ] as const)
    expect(() => convolve(...pair)).toThrow(DTypeError)
})
