import { close, type Graph } from '../../src/graph/graph.ts'
import { constant, dataNode, parameter, pick } from '../../src/graph/leaves.ts'
import { apply, type Node, type Op } from '../../src/graph/node.ts'
import { convert } from '../../src/ops/arithmetic.ts'
import { elementwise } from '../../src/ops/elementwise.ts'
import { rows } from '../../src/transform/table.ts'

/** One use of an operation on float64 operands: what the laws are tried on. */
export interface Sample {
  readonly row: string
  readonly title: string
  readonly inputs: readonly {
    readonly shape: readonly number[]
    readonly low: number
    readonly high: number
  }[]
  readonly build: (inputs: readonly Node[]) => Node
  /** The result is not differentiable (steps, indices): only value and batching are tried. */
  readonly constant?: boolean
  /** Forward mode only. */
  readonly forwardOnly?: boolean
}

/** Where each function is defined and smooth; [-2, 2] if not listed. */
export const domains: Readonly<Record<string, readonly [number, number]>> = {
  log: [0.2, 3],
  log2: [0.2, 3],
  log10: [0.2, 3],
  log1p: [-0.6, 3],
  sqrt: [0.2, 3],
  rsqrt: [0.2, 3],
  cbrt: [0.2, 3],
  reciprocal: [0.3, 2],
  tan: [-1.2, 1.2],
  asin: [-0.9, 0.9],
  acos: [-0.9, 0.9],
  atanh: [-0.9, 0.9],
  acosh: [1.2, 4],
  logit: [0.1, 0.9],
  erfinv: [-0.9, 0.9],
  ndtri: [0.1, 0.9],
  lgamma: [0.3, 4],
  digamma: [0.3, 4],
  trigamma: [0.3, 4],
  abs: [0.1, 2],
  divide: [0.4, 2],
  power: [0.4, 2],
  xlogy: [0.3, 2],
  xlog1py: [0.3, 2],
  hypot: [0.3, 2],
  remainder: [0.3, 0.9],
  cot: [0.4, 2],
  csc: [0.4, 2],
  coth: [0.4, 2],
  csch: [0.4, 2],
  sec: [-1.2, 1.2],
  asec: [1.2, 3],
  acsc: [1.2, 3],
  acoth: [1.2, 3],
  asech: [0.2, 0.9],
  acsch: [0.3, 2],
  acot: [0.3, 2],
  gamma: [0.3, 3],
  factorial: [0.3, 3],
  lbeta: [0.4, 2],
  i0e: [0.1, 2],
  i1e: [0.1, 2],
  i1: [0.1, 2],
  sinc: [0.2, 2],
  beta: [0.4, 3],
  binomial: [1.2, 4],
  erfcinv: [0.2, 1.8],
  Ei: [0.2, 3],
  E1: [0.2, 3],
  li: [1.5, 4],
  Ci: [0.3, 4],
  Chi: [0.3, 3],
  LambertW: [-0.3, 3],
  relu: [0.1, 2],
  leaky_relu: [0.1, 2],
  elu: [-2, -0.1],
  selu: [-2, -0.1],
  relu6: [0.2, 5],
  hardtanh: [-0.9, 0.9],
  softshrink: [0.6, 2],
  hardshrink: [0.6, 2],
  factorial2: [0.3, 4],
  harmonic: [0.3, 4],
}

