import * as n from '../../../src/tensor/index.ts'
import { type Args, axes, define, keep, opts, type Tensor } from './table.ts'

const reductions: Record<string, (x: Tensor, axis?: number | number[], options?: n.ReduceOptions) => Tensor> =
  {
    sum: n.sum,
    mean: n.mean,
    amax: n.amax,
    amin: n.amin,
    nansum: n.nansum,
    nanmean: n.nanmean,
    logsumexp: n.logsumexp,
    all: n.all,
    any: n.any,
    count_nonzero: n.countNonzero,
    prod: n.prod,
  }
for (const [name, f] of Object.entries(reductions))
  define(name, 'input, dim, keepdim, dtype', (a) => f(a.input, axes(a.dim), keep(a)))
for (const [name, all, along, pair] of [
  ['max', n.amax, n.maxWithIndices, n.maximum],
  ['min', n.amin, n.minWithIndices, n.minimum],
] as const)
  define(name, 'input, dim, keepdim', (a) =>
    a.dim === undefined
      ? all(a.input)
      : a.dim instanceof n.Tensor
        ? pair(a.input, a.dim)
        : along(a.input, a.dim, keep(a)),
  )
define('argmax', 'input, dim, keepdim', (a) => n.argmax(a.input, a.dim ?? undefined, keep(a)))
define('argmin', 'input, dim, keepdim', (a) => n.argmin(a.input, a.dim ?? undefined, keep(a)))
define('aminmax', 'input, dim, keepdim', (a) => [
  n.amin(a.input, axes(a.dim), keep(a)),
  n.amax(a.input, axes(a.dim), keep(a)),
])
const correction = (a: Args): number => a.correction ?? (a.unbiased === false ? 0 : 1)
/** var(x, unbiased) without axes. */
const ofDim = (a: Args): Args => (typeof a.dim === 'boolean' ? { ...a, unbiased: a.dim, dim: undefined } : a)
for (const [name, f] of [
  ['var', n.variance],
  ['std', n.std],
  ['var_mean', n.varMean],
  ['std_mean', n.stdMean],
] as const)
  define(name, 'input, dim, unbiased, keepdim, correction', (given) => {
    const a = ofDim(given)
    return f(a.input, axes(a.dim), { ...keep(a), correction: correction(a) })
  })
define('vector_norm', 'input, ord, dim, keepdim', (a) =>
  n.vectorNorm(a.input, axes(a.dim ?? null), { ord: a.ord ?? 2, ...keep(a) }),
)
define('norm', 'input, p, dim, keepdim, ord', (a) => {
  const ord = a.ord ?? a.p ?? 2
  if (ord === 'nuc') return n.matrixNorm(a.input, { ord: 'nuc' })
  return n.vectorNorm(a.input, axes(a.dim ?? null), { ord: ord === 'fro' ? 2 : ord, ...keep(a) })
})
const isMatrix = (a: Args): boolean =>
  (Array.isArray(a.dim) ? a.dim.length : a.dim === undefined ? a.A.ndim : 1) === 2
