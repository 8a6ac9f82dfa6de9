import { constant, integer, isConstant, isValue, rational, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, exp, multiplyAll, power } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import { negate, scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { resolve, type Variable } from '../calculus/derivative.ts'
import { asZero } from '../calculus/implicit.ts'
import { NotFoundError, requireSearchable } from '../calculus/not-found.ts'
import { evaluateComplex } from '../evaluate/complex.ts'
import { EvaluationError } from '../evaluate/errors.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { requireExpr } from '../not-an-expression.ts'
import { isInteger, one, Rational, signOf } from '../number/rational.ts'
import { isZero, signOfConstant } from '../series/decide.ts'
import { factorize } from '../simplify/rational.ts'
import { simplify } from '../simplify/simplify.ts'
import { freeSymbols, walk } from '../traverse.ts'
import { search } from '../work.ts'
import { asAngle, homogeneousWave, linearWave, oneWave } from './angles.ts'
import { coefficientsOf } from './coefficients.ts'
import { lambertProduct, lambertRatio, lambertSum } from './lambert.ts'
import { branchesOf, logarithmTo, oneBase, twoExponentials, withoutLogs, withoutRoot } from './methods.ts'
import { nsolve } from './nsolve.ts'
import { polynomialRoots } from './polynomial.ts'

/** Solutions; each that `periods` gives a period for stands for itself plus any whole multiple of it. */
export interface Solutions {
  readonly solutions: readonly Expr[]
  readonly periods: readonly (Expr | undefined)[]
  /** Whether none of them is a float64 approximation. */
  readonly exact: boolean
}

export interface SolveOptions {
  /** Complex solutions of polynomials too. */
  readonly complex?: boolean
  /** Where no method gives exact solutions, the real ones as decimal numbers by `nsolve`; `exact` is false then. */
  readonly numeric?: boolean
}

interface Solution {
  readonly value: Expr
  readonly period: Expr | undefined
  readonly exact: boolean
}

/**
 * The solutions of an equation, or of an expression that is to be 0, for x: all real ones (all complex ones of a
 * polynomial with `complex`). Of a periodic family it gives one member for each; `solutionSet` gives the periods too.
 *
 * Throws: NotFoundError where the methods here do not find all of them, or every x solves it.
 *
 * @example
 * solve(parse('x^2 - 2'), 'x')          // [-sqrt(2), sqrt(2)]
 * solve(parse('exp(2*x) == 3'), 'x')    // [log(3)/2]
 */
export const solve = (equation: Expr, x: Variable, options: SolveOptions = {}): Expr[] => [
  ...solutionSet(equation, x, options).solutions,
]

/** The solutions with the periods of those that recur. */
export function solutionSet(equation: Expr, variable: Variable, options: SolveOptions = {}): Solutions {
  return search('solutionSet', () => {
    requireExpr(equation)
    const e = asZero(equation)
    requireSearchable('solve', e)
    const x = resolve(e, variable)
    if (x === undefined || !dependsOn(e, x) || isZero(e)) {
      if (isConstant(e, 'true') || isZero(e))
        throw new NotFoundError('solve', `every ${variable} solves ${equation}`, equation)
      return { solutions: [], periods: [], exact: true }
    }
    const found = new Map<Expr, Solution>()
    const candidates =
      options.numeric === true
        ? (attempt(() => solveZero(e, x, options.complex === true, 0)) ??
          nsolve(e, x).map((root) => plain(root, false)))
        : solveZero(e, x, options.complex === true, 0)
    for (const s of candidates) {
      const value = asAngle(simplify(s.value, { milliseconds: 100 }))
      if (!found.has(value) && satisfies(e, x, value)) found.set(value, { ...s, value })
    }
    const list = [...found.values()]
    if (list.every((s) => freeSymbols(s.value).length === 0)) {
      const place = new Map(list.map((s) => [s, numberOf(s.value)]))
      list.sort((a, b) => place.get(a)! - place.get(b)!)
    }
    return {
      solutions: list.map((s) => s.value),
      periods: list.map((s) => s.period),
      exact: list.every((s) => s.exact),
    }
  })
}

function numberOf(e: Expr): number {
  try {
    return evaluate(e)
  } catch (error) {
    if (error instanceof EvaluationError) return Number.NaN
    throw error
  }
}

/** Whether a candidate solves: exactly 0, or 0 as far as float64 tells; with symbols, by substituting numbers. */
function satisfies(e: Expr, x: Expr, value: Expr): boolean {
  const at = subs(e, new Map([[x, value]]))
  if (at.kind === 'number') return isValue(at, 0) || Math.abs(numberOf(at)) < 1e-8
  if (at.kind === 'constant') return false
  if (freeSymbols(at).length > 0 || isImaginary(value)) return true
  if (isImaginary(at)) {
    // the logarithm of a negative number, say: no real solution unless the parts cancel
    const { re, im } = evaluateComplex(at)
    return Math.hypot(re, im) <= 1e-9
  }
  const y = numberOf(at)
  const v = numberOf(value)
  if (!Number.isFinite(y)) return false
  // the change of e over the rounding error of the solution is what float64 allows
  const step = 1e-9 * Math.max(1, Math.abs(v))
  const change = [v - step, v + step].map((t) => Math.abs(numberOf(subs(e, new Map([[x, decimal(t)]]))) - y))
  return Math.abs(y) <= 1e-9 || Math.abs(y) <= Math.max(...change.filter(Number.isFinite), 0)
}

function isImaginary(e: Expr): boolean {
  let found = false
  walk(e, (node) => {
    found ||= node.kind === 'constant' && node.name === 'I'
  })
  return found
}

const decimal = (t: number): Expr => rational(Rational.of(BigInt(Math.round(t * 2 ** 30)), 1n << 30n))

const plain = (value: Expr, exact = true): Solution => ({ value, period: undefined, exact })
const maxDepth = 12

/** The candidates for e = 0; NotFoundError where some may be missed. */
function solveZero(e: Expr, x: Expr, complex: boolean, depth: number): Solution[] {
  if (depth > maxDepth) throw new NotFoundError('solve', `${e} = 0 nests too deep`, e)
  if (!dependsOn(e, x)) {
    // of a substitution it says nothing about x
    if (isZero(e) && x.name.startsWith(' '))
      throw new NotFoundError('solve', 'no method: a substitution leaves nothing', e)
    if (isZero(e)) throw new NotFoundError('solve', `every ${x} solves a part of the equation`, e)
    return []
  }
  if (e === x) return [plain(integer(0))]
  if (e.kind === 'power') {
    const n = e.args[1]!
    if (n.kind === 'number') return signOf(n.value) > 0 ? solveZero(e.args[0]!, x, complex, depth + 1) : []
    // b^n is 0 only where b is
    return dependsOn(e.args[0]!, x) ? solveZero(e.args[0]!, x, complex, depth + 1) : []
  }
  if (e.kind === 'product') return e.args.flatMap((f) => solveZero(f, x, complex, depth + 1))
  if (e.kind === 'call' && e.name === 'exp') return []
  // each piece's solutions; those outside of its condition do not pass the check
  if (e.kind === 'piecewise')
    return e.args.flatMap((a, i) => {
      if (i % 2 === 1) return []
      if (isZero(a)) throw new NotFoundError('solve', `a whole piece of ${e} is 0`, e)
      return solveZero(a, x, complex, depth + 1)
    })
  const direct = polynomialCase(e, x, complex)
  if (direct !== undefined) return direct
  if (e.kind === 'sum') {
    const fraction = factorize(e)
    const next = (equation: Expr | undefined): Solution[] | undefined =>
      equation === undefined ? undefined : solveZero(equation, x, complex, depth + 1)
    const methods: (() => Solution[] | undefined)[] = [
      () => isolate(e, x, complex, depth),
      () => (fraction.kind === 'product' || fraction.kind === 'power' ? next(fraction) : undefined),
      () => wave(e, x, complex, depth),
      () => next(homogeneousWave(e, x)),
      () => next(oneWave(e, x)),
      () => bySubstitution(fraction, x, complex, depth),
      () => branchesOf(e, x)?.flatMap((b) => solveZero(b, x, complex, depth + 1)),
      () => next(withoutLogs(e, x)),
      () => next(twoExponentials(e, x)),
      () => inOneBase(e, x, complex, depth),
      () => lambertSum(e, x)?.map((v) => plain(v)),
      () => lambertRatio(e, x)?.map((v) => plain(v)),
      () => next(withoutRoot(e, x)),
      () => trigonometric(fraction, x, complex, depth),
      () => {
        const short = simplify(e)
        return short !== e && short !== fraction ? next(short) : undefined
      },
    ]
    for (const method of methods) {
      const found = attempt(method)
      if (found !== undefined) return found
    }
  }
  if (e.kind === 'call') return invert(e, integer(0), x, complex, depth)
  throw new NotFoundError(
    'solve',
    `no method for ${e} = 0; nsolve(equation, '${x}') finds its real roots as decimal numbers`,
    e,
  )
}

/** What a method finds; undefined also where it gives up. */
function attempt<T>(method: () => T | undefined): T | undefined {
  try {
    return method()
  } catch (error) {
    if (error instanceof NotFoundError && !error.reason.startsWith('every')) return undefined
    throw error
  }
}

/** a sin(u) + b cos(u) = c */
function wave(e: Expr, x: Expr, complex: boolean, depth: number): Solution[] | undefined {
  const found = linearWave(e, x)
  return found?.values.flatMap((value) =>
    (found.u === x ? [plain(value)] : solveZero(subtract(found.u, value), x, complex, depth + 1)).map(
      (s) => ({
        ...s,
        period: periodOf(found.u, found.period, x),
      }),
    ),
  )
}

/** Exponentials of one base b: solved for x log(b). */
function inOneBase(e: Expr, x: Expr, complex: boolean, depth: number): Solution[] | undefined {
  const made = oneBase(e, x)
  if (made === undefined) return undefined
  return solveZero(made.equation, x, complex, depth + 1).map((s) => ({
    ...s,
    value:
      s.value.kind === 'call' && s.value.name === 'log'
        ? logarithmTo(made.logBase.args[0]!, s.value.args[0]!)
        : divide(s.value, made.logBase),
  }))
}

function polynomialCase(e: Expr, x: Expr, complex: boolean): Solution[] | undefined {
  const c = coefficientsOf(e, x)
  if (c === undefined) return undefined
  const found = polynomialRoots(c, x, complex)
  return found?.roots.map((r) => plain(r, found.exact || r.kind !== 'number' || !r.value.decimal))
}

/** c + w*f(x) = 0 where one term alone has x: f = -c/w. */
function isolate(e: Expr, x: Expr, complex: boolean, depth: number): Solution[] | undefined {
  const moving = e.args.flatMap((a, i) => (dependsOn(a, x) ? [i] : []))
  if (moving.length !== 1) return undefined
  const i = moving[0]!
  const term = e.args[i]!
  const rest = scale(subtract(e, scale(term, e.weights[i]!)), Rational.of(-1))
  return invert(term, divide(rest, rational(e.weights[i]!)), x, complex, depth)
}

const half = Rational.of(1, 2)
const pi = (): Expr => constant('pi')
const twoPi = (): Expr => scale(pi(), Rational.of(2))

/** f(u(x)) = y, one function peeled off. */
function invert(f: Expr, y: Expr, x: Expr, complex: boolean, depth: number): Solution[] {
  if (f === x) return [plain(y)]
  const next = (u: Expr, value: Expr): Solution[] =>
    u === x ? [plain(value)] : solveZero(subtract(u, value), x, complex, depth + 1)
  const periodic = (u: Expr, values: readonly Expr[], period: Expr): Solution[] =>
    values.flatMap((value) => next(u, value).map((s) => ({ ...s, period: periodOf(u, period, x) })))
  const sign = isZero(y) ? 0 : signOfConstant(y)
  const refuse = (): Solution[] => {
    const byLambert = lambertProduct(f, y, x)
    if (byLambert !== undefined) return byLambert.map((v) => plain(v))
    throw new NotFoundError('solve', `no method for ${f} = ${y}`, f)
  }
  if (f.kind === 'product') {
    const fixed = f.args.filter((a) => !dependsOn(a, x))
    const moving = f.args.filter((a) => dependsOn(a, x))
    if (fixed.length > 0 || f.value !== one)
      return invert(
        multiplyAll(moving),
        divide(y, multiplyAll([rational(f.value), ...fixed])),
        x,
        complex,
        depth + 1,
      )
    if (sign === 0) return moving.flatMap((a) => solveZero(a, x, complex, depth + 1))
    return refuse()
  }
  if (f.kind === 'power') {
    const [b, n] = f.args as [Expr, Expr]
    if (!dependsOn(n, x) && n.kind === 'number') {
      if (sign === 0) return signOf(n.value) > 0 ? next(b, integer(0)) : []
      if (!isInteger(n.value)) {
        // a principal root is not negative
        if (sign === -1) return []
        return next(b, power(y, rational(Rational.of(n.value.d, n.value.n))))
      }
      const k = Number(n.value.n)
      const c = [
        negate(k > 0 ? y : power(y, integer(-1))),
        ...Array.from({ length: Math.abs(k) - 1 }, () => integer(0)),
        integer(1),
      ]
      const roots = polynomialRoots(c, symbol(' y'), complex)
      return roots === undefined ? refuse() : roots.roots.flatMap((r) => next(b, r))
    }
    if (!dependsOn(b, x)) {
      if (sign === 0 || sign === -1) return []
      return next(n, logarithmTo(b, y))
    }
    return refuse()
  }
  if (f.kind !== 'call' || f.args.length !== 1 || f.weights.length > 0) return refuse()
  const u = f.args[0]!
  const size = freeSymbols(y).length === 0 ? numberOf(y) : Number.NaN
  const outside = (low: number, high: number): boolean => size < low || size > high
  switch (f.name) {
    case 'exp':
      return sign === 0 || sign === -1 ? [] : next(u, call('log', y))
    case 'log':
      return next(u, exp(y))
    case 'sin': {
      if (outside(-1, 1)) return []
      const a = call('asin', y)
      return periodic(u, [a, subtract(pi(), a)], twoPi())
    }
    case 'cos': {
      if (outside(-1, 1)) return []
      const a = call('acos', y)
      return periodic(u, [a, negate(a)], twoPi())
    }
    case 'tan':
      return periodic(u, [call('atan', y)], pi())
    case 'cot':
      return periodic(u, [subtract(scale(pi(), half), call('atan', y))], pi())
    case 'sec':
      return sign === 0 ? [] : invert(call('cos', u), power(y, integer(-1)), x, complex, depth + 1)
    case 'csc':
      return sign === 0 ? [] : invert(call('sin', u), power(y, integer(-1)), x, complex, depth + 1)
    case 'asin':
    case 'atan':
      return outside(-Math.PI / 2, Math.PI / 2) ? [] : next(u, call(f.name.slice(1), y))
    case 'acos':
      return outside(0, Math.PI) ? [] : next(u, call('cos', y))
    case 'sinh':
      return next(u, call('asinh', y))
    case 'cosh': {
      if (size < 1) return []
      const a = call('acosh', y)
      return [a, negate(a)].flatMap((v) => next(u, v))
    }
    case 'tanh':
      return outside(-1, 1) || Math.abs(size) === 1 ? [] : next(u, call('atanh', y))
    case 'asinh':
    case 'acosh':
    case 'atanh':
      return next(u, call(f.name.slice(1), y))
    case 'abs':
      if (sign === -1) return []
      return (sign === 0 ? [y] : [y, negate(y)]).flatMap((v) => next(u, v))
    case 'cbrt':
      return next(u, power(y, integer(3)))
    case 'logistic':
      return outside(0, 1) || size === 0 || size === 1
        ? []
        : next(u, call('log', divide(y, subtract(integer(1), y))))
    case 'sign':
    case 'erf':
      return sign === 0 ? next(u, integer(0)) : refuse()
    default:
      return refuse()
  }
}

/** The period in x of a solution for u = a x + b. */
function periodOf(u: Expr, period: Expr, x: Expr): Expr {
  const c = coefficientsOf(u, x)
  if (c?.length !== 2) throw new NotFoundError('solve', `infinitely many solutions through ${u}`, u)
  const T = divide(period, c[1]!)
  return signOfConstant(T) === -1 ? negate(T) : T
}

/** A polynomial in one function of x: exp(2x) - 3exp(x) + 2, sin(x)^2 + sin(x), log(x)^2 - 1, x - 3 sqrt(x) + 2. */
function bySubstitution(e: Expr, x: Expr, complex: boolean, depth: number): Solution[] | undefined {
  const u = symbol(' u')
  for (const g of generators(e, x)) {
    const written = subs(e, g.map(u))
    if (dependsOn(written, x)) continue
    const values = solveZero(written, u, complex, depth + 1)
    return values.flatMap((v) => {
      const made = invert(g.generator, v.value, x, complex, depth + 1)
      return made.map((s) => ({ ...s, exact: s.exact && v.exact }))
    })
  }
  return undefined
}

interface Generator {
  readonly generator: Expr
  map(u: Expr): Map<Expr, Expr>
}

function generators(e: Expr, x: Expr): Generator[] {
  const calls = new Set<Expr>()
  const exponentials: Expr[] = []
  const roots: Expr[] = []
  walk(e, (node) => {
    if (!dependsOn(node, x)) return
    if (node.kind === 'call' && node.name === 'exp') exponentials.push(node)
    else if (node.kind === 'call') calls.add(node)
    if (node.kind === 'power' && node.args[1]!.kind === 'number' && !isInteger(node.args[1]!.value))
      roots.push(node)
    if (node.kind === 'power' && dependsOn(node.args[1]!, x)) calls.add(node)
  })
  const list: Generator[] = [...calls].map((c) => ({ generator: c, map: (u) => new Map([[c, u]]) }))
  const powers = (
    nodes: readonly Expr[],
    exponentOf: (n: Expr) => Rational,
    generator: (unit: Rational) => Expr,
  ): void => {
    const denominator = nodes.reduce((d, n) => lcm(d, BigInt(exponentOf(n).d)), 1n)
    const tops = nodes.map((n) => (BigInt(exponentOf(n).n) * denominator) / BigInt(exponentOf(n).d))
    const g = tops.reduce((a, b) => gcd(a, b < 0n ? -b : b), 0n)
    if (g === 0n) return
    const unit = Rational.of(g, denominator)
    list.push({
      generator: generator(unit),
      map: (u) => new Map(nodes.map((n, i) => [n, power(u, integer(tops[i]! / g))] as const)),
    })
  }
  // exp(c x) as powers of one of them
  const linear = exponentials.map((n) => divide(n.args[0]!, x))
  if (exponentials.length > 0 && linear.every((c) => c.kind === 'number'))
    powers(
      exponentials,
      (n) => divide(n.args[0]!, x).value,
      (unit) => exp(scale(x, unit)),
    )
  const bases = new Set(roots.map((r) => r.args[0]!))
  if (bases.size === 1) {
    const base = [...bases][0]!
    powers(
      roots,
      (n) => n.args[1]!.value,
      (unit) => power(base, rational(unit)),
    )
    // the root of a linear base: x itself is a polynomial in it
    const c = coefficientsOf(base, x)
    const last = list.at(-1)
    if (last !== undefined && c?.length === 2 && last.generator.kind === 'power') {
      const n = integer(last.generator.args[1]!.value.d)
      list[list.length - 1] = {
        generator: last.generator,
        map: (u) => new Map([...last.map(u), [x, divide(subtract(power(u, n), c[0]!), c[1]!)]]),
      }
    }
  }
  return list
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b))
const lcm = (a: bigint, b: bigint): bigint => (a / gcd(a, b)) * b

