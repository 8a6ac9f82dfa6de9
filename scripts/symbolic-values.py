"""Writes test/fixtures/special/functions.json and functions-complex.json: values of every function of the pages of
derivatives over its whole real domain, and of those that have fast complex forms over the plane, by mpmath, for
src/symbolic/evaluate/accuracy.test.ts.

    pip install mpmath gmpy2 && python scripts/symbolic-values.py [--points N] [--out FILE] [NAME ...]

The points are those that hurt: tiny and huge numbers, whole numbers and halves, both sides of poles, zeros and branch
points, and random ones (from a fixed seed). A value is accepted when mpmath gives the same 25 digits at two precisions.
It is stored as its float64 y and the rest r in units of y's last place. Values that overflow or are subnormal are left out.
"""
import argparse
import json
import math
import random
import signal
from pathlib import Path
from mpmath import mp, mpf
from error_functions import erfcinv, erfcx, erfinv, ndtr

OUT = Path(__file__).resolve().parent.parent / 'test/fixtures/special/functions.json'


def ring(*_):
    raise TimeoutError


signal.signal(signal.SIGALRM, ring)

TINY = [1e-300, 1e-200, 1e-100, 3e-20, 1e-15, 1e-10, 3e-8, 1e-5, 1e-3]
HUGE = [50.0, 123.456, 1e3, 12345.678, 1e5, 1e8, 1e15, 1e20, 1e100, 1e300]


def beside(c):
    up = math.nextafter(c, math.inf)
    down = math.nextafter(c, -math.inf)
    return [c, up, down] + [c * (1 + s * d) if c else s * d for d in (1e-12, 1e-7, 1e-3) for s in (1, -1)]


def everywhere():
    x = random.random()
    sign = random.choice([1, -1])
    if x < 0.1:
        return sign * random.choice(TINY)
    if x < 0.18:
        return sign * random.choice(HUGE)
    if x < 0.26:
        return sign * float(random.randint(0, 12))
    if x < 0.34:
        return sign * (random.randint(0, 12) + 0.5)
    if x < 0.44:
        return random.choice(beside(float(sign * random.randint(0, 9))))
    if x < 0.5:
        return random.choice(beside(sign * (random.randint(0, 9) + 0.5)))
    if x < 0.75:
        return sign * random.uniform(0, 4)
    if x < 0.9:
        return sign * random.uniform(0, 30)
    return sign * 10 ** random.uniform(-6, 4)


def within(a, b, *special):
    def sample():
        x = random.random()
        if x < 0.2:
            return random.choice(special) if special else random.uniform(a, b)
        if x < 0.45 and a >= 0:
            return min(b, a + 10 ** random.uniform(-12, 0) * (b - a))
        if x < 0.6:
            return random.choice([v for v in everywhere_list if a <= v <= b] or [a])
        return random.uniform(a, b)
    return sample


everywhere_list = [s * v for s in (1, -1) for v in TINY + [float(k) for k in range(60)] + [k + .5 for k in range(60)]]


def sampler(*values):
    return lambda: random.choice(values)


def unit(a=-1.0, b=1.0):
    def sample():
        x = random.random()
        if x < 0.25:
            return random.choice([a, b]) + random.choice([1, -1]) * 10 ** random.uniform(-16, -1)
        if x < 0.5:
            return random.choice([1, -1]) * 10 ** random.uniform(-300, -1) if random.random() < .4 else random.choice([1, -1]) * 10 ** random.uniform(-10, -1)
        return random.uniform(a, b)
    return sample


def moderate():
    while True:
        x = everywhere()
        if x == 0 or 1e-12 < abs(x) < 1e6:
            return x


small = within(-6, 12)
positive = within(0, 40)
order = sampler(0.0, 1.0, 2.0, 3.0, 5.0, 10.0, 0.5, 1.5, 2.5, -0.5, 1 / 3, 0.1, 7.3, -1.7, 25.0, 60.5)
argument = within(0, 60, 1e-10, 1e-3, 100.0, 300.0, 25.0, 2.404825557695773, 3.8317059702075125, 0.893576966279)


