"""Writes test/fixtures/numpy.json: calls of NumPy (and SciPy, PyTorch) with their results, for what nabla/numpy has. Needs numpy, scipy, torch."""
import json
import os

import numpy as np
import scipy.integrate
import scipy.linalg
import torch

rng = np.random.default_rng(7)
nan, inf = np.nan, np.inf
rows = []


def plain(x):
    if isinstance(x, (tuple, list)):
        return [plain(y) for y in x]
    if isinstance(x, torch.Tensor):
        x = x.numpy()
    if isinstance(x, (np.ndarray, np.generic)):
        x = np.asarray(x)
        if np.iscomplexobj(x):
            return {"re": plain(x.real), "im": plain(x.imag)}
        return plain(x.tolist()) if x.ndim else plain(x.item())
    if isinstance(x, float) and not np.isfinite(x):
        return str(x)
    return x


def call(name, args, options, result):
    rows.append({"name": name, "args": plain(args), "options": options, "result": plain(result)})


a, b = rng.normal(size=7).round(3), rng.normal(size=4).round(3)
m = rng.integers(-3, 4, size=(4, 3)).astype(float)
holes = np.array([[1.5, nan, -2], [nan, nan, nan], [4, 4, 0.25]])

# sets
for x in ([3, 1, 3, 2, 1], [0.5, nan, -0.5, nan, 0.5, inf], [[2, 1], [1, 2]], [], [5]):
    values, index, inverse, counts = np.unique(np.array(x, float), return_index=True, return_inverse=True, return_counts=True)
    call("uniqueAll", [x], {}, [values, index, inverse, counts])
for x, axis in (([[1, 2], [0, 5], [1, 2]], 0), ([[1, 0, 1], [2, 3, 2]], 1), ([[[1, 2]], [[1, 2]], [[0, 9]]], 0)):
    values, index, inverse, counts = np.unique(np.array(x, float), return_index=True, return_inverse=True, return_counts=True, axis=axis)
    call("uniqueAll", [x], {"axis": axis}, [values, index, inverse.reshape(-1), counts])
for x, y in (([1, 2, 5, nan], [5, nan, 1]), ([[1, 2], [3, 4]], [4, 2]), ([1, 2], []), ([], [1])):
    call("isin", [x, y], {}, np.isin(x, y))
    call("isin", [x, y], {"invert": True}, np.isin(x, y, invert=True))
for x, y in (([3, 1, 2, 3], [2, 3, 9]), ([1, 1], [2]), ([], [4, 4])):
    for name in ("union1d", "intersect1d", "setdiff1d", "setxor1d"):
        call(name, [x, y], {}, getattr(np, name)(np.array(x, float), np.array(y, float)))

# counting
for bins, rng_, w, density in (
    (10, None, None, False),
    (3, (-1.0, 1.0), None, False),
    ([-2.0, -0.5, 0.25, 3.0], None, None, False),
    (4, None, [1, 2, 0.5, 1, 1, 3, 0.25], False),
    (5, (-2.0, 2.0), None, True),
):
    h, e = np.histogram(a, bins=bins, range=rng_, weights=w, density=density)
    options = {"bins": bins, "density": density}
    if rng_:
        options["range"] = list(rng_)
    if w:
        options["weights"] = w
    call("histogram", [a], options, [h, e])
call("histogram", [[2, 2, 2]], {"bins": 2}, list(np.histogram([2, 2, 2], bins=2)))
call("histogram", [[nan, 0.5, 1, 2]], {"bins": 2, "range": [0, 1]}, list(np.histogram([nan, 0.5, 1, 2], bins=2, range=(0, 1))))
call("histogram", [[]], {"bins": 2}, list(np.histogram([], bins=2)))
for x, bins in (([0.2, 6.4, 3, 1.6, 0], [0, 1, 2.5, 4, 10]), ([0.2, 6.4, 3, 10, -1], [10, 4, 2.5, 1, 0]), ([1, 2], [1])):
    for right in (False, True):
        call("digitize", [x, bins], {"right": right}, np.digitize(x, bins, right=right))

