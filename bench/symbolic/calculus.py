"""SymPy's limits, series, integrals and equations behind the line protocol of calculus.ts."""

import json
import sys
import time

import sympy
from sympy.core.cache import clear_cache

names = {"lgamma": sympy.loggamma, "abs": sympy.Abs, "e": sympy.E, "ln": sympy.log}


def parse(text):
    if "==" in text:
        left, right = text.split("==")
        return parse(left) - parse(right)
    return sympy.sympify(text.replace("^", "**"), locals=names, rational=True)


def answer(task, parts):
    clear_cache()
    e = parse(parts[0])
    x = sympy.Symbol("x")
    rest = [parse(p) for p in parts[1:3]]
    start = time.perf_counter()
    if task == "series":
        result = sympy.series(e, x, rest[0], int(parts[2]))
    elif task == "limit":
        result = sympy.limit(e, rest[0], rest[1], "+-" if abs(rest[1]) != sympy.oo else "+")
    elif task == "solve":
        result = sympy.solve(e, x)
    elif task == "integrate":
        result = sympy.integrate(e, x)
    else:
        result = sympy.integrate(e, (x, *rest))
    ms = (time.perf_counter() - start) * 1000
    held = isinstance(result, sympy.Basic) and result.has(sympy.Integral, sympy.Limit)
    return {"ms": ms, "text": str(result), "found": not held}


print(json.dumps({"version": sympy.__version__}), flush=True)
for line in sys.stdin:
    try:
        reply = answer(**json.loads(line))
    except Exception as error:  # noqa: BLE001 - any failure of a tool is a result
        reply = {"error": f"{type(error).__name__}: {error}"[:200]}
    print(json.dumps(reply), flush=True)
