"""Writes test/fixtures/distributions.json: distributions of PyTorch with densities, gradients, moments, for nabla/distributions. Needs torch, scipy, mpmath."""

import json
import os

import mpmath
import numpy as np
import scipy.special
import scipy.stats
import torch
import torch.distributions as D

torch.set_default_dtype(torch.float64)
shares = [0.0, 1e-9, 0.1, 0.5, 0.75, 1.0]
column = np.array(shares)[:, None]
rows = []


def plain(x):
    """Tensors as nested lists; NaN and infinities by name."""
    if isinstance(x, torch.Tensor):
        x = x.detach().numpy()
    if isinstance(x, np.ndarray):
        x = x.tolist()
    if isinstance(x, (list, tuple)):
        return [plain(y) for y in x]
    if isinstance(x, float) and not np.isfinite(x):
        return "nan" if np.isnan(x) else "inf" if x > 0 else "-inf"
    return x


def attempt(f):
    try:
        return plain(f())
    except (NotImplementedError, AttributeError):
        return None


def row(name, make, given, values, options=(), **wanted):
    """`given`: parameters by name, in order; those in `options` are given as options. `wanted` replaces what PyTorch finds."""
    tensors = {k: torch.tensor(v, requires_grad=True) if np.asarray(v).dtype.kind == "f" else v for k, v in given.items()}
    d = make(**tensors)
    x = torch.tensor(values)
    moving = x.dtype.is_floating_point and not d.support.is_discrete
    x = x.to(torch.float64).requires_grad_(moving)
    log_prob = d.log_prob(x)
    by = [t for t in tensors.values() if isinstance(t, torch.Tensor)]
    gradients = torch.autograd.grad(log_prob.sum(), by + ([x] if moving else []), allow_unused=True)
    continuous = d.event_shape == () and not d.support.is_discrete
    result = {
        "family": name,
        "args": [plain(np.asarray(v)) for k, v in given.items() if k not in options],
        "options": {k: plain(np.asarray(v)) for k, v in given.items() if k in options},
        "values": plain(x),
        "logProb": plain(log_prob),
        "gradients": [plain(torch.zeros(()) if g is None else g) for g in gradients],
        "cdf": attempt(lambda: d.cdf(x)),
        "icdf": attempt(lambda: d.icdf(torch.tensor(shares).reshape(-1, *[1] * len(d.batch_shape)))) if continuous else None,
        "entropy": attempt(lambda: d.entropy()),
        "mean": attempt(lambda: d.mean),
        "variance": attempt(lambda: d.variance),
        "mode": attempt(lambda: d.mode),
    }
    result.update({k: plain(v) for k, v in wanted.items()})
    rows.append(result)


def of(family):
    return lambda **parameters: family(**parameters, validate_args=False)


def logistic(loc, scale):
    base = D.Uniform(torch.zeros_like(loc), torch.ones_like(loc))
    return D.TransformedDistribution(base, [D.SigmoidTransform().inv, D.AffineTransform(loc, scale)])


def gamma_density(a, b, x):
    """log p with 40 digits: PyTorch's has 11 at a concentration of 10^5, and its entropy 12."""
    with mpmath.workdps(40):
        a, b, x = mpmath.mpf(a), mpmath.mpf(b), mpmath.mpf(x)
        return float(a * mpmath.log(b) + (a - 1) * mpmath.log(x) - b * x - mpmath.loggamma(a))


def gamma_entropy(a, b):
    with mpmath.workdps(40):
        a, b = mpmath.mpf(a), mpmath.mpf(b)
        return float(a - mpmath.log(b) + mpmath.loggamma(a) + (1 - a) * mpmath.digamma(a))


line = [[-3.0, 0.2], [0.0, -40.0], [0.6, 7.0]]
half = [[0.01, 0.2], [1.0, 40.0], [2.5, 7.0]]
loc, scale = np.array([0.5, -2.0]), np.array([1.5, 0.3])
# tails of SciPy, where PyTorch loses digits
for family, other in (("Normal", "norm"), ("Laplace", "laplace"), ("Cauchy", "cauchy"), ("Gumbel", "gumbel_r")):
    d = getattr(scipy.stats, other)(loc, scale)
    row(family, of(getattr(D, family)), {"loc": loc.tolist(), "scale": scale.tolist()}, line, cdf=d.cdf(line), icdf=d.ppf(column))
