"""Writes test/fixtures/ops/extended.json: further records in the format of the shared data, with PyTorch as the reference.

Run: python test/reference/extended.py   (needs torch; made with 2.13)
Each case is a torch expression in x, y, ... and a list of inputs: a shape, or ('int', shape, high), ('bool', shape), or numbers.
"""
import json, math, pathlib
import torch
import torch.nn.functional as F
from torch import inf, nan

torch.manual_seed(20)
torch.set_default_dtype(torch.float64)
cases = []


def case(name, call, convention=False, **inputs):
    cases.append((name, call, convention, inputs))


def pos(*shape):
    return torch.rand(*shape) + 0.3


def unit(*shape):
    return torch.rand(*shape) * 1.6 - 0.8


V = (7,)
for f in 'abs sign sgn square exp expm1 exp2 sin cos tan atan sinh cosh tanh asinh sigmoid erf erfc sinc floor ceil trunc round frac deg2rad rad2deg neg positive i0 special.i0e special.i1 special.i1e special.erfcx special.ndtr special.log_ndtr special.expit'.split():
    case(f, f'torch.{f}(x)', x=V)
for f in 'log log1p log2 log10 sqrt rsqrt reciprocal lgamma digamma special.entr special.gammaln special.psi acosh'.split():
    case(f, f'torch.{f}(x)', x=pos(7) + (1 if f == 'acosh' else 0))
for f in 'asin acos atanh erfinv arcsin arccos arctanh'.split():
    case(f, f'torch.{f}(x)', x=unit(7))
for f in 'relu relu6 selu silu mish logsigmoid softsign tanhshrink hardsigmoid hardswish elu celu gelu softplus leaky_relu hardtanh softshrink hardshrink'.split():
    case(f, f'torch.nn.functional.{f}(x)', x=torch.tensor([-30., -7, -3.3, -1, -.6, -.1, .2, .45, .9, 2, 5.5, 40]))
edge = torch.tensor([-inf, -2., -1.5, -1, -.5, -0., 0., .5, 1, 1.5, 2.5, inf, nan])
for f in 'abs exp expm1 log log1p log2 log10 sqrt rsqrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh erf erfc sigmoid sign floor ceil trunc round frac square reciprocal exp2 sinc neg sgn signbit isnan isinf isfinite special.erfcx special.ndtr special.log_ndtr special.entr special.i0e special.i1e i0 special.i1 erfinv lgamma digamma logit special.ndtri'.split():
    case(f'{f}/edge', f'torch.{f}(x)', True, x=edge)
for f in 'relu relu6 selu silu mish logsigmoid softsign tanhshrink hardsigmoid hardswish elu celu gelu softplus leaky_relu hardtanh softshrink hardshrink'.split():
    case(f'{f}/edge', f'torch.nn.functional.{f}(x)', True, x=torch.cat([edge, torch.tensor([-4., 4] if f == 'hardswish' else [-3., 3, 6, -6])]))
case('polygamma1', 'torch.polygamma(1, x)', x=pos(5)); case('polygamma3', 'torch.polygamma(3, x)', x=pos(5))
case('mvlgamma', 'torch.mvlgamma(x, 3)', x=pos(5) + 2)
case('logit/eps', 'torch.logit(x, eps=0.1)', x=torch.tensor([.02, .3, .7, .99]))
case('softplus/beta', 'torch.nn.functional.softplus(x, beta=2, threshold=5)', x=torch.tensor([-3., .4, 2.4, 2.6, 9]))
case('celu/alpha', 'torch.celu(x, alpha=0.4)', x=V); case('rsub', 'torch.rsub(x, y, alpha=2)', x=V, y=V)
case('round/decimals', 'torch.round(x, decimals=2)', x=V)
case('nan_to_num', 'torch.nan_to_num(x, nan=1.5, posinf=3.0)', True, x=torch.tensor([nan, inf, 2., -1]))
case('clamp/tensors', 'torch.clamp(x, y, z)', x=(5,), y=-pos(5), z=pos(5)); case('clamp/min', 'torch.clamp(x, min=0.2)', x=V); case('clamp_max', 'torch.clamp_max(x, 0.1)', x=V)
case('glu', 'torch.nn.functional.glu(x, dim=1)', x=(2, 4)); case('prelu/one', 'torch.prelu(x, w)', x=(2, 3), w=(1,))

for f in 'add sub mul div atan2 maximum minimum fmax fmin hypot logaddexp logaddexp2 fmod remainder copysign true_divide eq ne lt le gt ge'.split():
    for s, t in [((2, 3), (3,)), ((), (2,)), ((2, 1), (1, 3)), ((0, 2), (2,))]:
        case(f'{f}/{s}{t}', f'torch.{f}(a, b)', a=s, b=t)
case('pow', 'torch.pow(a, b)', a=pos(2, 3), b=(3,)); case('float_power', 'torch.float_power(a, 1.5)', a=pos(4)); case('xlogy', 'torch.xlogy(a, b)', a=(2, 3), b=pos(3)); case('xlog1py', 'torch.special.xlog1py(a, b)', a=(2, 3), b=pos(3))
for b in ['2', '-1', '0.5', '-2.5', '0', '3']:
    case(f'pow{b}', f'torch.pow(x, {b})', x=pos(4)); case(f'pow{b}/edge', f'torch.pow(x, {b})', True, x=torch.tensor([0., -0., 1, -1.5, 2]))
