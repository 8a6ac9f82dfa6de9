"""Writes the reference values that src/formula/special/accuracy.test.ts compares with.

    pip install mpmath gmpy2 && python scripts/special-reference.py [--points N] [--out FOLDER]

Each function gets random points over each of its ranges (from a fixed seed) and the awkward points listed with it.
A value is accepted when mpmath gives the same 25 digits at two precisions. It is stored as its float64 y and the rest r
in units of y's last place, so that errors below half an ulp can be told. For functions that oscillate, `scale` is the
size of the oscillation, which their error is measured against where they are near a zero.
"""
import argparse
import json
import math
import random
from pathlib import Path
from mpmath import mp, mpf, mpc
from error_functions import erfcinv, erfcx, erfinv, ndtr

DEFAULT = Path(__file__).resolve().parent.parent / 'test/fixtures/special'


def uniform(a, b):
    return lambda: random.uniform(a, b)


def log_uniform(a, b, both=False):
    return lambda: math.exp(random.uniform(math.log(a), math.log(b))) * (random.choice([-1, 1]) if both else 1)


def near(c, sign=None):
    return lambda: c + (sign or random.choice([-1, 1])) * 10 ** random.uniform(-15.5, -1)


def integer(a, b):
    return lambda: random.randint(a, b)


def one(*samplers):
    return [[s] for s in samplers]


def envelope_bessel(v, x):
    return mp.sqrt(mp.besselj(v, x) ** 2 + mp.bessely(v, x) ** 2) if x > abs(v) else 0


def amplitude_airy(x):
    return 1 / (mp.sqrt(mp.pi) * abs(x) ** mpf('0.25')) if x < -1 else 0


def amplitude_airy_prime(x):
    return abs(x) ** mpf('0.25') / mp.sqrt(mp.pi) if x < -1 else 0


def log_gamma(x):
    return mp.re(mp.loggamma(x))


def positive(a, b):
    return log_uniform(a, b)


