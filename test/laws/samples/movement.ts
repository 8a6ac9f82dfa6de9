import { apply, type Node } from '../../../src/graph/node.ts'
import { convert } from '../../../src/ops/arithmetic.ts'
import { indices, op, run, type Sample, span } from './sample.ts'

/** What moves elements: shapes, places, scattering. */
export const movement: readonly Sample[] = [
  {
    row: 'broadcast_in_dim',
    title: 'new and stretched axes',
    inputs: [span([2, 1])],
    build: run('broadcast_in_dim', { shape: [2, 3, 4], axes: [0, 2] }),
  },
  { row: 'reshape', title: 'reshape', inputs: [span([2, 3])], build: run('reshape', { shape: [3, 2] }) },
  {
    row: 'transpose',
    title: 'transpose',
    inputs: [span([2, 3, 4])],
    build: run('transpose', { permutation: [2, 0, 1] }),
  },
  { row: 'reverse', title: 'reverse', inputs: [span([2, 3])], build: run('reverse', { axes: [1] }) },
  {
    row: 'slice',
    title: 'with steps',
    inputs: [span([5, 4])],
    build: run('slice', { start: [1, 0], limit: [5, 4], step: [2, 3] }),
  },
  {
    row: 'slice',
    title: 'empty',
    inputs: [span([5])],
    build: run('slice', { start: [2], limit: [2], step: [1] }),
  },
  {
    row: 'pad',
    title: 'with gaps',
    inputs: [span([2, 3]), span([])],
    build: run('pad', { low: [1, 0], high: [0, 2], interior: [1, 2] }),
  },
  {
    row: 'pad',
    title: 'cropping',
    inputs: [span([4, 3]), span([])],
    build: run('pad', { low: [-1, 1], high: [-2, -1], interior: [0, 1] }),
  },
  {
    row: 'concatenate',
    title: 'of three',
    inputs: [span([2, 1]), span([2, 0]), span([2, 3])],
    build: run('concatenate', { axis: 1 }),
  },
  {
    row: 'gather',
    title: 'rows',
    inputs: [span([4, 3])],
    build: ([x]) => apply(op('gather'), [x!, indices([2, 0, 2], [3, 1])], { axes: [0], batch: 0 }) as Node,
  },
  {
    row: 'gather',
    title: 'inner axis, with batch',
    inputs: [span([2, 3, 4])],
    build: ([x]) =>
      apply(op('gather'), [x!, indices([3, 0, 1, 1], [2, 2, 1])], { axes: [2], batch: 1 }) as Node,
  },
  ...['set', 'maximum', 'minimum', 'multiply'].map(
    (combine): Sample => ({
      row: 'scatter',
      title: combine,
      inputs: [span([4, 2], 0.3, 2), span([3, 2], 0.3, 2)],
      build: ([x, u]) =>
        apply(op('scatter'), [x!, u!, indices([2, 0, 2], [3, 1])], { axes: [0], batch: 0, combine }) as Node,
    }),
  ),
  {
    row: 'scatter_add',
    title: 'duplicates',
    inputs: [span([4, 2]), span([3, 2])],
    build: ([x, u]) =>
      apply(op('scatter_add'), [x!, u!, indices([2, 0, 2], [3, 1])], { axes: [0], batch: 0 }) as Node,
  },
  {
    row: 'dynamic_slice',
    title: 'clamped',
    inputs: [span([4, 3])],
    build: ([x]) => apply(op('dynamic_slice'), [x!, indices([3, 1], [2])], { sizes: [2, 2] }) as Node,
  },
  {
    row: 'dynamic_update_slice',
    title: 'clamped',
    inputs: [span([4, 3]), span([2, 2])],
    build: ([x, u]) => apply(op('dynamic_update_slice'), [x!, u!, indices([3, 1], [2])], {}) as Node,
  },
  {
    row: 'dynamic_slice',
    title: 'start from data',
    inputs: [span([4]), span([1], 0, 3)],
    build: ([x, s]) => apply(op('dynamic_slice'), [x!, convert(s!, 'int32')], { sizes: [2] }) as Node,
  },
]