case('pow/edge', 'torch.pow(a, b)', True, a=torch.tensor([0., 0, 0, -2, -2, 1, 2, .5]), b=torch.tensor([0., 1, 2, 2, 3, 5, -1, .5])); case('rpow', 'torch.pow(2.5, x)', x=V)
case('floor_divide', 'torch.floor_divide(a, b)', a=torch.tensor([-7., 7, 5.5]), b=torch.tensor([2., -2, 1.5])); case('div/floor', "torch.div(a, b, rounding_mode='floor')", a=(4,), b=(4,)); case('div/trunc', "torch.div(a, b, rounding_mode='trunc')", a=(4,), b=(4,))
pairs = dict(a=torch.tensor([-5., 5, -5, 5, 0, 1, inf, -0.]), b=torch.tensor([3., -3, -3, 3, 2, inf, 2, 3]))
for f in 'remainder fmod copysign fmax fmin maximum minimum logaddexp logaddexp2 hypot atan2'.split(): case(f'{f}/edge', f'torch.{f}(a, b)', True, **pairs)
case('add/alpha', 'torch.add(a, b, alpha=0.3)', a=(2, 3), b=(3,)); case('addcdiv', 'torch.addcdiv(a, b, c, value=0.5)', a=(2, 3), b=(3,), c=pos(2, 1)); case('lerp', 'torch.lerp(a, b, 0.3)', a=(3,), b=(3,)); case('lerp/tensor', 'torch.lerp(a, b, w)', a=(3,), b=(3,), w=(3,))
case('heaviside', 'torch.heaviside(a, b)', a=torch.tensor([-1., 0, 2]), b=torch.tensor([.5, .5, .5])) if False else None
case('ldexp', 'torch.ldexp(a, b)', a=(3,), b=('int', (3,), 4)); case('where/nan', 'torch.where(c, torch.sqrt(x), y)', c=torch.tensor([True, False]), x=torch.tensor([4., 9.]), y=(2,))
case('masked_fill', 'torch.masked_fill(x, m, 1.5)', x=(2, 3), m=('bool', (2, 3)))

for f in 'sum mean amax amin logsumexp'.split():
    for dim in ['0', '-1', '(0, 2)', '(0, 1, 2)']:
        for keep in ['False', 'True']: case(f'{f}/{dim}{keep}', f'torch.{f}(x, dim={dim}, keepdim={keep})', x=(2, 3, 4))
for f in 'sum mean prod max min amax amin median std var norm nansum argmax argmin all any'.split(): case(f'{f}/all', f'torch.{f}(x)', x=(2, 3)); case(f'{f}/0d', f'torch.{f}(x)', x=()) if f not in ('std', 'var') else None
for f in 'prod nansum argmax argmin count_nonzero max min median mode cummax cummin cumsum cumprod logcumsumexp'.split():
    case(f'{f}/dim', f'torch.{f}(x, dim=1)', x=(2, 5)); case(f'{f}/dim0', f'torch.{f}(x, 0)', x=(4, 3))
for f in 'max min median argmax argmin prod amax amin'.split(): case(f'{f}/keep', f'torch.{f}(x, dim=-1, keepdim=True)', x=(2, 4))
case('median/even', 'torch.median(x, dim=1)', x=(2, 4)); case('sum/empty', 'torch.sum(x)', x=(0, 3)); case('prod/empty', 'torch.prod(x, dim=0)', x=(0, 3)); case('logsumexp/empty', 'torch.logsumexp(x, dim=0)', x=(0, 3))
case('prod/zero', 'torch.prod(x)', x=torch.tensor([2., 0, 3])); case('prod/zeros', 'torch.prod(x, 1)', x=torch.tensor([[2., 0, 3], [0, 0, 1]])); case('cumprod/zeros', 'torch.cumprod(x, 0)', x=torch.tensor([2., 0, 3, 0, 1]))
case('logsumexp/inf', 'torch.logsumexp(x, dim=1)', True, x=torch.tensor([[-inf, -inf, -inf], [-inf, 0, 1], [inf, 0, 1], [1000, 1001, -1000]])); case('logcumsumexp/inf', 'torch.logcumsumexp(x, 1)', True, x=torch.tensor([[-inf, -inf, 1.], [1000, -1000, 1000.5]]))
for f in ['var', 'std']:
    for u in ['unbiased=False', 'unbiased=True', 'correction=2']: case(f'{f}/{u}', f'torch.{f}(x, dim=1, {u})', x=(2, 5)); case(f'{f}0/{u}', f'torch.{f}(x, dim=(0, 2), {u}, keepdim=True)', x=(2, 3, 4))
    case(f'{f}/constant', f'torch.{f}(x)', True, x=torch.ones(4)); case(f'{f}/one', f'torch.{f}(x)', True, x=torch.ones(1)); case(f'{f}_mean', f'torch.{f}_mean(x, dim=1)', x=(2, 5))
for p in ['1', '2', '3', 'inf', '-inf', '0.5', '1.5', '-1', '-2', '0', '2.5']:
    case(f'norm/{p}', f'torch.linalg.vector_norm(x, ord={p}, dim=1)', x=(2, 4)); case(f'norm0/{p}', f'torch.linalg.vector_norm(x, ord={p}, dim=1)', True, x=torch.tensor([[0., 0, 0], [0, 3, -4], [2, 2, -2]]))
    case(f'norm/{p}keep', f'torch.linalg.vector_norm(x, ord={p}, keepdim=True)', x=(2, 4))