# name: (function, rows of samplers, awkward points, envelope or None, points per row relative to N)
REAL = {
    'erf': (mp.erf, one(uniform(-6, 6), log_uniform(1e-300, 6, True)), [0.5, 1, -1, 5.9], None, 1),
    'erfc': (mp.erfc, one(uniform(-6, 27), uniform(0, 1.5), uniform(26, 26.5)), [0.5, 1e-300, 26.5], None, 1),
    'erfcx': (erfcx, one(uniform(-26.6, 20), uniform(-1, 5), log_uniform(1e-8, 1e300)), [0, 50, 1e9], None, 1),
    'erfinv': (erfinv, one(uniform(-1, 1), near(1, -1), log_uniform(1e-300, .5, True)), [0.5, -0.75], None, 1),
    'erfcinv': (erfcinv, one(uniform(0, 2), log_uniform(1e-300, .5)), [0.5, 1.5, 5e-324], None, 1),
    'ndtr': (ndtr, one(uniform(-37.5, 9), uniform(-3, 3)), [0, -0.7, 0.7], None, 1),
    'logNdtr': (lambda x: mp.log(ndtr(x)) if x < 5 else mp.log1p(-ndtr(-x)), one(uniform(-50, 9), uniform(-3, 3)), [-1e4, 37], None, 1),
    'ndtri': (lambda p: -mp.sqrt(2) * erfcinv(2 * p), one(uniform(0, 1), log_uniform(1e-300, .5)), [0.25, 0.975], None, 1),
    'gamma': (mp.gamma, one(uniform(0, 25), uniform(20, 171.6), log_uniform(1e-300, 1, True), uniform(-20, 0), uniform(-168, -20)), [5, 23, 0.5, 1, 2, -0.5], None, 1),
    'reciprocalGamma': (mp.rgamma, one(uniform(-30, 170), uniform(-2, 2)), [0, -1, 1e-300], None, 1),
    'lgamma': (log_gamma, one(uniform(0, 25), log_uniform(1e-300, 1e300), near(1), near(2), uniform(-20, 0), uniform(-300, -20)), [0.5, 3, 20], None, 1),
    'digamma': (mp.digamma, one(uniform(0, 25), log_uniform(1e-300, 1e300), near(1.4616321449683623), uniform(-25, 0)), [1, 2, 10, -0.5], None, 1),
    'trigamma': (lambda x: mp.psi(1, x), one(uniform(0, 25), log_uniform(1e-100, 1e100), uniform(-25, 0)), [1, 2], None, 1),
    'polygamma': (lambda n, x: mp.psi(int(n), x), [[integer(1, 8), uniform(0, 20)], [integer(1, 100), uniform(0, 20)]], [[2, 1]], None, .5),
    'zeta': (mp.zeta, one(uniform(-30, 60), uniform(0, 3), uniform(-160, -20), near(1)), [0, 2, 3, -1, -3], None, 1),
    'hurwitzZeta': (mp.zeta, [[uniform(1.01, 20), log_uniform(1e-3, 1e3)]], [[2, 0.5], [3, 1]], None, 1),
    'beta': (mp.beta, [[log_uniform(1e-3, 300), log_uniform(1e-3, 300)]], [[1, 1], [0.5, 0.5]], None, 1),
    'lbeta': (lambda a, b: mp.log(mp.beta(a, b)), [[log_uniform(1e-3, 1e4), log_uniform(1e-3, 1e4)]], [[0.5, 0.5]], None, 1),
    'besselI0': (lambda x: mp.besseli(0, x), one(uniform(-20, 20), uniform(0, 713)), [0, 7.75], None, 1),
    'besselI0e': (lambda x: mp.besseli(0, x) * mp.exp(-abs(x)), one(uniform(-20, 20), log_uniform(1, 1e6)), [0, 7.75], None, 1),
    'besselI1': (lambda x: mp.besseli(1, x), one(uniform(-20, 20), uniform(0, 713), log_uniform(1e-300, 1)), [7.75], None, 1),
    'besselI1e': (lambda x: mp.besseli(1, x) * mp.exp(-abs(x)), one(uniform(-20, 20), log_uniform(1, 1e6)), [7.75], None, 1),
    'sinc': (mp.sincpi, one(uniform(-5, 5), uniform(-1e3, 1e3)), [0, 0.5], None, 1),
    'sinPi': (mp.sinpi, one(uniform(-3, 3), uniform(-1e6, 1e6)), [0.5, 1, 1e-300], None, 1),
    'cosPi': (mp.cospi, one(uniform(-3, 3), uniform(-1e6, 1e6)), [0.5, 1, 0], None, 1),
    'logistic': (lambda x: 1 / (1 + mp.exp(-x)), one(uniform(-700, 40), uniform(-5, 5)), [0], None, 1),
    'logit': (lambda p: mp.log(p / (1 - p)), one(uniform(0, 1), near(.5), log_uniform(1e-300, .5)), [.25, .75], None, 1),
    'softplus': (lambda x: mp.log1p(mp.exp(x)), one(uniform(-700, 40), uniform(-5, 5)), [0], None, 1),
    'exp2': (lambda x: 2 ** x, one(uniform(-1020, 1023), uniform(-2, 2)), [3], None, 1),
    'exp10': (lambda x: mpf(10) ** x, one(uniform(-300, 308)), [3], None, 1),
    'gammaP': (lambda a, x: mp.gammainc(a, 0, x, regularized=True), [[log_uniform(1e-2, 60), log_uniform(1e-3, 60)]], [[1, 1], [0.5, 3]], None, .6),
    'gammaQ': (lambda a, x: mp.gammainc(a, x, mp.inf, regularized=True), [[log_uniform(1e-2, 60), log_uniform(1e-3, 60)]], [[1, 1], [0.5, 3]], None, .6),
    'betaIncomplete': (lambda a, b, x: mp.betainc(a, b, 0, x, regularized=True), [[log_uniform(1e-1, 60), log_uniform(1e-1, 60), uniform(0, 1)]], [[2, 3, 0.5]], None, .6),
    'expIntegralEi': (mp.ei, one(uniform(-50, 50), uniform(0, 1), log_uniform(1e-300, 700, True), near(0.3725074107813666)), [6], None, 1),
    'expIntegralE1': (mp.e1, one(uniform(0, 40), uniform(0, 2), log_uniform(1e-300, 690)), [0.5, 1], None, 1),
    'logIntegral': (mp.li, one(uniform(0, 4), log_uniform(1e-300, 1e300), near(1.4513692348833810)), [2], None, 1),
    'sinIntegral': (mp.si, one(uniform(-30, 30), log_uniform(1e-300, 1e6, True)), [4], None, 1),
    'cosIntegral': (mp.ci, one(uniform(0, 30), log_uniform(1e-300, 1e4)), [2, 4.5], lambda x: 1 / x if x > 4.5 else 0, 1),
    'sinhIntegral': (mp.shi, one(uniform(-30, 30), log_uniform(1e-300, 700, True)), [4], None, 1),
    'coshIntegral': (mp.chi, one(uniform(0, 30), log_uniform(1e-300, 700)), [4], None, 1),
    'lambertW': (lambda x: mp.re(mp.lambertw(x)), one(uniform(-.3678794411714423, 3), log_uniform(1e-20, 1e300), near(-.36787944117144233, 1)), [1], None, 1),
    'ellipticK': (mp.ellipk, one(uniform(-5, 1), near(1, -1), lambda: -log_uniform(1, 1e8)()), [0, .5], None, 1),
    'ellipticE': (mp.ellipe, one(uniform(-5, 1), near(1, -1), lambda: -log_uniform(1, 1e8)()), [0, .5, 1], None, 1),
    'ellipticF': (mp.ellipf, [[uniform(-1.57, 1.57), uniform(-3, 1)], [uniform(-20, 20), uniform(-3, 1)]], [[1, .5]], None, .5),
    'ellipticEIncomplete': (mp.ellipe, [[uniform(-1.57, 1.57), uniform(-3, 1)], [uniform(-20, 20), uniform(-3, 1)]], [[1, .5]], None, .5),
    'ellipticPi': (mp.ellippi, [[uniform(-5, 1), uniform(-3, 1)]], [[.5, .5]], None, .6),
    'ellipticPiIncomplete': (mp.ellippi, [[uniform(-5, 1), uniform(-1.57, 1.57), uniform(-3, 1)]], [[.5, 1, .5]], None, .6),
    'besselJ': (mp.besselj, [[integer(0, 3), uniform(0, 60)], [integer(0, 100), uniform(0, 200)], [uniform(-5, 60), log_uniform(1e-3, 300)]], [[0, 25], [1, 3.8317]], envelope_bessel, .6),
    'besselY': (mp.bessely, [[integer(0, 3), uniform(0, 60)], [integer(0, 100), uniform(0, 200)], [uniform(-5, 60), log_uniform(1e-3, 300)]], [[0, 25], [0, .8936]], envelope_bessel, .6),
    'besselI': (mp.besseli, [[integer(0, 3), uniform(0, 60)], [integer(0, 100), uniform(0, 200)], [uniform(0, 60), log_uniform(1e-3, 300)]], [[0, 30]], None, .6),
    'besselK': (mp.besselk, [[integer(0, 3), uniform(0, 60)], [integer(0, 100), uniform(0, 200)], [uniform(0, 60), log_uniform(1e-3, 300)]], [[0, 2]], None, .6),
    'airyAi': (mp.airyai, one(uniform(-10, 10), uniform(-50, 50)), [0], amplitude_airy, 1),
    'airyAiPrime': (lambda x: mp.airyai(x, derivative=1), one(uniform(-10, 10), uniform(-50, 50)), [0], amplitude_airy_prime, 1),
    'airyBi': (mp.airybi, one(uniform(-10, 10), uniform(-50, 50)), [0], amplitude_airy, 1),
    'airyBiPrime': (lambda x: mp.airybi(x, derivative=1), one(uniform(-10, 10), uniform(-50, 50)), [0], amplitude_airy_prime, 1),
    'fresnelS': (mp.fresnels, one(uniform(-10, 10), log_uniform(1e-90, 1e3, True)), [2.5, 4], None, 1),
    'fresnelC': (mp.fresnelc, one(uniform(-10, 10), log_uniform(1e-90, 1e3, True)), [2.5, 4], None, 1),
    'hypergeometric1F1': (mp.hyp1f1, [[uniform(0, 5), uniform(.1, 5), uniform(-60, 60)]], [[1, 2, 1]], None, 1),
    'hypergeometric2F1': (mp.hyp2f1, [[uniform(0, 3), uniform(0, 3), uniform(.1, 5), uniform(-1, .9)], [uniform(0, 3), uniform(0, 3), uniform(.1, 5), uniform(.9, 1)], [uniform(0, 3), uniform(0, 3), uniform(.1, 5), lambda: -log_uniform(1, 100)()]], [[1, 1, 2, .5]], None, .5),
    'polylog': (lambda s, x: mp.re(mp.polylog(s, x)), [[integer(-3, 5), uniform(-20, 1)], [uniform(.1, 5), uniform(-10, 1)]], [[2, 1], [2, .5]], None, .7),
    'binomial': (mp.binomial, [[uniform(-20, 60), integer(0, 20)], [uniform(0, 60), uniform(0, 30)]], [[52, 5], [-3, 4]], None, .7),
    'bernoulli': (lambda n: mp.bernoulli(int(n)), one(lambda: 2 * random.randint(0, 128)), [1, 2], None, .5),
}