/** Points at which the families of functions with parameters are tried, arguments in their order. */
export const familyPoints: Readonly<Record<string, readonly (readonly number[])[]>> = {
  polygamma: [
    [1, 0.7],
    [3, 2.4],
  ],
  LambertW: [
    [-0.2, -1],
    [0.7, 0],
  ],
  expint: [
    [2.5, 0.7],
    [3, 2.4],
    [-0.5, 1.4],
  ],
  risingfactorial: [
    [0.7, 2.4],
    [3.1, -1.2],
  ],
  fallingfactorial: [
    [2.7, 1.4],
    [3.1, -1.2],
  ],
  besselj: [
    [0, 1.3],
    [2.5, 7.1],
    [-1.3, 2.2],
  ],
  bessely: [
    [0, 1.3],
    [2.5, 7.1],
  ],
  besseli: [
    [0, 1.3],
    [2.5, 3.1],
  ],
  besselk: [
    [0, 1.3],
    [2.5, 3.1],
  ],
  hurwitz: [
    [2.5, 0.7],
    [3, 2.2],
  ],
  polylog: [
    [2, 0.4],
    [3, -1.7],
    [1.5, 0.6],
  ],
  lowergamma: [
    [0.7, 1.2],
    [3.5, 4.1],
  ],
  uppergamma: [
    [0.7, 1.2],
    [3.5, 4.1],
    [-0.5, 0.8],
  ],
  gammap: [
    [0.7, 1.2],
    [3.5, 4.1],
  ],
  gammaq: [
    [0.7, 1.2],
    [3.5, 4.1],
  ],
  betainc: [
    [0.7, 1.2, 0.3],
    [2, 3.5, 0.8],
  ],
  betaregularized: [
    [0.7, 1.2, 0.3],
    [2, 3.5, 0.8],
  ],
  elliptic_k: [[0.3], [-1.2], [0.9]],
  elliptic_e: [[0.3], [-1.2], [0.9]],
  elliptic_f: [
    [0.6, 0.3],
    [1.2, -0.7],
  ],
  elliptic_einc: [
    [0.6, 0.3],
    [1.2, -0.7],
  ],
  elliptic_pi: [
    [0.3, 0.6],
    [-1.1, 0.2],
  ],
  elliptic_piinc: [
    [0.3, 0.6, 0.5],
    [-1.1, 1.2, 0.2],
  ],
  lerchphi: [
    [0.4, 1.3, 0.7],
    [-0.8, 2, 1.2],
  ],
  legendre: [
    [4, 0.3],
    [2.5, -0.4],
  ],
  assoc_legendre: [
    [4, 2, 0.3],
    [3, 1, -0.4],
    [2.5, 0.7, 0.2],
  ],
  chebyshevt: [
    [5, 0.3],
    [2.5, -0.4],
  ],
  chebyshevu: [
    [5, 0.3],
    [2.5, -0.4],
  ],
  gegenbauer: [
    [4, 0.7, 0.3],
    [2.5, 1.2, -0.4],
  ],
  jacobi: [
    [4, 0.7, 1.2, 0.3],
    [2.5, 0.3, 0.9, -0.4],
  ],
  hermite: [
    [4, 0.3],
    [2.5, -0.4],
  ],
  hermite_prob: [
    [4, 0.3],
    [2.5, -0.4],
  ],
  laguerre: [
    [4, 0.3],
    [2.5, 1.4],
  ],
  assoc_laguerre: [
    [4, 0.7, 0.3],
    [2.5, 1.2, 1.4],
  ],
  struveh: [
    [0, 1.3],
    [1.5, 4.2],
  ],
  struvel: [
    [0, 1.3],
    [1.5, 2.2],
  ],
  hyperu: [
    [0.7, 1.3, 0.8],
    [1.5, 2, 2.2],
  ],
  hyp1f2: [
    [0.5, 1.5, 1.25, -0.8],
    [1.2, 0.7, 2, 3.1],
  ],
  hyp2f2: [
    [0.7, 1, 1.3, 2, -1.4],
    [1, 1, 2, 2, 0.9],
  ],
  hyp3f2: [
    [0.7, 1, 0.4, 1.3, 2, 0.4],
    [1, 1, 0.3, 2, 2, -0.6],
  ],
  hyp0f1: [
    [1.3, 0.8],
    [2.5, -1.7],
  ],
  hyp1f1: [
    [0.4, 1.3, 0.8],
    [2, 2.5, -1.7],
  ],
  hyp2f1: [
    [0.4, 1.3, 2.1, 0.5],
    [1, 2.5, 3.2, -0.7],
  ],
}

