"""Writes test/fixtures/adbench: small inputs of our own for ADBench's objectives, with gradients by mpmath.

    python3 test/adbench/cases.py

Every derivative is a central difference in 60 digits: nothing of the tensor programs is used.
"""
import json
import pathlib
import random

from mpmath import exp, gamma as gamma_function, log, mp, mpf, pi, tanh

mp.dps = 60
random.seed(7)
folder = pathlib.Path(__file__).resolve().parent.parent / 'fixtures' / 'adbench'


def number(low=-1, high=1):
    return round(random.uniform(low, high), 6)


def rows(n, m, low=-1, high=1):
    return [[number(low, high) for _ in range(m)] for _ in range(n)]


def gradient(f, values):
    """Of f at nested lists of numbers, nested as they are."""
    step = mpf(10) ** -20
    flat = []

    def index(node):
        if isinstance(node, list):
            return [index(child) for child in node]
        flat.append(mpf(str(node)))
        return len(flat) - 1

    places = index(values)

    def build(node, numbers):
        return [build(child, numbers) for child in node] if isinstance(node, list) else numbers[node]

    def slope(i):
        sides = []
        for sign in (1, -1):
            moved = list(flat)
            moved[i] += sign * step
            sides.append(f(*build(places, moved)))
        return float((sides[0] - sides[1]) / (2 * step))

    slopes = [slope(i) for i in range(len(flat))]
    return float(f(*build(places, flat))), build(places, slopes)


def log_sum_exp(values):
    top = max(values)
    return top + log(sum(exp(v - top) for v in values))


def mixture():
    d, k, n, scale, m = 3, 2, 5, 0.7, 2
    x = rows(n, d, -2, 2)
    start = [[number() for _ in range(k)], rows(k, d), rows(k, d + d * (d - 1) // 2)]

    def objective(alphas, means, icf):
        terms, prior = mpf(0), mpf(0)
        for point in x:
            inner = []
            for j in range(k):
                q, below = icf[j][:d], icf[j][d:]
                matrix = [[mpf(0)] * d for _ in range(d)]
                at = 0
                for column in range(d):
                    matrix[column][column] = exp(q[column])
                    for row in range(column + 1, d):
                        matrix[row][column] = below[at]
                        at += 1
                centred = [mpf(str(point[i])) - means[j][i] for i in range(d)]
                square = sum(sum(r * c for r, c in zip(row, centred)) ** 2 for row in matrix)
                inner.append(alphas[j] + sum(q) - square / 2)
            terms += log_sum_exp(inner)
        g = mpf(str(scale))
        for row in icf:
            prior += g**2 / 2 * (sum(exp(2 * q) for q in row[:d]) + sum(v**2 for v in row[d:])) - m * sum(row[:d])
        freedom = d + m + 1
        log_gamma = mpf(d * (d - 1)) / 4 * log(pi) + sum(
            log(gamma_function(mpf(freedom) / 2 + mpf(1 - j) / 2)) for j in range(1, d + 1)
        )
        constant = -mpf(n * d) / 2 * log(2 * pi) - k * (freedom * d * (log(g) - log(2) / 2) - log_gamma)
        return constant + terms - n * log_sum_exp(alphas) + prior

    value, (alphas, means, icf) = gradient(objective, start)
    return {
        'mixture': {
            **{'d': d, 'k': k, 'n': n, 'gamma': scale, 'm': m, 'x': x},
            **{'alphas': start[0], 'means': start[1], 'icf': start[2]},
        },
        'reference': {'objective': value, 'grad_alphas': alphas, 'grad_means': means, 'grad_icf': icf},
    }


def characters():
    layers, bits, count = 2, 3, 6
    state = rows(2 * layers, bits)
    sequence = [[random.randint(0, 1) for _ in range(bits)] for _ in range(count)]
    start = [rows(2 * layers, 4 * bits), rows(3, bits)]
    sigmoid = lambda v: 1 / (1 + exp(-v))

    def objective(main, extra):
        held = [[mpf(str(v)) for v in row] for row in state]
        total = mpf(0)
        for now, following in zip(sequence, sequence[1:]):
            x = [b * s for b, s in zip(now, extra[0])]
            for layer in range(layers):
                w, b = main[2 * layer], main[2 * layer + 1]
                h, c = held[2 * layer], held[2 * layer + 1]
                for i in range(bits):
                    gate = lambda part, of: of * w[part * bits + i] + b[part * bits + i]
                    forget, put = sigmoid(gate(0, x[i])), sigmoid(gate(1, h[i]))
                    out, change = sigmoid(gate(2, x[i])), tanh(gate(3, h[i]))
                    c[i] = c[i] * forget + put * change
                    h[i] = out * tanh(c[i])
                x = list(h)
            y = [v * s + o for v, s, o in zip(x, extra[1], extra[2])]
            whole = log(2 + sum(exp(v) for v in y))
            total += sum(f * (v - whole) for f, v in zip(following, y))
        return -total / (bits * (count - 1))

    value, (main, extra) = gradient(objective, start)
    return {
        'model': {
            **{'layers': layers, 'bits': bits, 'main': start[0], 'extra': start[1]},
            **{'state': state, 'sequence': sequence},
        },
        'reference': {'objective': value, 'grad_main_params': main, 'grad_extra_params': extra},
    }


folder.mkdir(parents=True, exist_ok=True)
for name, case in (('gmm', mixture()), ('lstm', characters())):
    (folder / f'{name}.json').write_text(json.dumps(case, indent=1) + '\n')