# sequences
xp, fp = [0.0, 1.0, 2.5, 4.0], [3.0, -1.0, 0.5, 2.0]
for x in ([-1, 0, 0.3, 1, 2.2, 4, 5], [[0.1, 3.9], [2.5, 1.7]], 3.0, [nan, inf, -inf]):
    call("interp", [x, xp, fp], {}, np.interp(x, xp, fp))
    call("interp", [x, xp, fp], {"left": -9, "right": 9}, np.interp(x, xp, fp, left=-9, right=9))
call("interp", [[-180, -170, 10, 180.5, 725], [190, -190, 350, -350], [5, 10, 3, 4]], {"period": 360}, np.interp([-180, -170, 10, 180.5, 725], [190, -190, 350, -350], [5, 10, 3, 4], period=360))
call("interp", [[0, 1, 2], [1.0], [7.0]], {}, np.interp([0, 1, 2], [1.0], [7.0]))
for mode in ("full", "same", "valid"):
    for x, y in ((a, b), (b, a), ([1, 2, 3], [1, 1]), ([1, 2], [1, 2, 3, 4, 5]), ([4], [2]), ([1, 2, 3, 4], [1, 0, -1])):
        call("convolve", [x, y, mode], None, np.convolve(x, y, mode))
        call("correlate", [x, y, mode], None, np.correlate(x, y, mode))
for f, spacing, options in (
    (a, 1, {}),
    (a, 0.5, {"edgeOrder": 2}),
    ([1, 4], 1, {}),
    (m, 2, {"axis": 0}),
    (m, 1, {}),
    (a, [[0, 1, 1.5, 4, 4.25, 6, 9]], {}),
    (a, [[0, 1, 1.5, 4, 4.25, 6, 9]], {"edgeOrder": 2}),
    (m, [0.5, [0, 1, 4]], {}),
    (m, [[0, 1, 4]], {"axis": -1, "edgeOrder": 2}),
):
    given = spacing if isinstance(spacing, list) else [spacing]
    g = np.gradient(np.asarray(f, float), *[np.asarray(s, float) if isinstance(s, list) else s for s in given], axis=options.get("axis"), edge_order=options.get("edgeOrder", 1))
    call("gradient", [f, spacing], options, list(g) if isinstance(g, tuple) else g)

# without NaN
for name in ("nanmax", "nanmin", "nanprod", "nanvar", "nanstd"):
    for axis in (None, 0, 1):
        with np.errstate(all="ignore"):
            call(name, [holes, axis], {}, getattr(np, name)(holes, axis=axis))
call("nanvar", [holes, 1], {"correction": 1}, np.nanvar(holes, axis=1, ddof=1))
call("nanvar", [holes, [0, 1]], {"keepdims": True}, np.nanvar(holes, axis=(0, 1), keepdims=True))
call("nanargmax", [holes, 0], {}, np.nanargmax(holes, axis=0))
call("nanargmin", [holes[[0, 2]], 1], {}, np.nanargmin(holes[[0, 2]], axis=1))
for name in ("nancumsum", "nancumprod"):
    call(name, [holes, 1], None, getattr(np, name)(holes, axis=1))

# polynomials
for p in ([2, -1, 0.5], [3], [], [[1, 2], [3, 4]]):
    call("polyval", [p, [0, 1, -2]] if p != [[1, 2], [3, 4]] else [p, [5, 6]], None, np.polyval(p, np.array([0, 1, -2.0]) if p != [[1, 2], [3, 4]] else np.array([5, 6.0])))
for n in (None, 0, 1, 4):
    for increasing in (False, True):
        call("vander", [[1, 2, -3.5], n], {"increasing": increasing}, np.vander([1, 2, -3.5], n, increasing=increasing))
x = np.linspace(-1, 2, 9)
for degree in (0, 1, 3):
    call("polyfit", [x, np.sin(x), degree], {}, np.polyfit(x, np.sin(x), degree))
