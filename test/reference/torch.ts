import * as nabla from '../../src/tensor/index.ts'
import type { TorchFunction } from './interpret.ts'

const n = nabla
type Tensor = nabla.Tensor
// biome-ignore lint/suspicious/noExplicitAny: a table of other people's signatures, checked by the records
type Args = Record<string, any>

/** The torch functions that records may call, with their parameters in torch's order, in terms of Nabla's functions. */
export const torch = new Map<string, TorchFunction>()

/** `names` separated by '|', parameters by ', '; a last parameter '*name' takes the rest. */
function define(names: string, parameters: string, run: (a: Args) => unknown): void {
  const list = parameters.split(', ').filter((name) => name !== '')
  const variadic = list.at(-1)?.startsWith('*') === true
  for (const name of names.split('|')) torch.set(name, { parameters: list.map((p) => p.replace('*', '')), variadic, run: run as never })
}

/** Options without those that are not there. */
const opts = (options: Args): Args => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined && value !== null))
const int = (x: unknown): number => Number(x)

// ---- elementwise, one operand
const unary: Record<string, (x: Tensor) => Tensor> = {
  'neg|negative': n.negative, 'abs|absolute': n.abs, sign: n.sign, sgn: n.sgn, square: n.square, exp: n.exp, expm1: n.expm1, 'exp2|special.exp2': n.exp2,
  log: n.log, log1p: n.log1p, log2: n.log2, log10: n.log10, sqrt: n.sqrt, rsqrt: n.rsqrt, reciprocal: n.reciprocal,
  sin: n.sin, cos: n.cos, tan: n.tan, 'asin|arcsin': n.asin, 'acos|arccos': n.acos, 'atan|arctan': n.atan, sinh: n.sinh, cosh: n.cosh, tanh: n.tanh,
  'asinh|arcsinh': n.asinh, 'acosh|arccosh': n.acosh, 'atanh|arctanh': n.atanh, 'sigmoid|expit': n.sigmoid, erf: n.erf, erfc: n.erfc, erfcx: n.erfcx, erfinv: n.erfinv,
  ndtr: n.ndtr, ndtri: n.ndtri, log_ndtr: n.logNdtr, 'lgamma|gammaln': n.lgamma, 'digamma|psi': n.digamma, trigamma: n.trigamma,
  i0: n.i0, i0e: n.i0e, i1: n.i1, i1e: n.i1e, sinc: n.sinc, entr: n.entr, floor: n.floor, ceil: n.ceil, 'trunc|fix': n.trunc, frac: n.frac,
  'deg2rad|radians': n.deg2rad, 'rad2deg|degrees': n.rad2deg, relu: n.relu, relu6: n.relu6, selu: n.selu, silu: n.silu, mish: n.mish, 'logsigmoid|log_sigmoid': n.logSigmoid,
  softsign: n.softsign, tanhshrink: n.tanhshrink, hardsigmoid: n.hardsigmoid, hardswish: n.hardswish, positive: n.positive, isnan: n.isnan, isinf: n.isinf,
  isfinite: n.isfinite, isposinf: n.isposinf, isneginf: n.isneginf, signbit: n.signbit, logical_not: n.logicalNot, bitwise_not: n.bitwiseNot, ravel: n.ravel,
  t: n.t, fliplr: n.fliplr, flipud: n.flipud, atleast_1d: n.atleast1d, atleast_2d: n.atleast2d, atleast_3d: n.atleast3d,
  detach: (x) => x.detach(), 'clone|contiguous|double|conj|resolve_conj|real': (x) => x,
}
for (const [names, f] of Object.entries(unary)) define(names, 'input, inplace', (a) => f(a.input))
define('round', 'input, decimals', ({ input, decimals = 0 }) => (decimals === 0 ? n.round(input) : n.divide(n.round(n.multiply(input, 10 ** decimals)), 10 ** decimals)))
define('logit', 'input, eps', ({ input, eps }) => n.logit(input, opts({ eps })))
define('polygamma', 'n, input', (a) => n.polygamma(a.n, a.input))
define('Tensor.polygamma', 'input, n', (a) => n.polygamma(a.n, a.input))
define('mvlgamma|multigammaln', 'input, p', (a) => n.multigammaln(a.input, a.p))
define('clamp|clip', 'input, min, max', (a) => n.clip(a.input, a.min, a.max))
define('clamp_min', 'input, min', (a) => n.clip(a.input, a.min))
define('clamp_max', 'input, max', (a) => n.clip(a.input, null, a.max))
define('nan_to_num', 'input, nan, posinf, neginf', ({ input, ...rest }) => n.nanToNum(input, opts(rest)))
define('softplus', 'input, beta, threshold', ({ input, ...rest }) => n.softplus(input, opts(rest)))
define('gelu', 'input, approximate', ({ input, ...rest }) => n.gelu(input, opts(rest)))
define('elu', 'input, alpha, inplace', ({ input, alpha }) => n.elu(input, opts({ alpha })))
define('celu', 'input, alpha, inplace', ({ input, alpha }) => n.celu(input, opts({ alpha })))
define('leaky_relu', 'input, negative_slope, inplace', ({ input, negative_slope }) => n.leakyRelu(input, opts({ slope: negative_slope })))
define('hardtanh', 'input, min_val, max_val, inplace', ({ input, min_val, max_val }) => n.hardtanh(input, opts({ min: min_val, max: max_val })))
define('softshrink', 'input, lambd', ({ input, lambd }) => n.softshrink(input, opts({ lambda: lambd })))
define('hardshrink', 'input, lambd', ({ input, lambd }) => n.hardshrink(input, opts({ lambda: lambd })))
define('threshold', 'input, threshold, value, inplace', (a) => n.threshold(a.input, a.threshold, a.value))
define('prelu', 'input, weight', (a) => n.prelu(a.input, a.weight))
define('glu', 'input, dim', (a) => n.glu(a.input, a.dim))
define('to|type', 'input, dtype', (a) => a.input)
define('float|Tensor.float', 'input', (a) => a.input)
define('int|long|Tensor.long', 'input', (a) => n.astype(a.input, 'int32'))
define('bool', 'input', (a) => n.astype(a.input, 'bool'))