const op = (name: string): Op => rows.get(name)!
const run =
  (name: string, params: unknown) =>
  (inputs: readonly Node[]): Node =>
    apply(op(name), inputs, params) as Node
const span = (shape: readonly number[], low = -2, high = 2) => ({ shape, low, high })

const square = (x: Node): Node => apply(elementwise.multiply, [x, x], {}) as Node
const picks = (tuple: Node): Node[] => tuple.types.map((_, i) => pick(tuple, i))
/** X Y of matrices along leading axes; X X^T where Y is not given. */
function product(x: Node, y: Node | 'transposed'): Node {
  const rank = x.shape.length
  const batch = Array.from({ length: rank - 2 }, (_, i) => i)
  const other = y === 'transposed' ? x : y
  const contract = [[rank - 1], [y === 'transposed' ? rank - 1 : rank - 2]]
  return apply(op('dot_general'), [x, other], { contract, batch: [batch, batch] }) as Node
}
/** X + factor I */
function plusIdentity(x: Node, factor: number): Node {
  const n = x.shape.at(-1)!
  const identity = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? factor : 0))
  const whole = apply(op('broadcast_in_dim'), [dataNode({ dtype: 'float64', shape: [n, n] }, identity)], {
    shape: x.shape,
    axes: [x.shape.length - 2, x.shape.length - 1],
  }) as Node
  return apply(elementwise.add, [x, whole], {}) as Node
}
const indices = (values: readonly number[], shape: readonly number[]): Node =>
  dataNode({ dtype: 'int32', shape }, Int32Array.from(values))

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

/** A small graph (a, b) -> (sin(a) * b, a + b * b). */
function pairGraph(shape: readonly number[]): Graph {
  const [a, b] = [0, 1].map((i) => parameter({ dtype: 'float64', shape }, i, 'sample')) as [Node, Node]
  const product = apply(elementwise.multiply, [apply(elementwise.sine, [a], {}) as Node, b], {}) as Node
  const sum = apply(elementwise.add, [a, apply(elementwise.multiply, [b, b], {}) as Node], {}) as Node
  return close([a, b], [product, sum]).graph
}
const less = (shape: readonly number[], limit: number): Graph => {
  const [a, b] = [0, 1].map((i) => parameter({ dtype: 'float64', shape }, i, 'sample')) as [Node, Node]
  return close([a, b], [apply(elementwise.less, [b, constant(limit, 'float64', shape)], {}) as Node]).graph
}
const growing = (): Graph => {
  const [a, b] = [0, 1].map((i) => parameter({ dtype: 'float64', shape: [] }, i, 'sample')) as [Node, Node]
  return close(
    [a, b],
    [
      apply(elementwise.sine, [a], {}) as Node,
      apply(elementwise.add, [b, apply(elementwise.multiply, [a, a], {}) as Node], {}) as Node,
    ],
  ).graph
}
const both = (tuple: Node): Node => apply(elementwise.add, [pick(tuple, 0), pick(tuple, 1)], {}) as Node

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