call("polyfit", [x, np.sin(x), 2], {"weights": (1 + x**2).tolist()}, np.polyfit(x, np.sin(x), 2, w=1 + x**2))
call("polyfit", [x, np.stack([x**2, np.exp(x)], 1), 2], {}, np.polyfit(x, np.stack([x**2, np.exp(x)], 1), 2))
for p, k in (([3, 0, -1, 7], 1), ([3, 0, -1, 7], 3), ([2], 1), ([1, 2, 3], 0)):
    call("polyder", [p, k], None, np.polyder(np.array(p, float), k) if np.polyder(np.array(p, float), k).size else [0.0])
call("polyint", [[6, 2, 1], 5], None, np.polyint([6, 2, 1], k=5))

# places
for n, k, width in ((3, 0, 3), (2, -1, 4), (4, 2, 3), (0, 0, 2)):
    call("trilIndices", [n, k, width], None, list(np.tril_indices(n, k, width)))
    call("triuIndices", [n, k, width], None, list(np.triu_indices(n, k, width)))
call("unravelIndex", [[[22, 41], [37, 0]], [7, 6]], None, list(np.unravel_index([[22, 41], [37, 0]], (7, 6))))
call("unravelIndex", [1621, [6, 7, 8, 9]], None, list(np.unravel_index(1621, (6, 7, 8, 9))))
call("ravelMultiIndex", [[[3, 6, 6], [4, 5, 1]], [7, 6]], None, np.ravel_multi_index(np.array([[3, 6, 6], [4, 5, 1]]), (7, 6)))

# building
call("blockDiag", [[[1, 2], [3, 4]], [[5, 6, 7]], [8]], None, scipy.linalg.block_diag([[1, 2], [3, 4]], [[5, 6, 7]], [8]))
for k in (0, 1, -2):
    call("diagflat", [[[1, 2], [3, 4]], k], None, np.diagflat([[1, 2], [3, 4]], k))
call("cartesianProd", [[1, 2], [3, 4, 5]], None, torch.cartesian_prod(torch.tensor([1, 2]), torch.tensor([3, 4, 5])))
for start, stop, n in ((1, 1000, 4), (-2, -32, 5), (5, 0.1, 3), (3, 7, 1), (1, 2, 0)):
    call("geomspace", [start, stop, n], {"dtype": "float64"}, np.geomspace(start, stop, n))
call("cumulativeTrapezoid", [a], None, scipy.integrate.cumulative_trapezoid(a))
call("cumulativeTrapezoid", [m, [0, 1, 1.5, 4], 0], None, scipy.integrate.cumulative_trapezoid(m, [0, 1, 1.5, 4], axis=0))
call("cumulativeTrapezoid", [m, 0.5, -1], None, scipy.integrate.cumulative_trapezoid(m, dx=0.5, axis=-1))

# integers
for x, y in (([12, -18, 0, 7, 0], [18, 12, 5, 0, 0]), ([[6], [35]], [4, 21]), (2147483646, 4)):
    call("gcd", [x, y], None, np.gcd(np.array(x, np.int32), np.array(y, np.int32)))
    if np.ndim(x):
        call("lcm", [x, y], None, np.lcm(x, y))

# transforms
for x, axes in ((np.arange(5), None), (np.arange(4), None), (np.arange(6).reshape(2, 3), None), (np.arange(6).reshape(2, 3), 1), (np.arange(6).reshape(2, 3), [-2])):
    call("fftshift", [x, axes], None, np.fft.fftshift(x, axes))
    call("ifftshift", [x, axes], None, np.fft.ifftshift(x, axes))
t = rng.normal(size=(3, 4, 5)).round(3)
call("rfftn", [t], {}, np.fft.rfftn(t))
call("rfftn", [t], {"axes": [0, 1], "norm": "ortho"}, np.fft.rfftn(t, axes=(0, 1), norm="ortho"))
call("rfft2", [t], {}, np.fft.rfft2(t))
z = np.fft.rfftn(t)
call("irfftn", [z], {"n": 5}, np.fft.irfftn(z, s=(3, 4, 5), axes=(0, 1, 2)))
call("irfft2", [np.fft.rfft2(m)], {}, np.fft.irfft2(np.fft.rfft2(m)))