// ---- elementwise, two and three operands
const binary: Record<string, (a: Tensor, b: Tensor) => Tensor> = {
  'mul|multiply': n.multiply, 'true_divide': n.divide, 'pow': n.power, 'float_power': n.floatPower, 'atan2|arctan2': n.atan2, maximum: n.maximum, minimum: n.minimum, fmax: n.fmax, fmin: n.fmin,
  hypot: n.hypot, logaddexp: n.logaddexp, logaddexp2: n.logaddexp2, fmod: n.fmod, remainder: n.remainder, 'floor_divide': n.floorDivide, copysign: n.copysign, xlogy: n.xlogy, xlog1py: n.xlog1py,
  ldexp: n.ldexp, heaviside: n.heaviside, 'eq': n.equal, 'ne|not_equal': n.notEqual, 'lt|less': n.less, 'le|less_equal': n.lessEqual, 'gt|greater': n.greater, 'ge|greater_equal': n.greaterEqual,
  logical_and: n.logicalAnd, logical_or: n.logicalOr, logical_xor: n.logicalXor, bitwise_and: n.bitwiseAnd, bitwise_or: n.bitwiseOr, bitwise_xor: n.bitwiseXor,
  bitwise_left_shift: n.leftShift, bitwise_right_shift: n.rightShift,
  matmul: n.matmul, mm: n.mm, mv: n.mv, bmm: n.bmm, dot: n.dot, vdot: n.vdot, inner: n.inner, 'outer|ger': n.outer, kron: n.kron,
}
for (const [names, f] of Object.entries(binary)) define(names, 'input, other', (a) => f(a.input, a.other))
define('pow', 'input, exponent', (a) => n.power(a.input, a.exponent))
const scaled = (x: Tensor, alpha?: number): Tensor => (alpha === undefined ? x : n.multiply(x, alpha))
define('add', 'input, other, alpha', (a) => n.add(a.input, scaled(a.other, a.alpha)))
define('sub|subtract', 'input, other, alpha', (a) => n.subtract(a.input, scaled(a.other, a.alpha)))
define('rsub', 'input, other, alpha', (a) => n.subtract(a.other, scaled(a.input, a.alpha)))
define('div|divide', 'input, other, rounding_mode', ({ input, other, rounding_mode }) =>
  rounding_mode === 'floor' ? n.floor(n.divide(input, other)) : rounding_mode === 'trunc' ? n.trunc(n.divide(input, other)) : n.divide(input, other))
