"""SymPy or symengine.py behind a line protocol: a request in JSON a line, an answer a line. See bench.ts."""

import json
import sys
import time

tool = sys.argv[1]


def names(module):
    table = {
        "lgamma": module.loggamma,
        "abs": getattr(module, "Abs"),
        "pi": module.pi,
        "E": module.E,
    }
    for ours, theirs in {"digamma": "digamma", "besselj": "besselj", "airyai": "airyai", "Ei": "Ei", "Si": "Si", "Ci": "Ci"}.items():
        if hasattr(module, theirs):
            table[ours] = getattr(module, theirs)
    return table


if tool == "sympy":
    import sympy as module
    from sympy.core.cache import clear_cache
    from sympy.parsing.sympy_parser import parse_expr

    table = names(module)

    def parse(text):
        return module.sympify(text.replace("^", "**"), locals=table, rational=True)

    forget = clear_cache
    simplify = module.simplify
elif tool == "symengine":
    import symengine as module

    functions = [n for n in "sin cos tan cot sec csc asin acos atan asinh acosh atanh sinh cosh tanh exp log sqrt erf gamma loggamma digamma abs besselj airyai LambertW Ei Si Ci".split()]

    def parse(text):
        e = module.sympify(text.replace("lgamma", "loggamma").replace("^", "**"))
        if any(type(f).__name__ == "UndefFunction" or "FunctionSymbol" in type(f).__name__ for f in e.atoms(module.FunctionSymbol)):
            raise ValueError("a function that symengine does not know")
        return e

    def forget():
        pass

    simplify = None


def answer(request):
    expr, variable = request["expr"], module.Symbol(request["variable"])
    if request["cold"]:
        forget()
    e = parse(expr)
    start = time.perf_counter()
    result = e.diff(variable)
    if request["task"] == "simplify":
        result = simplify(result)
    ms = (time.perf_counter() - start) * 1000
    return {"ms": ms, "text": str(result) if request["print"] else ""}


print(json.dumps({"version": module.__version__, "python": sys.version.split()[0]}), flush=True)
for line in sys.stdin:
    try:
        reply = answer(json.loads(line))
    except Exception as error:  # noqa: BLE001 - any failure of a tool is a result
        reply = {"error": f"{type(error).__name__}: {error}"[:200]}
    print(json.dumps(reply), flush=True)
