import { constant, integer, isValue, rational, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, multiplyAll, power } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import { negate, scale, subtract } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import type { Expr } from '../expr.ts'
import { isInteger, one, Rational, signOf } from '../number/rational.ts'
import { own } from '../own.ts'
import { isZero, signOfConstant } from '../series/decide.ts'
import { factorize } from '../simplify/rational.ts'
import { simplify } from '../simplify/simplify.ts'
import { some } from '../traverse.ts'
import { homogeneousWave, linearWave, oneWave } from './angles.ts'
import { exponentOfLog, inTangents, withoutArcs } from './arcs.ts'
import { branchesOf, occurs } from './branches.ts'
import { coefficientsOf } from './coefficients.ts'
import { exponentialSum, powersOfRatio } from './exponential-sum.ts'
import { generators } from './generators.ts'
import { inverseValues } from './inverse-values.ts'
import { lambertProduct, lambertRatio, lambertSum } from './lambert.ts'
import { membersIn } from './members.ts'
import { logarithmTo, logOfTerm, oneBase, twoExponentials, withoutLogs, withoutRoot } from './methods.ts'
import { polynomialRoots } from './polynomial.ts'
import { periodOf, plain, type Solution } from './solution.ts'
import { tangentForm } from './tangent-form.ts'

const maxDepth = 12

