"""Writes test/fixtures/symbolic/hard.json: derivatives that are hard for a symbolic differentiator, with their values.

    pip install sympy mpmath && python scripts/symbolic-hard.py

A case is `expression | variables to differentiate by | where`. Undefined functions f, g, h, u stand for the functions below
when a value is computed. Each value is found twice: by SymPy's own derivative, and by finite differences of the expression
at 80 digits with mpmath; where SymPy has no value (or a different one) the differences count, and `sympy` says false.
"""
import json
import re
import signal
import sys
from multiprocessing import Pool
from pathlib import Path
import mpmath
import sympy as sp
from sympy.parsing.sympy_parser import convert_xor, parse_expr, standard_transformations

OUT = Path(__file__).resolve().parent.parent / 'test/fixtures/symbolic/hard.json'
VERBOSE = '--verbose' in sys.argv
POINTS = [
    dict(x='0.3', y='1.1', z='0.7', a='1.6', b='0.9', t='0.45', n='3', m='0.35', w='2.2', s='2.5'),
    dict(x='0.7', y='0.6', z='1.3', a='2.3', b='1.4', t='1.2', n='4', m='0.2', w='1.7', s='3.5'),
    dict(x='1.4', y='2.2', z='0.4', a='0.8', b='2.1', t='0.8', n='2', m='0.55', w='3.1', s='1.75'),
]
DEFINITIONS = {
    'f': (['t'], 'sin(t) + t^2/3'),
    'g': (['t'], 'exp(t/2) + t'),
    'h': (['t'], 'log(1 + t^2) + 1'),
    'u': (['t', 'r'], 't^2*exp(r/2) + sin(t*r)'),
    'v': (['t', 'r', 'q'], 't*cos(r) + q^2*t + exp(r*q/3)'),
}

# functions of one argument, each with a range that the argument t is brought into
RANGES = {
    'wide': 'sin cos sinh cosh tanh sech asinh atan exp expm1 erf erfc erfi logistic softplus gelu silu mish softsign '
            'airyai airybi airyaiprime airybiprime Si Shi fresnels fresnelc abs cbrt',
    'positive': 'log log2 log10 sqrt gamma lgamma digamma trigamma factorial Ei E1 Ci Chi LambertW tan cot sec csc acot acsch '
                'coth csch zeta_above1 li_above harmonic factorial2',
    'unit': 'asin acos atanh asech erfinv acos logit elliptic_k elliptic_e erfcinv polylog2 polylog3 hyp',
    'above': 'acosh acoth asec acsc',
}
ARGUMENTS = {
    'wide': ['x^2 - 1/3', '1/(1 + x)', 'x*y - z'],
    'positive': ['x/2 + 3/10', 'x^2*y/3 + 1/5'],
    'unit': ['x/2 + 1/10', 'x*y/5 + 1/20'],
    'above': ['x + 11/10', 'x*y + 6/5'],
}
SPECIAL = {
    'zeta_above1': 'zeta({} + 1)', 'li_above': 'li({} + 11/10)', 'polylog2': 'polylog(2, {})', 'polylog3': 'polylog(3, {})',
    'hyp': 'hyp2f1(1/3, 1/2, 5/4, {})',
}
SHAPES = ['{}', 'exp({})*x', '{}^2', 'x^({})', 'log(2 + ({})^2)', 'sin({})/x']

