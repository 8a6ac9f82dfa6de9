"""Computes the Chebyshev coefficients that src/formula/special/coefficients/ holds.

    pip install mpmath gmpy2 && python scripts/special-coefficients.py [family ...]

A row names a function, the interval it is fitted on, and the variable; the function is interpolated at Chebyshev
points with 60 digits and the series is cut where the rest is below 2^-57 of the function's least value. Where the
coefficients fall fast enough the series is written as a polynomial in the interval's own variable t in [-1, 1]
(evaluated by Horner's rule), else it stays a Chebyshev series (Clenshaw's rule). No coefficient has more digits than
change the sum by 2^-62 of the function's least value, so small ones have few.
"""
import sys
from itertools import zip_longest
from pathlib import Path
from mpmath import mp, mpf

mp.dps = 60
OUT = Path(__file__).resolve().parent.parent / 'src/formula/special/coefficients'


def chebyshev(f, a, b, nodes, unit=None, tolerance=mpf(2) ** -57):
    """The coefficients, and the least value of the function at the points (or the unit)."""
    a, b = mpf(a), mpf(b)
    theta = [mp.pi * (k + mpf(1) / 2) / nodes for k in range(nodes)]
    y = [f((a + b) / 2 + (b - a) / 2 * mp.cos(t)) for t in theta]
    c = [2 * mp.fsum(v * mp.cos(k * t) for v, t in zip(y, theta)) / nodes for k in range(nodes)]
    c[0] /= 2
    least = unit or min(abs(v) for v in y)
    n = nodes
    while n > 1 and abs(c[n - 1]) + mp.fsum(abs(v) for v in c[n:]) < tolerance * least:
        n -= 1
    if n > nodes - 3:
        raise ValueError(f'not converged: {mp.nstr(c[-1], 3)}')
    return c[:n], least


def monomial(c):
    """sum c_k T_k(t) as a polynomial in t."""
    out = [mpf(0)] * len(c)
    before, now = [mpf(1)], [mpf(0), mpf(1)]
    for ck in c:
        for i, v in enumerate(before):
            out[i] += ck * v
        after = [mpf(0)] + [2 * v for v in now]
        for i, v in enumerate(before):
            after[i] -= v
        before, now = now, after
    return out


def powers(m, a, b):
    """A polynomial in t = (2u - a - b)/(b - a) as one in u."""
    slope, start = 2 / (mpf(b) - a), -(mpf(a) + b) / (mpf(b) - a)
    out = [mpf(0)] * len(m)
    for c in reversed(m):
        out = [start * v + slope * w for v, w in zip(out, [mpf(0)] + out)]
        out[0] += c
    return out


FAMILIES = {}


def family(source):
    def register(rows):
        FAMILIES[rows.__name__] = (source, rows)
        return rows
    return register


def erfcx(x):
    return mp.exp(x * x) * mp.erfc(x)


def erfinv_rest(x_squared):
    """(erfinv(x)/x - sqrt(pi)/2)/x^2."""
    with mp.workdps(130):
        x = mp.sqrt(max(x_squared, mpf(10) ** -25))
        return (mp.erfinv(x) / x - mp.sqrt(mp.pi) / 2) / x ** 2


def erfinv_over_r(r):
    """erfinv(x)/r - 1 for 1 - x^2 = exp(-r^2), also where x is not told from 1: 1 - x^2 = erfc(y) (2 - erfc(y))."""
    y = r
    for _ in range(100):
        e = mp.erfc(y)
        step = (mp.log(e * (2 - e)) + r * r) * e * (2 - e) / (4 / mp.sqrt(mp.pi) * mp.exp(-y * y) * (1 - e))
        y += step
        if abs(step) < mpf(10) ** -55 * y:
            return y / r - 1
    raise ValueError('no convergence')


@family('erf')
def error():
    yield 'erfRest', 'erf(x)/x - 1 in powers of x^2', lambda u: mp.erf(mp.sqrt(u)) / mp.sqrt(u) - 1, 0, 1, 40

    def tail(t):
        x = (mpf(5) / 2 + 2 * t) / (1 - t)
        return mp.log((x + 2) * erfcx(x))

    yield 'erfcTail', 'log((x + 2) exp(x^2) erfc(x)) in powers of (x - 5/2)/(x + 2)', tail, -0.6072, 0.85, 60, 1
    yield 'erfinvNear', '(erfinv(x)/x - sqrt(pi)/2)/x^2 in powers of x^2', erfinv_rest, 0, 0.2501, 40
    yield ('erfinvMiddle', 'erfinv(x)/r - 1 in powers of w - 5, w = r^2 = -log(1 - x^2)',
           lambda u: erfinv_over_r(mp.sqrt(u + 5)), -4.72, 4.01, 60, 1)
    yield ('erfinvFar', 'the same in powers of (r - 6)/(r + 1)',
           lambda t: erfinv_over_r((6 + t) / (1 - t)), -0.751, 0.759, 60, 1)