define('addcmul', 'input, tensor1, tensor2, value', (a) => n.addcmul(a.input, a.tensor1, a.tensor2, opts({ value: a.value })))
define('addcdiv', 'input, tensor1, tensor2, value', (a) => n.addcdiv(a.input, a.tensor1, a.tensor2, opts({ value: a.value })))
define('lerp', 'input, end, weight', (a) => n.lerp(a.input, a.end, a.weight))
define('where', 'condition, input, other', (a) => n.where(a.condition, a.input, a.other))
define('Tensor.where', 'input, condition, other', (a) => n.where(a.condition, a.input, a.other))
define('isclose', 'input, other, rtol, atol, equal_nan', ({ input, other, rtol, atol, equal_nan }) => n.isclose(input, other, opts({ rtol, atol, equalNan: equal_nan })))
define('frexp', 'input', (a) => n.frexp(a.input))

// ---- reductions
const reductions: Record<string, (x: Tensor, axis?: number | number[], options?: nabla.ReduceOptions) => Tensor> = {
  sum: n.sum, mean: n.mean, amax: n.amax, amin: n.amin, nansum: n.nansum, nanmean: n.nanmean, logsumexp: n.logsumexp, all: n.all, any: n.any, count_nonzero: n.countNonzero, prod: n.prod,
}
/** torch takes an empty list of axes for all of them. */
const axes = (dim: unknown): number | number[] | undefined => (dim === null || (Array.isArray(dim) && dim.length === 0) ? undefined : (dim as number))
const keep = (a: Args): nabla.ReduceOptions => ({ keepdims: a.keepdim === true })
for (const [name, f] of Object.entries(reductions)) define(name, 'input, dim, keepdim, dtype', (a) => f(a.input, axes(a.dim), keep(a)))
for (const [name, all, along, pair] of [
  ['max', n.amax, n.maxWithIndices, n.maximum],
  ['min', n.amin, n.minWithIndices, n.minimum],
] as const)
  define(name, 'input, dim, keepdim', (a) => (a.dim === undefined ? all(a.input) : a.dim instanceof nabla.Tensor ? pair(a.input, a.dim) : along(a.input, a.dim, keep(a))))
define('argmax', 'input, dim, keepdim', (a) => n.argmax(a.input, a.dim ?? undefined, keep(a)))
define('argmin', 'input, dim, keepdim', (a) => n.argmin(a.input, a.dim ?? undefined, keep(a)))
define('aminmax', 'input, dim, keepdim', (a) => [n.amin(a.input, axes(a.dim), keep(a)), n.amax(a.input, axes(a.dim), keep(a))])
const correction = (a: Args): number => a.correction ?? (a.unbiased === false ? 0 : 1)
/** var(x, unbiased) without axes. */
const ofDim = (a: Args): Args => (typeof a.dim === 'boolean' ? { ...a, unbiased: a.dim, dim: undefined } : a)
for (const [name, f] of [['var', n.variance], ['std', n.std], ['var_mean', n.varMean], ['std_mean', n.stdMean]] as const)
  define(name, 'input, dim, unbiased, keepdim, correction', (given) => {
    const a = ofDim(given)
    return f(a.input, axes(a.dim), { ...keep(a), correction: correction(a) })
  })
