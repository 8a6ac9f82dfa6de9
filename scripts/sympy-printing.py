"""Writes test/fixtures/symbolic/printed.json: random expressions as SymPy prints them, with their values.

Needs SymPy 1.14. Run: python scripts/sympy-printing.py > test/fixtures/symbolic/printed.json
"""

import json
import random
import signal

import sympy as sp
from sympy import Function, Integral, Derivative, Piecewise, Product, Rational, Sum, symbols
from sympy.printing.numpy import NumPyPrinter, SciPyPrinter

random.seed(20261125)
x, y, a, n, k, t = symbols('x y a n k t')
alpha = sp.Symbol('alpha_1')
values = {x: 0.37, y: 0.83, a: 1.45, alpha: 0.61}

one = [
    'sin cos tan cot sec csc asin acos atan sinh cosh tanh coth sech csch asinh atanh acsch asech exp log sqrt cbrt '
    'Abs sign floor ceiling frac gamma loggamma digamma trigamma erf erfc erfi erfinv erfcinv Ei E1 li Li Si Ci Shi Chi '
    'fresnels fresnelc LambertW zeta dirichlet_eta airyai airybi airyaiprime airybiprime elliptic_k elliptic_e '
    'factorial factorial2 harmonic Heaviside sinc acot acosh acoth asec acsc subfactorial catalan'
][0].split()
two = (
    'besselj bessely besseli besselk beta lowergamma uppergamma polylog Max Min Mod atan2 binomial '
    'RisingFactorial FallingFactorial elliptic_f elliptic_e elliptic_pi erf2 expint jn yn'
).split()


def atom():
    return random.choice(
        [x, y, a, alpha, x, y, sp.Integer(random.randint(1, 5)), Rational(random.randint(1, 9), random.randint(2, 9)),
         sp.pi, sp.E, sp.EulerGamma, sp.GoldenRatio, sp.Float('0.25'), sp.Float('1.5e-7')]
    )


def expression(depth):
    if depth == 0:
        return atom()
    kind = random.random()
    sub = lambda: expression(depth - 1)
    if kind < 0.2:
        return sub() + sub() * random.choice([1, -1, 2])
    if kind < 0.4:
        return sub() * sub()
    if kind < 0.5:
        return sub() / (sub() + 1)
    if kind < 0.58:
        return sub() ** random.choice([2, 3, -1, -2, Rational(1, 2), Rational(1, 3), Rational(-3, 2)])
    if kind < 0.62:
        return sp.Abs(sub()) ** sub()
    if kind < 0.86:
        return getattr(sp, random.choice(one))(sub())
    if kind < 0.94:
        return getattr(sp, random.choice(two))(sub(), sub())
    return random.choice([
        lambda: Piecewise((sub(), sub() > sub()), (sub(), True)),
        lambda: Piecewise((sub(), (x > sub()) & (y < 1)), (sub(), sp.Or(x < y, a >= 2)), (sub(), True)),
        lambda: Integral(sp.sin(t) * x + t, (t, 0, atom())).doit(),
        lambda: sp.hyper([x, y], [a], Rational(1, 3)),
        lambda: sp.hyper([a], [y + 1], sub()),
        lambda: sp.polygamma(2, sub()),
        lambda: sp.elliptic_pi(Rational(1, 3), sub(), Rational(1, 4)),
        lambda: sp.betainc(a, 2, 0, x),
        lambda: sp.log(sub(), 10),
    ])()


class Slow(Exception):
    pass


def alarm(*_):
    raise Slow


signal.signal(signal.SIGALRM, alarm)


def value(e):
    signal.setitimer(signal.ITIMER_REAL, 1.5)
    try:
        return measured(e)
    except (Slow, Exception):
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def measured(e):
    try:
        v = sp.N(e.subs(values), 30)
        c = complex(v)
    except Slow:
        raise
    except Exception:
        return None
    if not v.is_number or abs(c.imag) > 1e-20 or not (1e-8 < abs(c.real) < 1e8):
        return None
    # badly conditioned expressions test arithmetic, not notation
    w = sp.N(e.subs({s: v * (1 + 1e-13) for s, v in values.items()}), 30)
    if abs(complex(w) - c) > 1e-9 * abs(c):
        return None
    return float(c.real)