row("Normal", of(D.Normal), {"loc": [0.0, 1e5], "scale": [1e-5, 1e5]}, [[1e-6, 3e5]],
    icdf=scipy.stats.norm([0.0, 1e5], [1e-5, 1e5]).ppf(column))
row("Logistic", logistic, {"loc": loc.tolist(), "scale": scale.tolist()}, [[-3.0, 0.2], [0.0, -5.0]],
    entropy=np.log(scale) + 2, mean=loc, mode=loc, variance=scale**2 * np.pi**2 / 3,
    icdf=scipy.stats.logistic(loc, scale).ppf(column))
row("Uniform", of(D.Uniform), {"low": [0.0, -2.0], "high": [3.0, -1.5]}, [[0.5, -1.7], [2.9, -1.9]])
row("Exponential", of(D.Exponential), {"rate": [0.5, 3.0]}, half)
row("HalfNormal", of(D.HalfNormal), {"scale": [0.5, 3.0]}, half)
row("LogNormal", of(D.LogNormal), {"loc": [0.5, -2.0], "scale": [1.5, 0.3]}, half)
row("Weibull", of(D.Weibull), {"scale": [0.5, 3.0], "concentration": [0.7, 2.5]}, half,
    mode=[0.0, 3 * (1 - 1 / 2.5) ** (1 / 2.5)])
row("Pareto", of(D.Pareto), {"scale": [0.5, 3.0], "alpha": [0.7, 2.5]}, [[0.6, 3.1], [1.0, 40.0], [2.5, 7.0]])
for df in ([0.8, 1.5], [3.0, 30.0], [200.0, 2.5]):
    d = scipy.stats.t(df, loc, scale)
    row("StudentT", of(D.StudentT), {"df": df, "loc": [0.5, -2.0], "scale": [1.5, 0.3]}, line, cdf=d.cdf(line))
for a, b in (([0.3, 1.0], [1.0, 2.0]), ([2.5, 40.0], [0.5, 3.0]), ([1e3, 1e5], [1e3, 1e5])):
    x = np.array(half) if a[0] < 1e3 else np.array([[0.9, 0.999], [1.0, 1.0], [1.1, 1.01]])
    exact = [[gamma_density(*z) for z in zip(a, b, r)] for r in x.tolist()]
    row("Gamma", of(D.Gamma), {"concentration": a, "rate": b}, x.tolist(), cdf=scipy.special.gammainc(a, x * b),
        logProb=exact, entropy=[gamma_entropy(*z) for z in zip(a, b)])
row("ChiSquared", of(D.Chi2), {"df": [0.6, 5.0]}, half, cdf=scipy.stats.chi2([0.6, 5.0]).cdf(half))
for a, b in (([0.3, 1.0], [0.7, 2.0]), ([2.5, 40.0], [0.5, 3.0]), ([300.0, 5.0], [200.0, 1e3])):
    x = [[0.01, 0.2], [0.6, 0.005], [0.999, 0.9]]
    # where both are below 1, the end at which the density grows faster: PyTorch takes always 1
    more = {"mode": [0.0, 0.0]} if a[0] < 1 else {}
    row("Beta", of(D.Beta), {"concentration1": a, "concentration0": b}, x, cdf=scipy.stats.beta(a, b).cdf(x), **more)
row("Dirichlet", of(D.Dirichlet), {"concentration": [[0.5, 2.0, 3.0], [1.0, 1.0, 10.0]]},
    [[[0.2, 0.5, 0.3], [0.01, 0.09, 0.9]], [[0.9, 0.05, 0.05], [1 / 3, 1 / 3, 1 / 3]]])

row("HalfCauchy", of(D.HalfCauchy), {"scale": [0.5, 3.0]}, half, cdf=scipy.stats.halfcauchy(0, [0.5, 3.0]).cdf(half),
    icdf=scipy.stats.halfcauchy(0, [0.5, 3.0]).ppf(column))