define('vector_norm', 'input, ord, dim, keepdim', (a) => n.vectorNorm(a.input, axes(a.dim ?? null), { ord: a.ord ?? 2, ...keep(a) }))
define('norm', 'input, p, dim, keepdim, ord', (a) => {
  const ord = a.ord ?? a.p ?? 2
  if (ord === 'nuc') return (n as Args).matrixNorm(a.input, 'nuc')
  return n.vectorNorm(a.input, axes(a.dim ?? null), { ord: ord === 'fro' ? 2 : ord, ...keep(a) })
})
define('dist', 'input, other, p', (a) => n.vectorNorm(n.subtract(a.input, a.other), undefined, { ord: a.p ?? 2 }))
define('cumsum', 'input, dim', (a) => n.cumsum(a.input, a.dim))
define('cumprod', 'input, dim', (a) => n.cumprod(a.input, a.dim))
define('logcumsumexp', 'input, dim', (a) => n.logcumsumexp(a.input, a.dim))
define('cummax', 'input, dim', (a) => n.cummaxWithIndices(a.input, a.dim))
define('cummin', 'input, dim', (a) => n.cumminWithIndices(a.input, a.dim))
define('median', 'input, dim, keepdim', (a) => (a.dim === undefined ? n.medianWithIndices(n.ravel(a.input), 0).values : n.medianWithIndices(a.input, a.dim, keep(a))))
define('nanmedian', 'input, dim, keepdim', (a) => n.kthvalue(n.ravel(a.input), Math.max(1, Math.floor((int(n.sum(n.logicalNot(n.isnan(a.input))).item()) + 1) / 2)), 0).values)
define('mode', 'input, dim, keepdim', (a) => n.modeWithIndices(a.input, a.dim ?? -1, keep(a)))
const interpolate = (a: Args): Args => ({ ...keep(a), ...opts({ interpolation: a.interpolation }) })
define('quantile', 'input, q, dim, keepdim, interpolation', (a) => n.quantile(a.input, a.q, a.dim ?? undefined, interpolate(a)))
define('nanquantile', 'input, q, dim, keepdim, interpolation', (a) => n.quantile(n.maskedSelect(a.input, n.logicalNot(n.isnan(a.input))), a.q, undefined, interpolate(a)))
define('sort|msort', 'input, dim, descending, stable', (a) => n.sortWithIndices(a.input, a.dim ?? -1, { descending: a.descending === true }))
define('argsort', 'input, dim, descending, stable', (a) => n.argsort(a.input, a.dim ?? -1, { descending: a.descending === true }))
define('topk', 'input, k, dim, largest, sorted', (a) => n.topk(a.input, a.k, { axis: a.dim ?? -1, largest: a.largest !== false }))
define('kthvalue', 'input, k, dim, keepdim', (a) => n.kthvalue(a.input, a.k, a.dim ?? -1, keep(a)))
define('diff', 'input, n, dim, prepend, append', (a) => n.diff(a.input, opts({ n: a.n, axis: a.dim, prepend: a.prepend, append: a.append })))
define('trapezoid|trapz', 'y, x, dx, dim', (a) => n.trapezoid(a.y, opts({ x: a.x, dx: a.dx, axis: a.dim })))
define('bincount', 'input, weights, minlength', (a) => n.bincount(a.input, Math.max(a.minlength ?? 0, ...[...a.input.data()].map((x: number) => x + 1)), opts({ weights: a.weights })))
define('searchsorted', 'sorted_sequence, input, right', (a) => n.searchsorted(a.sorted_sequence, a.input, { right: a.right === true }))
define('bucketize', 'input, boundaries, right', (a) => n.searchsorted(a.boundaries, a.input, { right: a.right === true }))
define('cov', 'input, correction, fweights, aweights', (a) => n.cov(a.input, opts({ correction: a.correction, fweights: a.fweights, aweights: a.aweights })))
define('corrcoef', 'input', (a) => n.corrcoef(a.input))
define('normalize', 'input, p, dim, eps', (a) => n.normalize(a.input, a.dim ?? 1, opts({ ord: a.p, eps: a.eps })))
define('renorm', 'input, p, dim, maxnorm', (a) => {
  const others = a.input.shape.map((_: number, i: number) => i).filter((i: number) => i !== (a.dim + a.input.ndim) % a.input.ndim)
  const size = n.vectorNorm(a.input, others, { ord: a.p, keepdims: true })
  return n.where(n.greater(size, a.maxnorm), n.multiply(a.input, n.divide(a.maxnorm, n.add(size, 1e-7))), a.input)
})