/** The largest rational number of which both are whole multiples. */
function commonMeasure(a: Rational, b: Rational): Rational {
  const top = gcd(BigInt(a.n) * BigInt(b.d), BigInt(b.n) * BigInt(a.d))
  return Rational.of(top < 0n ? -top : top, BigInt(a.d) * BigInt(b.d))
}

/** Rational in sin(u) and cos(u) of one u: by t = tan(u/2), and u = pi apart. */
function trigonometric(e: Expr, x: Expr, complex: boolean, depth: number): Solution[] | undefined {
  const inner = new Set<Expr>()
  let others = false
  walk(e, (node) => {
    if (node.kind === 'call' && dependsOn(node, x)) {
      if (node.name === 'sin' || node.name === 'cos') inner.add(node.args[0]!)
      else if (node.name === 'tan') inner.add(node.args[0]!)
      else others = true
    }
  })
  if (others || inner.size === 0) return undefined
  const first = [...inner][0]!
  const ratios = [...inner].map((v) => divide(v, first))
  if (!ratios.every((k) => k.kind === 'number')) return undefined
  const u = scale(first, ratios.map((k) => k.value).reduce(commonMeasure))
  const multiples = new Map<Expr, number>()
  for (const v of inner) {
    const k = Number(divide(v, u).value.n)
    if (Math.abs(k) > 8) return undefined
    multiples.set(v, k)
  }
  const t = symbol(' t')
  const square = sum(integer(1), power(t, integer(2)))
  const sine = divide(scale(t, Rational.of(2)), square)
  const cosine = divide(subtract(integer(1), power(t, integer(2))), square)
  const place = new Map<Expr, Expr>()
  for (const [v, k] of multiples) {
    // sin and cos of k u by adding angles
    let [s, c]: [Expr, Expr] = [integer(0), integer(1)]
    for (let i = 0; i < Math.abs(k); i++)
      [s, c] = [
        sum(multiplyAll([s, cosine]), multiplyAll([c, sine])),
        subtract(multiplyAll([c, cosine]), multiplyAll([s, sine])),
      ]
    if (k < 0) s = negate(s)
    place.set(call('sin', v), s).set(call('cos', v), c).set(call('tan', v), divide(s, c))
  }
  const written = subs(e, place)
  if (dependsOn(written, x)) return undefined
  const values = solveZero(factorize(written), t, complex, depth + 1)
  const found = values.flatMap((v) => invert(call('tan', scale(u, half)), v.value, x, complex, depth + 1))
  const back = (u === x ? [plain(pi())] : solveZero(subtract(u, pi()), x, complex, depth + 1)).map((s) => ({
    ...s,
    period: periodOf(u, twoPi(), x),
  }))
  return [...found, ...back]
}
