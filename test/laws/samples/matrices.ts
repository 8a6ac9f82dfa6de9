import { pick } from '../../../src/graph/leaves.ts'
import { apply, type Node } from '../../../src/graph/node.ts'
import { elementwise } from '../../../src/ops/elementwise.ts'
import { resample } from '../../../src/ops/resample.ts'
import { op, picks, plusIdentity, product, run, type Sample, span, square } from './sample.ts'

/** Factors and functions of matrices, Fourier transforms. */
export const matrices: readonly Sample[] = [
  {
    row: 'cholesky',
    title: 'of x x^T + I',
    inputs: [span([2, 3, 3])],
    build: ([x]) => apply(op('cholesky'), [plusIdentity(product(x!, 'transposed'), 1)], {}) as Node,
  },
  ...[true, false].flatMap((lower) =>
    [true, false].map(
      (transpose): Sample => ({
        row: 'triangular_solve',
        title: `${lower ? 'lower' : 'upper'}${transpose ? ', transposed' : ''}`,
        inputs: [span([3, 3], -1, 1), span([3, 2])],
        build: ([a, b]) =>
          apply(op('triangular_solve'), [plusIdentity(a!, 3), b!], { lower, transpose, unit: false }) as Node,
      }),
    ),
  ),
  ...[true, false].map(
    (transpose): Sample => ({
      row: 'linear_solve',
      title: transpose ? 'transposed' : 'plain',
      inputs: [span([2, 3, 3], -1, 1), span([2, 3, 2])],
      build: ([a, b]) => apply(op('linear_solve'), [plusIdentity(a!, 3), b!], { transpose }) as Node,
    }),
  ),
  ...[
    [4, 3],
    [3, 4],
  ].flatMap((shape): Sample[] => [
    {
      row: 'lu',
      title: `${shape}`,
      inputs: [span(shape)],
      build: ([x]) => pick(apply(op('lu'), [x!], {}) as Node, 0),
    },
    {
      row: 'qr',
      title: `${shape}`,
      inputs: [span(shape)],
      build: ([x]) => {
        const [q, r] = picks(apply(op('qr'), [x!], { complete: false }) as Node)
        return product(square(q!), square(r!))
      },
    },
    {
      row: 'svd',
      title: `${shape}`,
      inputs: [span(shape)],
      build: ([x]) => {
        const [u, s] = picks(apply(op('svd'), [x!], { full: false }) as Node)
        // Not dependent on the signs of the vectors.
        return product(square(u!), apply(op('reshape'), [s!], { shape: [3, 1] }) as Node)
      },
    },
    { row: 'pinv', title: `${shape}`, inputs: [span(shape)], build: run('pinv', { rtol: 1e-12 }) },
    {
      row: 'least_squares',
      title: `${shape}`,
      inputs: [span(shape), span([shape[0]!, 2])],
      build: run('least_squares', { rtol: 1e-12 }),
    },
  ]),
  {
    row: 'eigh',
    title: 'values and squared vectors',
    inputs: [span([3, 3])],
    build: ([x]) => {
      const [w, v] = picks(apply(op('eigh'), [x!], {}) as Node)
      return product(square(v!), apply(op('reshape'), [w!], { shape: [3, 1] }) as Node)
    },
  },
  {
    row: 'resample',
    title: 'sums of two elements, of one, and of one again',
    inputs: [span([2, 3, 2])],
    build: ([x]) =>
      resample(x!, 1, [
        [
          [0, 0.25],
          [2, 0.75],
        ],
        [[2, 1]],
        [[2, -0.5]],
        [],
      ]),
  },
  { row: 'det', title: 'batch', inputs: [span([2, 3, 3])], build: run('det', {}) },
  { row: 'log_det', title: 'batch', inputs: [span([2, 3, 3])], build: run('log_det', {}) },
  { row: 'cofactor', title: 'batch', inputs: [span([2, 3, 3])], build: run('cofactor', {}) },
  { row: 'matrix_exp', title: 'batch', inputs: [span([2, 3, 3])], build: run('matrix_exp', {}) },
  ...[true, false].map(
    (inverse): Sample => ({
      row: 'fft',
      title: inverse ? 'inverse' : 'forward',
      inputs: [span([2, 5, 2]), span([2, 5, 2], -1, 1)],
      build: (inputs) => {
        const [re, im] = picks(apply(op('fft'), inputs, { inverse, axis: 1, scale: 0.5 }) as Node)
        return apply(elementwise.add, [square(re!), im!], {}) as Node
      },
    }),
  ),
]