def dawson(x):
    if abs(x) > 1e4:
        return (1 + 1 / (2 * x ** 2) + 3 / (4 * x ** 4) + 15 / (8 * x ** 6) + 105 / (16 * x ** 8) + 945 / (32 * x ** 10) + 10395 / (64 * x ** 12)) / (2 * x)
    return mp.sqrt(mp.pi) / 2 * mp.exp(-x * x) * mp.erfi(x)


def logistic(x):
    return 1 / (1 + mp.exp(-x))


def softplus(x):
    return mp.log1p(mp.exp(x))


def factorial2(x):
    return mp.fac2(x)








def real(f):
    def g(*args):
        value = f(*args)
        if mp.im(value) != 0:
            raise ValueError
        return mp.re(value)
    return g


ANY = [everywhere]
ONE = {
    'exp': mp.exp, 'expm1': mp.expm1, 'log': mp.log, 'log1p': mp.log1p, 'sin': mp.sin, 'cos': mp.cos, 'tan': mp.tan,
    'cot': mp.cot, 'sec': mp.sec, 'csc': mp.csc, 'atan': mp.atan, 'acot': lambda x: mp.atan(1 / x) if x else mp.pi / 2,
    'asec': mp.asec, 'acsc': mp.acsc, 'sinh': mp.sinh, 'cosh': mp.cosh, 'tanh': mp.tanh, 'coth': mp.coth, 'sech': mp.sech,
    'csch': mp.csch, 'asinh': mp.asinh, 'acosh': mp.acosh, 'acoth': lambda x: mp.atanh(1 / x), 'acsch': mp.acsch,
    'cbrt': lambda x: mp.sign(x) * mp.cbrt(abs(x)), 'logistic': logistic, 'softplus': softplus, 'sinc': mp.sincpi,
    'tanhshrink': lambda x: x - mp.tanh(x) if abs(x) > 1e-15 else x ** 3 / 3 - 2 * x ** 5 / 15, 'erf': mp.erf, 'erfc': mp.erfc, 'erfcx': erfcx, 'erfi': mp.erfi, 'dawson': dawson,
    'ndtr': ndtr, 'log_ndtr': lambda x: mp.log1p(-ndtr(-x)) if x > 0 else mp.log(ndtr(x)), 'gamma': mp.gamma, 'lgamma': lambda x: mp.re(mp.loggamma(x)),
    'digamma': mp.digamma, 'trigamma': lambda x: mp.psi(1, x), 'factorial': mp.factorial, 'factorial2': factorial2,
    'harmonic': mp.harmonic, 'fresnels': mp.fresnels, 'fresnelc': mp.fresnelc, 'Ei': mp.ei, 'E1': real(mp.e1), 'li': real(mp.li),
    'Si': mp.si, 'Ci': real(mp.ci), 'Shi': mp.shi, 'Chi': real(mp.chi), 'airyai': mp.airyai,
    'airyaiprime': lambda x: mp.airyai(x, derivative=1), 'airybi': mp.airybi, 'airybiprime': lambda x: mp.airybi(x, derivative=1),
    'zeta': mp.zeta, 'elliptic_k': real(mp.ellipk), 'elliptic_e': real(mp.ellipe), 'gelu': lambda x: x * ndtr(x),
    'gelu_tanh': lambda x: x * logistic(mp.sqrt(8 / mp.pi) * (x + mpf('0.044715') * x ** 3)), 'silu': lambda x: x * logistic(x),
    'mish': lambda x: x * mp.tanh(softplus(x)), 'softsign': lambda x: x / (1 + abs(x)),
    'log_logistic': lambda x: -softplus(-x), 'quick_gelu': lambda x: x * logistic(mpf('1.702') * x),
    'elu': lambda x: mp.expm1(x) if x < 0 else x, 'i0': lambda x: mp.besseli(0, x), 'i1': lambda x: mp.besseli(1, x),
    'i0e': lambda x: mp.besseli(0, x) * mp.exp(-abs(x)), 'i1e': lambda x: mp.besseli(1, x) * mp.exp(-abs(x)),
}
# name: (function, samplers, share of the points)
TABLE = {name: (f, ANY, 1) for name, f in ONE.items()} | {
    'asin': (mp.asin, [unit()], 1), 'acos': (mp.acos, [unit()], 1), 'atanh': (mp.atanh, [unit()], 1),
    'asech': (mp.asech, [unit(0, 1)], 1), 'logit': (lambda p: mp.log(p / (1 - p)), [unit(0, 1)], 1),
    'erfinv': (lambda y: mp.erfinv(y) if abs(y) < .9 else mp.sign(y) * erfcinv(1 - abs(y)), [unit()], 1),
    'erfcinv': (erfcinv, [unit(0, 2)], 1), 'ndtri': (lambda p: -mp.sqrt(2) * erfcinv(2 * p), [unit(0, 1)], 1),
    'LambertW': (real(mp.lambertw), [lambda: random.choice([everywhere(), -math.exp(-1) + 10 ** random.uniform(-16, -1)])], 1),
    'atan2': (mp.atan2, [everywhere, everywhere], 1), 'hypot': (mp.hypot, [everywhere, everywhere], 1),
    'logaddexp': (lambda a, b: mp.log(mp.exp(a) + mp.exp(b)), [small, small], 1),
    'xlogy': (lambda x, y: x * mp.log(y), [everywhere, positive], 1),
    'xlog1py': (lambda x, y: x * mp.log1p(y), [everywhere, within(-1, 40)], 1),
    'polygamma': (lambda n, x: mp.psi(int(n), x), [sampler(0., 1., 2., 3., 4., 7., 20.), everywhere], 1),
    'beta': (mp.beta, [moderate, moderate], 1),
    'lbeta': (lambda a, b: mp.re(mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)), [positive, positive], 1),
    'binomial': (mp.binomial, [moderate, moderate], 1),
    'risingfactorial': (mp.rf, [moderate, moderate], 1), 'fallingfactorial': (mp.ff, [moderate, moderate], 1),
    'expint': (real(mp.expint), [order, positive], 1),
    'hurwitz': (real(mp.zeta), [within(-8, 30), within(0, 40)], 1),
    'polylog': (real(mp.polylog), [sampler(-3., -2., -1., 0., 1., 2., 3., 5., .5, 1.5, 2.5, -.5, 2.000001, .3, 3.9999, 7.7, 12., -.999, -2.5, -7.), within(-30, .9999999, -1., 1 - 1e-10, .5, .999, -1000., 1e-5, -1e-9)], 1),
    'besselj': (real(mp.besselj), [order, argument], 2), 'bessely': (real(mp.bessely), [order, argument], 2),
    'besseli': (real(mp.besseli), [order, argument], 1), 'besselk': (real(mp.besselk), [order, argument], 1),
    'lowergamma': (real(lambda a, x: mp.gammainc(a, 0, x)), [within(0, 40, .5, 1., 1e-5, -1.5), positive], 1),
    'uppergamma': (real(lambda a, x: mp.gammainc(a, x)), [within(-5, 40, 0., -1., -2., .5, -1.5), positive], 1),
    'gammap': (real(lambda a, x: mp.gammainc(a, 0, x, regularized=True)), [within(0, 100, .5, 1., 1e-5), within(0, 150)], 1),
    'gammaq': (real(lambda a, x: mp.gammainc(a, x, regularized=True)), [within(0, 100, .5, 1., 1e-5), within(0, 150)], 1),
    'betainc': (real(lambda a, b, x: mp.betainc(a, b, 0, x)), [within(0, 40, .5, 1.), within(0, 40, .5, 1., -1.5), within(-.5, 1)], 1),
    'betaregularized': (real(lambda a, b, x: mp.betainc(a, b, 0, x, regularized=True)), [within(0, 60, .5, 1.), within(0, 60, .5, 1.), within(0, 1)], 1),
    'elliptic_f': (real(mp.ellipf), [within(-8, 8, 1.5, math.pi / 2), within(-4, 1, -100., .999999, 1e-9)], 1),
    'elliptic_einc': (real(mp.ellipe), [within(-8, 8, 1.5, math.pi / 2), within(-4, 1, -100., .999999, 1e-9)], 1),
    'elliptic_pi': (real(mp.ellippi), [within(-5, 1, -100., .999, 1e-9), within(-4, 1, -100., .999, 1e-9)], 1),
    'elliptic_piinc': (real(mp.ellippi), [within(-5, 1, -100., .999, 1e-9), within(-1.57, 1.57), within(-4, 1, -100., .999, 1e-9)], 1),
    'hyp0f1': (mp.hyp0f1, [within(-4, 10, .5, 1.5), within(-60, 60)], 1),
    'hyp1f1': (mp.hyp1f1, [within(-5, 8, .5, 1.5), within(-3, 9, .5, 1.5), within(-60, 60, -200., 200., 1e-9)], 2),
    'hyp2f1': (real(mp.hyp2f1), [within(-4, 5, .5, 1., 2.), within(-4, 5, .5, 1., 1.5), within(-2, 7, 1., 2., 1.5), within(-10, 1, -1., .999, .99999, -100., -1000., .5)], 2),
    'hyperu': (real(mp.hyperu), [within(-3, 5, .5, 1.), within(-3, 5, .5, 1., 2.), positive], 1),
    'hyp1f2': (mp.hyp1f2, [small, positive, positive, within(-60, 60)], .5),
    'hyp2f2': (mp.hyp2f2, [positive, positive, positive, positive, within(-20, 20)], .5),
    'legendre': (real(mp.legendre), [sampler(0., 1., 2., 5., 10., 33., 60., .5, 2.7, -1.5, -3.), lambda: round(random.uniform(-1, 1), 6)], 1),
    'chebyshevt': (real(mp.chebyt), [sampler(0., 1., 2., 5., 10., 33., 60., .5, 2.7, -3.), unit()], 1),
    'chebyshevu': (real(mp.chebyu), [sampler(0., 1., 2., 5., 10., 33., 60., .5, 2.7, -3.), unit()], 1),
    'hermite': (real(mp.hermite), [sampler(0., 1., 2., 5., 10., 33., .5, 2.7, -1.5, -3.), within(-8, 8)], 1),
    'laguerre': (lambda n, x: mp.laguerre(n, 0, x), [sampler(0., 1., 2., 5., 10., 33., .5, 2.7, -1.5), within(-8, 30)], 1),
    'assoc_laguerre': (real(mp.laguerre), [sampler(0., 1., 2., 5., 10., 33., .5, 2.7), within(-1, 5, .5), within(-8, 30)], 1),
    'gegenbauer': (real(mp.gegenbauer), [sampler(0., 1., 2., 5., 10., 33., .5, 2.7), within(0, 5, .5), unit()], 1),
    'jacobi': (real(mp.jacobi), [sampler(0., 1., 2., 5., 10., 33., .5, 2.7), within(-1, 5, .5), within(-1, 5, .5), unit()], 1),
    'struveh': (real(mp.struveh), [sampler(0., 1., 2., .5, -.5, 1.3, -1.5), argument], .6),
    'struvel': (real(mp.struvel), [sampler(0., 1., 2., .5, -.5, 1.3, -1.5), argument], .6),
}