case('norm/p', 'torch.norm(x, p=3, dim=0)', x=(3, 2)); case('norm/fro', "torch.norm(x, p='fro')", x=(3, 2)); case('dist', 'torch.dist(x, y, 3)', x=(4,), y=(4,))
for i in 'linear lower higher midpoint nearest'.split():
    case(f'quantile/{i}', f"torch.quantile(x, 0.35, dim=1, interpolation='{i}')", x=(2, 6)); case(f'quantiles/{i}', f"torch.quantile(x, q, dim=0, keepdim=True, interpolation='{i}')", x=(5, 2), q=torch.tensor([0., .3, .5, .61, 1.])) if False else None
case('quantile/all', 'torch.quantile(x, 0.5)', x=(2, 3)); case('quantile/keep', 'torch.quantile(x, 0.2, dim=0, keepdim=True)', x=(4, 3)); case('quantile/nan', 'torch.quantile(x, 0.5)', True, x=torch.tensor([1., nan, 2]))
for d in ['True', 'False']: case(f'sort/{d}', f'torch.sort(x, dim=0, descending={d}, stable=True)', x=torch.tensor([[3., 1], [1, 1], [2, 5]])); case(f'argsort/{d}', f'torch.argsort(x, dim=-1, descending={d})', x=(2, 5)); case(f'topk/{d}', f'torch.topk(x, 2, dim=0, largest={d})', x=(4, 2))
case('kthvalue/keep', 'torch.kthvalue(x, 2, dim=0, keepdim=True)', x=(4, 2)); case('diff', 'torch.diff(x)', x=(2, 5)); case('diff/pre', 'torch.diff(x, dim=0, prepend=y)', x=(3, 2), y=(1, 2)); case('trapz', 'torch.trapezoid(y, dx=0.5, dim=0)', y=(4, 2)); case('trapz/x', 'torch.trapezoid(y, x)', y=(2, 4), x=(4,)); case('cov', 'torch.cov(x)', x=(3, 5)); case('cov/0', 'torch.cov(x, correction=0)', x=(3, 5)); case('corrcoef', 'torch.corrcoef(x)', x=(3, 5)); case('aminmax', 'torch.aminmax(x, dim=0)', x=(3, 2))
case('normalize', 'torch.nn.functional.normalize(x, p=3, dim=1)', x=(2, 4)); case('normalize/2', 'torch.nn.functional.normalize(x)', x=(2, 4)); case('max/other', 'torch.max(x, y)', x=(3,), y=(3,)); case('searchsorted', 'torch.searchsorted(x, y)', x=torch.tensor([1., 2, 2, 3, 5]), y=torch.tensor([0., 2, 2.5, 6, 1])); case('searchsorted/r', 'torch.searchsorted(x, y, right=True)', x=torch.tensor([1., 2, 2, 3, 5]), y=torch.tensor([0., 2, 2.5, 6, 1]))
case('renorm', 'torch.renorm(x, 2, 0, 1.0)', x=(3, 4)); case('amax/ties', 'torch.amax(x, dim=(0, 1))', True, x=torch.tensor([[1., 3], [3, 2]])); case('amin/neg', 'torch.amin(x, dim=0)', True, x=torch.tensor([[1., 3], [1, 2]])); case('cummax/ties', 'torch.cummax(x, 0)', True, x=torch.tensor([1., 3, 3, 2, 3, nan, 4])); case('mode/ties', 'torch.mode(x, 0)', True, x=torch.tensor([1., 3, 3, 2, 1]))
case('bincount', 'torch.bincount(i, w, minlength=6)', i=('int', (6,), 4), w=(6,)) if False else None

for s in ['x[1]', 'x[-1, :2]', 'x[:, 1:3]', 'x[::2, ::-1]' if False else 'x[::2]', 'x[..., -1]', 'x[None]', 'x[:, None, 1]', 'x[1, 2]', 'x[i]', 'x[:, i]', 'x[i, j]', 'x[i][:, 1]', 'x[m]', 'x[i, 1:3]', 'x[[0, 2], [1, 1]]', 'x[-2:, ...]', 'x[i, None, j]', 'x[0, i]']:
    used = {'x': (3, 4)}
    if 'i' in s.replace('inf', ''): used['i'] = ('int', (2,), 3)
    if 'j' in s: used['j'] = ('int', (2,), 3)
    if 'm' in s: used['m'] = ('bool', (3, 4))
    case(f'index/{s}', s, **used)
case('index/3d', 'x[:, i, j]', x=(2, 3, 4), i=('int', (2, 2), 3), j=('int', (2,), 3)); case('index/split', 'x[i, :, j]', x=(2, 3, 4), i=('int', (5,), 2), j=('int', (5,), 4)); case('index/mid', 'x[:, i, :]', x=(2, 3, 4), i=('int', (2, 2), 3)); case('index/row', 'x[0, :, i]', x=(2, 3, 4), i=('int', (2,), 4)); case('index/mask', 'x[:, m]', x=(2, 3), m=('bool', (3,)))
case('gather', 'torch.gather(x, 1, i)', x=(3, 4), i=('int', (3, 2), 4)); case('take_along_dim', 'torch.take_along_dim(x, i, dim=0)', x=(3, 4), i=('int', (2, 4), 3)); case('scatter', 'torch.scatter(x, 1, i, s)', x=(2, 4), i=torch.tensor([[0, 2], [3, 1]]), s=(2, 2)); case('scatter/value', 'torch.scatter(x, 0, i, 1.5)', x=(3, 2), i=torch.tensor([[0, 2]])); case('scatter_add0', 'torch.scatter_add(x, 0, i, s)', x=(3, 2), i=('int', (4, 2), 3), s=(4, 2))
for r in 'sum prod mean amax amin'.split():
    for inc in ['True', 'False']: case(f'scatter_reduce/{r}{inc}', f"torch.scatter_reduce(x, 0, i, s, reduce='{r}', include_self={inc})", x=(4,), i=torch.tensor([0, 2, 0, 1, 0]), s=(5,))