// ---- shape and indexing
define('reshape|view', 'input, *shape', (a) => n.reshape(a.input, a.shape))
define('reshape_as|view_as|expand_as', 'input, other', (a) => (a.input.size === a.other.size ? n.reshape(a.input, a.other.shape) : n.expand(a.input, a.other.shape)))
define('flatten', 'input, start_dim, end_dim', (a) => a.input.flatten(a.start_dim ?? 0, a.end_dim ?? -1))
define('unflatten', 'input, dim, sizes', (a) => n.unflatten(a.input, a.dim, a.sizes))
define('squeeze', 'input, dim', (a) => n.squeeze(a.input, a.dim))
define('unsqueeze', 'input, dim', (a) => n.expandDims(a.input, a.dim))
define('permute', 'input, *dims', (a) => n.permute(a.input, a.dims))
define('transpose|swapaxes|swapdims', 'input, dim0, dim1', (a) => n.swapaxes(a.input, a.dim0, a.dim1))
define('movedim|moveaxis', 'input, source, destination', (a) => n.moveaxis(a.input, a.source, a.destination))
define('expand|broadcast_to', 'input, *size', (a) => n.expand(a.input, a.size))
define('broadcast_tensors', '*tensors', (a) => n.broadcastArrays(...a.tensors))
define('repeat|tile', 'input, *repeats', (a) => n.tile(a.input, a.repeats))
define('tile', 'input, dims', (a) => n.tile(a.input, a.dims))
define('repeat_interleave', 'input, repeats, dim', (a) => n.repeat(a.input, a.repeats instanceof nabla.Tensor ? [...a.repeats.data()] : a.repeats, a.dim))
define('flip', 'input, *dims', (a) => n.flip(a.input, a.dims))
define('rot90', 'input, k, dims', (a) => n.rot90(a.input, a.k ?? 1, a.dims ?? [0, 1]))
define('roll', 'input, shifts, dims', (a) => n.roll(a.input, a.shifts, a.dims))
define('cat|concat|concatenate', 'tensors, dim', (a) => n.concatenate(a.tensors, a.dim ?? 0))
define('stack', 'tensors, dim', (a) => n.stack(a.tensors, a.dim ?? 0))
define('hstack', 'tensors', (a) => n.hstack(a.tensors))
define('vstack|row_stack', 'tensors', (a) => n.vstack(a.tensors))
define('dstack', 'tensors', (a) => n.dstack(a.tensors))
define('column_stack', 'tensors', (a) => n.columnStack(a.tensors))
define('split|split_with_sizes', 'input, split_size_or_sections, dim', (a) => n.split(a.input, a.split_size_or_sections, a.dim ?? 0))
define('chunk', 'input, chunks, dim', (a) => n.chunk(a.input, a.chunks, a.dim ?? 0))
define('tensor_split', 'input, indices_or_sections, dim', (a) => n.tensorSplit(a.input, a.indices_or_sections, a.dim ?? 0))
define('unbind', 'input, dim', (a) => n.unbind(a.input, a.dim ?? 0))
define('meshgrid', '*tensors', (a) => n.meshgrid(a.tensors, { indexing: 'ij' }))
define('diag', 'input, diagonal', (a) => n.diag(a.input, a.diagonal ?? 0))
define('diagonal', 'input, offset, dim1, dim2', (a) => n.diagonal(a.input, { offset: a.offset ?? 0, axes: [a.dim1 ?? 0, a.dim2 ?? 1] }))
define('diag_embed', 'input, offset, dim1, dim2', (a) => n.diagEmbed(a.input, { offset: a.offset ?? 0, axes: [a.dim1 ?? -2, a.dim2 ?? -1] }))
define('diagflat', 'input, offset', (a) => n.diag(n.ravel(a.input), a.offset ?? 0))
define('trace', 'input', (a) => n.trace(a.input))
define('tril', 'input, diagonal', (a) => n.tril(a.input, a.diagonal ?? 0))
define('triu', 'input, diagonal', (a) => n.triu(a.input, a.diagonal ?? 0))
define('gather', 'input, dim, index', (a) => n.gather(a.input, a.dim, a.index))
define('scatter', 'input, dim, index, src, reduce, value', (a) =>
  a.reduce === undefined ? n.scatter(a.input, a.dim, a.index, a.src ?? a.value) : n.scatterReduce(a.input, a.dim, a.index, a.src ?? a.value, a.reduce === 'add' ? 'sum' : 'prod'))
