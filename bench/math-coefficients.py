"""Coefficients of src/wasm/math/coefficients.ts, computed from the definitions with mpmath.

Each polynomial interpolates its function at the Chebyshev points of an interval with 60 digits, which is within a small
factor of the minimax polynomial; it is then written in powers of the variable and rounded. No coefficient has more digits
than change the result by 2^-62, or than its float32 has.

    python3 bench/math-coefficients.py > src/wasm/math/coefficients.ts
"""
from mpmath import mp, mpf, matrix, cos, pi, exp, expm1, log, sqrt, sin, atan, erf, erfc, erfinv, tanh, asin
mp.dps = 60


def fit(f, low, high, degree):
    """Powers-basis coefficients of the interpolant at Chebyshev points."""
    low, high = mpf(low), mpf(high)
    n = degree + 1
    nodes = [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * k + 1) / (2 * n)) for k in range(n)]
    # Newton's divided differences, expanded
    values = [f(x) for x in nodes]
    for level in range(1, n):
        for k in range(n - 1, level - 1, -1):
            values[k] = (values[k] - values[k - 1]) / (nodes[k] - nodes[k - level])
    poly = [mpf(0)]
    for k in range(n - 1, -1, -1):
        shifted = [mpf(0)] + poly
        poly = [a - nodes[k] * b for a, b in zip(shifted, poly + [mpf(0)])]
        poly[0] += values[k]
    return poly[:n]


def error(f, poly, low, high, scale=lambda x: 1):
    worst = mpf(0)
    for i in range(2001):
        x = mpf(low) + (mpf(high) - mpf(low)) * i / 2000
        if f(x) == 0:
            continue
        p = sum(c * x**k for k, c in enumerate(poly))
        worst = max(worst, abs(p - f(x)) * abs(scale(x)))
    return worst


tiny = mpf(10) ** -25


def near(x):
    return x if abs(x) > tiny else tiny


ln2 = log(2)
half = ln2 / 2 * mpf('1.0001')
# exp(r) = 1 + r + r^2 Q(r)
def expQ(r):
    r = near(r)
    mp.dps = 110
    v = (exp(r) - 1 - r) / r**2
    mp.dps = 60
    return v
# log(1+f) = 2s + s R(s^2), s = f/(2+f); R(z) = z L(z)
def logL(z):
    s = sqrt(near(z))
    mp.dps = 110
    v = ((log((1 + s) / (1 - s))) / s - 2) / s**2
    mp.dps = 60
    return v
smax = (sqrt(mpf(2)) - 1) / (sqrt(mpf(2)) + 1)
zlog = (smax * mpf('1.0005')) ** 2
# sin(r) = r + r^3 S(r^2), cos(r) = 1 - r^2/2 + r^4 C(r^2)
def sinS(z):
    r = sqrt(near(z))
    mp.dps = 130
    v = (sin(r) - r) / r**3
    mp.dps = 60
    return v
def cosC(z):
    r = sqrt(near(z))
    mp.dps = 160
    v = (cos(r) - 1 + r**2 / 2) / r**4
    mp.dps = 60
    return v
zq = (pi / 4 * mpf('1.0001')) ** 2
# tanh(x) = x + x^3 T(x^2)
def tanhT(z):
    x = sqrt(near(z))
    mp.dps = 130
    v = (tanh(x) - x) / x**3
    mp.dps = 60
    return v
# atan(t) = t + t^3 A(t^2), |t| <= tan(pi/8)
def atanA(z):
    t = sqrt(near(z))
    mp.dps = 130
    v = (atan(t) - t) / t**3
    mp.dps = 60
    return v
zat = ((sqrt(mpf(2)) - 1) * mpf('1.0005')) ** 2
# erf(x) = x E(x^2) for x <= 1
def erfE(z):
    x = sqrt(near(z))
    return erf(x) / x - 1
def mlogerfc(x):
    return -log(erfc(x))
# log((x + c) exp(x^2) erfc(x)) as a function of v - 0.28, v = 1/(x + c); c and c sqrt 2 have float32's digits
def erfcShare(s):
    v = s + mpf('0.28')
    x = 1 / v - mpf('1.5625')
    return log(exp(x * x) * erfc(x) / v)
# asin(x) = x + x^3 A(x^2)
def asinA(z):
    x = sqrt(near(z))
    mp.dps = 130
    v = (asin(x) - x) / x**3
    mp.dps = 60
    return v
# erfinv(x)/x - 1 as a function of w = -log(1 - x^2)
def erfinvW(w):
    mp.dps = 90
    x = sqrt(-expm1(-max(w, mpf(10) ** -30)))
    v = erfinv(x) / x - 1
    mp.dps = 60
    return v
def erfinvR(u):
    return erfinvW((u + 3) ** 2)
import sys
import struct

def single(c):
    return struct.unpack('f', struct.pack('f', c))[0]