def box(r):
    return lambda: (random.uniform(-r, r), random.uniform(-r, r))


def upper(r):
    return lambda: (random.uniform(-r, r), random.uniform(0, r))


ELEMENTARY = 'exp log sqrt sin cos tan sinh cosh tanh asin acos atan asinh acosh atanh'.split()
COMPLEX = {f'complex.{n}': (getattr(mp, n), [box(3), box(30), box(.1)]) for n in ELEMENTARY} | {
    'complexGamma.gamma': (mp.gamma, [box(5), box(30)]),
    'complexGamma.logGamma': (mp.loggamma, [box(5), box(30)]),
    'complexGamma.digamma': (mp.digamma, [box(5), box(30)]),
    'complexError.erf': (mp.erf, [box(1.5), box(6)]),
    'complexError.erfc': (mp.erfc, [box(1.5), box(6)]),
    'complexError.faddeeva': (lambda z: mp.exp(-z * z) * mp.erfc(-1j * z), [upper(3), upper(10)]),
}


def exact(f, arguments):
    """f at the arguments, at the first precision that the next one confirms."""
    previous = None
    for digits in (60, 110, 200, 400, 800):
        with mp.workdps(digits):
            try:
                value = mp.mpmathify(f(*arguments))
            except (ValueError, ZeroDivisionError, mp.NoConvergence, NotImplementedError):
                return None
            if previous is not None and abs(value - previous) <= mpf(10) ** -25 * abs(value):
                return value
            previous = value
    return None