def plane():
    """Complex points: on the axes, tiny, near the special points on the real and on the imaginary axis, and anywhere."""
    x = random.random()
    if x < 0.3:
        return mp.mpc(random.uniform(-4, 4), random.uniform(-4, 4))
    if x < 0.5:
        return mp.mpc(random.uniform(-20, 20), random.uniform(-20, 20))
    if x < 0.6:
        return mp.mpc(0, random.uniform(-6, 6))
    if x < 0.7:
        return mp.mpc(random.uniform(-3, 3), random.choice([1, -1]) * 10 ** random.uniform(-20, -2))
    size = 10 ** random.uniform(-12, -1)
    angle = random.uniform(-math.pi, math.pi)
    center = random.choice([0, 0, 1, -1, 2, -2, .5, -.5, 3, math.pi / 2, math.pi, 1j, -1j, 1j * math.pi, 1.5j])
    return mp.mpc(center) + mp.mpc(size * math.cos(angle), size * math.sin(angle))


COMPLEX = {name: (ONE[name], [plane]) for name in (
    'exp expm1 log log1p sin cos tan cot sec csc atan acot asec acsc sinh cosh tanh coth sech csch asinh acosh acoth acsch '
    'logistic sinc erf erfc erfi ndtr gamma digamma factorial gelu silu mish dawson tanhshrink gelu_tanh quick_gelu'
).split()} | {
    'asin': (mp.asin, [plane]), 'acos': (mp.acos, [plane]), 'atanh': (mp.atanh, [plane]), 'asech': (mp.asech, [plane]),
    'logit': (lambda p: mp.log(p / (1 - p)), [plane]), 'lgamma': (mp.loggamma, [plane]),
    'erfcx': (lambda z: mp.exp(z * z) * mp.erfc(z), [plane]), 'softplus': (lambda z: mp.log(1 + mp.exp(z)), [plane]),
    'log_logistic': (lambda z: -mp.log(1 + mp.exp(-z)), [plane]), 'power': (mp.power, [plane, plane]),
}