def short(c, room, bits):
    """The shortest decimal that is the nearest float, or within `room` of the coefficient."""
    nearest = single if bits == 32 else float
    for digits in range(17):
        shorter = float(f'{nearest(float(c)):.{digits}e}')
        if nearest(shorter) == nearest(float(c)) or (bits == 64 and abs(mpf(shorter) - c) <= room):
            return shorter

def emit(name, poly, rooms, comment, bits):
    numbers = [short(c, room, bits) for c, room in zip(poly, rooms)]
    print(f'/** {comment} */')
    print(f'export const {name}: readonly number[] = [')
    for c in numbers:
        print(f'  {c!r},')
    print(']')
    print()

def rounded(f, low, high, degree):
    """Least squares at Chebyshev points, each coefficient rounded to float32 before those of higher powers are found."""
    low, high, count = mpf(low), mpf(high), 4 * (degree + 1)
    nodes = [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * k + 1) / (2 * count)) for k in range(count)]
    rest = [f(x) for x in nodes]
    poly = []
    while len(poly) <= degree:
        powers = range(len(poly), degree + 1)
        solution, _ = mp.qr_solve(matrix([[x**k for k in powers] for x in nodes]), matrix(rest))
        poly.append(mpf(single(float(solution[0]))))
        rest = [y - poly[-1] * x ** (len(poly) - 1) for x, y in zip(nodes, rest)]
    return poly

def both(name, f, low, high, deg32, deg64, comment, scale=lambda x: 1, method=fit):
    for bits, degree in ((32, deg32), (64, deg64)):
        if degree is None:
            continue
        poly = method(f, low, high, degree)
        e = error(f, poly, low, high, scale)
        print(f'{name}{bits}: {mp.nstr(e, 3)}', file=sys.stderr)
        points = [mpf(low) + (mpf(high) - mpf(low)) * i / 64 for i in range(65)]
        rooms = [mpf(2)**-62 / max(abs(scale(x)) * abs(x)**k for x in points) for k in range(degree + 1)]
        emit(f'{name}{bits}', poly, rooms, f'{comment}; error {mp.nstr(e, 2)}', bits)

print('// Written by bench/math-coefficients.py; lowest power first.')
print()
both('exp', expQ, -half, half, 5, 10, 'exp(r) = 1 + r + r^2 P(r), |r| <= ln(2)/2', lambda r: r * r)
both('log', logL, 0, zlog, 3, 6, 'log((1+s)/(1-s)) = 2 s + s^3 P(s^2), |s| <= 3 - 2 sqrt 2', lambda z: z / 2)
# the same series without its first term, which pow adds in double-double
def logTail(z):
    mp.dps = 130
    z = max(z, mpf(10) ** -20)
    s = sqrt(z)
    v = ((log((1 + s) / (1 - s)) / s - 2) / z - mpf(2) / 3) / z
    mp.dps = 60
    return v
both('logTail', logTail, 0, zlog, None, 6, 'log((1+s)/(1-s)) = 2 s + 2/3 s^3 + s^5 P(s^2)', lambda z: z * z / 2)
both('sin', sinS, 0, zq, 3, 6, 'sin(r) = r + r^3 P(r^2), |r| <= pi/4', lambda z: z)
both('cos', cosC, 0, zq, 2, 6, 'cos(r) = 1 - r^2/2 + r^4 P(r^2), |r| <= pi/4', lambda z: z * z)
both('tanh', tanhT, 0, (half * mpf('0.75'))**2, 2, 6, 'tanh(r) = r + r^3 P(r^2), |r| <= 3 ln(2)/8', lambda z: z)
both('atan', atanA, 0, zat, 4, 10, 'atan(t) = t + t^3 P(t^2), |t| <= tan(pi/8)', lambda z: z)
both('asin', asinA, 0, '0.2501', 5, 13, 'asin(x) = x + x^3 P(x^2), |x| <= 0.5', lambda z: z)
both('erf', erfE, 0, 1, 6, None, 'erf(x) = x + x P(x^2), |x| <= 1')
both('erfTail', lambda x: mlogerfc(x + mpf('2.45')), '-1.5', '1.5', 8, None, 'erfc(x) = exp(-P(x - 2.45)), 0.95 <= x <= 3.95', lambda x: erfc(x + mpf('2.45')))
both('erfcShare', erfcShare, 1 / mpf('11.87') - mpf('0.28'), 1 / mpf('1.5625') - mpf('0.28'), 11, None, 'exp(x^2) erfc(x) = v exp(P(v - 0.28)), v = 1/(x + 1.5625), 0 <= x <= 10.3', method=rounded)
both('erfinvMiddle', erfinvW, 0, 5, 9, None, 'erfinv(x) = x + x P(w), w = -log(1 - x^2) <= 5', lambda w: 1 / (1 + erfinvW(w)))
both('erfinvTail', erfinvR, sqrt(mpf(5)) - 3, '1.001', 9, None, 'erfinv(x) = x + x P(sqrt w - 3), 5 <= w <= 16', lambda u: 1 / (1 + erfinvR(u)))