for a, b in (([0.6, 2.0], [0.5, 3.0]), ([5.0, 1.5], [2.0, 30.0])):
    x = [[0.01, 0.2], [0.6, 0.005], [0.99, 0.9]]
    top = [((p - 1) / (p * q - 1)) ** (1 / p) if min(p, q) >= 1 else float("nan") for p, q in zip(a, b)]
    # PyTorch's mode is NaN for all concentrations above 1
    row("Kumaraswamy", of(D.Kumaraswamy), {"concentration1": a, "concentration0": b}, x,
        cdf=-np.expm1(np.array(b) * np.log1p(-np.power(x, a))), icdf=(-np.expm1(np.log1p(-column) / b)) ** (1 / np.array(a)), mode=top)
for a, b in (([0.6, 1.5], [0.5, 3.0]), ([5.0, 30.0], [2.0, 40.0])):
    row("InverseGamma", of(D.InverseGamma), {"concentration": a, "rate": b}, half,
        cdf=scipy.stats.invgamma(a, 0, b).cdf(half), icdf=None)
for a, b in (([0.6, 3.0], [1.5, 3.0]), ([5.0, 30.0], [9.0, 40.0])):
    row("FisherSnedecor", of(D.FisherSnedecor), {"df1": a, "df2": b}, half, cdf=scipy.stats.f(a, b).cdf(half), icdf=None)


def von_mises(loc, k, x):
    """With 40 digits: PyTorch's Bessel functions have 7. log p, its slopes by loc, k and x, the entropy, and the variance of directions."""
    loc, k, x = mpmath.mpf(loc), mpmath.mpf(k), mpmath.mpf(x)
    ratio, log_i0 = mpmath.besseli(1, k) / mpmath.besseli(0, k), mpmath.log(mpmath.besseli(0, k))
    away = k * mpmath.sin(x - loc)
    log_p = k * mpmath.cos(x - loc) - mpmath.log(2 * mpmath.pi) - log_i0
    return [float(y) for y in (log_p, away, mpmath.cos(x - loc) - ratio, -away, mpmath.log(2 * mpmath.pi) + log_i0 - k * ratio, 1 - ratio)]


mpmath.mp.dps = 40
for loc, k in (([0.5, -2.0], [0.03, 1.5]), ([0.5, 3.0], [19.0, 21.0]), ([0.0, 1.0], [300.0, 1e5])):
    x = [[0.4, -1.9], [3.0, 2.0], [loc[0] + 0.01, loc[1] - 0.02]]
    found = np.array([[von_mises(*z) for z in zip(loc, k, r)] for r in x])
    row("VonMises", of(D.VonMises), {"loc": loc, "concentration": k}, x, logProb=found[..., 0], entropy=found[0, :, 4], variance=found[0, :, 5],
        gradients=[found[..., 1].sum(0), found[..., 2].sum(0), found[..., 3]], cdf=None, icdf=None)

coins = {"probs": [0.2, 0.9]}
odds = {"logits": [-1.5, 40.0]}
for given in (coins, odds):
    kind = list(given)
    row("Bernoulli", of(D.Bernoulli), given, [[0, 1], [1, 0]], kind)
for given in (coins, {"logits": [-1.5, 3.0]}):
    x, odd = [[0.2, 0.7], [0.01, 0.999]], given.get("logits") or scipy.special.logit(given["probs"])
    row("RelaxedBernoulli", of(D.RelaxedBernoulli), {"temperature": 0.7, **given}, x, list(given),
        cdf=scipy.special.expit(0.7 * scipy.special.logit(x) - odd), icdf=scipy.special.expit((scipy.special.logit(column) + odd) / 0.7))
    row("Geometric", of(D.Geometric), given, [[0, 1], [3, 0], [20, 2]], list(given))
for given in ({"probs": [[0.2, 0.3, 0.5], [1.0, 4.0, 5.0]]}, {"logits": [[1.0, -2.0, 0.5], [300.0, 0.0, 299.0]]}):
    kind = list(given)
    row("Categorical", of(D.Categorical), given, [[0, 2], [1, 1]], kind)
    row("OneHotCategorical", of(D.OneHotCategorical), given, [[[1, 0, 0], [0, 0, 1]]], kind)
    row("RelaxedOneHotCategorical", of(D.RelaxedOneHotCategorical), {"temperature": 0.7, **given},
        [[[0.2, 0.5, 0.3], [0.05, 0.05, 0.9]]], kind)