define('scatter_add', 'input, dim, index, src', (a) => n.scatterAdd(a.input, a.dim, a.index, a.src))
define('scatter_reduce', 'input, dim, index, src, reduce, include_self', (a) => n.scatterReduce(a.input, a.dim, a.index, a.src, a.reduce, { includeSelf: a.include_self !== false }))
define('index_select', 'input, dim, index', (a) => n.indexSelect(a.input, a.dim, a.index))
define('index_add', 'input, dim, index, source, alpha', (a) => n.indexAdd(a.input, a.dim, a.index, a.source, opts({ alpha: a.alpha })))
define('index_copy', 'input, dim, index, source', (a) => n.indexCopy(a.input, a.dim, a.index, a.source))
define('index_fill', 'input, dim, index, value', (a) => n.indexFill(a.input, a.dim, a.index, a.value))
define('index_put', 'input, indices, values, accumulate', (a) => n.indexPut(a.input, a.indices, a.values, { mode: a.accumulate ? 'add' : 'set' }))
define('take', 'input, index', (a) => n.take(a.input, a.index))
define('take_along_dim', 'input, indices, dim', (a) => (a.dim === undefined ? n.take(a.input, a.indices) : n.takeAlongAxis(a.input, a.indices, a.dim)))
define('masked_select', 'input, mask', (a) => n.maskedSelect(a.input, a.mask))
define('masked_fill', 'input, mask, value', (a) => n.maskedFill(a.input, a.mask, a.value))
define('masked_scatter', 'input, mask, source', (a) => {
  const mask = n.broadcastTo(a.mask, a.input.shape)
  const count = int(n.sum(mask).item())
  return n.indexPut(a.input, [mask], n.index(n.ravel(a.source), { stop: count }))
})
define('nonzero', 'input', (a) => n.nonzero(a.input))
define('narrow', 'input, dim, start, length', (a) => n.indexSelect(a.input, a.dim, n.arange(a.start, a.start + a.length)))
define('select', 'input, dim, index', (a) => n.index(a.input, ...new Array((a.dim + a.input.ndim) % a.input.ndim).fill(':'), a.index))
define('select_scatter', 'input, src, dim, index', (a) => n.indexPut(a.input, [...new Array((a.dim + a.input.ndim) % a.input.ndim).fill(':'), a.index], a.src))
define('slice_scatter', 'input, src, dim, start, end, step', (a) =>
  n.indexPut(a.input, [...new Array(((a.dim ?? 0) + a.input.ndim) % a.input.ndim).fill(':'), { start: a.start ?? undefined, stop: a.end ?? undefined, step: a.step ?? 1 }], a.src))
define('pad', 'input, pad, mode, value', (a) => n.pad(a.input, a.pad, opts({ mode: a.mode, value: a.value })))
define('one_hot', 'tensor, num_classes', (a) => n.oneHot(a.tensor, a.num_classes))
define('embedding', 'input, weight, padding_idx', (a) => n.embedding(a.input, a.weight, opts({ paddingIndex: a.padding_idx })))
define('Tensor.unfold', 'input, dimension, size, step', (a) => n.slidingWindows(a.input, a.dimension, a.size, a.step))

// ---- products
define('tensordot', 'a, b, dims', (a) => n.tensordot(a.a, a.b, a.dims ?? 2))
define('einsum', 'equation, *operands', (a) => n.einsum(a.equation, ...a.operands))
for (const [name, f] of Object.entries({ addmm: n.addmm, addmv: n.addmv, addr: n.addr, baddbmm: n.baddbmm, addbmm: n.addbmm }))
  define(name, 'input, a, b, beta, alpha', (a) => f(a.input, a.a, a.b, opts({ beta: a.beta, alpha: a.alpha })))
define('cross', 'input, other, dim', (a) => n.cross(a.input, a.other, opts({ axis: a.dim })))
define('linear', 'input, weight, bias', (a) => n.linear(a.input, a.weight, a.bias))
define('bilinear', 'input1, input2, weight, bias', (a) => n.bilinear(a.input1, a.input2, a.weight, a.bias))
define('multi_dot', 'tensors', (a) => n.multiDot(a.tensors))
define('chain_matmul', '*matrices', (a) => n.multiDot(a.matrices))
define('vecdot', 'x, y, dim', (a) => n.sum(n.multiply(a.x, a.y), a.dim ?? -1))
define('cdist', 'x1, x2, p, compute_mode', (a) => n.cdist(a.x1, a.x2, opts({ p: a.p })))
define('pdist', 'input, p', (a) => {
  const rows = a.input.shape[0]
  const pairs = Array.from({ length: rows }, (_, i) => Array.from({ length: rows - 1 - i }, (__, j) => [i, i + 1 + j])).flat()
  return n.vectorNorm(n.subtract(n.index(a.input, pairs.map(([i]) => i!)), n.index(a.input, pairs.map(([, j]) => j!))), -1, { ord: a.p ?? 2 })
})
define('cosine_similarity', 'x1, x2, dim, eps', (a) => n.cosineSimilarity(a.x1, a.x2, opts({ axis: a.dim, eps: a.eps })))
define('pairwise_distance', 'x1, x2, p, eps, keepdim', (a) => n.pairwiseDistance(a.x1, a.x2, { ...opts({ p: a.p, eps: a.eps }), ...keep(a) }))