def complex_entry(f, samplers, count):
    out = {'x': [], 'y': []}
    for _ in range(count):
        # float64 parts
        point = [mp.mpc(float(z.real), float(z.imag)) for z in (s() for s in samplers)]
        value = exact(f, point)
        if value is None or mp.isnan(value) or not mpf(1e-290) < abs(value) < mpf(1e290):
            continue
        out['x'].append([part for z in point for part in (float(z.real), float(z.imag))])
        out['y'].append([float(mp.re(value)), float(mp.im(value))])
    return out


def exact(f, arguments):
    """f at the arguments, at the first precision that the next one confirms."""
    previous = None
    signal.setitimer(signal.ITIMER_REAL, 2)
    try:
        for digits in (50, 90, 180, 400, 900):
            with mp.workdps(digits):
                value = mp.mpmathify(f(*arguments))
                if previous is not None and abs(value - previous) <= mpf(10) ** -25 * abs(value):
                    return value
                previous = value
    except Exception:
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        mp.dps = 15
    return None


def usable(value):
    return not mp.isnan(value) and mp.im(value) == 0 and mpf(2.3e-308) < abs(value) < mpf(1.7e308)


def entry(f, samplers, count):
    out = {'x': [], 'y': [], 'r': []}
    for point in sorted({tuple(s() for s in samplers) for _ in range(count)}):
        value = exact(f, [mpf(v) for v in point])
        if value is None or not usable(value):
            continue
        y = float(mp.re(value))
        with mp.workdps(60):
            rest = float((mp.re(value) - mpf(y)) / math.ulp(y)) if y else 0.0
        out['x'].append(point[0] if len(point) == 1 else list(point))
        out['y'].append(y)
        out['r'].append(round(rest, 2))
    return out


def write(path, functions, made):
    table = json.loads(path.read_text()) if options.names and path.exists() else {}
    for name, row in functions.items():
        if options.names and name not in options.names:
            continue
        random.seed(name)
        table[name] = made(*row)
        print(name, len(table[name]['y']), flush=True)
    lines = [f'{json.dumps(name)}:{json.dumps(found, separators=(",", ":"))}' for name, found in table.items()]
    path.write_text('{\n' + ',\n'.join(lines) + '\n}\n')


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('--points', type=int, default=50)
    parser.add_argument('--out', type=Path, default=OUT)
    parser.add_argument('names', nargs='*')
    options = parser.parse_args()
    write(options.out, TABLE, lambda f, samplers, share: entry(f, samplers, int(options.points * share)))
    path = options.out.with_name(options.out.stem + '-complex.json')
    write(path, COMPLEX, lambda f, samplers: complex_entry(f, samplers, options.points))