CASES = r"""
x^x | x
x^x | x x
x^x^x | x
x^x^x | x x
(x^x)^x | x x
x^x^x^x | x
(1 + 1/x)^x | x x
x^(1/x) | x x
(sin(x))^cos(x) | x x
(log(x + 2))^log(x + 2) | x
x^(y^z) | x
x^(y^z) | y
x^(y^z) | z
x^(y^z) | x y z
(x + y)^(x*y) | x y
a^x | a x
log(x + 1, y) | x y
log(x + 2, x + 3) | x x
log(x, 10) | x
f(x) | x
f(g(x)) | x
f(g(x)) | x x
f(g(x)) | x x x
f(g(h(x))) | x x
f(x)*g(x) | x x x
f(x)/g(x) | x x
f(x)^g(x) | x
f(x*y) | x y
f(x^2 + y^2) | x x y
f(x/y) | x y
u(x, y) | x y
u(x^2, x*y) | x
u(x^2, x*y) | x y
u(x, x) | x x
u(f(x), g(x)) | x x
u(g(y), f(x)) | x y
u(y, x) | x
u(2*x, 3*y) | x y y
v(x, x^2, x^3) | x
v(x*y, y*z, z*x) | x y z
v(x, f(x), u(x, y)) | x
f(f(x)) | x x
f(f(f(x))) | x
f'(x^2) | x
f''(x)*f(x) | x
f(a*x + b) | x x a
exp(f(x)) | x x
log(f(x + 1)) | x x
sqrt(g(x)) | x x
atan2(f(x + 1), g(x)) | x
f(x)^2 + f(x^2) | x x
f(exp(x)) | x x
Derivative(f(x), x) | x
Derivative(f(x)*g(x), x) | x
Derivative(u(x, y), x) | y
Derivative(u(x, y), y, y) | x
Derivative(sin(x*y), x, y) | x
Derivative(x^3*y^2, x, 2) | y
Subs(Derivative(f(t), t), t, x^2) | x
Subs(f(t)*t, t, x*y) | x y
Subs(Derivative(u(t, y), t), t, x) | y
abs(x - 1) | x
abs(x - 1) | x x
abs(sin(3*x)) | x x
abs(x)*abs(y - 1) | x y
x*abs(x - 1/2) | x x
abs(abs(x - 1) - 1/2) | x
sqrt((x - 1)^2) | x
sign(x - 1)*x^2 | x x
abs(x^3 - x) | x x
max(x, y) | x
max(x, x^2) | x
max(x, x^2, x^3 + 1/7) | x
min(x, 1 - x) | x
max(sin(x), cos(x)) | x x
min(x*y, x + y - 1) | x y
max(0, 1 - x)^2 | x x
max(abs(x - y), x*y) | x
Piecewise((x^2, x < 1), (2*x - 1, True)) | x
Piecewise((x^2, x < 1), (2*x - 1, True)) | x x
Piecewise((sin(x)/x, x > 1/2), (1 - x^2/6, True)) | x x
Piecewise((x*y, x < y), (x^2 + y^2, x < 2*y), (exp(x - y), True)) | x y
Piecewise((f(x), x > 1), (g(x), True)) | x x
exp(Piecewise((x, x < 1), (x^2, True))) | x
where(x < 1/2, x^3, x/4) | x
heaviside(x - 1/2)*x^2 | x
heaviside(x - 1/2)*sin(x) | x x
heaviside(1 - x)*exp(x*y) | x y
dirac(x - 5)*x | x
floor(x + 1/4)*x^2 | x
ceiling(3*x)*exp(x) | x x
(x - floor(x))^2 | x
Mod(x, 1/4)*x | x
Mod(3*x + 1/10, 1) | x
floor(x)*y + x*floor(3*y) | x y
Integral(exp(-t^2), (t, 0, x)) | x
Integral(exp(-t^2), (t, x, x^2)) | x x
Integral(sin(x*t)/t, (t, x, x^2)) | x
Integral(cos(x*t^2), (t, 0, 1)) | x
Integral(cos(x*t^2), (t, 0, x)) | x x
Integral(exp(x*t)*log(1 + t), (t, 0, 2)) | x x
Integral(f(t), (t, y, x)) | x
Integral(f(t)*x, (t, 0, x)) | x x
Integral(u(x, t), (t, 0, y)) | x y
Integral(u(x, t), (t, 0, x)) | x
Integral(sqrt(1 + t^3), (t, sin(x), cos(x))) | x
Integral(Integral(exp(-s*t), (s, 0, x)), (t, 0, x)) | x
Integral(1/(1 + t^4), (t, 0, f(x))) | x
Integral(exp(-x*t^2), (t, 0, oo)) | x
Integral(t^(x - 1)*exp(-t), (t, 0, oo)) | x | x=1.3,2.4,3.1
Integral(exp(-t)/(t + x), (t, 0, oo)) | x
x*Integral(exp(-t^2), (t, 0, x))^2 | x x
Sum(x^k/k, (k, 1, 10)) | x
Sum(x^k/k, (k, 1, n)) | x x
Sum(sin(k*x)/k^2, (k, 1, 20)) | x x
Sum(x^k/factorial(k), (k, 0, oo)) | x
Sum((-1)^k*x^(2*k)/factorial(2*k), (k, 0, 15)) | x
Sum(k*x^k*y^k, (k, 1, 5)) | x y
Sum(f(x)^k, (k, 1, 4)) | x
Sum(1/(x + k)^2, (k, 0, oo)) | x
Product(x + k, (k, 1, 5)) | x
Product(x + k, (k, 1, n)) | x
Product(1 + x^k, (k, 1, 6)) | x x
Product(x + 1/k^2, (k, 1, 4)) | x
atan2(y, x) | x
atan2(y, x) | x y
atan2(y, x) | y y
atan2(x^2, y - 1) | x
atan2(-x, -y) | x
log(sqrt(x^2 + y^2)) + atan2(y, x) | x y
sqrt(x^2 + y^2 + z^2) | x y z
1/sqrt(x^2 + y^2 + z^2) | x x
exp(-(x^2 + y^2)/2)/(2*pi) | x y y
LambertW(x) | x
LambertW(x) | x x x
LambertW(x^2*exp(x)) | x
LambertW(x*exp(x)) | x x
exp(LambertW(x)) | x
x*LambertW(1/x) | x x
LambertW(-x/5, -1) | x x
besselj(0, x) | x x
besselj(2, 3*x) | x x
besselj(5/2, x^2) | x
besselj(s, x) | x x
besselj(s, x) | s
bessely(0, x) | x x
bessely(s, x) | x x
besseli(1, x^2) | x x
besseli(s, x) | x
besseli(s, x) | s
besselk(0, x) | x x
besselk(s, x) | x x
besselk(s, x) | s
besselj(0, sqrt(x^2 + y^2)) | x y
x*besselj(1, x) + besselj(0, x)^2 | x
airyai(x^2)*airybi(x) | x
gamma(x) | x x x
gamma(x + y) | x y
gamma(x)*gamma(1 - x) | x | x=0.3,0.7,0.45
x^gamma(x + 1) | x
log(gamma(x^2 + 1)) | x x
beta(x, y) | x y
beta(x, x) | x x
beta(x + 1, 2*x) | x
digamma(x^2 + 1) | x x
polygamma(2, x) | x x
polygamma(1, 1/x) | x
lgamma(x)*gamma(x) | x
factorial(x) | x x
factorial(2*x)/factorial(x)^2 | x
binomial(x + 3, 2) | x
binomial(x + 3, y) | x y
binomial(2*x, x) | x
rf(x, 3) | x x
rf(x, y) | x y
ff(x + 3, 2) | x
ff(x + 3, y) | y
factorial2(x + 1) | x
harmonic(x) | x x
erf(x/sqrt(y)) | x y
erf(x)*exp(x^2) | x x
erfc(sqrt(x)) | x x
erfi(x)*exp(-x^2) | x
erfinv(x/2) | x x
erfcinv(x/2 + 1/5) | x x
erf(f(x)) | x x
fresnels(x^2) + fresnelc(x) | x x
Si(x)*Ci(x) | x x
Ei(log(x + 2)) | x x
li(x + 2) | x x
Shi(x^2) - Chi(x) | x
expint(2, x) | x x
expint(3/2, x^2) | x
E1(x*y) | x y
zeta(x + 2) | x
zeta(x + 2, y) | y y
zeta(s, x) | x
zeta(s + 1) | s s
polylog(2, x/2) | x x
polylog(s, x/2) | x
polylog(3, x/3)*log(x) | x x
elliptic_k(m) | m m
elliptic_e(m) | m m m
elliptic_f(x, m) | x m
elliptic_f(x, m) | m m
elliptic_e(x, m) | x m
elliptic_e(x, m) | m
elliptic_pi(m/2, m) | m
elliptic_pi(n/7, z, m) | m | n=1,2,3
elliptic_pi(m/3, z, m) | m z
elliptic_k(sin(x)^2) | x
hyp1f1(a, b, x) | x x
hyp2f1(a, b, s, x/2) | x x
hyp0f1(b, x) | x x
hyp2f1(1, 1, 2, -x) | x x
lowergamma(s, x) | x x
uppergamma(s, x) | x x
uppergamma(2, x^2) | x x
lowergamma(s, x^2)*x | x
lowergamma(s, x) | s
uppergamma(s, x) | s
uppergamma(x, x) | x
gammap(s, x) | x
betainc(a, b, 0, x/2) | x x
logistic(x*y) | x y
softplus(x)^2 | x x
gelu(x - 1/2) | x x
silu(x)*x | x x
mish(x - 1) | x x
selu(x - 1)*x | x
elu(x - 1) | x x
relu(x - 1/2)^2 | x x
leaky_relu(x - 1) | x
hardtanh(x - 1/2)*x | x
softsign(x - 1/2) | x x
logaddexp(x, y) | x y
hypot(x, y) | x y
conjugate(x)*x | x
re(x^2 + I*x) | x
im((x + I*y)^3) | x y
abs(x + I*y) | x
abs(exp(I*x)*x) | x
arg(x + I*y) | x
re(exp(I*x*y)) | x y
im(log(x + I)) | x
abs((x + I)^2/(x - 2*I)) | x x
re(sqrt(x + I)) | x
exp(I*x) | x x
exp(I*x)*sin(x) | x
sin(x + I*y) | x y
log(x + I*y) | x y
sqrt(x + I) | x x
(x + I)^(1/3) | x
1/(x + I*y)^2 | y
gamma(x + I) | x
erf(x + I/2) | x
x^I | x
asin(x + 2*I) | x
atan(x + I/2) | x x
cosh(I*x)^2 + sinh(I*x)^2 | x
asin(sin(x)) | x
acos(cos(2*x)) | x
atan(tan(x)) | x
asin(2*x/(1 + x^2)) | x
atan((1 + x)/(1 - x)) | x x | x=0.3,0.7,1.4
acosh(cosh(x + 1)) | x
asinh(sinh(x)) | x
acot(x) + atan(x) | x
acot(x - 1) | x
asec(x + 2)*acsc(x + 2) | x
asech(x/2) | x x
acsch(x)*acoth(x + 2) | x
atanh(sin(x)) | x x
log(tan(x/2 + pi/4)) | x x
log(log(log(x + 20))) | x x
sqrt(x + sqrt(x + sqrt(x))) | x x
((x^2 + 1)^3 - 1)^(2/3) | x x
cbrt(x - 1) | x
cbrt(x^2 + y) | x y
real_root(x - 1, 3) | x
root(x, 5) | x x x
x^(2/3)*(1 - x)^(1/3) | x | x=0.3,0.7,0.45
sqrt(1 - x^2)/(1 + x)^3 | x x | x=0.3,0.7,0.45
(x^2 - 1)/(x - 1) | x
x/(1 + x/(1 + x/(1 + x/(1 + x)))) | x x
1/(1 + exp(-(1/(1 + exp(-(1/(1 + exp(-x))))))) ) | x x
tanh(tanh(tanh(x))) | x x x
sin(sin(sin(x))) | x x x
sin(cos(tan(x))) | x x
exp(exp(exp(x/3))) | x x
exp(-1/x^2) | x x x
exp(-1/(1 - x^2)) | x x | x=0.3,0.7,0.45
x^3*exp(2*x)*sin(x) | x x x x x x x x
x^10*log(x) | x x x x x x x x
sin(x)^5*cos(x)^4 | x x x x
exp(a*x)*cos(b*x) | x x x x
sin(x*y*z) | x y z x
x^5*y^4*z^3 | x x y y z z
exp(x*y*z) | x x y y z
tan(x)^3 | x x x
sec(x)*tan(x) | x x
csc(x)^2*cot(x) | x x
coth(x)*csch(x) | x x
sech(x)^3 | x x
sinc(x) | x x
besselj(0, x)^2 + besselj(1, x)^2 | x
sin(x)/x | x x x
(1 - cos(x))/x^2 | x x
(exp(x) - 1)/x | x x
log(1 + x)/x | x x
x/(exp(x) - 1) | x x
det(Matrix([[x, y], [x^2, y^3]])) | x y
det(Matrix([[sin(x), cos(x), 1], [x, x^2, x^3], [1, exp(x), y]])) | x x
trace(Matrix([[x^2, y], [x, sin(x*y)]])) | x y
x*y^2/(x^2 + y^4) | x y
(x*y)^(x + y) | x y
(x/y)^(y/x) | x y
x^y - y^x | x y
log(x^y + y^x) | x
exp(x^2*y)*log(x + y^2) | x x y
arg(I*x - 1) | x
exp2(x)*log2(x + 1) | x x
expm1(x)*log1p(x) | x x
sqrt(exp(x) + sqrt(exp(x) + 1)) | x x
x*exp(-x^2/2)*(1 + erf(x/sqrt(2))) | x x
1/(sqrt(2*pi)*y)*exp(-(x - z)^2/(2*y^2)) | y z
log(gamma(x)) - x*log(x) + x | x x
log(beta(x, y)) | x y
-y*log(logistic(x)) - (1 - y)*log(1 - logistic(x)) | x x
log(exp(x) + exp(y) + exp(z)) | x y
exp(x)/(exp(x) + exp(y) + exp(z)) | x y
(1 - m*sin(x)^2)^(3/2) | x m
sqrt(x)*sqrt(1 - x)*asin(sqrt(x)) | x | x=0.3,0.7,0.45
(a*x + b)/(b*x + a) | x x x
sin(a*x)*besselj(1, b*x) | x
1/x + 1/x^2 + 1/x^3 + 1/x^4 | x x x x
x^(-7/3) | x x x x x
gamma(x)/gamma(x + 1/2) | x
zeta(2)*x^2 + zeta(3)*x | x
pi^x + x^pi + E^x + x^E | x x
0^x + x^0 | x
(x - 1)^0*x | x
acos(x)^2 + asin(x)^2 | x x | x=0.3,0.7,0.45
(cos(x) + I*sin(x))^3 | x
atan(x)^2*log(atan(x)) | x x
"""