// ---- layers
define('softmax', 'input, dim, dtype', (a) => n.softmax(a.input, a.dim))
define('log_softmax', 'input, dim, dtype', (a) => n.logSoftmax(a.input, a.dim))
define('softmin', 'input, dim, dtype', (a) => n.softmin(a.input, a.dim))
define('layer_norm', 'input, normalized_shape, weight, bias, eps', ({ input, normalized_shape, ...rest }) => n.layerNorm(input, normalized_shape, opts(rest)))
define('rms_norm', 'input, normalized_shape, weight, eps', ({ input, normalized_shape, ...rest }) => n.rmsNorm(input, normalized_shape, opts(rest)))
define('batch_norm', 'input, running_mean, running_var, weight, bias, training, momentum, eps', ({ input, running_mean, running_var, ...rest }) =>
  n.batchNorm(input, opts({ ...rest, runningMean: running_mean, runningVar: running_var })))
define('instance_norm', 'input, running_mean, running_var, weight, bias, use_input_stats, momentum, eps', ({ input, weight, bias, eps }) => n.instanceNorm(input, opts({ weight, bias, eps })))
define('group_norm', 'input, num_groups, weight, bias, eps', ({ input, num_groups, ...rest }) => n.groupNorm(input, num_groups, opts(rest)))
define('local_response_norm', 'input, size, alpha, beta, k', ({ input, size, ...rest }) => n.localResponseNorm(input, size, opts(rest)))
define('dropout', 'input, p, training', (a) => n.dropout(a.input, { p: a.p ?? 0.5, training: a.training !== false }))
define('scaled_dot_product_attention', 'query, key, value, attn_mask, dropout_p, is_causal, scale', (a) =>
  n.scaledDotProductAttention(a.query, a.key, a.value, opts({ mask: a.attn_mask, causal: a.is_causal, scale: a.scale })))

// ---- losses
const losses: Record<string, [parameters: string, run: (a: Args, reduction: { reduction?: never }) => Tensor]> = {
  cross_entropy: ['input, target, weight, size_average, ignore_index, reduce, reduction, label_smoothing', (a, r) => n.crossEntropy(a.input, a.target, opts({ ...r, weight: a.weight, ignoreIndex: a.ignore_index, labelSmoothing: a.label_smoothing }))],
  nll_loss: ['input, target, weight, size_average, ignore_index, reduce, reduction', (a, r) => n.nllLoss(a.input, a.target, opts({ ...r, weight: a.weight, ignoreIndex: a.ignore_index }))],
  mse_loss: ['input, target, size_average, reduce, reduction', (a, r) => n.mseLoss(a.input, a.target, r)],
  l1_loss: ['input, target, size_average, reduce, reduction', (a, r) => n.l1Loss(a.input, a.target, r)],
  smooth_l1_loss: ['input, target, size_average, reduce, reduction, beta', (a, r) => n.smoothL1Loss(a.input, a.target, opts({ ...r, beta: a.beta }))],
  huber_loss: ['input, target, reduction, delta', (a, r) => n.huberLoss(a.input, a.target, opts({ ...r, delta: a.delta }))],
  binary_cross_entropy: ['input, target, weight, size_average, reduce, reduction', (a, r) => n.bce(a.input, a.target, opts({ ...r, weight: a.weight }))],
  binary_cross_entropy_with_logits: ['input, target, weight, size_average, reduce, reduction, pos_weight', (a, r) => n.bceWithLogits(a.input, a.target, opts({ ...r, weight: a.weight, posWeight: a.pos_weight }))],
  kl_div: ['input, target, size_average, reduce, reduction, log_target', (a, r) => n.klDiv(a.input, a.target, opts({ ...r, logTarget: a.log_target }))],
  poisson_nll_loss: ['input, target, log_input, full, size_average, eps, reduce, reduction', (a, r) => n.poissonNllLoss(a.input, a.target, opts({ ...r, logInput: a.log_input, full: a.full, eps: a.eps }))],
  gaussian_nll_loss: ['input, target, var, full, eps, reduction', (a, r) => n.gaussianNllLoss(a.input, a.target, a.var, opts({ ...r, full: a.full, eps: a.eps }))],
  hinge_embedding_loss: ['input, target, margin, size_average, reduce, reduction', (a, r) => n.hingeEmbeddingLoss(a.input, a.target, opts({ ...r, margin: a.margin }))],
  cosine_embedding_loss: ['input1, input2, target, margin, size_average, reduce, reduction', (a, r) => n.cosineEmbeddingLoss(a.input1, a.input2, a.target, opts({ ...r, margin: a.margin }))],
  margin_ranking_loss: ['input1, input2, target, margin, size_average, reduce, reduction', (a, r) => n.marginRankingLoss(a.input1, a.input2, a.target, opts({ ...r, margin: a.margin }))],
  multi_margin_loss: ['input, target, p, margin, weight, size_average, reduce, reduction', (a, r) => n.multiMarginLoss(a.input, a.target, opts({ ...r, p: a.p, margin: a.margin, weight: a.weight }))],
  multilabel_margin_loss: ['input, target, size_average, reduce, reduction', (a, r) => n.multilabelMarginLoss(a.input, a.target, r)],
  multilabel_soft_margin_loss: ['input, target, weight, size_average, reduce, reduction', (a, r) => n.multilabelSoftMarginLoss(a.input, a.target, opts({ ...r, weight: a.weight }))],
  soft_margin_loss: ['input, target, size_average, reduce, reduction', (a, r) => n.softMarginLoss(a.input, a.target, r)],
  triplet_margin_loss: ['anchor, positive, negative, margin, p, eps, swap, size_average, reduce, reduction', (a, r) => n.tripletMarginLoss(a.anchor, a.positive, a.negative, opts({ ...r, margin: a.margin, p: a.p, eps: a.eps, swap: a.swap }))],
}
for (const [name, [parameters, run]] of Object.entries(losses)) define(name, parameters, (a) => run(a, opts({ reduction: a.reduction }) as { reduction?: never }))

