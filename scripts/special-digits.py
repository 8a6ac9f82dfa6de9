"""Writes test/fixtures/special/digits.json: values to many digits by mpmath, for src/symbolic/evaluate/precise.

    pip install mpmath gmpy2 && python scripts/special-digits.py

Real and complex values to 60 digits, and some to 1000. A value is accepted when mpmath gives the same with 30 digits more.
"""
import json
from pathlib import Path
from mpmath import mp, mpc, mpf

OUT = Path(__file__).resolve().parent.parent / 'test/fixtures/special/digits.json'
x, y, z = (lambda: mpf(1) / 3), (lambda: mpf(7) / 5), (lambda: mpc(mpf(3) / 10, -mpf(17) / 10))


def dawson(v):
    return mp.sqrt(mp.pi) / 2 * mp.exp(-v * v) * mp.erfi(v)


# text over x = 1/3, y = 7/5, z = 0.3 - 1.7i, and the same in mpmath
BOTH = {
    'exp': mp.exp, 'log': mp.log, 'sin': mp.sin, 'tan': mp.tan, 'sinh': mp.sinh, 'tanh': mp.tanh, 'asin': mp.asin,
    'acos': mp.acos, 'atan': mp.atan, 'asinh': mp.asinh, 'acosh': mp.acosh, 'atanh': mp.atanh, 'expm1': mp.expm1,
    'log1p': mp.log1p, 'sinc': mp.sincpi, 'gamma': mp.gamma, 'lgamma': mp.loggamma, 'digamma': mp.digamma,
    'trigamma': lambda v: mp.psi(1, v), 'factorial': mp.factorial, 'factorial2': mp.fac2, 'harmonic': mp.harmonic,
    'erf': mp.erf, 'erfc': mp.erfc, 'erfi': mp.erfi, 'dawson': dawson, 'fresnels': mp.fresnels, 'fresnelc': mp.fresnelc,
    'zeta': mp.zeta, 'airyai': mp.airyai, 'airybi': mp.airybi, 'Ei': mp.ei, 'E1': mp.e1, 'li': mp.li, 'Si': mp.si,
    'Ci': mp.ci, 'Shi': mp.shi, 'Chi': mp.chi, 'elliptic_k': mp.ellipk, 'elliptic_e': mp.ellipe, 'LambertW': mp.lambertw,
    'silu': lambda v: v / (1 + mp.exp(-v)), 'gelu': lambda v: v * mp.erfc(-v / mp.sqrt(2)) / 2,
    'softplus': lambda v: mp.log(1 + mp.exp(v)), 'mish': lambda v: v * mp.tanh(mp.log(1 + mp.exp(v))),
}
TWO = {
    'beta': mp.beta, 'binomial': mp.binomial, 'lowergamma': lambda a, v: mp.gammainc(a, 0, v),
    'uppergamma': lambda a, v: mp.gammainc(a, v), 'risingfactorial': mp.rf, 'fallingfactorial': mp.ff,
    'besselj': mp.besselj, 'bessely': mp.bessely, 'besseli': mp.besseli, 'besselk': mp.besselk, 'polylog': mp.polylog,
    'expint': mp.expint, 'hurwitz': mp.zeta, 'gammap': lambda a, v: mp.gammainc(a, 0, v, regularized=True),
}
REAL = {
    'erfinv(x)': lambda: mp.erfinv(x()), 'erfcinv(x)': lambda: mp.erfinv(1 - x()), 'polygamma(3, x)': lambda: mp.psi(3, x()),
    'betainc(x, y, 1/4)': lambda: mp.betainc(x(), y(), 0, mpf(1) / 4), 'erfc(30)': lambda: mp.erfc(30),
    'gamma(-7/2)': lambda: mp.gamma(-mpf(7) / 2), 'cbrt(-x)': lambda: -mp.cbrt(x()),
    'Integral(exp(-t^2)/(1 + t), (t, 0, 1))': lambda: mp.quad(lambda t: mp.exp(-t * t) / (1 + t), [0, 1]),
    'Integral(t^x*exp(-t), (t, 0, oo))': lambda: mp.gamma(x() + 1),
    'Integral(log(t)/sqrt(1 - t), (t, 0, 1))': lambda: 4 * mp.log(2) - 4,
    'Sum(1/k^3, (k, 1, 50))': lambda: mp.fsum(mpf(1) / k ** 3 for k in range(1, 51)),
}
LONG = {
    'pi': lambda: +mp.pi, 'sin(x)': lambda: mp.sin(x()), 'EulerGamma': lambda: +mp.euler, 'gamma(x)': lambda: mp.gamma(x()),
    'digamma(x)': lambda: mp.digamma(x()), 'erf(y)': lambda: mp.erf(y()), 'erfc(12)': lambda: mp.erfc(12),
    'dawson(y)': lambda: dawson(y()), 'erfinv(x)': lambda: mp.erfinv(x()), 'fresnels(y)': lambda: mp.fresnels(y()),
    'beta(x, y)': lambda: mp.beta(x(), y()), 'uppergamma(x, y)': lambda: mp.gammainc(x(), y()),
    'zeta(3)': lambda: mp.zeta(3), 'besselj(x, y)': lambda: mp.besselj(x(), y()),
}


def value(f, digits):
    with mp.workdps(digits + 30):
        rough = mpc(f())
    with mp.workdps(digits + 60):
        fine = mpc(f())
        if abs(rough - fine) > abs(fine) * mpf(10) ** -(digits + 5):
            raise ValueError('not accepted')
        return [mp.nstr(fine.real, digits, strip_zeros=False), mp.nstr(fine.imag, digits, strip_zeros=False)]


def main():
    rows = []
    for name, f in BOTH.items():
        at = y if name == 'acosh' else x
        rows.append([f'{name}({"y" if name == "acosh" else "x"})', 60, *value(lambda: f(at()), 60)])
        rows.append([f'{name}(z)', 60, *value(lambda: f(z()), 60)])
    for name, f in TWO.items():
        rows.append([f'{name}(x, y)', 60, *value(lambda: f(x(), y()), 60)])
        rows.append([f'{name}(x, z)', 60, *value(lambda: f(x(), z()), 60)])
    for text, f in REAL.items():
        rows.append([text, 60, *value(f, 60)])
    for text, f in LONG.items():
        rows.append([text, 1000, *value(f, 1000)])
    OUT.write_text('[\n' + ',\n'.join(json.dumps(row) for row in rows) + '\n]\n')
    print(len(rows), 'values')


if __name__ == '__main__':
    main()