case('scatter_reduce/prod0', "torch.scatter_reduce(x, 0, i, s, reduce='prod')", x=torch.tensor([2., 0, 3]), i=torch.tensor([0, 0, 1, 2, 2]), s=torch.tensor([0., 2, 3, 0, 0])); case('scatter_reduce/ties', "torch.scatter_reduce(x, 0, i, s, reduce='amax')", True, x=torch.tensor([2., 0]), i=torch.tensor([0, 0, 1, 1]), s=torch.tensor([2., 2, 3, 3]))
case('index_select', 'torch.index_select(x, 1, i)', x=(2, 4), i=('int', (3,), 4)); case('index_add', 'torch.index_add(x, 0, i, s, alpha=2)', x=(3, 2), i=torch.tensor([0, 2, 0]), s=(3, 2)); case('index_copy', 'torch.index_copy(x, 1, i, s)', x=(2, 4), i=torch.tensor([3, 0]), s=(2, 2)); case('index_fill', 'torch.index_fill(x, 0, i, 2.0)', x=(3, 2), i=torch.tensor([0, 2])); case('index_put', 'torch.index_put(x, (i, j), s)', x=(3, 4), i=torch.tensor([0, 2]), j=torch.tensor([1, 1]), s=(2,)); case('index_put/acc', 'torch.index_put(x, (i,), s, accumulate=True)', x=(3, 2), i=torch.tensor([0, 0, 2]), s=(3, 2))
case('take/neg', 'torch.take(x, i)', x=(2, 3), i=torch.tensor([-1, 0, 5, -6])); case('narrow', 'torch.narrow(x, 1, 1, 2)', x=(2, 4)); case('select', 'torch.select(x, 1, -1)', x=(2, 4)); case('masked_scatter', 'torch.masked_scatter(x, m, s)', x=(2, 3), m=torch.tensor([[True, False, True], [False, True, False]]), s=(5,)); case('select_scatter', 'torch.select_scatter(x, s, 0, 1)', x=(3, 2), s=(2,)); case('slice_scatter', 'torch.slice_scatter(x, s, 1, 1, 4, 2)', x=(2, 5), s=(2, 2)); case('diagonal', 'torch.diagonal(x, offset=-1, dim1=1, dim2=2)', x=(2, 3, 4)); case('diagonal/2', 'torch.diagonal(x, 1, 2, 0)', x=(3, 2, 4)); case('diag/vec', 'torch.diag(x, 2)', x=(2,)); case('diagflat', 'torch.diagflat(x, -1)', x=(2, 2)); case('diag_embed/neg', 'torch.diag_embed(x, offset=-2, dim1=0, dim2=2)', x=(2, 2)); case('trace', 'torch.trace(x)', x=(3, 4)); case('tril', 'torch.tril(x, -1)', x=(2, 3, 4)); case('triu', 'torch.triu(x)', x=(3, 3))
for c in ['torch.cat([x, y], dim=1)', 'torch.cat((x, y), -1)', 'torch.stack((x, y))', 'torch.hstack([x, y])', 'torch.vstack([x, y])', 'torch.dstack([x, y])', 'torch.column_stack([x, y])', 'torch.stack([x, y], 1)']: case(c, c, x=(2, 3), y=(2, 3))
case('hstack/1', 'torch.hstack([x, y])', x=(2,), y=(3,)); case('split', 'torch.split(x, 2, dim=1)', x=(2, 5)); case('split/list', 'torch.split(x, [1, 3, 1], dim=1)', x=(2, 5)); case('tensor_split', 'torch.tensor_split(x, 3, dim=1)', x=(2, 7)); case('tensor_split/at', 'torch.tensor_split(x, (1, 4), dim=1)', x=(2, 7)); case('unbind', 'torch.unbind(x, dim=1)', x=(2, 3)); case('chunk', 'torch.chunk(x, 4)', x=(6, 2)); case('tile', 'torch.tile(x, (2, 2))', x=(2, 3)); case('repeat', 'x.repeat(2, 1)', x=(2, 3)); case('repeat_interleave', 'torch.repeat_interleave(x, 2, dim=1)', x=(2, 3)); case('repeat_interleave/flat', 'torch.repeat_interleave(x, 2)', x=(2, 3)); case('repeat_interleave/list', 'torch.repeat_interleave(x, i, dim=0)', x=(3, 2), i=torch.tensor([2, 0, 1]))
for c in ['x.flatten(1)', 'torch.flatten(x)', 'x.permute(2, 0, 1)', 'torch.permute(x, (1, 2, 0))', 'x.transpose(0, 2)', 'torch.swapaxes(x, 0, 1)', 'x.reshape(-1, 4)', 'x.view(6, 4)', 'torch.flip(x, (0, 2))', 'torch.rot90(x, 1, (0, 1))', 'torch.rot90(x, 3, (1, 2))', 'torch.rot90(x, 2, (0, 2))', 'torch.roll(x, 5)', 'torch.roll(x, 1, 0)', 'torch.movedim(x, 0, 2)', 'torch.unflatten(x, 2, (2, 2))', 'x.unfold(2, 2, 1)', 'x.unfold(0, 2, 2)', 'x.mT', 'torch.fliplr(x)', 'torch.flipud(x)', 'x.expand(2, 2, 3, 4)', 'x.expand(-1, -1, 4)', 'torch.unsqueeze(x, 1)', 'x.contiguous().sum(-1).exp()', 'torch.broadcast_to(x, (2, 2, 3, 4))', 'torch.ravel(x)']: case(c, c, x=(2, 3, 4))
case('meshgrid', "torch.meshgrid(x, y, indexing='ij')", x=(2,), y=(3,)) if False else None
for m, w in [('constant', '(1, 2)'), ('constant', '(1, -1, 2, 0)'), ('reflect', '(2, 1)'), ('replicate', '(2, 1)'), ('circular', '(2, 1)')]: case(f'pad/{m}{w}', f"torch.nn.functional.pad(x, {w}, mode='{m}')", x=(2, 3, 4))
case('pad/2d', "torch.nn.functional.pad(x, (1, 1, 2, 1), mode='reflect')", x=(1, 2, 3, 4)); case('pad/c2', "torch.nn.functional.pad(x, (1, 1, 2, 1), mode='circular')", x=(1, 2, 3, 4)); case('pad/value', 'torch.nn.functional.pad(x, (1, 1), value=2.5)', x=(2, 2)); case('embedding', 'torch.nn.functional.embedding(i, w)', i=('int', (2, 3), 4), w=(4, 2)); case('squeeze', 'x.squeeze()', x=(1, 2, 1)); case('squeeze/0', 'x.squeeze(0).squeeze(-1)', x=(1, 2, 1))