/** The candidates for e = 0; NotFoundError where some may be missed. */
export function solveZero(e: Expr, x: Expr, complex: boolean, depth: number): Solution[] {
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
    if (n.kind === 'number' && signOf(n.value) > 0) return solveZero(e.args[0]!, x, complex, depth + 1)
    // one over what is infinite there is 0
    if (n.kind === 'number' && hasGammaPoles(e, x))
      throw new NotFoundError('solve', `no method for ${e} = 0 at the poles of gamma functions`, e)
    if (n.kind === 'number') return []
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
      () => byBranches(e, x, complex, depth),
      () => next(withoutLogs(e, x)),
      () => next(twoExponentials(e, x)),
      () => inOneBase(e, x, complex, depth),
      () => inPowersOfRatio(e, x, complex, depth),
      () => exponentialSum(e, x)?.map((v) => plain(v)),
      () => lambertSum(e, x)?.map((v) => plain(v)),
      () => lambertRatio(e, x)?.map((v) => plain(v)),
      () => next(withoutRoot(e, x)),
      () => next(inTangents(e)),
      () => next(withoutArcs(e, x)),
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

function hasGammaPoles(e: Expr, x: Expr): boolean {
  return some(
    e,
    (node) => node.kind === 'call' && ['gamma', 'factorial'].includes(node.name) && dependsOn(node, x),
  )
}

/** What a method finds; undefined also where it gives up. */
export function attempt<T>(method: () => T | undefined): T | undefined {
  try {
    return method()
  } catch (error) {
    if (error instanceof NotFoundError && !error.reason.startsWith('every')) return undefined
    throw error
  }
}

/** Each case of abs, max, min and sign as if it held everywhere. */
function byBranches(e: Expr, x: Expr, complex: boolean, depth: number): Solution[] | undefined {
  const solutionsOf = (equation: Expr): Solution[] => solveZero(equation, x, complex, depth + 1)
  return branchesOf(e, x)?.flatMap((branch) =>
    isZero(branch.equation) && !occurs(branch, x, (edge) => solutionsOf(edge).map((s) => s.value))
      ? []
      : solutionsOf(branch.equation),
  )
}

/** a sin(u) + b cos(u) = c */
function wave(e: Expr, x: Expr, complex: boolean, depth: number): Solution[] | undefined {
  const found = linearWave(e, x)
  const period = found && periodOf(found.u, found.period, x)
  return found?.values.flatMap((value) =>
    (found.u === x ? [plain(value)] : solveZero(subtract(found.u, value), x, complex, depth + 1)).map(
      (s) => ({ ...s, period }),
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

/** A polynomial in q^x: 4^x + 6^x = 9^x. */
function inPowersOfRatio(e: Expr, x: Expr, complex: boolean, depth: number): Solution[] | undefined {
  const u = symbol(` u${depth}`)
  const made = powersOfRatio(e, x, u)
  const values = made && solveZero(made.equation, u, complex, depth + 1)
  const positive = values?.filter((s) => signOfConstant(s.value) === 1)
  return positive?.map((s) => ({ ...s, value: logarithmTo(made!.logBase.args[0]!, s.value) }))
}

function polynomialCase(e: Expr, x: Expr, complex: boolean): Solution[] | undefined {
  const c = coefficientsOf(e, x)
  if (c === undefined) return undefined
  const found = polynomialRoots(c, x, complex)
  return found && [...found.exact.map((r) => plain(r)), ...found.rounded.map((r) => plain(r, false))]
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
  const periodic = (u: Expr, values: readonly Expr[], period: Expr): Solution[] => {
    // refuses what is not linear, of which other members may have solutions where the first has none
    const T = periodOf(u, period, x)
    return values.flatMap((value) => next(u, value).map((s) => ({ ...s, period: T })))
  }
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
    const log = logOfTerm(f, x)
    if (log !== undefined) return sign === -1 ? [] : next(log, call('log', y))
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
      return roots === undefined ? refuse() : roots.exact.flatMap((r) => next(b, r))
    }
    if (!dependsOn(b, x)) {
      if (sign === 0 || sign === -1) return []
      return next(n, logarithmTo(b, y))
    }
    const log = sign === 1 ? exponentOfLog(b, n) : undefined
    if (log !== undefined) return next(log, call('log', y))
    if (!isValue(y, 1) || b === n) return refuse()
    // b^n = 1: b is 1, or n is 0, or b is -1 and n even
    const found = [integer(1), integer(-1)].flatMap((value) => next(b, value))
    for (const s of next(n, integer(0))) if (!isZero(subs(b, new Map([[x, s.value]])))) found.push(s)
    return found.some((s) => s.period !== undefined) ? refuse() : found
  }
  if (f.kind !== 'call' || f.args.length !== 1 || f.weights.length > 0) return refuse()
  const u = f.args[0]!
  // sec(u) = y is cos(u) = 1/y
  const turned = own<string>({ sec: 'cos', csc: 'sin' }, f.name)
  if (turned !== undefined)
    return sign === 0 ? [] : invert(call(turned, u), power(y, integer(-1)), x, complex, depth + 1)
  const inverse = inverseValues(f.name, y, sign)
  if (inverse === undefined) return refuse()
  const { values, period } = inverse
  return period === undefined ? values.flatMap((value) => next(u, value)) : periodic(u, values, period)
}

/** A polynomial in one function of x: exp(2x) - 3exp(x) + 2, sin(x)^2 + sin(x), log(x)^2 - 1, x - 3 sqrt(x) + 2. */
function bySubstitution(e: Expr, x: Expr, complex: boolean, depth: number): Solution[] | undefined {
  // within another substitution x is such a symbol itself
  const u = symbol(` u${depth}`)
  for (const g of generators(e, x)) {
    const written = subs(e, g.map(u))
    if (dependsOn(written, x)) continue
    const values = solveZero(written, u, complex, depth + 1)
    return values.flatMap((v) =>
      membersIn(v, g.generator).flatMap((value) =>
        invert(g.generator, value, x, complex, depth + 1).map((s) => ({ ...s, exact: s.exact && v.exact })),
      ),
    )
  }
  return undefined
}

/** Rational in sin(u) and cos(u) of one u: by t = tan(u/2), and u = pi apart. */
function trigonometric(e: Expr, x: Expr, complex: boolean, depth: number): Solution[] | undefined {
  const made = tangentForm(e, x)
  if (made === undefined) return undefined
  const { u, t, written } = made
  const values = solveZero(factorize(written), t, complex, depth + 1)
  const found = values.flatMap((v) => invert(call('tan', scale(u, half)), v.value, x, complex, depth + 1))
  const back = (u === x ? [plain(pi())] : solveZero(subtract(u, pi()), x, complex, depth + 1)).map((s) => ({
    ...s,
    period: periodOf(u, twoPi(), x),
  }))
  return [...found, ...back]
}