// ---- windows
const window = ({ stride, padding, dilation, groups, output_padding, ceil_mode }: Args): Args =>
  opts({ stride, padding, dilation, groups, outputPadding: output_padding, ceilMode: ceil_mode })
for (const [d, conv, transposed, max, avg, lp, amax, aavg] of [
  [1, n.conv1d, n.convTranspose1d, n.maxPool1d, n.avgPool1d, n.lpPool1d, n.adaptiveMaxPool1d, n.adaptiveAvgPool1d],
  [2, n.conv2d, n.convTranspose2d, n.maxPool2d, n.avgPool2d, n.lpPool2d, n.adaptiveMaxPool2d, n.adaptiveAvgPool2d],
  [3, n.conv3d, n.convTranspose3d, n.maxPool3d, n.avgPool3d, n.lpPool3d, n.adaptiveMaxPool3d, n.adaptiveAvgPool3d],
] as const) {
  define(`conv${d}d`, 'input, weight, bias, stride, padding, dilation, groups', (a) => conv(a.input, a.weight, a.bias ?? undefined, window(a)))
  define(`conv_transpose${d}d`, 'input, weight, bias, stride, padding, output_padding, groups, dilation', (a) => transposed(a.input, a.weight, a.bias ?? undefined, window(a)))
  define(`max_pool${d}d`, 'input, kernel_size, stride, padding, dilation, ceil_mode, return_indices', (a) =>
    (max as (...args: unknown[]) => unknown)(a.input, a.kernel_size, { ...window(a), ...opts({ returnIndices: a.return_indices }) }))
  define(`avg_pool${d}d`, 'input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override', (a) =>
    avg(a.input, a.kernel_size, { ...window(a), ...opts({ countIncludePad: a.count_include_pad, divisorOverride: a.divisor_override }) }))
  define(`lp_pool${d}d`, 'input, norm_type, kernel_size, stride, ceil_mode', (a) => (lp as (...args: unknown[]) => unknown)(a.input, a.norm_type, a.kernel_size, window(a)))
  define(`adaptive_max_pool${d}d`, 'input, output_size, return_indices', (a) => (amax as (...args: unknown[]) => unknown)(a.input, a.output_size, opts({ returnIndices: a.return_indices })))
  define(`adaptive_avg_pool${d}d`, 'input, output_size', (a) => aavg(a.input, a.output_size))
}
define('interpolate|upsample', 'input, size, scale_factor, mode, align_corners, recompute_scale_factor, antialias', (a) =>
  n.interpolate(a.input, opts({ size: a.size, scaleFactor: a.scale_factor, mode: a.mode, alignCorners: a.align_corners }) as never))
define('pixel_shuffle', 'input, upscale_factor', (a) => n.pixelShuffle(a.input, a.upscale_factor))
define('pixel_unshuffle', 'input, downscale_factor', (a) => n.pixelUnshuffle(a.input, a.downscale_factor))
define('unfold|im2col', 'input, kernel_size, dilation, padding, stride', (a) => n.unfold(a.input, a.kernel_size, window(a)))
define('fold|col2im', 'input, output_size, kernel_size, dilation, padding, stride', (a) => n.fold(a.input, a.output_size, a.kernel_size, window(a)))