for s, t in [((2, 3), (3,)), ((2, 2, 3), (3,)), ((4, 1, 2, 3), (2, 3, 2)), ((3,), (3, 2)), ((2, 2, 3), (3, 2)), ((0, 3), (3, 2)), ((1, 2, 3), (4, 3, 1))]: case(f'matmul/{s}{t}', 'torch.matmul(a, b)', a=s, b=t); case(f'@/{s}{t}', 'a @ b', a=s, b=t)
for c, s, t in [('mm', (2, 3), (3, 2)), ('mv', (2, 3), (3,)), ('dot', (3,), (3,)), ('vdot', (3,), (3,)), ('inner', (2, 3), (4, 3)), ('kron', (2, 2), (2, 3)), ('kron', (2,), (2, 3)), ('ger', (2,), (3,))]: case(f'{c}{s}', f'torch.{c}(a, b)', a=s, b=t)
for c, k in [('addmm', [(2, 3), (2, 4), (4, 3)]), ('addmm', [(3,), (2, 4), (4, 3)]), ('addmv', [(2,), (2, 3), (3,)]), ('addr', [(2, 3), (2,), (3,)]), ('baddbmm', [(2, 2, 3), (2, 2, 4), (2, 4, 3)]), ('addbmm', [(2, 3), (2, 2, 4), (2, 4, 3)])]: case(f'{c}{k[0]}', f'torch.{c}(a, b, c, beta=0.5, alpha=2)', a=k[0], b=k[1], c=k[2])
case('tensordot', 'torch.tensordot(a, b, dims=2)', a=(2, 3, 4), b=(3, 4, 2)); case('tensordot/l', 'torch.tensordot(a, b, dims=([1, 0], [0, 2]))', a=(2, 3, 4), b=(3, 4, 2)); case('tensordot/0', 'torch.tensordot(a, b, dims=0)', a=(2,), b=(3,)); case('cross', 'torch.linalg.cross(a, b, dim=0)', a=(3, 2), b=(3, 2)); case('linear/1', 'torch.nn.functional.linear(x, w)', x=(4,), w=(2, 4)); case('bilinear', 'torch.nn.functional.bilinear(x, y, w, b)', x=(2, 3), y=(2, 4), w=(2, 3, 4), b=(2,)); case('multi_dot/v', 'torch.linalg.multi_dot([a, b, c, d])', a=(2,), b=(2, 3), c=(3, 4), d=(4,)); case('vecdot', 'torch.linalg.vecdot(a, b, dim=0)', a=(3, 2), b=(3, 2))
for p in ['0', '0.5', '1', '1.5', '2', '3', 'inf']: case(f'cdist/{p}', f'torch.cdist(a, b, p={p})', a=(2, 3, 2), b=(2, 4, 2))
case('cdist/same', 'torch.cdist(a, b, p=2)', a=torch.tensor([[0., 1], [2, 2]]), b=torch.tensor([[0., 1], [1, 2]])); case('pdist', 'torch.nn.functional.pdist(x, 2)', x=(4, 3)); case('pairwise', 'torch.nn.functional.pairwise_distance(a, b, p=1, keepdim=True)', a=(2, 3), b=(2, 3)); case('cosine', 'torch.nn.functional.cosine_similarity(a, b)', a=(2, 3), b=(2, 3))
for e, k in [('i,i->', [(3,), (3,)]), ('i,j->ij', [(2,), (3,)]), ('ij->ji', [(2, 3)]), ('ij->j', [(2, 3)]), ('ij->', [(2, 3)]), ('ii->i', [(3, 3)]), ('...ij,...jk->...ik', [(2, 2, 3), (3, 2)]), ('bhid,bhjd->bhij', [(2, 2, 3, 2), (2, 2, 4, 2)]), ('ab,bc,cd,de->ae', [(2, 3), (3, 2), (2, 3), (3, 2)]), ('iij->j', [(3, 3, 2)]), ('ij,kj->ik', [(2, 3), (4, 3)]), ('i...->...', [(2, 3)]), ('ab,ab->b', [(1, 3), (2, 3)]), ('ijk,jil->kl', [(2, 3, 2), (3, 2, 2)]), ('ba', [(2, 3)]), ('...ii->...i', [(2, 3, 3)]), ('bn,anm,bm->ba', [(2, 3), (4, 3, 2), (2, 2)]), ('i,i,i->i', [(3,), (3,), (3,)])]:
    case(f'einsum/{e}', f"torch.einsum('{e}', {', '.join('abcdefg'[:len(k)])})", **dict(zip('abcdefg', k)))

