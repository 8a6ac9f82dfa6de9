"""Measures results as text, whoever printed them: is the derivative right, and how large is it?

Nodes: numbers, names, calls and operations of the infix text as Python's own parser reads it, so that every tool is
counted in the same way. Right: it agrees with a numerical derivative (mpmath, 40 digits) at two points.
"""

import ast
import json
import re
import sys

import mpmath as mp

mp.mp.dps = 40
functions = {
    name: getattr(mp, name)
    for name in "sin cos tan sec csc cot asin acos atan acot asec acsc sinh cosh tanh sech csch coth asinh acosh atanh exp log sqrt erf erfc gamma digamma loggamma besselj bessely airyai ei si ci lambertw polygamma factorial sign".split()
}
functions |= {
    "abs": abs, "Abs": abs, "ln": mp.log, "lgamma": mp.loggamma, "LambertW": mp.lambertw, "Ei": mp.ei, "Si": mp.si, "Ci": mp.ci,
    "psi": mp.psi, "arcsin": mp.asin, "arccos": mp.acos, "arctan": mp.atan, "trigamma": lambda x: mp.psi(1, x),
    "airyaiprime": lambda x: mp.airyai(x, derivative=1), "cbrt": mp.cbrt, "BesselJ": mp.besselj, "log10": mp.log10, "log2": lambda x: mp.log(x, 2),
    "heaviside": lambda x: mp.mpf(x > 0), "dirac": lambda x: mp.mpf(0), "pow": mp.power, "besselprime": None,
}
constants = {"pi": mp.pi, "E": mp.e, "e": mp.e, "I": mp.j, "i": mp.j}


def read(text):
    text = text.replace("^", "**").replace("²", "**2")
    text = re.sub(r"(\d)\s*(?=[A-Za-z(])(?<![A-Za-z_]\d)", r"\1*", text)
    text = re.sub(r"\|([^|]*)\|", r"abs(\1)", text)
    return ast.parse(text.strip(), mode="eval").body


def nodes(e):
    if isinstance(e, ast.Call):
        return 1 + sum(map(nodes, e.args))
    if isinstance(e, ast.BinOp):
        return 1 + nodes(e.left) + nodes(e.right)
    if isinstance(e, ast.UnaryOp):
        return 1 + nodes(e.operand)
    if isinstance(e, (ast.Constant, ast.Name)):
        return 1
    raise ValueError(f"no formula: {ast.dump(e)[:60]}")


def value(e, at):
    if isinstance(e, ast.Constant):
        return mp.mpf(str(e.value))
    if isinstance(e, ast.Name):
        return at[e.id] if e.id in at else constants[e.id]
    if isinstance(e, ast.UnaryOp):
        v = value(e.operand, at)
        return -v if isinstance(e.op, ast.USub) else v
    if isinstance(e, ast.Call):
        return functions[e.func.id](*(value(a, at) for a in e.args))
    a, b = value(e.left, at), value(e.right, at)
    operator = type(e.op)
    if operator is ast.Add:
        return a + b
    if operator is ast.Sub:
        return a - b
    if operator is ast.Mult:
        return a * b
    if operator is ast.Div:
        return a / b
    return mp.power(a, b)


def right(expr, variable, text):
    original, result = read(expr), read(text)
    agreed = 0
    for x in (0.7312, 1.6181, 3.3125, 0.2113):
        at = {name: mp.mpf(v) for name, v in zip("xyzabcd", (0.81, 1.37, 0.59, 4.3, 1.9, 0.63, 2.2))}

        def f(t):
            return value(original, at | {variable: t})

        try:
            expected = mp.diff(f, mp.mpf(x))
        except (ValueError, ZeroDivisionError, OverflowError):
            continue
        if not mp.isfinite(expected):
            continue
        try:
            found = value(result, at | {variable: mp.mpf(x)})
        except ZeroDivisionError:
            continue
        if abs(found - expected) > mp.mpf(10) ** -12 * max(1, abs(expected)):
            return False
        agreed += 1
        if agreed == 2:
            break
    return True


if __name__ == "__main__":
    print(json.dumps({"version": mp.__version__}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            reply = {"nodes": nodes(read(request["text"]))}
            reply["right"] = right(request["expr"], request["variable"], request["text"])
        except Exception as error:  # noqa: BLE001 - what cannot be read or computed is not judged
            reply = {"error": f"{type(error).__name__}: {error}"[:120], **locals().get("reply", {})}
        print(json.dumps(reply), flush=True)