# counts: tails of SciPy, where PyTorch has none
for rate in ([0.3, 4.0], [11.0, 250.0]):
    k = [[0, 3], [1, 4], [12, 260]]
    row("Poisson", of(D.Poisson), {"rate": rate}, k, cdf=scipy.stats.poisson(rate).cdf(k))
k = [[0, 12], [3, 10], [7, 12]]
for given in (coins, {"logits": [-1.5, 3.0]}):
    kind = list(given)
    p = given.get("probs") or scipy.special.expit(given["logits"])
    row("Binomial", of(D.Binomial), {"total_count": 12, **given}, k, kind, cdf=scipy.stats.binom(12, p).cdf(k))
    r = [2.5, 30.0]
    row("NegativeBinomial", of(D.NegativeBinomial), {"total_count": r, **given}, k, kind,
        cdf=scipy.stats.nbinom(r, 1 - np.array(p)).cdf(k))
for given in ({"probs": [[0.2, 0.3, 0.5], [0.1, 0.4, 0.5]]}, {"logits": [[1.0, -2.0, 0.5], [3.0, 0.0, 2.0]]}):
    row("Multinomial", of(D.Multinomial), {"total_count": 5, **given}, [[[1, 0, 4], [0, 2, 3]], [[5, 0, 0], [1, 1, 3]]], list(given))

centre = [[0.5, -1.0], [2.0, 0.0]]
matrix = [[2.0, 0.6], [0.6, 0.5]]
points = [[[0.0, 0.0], [1.0, 3.0]], [[0.5, -1.0], [-2.0, 1.0]]]
for name in ("covariance_matrix", "precision_matrix"):
    row("MultivariateNormal", of(D.MultivariateNormal), {"loc": centre, name: matrix}, points, [name])
row("MultivariateNormal", of(D.MultivariateNormal), {"loc": centre, "scale_tril": [[1.5, 0.0], [-0.4, 0.3]]}, points, ["scale_tril"])

row("LogisticNormal", of(D.LogisticNormal), {"loc": [[0.5, -1.0], [2.0, 0.0]], "scale": [[1.5, 0.3], [1.0, 2.0]]},
    [[[0.2, 0.5, 0.3], [0.01, 0.09, 0.9]]])
# by values: PyTorch's leaves the last share out, which 1 less the others is
rows[-1]["gradients"].pop()

row("LowRankMultivariateNormal", of(D.LowRankMultivariateNormal), {"loc": [[0.5, -1.0, 0.2], [2.0, 0.0, 1.0]],
    "cov_factor": [[1.0, 0.2], [0.3, -1.0], [0.5, 2.0]], "cov_diag": [0.5, 1.0, 0.2]}, [[[1.0, 2.0, 3.0], [0.0, 0.5, -1.0]]])
for name in ("covariance_matrix", "precision_matrix"):
    row("Wishart", of(D.Wishart), {"df": [4.5, 2.7], name: matrix}, [[[[3.0, 0.2], [0.2, 4.0]], [[1.0, -0.5], [-0.5, 0.7]]]], [name],
        **({"mode": [[[3.0, 0.9], [0.9, 0.75]], [["nan"] * 2] * 2]} if name == "covariance_matrix" else {"mode": None}))
factor = np.linalg.cholesky(np.array([[1.0, 0.3, -0.2], [0.3, 1.0, 0.5], [-0.2, 0.5, 1.0]])).tolist()
row("LKJCholesky", of(D.LKJCholesky), {"dim": 3, "concentration": [1.5, 0.6]}, [[factor, factor]])
near_half = (0.49999999, 0.50000001)
for given in ({"probs": [0.2, 0.9]}, {"logits": [-1.5, 3.0]}):
    x, odd = np.array([[0.3, 0.99], [0.0, 1.0], [0.7, 0.2]]), np.array(given.get("logits") or scipy.special.logit(given["probs"]))
    row("ContinuousBernoulli", lambda **p: D.ContinuousBernoulli(**p, lims=near_half, validate_args=False), given, x.tolist(), list(given),
        icdf=np.log1p(column * np.expm1(odd)) / odd, mode=[0.0, 1.0])