def record(e, v, numpy=True):
    out = {'str': str(e), 'latex': sp.latex(e), 'value': v}
    if numpy:
        try:
            out['scipy'] = SciPyPrinter().doprint(e)
            if 'Not supported' in out['scipy'] or '[0]' in out['scipy'] or '[1]' in out['scipy'] or '[2]' in out['scipy'] or '[3]' in out['scipy']:
                del out['scipy']
        except Exception:
            pass
    return out


records = []
seen = set()


def add(e):
    v = value(e)
    s = str(e)
    if v is None or s in seen or len(s) > 400 or not e.free_symbols or e.has(sp.zoo, sp.nan, sp.oo, sp.I):
        return False
    seen.add(s)
    records.append(record(e, v))
    return True


for name in one + two:
    f = getattr(sp, name)
    count = 0
    for _ in range(25):
        args = [expression(random.choice([0, 0, 1])) for _ in range(1 if name in one else 2)]
        try:
            signal.setitimer(signal.ITIMER_REAL, 2)
            e = f(*args) * random.choice([1, 1, x]) + random.choice([0, 0, y])
            if e.has(f) or count < 2:
                count += add(e)
            e = f(*args) ** 2
            if count < 2:
                count += add(e)
        except (Slow, Exception):
            continue
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        if count >= 2:
            break
while len(records) < 450:
    try:
        signal.setitimer(signal.ITIMER_REAL, 2)
        add(expression(random.choice([2, 3, 3])))
    except (Slow, Exception):
        continue
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)

# forms whose value is compared by structure: what it is in our text, by another route
f, g = Function('f'), Function('g')
forms = [
    (Derivative(f(x), x), "f'(x)"),
    (f(x).diff(x, 2), "f''(x)"),
    (f(x, y).diff(x, y, y), 'Derivative(f(x, y), x, y, 2)'),
    (sp.sin(f(2 * x)).diff(x), "2*cos(f(2*x))*f'(2*x)"),
    (f(x * y, y).diff(y), 'x*Subs(Derivative(f(t, y), t), t, x*y) + Subs(Derivative(f(x*y, t), t), t, y)'),
    (Derivative(f(x), x) * Derivative(g(x), x) * x, "x*f'(x)*g'(x)"),
    (Derivative(f(x) * g(x), x), "f'(x)*g(x) + f(x)*g'(x)"),
    (Derivative((x + 1) * sp.sin(x), x), 'sin(x) + (x + 1)*cos(x)'),
    (Derivative(f(x), x) ** 2 / x, "f'(x)^2/x"),
    (Integral(f(t), (t, 0, x)), 'Integral(f(t), t, 0, x)'),
    (Integral(x + 1, x) * y, 'y*Integral(x + 1, x)'),
    (Integral(x * y, (x, 0, 1), (y, 0, a)), 'Integral(Integral(x*y, x, 0, 1), y, 0, a)'),
    (Sum(k**2 + 1, (k, 1, n)), 'Sum(k^2 + 1, k, 1, n)'),
    (x * Sum(x**k, (k, 0, sp.oo)) + 1, '1 + x*Sum(x^k, k, 0, oo)'),
    (Product(k + x, (k, 1, n)), 'Product(k + x, k, 1, n)'),
    (sp.Sum(sp.Symbol('i') ** 2, (sp.Symbol('i'), 1, n)), 'Sum(i^2, i, 1, n)'),
    (sp.Limit(sp.sin(x) / x, x, 0), '1'),
    (sp.Eq(x**2, 4), 'x^2 == 4'),
    (sp.Ne(x, y), 'x != y'),
    (sp.And(x > 0, sp.Or(y <= 1, a >= 2)), 'x > 0 and (y <= 1 or a >= 2)'),
    (sp.Not(sp.Eq(x, y)), 'x != y'),
    (sp.oo, 'oo'), (-sp.oo, '-oo'), (sp.zoo, 'zoo'), (sp.nan, 'nan'),
    (sp.I * sp.pi + sp.E, 'I*pi + E'),
    (sp.DiracDelta(x), 'dirac(x)'),
    (sp.DiracDelta(x, 2), "dirac''(x)"),
    (sp.Heaviside(x - 1), 'heaviside(x - 1)'),
    (sp.legendre(3, x), '5*x^3/2 - 3*x/2'),
    (sp.Subs(Derivative(f(x), x), x, 2), "f'(2)"),
]
structure = [{'str': str(e), 'latex': sp.latex(e), 'text': t} for e, t in forms]
print(json.dumps({'point': {str(s): v for s, v in values.items()}, 'values': records, 'forms': structure}, indent=0))