@family('gamma')
def gamma():
    yield 'reciprocal', '1/gamma(1+f) in powers of f', lambda f: mp.rgamma(1 + f), -0.5, 1, 40

    def factored(t):
        x = (mpf(3) / 2 + t) / (1 - t)
        return mp.loggamma(x) / ((x - 1) * (x - 2))

    yield ('logGamma', 'log gamma(x)/((x-1)(x-2)) in powers of (x - 3/2)/(x + 1)', factored,
           mpf(-3) / 7, mpf(3) / 8, 60)
    root = mp.findroot(mp.digamma, mpf('1.46'))

    def psi(t):
        x = (mpf(3) / 2 + t) / (1 - t)
        return mp.digamma(x) / (x - root)

    yield ('digammaNear', 'digamma(x)/(x-x0), x0 the positive zero, in powers of (x - 3/2)/(x + 1)', psi,
           mpf(-1) / 4, mpf(3) / 8, 60)
    yield [('digammaRoot', 'The positive zero of digamma as an unevaluated sum', [root, root - mpf(float(root))])]
    zeros = [mp.findroot(lambda x: mp.log(abs(mp.gamma(x))), mpf(x)) for x in (
        '-2.457', '-2.7477', '-3.1436', '-3.9553', '-4.03936', '-4.991545', '-5.008218', '-5.998607', '-6.001385', '-6.9998015')]
    yield [('lgammaZeros', 'The zeros of log |gamma| left of 0 that are nearest to it', zeros),
           ('lgammaZerosLow', 'What float64 leaves of each', [v - mpf(float(v)) for v in zeros])]


@family('zeta')
def zeta():
    def q(s):
        return (s - 1) * mp.zeta(s)

    def rest(s):
        return mpf(2) ** s * (mp.zeta(s) - 1)

    yield 'zetaLeft', '(s-1) zeta(s)', q, -1, 0, 40
    yield 'zetaMiddle', '(s-1) zeta(s)', q, 0, 1, 40
    yield 'zetaRight', '(s-1) zeta(s)', q, 1, 3, 50
    yield 'zetaRest', '2^s (zeta(s)-1)', rest, 3, 7, 60
    yield 'zetaTail', '2^s (zeta(s)-1)', rest, 7, 20, 60


@family('Bessel functions')
def besselModified():
    for n in (0, 1):
        yield (f'i{n}Tail', f'sqrt(x) exp(-x) I{n}(x) in 1/x',
               lambda s: mp.besseli(n, 1 / s) * mp.exp(-1 / s) / mp.sqrt(s), 0, mpf(4) / 31, 100)


@family('exponential integrals')
def expint():
    def e1(s):
        return mp.e1(1 / s) * mp.exp(1 / s) / s

    for i, (a, b) in enumerate([(mpf(2), mpf(1)), (mpf(1), mpf(1) / 3), (mpf(1) / 3, mpf(1) / 10), (mpf(1) / 10, 0)]):
        yield f'e1Tail{i}', 'x exp(x) E1(x) in 1/x', e1, b, a, 80
    root = mp.findroot(mp.ei, mpf('0.3725'))
    yield [('eiRoot', 'The zero of Ei as an unevaluated sum', [root, root - mpf(float(root))])]

    def ei(x):
        return (mp.ei(x) - mp.log(x / root)) / (x - root)

    for i in range(3):
        yield f'eiNear{i}', '(Ei(x) - log(x/x0))/(x - x0)', ei, 2 * i, 2 * i + 2, 40

    def scaled(s):
        return mp.ei(1 / s) * mp.exp(-1 / s) / s

    for i, (a, b) in enumerate([(6, 10), (10, 18), (18, 40)]):
        yield f'eiTail{i}', 'x exp(-x) Ei(x) in 1/x', scaled, mpf(1) / b, mpf(1) / a, 80
    yield 'eiTail3', 'x exp(-x) Ei(x) in 1/x', scaled, 0, mpf(1) / 40, 120

    def si(u):
        return mp.si(mp.sqrt(u)) / mp.sqrt(u)

    yield 'siOverX', 'Si(x)/x in x^2', si, 0, 16, 40
    for i, guess in enumerate(['0.6165', '3.384']):
        r = mp.findroot(mp.ci, mpf(guess))
        yield [(f'ciRoot{i}', 'A zero of Ci as an unevaluated sum', [r, r - mpf(float(r))])]
        if i == 0:
            yield 'ciNear', '(Ci(x) - log(x/x0))/(x - x0)', lambda x: (mp.ci(x) - mp.log(x / r)) / (x - r), 0, 2, 40
        else:
            yield 'ciMiddle', 'Ci(x)/(x - x1)', lambda x: mp.ci(x) / (x - r), 2, 4.5, 60

    def f(u):
        x = 1 / mp.sqrt(u)
        return x * (mp.ci(x) * mp.sin(x) + (mp.pi / 2 - mp.si(x)) * mp.cos(x))

    def g(u):
        x = 1 / mp.sqrt(u)
        return x * x * ((mp.pi / 2 - mp.si(x)) * mp.sin(x) - mp.ci(x) * mp.cos(x))

    for i, (a, b) in enumerate([(4, 8), (8, 20)]):
        yield f'auxiliaryF{i}', 'x f(x) in 1/x^2', f, mpf(1) / b ** 2, mpf(1) / a ** 2, 80
        yield f'auxiliaryG{i}', 'x^2 g(x) in 1/x^2', g, mpf(1) / b ** 2, mpf(1) / a ** 2, 80
    yield 'auxiliaryF2', 'x f(x) in 1/x^2', f, 0, mpf(1) / 400, 80
    yield 'auxiliaryG2', 'x^2 g(x) in 1/x^2', g, 0, mpf(1) / 400, 80
    chi = mp.findroot(mp.chi, mpf('0.5238'))
    yield [('chiRoot', 'The zero of Chi as an unevaluated sum', [chi, chi - mpf(float(chi))])]
    yield ('chiNear', '(Chi(x) - log(x/x0))/(x - x0)', lambda x: (mp.chi(x) - mp.log(x / chi)) / (x - chi),
           0, 4, 40)
    yield 'shiOverX', 'Shi(x)/x in x^2', lambda u: mp.shi(mp.sqrt(u)) / mp.sqrt(u), 0, 16, 40