row("GeneralizedPareto", of(D.GeneralizedPareto), {"loc": [0.5, -2.0], "scale": [1.5, 0.3], "concentration": [0.3, -0.4]},
    [[1.6, -1.9], [3.0, -1.5], [9.0, -1.7]], icdf=scipy.stats.genpareto([0.3, -0.4], [0.5, -2.0], [1.5, 0.3]).ppf(column))

# transforms: of what base, in and out, log|dy/dx|, log p(y) and the share below
changed = []
for names, base, x in (
    ([["AffineTransform", 0.5, -2.0]], "Normal", [-3.0, 0.4, 7.0]),
    ([["ExpTransform"]], "Normal", [-3.0, 0.4, 5.0]),
    ([["SigmoidTransform"]], "Normal", [-3.0, 0.4, 5.0]),
    ([["TanhTransform"]], "Normal", [-2.0, 0.4, 3.0]),
    ([["SoftplusTransform"]], "Normal", [-3.0, 0.4, 5.0]),
    ([["PowerTransform", 2.5]], "LogNormal", [0.1, 0.4, 5.0]),
    ([["PowerTransform", -1.0]], "LogNormal", [0.1, 0.4, 5.0]),
    ([["StickBreakingTransform"]], "Normal", [-1.0, 0.4, 2.0]),
    ([["AffineTransform", 1.0, 0.5], ["TanhTransform"], ["AffineTransform", 3.0, -2.0]], "Normal", [-3.0, 0.4, 2.0]),
    ([["AffineTransform", 1.0, 0.5], ["StickBreakingTransform"]], "Normal", [-1.0, 0.4, 2.0]),
):
    parts = [getattr(D, name)(*(torch.tensor(y) for y in args)) for name, *args in names]
    whole, x = D.ComposeTransform(parts), torch.tensor(x)
    d = D.TransformedDistribution(getattr(D, base)(torch.full((3,), 0.3), torch.full((3,), 1.2)), parts)
    y = whole(x)
    changed.append({"parts": names, "base": base, "x": plain(x), "y": plain(y), "logDet": plain(whole.log_abs_det_jacobian(x, y)),
                    "logProb": plain(d.log_prob(y)), "cdf": None if d.event_shape else plain(d.cdf(y))})

# divergences
pairs = []


