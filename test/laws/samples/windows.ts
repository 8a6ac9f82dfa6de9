import { apply, type Node } from '../../../src/graph/node.ts'
import { convert } from '../../../src/ops/arithmetic.ts'
import { indices, op, run, type Sample, span } from './sample.ts'

const motion = { stride: [2], low: [1], high: [0], dilation: [1], baseDilation: [1] }

/** Windows of 3 over 6 elements, and places in them. */
const windowsOf = (apart: boolean) => ({
  ...motion,
  ...(apart && { stride: [3], low: [0] }),
  window: [3],
  extents: [6],
})
const foundIn = (apart: boolean): Node =>
  apart ? indices([2, 5, 0, 3], [2, 2]) : indices([1, 1, 5, 0, 3, 4], [2, 3])

/** Convolutions and reductions over windows. */
export const windows: readonly Sample[] = [
  {
    row: 'convolution',
    title: 'stride and groups',
    inputs: [span([2, 4, 7]), span([6, 2, 3])],
    build: run('convolution', { ...motion, groups: 2 }),
  },
  {
    row: 'reduce_window_sum',
    title: 'stride',
    inputs: [span([2, 6])],
    build: run('reduce_window_sum', { ...motion, window: [3] }),
  },
  {
    row: 'reduce_window_max',
    title: 'stride',
    inputs: [span([2, 6])],
    build: run('reduce_window_max', { ...motion, window: [3] }),
  },
  {
    row: 'window_argmax',
    title: 'stride',
    inputs: [span([2, 6])],
    build: ([x]) => convert(apply(op('window_argmax'), [x!], { ...motion, window: [3] }) as Node, 'float64'),
    constant: true,
  },

  ...[false, true].map(
    (apart): Sample => ({
      row: 'window_gather',
      title: apart ? 'windows apart' : 'windows that share elements',
      inputs: [span([2, 6])],
      build: ([x]) => apply(op('window_gather'), [x!, foundIn(apart)], windowsOf(apart)) as Node,
    }),
  ),
  ...[false, true].map(
    (apart): Sample => ({
      row: 'window_scatter',
      title: apart ? 'windows apart' : 'windows that share elements',
      inputs: [span(apart ? [2, 2] : [2, 3])],
      build: ([x]) => apply(op('window_scatter'), [x!, foundIn(apart)], windowsOf(apart)) as Node,
    }),
  ),
]