FIFTY = ' + '.join(f'sin({k}*x)*x^{k}/{k * k + 1}' for k in range(1, 51))
CASES += f'{FIFTY} | x\n{FIFTY} | x x\n'
NESTED = 'x'
for _ in range(32):
    NESTED = f'1/(1 + exp(-({NESTED})))'
CASES += f'{NESTED} | x\n'
PRODUCT = '*'.join(f'(x + {k}/7)' for k in range(1, 21))
CASES += f'{PRODUCT} | x x\n'


def generated():
    for kind, names in RANGES.items():
        for i, name in enumerate(names.split()):
            for j, argument in enumerate(ARGUMENTS[kind]):
                call = SPECIAL[name].format(argument) if name in SPECIAL else f'{name}({argument})'
                shape = SHAPES[(i + 2 * j) % len(SHAPES)]
                by = ['x x', 'x y', 'x z'][j] if kind == 'wide' and j == 2 else 'x x' if j % 2 == 0 else 'x'
                yield f'{shape.format(call)} | {by}'


def mp(name):
    return lambda *args: sp.Function(name)(*args)


sq2 = sp.sqrt(2)
t_ = sp.Symbol('t')
LOCALS = {
    'cbrt': lambda x: sp.sign(x) * sp.Abs(x) ** sp.Rational(1, 3),
    'real_root': lambda x, n: sp.sign(x) * sp.Abs(x) ** sp.Rational(1, n),
    'dirac': sp.DiracDelta, 'heaviside': sp.Heaviside, 'where': lambda c, a, b: sp.Piecewise((a, c), (b, True)),
    'trigamma': sp.trigamma, 'lgamma': sp.loggamma, 'rf': sp.rf, 'ff': sp.ff, 'beta': lambda a, b: sp.gamma(a) * sp.gamma(b) / sp.gamma(a + b),
    'log2': lambda x: sp.log(x, 2), 'log10': lambda x: sp.log(x, 10), 'exp2': lambda x: 2 ** x, 'expm1': lambda x: sp.exp(x) - 1,
    'log1p': lambda x: sp.log(1 + x), 'abs': sp.Abs, 'ceiling': sp.ceiling, 'max': sp.Max, 'min': sp.Min, 'E1': sp.E1,
    'logistic': lambda x: 1 / (1 + sp.exp(-x)), 'softplus': lambda x: sp.log(1 + sp.exp(x)), 'logit': lambda x: sp.log(x / (1 - x)),
    'gelu': lambda x: x * (1 + sp.erf(x / sq2)) / 2, 'silu': lambda x: x / (1 + sp.exp(-x)), 'mish': lambda x: x * sp.tanh(sp.log(1 + sp.exp(x))),
    'softsign': lambda x: x / (1 + sp.Abs(x)), 'relu': lambda x: sp.Max(0, x), 'leaky_relu': lambda x: sp.Piecewise((x / 100, x < 0), (x, True)),
    'elu': lambda x: sp.Piecewise((sp.exp(x) - 1, x < 0), (x, True)),
    'selu': lambda x: sp.Float('1.0507009873554805', 40) * sp.Piecewise((sp.Float('1.6732632423543772', 40) * (sp.exp(x) - 1), x < 0), (x, True)),
    'hardtanh': lambda x: sp.Max(-1, sp.Min(1, x)), 'logaddexp': lambda x, y: sp.log(sp.exp(x) + sp.exp(y)),
    'hypot': lambda x, y: sp.sqrt(x ** 2 + y ** 2), 'sinc': lambda x: sp.sin(sp.pi * x) / (sp.pi * x),
    'hyp0f1': lambda b, x: sp.hyper([], [b], x), 'hyp1f1': lambda a, b, x: sp.hyper([a], [b], x), 'hyp2f1': lambda a, b, c, x: sp.hyper([a, b], [c], x),
    'gammap': lambda a, x: sp.lowergamma(a, x) / sp.gamma(a), 'elliptic_k': sp.elliptic_k, 'elliptic_e': sp.elliptic_e, 'det': sp.Determinant,
    'det': lambda m: m.det(), 'trace': lambda m: m.trace(), 'Matrix': sp.Matrix, 'Derivative': sp.diff, 'E': sp.E, 'I': sp.I, 'oo': sp.oo,
    'polylog': sp.polylog, 'li': sp.li, 'root': sp.root, 'Product': sp.Product, 'Sum': sp.Sum, 'Integral': sp.Integral,
    'factorial2': lambda x: sp.factorial2(x).rewrite(sp.gamma) if x.is_number else 2 ** (x / 2) * sp.gamma(x / 2 + 1) * (2 / sp.pi) ** ((1 - sp.cos(sp.pi * x)) / 4),
    'harmonic': lambda x: sp.digamma(x + 1) + sp.EulerGamma,
    'binomial': lambda n, k: sp.gamma(n + 1) / sp.gamma(k + 1) / sp.gamma(n - k + 1),
    'arg': sp.arg, 'acot': sp.acot,
}
SYMBOLS = {name: sp.Symbol(name, real=True) for name in 'x y z a b t n m w s k r q'.split()}
SYMBOLS['n'] = sp.Symbol('n', integer=True, positive=True)