def dirichlets(a, b):
    """With 40 digits: the divergence of Dirichlet(b) from Dirichlet(a), and its slopes."""
    def log_beta(x):
        return mpmath.fsum(map(mpmath.loggamma, x)) - mpmath.loggamma(mpmath.fsum(x))

    def kl(*x):
        a, b = x[: len(x) // 2], x[len(x) // 2 :]
        slopes = [mpmath.digamma(y) - mpmath.digamma(mpmath.fsum(a)) for y in a]
        return log_beta(b) - log_beta(a) + mpmath.fsum((y - z) * s for y, z, s in zip(a, b, slopes))

    x = [mpmath.mpf(y) for y in (*a, *b)]
    unit = lambda i: tuple(int(i == j) for j in range(len(x)))
    return float(kl(*x)), [float(mpmath.diff(kl, tuple(x), unit(i))) for i in range(len(x))]


def pair(name, make, p, q, options=(), exact=None):
    """`exact` replaces the divergence and its slopes where PyTorch loses digits, after a look at how many."""
    def by(given):
        return {k: torch.tensor(v, requires_grad=True) if np.asarray(v).dtype.kind == "f" else v for k, v in given.items()}

    first, second = by(p), by(q)
    kl = D.kl_divergence(make(**first), make(**second))
    inputs = [t for t in (*first.values(), *second.values()) if isinstance(t, torch.Tensor)]
    gradients = torch.autograd.grad(kl.sum(), inputs)
    if exact:
        for x, y in zip((kl, *gradients), exact):
            away = np.abs(plain(x) - np.array(y)) / np.maximum(1, np.abs(y))
            assert away.max() < 1e-8, name
            print(name, "of PyTorch is off by", away.max())
        kl, *gradients = exact
    written = [
        {"args": [plain(np.asarray(v)) for k, v in g.items() if k not in options], "options": {k: plain(np.asarray(v)) for k, v in g.items() if k in options}}
        for g in (p, q)
    ]
    pairs.append({"family": name, "p": written[0], "q": written[1], "kl": plain(kl), "gradients": plain(list(gradients))})


for family in ("Normal", "Laplace", "Cauchy", "Gumbel", "LogNormal"):
    pair(family, of(getattr(D, family)), {"loc": [0.5, -2.0], "scale": [1.5, 0.3]}, {"loc": [0.0, 1.0], "scale": [1.0, 2.0]})
pair("Uniform", of(D.Uniform), {"low": [0.0, -2.0], "high": [3.0, -1.5]}, {"low": [-1.0, -2.0], "high": [3.5, 1.0]})
pair("Exponential", of(D.Exponential), {"rate": [0.5, 3.0]}, {"rate": [1.0, 2.0]})
pair("HalfNormal", of(D.HalfNormal), {"scale": [0.5, 3.0]}, {"scale": [1.0, 2.0]})
pair("Pareto", of(D.Pareto), {"scale": [3.0], "alpha": [0.7]}, {"scale": [1.0], "alpha": [2.0]})
pair("Gamma", of(D.Gamma), {"concentration": [0.3, 40.0], "rate": [1.0, 2.0]}, {"concentration": [2.0, 35.0], "rate": [0.5, 3.0]})
pair("ChiSquared", of(D.Chi2), {"df": [0.6, 5.0]}, {"df": [2.0, 7.0]})
mpmath.mp.dps = 40
# trigamma of PyTorch has 9 digits
p, q = [[0.3, 4.0], [0.7, 2.0]], [[1.0, 5.0], [2.0, 2.5]]
names = ("concentration1", "concentration0")
each = [dirichlets(a, b) for a, b in zip(zip(*p), zip(*q))]
pair("Beta", of(D.Beta), dict(zip(names, p)), dict(zip(names, q)),
     exact=[[kl for kl, _ in each], *(list(x) for x in zip(*(slopes for _, slopes in each)))])
p, q = [0.5, 2.0, 3.0], [1.0, 1.0, 10.0]
kl, slopes = dirichlets(p, q)
pair("Dirichlet", of(D.Dirichlet), {"concentration": [p]}, {"concentration": [q]}, exact=[[kl], [slopes[:3]], [slopes[3:]]])
for kind, p, q in (("probs", [0.2, 0.9], [0.5, 0.7]), ("logits", [-1.5, 4.0], [0.0, 2.0])):
    pair("Bernoulli", of(D.Bernoulli), {kind: p}, {kind: q}, [kind])
    pair("Geometric", of(D.Geometric), {kind: p}, {kind: q}, [kind])
    for family in ("Categorical", "OneHotCategorical"):
        pair(family, of(getattr(D, family)), {kind: [[0.2, 0.3, 0.5]]}, {kind: [[0.3, 0.4, 0.3]]}, [kind])
pair("Poisson", of(D.Poisson), {"rate": [0.3, 40.0]}, {"rate": [2.0, 35.0]})
for kind, p, q in (("probs", [0.2, 0.9], [0.6, 0.7]), ("logits", [-1.5, 4.0], [0.5, 2.0])):
    pair("ContinuousBernoulli", lambda **p: D.ContinuousBernoulli(**p, lims=near_half, validate_args=False), {kind: p}, {kind: q}, [kind])
low = {"cov_factor": [[1.0, 0.2], [0.3, -1.0], [0.5, 2.0]], "cov_diag": [0.5, 1.0, 0.2]}
pair("LowRankMultivariateNormal", of(D.LowRankMultivariateNormal), {"loc": [0.5, -1.0, 0.2], **low},
     {"loc": [0.0, 0.0, 0.0], "cov_factor": [[0.4], [1.2], [-0.5]], "cov_diag": [1.0, 2.0, 0.6]})
pair("MultivariateNormal", of(D.MultivariateNormal), {"loc": [0.5, -1.0], "scale_tril": [[1.5, 0.0], [-0.4, 0.3]]},
     {"loc": [0.0, 0.0], "scale_tril": [[1.0, 0.0], [0.5, 2.0]]}, ["scale_tril"])

# incomplete gamma functions with 40 digits: a, x, P, Q, and dx/da where P stays
mpmath.mp.dps = 40
gammas = []
for a in (0.05, 0.7, 1.0, 1.5, 4.0, 9.99, 10.0, 60.0, 3000.0):
    for share in (1e-12, 1e-3, 0.2, 0.5, 0.9, 0.9999):
        x = float(scipy.special.gammaincinv(a, share))
        if x < 1e-30:
            continue
        below = mpmath.gammainc(a, 0, x, regularized=True)
        slope = -mpmath.diff(lambda b: mpmath.gammainc(b, 0, x, regularized=True), a) / mpmath.exp(
            (a - 1) * mpmath.log(x) - x - mpmath.loggamma(a)
        )
        gammas.append([a, x, float(below), float(1 - below), float(slope) if a >= 1 else 1.0])



# regularised incomplete beta functions with 60 digits, by the continued fraction (DLMF 8.17.22): a, b, x, I, 1 - I, dI/da, dI/db
mpmath.mp.dps = 60


def share_below(a, b, x):
    """For x up to the mean or so."""
    front = mpmath.exp(a * mpmath.log(x) + b * mpmath.log1p(-x) + mpmath.loggamma(a + b) - mpmath.loggamma(a) - mpmath.loggamma(b)) / a
    c, d, m = mpmath.mpf(1), 1 / (1 - (a + b) * x / (a + 1)), 1
    value = d
    while True:
        for t in (m * (b - m) / (a + 2 * m - 1), -(a + m) * (a + b + m) / (a + 2 * m + 1)):
            t *= x / (a + 2 * m)
            c, d = 1 + t / c, 1 / (1 + t * d)
            value *= c * d
        if abs(c * d - 1) < mpmath.mpf(10) ** -58:
            return front * value
        m += 1


betas = []
sizes = (1e-3, 0.3, 1.0, 4.0, 19.99, 321.0, 1e5, 1e6)
for a in sizes:
    for b in sizes:
        for share in (1e-200, 1e-9, 0.3, 0.8, 1 - 1e-9):
            x = float(scipy.special.betaincinv(a, b, share))
            if not 1e-300 < x < 1 or scipy.special.betaincc(a, b, x) < 1e-290 or scipy.special.betainc(a, b, x) < 1e-290:
                continue
            p, q, z, h = *map(mpmath.mpf, (a, b, x)), mpmath.mpf(10) ** -18
            is_below = z <= (p + 1) / (p + q + 2)
            f = (lambda p, q: share_below(p, q, z)) if is_below else (lambda p, q: -share_below(q, p, 1 - z))
            value = f(p, q)
            below = value if is_below else 1 + value
            by_a = (f(p * (1 + h), q) - f(p * (1 - h), q)) / (2 * h * p)
            by_b = (f(p, q * (1 + h)) - f(p, q * (1 - h))) / (2 * h * q)
            betas.append([a, b, x, float(below), float(1 - below), float(by_a), float(by_b)])

path = os.path.join(os.path.dirname(__file__), "../test/fixtures/distributions.json")
with open(path, "w") as f:
    f.write("{\n\"shares\": " + json.dumps(shares) + ",\n\"rows\": [\n")
    f.write(",\n".join(json.dumps(r) for r in rows))
    f.write("\n],\n\"transforms\": [\n" + ",\n".join(json.dumps(r) for r in changed))
    f.write("\n],\n\"pairs\": [\n" + ",\n".join(json.dumps(r) for r in pairs) + "\n],\n\"gamma\": [\n")
    f.write(",\n".join(json.dumps(r) for r in gammas) + "\n],\n\"beta\": [\n")
    f.write(",\n".join(json.dumps(r) for r in betas) + "\n]\n}\n")
print(len(rows), "distributions,", len(pairs), "pairs")