define('torch.linalg.norm', 'A, ord, dim, keepdim', (a) =>
  isMatrix(a) && a.ord !== undefined
    ? n.matrixNorm(a.A, { ...opts({ ord: a.ord, axis: a.dim }), ...keep(a) })
    : n.vectorNorm(a.A, axes(a.dim ?? null), { ord: a.ord ?? 2, ...keep(a) }),
)
define('dist', 'input, other, p', (a) =>
  n.vectorNorm(n.subtract(a.input, a.other), undefined, { ord: a.p ?? 2 }),
)
define('cumsum', 'input, dim', (a) => n.cumsum(a.input, a.dim))
define('cumprod', 'input, dim', (a) => n.cumprod(a.input, a.dim))
define('logcumsumexp', 'input, dim', (a) => n.logcumsumexp(a.input, a.dim))
define('cummax', 'input, dim', (a) => n.cummaxWithIndices(a.input, a.dim))
define('cummin', 'input, dim', (a) => n.cumminWithIndices(a.input, a.dim))
define('median', 'input, dim, keepdim', (a) =>
  a.dim === undefined
    ? n.medianWithIndices(n.ravel(a.input), 0).values
    : n.medianWithIndices(a.input, a.dim, keep(a)),
)
/** The lower of the two in the middle of what is not NaN, and its place. */
define('nanmedian', 'input, dim, keepdim', (a) => {
  const x = a.dim === undefined ? n.ravel(a.input) : a.input
  const dim = a.dim ?? 0
  const { values, indices } = n.sortWithIndices(x, dim)
  const count = n.sum(n.logicalNot(n.isnan(x)), dim, { keepdims: true })
  const place = n.maximum(n.floorDivide(n.subtract(count, 1), 2), 0)
  const [value, index] = [values, indices].map((found) => {
    const one = n.takeAlongAxis(found, place, dim)
    return a.keepdim ? one : n.squeeze(one, dim)
  })
  return a.dim === undefined ? value : [value, index]
})
define('mode', 'input, dim, keepdim', (a) => n.modeWithIndices(a.input, a.dim ?? -1, keep(a)))
const interpolate = (a: Args): Args => ({ ...keep(a), ...opts({ interpolation: a.interpolation }) })
define('quantile', 'input, q, dim, keepdim, interpolation', (a) =>
  n.quantile(a.input, a.q, a.dim ?? undefined, interpolate(a)),
)
define('nanquantile', 'input, q, dim, keepdim, interpolation', (a) =>
  n.quantile(n.maskedSelect(a.input, n.logicalNot(n.isnan(a.input))), a.q, undefined, interpolate(a)),
)
define('msort', 'input', (a) => n.sort(a.input, 0))
define('sort', 'input, dim, descending, stable', (a) =>
  n.sortWithIndices(a.input, a.dim ?? -1, { descending: a.descending === true }),
)
define('argsort', 'input, dim, descending, stable', (a) =>
  n.argsort(a.input, a.dim ?? -1, { descending: a.descending === true }),
)
define('topk', 'input, k, dim, largest, sorted', (a) =>
  n.topk(a.input, a.k, { axis: a.dim ?? -1, largest: a.largest !== false }),
)
define('kthvalue', 'input, k, dim, keepdim', (a) => n.kthvalue(a.input, a.k, a.dim ?? -1, keep(a)))
define('diff', 'input, n, dim, prepend, append', (a) =>
  n.diff(a.input, opts({ n: a.n, axis: a.dim, prepend: a.prepend, append: a.append })),
)
define('trapezoid|trapz', 'y, x, dx, dim', (a) => n.trapezoid(a.y, opts({ x: a.x, dx: a.dx, axis: a.dim })))
define('cumulative_trapezoid', 'y, x, dx, dim', ({ y, x, dx = 1, dim = -1 }) => {
  const ends = (z: Tensor): [Tensor, Tensor] => {
    const last = z.shape.at(z.ndim === 1 ? 0 : dim)! - 1
    const at = z.ndim === 1 ? 0 : dim
    return [n.indexSelect(z, at, n.arange(last)), n.indexSelect(z, at, n.arange(1, last + 1))]
  }
  const [a, b] = ends(y)
  const [from, to] = x === undefined ? [0, dx] : ends(x)
  return n.cumsum(n.multiply(n.divide(n.add(a, b), 2), n.subtract(to, from)), dim)
})
define('bincount', 'input, weights, minlength', (a) =>
  n.bincount(
    a.input,
    Math.max(a.minlength ?? 0, ...[...a.input.data()].map((x: number) => x + 1)),
    opts({ weights: a.weights }),
  ),
)
define('searchsorted', 'sorted_sequence, input, right, side', (a) =>
  n.searchsorted(a.sorted_sequence, a.input, { right: a.right === true || a.side === 'right' }),
)
define('bucketize', 'input, boundaries, right', (a) =>
  n.searchsorted(a.boundaries, a.input, { right: a.right === true }),
)
define('cov', 'input, correction, fweights, aweights', (a) =>
  n.cov(a.input, opts({ correction: a.correction, fweights: a.fweights, aweights: a.aweights })),
)
define('corrcoef', 'input', (a) => n.corrcoef(a.input))
define('normalize', 'input, p, dim, eps', (a) =>
  n.normalize(a.input, a.dim ?? 1, opts({ ord: a.p, eps: a.eps })),
)
define('renorm', 'input, p, dim, maxnorm', (a) => {
  const others = a.input.shape
    .map((_: number, i: number) => i)
    .filter((i: number) => i !== (a.dim + a.input.ndim) % a.input.ndim)
  const size = n.vectorNorm(a.input, others, { ord: a.p, keepdims: true })
  return n.where(
    n.greater(size, a.maxnorm),
    n.multiply(a.input, n.divide(a.maxnorm, n.add(size, 1e-7))),
    a.input,
  )
})
