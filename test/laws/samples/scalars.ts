import { pick } from '../../../src/graph/leaves.ts'
import { apply, type Node } from '../../../src/graph/node.ts'
import { convert } from '../../../src/ops/arithmetic.ts'
import { elementwise } from '../../../src/ops/elementwise.ts'
import { op, run, type Sample, span } from './sample.ts'

/** Elements one by one, other than the plain functions of the page. */
export const scalars: readonly Sample[] = [
  {
    row: 'polygamma',
    title: 'polygamma 2',
    inputs: [span([3], 0.5, 3)],
    build: run('polygamma', { order: 2 }),
  },
  {
    row: 'guarded_multiply',
    title: 'guarded_multiply',
    inputs: [span([3], 0.5, 2), span([3])],
    build: run('guarded_multiply', {}),
  },
  { row: 'alias', title: 'alias', inputs: [span([3])], build: run('alias', {}) },
  { row: 'barrier', title: 'barrier', inputs: [span([3])], build: run('barrier', {}) },
  {
    row: 'stop_gradient',
    title: 'stop_gradient',
    inputs: [span([3])],
    build: run('stop_gradient', {}),
    constant: true,
  },
  {
    row: 'not',
    title: 'not',
    inputs: [span([3])],
    build: ([x]) => convert(apply(op('not'), [convert(x!, 'bool')], {}) as Node, 'float64'),
    constant: true,
  },
  {
    row: 'bitcast_convert',
    title: 'bits of float64',
    inputs: [span([3])],
    build: run('bitcast_convert', { dtype: 'float64' }),
    constant: true,
  },
  {
    row: 'select',
    title: 'select',
    inputs: [span([2, 2]), span([2, 2])],
    build: ([a, b]) =>
      apply(op('select'), [apply(elementwise.greater, [a!, b!], {}) as Node, a!, b!], {}) as Node,
  },
  { row: 'convert', title: 'convert', inputs: [span([3])], build: run('convert', { dtype: 'float64' }) },
  {
    row: 'pick',
    title: 'pick',
    inputs: [span([4])],
    build: ([x]) =>
      pick(apply(op('sort'), [x!], { axis: 0, descending: false, start: 0, count: x!.shape[0]! }) as Node, 0),
  },
]