# windows
for name in ("bartlett", "hanning", "hamming", "blackman"):
    for n in (0, 1, 6, 7):
        call(name, [n], {"dtype": "float64"}, getattr(np, name)(n))
for n, beta in ((0, 3), (1, 3), (8, 0), (9, 14)):
    call("kaiser", [n, beta], {"dtype": "float64"}, np.kaiser(n, beta))

# choosing
for axis in (0, -1):
    call("lexsort", [rng.integers(0, 3, size=(3, 4, 5)), axis], None, 0)
    rows[-1]["result"] = plain(np.lexsort(np.array(rows[-1]["args"][0]), axis=axis))
call("lexsort", [[[9, 8, 7]]], None, np.lexsort([[9, 8, 7]]))
for shape, values, axis in (((4, 2), [[7], [8], [9], [10]], 1), ((2, 3), 5, -2), ((1, 3), [[1, 2, 3]], 0)):
    places = np.array([[1, 0], [2, 1], [0, 2], [1, 2]]) if shape == (4, 2) else rng.integers(-4, 4, size=shape[:1] + (3,))
    x = m.copy()
    np.put_along_axis(x, places, np.array(values), axis)
    call("putAlongAxis", [m, places, values, axis], None, x)

# quantiles without NaN
for interpolation in ("linear", "lower", "higher", "midpoint", "nearest"):
    for axis in (None, 0, -1):
        call("nanquantile", [holes, 0.3, axis], {"interpolation": interpolation}, np.nanquantile(holes, 0.3, axis=axis, method=interpolation))
call("nanquantile", [holes, [0.25, 1, 0], 1], {"keepdims": True}, np.nanquantile(holes, [0.25, 1, 0], axis=1, keepdims=True))
call("nanpercentile", [[4, nan, -9, 2], [10, 50], None], {}, np.nanpercentile([4, nan, -9, 2], [10, 50]))
call("nanpercentile", [holes, 61, 0], {}, np.nanpercentile(holes, 61, axis=0))

# phases
phases = np.cumsum(rng.normal(size=(3, 6)) * 4, axis=1).round(3)
call("unwrap", [phases], {}, np.unwrap(phases))
call("unwrap", [phases], {"axis": 0, "period": 3}, np.unwrap(phases, axis=0, period=3))
call("unwrap", [phases], {"discontinuity": 5}, np.unwrap(phases, discont=5))
call("unwrap", [[0, 3, 0, -3, 1]], {"period": 6}, np.unwrap(np.array([0.0, 3, 0, -3, 1]), period=6))

# points
u, v = rng.normal(size=(2, 40)).round(3)
for bins, range_, density in ((4, None, False), ([2, 5], [[-1, 1], [-2, 2]], True), ([[-2, 0, 2], 3], None, False)):
    counts, x_edges, y_edges = np.histogram2d(u, v, bins, range_, density)
    options = {"bins": bins, "density": density} | ({} if range_ is None else {"range": range_})
    call("histogram2d", [u, v], options, [counts, x_edges, y_edges])
w = np.arange(40) / 8
call("histogram2d", [u, v], {"bins": 2, "weights": w.tolist()}, list(np.histogram2d(u, v, 2, weights=w)))

path = os.path.join(os.path.dirname(__file__), "../test/fixtures/numpy.json")
with open(path, "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")
print(len(rows), "calls")

# archives that np.savez writes
arrays = {
    "x": np.arange(6, dtype=">f8").reshape(2, 3) / 2,
    "columns": np.asfortranarray(np.arange(6, dtype="f4").reshape(2, 3)),
    "one": np.array(True),
    "nothing": np.zeros((0, 3), "i8"),
    "folder/größe": np.arange(-200, 200, dtype="i2"),
}
folder = os.path.join(os.path.dirname(__file__), "../test/fixtures/npz")
os.makedirs(folder, exist_ok=True)
np.savez(os.path.join(folder, "stored.npz"), **arrays)
np.savez_compressed(os.path.join(folder, "deflated.npz"), **arrays)