n = 'torch.nn.functional.'
case('softmax/neg', n + 'softmax(x, dim=1)', x=torch.tensor([[1000., 1001, -1000], [-inf, 0, 1]])); case('log_softmax/neg', n + 'log_softmax(x, dim=1)', x=torch.tensor([[1000., 1001, -1000], [3, 0, 1]])); case('layer_norm', n + 'layer_norm(x, (4,), w, b)', x=(2, 3, 4), w=(4,), b=(4,)); case('rms_norm', n + 'rms_norm(x, (4,), w, eps=1e-3)', x=(2, 3, 4), w=(4,)); case('batch_norm/2', n + 'batch_norm(x, rm, rv, w, b, training=True)', x=(4, 3), rm=(3,), rv=pos(3), w=(3,), b=(3,)) if False else None; case('batch_norm/eval', n + 'batch_norm(x, rm, rv)', x=(4, 3), rm=torch.zeros(3), rv=pos(3)); case('instance_norm', n + 'instance_norm(x, weight=w, bias=b)', x=(2, 3, 4), w=(3,), b=(3,)); case('group_norm', n + 'group_norm(x, 3)', x=(2, 6, 2, 2)); case('lrn/even', n + 'local_response_norm(x, 2, alpha=0.5, k=2.0)', x=(1, 5, 3))
case('sdpa/causal', n + 'scaled_dot_product_attention(q, k, v, is_causal=True)', q=(2, 3, 4), k=(2, 3, 4), v=(2, 3, 2)); case('sdpa/mask', n + 'scaled_dot_product_attention(q, k, v, attn_mask=m)', q=(2, 3, 4), k=(2, 5, 4), v=(2, 5, 2), m=(3, 5)); case('sdpa/bool', n + 'scaled_dot_product_attention(q, k, v, attn_mask=m)', q=(1, 2, 4), k=(1, 3, 4), v=(1, 3, 2), m=torch.tensor([[True, False, True], [True, True, False]]))
for r in ['mean', 'sum', 'none']:
    k = f", reduction='{r}')"
    for f in ['mse_loss', 'l1_loss', 'smooth_l1_loss', 'huber_loss']: case(f'{f}/{r}', f'{n}{f}(x, t{k}', x=(2, 3), t=(2, 3))
    case(f'ce/{r}', f'{n}cross_entropy(x, t, w, ignore_index=1, label_smoothing=0.2{k}', x=(4, 3), t=torch.tensor([0, 1, 2, 2]), w=pos(3)); case(f'ce/s{r}', f'{n}cross_entropy(x, t{k}', x=(2, 3, 2, 2), t=('int', (2, 2, 2), 3)); case(f'ce/p{r}', f'{n}cross_entropy(x, t, w, label_smoothing=0.1{k}', x=(4, 3), t=torch.softmax(torch.randn(4, 3), 1), w=pos(3)); case(f'ce/1{r}', f'{n}cross_entropy(x, t{k}', x=(3,), t=torch.tensor(2)); case(f'ce/ps{r}', f'{n}cross_entropy(x, t{k}', x=(2, 3, 2), t=torch.softmax(torch.randn(2, 3, 2), 1)); case(f'ce/ls{r}', f'{n}cross_entropy(x, t, label_smoothing=0.3{k}', x=(2, 3, 2), t=('int', (2, 2), 3))
    case(f'nll/{r}', f'{n}nll_loss(x, t, w{k}', x=(4, 3), t=torch.tensor([0, 1, 2, 2]), w=pos(3)); case(f'nll/s{r}', f'{n}nll_loss(x, t, ignore_index=0{k}', x=(2, 3, 2), t=torch.tensor([[0, 1], [2, 0]])); case(f'bce/{r}', f'{n}binary_cross_entropy(x, t, w{k}', x=torch.rand(2, 3), t=torch.rand(2, 3), w=pos(3)); case(f'bcel/{r}', f'{n}binary_cross_entropy_with_logits(x, t, w, pos_weight=p{k}', x=(2, 3), t=torch.rand(2, 3), w=pos(2, 3), p=pos(3)); case(f'kl/{r}', f'{n}kl_div(x, t{k}', x=(2, 3), t=torch.rand(2, 3)); case(f'kll/{r}', f'{n}kl_div(x, t, log_target=True{k}', x=(2, 3), t=(2, 3)); case(f'poisson/{r}', f'{n}poisson_nll_loss(x, t, log_input=True, full=True{k}', True, x=(5,), t=torch.tensor([0., 1, 2, 3, 7])); case(f'gauss/{r}', f'{n}gaussian_nll_loss(x, t, v, full=True{k}', x=(2, 3), t=(2, 3), v=pos(2, 3)); case(f'gauss1/{r}', f'{n}gaussian_nll_loss(x, t, v{k}', x=(2, 3), t=(2, 3), v=pos(2, 1)); case(f'hinge/{r}', f'{n}hinge_embedding_loss(x, t, margin=0.5{k}', x=(4,), t=torch.tensor([1., -1, 1, -1])); case(f'cosemb/{r}', f'{n}cosine_embedding_loss(a, b, t{k}', a=(3, 2), b=(3, 2), t=torch.tensor([1., -1, 1])); case(f'rank/{r}', f'{n}margin_ranking_loss(a, b, t, margin=0.3{k}', a=(3,), b=(3,), t=torch.tensor([1., -1, 1])); case(f'mm/{r}', f'{n}multi_margin_loss(x, t, p=2, margin=0.7, weight=w{k}', x=(3, 4), t=torch.tensor([0, 3, 2]), w=pos(4)); case(f'mlm/{r}', f'{n}multilabel_margin_loss(x, t{k}', x=(2, 4), t=torch.tensor([[3, 0, -1, 1], [2, -1, 0, 1]])); case(f'mlsm/{r}', f'{n}multilabel_soft_margin_loss(x, t, w{k}', x=(2, 4), t=torch.tensor([[1., 0, 0, 1], [0, 1, 1, 0]]), w=pos(4)); case(f'sm/{r}', f'{n}soft_margin_loss(x, t{k}', x=(4,), t=torch.tensor([1., -1, 1, -1])); case(f'triplet/{r}', f'{n}triplet_margin_loss(a, p, q, margin=1.2, swap=True{k}', a=(3, 4), p=(3, 4), q=(3, 4)); case(f'triplet1/{r}', f'{n}triplet_margin_loss(a, p, q, p=1{k}' if False else f'{n}triplet_margin_loss(a, b, q{k}', a=(3, 4), b=(3, 4), q=(3, 4))
