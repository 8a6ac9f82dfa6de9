"""The Python side of bench/numeric.ts: SciPy's times and evaluations, and the accuracy of SciPy and numdifftools.

It prints one JSON object. Needs numpy and scipy; numdifftools is left out where it is not installed.
"""

import json
import statistics
import sys
import time

import numpy as np
import scipy
import scipy.differentiate
from scipy.optimize import least_squares, minimize
from scipy.special import erf

np.seterr(all="ignore")


def median_ms(run, repeats):
    run()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


def rosenbrock(x):
    return 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2


def rosenbrock_gradient(x):
    r = x[1] - x[0] ** 2
    return np.array([-400 * x[0] * r - 2 * (1 - x[0]), 200 * r])


def extended(x):
    r = x[1::2] - x[::2] ** 2
    return np.sum(100 * r * r + (1 - x[::2]) ** 2)


def extended_gradient(x):
    out = np.empty_like(x)
    r = x[1::2] - x[::2] ** 2
    out[::2] = -400 * x[::2] * r - 2 * (1 - x[::2])
    out[1::2] = 200 * r
    return out


def speed():
    x0 = np.array([-1.2, 1.0])
    large = np.tile([-1.2, 1.0], 5000)
    options = dict(maxcor=10, gtol=1e-8, ftol=0, maxiter=1000)
    return {
        "bfgs": median_ms(lambda: minimize(rosenbrock, x0, method="BFGS", options=dict(gtol=1e-8)), 41),
        "bfgs with gradient": median_ms(
            lambda: minimize(rosenbrock, x0, jac=rosenbrock_gradient, method="BFGS", options=dict(gtol=1e-8)), 41
        ),
        "l-bfgs 10,000": median_ms(
            lambda: minimize(extended, large, jac=extended_gradient, method="L-BFGS-B", options=options), 15
        ),
    }


NAMES = dict(
    sin=np.sin, cos=np.cos, tan=np.tan, asin=np.arcsin, acos=np.arccos, atan=np.arctan, sinh=np.sinh, cosh=np.cosh,
    tanh=np.tanh, asinh=np.arcsinh, acosh=np.arccosh, atanh=np.arctanh, exp=np.exp, log=np.log, sqrt=np.sqrt,
    erf=erf, abs=np.abs, pi=np.pi, E=np.e, where=np.where,
)  # fmt: skip


def accuracy(path):
    """Relative error, evaluations and whether the error estimate covers, of every first derivative."""
    found = {}

    def record(peer, value, error, evaluations, truth):
        distance = abs(float(value) - truth)
        covered = bool(error >= distance)
        relative = distance / abs(truth) if truth else distance
        found.setdefault(peer, []).append([relative if np.isfinite(relative) else 1, evaluations, covered])

    for case in json.load(open(path)):
        code = compile(case["expr"].replace("^", "**"), "", "eval")
        for point in case["points"]:
            at = {name: float(value) for name, value in point["at"].items()}
            for name in case["variables"]:
                truth = float(point["derivatives"]["d" + name])
                count = 0

                def f(x):
                    nonlocal count
                    x = np.asarray(x, dtype=float)
                    count += x.size
                    return eval(code, {**NAMES, **at, name: x})

                result = scipy.differentiate.derivative(f, np.float64(at[name]))
                record("SciPy differentiate", result.df, result.error, count, truth)
                try:
                    import numdifftools
                except ImportError:
                    continue
                count = 0
                result = numdifftools.Derivative(f, full_output=True)(at[name])
                estimate, info = (result.estimate, result) if hasattr(result, "estimate") else result
                record("numdifftools", estimate, info.error_estimate, count, truth)
    return found



def minimisers(path):
    """Evaluations and the value reached of SciPy's methods on the problems in a JSON file of residuals."""
    table = {}
    for problem in json.load(open(path)):
        variables = ", ".join(problem["variables"])
        body = ", ".join(r.replace("^", "**") for r in problem["residuals"])
        where = lambda condition, a, b: a if condition else b
        residuals = eval(f"lambda {variables}: [{body}]", {**NAMES, "where": where})
        x0 = np.array(problem["x0"], dtype=float)
        row = {}

        def vector(x):
            return np.array(residuals(*x), dtype=float)

        def value(x):
            r = vector(x)
            return float(r @ r)

        for method in ["CG", "BFGS", "L-BFGS-B", "Nelder-Mead"]:
            options = {"CG": dict(gtol=1e-10), "BFGS": dict(gtol=1e-10), "L-BFGS-B": dict(gtol=1e-10, ftol=0),
                       "Nelder-Mead": dict(xatol=1e-8, fatol=1e-12, maxiter=20000, maxfev=40000)}[method]  # fmt: skip
            options["maxiter"] = 20000
            try:
                result = minimize(value, x0, jac=None if method == "Nelder-Mead" else "3-point", method=method,
                                  options=options)  # fmt: skip
                row["SciPy " + method] = [int(result.nfev), float(result.fun)]
            except Exception:
                row["SciPy " + method] = None
        for method in ["lm", "trf"]:
            count = 0

            def counted(x):
                nonlocal count
                count += 1
                return vector(x)

            try:
                result = least_squares(counted, x0, jac="3-point", method=method, xtol=1e-15, ftol=1e-15, gtol=1e-15,
                                       max_nfev=20000)  # fmt: skip
                row["SciPy " + method] = [count, float(2 * result.cost)]
            except Exception:
                row["SciPy " + method] = None
        table[problem["name"]] = row
    return table


if sys.argv[1] == "speed":
    print(json.dumps(dict(version=scipy.__version__, result=speed())))
elif sys.argv[1] == "accuracy":
    print(json.dumps(dict(version=scipy.__version__, result=accuracy(sys.argv[2]))))
else:
    print(json.dumps(dict(version=scipy.__version__, result=minimisers(sys.argv[2]))))
