"""Exact values for bench/math-accuracy.ts: random and awkward arguments of each function in float64, with results to
106 bits (two float64) from mpmath. Prints JSON.

    python3 bench/math-accuracy.py 3000 > exact.json
    python3 bench/math-accuracy.py 3000 gamma ndtri > exact.json
"""
import json, random, struct, sys
from mpmath import mp, mpf
import mpmath as m

mp.prec = 400
random.seed(20240607)
count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
only = sys.argv[2:]


def patterns(low, high, n):
    """Doubles with uniformly random bit patterns between two of one sign."""
    a, b = [struct.unpack('>q', struct.pack('>d', abs(x)))[0] for x in (low, high)]
    sign = -1 if high < 0 or low < 0 else 1
    a, b = min(a, b), max(a, b)
    return [sign * struct.unpack('>d', struct.pack('>q', random.randint(a, b)))[0] for _ in range(n)]


def uniform(low, high, n):
    return [random.uniform(low, high) for _ in range(n)]


tiny = 5e-324
big = 1.7976931348623157e308
both = lambda h: patterns(tiny, h, count // 4) + patterns(-tiny, -h, count // 4)


def near_multiples(n):
    out = []
    for _ in range(n):
        k = random.randint(1, 10 ** random.randint(1, 15))
        out.append(float(mpf(k) * m.pi / 2))
    return out


def near_one(n):
    return [random.choice([1, -1]) * min(1 - random.random() * 2.0 ** -random.randint(1, 48), 0.9999999999999999) for _ in range(n)]


def pairs_pow():
    out = []
    for _ in range(count):
        x = random.choice([lambda: patterns(tiny, big, 1)[0], lambda: random.uniform(0.5, 2), lambda: 1 + random.uniform(-1, 1) * 2.0 ** -random.randint(1, 50)])()
        if x <= 0: continue
        l = float(m.log(x))
        if l == 0: continue
        y = random.choice([lambda: random.uniform(-744, 709) / l, lambda: random.uniform(-5, 5)])()
        out.append((x, y))
    return out


def erfcx(x):
    if x < 1000: return m.exp(x * x) * m.erfc(x)
    term = total = 1 / (x * m.sqrt(m.pi))
    for k in range(1, 20):
        term *= -(2 * k - 1) / (2 * x * x)
        total += term
    return total


def log_ndtr(x):
    half = -x / m.sqrt(2)
    return m.log(erfcx(half) / 2) - x * x / 2 if x < 0 else m.log1p(-m.erfc(-half) / 2)


def ndtri(p):
    """Newton's method on log ndtr(y) = log p, from the side where p is small."""
    q = min(p, 1 - p)
    if p == mpf(1) / 2: return mpf(0)
    y = -m.sqrt(-2 * m.log(2 * q)) if q < 0.1 else -m.sqrt(2) * m.erfinv(1 - 2 * q)
    for _ in range(100):
        value = m.erfc(-y / m.sqrt(2)) / 2
        step = (m.log(value) - m.log(q)) * value / m.npdf(y)
        y -= step
        if abs(step) < mpf(10) ** -45 * abs(y): break
    return y if p < 0.5 else -y


cases = {
    'exp': (m.exp, patterns(tiny, 709.7, count // 4) + patterns(-tiny, -745, count // 4) + uniform(-745, 709.7, count // 2)),
    'expm1': (m.expm1, both(709.7) + uniform(-40, 709.7, count // 4) + uniform(-2, 2, count // 4)),
    'log': (m.log, patterns(tiny, big, count // 2) + uniform(0.3, 3, count // 2)),
    'log1p': (m.log1p, patterns(tiny, big, count // 3) + patterns(-tiny, -0.9999999999999999, count // 3) + uniform(-0.9, 3, count // 3)),
    'log2': (lambda x: m.log(x, 2), patterns(tiny, big, count // 2) + uniform(0.3, 3, count // 2)),
    'log10': (m.log10, patterns(tiny, big, count // 2) + uniform(0.3, 3, count // 2)),
    'tanh': (m.tanh, both(20.0) + uniform(-20, 20, count // 4) + uniform(-1, 1, count // 4)),
    'logistic': (lambda x: 1 / (1 + m.exp(-x)), both(40.0) + uniform(-745, 40, count // 2)),
    'sin': (m.sin, both(big) + uniform(-10, 10, count // 4) + near_multiples(count // 4)),
    'cos': (m.cos, both(big) + uniform(-10, 10, count // 4) + near_multiples(count // 4)),
    'tan': (m.tan, both(big) + uniform(-10, 10, count // 4) + near_multiples(count // 4)),
    'asin': (m.asin, both(1.0) + uniform(-1, 1, count // 2)),
    'acos': (m.acos, both(1.0) + uniform(-1, 1, count // 2)),
    'atan': (m.atan, both(big) + uniform(-5, 5, count // 2)),
    'sinh': (m.sinh, both(710.0) + uniform(-710, 710, count // 2)),
    'cosh': (m.cosh, both(710.0) + uniform(-710, 710, count // 2)),
    'asinh': (m.asinh, both(big) + uniform(-5, 5, count // 2)),
    'acosh': (m.acosh, patterns(1.0, big, count // 2) + uniform(1, 5, count // 2)),
    'atanh': (m.atanh, both(0.9999999999999999) + uniform(-1, 1, count // 2)),
    'erf': (m.erf, both(6.0) + uniform(-6, 6, count // 4) + uniform(-1.5, 1.5, count // 4)),
    'erfc': (m.erfc, both(26.0) + uniform(-6, 26.5, count // 2)),
    'erf_inv': (m.erfinv, both(0.9999999999999999)[: count // 6] + uniform(-1, 1, count // 8) + near_one(count // 8)),
    'erfcx': (erfcx, patterns(tiny, big, count // 4) + uniform(-26.6, 40, count // 2) + uniform(-1, 1, count // 4)),
    'ndtr': (m.ncdf, patterns(tiny, 30.0, count // 4) + uniform(-37, 8, count // 2) + uniform(-2, 2, count // 4)),
    'log_ndtr': (log_ndtr, patterns(-tiny, -1e150, count // 4) + uniform(-40, 35, count // 2) + uniform(-2, 2, count // 4)),
    'ndtri': (ndtri, patterns(1e-307, 0.5, count // 8) + uniform(0, 1, count // 8) + [1 - abs(x) / 2 for x in near_one(count // 16)]),
    'rsqrt': (lambda x: 1 / m.sqrt(x), patterns(tiny, big, count)),
    'cbrt': (lambda x: m.cbrt(abs(x)) * (1 if x > 0 else -1), both(big)),
    'lgamma': (lambda x: m.re(m.loggamma(x)) if x > 0 else m.log(abs(m.gamma(x))), patterns(1e-300, 1e300, count // 8) + uniform(0, 30, count // 4) + uniform(-20, 0, count // 8)),
    'gamma': (m.gamma, patterns(1e-307, 1.0, count // 8) + uniform(0, 171.6, count // 4) + uniform(-20, 0, count // 8) + uniform(-170, 0, count // 8)),
    **{f'polygamma{n}': (lambda x, n=n: m.psi(n, x), patterns(10.0 ** (-290 / (n + 1)), 10.0 ** (290 / n), count // 8) + uniform(0, 30, count // 8) + uniform(-20, 0, count // 8)) for n in (1, 2, 3, 4, 10)},
    'digamma': (lambda x: m.psi(0, x), patterns(1e-300, 1e300, count // 8) + uniform(0, 30, count // 4) + uniform(-20, 0, count // 8)),
}


def entry(value):
    high = float(value)
    low = float(value - mpf(high)) if abs(high) < float('inf') else 0.0
    return high, low


out = {}
for name, (f, xs) in cases.items():
    if only and name not in only: continue
    if name in ('lgamma', 'digamma', 'erf_inv', 'gamma', 'ndtri') or 'polygamma' in name:
        mp.prec = 160
    xs = [x for x in xs if x == x and x != 0]
    if name in ('sin', 'cos', 'tan'):
        mp.prec = 1300
    ys = [entry(f(mpf(x))) for x in xs]
    mp.prec = 400
    out[name] = {'x': [xs], 'high': [y[0] for y in ys], 'low': [y[1] for y in ys]}
if only:
    json.dump(out, sys.stdout)
    sys.exit()
ps = pairs_pow()
ys = [entry(mpf(x) ** mpf(y)) for x, y in ps]
out['power'] = {'x': [[p[0] for p in ps], [p[1] for p in ps]], 'high': [y[0] for y in ys], 'low': [y[1] for y in ys]}
qs = [(random.choice([1, -1]) * a, random.choice([1, -1]) * b) for a, b in zip(patterns(1e-300, 1e300, count), patterns(1e-300, 1e300, count))]
qs = qs[: count // 4] + [(random.uniform(-3, 3), random.uniform(-3, 3)) for _ in range(count // 2)]
ys = [entry(m.atan2(mpf(a), mpf(b))) for a, b in qs]
out['atan2'] = {'x': [[p[0] for p in qs], [p[1] for p in qs]], 'high': [y[0] for y in ys], 'low': [y[1] for y in ys]}
json.dump(out, sys.stdout)
