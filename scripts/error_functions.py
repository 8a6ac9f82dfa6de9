"""Relatives of the error function that mpmath lacks, or has only where they do not cancel; for the scripts beside this one."""
from mpmath import mp, mpf


def ndtr(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


def erfcx(x):
    if x > 1e4:
        return (1 - 1 / (2 * x ** 2) + 3 / (4 * x ** 4) - 15 / (8 * x ** 6)) / (x * mp.sqrt(mp.pi))
    with mp.extradps(10):
        return mp.exp(x * x) * mp.erfc(x)


def erfcinv(y):
    """By Newton's method on log erfc where erfinv(1 - y) would lose digits."""
    if y > 1:
        return -erfcinv(2 - y)
    if y > 0.1:
        return mp.erfinv(1 - y)
    z = mp.sqrt(-mp.log(y)) * mpf('0.95')
    for _ in range(100):
        e = mp.erfc(z)
        step = (mp.log(e) - mp.log(y)) / (2 / mp.sqrt(mp.pi) * mp.exp(-z * z) / e)
        z += step
        if abs(step) < mp.eps * 100:
            break
    return z


def erfinv(y):
    return mp.erfinv(y) if abs(y) < mpf('0.9') else mp.sign(y) * erfcinv(1 - abs(y))