def read(text, values=None):
    def unknown(name):
        parameters, body = DEFINITIONS[name]
        names = [SYMBOLS[p] for p in parameters]
        expression = read(body)
        return lambda *args: expression.subs(dict(zip(names, args)), simultaneous=True)

    text = text.replace("f''(x)", 'Derivative(f(x), x, x)').replace("f'(x^2)", 'Subs(Derivative(f(t), t), t, x^2)')
    local = {**SYMBOLS, **LOCALS, **(values or {})}
    for name in DEFINITIONS:
        if f'{name}(' in text and name not in ('t',):
            local[name] = unknown(name)
    text = re.sub(r'(?<![\w.*])(?<!\*\*)(?<![)])(\d+)/(\d+)(?![\w.])', r'Rational(\1, \2)', text.replace('^', '**').replace('Subs(', 'Sub_('))
    local['Sub_'] = lambda e, x, v: e.subs(x, v)
    return parse_expr(text, local_dict=local, transformations=standard_transformations)


class Timeout(Exception):
    pass


def limited(seconds, action):
    def ring(*_):
        raise Timeout
    signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        return action()
    finally:
        signal.alarm(0)


def by_sympy(derivative, values):
    value = derivative.subs(values).doit() if derivative.has(sp.Piecewise, sp.Heaviside) else derivative.subs(values)
    number = complex_parts(sp.N(value, 35))
    return number


