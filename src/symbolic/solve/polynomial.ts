import { constant, fraction, integer, isValue, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { isReal } from '../build/known.ts'
import { divide, multiplyAll, power, sqrt } from '../build/product.ts'
import { negate, scale, subtract, sum } from '../build/sum.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import { rootsOf } from '../evaluate/roots-over.ts'
import type { Expr } from '../expr.ts'
import { fromFloat } from '../number/decimal.ts'
import { Rational } from '../number/rational.ts'
import { realRoots } from '../polynomial/real-roots.ts'
import { isZero, signOfConstant } from '../series/decide.ts'
import { factorize } from '../simplify/rational.ts'
import { simplify } from '../simplify/simplify.ts'
import { coefficientsOf, polynomial } from './coefficients.ts'
import { decimalOf } from './verify.ts'

export interface Roots {
  readonly exact: readonly Expr[]
  /** Those that are given in float64. */
  readonly rounded: readonly Expr[]
}

const exactly = (...roots: readonly Expr[]): Roots => ({ exact: roots, rounded: [] })
const none = exactly()

/**
 * The roots of a polynomial given by its coefficients: rational roots by factoring, then quadratics and cubics by
 * formula, quadratics of quadratics by substitution; higher factors with constant coefficients in float64. Undefined where the
 * coefficients have symbols and there is no formula. Without `complex` the real roots only.
 */
export function polynomialRoots(coefficients: readonly Expr[], x: Expr, complex: boolean): Roots | undefined {
  const numeric = coefficients.every((c) => c.kind === 'number')
  if (!numeric || coefficients.length <= 2) return irreducibleRoots(coefficients, complex)
  const factored = factorize(polynomial(coefficients, x))
  let all: Roots = none
  for (const f of factored.kind === 'product' ? factored.args : [factored]) {
    const base = f.kind === 'power' ? f.args[0]! : f
    const c = coefficientsOf(base, x)
    const found = c === undefined ? undefined : irreducibleRoots(c, complex)
    if (found === undefined) return undefined
    all = { exact: [...all.exact, ...found.exact], rounded: [...all.rounded, ...found.rounded] }
  }
  return all
}

function irreducibleRoots(c: readonly Expr[], complex: boolean): Roots | undefined {
  const degree = c.length - 1
  if (degree < 1) return none
  if (degree === 1) return exactly(negate(divide(c[0]!, c[1]!)))
  if (c.slice(1, -1).every((k) => isValue(k, 0)))
    return binomialRoots(negate(divide(c[0]!, c[degree]!)), degree, complex)
  if (degree === 2) return quadratic(c[2]!, c[1]!, c[0]!, complex)
  const symmetric = degree === 4 ? symmetricQuartic(c, complex) : undefined
  if (symmetric !== undefined) return symmetric
  if (!c.every((k) => k.kind === 'number' || (k.mask === 0 && isReal(k)))) return undefined
  const real = degree === 3 && !complex ? cubic(c) : undefined
  if (real !== undefined) return real
  const numbers = c.map((k) => (k.kind === 'number' ? k.value : fromFloat(evaluate(k))))
  const rounded = complex
    ? rootsOf(numbers).map(({ re, im }) =>
        sum(decimalOf(String(re)), multiplyAll([decimalOf(String(im)), constant('I')])),
      )
    : realRoots(numbers).map((r) => decimalOf(String(r)))
  return { exact: [], rounded }
}

/** A quartic that is a quadratic in t^2 for x = t - b/(4a). */
function symmetricQuartic(coefficients: readonly Expr[], complex: boolean): Roots | undefined {
  const a = coefficients[4]!
  const [e, d, c, b] = coefficients.slice(0, 4).map((k) => divide(k, a)) as [Expr, Expr, Expr, Expr]
  const centre = scale(b, Rational.of(-1, 4))
  const times = (n: number, m: number, ...factors: Expr[]): Expr =>
    scale(multiplyAll(factors), Rational.of(n, m))
  const squared = power(b, integer(2))
  if (!isZero(sum(times(1, 8, squared, b), times(-1, 2, b, c), d))) return undefined
  const p = sum(c, times(-3, 8, squared))
  const r = sum(e, times(-1, 4, b, d), times(1, 16, squared, c), times(-3, 256, squared, squared))
  const squares = quadratic(integer(1), simplify(p), simplify(r), complex)
  const roots = squares.exact.flatMap((s) => binomialRoots(s, 2, complex)?.exact ?? [])
  return exactly(...roots.map((t) => sum(centre, simplify(t))))
}

/** A root that is taken with both signs: a rather than sqrt(a^2) = |a|. */
function withoutAbs(root: Expr): Expr {
  const short = simplify(root)
  const factors = short.kind === 'product' ? short.args : [short]
  if (!factors.some((f) => f.kind === 'call' && f.name === 'abs')) return root
  return multiplyAll([
    rational(short.kind === 'product' ? short.value : Rational.of(1)),
    ...factors.map((f) => (f.kind === 'call' && f.name === 'abs' ? f.args[0]! : f)),
  ])
}

/** x^n = a */
function binomialRoots(a: Expr, n: number, complex: boolean): Roots | undefined {
  if (isValue(a, 0)) return exactly(a)
  const sign = signOfConstant(a)
  if (sign === undefined && n > 2) {
    if (complex) return undefined
    // a real a of unknown sign
    const size = power(call('abs', a), fraction(1, n))
    if (n % 2 === 1) return exactly(n === 3 ? call('cbrt', a) : multiplyAll([call('sign', a), size]))
    return exactly(negate(power(a, fraction(1, n))), power(a, fraction(1, n)))
  }
  if (!complex || (n === 2 && sign === undefined)) {
    if (sign === -1 && n % 2 === 0) return none
    const root = withoutAbs(sign === -1 ? negate(power(negate(a), fraction(1, n))) : power(a, fraction(1, n)))
    return n % 2 === 1 ? exactly(root) : exactly(negate(root), root)
  }
  const size = power(sign === -1 ? negate(a) : a, fraction(1, n))
  const roots = Array.from({ length: n }, (_, k) => {
    const angle = scale(constant('pi'), Rational.of(sign === -1 ? 2 * k + 1 : 2 * k, n))
    return multiplyAll([size, sum(call('cos', angle), multiplyAll([constant('I'), call('sin', angle)]))])
  })
  return exactly(...roots)
}

/** a x^2 + b x + c = 0 */
function quadratic(a: Expr, b: Expr, c: Expr, complex: boolean): Roots {
  const discriminant = simplify(subtract(power(b, integer(2)), scale(multiplyAll([a, c]), Rational.of(4))))
  const sign = isValue(discriminant, 0) ? 0 : signOfConstant(discriminant)
  if (sign === -1 && !complex) return none
  const root =
    sign === -1 ? multiplyAll([constant('I'), sqrt(negate(discriminant))]) : withoutAbs(sqrt(discriminant))
  const below = scale(a, Rational.of(2))
  const middle = negate(divide(b, below))
  if (sign === 0) return exactly(middle)
  const half = divide(root, below)
  return exactly(subtract(middle, half), sum(middle, half))
}

/** The real roots of a cubic with constant coefficients and no double root, by Cardano and Viete. */
function cubic(c: readonly Expr[]): Roots | undefined {
  const [d, k, b, a] = c as [Expr, Expr, Expr, Expr]
  const third = fraction(1, 3)
  // x = t - b/(3a), t^3 + p t + q = 0
  const shift = negate(multiplyAll([divide(b, a), third]))
  const p = subtract(divide(k, a), multiplyAll([power(divide(b, a), integer(2)), third]))
  const ratio = divide(b, a)
  const q = sum(
    scale(power(ratio, integer(3)), Rational.of(2, 27)),
    negate(multiplyAll([ratio, divide(k, a), third])),
    divide(d, a),
  )
  const discriminant = sum(
    scale(power(q, integer(2)), Rational.of(1, 4)),
    scale(power(p, integer(3)), Rational.of(1, 27)),
  )
  const sign = signOfConstant(discriminant)
  if (sign !== 1 && sign !== -1) return undefined
  if (sign === 1) {
    const root = sqrt(discriminant)
    const half = scale(q, Rational.of(-1, 2))
    const realCbrt = (e: Expr): Expr =>
      signOfConstant(e) === -1 ? negate(power(negate(e), third)) : power(e, third)
    return exactly(sum(shift, realCbrt(sum(half, root)), realCbrt(subtract(half, root))))
  }
  // three real roots: t_k = 2 sqrt(-p/3) cos((acos(3q/(2p) sqrt(-3/p)) - 2 pi k)/3)
  const size = scale(sqrt(multiplyAll([negate(p), third])), Rational.of(2))
  const angle = call(
    'acos',
    multiplyAll([scale(divide(q, p), Rational.of(3, 2)), sqrt(divide(integer(-3), p))]),
  )
  const roots = [0, 1, 2].map((j) =>
    sum(
      shift,
      multiplyAll([
        size,
        call('cos', multiplyAll([third, sum(angle, scale(constant('pi'), Rational.of(-2 * j)))])),
      ]),
    ),
  )
  return exactly(...roots)
}