@family('Fresnel integrals')
def fresnel():
    def parts(u):
        x = u ** (mpf(-1) / 4)
        t = mp.pi * x * x / 2
        return x, mpf(1) / 2 - mp.fresnels(x), mpf(1) / 2 - mp.fresnelc(x), mp.cos(t), mp.sin(t)

    def f(u):
        x, s, c, cosine, sine = parts(u)
        return mp.pi * x * (s * cosine - c * sine)

    def g(u):
        x, s, c, cosine, sine = parts(u)
        return mp.pi ** 2 * x ** 3 * (c * cosine + s * sine)

    with mp.workdps(120):
        for i, (a, b) in enumerate([(0, mpf(1) / 256), (mpf(1) / 256, mpf(1) / 36)]):
            yield f'fresnelF{i}', 'pi x f(x) in 1/x^4', f, a, b, 70
            yield f'fresnelG{i}', 'pi^2 x^3 g(x) in 1/x^4', g, a, b, 70


@family("Dawson's integral")
def dawson():
    def d(x):
        return mp.sqrt(mp.pi) / 2 * mp.exp(-x * x) * mp.erfi(x)

    def flat(x):
        return d(x) * (1 + 2 * x * x) / x

    yield 'dawsonOverX', 'D(x)/x in x^2', lambda u: d(mp.sqrt(u)) / mp.sqrt(u), 0, 1, 50
    for i, (a, b) in enumerate([(1, 2), (2, 3.5), (3.5, 6), (6, 10)]):
        yield f'dawson{i}', '(1 + 2x^2) D(x)/x', flat, a, b, 80
    with mp.workdps(400):
        yield 'dawsonTail', '2x D(x) in 1/x^2', lambda u: 1 + u / 2 if u == 0 else 2 * d(u ** -.5) * u ** -.5, 0, mpf(1) / 100, 60


def number(v, room=0):
    """The shortest decimal that is the nearest float64, or within `room` of the value."""
    for digits in range(17):
        short = float(f'{float(v):.{digits}e}')
        if short == float(v) or abs(mpf(short) - v) <= room:
            return repr(short).replace('e-0', 'e-')


def write(name, rows):
    text = '// Written by scripts/special-coefficients.py: computed with mpmath to 60 digits.\n'
    for row in rows():
        if isinstance(row, list):
            for symbol, what, values in row:
                text += array(symbol, what + '.', values)
            continue
        symbol, what, f, a, b, nodes, *unit = row
        # digits are kept relative to the least value, or to the unit of what the value is added to
        c, least = chebyshev(f, a, b, nodes, *unit)
        m = monomial(c)
        size_c, size_m = mp.fsum(abs(v) for v in c), mp.fsum(abs(v) for v in m)
        horner = size_m < 2 * size_c
        kind = 'Polynomial' if horner else 'Chebyshev series'
        print(f'{name}.{symbol}: {kind}, {len(c)} terms, sum|c| {mp.nstr(size_c, 4)}, sum|m| {mp.nstr(size_m, 4)}')
        reach = 1
        if 'powers' in what:
            m, reach = powers(m, a, b), max(abs(mpf(a)), abs(mpf(b)))
        text += array(symbol, f'{kind}: {what}, on [{mp.nstr(mpf(a), 6)}, {mp.nstr(mpf(b), 6)}].', m if horner else c,
                      [least * mpf(2) ** -62 / reach ** k for k in range(len(m))])
    OUT.mkdir(exist_ok=True)
    (OUT / f'{name}.ts').write_text(text)


def array(symbol, comment, values, rooms=()):
    body = ''.join(f'  {number(v, room)},\n' for v, room in zip_longest(values, rooms, fillvalue=0))
    return f'\n/** {comment} */\nexport const {symbol}: readonly number[] = [\n{body}]\n'


if __name__ == '__main__':
    for name in sys.argv[1:] or FAMILIES:
        write(name, FAMILIES[name][1])