def complex_parts(value):
    if not value.is_number or value.has(sp.Derivative, sp.Subs, sp.nan, sp.zoo):
        raise ValueError(f'no number: {value}')
    re, im = value.as_real_imag()
    return mpmath.mpf(sp.Float(re, 35)._mpf_ if re.is_Float else str(sp.N(re, 35))), mpmath.mpf(str(sp.N(im, 35)))


def by_differences(expression, by, values):
    mpmath.mp.dps = 80
    names = list(dict.fromkeys(by))
    rest = {s: v for s, v in values.items() if s.name not in names}
    fixed = expression.subs(rest)
    f = sp.lambdify([SYMBOLS[name] for name in names], fixed, 'mpmath')
    orders = tuple(by.count(name) for name in names)
    point = tuple(mpmath.mpf(str(sp.N(values[SYMBOLS[name]], 80))) for name in names)
    if len(names) == 1:
        value = mpmath.diff(lambda x: mpmath.mpmathify(f(x)), point[0], orders[0])
    else:
        value = mpmath.diff(lambda *a: mpmath.mpmathify(f(*a)), point, orders)
    return mpmath.re(value), mpmath.im(value)


def close(a, b, tolerance):
    size = max(abs(a[0]), abs(a[1]), mpmath.mpf(10) ** -20)
    return abs(a[0] - b[0]) <= tolerance * size and abs(a[1] - b[1]) <= tolerance * size