/** Uses of every operation that is not a plain function of numbers. */
const others: readonly Sample[] = [
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
    build: ([x]) => pick(apply(op('sort'), [x!], { axis: 0, descending: false }) as Node, 0),
  },

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
  ...['cumsum', 'cumprod', 'cummax', 'cummin', 'cumlogsumexp'].flatMap((row) =>
    [false, true].map(
      (reverse): Sample => ({
        row,
        title: reverse ? 'backwards' : 'forwards',
        inputs: [span([2, 5])],
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
    build: ([x]) => pick(apply(op('sort'), [x!], { axis: 1, descending: true }) as Node, 0),
  },

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
    row: 'reduce_window_min',
    title: 'stride',
    inputs: [span([2, 6])],
    build: run('reduce_window_min', { ...motion, window: [3] }),
  },
  ...['window_argmax', 'window_argmin'].map(
    (row): Sample => ({
      row,
      title: row,
      inputs: [span([2, 6])],
      build: ([x]) => convert(apply(op(row), [x!], { ...motion, window: [3] }) as Node, 'float64'),
      constant: true,
    }),
  ),

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
  { row: 'det', title: 'batch', inputs: [span([2, 3, 3])], build: run('det', {}) },
  { row: 'cofactor', title: 'batch', inputs: [span([2, 3, 3])], build: run('cofactor', {}) },
  { row: 'matrix_exp', title: 'batch', inputs: [span([2, 3, 3])], build: run('matrix_exp', {}) },
  ...[true, false].map(
    (inverse): Sample => ({
      row: 'fft',
      title: inverse ? 'inverse' : 'forward',
      inputs: [span([2, 5, 2])],
      build: run('fft', { inverse }),
    }),
  ),

  {
    row: 'call',
    title: 'call',
    inputs: [span([3]), span([3])],
    build: (inputs) => both(apply(op('call'), inputs, { graph: pairGraph([3]) }) as Node),
  },
  {
    row: 'remat',
    title: 'remat',
    inputs: [span([3]), span([3])],
    build: (inputs) => both(apply(op('remat'), inputs, { graph: pairGraph([3]) }) as Node),
  },
  {
    row: 'case',
    title: 'second branch',
    inputs: [span([3]), span([3])],
    build: (inputs) =>
      both(
        apply(op('case'), [constant(1, 'int32'), ...inputs], {
          branches: [pairGraph([3]), pairGraph([3])],
        }) as Node,
      ),
  },
  {
    row: 'case',
    title: 'index from data',
    inputs: [span([]), span([]), span([])],
    build: ([i, ...inputs]) =>
      both(
        apply(op('case'), [convert(i!, 'int32'), ...inputs], {
          branches: [pairGraph([]), growing()],
        }) as Node,
      ),
  },
  {
    row: 'while',
    title: 'rounds from data',
    inputs: [span([], 0.5, 1.5), span([], 0, 0.1)],
    build: (inputs) =>
      both(apply(op('while'), inputs, { condition: less([], 2), body: growing(), captured: [0, 0] }) as Node),
    forwardOnly: true,
  },
  {
    row: 'scan',
    title: 'carry and slices',
    inputs: [span([]), span([4])],
    build: ([c, xs]) => {
      const body = pairGraph([])
      const tuple = apply(op('scan'), [c!, xs!], {
        body,
        captured: 0,
        carried: 1,
        length: 4,
        reverse: false,
      }) as Node
      return apply(
        elementwise.multiply,
        [pick(tuple, 1), apply(op('broadcast_in_dim'), [pick(tuple, 0)], { shape: [4], axes: [] }) as Node],
        {},
      ) as Node
    },
  },
  {
    row: 'scan',
    title: 'captured, backwards',
    inputs: [span([]), span([]), span([3])],
    build: ([w, c, xs]) => {
      const [pw, pc, px] = [0, 1, 2].map((i) => parameter({ dtype: 'float64', shape: [] }, i, 'sample')) as [
        Node,
        Node,
        Node,
      ]
      const next = apply(
        elementwise.tanh,
        [apply(elementwise.add, [apply(elementwise.multiply, [pw, pc], {}) as Node, px], {}) as Node],
        {},
      ) as Node
      const { graph } = close([pw, pc, px], [next, apply(elementwise.multiply, [next, pw], {}) as Node])
      return pick(
        apply(op('scan'), [w!, c!, xs!], {
          body: graph,
          captured: 1,
          carried: 1,
          length: 3,
          reverse: true,
        }) as Node,
        1,
      )
    },
  },
]

export const samples: readonly Sample[] = [...elementwiseSamples(), ...others]

/** Rows that need no sample, and why. */
export const exempt: Readonly<Record<string, string>> = {
  parameter: 'a leaf',
  data: 'a leaf',
  constant: 'a leaf',
  iota: 'has no operand',
  random_bits: 'random.test.ts',
  custom_jvp: 'its rule is the user’s; transforms.test.ts',
  custom_vjp: 'its rule is the user’s; transforms.test.ts',
}
