import { constant, pick } from '../../../src/graph/leaves.ts'
import { apply, type Node } from '../../../src/graph/node.ts'
import { convert } from '../../../src/ops/arithmetic.ts'
import { elementwise } from '../../../src/ops/elementwise.ts'
import { op, run, type Sample, span } from './sample.ts'

/** What takes many elements together: reductions, running ones, products, order. */
export const reductions: readonly Sample[] = [
  {
    row: 'reduce_sum',
    title: 'two axes',
    inputs: [span([2, 3, 4])],
    build: run('reduce_sum', { axes: [0, 2] }),
  },
  { row: 'reduce_sum', title: 'empty axis', inputs: [span([2, 0])], build: run('reduce_sum', { axes: [1] }) },

  {
    row: 'reduce_prod',
    title: 'odd and even',
    inputs: [span([5, 2])],
    build: run('reduce_prod', { axes: [0, 1] }),
  },
  { row: 'reduce_max', title: 'one axis', inputs: [span([3, 4])], build: run('reduce_max', { axes: [1] }) },
  {
    row: 'reduce_min',
    title: 'all axes',
    inputs: [span([3, 4])],
    build: run('reduce_min', { axes: [0, 1] }),
  },
  ...['cumsum', 'cumprod', 'cummax', 'cummin', 'cumlogsumexp', 'recurrence'].flatMap((row) =>
    [false, true].map(
      (reverse): Sample => ({
        row,
        title: reverse ? 'backwards' : 'forwards',
        inputs: row === 'recurrence' ? [span([2, 5]), span([2, 5], -1, 2)] : [span([2, 5])],
        build: run(row, { axis: 1, reverse }),
      }),
    ),
  ),
  ...['argmax', 'argmin'].map(
    (row): Sample => ({
      row,
      title: row,
      inputs: [span([3, 4])],
      build: ([x]) => convert(apply(op(row), [x!], { axis: 0 }) as Node, 'float64'),
      constant: true,
    }),
  ),
  ...['reduce_and', 'reduce_or'].map(
    (row): Sample => ({
      row,
      title: row,
      inputs: [span([3, 4])],
      build: ([x]) =>
        convert(
          apply(op(row), [apply(elementwise.greater, [x!, constant(0, 'float64', x!.shape)], {}) as Node], {
            axes: [1],
          }) as Node,
          'float64',
        ),
      constant: true,
    }),
  ),

  {
    row: 'dot_general',
    title: 'batched',
    inputs: [span([2, 3, 4]), span([4, 2, 5])],
    build: run('dot_general', { contract: [[2], [0]], batch: [[0], [1]] }),
  },
  {
    row: 'dot_general',
    title: 'two axes',
    inputs: [span([2, 3, 4]), span([4, 3])],
    build: run('dot_general', {
      contract: [
        [1, 2],
        [1, 0],
      ],
      batch: [[], []],
    }),
  },
  {
    row: 'sort',
    title: 'descending',
    inputs: [span([3, 4])],
    build: ([x]) =>
      pick(apply(op('sort'), [x!], { axis: 1, descending: true, start: 0, count: 4 }) as Node, 0),
  },
  {
    row: 'sort',
    title: 'a part, along the first axis',
    inputs: [span([4, 3])],
    build: ([x]) =>
      pick(apply(op('sort'), [x!], { axis: 0, descending: false, start: 1, count: 2 }) as Node, 0),
  },
]