def usable(value):
    return mpf(10) ** -300 < abs(value) < mpf(10) ** 308 or value == 0


def rounded(value):
    y = float(value)
    with mp.workdps(60):
        return y, round(float((value - mpf(y)) / math.ulp(y)), 3)


def real(points):
    table = {}
    for name, (f, rows, awkward, envelope, share) in REAL.items():
        random.seed(name)
        count = max(4, int(points * share / len(rows)))
        inputs = [p if isinstance(p, list) else [p] for p in awkward]
        inputs += [[s() for s in row] for row in rows for _ in range(count)]
        entry = {'x': [], 'y': [], 'r': []} | ({'scale': []} if envelope else {})
        for point in inputs:
            arguments = [mpf(v) for v in point]
            value = exact(f, arguments)
            if value is None or not usable(value) or mp.im(value) != 0:
                continue
            y, r = rounded(mp.re(value))
            entry['x'].append(point[0] if len(point) == 1 else point)
            entry['y'].append(y)
            entry['r'].append(r)
            if envelope:
                size = exact(envelope, arguments)
                entry['scale'].append(float(f'{float(size or 0):.6g}'))
        table[name] = entry
    return table


def complex_(points):
    table = {}
    for name, (f, rows) in COMPLEX.items():
        random.seed(name)
        entry = {'x': [], 'y': []}
        for point in [s() for s in rows for _ in range(points // len(rows))]:
            value = exact(f, [mpc(*point)])
            if value is None or not usable(value):
                continue
            entry['x'].append(list(point))
            entry['y'].append([float(value.real), float(value.imag)])
        table[name] = entry
    return table


def write(path, table):
    lines = [f'{json.dumps(name)}:{json.dumps(entry, separators=(",", ":"))}' for name, entry in table.items()]
    path.write_text('{\n' + ',\n'.join(lines) + '\n}\n')
    print(path.name, sum(len(e['x']) for e in table.values()), 'values')


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('--points', type=int, default=60)
    parser.add_argument('--out', type=Path, default=DEFAULT)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    write(options.out / 'real.json', real(options.points))
    write(options.out / 'complex.json', complex_(options.points))