case('mse/bcast', n + 'l1_loss(x, t)', x=(2, 3), t=(2, 3)); case('bce/edge', n + 'binary_cross_entropy(x, t)', True, x=torch.tensor([0., 1]), t=torch.tensor([1., 0])); case('mlm/1', n + 'multilabel_margin_loss(x, t)', x=(4,), t=torch.tensor([3, 0, -1, 1])); case('mm/1', n + 'multi_margin_loss(x, t)', x=(4,), t=torch.tensor(1)); case('smooth/0', n + 'smooth_l1_loss(x, t, beta=0.0)', x=(3,), t=(3,))

# Calls that need more of the table in torch/ than those above, which keep their numbers.
before = torch.get_rng_state()
M = torch.tensor([[1., nan, 3, 3], [nan, nan, 0, 2], [2, 2, 2, 1]])
for d in '01': case(f'nanmedian/{d}', f'torch.nanmedian(x, dim={d}, keepdim=True)', x=M)
case('quantile/tensor', 'torch.quantile(x, q)', True, x=(3, 4), q=torch.tensor([.25, .7])); case('msort', 'torch.msort(x)', x=(4, 2)); case('searchsorted/side', "torch.searchsorted(x, y, side='right')", True, x=torch.tensor([1., 2, 3]), y=torch.tensor([3., 2, nan])); case('sum/dtype', 'torch.sum(x, dim=1, dtype=torch.float64)', x=(2, 3)); case('max/pick', 'torch.max(x, 1)[0]', x=(2, 3))
for o in ['2', "'nuc'", '1', 'inf', '-2']: case(f'linalg.norm/{o}', f'torch.linalg.norm(x, {o})', x=(3, 2))
case('linalg.norm/vector', 'torch.linalg.norm(x, 3)', x=(5,)); case('linalg.norm/dim', 'torch.linalg.norm(x, ord=1, dim=(0, 2))', x=(2, 3, 2)); case('cumtrapz', 'torch.cumulative_trapezoid(y, dx=0.5)', y=(2, 5)); case('cumtrapz/x', 'torch.cumulative_trapezoid(y, x)', y=(2, 4), x=(4,)); case('angle', 'torch.angle(x)', x=V); case('rrelu', 'torch.nn.functional.rrelu(x)', x=V)
for c in ['torch.hsplit(x, 3)', 'torch.vsplit(x, [1])', 'torch.dsplit(x, [1, 3])', 'torch.block_diag(x[0], x[1], x[0, 0])', 'torch.cartesian_prod(x[0, 0], x[1, 1])', 'torch.combinations(x[0, 0])', 'torch.combinations(x[0, 0], r=3, with_replacement=True)', 'torch.as_strided(x, (2, 2), (1, 2), 3)', "torch.meshgrid(x[0, 0], x[0, 1], indexing='xy')", 'torch.adjoint(x)', 'torch.ones_like(x) * x', 'torch.linalg.diagonal(x, offset=1)']: case(c, c, x=(2, 3, 4))
case('channel_shuffle', 'torch.channel_shuffle(x, 3)', x=(1, 6, 2)); case('diagonal_scatter', 'torch.diagonal_scatter(x, s, 1)', x=(3, 3), s=(2,)); case('one_hot/all', 'torch.nn.functional.one_hot(i)', i=torch.tensor([0, 3, 1])); case('embedding/all', 'torch.nn.functional.embedding(i, w, 1, None, 2.0, False, False)', i=torch.tensor([1, 3]), w=(4, 2)); case('embedding_bag', 'torch.nn.functional.embedding_bag(i, w)', i=torch.tensor([[0, 1], [2, 2]]), w=(3, 2))
S3 = torch.eye(3) * 3
case('solve/left', 'torch.linalg.solve(a, b, left=False)', a=torch.randn(3, 3) + S3, b=(2, 3)); case('cond', 'torch.linalg.cond(a)', a=torch.randn(3, 3) + S3); case('linalg.vander', 'torch.linalg.vander(x, N=3)', x=(2, 4)); case('eigh/pick', 'torch.linalg.eigh(a + a.mT)[0]', a=(3, 3)); case('svd/pick', 'torch.svd(a)[1]', a=(3, 2)); case('triangular_solve', 'torch.triangular_solve(b, a, upper=False)[0]', a=torch.randn(3, 3) + S3, b=(3, 2)); case('lstsq/solution', 'torch.linalg.lstsq(a, b).solution', a=(5, 2), b=(5, 3)); case('tensorsolve', 'torch.linalg.tensorsolve(a, b)', a=(2, 3, 6), b=(2, 3)); case('tensorinv', 'torch.linalg.tensorinv(a, ind=1)', a=(6, 2, 3))
case('instance_norm/running', n + 'instance_norm(x, m, v, use_input_stats=False)', x=(2, 3, 4), m=torch.zeros(3), v=pos(3)); case('sdpa/groups', n + 'scaled_dot_product_attention(q, k, v, enable_gqa=True)', q=(1, 4, 3, 2), k=(1, 2, 3, 2), v=(1, 2, 3, 2)); case('sdpa/nothing', n + 'scaled_dot_product_attention(q, k, v, attn_mask=m)', q=(1, 2, 3), k=(1, 3, 3), v=(1, 3, 2), m=torch.tensor([[False, False, False], [True, False, True]])); case('triplet/distance', n + 'triplet_margin_with_distance_loss(a, b, c)', a=(3, 4), b=(3, 4), c=(3, 4)); case('alpha_dropout', n + 'alpha_dropout(x, training=False)', x=(3,)); case('entr/0', 'torch.special.entr(x)', x=torch.tensor([.3, 1e-30, 2]))
torch.set_rng_state(before)


