"""Reference values for limits, series, equations and definite integrals of a first course.

Reads the lists in test/fixtures/symbolic/calculus/*.txt and writes reference.json beside them.
Needs SymPy and mpmath:  python scripts/calculus-reference.py
"""
import json, signal
from pathlib import Path

import mpmath
from sympy import (
    Abs, Derivative, E, Ei, Float, Function, I, LambertW, Max, N, Piecewise, Si, Ci, airyai, besselj, elliptic_k,
    expint, exp, floor, limit, loggamma, oo, pi, polygamma, series, solve, symbols, zoo, nan, S,
)
from sympy.calculus.accumulationbounds import AccumulationBounds
from sympy.parsing.sympy_parser import convert_xor, parse_expr, standard_transformations

folder = Path(__file__).parent.parent / 'test' / 'fixtures' / 'symbolic' / 'calculus'
names = 'x y a b c n h k'.split()
real = dict(zip(names, symbols(' '.join(names), real=True)))
at = dict(a=1.3, b=0.7, c=0.4, n=2.5, h=0.9, y=0.6, x=0.8)
f = Function('f')
pieces = lambda *v: Piecewise(*[(v[i], v[i + 1] if i + 1 < len(v) else True) for i in range(0, len(v), 2)])
space = dict(
    real, f=f, digamma=lambda t: polygamma(0, t), lgamma=loggamma, elliptic_k=elliptic_k, floor=floor, piecewise=pieces,
    max=Max, abs=Abs, logistic=lambda t: 1 / (1 + exp(-t)), Si=Si, Ci=Ci, Ei=Ei, E1=lambda t: expint(1, t),
    besselj=besselj, airyai=airyai, LambertW=LambertW,
)
rules = standard_transformations + (convert_xor,)


def parse(text):
    if '==' in text:
        left, right = text.split('==', 1)
        return parse(left) - parse(right)
    return parse_expr(text.strip(), local_dict=space, transformations=rules)


def number(e):
    """The value with parameters put in: a decimal, 'oo', '-oo', 'undefined', or None where SymPy gives none."""
    if isinstance(e, AccumulationBounds) or e in (zoo, nan):
        return 'undefined'
    if e in (oo, -oo):
        return str(e)
    if e.has(f) or e.has(Derivative):
        return None
    v = N(e.subs({real[k]: Float(v, 30) for k, v in at.items()}), 20)
    if not v.is_number:
        return None
    re, im = v.as_real_imag()
    return str(N(re, 17)) if abs(im) < 1e-12 else None


class Slow(BaseException):
    pass


def stop(*_):
    raise Slow()


signal.signal(signal.SIGALRM, stop)


def run(line, make):
    signal.alarm(20)
    try:
        return make(*[p.strip() for p in line.split(' | ')])
    except (Slow, Exception):
        return None
    finally:
        signal.alarm(0)


def limit_value(e, v, point, side='+-'):
    try:
        return number(limit(parse(e), real[v], parse(point), '+' if 'oo' in point else side))
    except ValueError:
        return 'undefined'


def series_value(e, point, order):
    """The truncated series at a place near the point."""
    p = parse(point)
    place = S(50) if p is oo else p + S(1) / 16
    poly = series(parse(e), real['x'], p, int(order)).removeO()
    return number(poly.subs(real['x'], place))


def roots(equation):
    found = [number(s) for s in solve(parse(equation), real['x'])]
    return [r for r in found if r not in (None, 'undefined')]


def integral(e, a, b):
    mpmath.mp.dps = 25
    value = lambda t: eval(t.replace('^', '**').replace('abs', 'fabs').replace('1/2', 'mpf(1)/2'), vars(mpmath) | {'E': mpmath.e, 'oo': mpmath.inf, 'max': max, 'floor': mpmath.floor})
    low, high = value(a), value(b)
    g = lambda x: eval(e.replace('^', '**').replace('abs', 'fabs').replace('1/2', 'mpf(1)/2'), vars(mpmath) | {'x': x, 'max': max})
    cuts = [mpmath.mpf(k) / 2 for k in range(-12, 24)]
    points = [low] + [c for c in cuts if low < c < high] + [high]
    return str(mpmath.quad(g, points))


# integrals that quadrature does not do: they diverge, oscillate, or end too slowly
known = {
    'sin(x)/x | 0 | oo': str(mpmath.pi / 2), 'sin(x^2) | 0 | oo': str(mpmath.sqrt(mpmath.pi / 8)),
    '1/(x*log(x)^2) | 2 | oo': str(1 / mpmath.log(2)), 'cos(x)/x | 1 | oo': str(-mpmath.ci(1)),
    **{k: 'diverges' for k in (
        '1/x | 1 | oo', '1/x^2 | 0 | 1', '1/(x*log(x)) | 2 | oo', '1/x | -1 | 1', '1/x^2 | -1 | 1', 'tan(x) | 0 | pi',
        '1/(x-1)^2 | 0 | 3', 'x^2 | -oo | oo', 'sin(x) | 0 | oo')},
}

# SymPy takes the piece at the point for the limit from both sides
pieces_at = {
    'piecewise(x, x < 0, x + 1, True) | x | 0': 'undefined', 'piecewise(x, x < 0, x + 1, True) | x | 0 | -': '0.0'}

result = {}
for name, make in dict(limits=limit_value, series=series_value, equations=roots).items():
    lines = (folder / f'{name}.txt').read_text().split('\n')
    result[name] = [{'line': l, 'value': pieces_at.get(l) or run(l, make)} for l in lines if l.strip()]
lines = (folder / 'definite.txt').read_text().split('\n')
result['definite'] = [{'line': l, 'value': known.get(l) or run(l, integral)} for l in lines if l.strip()]
result['parameters'] = at
(folder / 'reference.json').write_text(json.dumps(result, indent=1))
