"""Writes test/fixtures/special/special-complex.json: special functions at complex arguments, by mpmath.

    pip install mpmath && python scripts/special-complex.py

A value is accepted when mpmath gives the same 20 digits at 30 and at 45. Names are those of the pages of derivatives.
"""
import json
import math
import random
import signal
from pathlib import Path
from mpmath import mp, mpc, mpf

OUT = Path(__file__).resolve().parent.parent / 'test/fixtures/special/special-complex.json'


def ring(*_):
    raise TimeoutError


signal.signal(signal.SIGALRM, ring)
ONE = {
    'gamma': mp.gamma, 'digamma': mp.digamma, 'trigamma': lambda z: mp.psi(1, z), 'zeta': mp.zeta,
    'airyai': mp.airyai, 'airybi': mp.airybi, 'airyaiprime': lambda z: mp.airyai(z, derivative=1),
    'airybiprime': lambda z: mp.airybi(z, derivative=1), 'Ei': mp.ei, 'E1': mp.e1, 'li': mp.li, 'Si': mp.si, 'Ci': mp.ci,
    'Shi': mp.shi, 'Chi': mp.chi, 'fresnels': mp.fresnels, 'fresnelc': mp.fresnelc, 'elliptic_k': mp.ellipk,
    'elliptic_e': mp.ellipe, 'LambertW': mp.lambertw,
}
TWO = {
    'besselj': mp.besselj, 'bessely': mp.bessely, 'besseli': mp.besseli, 'besselk': mp.besselk, 'hurwitz': mp.zeta,
    'polylog': mp.polylog, 'lowergamma': lambda a, z: mp.gammainc(a, 0, z), 'uppergamma': lambda a, z: mp.gammainc(a, z),
    'expint': mp.expint, 'beta': mp.beta, 'elliptic_f': mp.ellipf, 'elliptic_einc': mp.ellipe, 'elliptic_pi': mp.ellippi,
    'hyp0f1': mp.hyp0f1,
}
THREE = {
    'hyp1f1': mp.hyp1f1, 'hyperu': mp.hyperu, 'betainc': lambda a, b, z: mp.betainc(a, b, 0, z),
    'elliptic_piinc': mp.ellippi,
}


def point(size):
    return mpc(random.uniform(-size, size), random.uniform(-size, size))


def cases():
    for name, f in ONE.items():
        for size in [1, 5, 20, 60]:
            for _ in range(3):
                yield name, [point(size)], f
    for name, f in TWO.items():
        for size in [1, 5, 20]:
            for order in [mpf(random.randint(0, 3)), mpf(random.uniform(-3, 3)), mpf(2.5), point(2)]:
                yield name, [order / 4 if name.startswith('elliptic') else order, point(size)], f
    for name, f in THREE.items():
        for size in [1, 5, 20]:
            for _ in range(2):
                yield name, [mpf(random.uniform(.2, 3)), mpf(random.uniform(.2, 3)), point(size)], f
    for size in [.5, 1, 1.5, 3, 10]:
        for _ in range(3):
            a, b, c = random.uniform(.2, 3), random.choice([1, 2, .7]), random.choice([2, 3.3])
            yield 'hyp2f1', [mpf(a), mpf(b), mpf(c), point(size)], mp.hyp2f1
    for branch in [-2, -1, 0, 1, 3]:
        for size in [.3, 2, 30]:
            yield 'LambertW', [point(size), mpf(branch)], lambda z, k: mp.lambertw(z, int(k))


def value(f, args):
    signal.setitimer(signal.ITIMER_REAL, 1.5)
    try:
        mp.dps = 30
        rough = mpc(f(*args))
        mp.dps = 45
        fine = mpc(f(*args))
        return fine if abs(rough - fine) <= abs(fine) * mpf(10) ** -20 else None
    except Exception:
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        mp.dps = 30


def main():
    random.seed(3)
    table = {}
    for name, args, f in cases():
        found = value(f, args)
        if found is None or found == 0:
            continue
        pair = [float(found.real), float(found.imag)]
        if not all(math.isfinite(part) for part in pair):
            continue
        entry = table.setdefault(name, {'x': [], 'y': []})
        entry['x'].append([[float(mpc(a).real), float(mpc(a).imag)] for a in args])
        entry['y'].append(pair)
    lines = [f'{json.dumps(name)}:{json.dumps(entry, separators=(",", ":"))}' for name, entry in table.items()]
    OUT.write_text('{\n' + ',\n'.join(lines) + '\n}\n')
    print(sum(len(entry['x']) for entry in table.values()), 'values')


if __name__ == '__main__':
    main()