def build(spec):
    if isinstance(spec, torch.Tensor): return spec
    if spec and spec[0] == 'int': return torch.randint(spec[2], spec[1])
    if spec and spec[0] == 'bool': return torch.rand(spec[1]) > 0.5
    return torch.randn(spec)


def number(x):
    x = float(x)
    return 'NaN' if math.isnan(x) else ('Infinity' if x > 0 else '-Infinity') if math.isinf(x) else x


def stored(t, **extra):
    return dict(dtype=str(t.dtype).replace('torch.', ''), shape=list(t.shape), data=[number(v) for v in t.detach().flatten().tolist()], **extra)


single = {'hardsigmoid', 'celu', 'bce'}  # torch computes their derivatives with constants in float32
records = []
for name, call, convention, specs in cases:
    built = {k: build(v).clone() for k, v in specs.items()}
    floating = [k for k, t in built.items() if t.is_floating_point()]
    for by in [floating, floating[:1]]:  # torch does not differentiate by every argument
        inputs = {k: t.clone().requires_grad_(k in by) for k, t in built.items()}
        try:
            out = eval(call, {'torch': torch, 'inf': inf, 'nan': nan}, dict(inputs))
            outs = list(out) if isinstance(out, (tuple, list)) else [out]
            cts = [torch.randn(o.shape) if o.is_floating_point() and o.requires_grad else None for o in outs]
            pairs_ = [(o, c) for o, c in zip(outs, cts) if c is not None]
            floats = {k: inputs[k] for k in by}
            grads = torch.autograd.grad([o for o, _ in pairs_], list(floats.values()), [c for _, c in pairs_], allow_unused=True) if pairs_ else []
            break
        except Exception as e:
            problem = str(e).split('\n')[0]
    else:
        print('SKIPPED', name, call, problem)
        continue
    got = {k: torch.zeros_like(floats[k]) + g for k, g in zip(floats, grads) if g is not None}
    records.append(dict(id=f'extended/{name}', family='extended', op=name.split('/')[0], call=call, kwargs={},
        inputs=[stored(t, name=k, requires_grad=k in got) for k, t in inputs.items()], outputs=[stored(o) for o in outs],
        cotangents=[None if c is None else stored(c) for c in cts], grads={k: stored(g) for k, g in got.items()},
        check={'fd_rel_err': 1e-8 if name.split('/')[0] in single else None}, **({'torch_convention': True} if convention else {})))
path = pathlib.Path(__file__).parent.parent / 'fixtures' / 'ops' / 'extended.json'
path.write_text('[\n' + ',\n'.join(json.dumps(r, separators=(',', ':')) for r in records) + '\n]\n')
print(len(records), 'records')
