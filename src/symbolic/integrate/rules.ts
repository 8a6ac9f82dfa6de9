import { integer, isIntegerNumber, isNumber, isValue, rational, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { piecewise } from '../build/logic.ts'
import { divide, exp, multiplyAll, power } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import { linear, scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { derivative } from '../calculus/derivative.ts'
import type { Expr } from '../expr.ts'
import { half, isInteger, isOne, minusOne, Rational, signOf } from '../number/rational.ts'
import { cancel, expand } from '../simplify/rational.ts'
import { simplify } from '../simplify/simplify.ts'
import { harmonics, toSineCosine } from '../simplify/trig.ts'
import { coefficientsOf } from '../solve/coefficients.ts'
import { nodeCount, walk } from '../traverse.ts'
import { decompose } from './apart.ts'
import { integrateCubic } from './cubic.ts'
import { integrateCyclotomic } from './cyclotomic.ts'
import { evenWithRadical } from './even-radical.ts'
import {
  bySquaresOfTangents,
  byTangent,
  conjugated,
  distributed,
  exponentials,
  halvedSquares,
  joinedRoots,
  oddPower,
  openAngles,
} from './forms.ts'
import { integratePieces } from './kinks.ts'
import { parallelRisch } from './norman.ts'
import { integrateFraction, overQuadratic, withRoot } from './quadratic.ts'
import { withRadical } from './radicals.ts'
import { integrateRepeating } from './repeating.ts'
import { integrateByRoots } from './roots.ts'
import { fromSpecialTable } from './special.ts'
import { fromTable, linearSlope } from './table.ts'

const maxDepth = 9
const maxNodes = 400

/** One search for an antiderivative; it remembers what it has tried, so that it ends. */
export class Integrator {
  private readonly known = new Map<Expr, Expr | undefined>()
  private depth = 0

  /** An antiderivative of e by x, or undefined. */
  integrate(e: Expr, x: Expr): Expr | undefined {
    if (!dependsOn(e, x)) return multiplyAll([e, x])
    if (this.known.has(e)) return this.known.get(e)
    if (this.depth >= maxDepth || nodeCount(e) > maxNodes) return undefined
    // a second visit from within finds nothing, rather than go round in circles
    this.known.set(e, undefined)
    this.depth++
    const found = this.attempt(e, x)
    this.depth--
    if (found === undefined && this.depth > 0) this.known.delete(e)
    else this.known.set(e, found)
    return found
  }

  private attempt(e: Expr, x: Expr): Expr | undefined {
    const direct = fromTable(e, x) ?? fromSpecialTable(e, x)
    if (direct !== undefined) return direct
    if (e.kind === 'sum') {
      const parts = this.termwise(e, x)
      if (parts !== undefined) return parts
    }
    if (e.kind === 'product') {
      const fixed = e.args.filter((a) => !dependsOn(a, x))
      if (fixed.length > 0 || !isValue(rational(e.value), 1)) {
        const inner = this.integrate(multiplyAll(e.args.filter((a) => dependsOn(a, x))), x)
        return inner === undefined ? undefined : multiplyAll([rational(e.value), ...fixed, inner])
      }
    }
    const growth = pureGrowth(e, x)
    if (growth !== undefined) return divide(e, growth)
    if (e.kind === 'piecewise') return this.pieces(e, x) ?? this.kinks(e, x)
    return (
      this.rationalFunction(e, x) ??
      this.radical(e, x) ??
      this.substitution(e, x) ??
      this.parts(e, x) ??
      this.wave(e, x) ??
      (this.depth <= 2 ? parallelRisch(bySquaresOfTangents(e), x) : undefined) ??
      this.rationalising(e, x) ??
      this.rewritten(e, x) ??
      this.halfAngle(e, x) ??
      this.shifted(e, x) ??
      this.kinks(e, x)
    )
  }

  private termwise(e: Expr, x: Expr): Expr | undefined {
    const terms: Expr[] = []
    for (const a of e.args) {
      const inner = this.integrate(a, x)
      if (inner === undefined) return undefined
      terms.push(inner)
    }
    return linear([...terms, x], [...e.weights, e.value])
  }

  /** Pieces cut at numbers x < c: each antiderivative moved so that the whole is continuous. */
  private pieces(e: Expr, x: Expr): Expr | undefined {
    if (e.args.length !== 4 || e.args[1]!.kind !== 'relation') return undefined
    const [a, b] = e.args[1]!.args as [Expr, Expr]
    const cut = a === x ? b : b === x ? a : undefined
    if (cut === undefined || dependsOn(cut, x) || !['<', '<='].includes(e.args[1]!.name)) return undefined
    const first = this.integrate(e.args[0]!, x)
    const second = this.integrate(e.args[2]!, x)
    if (first === undefined || second === undefined) return undefined
    const at = (F: Expr): Expr => subs(F, new Map([[x, cut]]))
    const moved = sum(second, subtract(at(first), at(second)))
    return piecewise([first, e.args[1]!], [moved, e.args[3]!])
  }

  private rationalFunction(e: Expr, x: Expr): Expr | undefined {
    const parts = isRational(e, x) ? decompose(e, x) : undefined
    if (parts === undefined) {
      const factors = e.kind === 'product' ? e.args.filter((a) => dependsOn(a, x)) : [e]
      const below = factors.length === 1 ? factors[0]! : undefined
      if (below?.kind !== 'power' || !isValue(below.args[1]!, -1)) return undefined
      const found = overQuadratic(below.args[0]!, x)
      return found && multiplyAll([divide(e, below), found])
    }
    const c = coefficientsOf(parts.polynomial, x)!
    const terms = c.map((k, n) => multiplyAll([k, power(x, integer(n + 1)), rational(Rational.of(1, n + 1))]))
    for (const f of parts.fractions) {
      const inner =
        integrateFraction(f, x) ?? integrateCyclotomic(f, x) ?? integrateByRoots(f, x) ?? integrateCubic(f, x)
      if (inner === undefined) return undefined
      terms.push(inner)
    }
    return linear(terms, undefined)
  }

  /** P(x) q(x)^(n/2) for a quadratic q. */
  private radical(e: Expr, x: Expr): Expr | undefined {
    const factors = e.kind === 'product' ? e.args : [e]
    const root = factors.find(
      (f) =>
        f.kind === 'power' &&
        f.args[1]!.kind === 'number' &&
        f.args[1]!.value.d === 2 &&
        coefficientsOf(f.args[0]!, x)?.length === 3,
    )
    if (root === undefined) {
      const joined = joinedRoots(e, x)
      return joined && this.integrate(joined, x)
    }
    const rest = multiplyAll(factors.filter((f) => f !== root))
    const n = Number(root.args[1]!.value.n)
    const q = root.args[0]!
    const found = withRoot(rest, q, n, x) ?? (isRational(rest, x) ? withRadical(rest, q, n, x) : undefined)
    if (found !== undefined || !isRational(rest, x)) return found
    return evenWithRadical(rest, q, n, x, (f, t) => this.rationalFunction(f, t))
  }

  private kinks(e: Expr, x: Expr): Expr | undefined {
    if (this.depth > 3) return undefined
    const inner = (part: Expr): Expr | undefined => this.integrate(part, x)
    return integrateRepeating(e, x, inner) ?? integratePieces(e, x, inner)
  }

  /** u for a linear a x + b with symbols: x/(a x + b), x (a + b x)^n. */
  private shifted(e: Expr, x: Expr): Expr | undefined {
    const sums = new Set<Expr>()
    walk(e, (node) => {
      if (node.kind === 'sum' && linearSlope(node, x) !== undefined) sums.add(node)
    })
    const s = [...sums][0]
    if (sums.size !== 1 || s === undefined) return undefined
    const [b, a] = coefficientsOf(s, x) as [Expr, Expr]
    const u = symbol(` v${this.depth}`)
    const written = expand(
      divide(
        subs(
          e,
          new Map([
            [s, u],
            [x, divide(subtract(u, b), a)],
          ]),
        ),
        a,
      ),
    )
    const inner = this.integrate(written, u)
    return inner === undefined ? undefined : subs(inner, new Map([[u, s]]))
  }

  /** The integral of g(u) u' is that of g by u. */
  private substitution(e: Expr, x: Expr): Expr | undefined {
    const u = symbol(` u${this.depth}`)
    const candidates = new Set<Expr>()
    walk(e, (node) => {
      if (!dependsOn(node, x) || node === x || node === e) return
      if (node.kind === 'call' || node.kind === 'sum') candidates.add(node)
      if (node.kind === 'call' && node.args.length === 1 && node.args[0]!.kind === 'power')
        candidates.add(node.args[0]!)
      if (node.kind === 'power') candidates.add(node)
      if (node.kind === 'product') candidates.add(multiplyAll(node.args))
      // x^4 = (x^2)^2
      if (node.kind === 'power' && node.args[0] === x && isIntegerNumber(node.args[1]!))
        for (const k of [2, 3, 4])
          if (Number(node.args[1]!.value.n) % k === 0) candidates.add(power(x, integer(k)))
    })
    if (e.kind === 'product' || e.kind === 'power') candidates.delete(e)
    const list = [...candidates].sort((a, b) => nodeCount(b) - nodeCount(a)).slice(0, 24)
    for (const g of list) {
      if (linearSlope(g, x) !== undefined && g.kind !== 'call') continue
      const slope = derivative(g, x)
      if (isNumber(slope)) continue
      const plain = divide(e, slope)
      const tangent = g.kind === 'call' && (g.name === 'tan' || g.name === 'cot')
      const forms = tangent ? [cancel(bySquaresOfTangents(plain)), plain] : [plain, cancel(plain)]
      for (const quotient of forms) {
        const isLog = g.kind === 'call' && g.name === 'log' && g.args[0] === x
        const opened = replacePowers(quotient, g, u)
        const written = isLog ? subs(opened, new Map([[x, exp(u)]])) : opened
        if (dependsOn(written, x)) continue
        if (nodeCount(written) > nodeCount(e) + 5) continue
        const inner = this.integrate(written, u)
        if (inner !== undefined) return subs(inner, new Map([[u, g]]))
        break
      }
    }
    return undefined
  }

  /** The integral of u v' = u v - the integral of u' v, with u chosen as books do: log, inverse, algebraic, ... */
  private parts(e: Expr, x: Expr): Expr | undefined {
    const factors = e.kind === 'product' ? e.args : [e]
    const isLogLike = (f: Expr): boolean => {
      const b =
        f.kind === 'power' && isIntegerNumber(f.args[1]!) && signOf(f.args[1]!.value) > 0 ? f.args[0]! : f
      return b.kind === 'call' && b.weights.length === 0 && logLike.has(b.name)
    }
    const chosen =
      factors.find(isLogLike) ??
      (factors.length > 1 ? factors.find((f) => isMonomial(f, x) || isPolynomialSum(f, x)) : undefined)
    if (chosen === undefined) return undefined
    const rest = multiplyAll(factors.filter((f) => f !== chosen))
    const found = this.integrate(rest, x)
    if (found === undefined || (isSpecial(found) && !isSpecial(e))) return undefined
    // of x^n, the case n != -1
    const free = found.kind === 'piecewise' && !dependsOn(found.args[1]!, x) ? found.args[0]! : found
    const v = sum(free, constantFor(chosen, free, x))
    const left = simplifyLightly(multiplyAll([v, derivative(chosen, x)]))
    const inner = this.integrate(left, x)
    return inner === undefined ? undefined : subtract(multiplyAll([chosen, v]), inner)
  }

  /** exp(a x) sin(b x) = exp(a x) (a sin(b x) - b cos(b x))/(a^2 + b^2) after integration. */
  private wave(e: Expr, x: Expr): Expr | undefined {
    if (e.kind !== 'product' || e.args.length !== 2) return undefined
    const growth = e.args.find(
      (f) => (f.kind === 'call' && f.name === 'exp') || (f.kind === 'power' && !dependsOn(f.args[0]!, x)),
    )
    const wave = e.args.find((f) => f.kind === 'call' && (f.name === 'sin' || f.name === 'cos'))
    if (growth === undefined || wave === undefined) return undefined
    const a =
      growth.kind === 'call'
        ? linearSlope(growth.args[0]!, x)
        : multiplyAll([linearSlope(growth.args[1]!, x) ?? integer(0), call('log', growth.args[0]!)])
    const b = linearSlope(wave.args[0]!, x)
    if (a === undefined || b === undefined || isValue(a, 0)) return undefined
    const u = wave.args[0]!
    const other = call(wave.name === 'sin' ? 'cos' : 'sin', u)
    const combination =
      wave.name === 'sin'
        ? subtract(multiplyAll([a, wave]), multiplyAll([b, other]))
        : sum(multiplyAll([a, wave]), multiplyAll([b, other]))
    return divide(multiplyAll([growth, combination]), sum(power(a, integer(2)), power(b, integer(2))))
  }

  /** Other forms of the integrand: multiplied out, products of waves as sums, hyperbolic functions as exponentials. */
  private rewritten(e: Expr, x: Expr): Expr | undefined {
    const forms: (Expr | undefined)[] = [expand(e), distributed(e)]
    let waves = false
    let hyperbolic = false
    walk(e, (node) => {
      if (node.kind !== 'call' || !dependsOn(node, x)) return
      waves ||= ['sin', 'cos', 'tan', 'cot', 'sec', 'csc'].includes(node.name)
      hyperbolic ||= ['sinh', 'cosh', 'tanh', 'sech', 'coth', 'csch'].includes(node.name)
    })
    if (waves) {
      const plain = toSineCosine(e)
      const opened = openAngles(plain, x)
      forms.push(plain, oddPower(plain, x), opened, oddPower(opened, x), harmonics(expand(plain)))
      forms.push(bySquaresOfTangents(e))
    }
    if (waves) forms.push(halvedSquares(e))
    forms.push(conjugated(e))
    if (hyperbolic) forms.push(expand(exponentials(e)))
    forms.push(simplify(e, { milliseconds: 150 }))
    const tried = new Set<Expr>([e])
    for (const form of forms) {
      if (form === undefined || tried.has(form)) continue
      tried.add(form)
      const inner = this.integrate(form, x)
      if (inner !== undefined) return inner
    }
    return undefined
  }

  /** u = (a x + b)^(1/n) or u = exp(x) where that makes the integrand rational. */
  private rationalising(e: Expr, x: Expr): Expr | undefined {
    const roots: Expr[] = []
    let exponents: Rational[] = []
    let possible = true
    walk(e, (node) => {
      if (!dependsOn(node, x)) return
      if (node.kind === 'power' && node.args[1]!.kind === 'number' && !isInteger(node.args[1]!.value))
        roots.push(node)
      else if (node.kind === 'call' && node.name === 'exp') {
        const k = divide(node.args[0]!, x)
        if (k.kind === 'number') exponents = [...exponents, k.value]
        else possible = false
      } else if (node.kind === 'call') possible = false
    })
    const u = symbol(` r${this.depth}`, { positive: true })
    if (possible && exponents.length > 0 && roots.length === 0) {
      const d = exponents.reduce((m, k) => Math.max(m, Number(k.d)), 1)
      if (exponents.some((k) => d % Number(k.d) !== 0)) return undefined
      // x = d log(u), dx = d du/u
      const written = divide(
        scale(subs(e, new Map([[x, scale(call('log', u), Rational.of(d))]])), Rational.of(d)),
        u,
      )
      const plain = openPowers(written, u)
      if (plain === undefined) return undefined
      const inner = this.integrate(plain, u)
      return inner === undefined ? undefined : subs(inner, new Map([[u, exp(scale(x, Rational.of(1, d)))]]))
    }
    const base = roots[0]?.args[0]
    if (!possible && base === undefined) return undefined
    if (base === undefined || exponents.length > 0 || roots.some((r) => r.args[0] !== base)) return undefined
    const c = base === x ? [integer(0), integer(1)] : coefficientsOf(base, x)
    const n = roots.reduce((m, r) => lcm(m, Number(r.args[1]!.value.d)), 1)
    if (n > 12) return undefined
    if (c?.length !== 2) return this.ofQuotient(e, x, base, roots, n, u)
    const place = new Map<Expr, Expr>(
      roots.map((r) => [r, power(u, scale(r.args[1]!, Rational.of(n)))] as const),
    )
    place.set(x, divide(subtract(power(u, integer(n)), c[0]!), c[1]!))
    const written = multiplyAll([
      subs(e, place),
      divide(scale(power(u, integer(n - 1)), Rational.of(n)), c[1]!),
    ])
    const inner = this.integrate(cancel(written), u)
    return inner === undefined
      ? undefined
      : subs(inner, new Map([[u, power(base, rational(Rational.of(1, n)))]]))
  }

  /** u = ((a x + b)/(c x + d))^(1/n): x = (b - d u^n)/(c u^n - a). */
  private ofQuotient(
    e: Expr,
    x: Expr,
    base: Expr,
    roots: readonly Expr[],
    n: number,
    u: Expr,
  ): Expr | undefined {
    const factors = base.kind === 'product' ? base.args : []
    const below = factors.find((f) => f.kind === 'power' && isValue(f.args[1]!, -1))
    if (below === undefined) return undefined
    const top = coefficientsOf(multiplyAll([rational(base.value), ...factors.filter((f) => f !== below)]), x)
    const bottom = coefficientsOf(below.args[0]!, x)
    if (bottom?.length !== 2 || top === undefined || top.length > 2) return undefined
    const [b, a] = [top[0]!, top[1] ?? integer(0)]
    const [d, c] = bottom as [Expr, Expr]
    const un = power(u, integer(n))
    const inverse = divide(subtract(b, multiplyAll([d, un])), subtract(multiplyAll([c, un]), a))
    const place = new Map<Expr, Expr>(roots.map((r) => [r, power(u, scale(r.args[1]!, Rational.of(n)))]))
    place.set(x, inverse)
    const inner = this.integrate(cancel(multiplyAll([subs(e, place), derivative(inverse, u)])), u)
    return inner === undefined
      ? undefined
      : subs(inner, new Map([[u, power(base, rational(Rational.of(1, n)))]]))
  }

  /** Rational in sin(a x + b) and cos(a x + b): t = tan((a x + b)/2). */
  private halfAngle(e: Expr, x: Expr): Expr | undefined {
    const plain = toSineCosine(e)
    const angles = new Set<Expr>()
    walk(plain, (node) => {
      if (node.kind === 'call' && dependsOn(node, x) && (node.name === 'sin' || node.name === 'cos'))
        angles.add(node.args[0]!)
    })
    const v = [...angles][0]
    const a = angles.size === 1 && v !== undefined ? linearSlope(v, x) : undefined
    if (v === undefined || a === undefined) return undefined
    const t = symbol(` t${this.depth}`)
    const square = sum(integer(1), power(t, integer(2)))
    const byTan = byTangent(plain, v, t)
    if (byTan !== undefined && !dependsOn(byTan, x)) {
      const inner = this.rationalFunction(cancel(divide(byTan, multiplyAll([a, square]))), t)
      if (inner !== undefined) return subs(inner, new Map([[t, call('tan', v)]]))
    }
    const written = subs(
      plain,
      new Map([
        [call('sin', v), divide(scale(t, Rational.of(2)), square)],
        [call('cos', v), divide(subtract(integer(1), power(t, integer(2))), square)],
      ]),
    )
    if (dependsOn(written, x)) {
      // exp(x) (1 + sin(x))/(1 + cos(x)) = exp(x) (1 + tan(x/2))^2/2
      const half = subs(cancel(written), new Map([[t, call('tan', scale(v, Rational.of(1, 2)))]]))
      return this.depth <= 2 && hasExponential(e) ? parallelRisch(half, x) : undefined
    }
    const inner = this.rationalFunction(
      cancel(divide(scale(written, Rational.of(2)), multiplyAll([a, square]))),
      t,
    )
    return inner === undefined ? undefined : subs(inner, new Map([[t, call('tan', scale(v, half))]]))
  }
}

const special = new Set('Ei Si Ci Shi Chi li fresnels fresnelc polylog'.split(' '))
function isSpecial(e: Expr): boolean {
  let found = false
  walk(e, (node) => {
    found ||= node.kind === 'call' && special.has(node.name)
  })
  return found
}

const logLike = new Set('log log1p asin acos atan acot asec acsc asinh acosh atanh acoth erf erfc'.split(' '))

const lcm = (a: number, b: number): number => {
  let [p, q] = [a, b]
  while (q !== 0) [p, q] = [q, p % q]
  return (a / p) * b
}

const isMonomial = (e: Expr, x: Expr): boolean =>
  e === x ||
  (e.kind === 'power' && e.args[0] === x && isIntegerNumber(e.args[1]!) && signOf(e.args[1]!.value) > 0)
const isPolynomialSum = (e: Expr, x: Expr): boolean => {
  const b = e.kind === 'power' && isIntegerNumber(e.args[1]!) && signOf(e.args[1]!.value) > 0 ? e.args[0]! : e
  return b.kind === 'sum' && coefficientsOf(b, x) !== undefined
}

const hasExponential = (e: Expr): boolean =>
  (e.kind === 'product' ? e.args : [e]).some((f) => f.kind === 'call' && f.name === 'exp')

/** The constant e'/e of a product of exponentials of linear exponents, 2^x 9^x. */
function pureGrowth(e: Expr, x: Expr): Expr | undefined {
  if (e.kind !== 'product' || !isOne(e.value)) return undefined
  const rates: Expr[] = []
  for (const f of e.args) {
    const exponent =
      f.kind === 'call' && f.name === 'exp' ? f.args[0]! : f.kind === 'power' ? f.args[1]! : undefined
    const slope = exponent && linearSlope(exponent, x)
    if (slope === undefined || (f.kind === 'power' && dependsOn(f.args[0]!, x))) return undefined
    rates.push(f.kind === 'power' ? multiplyAll([slope, call('log', f.args[0]!)]) : slope)
  }
  return linear(rates, undefined)
}

/** The constant c for which (v + c) atan'(x) loses its denominator: 1/2 for v = x^2/2. */
function constantFor(chosen: Expr, v: Expr, x: Expr): Expr {
  const b = chosen.kind === 'power' ? chosen.args[0]! : chosen
  const plain = b.kind === 'call' && (b.name === 'atan' || b.name === 'acot') && b.args[0] === x
  const c = plain ? coefficientsOf(v, x) : undefined
  const even = c?.every((k, i) => i % 2 === 0 || isValue(k, 0)) === true
  // v(i) for an even polynomial v
  return even
    ? scale(
        linear(
          c.map((k, i) => (i % 4 === 2 ? scale(k, minusOne) : k)),
          undefined,
        ),
        minusOne,
      )
    : integer(0)
}

/** Whether it is made of x by + * / and whole powers alone. */
function isRational(e: Expr, x: Expr): boolean {
  let rationalSoFar = true
  walk(e, (node) => {
    if (!dependsOn(node, x)) return
    if (node.kind === 'symbol' || node.kind === 'sum' || node.kind === 'product') return
    rationalSoFar &&= node.kind === 'power' && isIntegerNumber(node.args[1]!)
  })
  return rationalSoFar
}

function simplifyLightly(e: Expr): Expr {
  const short = cancel(e)
  return nodeCount(short) <= nodeCount(e) ? short : e
}

/** Replaces g by u; where g is exp(v) or b^r, its powers exp(k v) and b^(k r) too. */
function replacePowers(e: Expr, g: Expr, u: Expr): Expr {
  const place = new Map<Expr, Expr>([[g, u]])
  walk(e, (node) => {
    if (node === g) return
    if (g.kind === 'call' && g.name === 'exp' && node.kind === 'call' && node.name === 'exp') {
      const k = divide(node.args[0]!, g.args[0]!)
      if (k.kind === 'number' && isInteger(k.value)) place.set(node, power(u, k))
      else {
        // exp(k v + w) = exp(v)^k exp(w)
        const i = node.args[0]!.kind === 'sum' ? node.args[0]!.args.indexOf(g.args[0]!) : -1
        const weight = i < 0 ? undefined : node.args[0]!.weights[i]!
        if (weight !== undefined && isInteger(weight)) {
          const w = subtract(node.args[0]!, scale(g.args[0]!, weight))
          place.set(node, multiplyAll([power(u, rational(weight)), exp(subs(w, new Map([[g, u]])))]))
        }
      }
    }
    if (g.kind === 'power' && node.kind === 'power' && node.args[0] === g.args[0]) {
      const k = divide(node.args[1]!, g.args[1]!)
      if (k.kind === 'number' && isInteger(k.value)) place.set(node, power(u, k))
    }
  })
  return subs(e, place)
}

/** exp(k log u) left by a substitution, as powers. */
function openPowers(e: Expr, u: Expr): Expr | undefined {
  const plain = simplify(e, { milliseconds: 100 })
  let calls = false
  walk(plain, (node) => {
    calls ||= node.kind === 'call' && dependsOn(node, u)
  })
  return calls ? undefined : plain
}