def main():
    lines = [line for line in CASES.strip().split('\n') if line.strip()] + list(generated())
    with Pool(2) as pool:
        cases = [case for case in pool.imap(measured, lines, chunksize=4) if case is not None]
    definitions = {name: {'parameters': p, 'body': body} for name, (p, body) in DEFINITIONS.items()}
    rows = ',\n'.join(json.dumps(case, separators=(',', ':')) for case in cases)
    OUT.write_text('{"definitions":' + json.dumps(definitions) + ',\n"cases":[\n' + rows + '\n]}\n')
    print(len(cases), 'cases;', sum(case['sympy'] for case in cases), 'that SymPy evaluates')


def measured(line):
    parts = [part.strip() for part in line.split('|')]
    # |x| does not occur; the bars part the fields
    text, by = parts[0], parts[1].split()
    overrides = {}
    if len(parts) > 2:
        for part in parts[2].split(' '):
            name, numbers = part.split('=')
            overrides[name] = numbers.split(',')
    try:
        expression = limited(10, lambda: read(text))
    except Exception as error:
        print('not read:', text, repr(error)[:200])
        return None
    used = sorted({s.name for s in expression.free_symbols} | set(by))
    points = []
    evaluated = True
    try:
        derivative = limited(10, lambda: sp.diff(expression, *[SYMBOLS[name] for name in by]))
    except Exception as error:
        derivative = None
    for index, at in enumerate(POINTS):
        point = {name: overrides[name][index] if name in overrides else at[name] for name in used if name in at}
        values = {SYMBOLS[name]: sp.Rational(v) for name, v in point.items()}
        found = {}
        mpmath.mp.dps = 40
        try:
            found['sympy'] = limited(8, lambda: by_sympy(derivative, values))
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            evaluated = False
        try:
            found['differences'] = limited(8, lambda: by_differences(expression, by, values))
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
        mpmath.mp.dps = 40
        if len(found) == 2 and not close(found['sympy'], found['differences'], mpmath.mpf(10) ** -12):
            print('differ:', text[:80], by, point, {k: [mpmath.nstr(p, 17) for p in v] for k, v in found.items()})
            evaluated = False
            found.pop('sympy')
        value = found.get('sympy') or found.get('differences')
        if value is None:
            print('no value:', text[:80], by, point)
            continue
        points.append({'at': point, 'value': [mpmath.nstr(p, 25) for p in value], 'both': len(found) == 2})
    if VERBOSE:
        print(text[:70], by, len(points), evaluated, flush=True)
    return {'expr': text, 'by': by, 'sympy': evaluated, 'points': points} if points else None


if __name__ == '__main__':
    main()
