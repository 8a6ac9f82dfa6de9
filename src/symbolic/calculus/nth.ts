import { constant, integer, isIntegerNumber, rational, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { isForm } from '../build/forms.ts'
import { piecewise, relation } from '../build/logic.ts'
import { divide, multiplyAll, power, sqrt } from '../build/product.ts'
import { type ExprLike, subs, toExpr } from '../build/subs.ts'
import { linear, subtract, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { signOf } from '../number/rational.ts'
import { aritiesOf } from '../parse/names.ts'
import { agree } from '../simplify/check.ts'
import { measure } from '../simplify/measure.ts'
import { expand } from '../simplify/rational.ts'
import { simplify } from '../simplify/simplify.ts'
import { harmonics } from '../simplify/trig.ts'
import { coefficientsOf } from '../solve/coefficients.ts'
import { freeSymbols, some, walk } from '../traverse.ts'
import { search } from '../work.ts'
import { dependsOn } from './depends.ts'
import { derivative, resolve, type Variable } from './derivative.ts'
import { diff } from './diff.ts'
import { orderedDerivative, summation } from './forms.ts'
import { NotFoundError, requireSearchable } from './not-found.ts'
import { atomForm, degreeOf, logProduct, powerForm, slopeOf } from './nth-forms.ts'
import { rationalForm } from './nth-rational.ts'

/**
 * The n-th derivative in closed form, for a symbolic n (a whole number from 1 on): sums of powers, exponentials,
 * logarithms, sines and cosines of linear arguments, and products of those by Leibniz' rule. Low orders that the formula
 * does not hold for are cases of their own. Undefined functions keep a derivative of order n, Derivative(f(x), (x, n)).
 * The formula is compared with `diff` for these and three further orders before it is returned.
 *
 * Throws: NotFoundError where there is no closed form here.
 *
 * @example
 * nthDerivative(parse('sin(2*x)'), 'x', 'n') // 2^n*sin(2*x + pi*n/2)
 */
export function nthDerivative(e: Expr, variable: Variable, order: ExprLike): Expr {
  return search('nthDerivative', () => {
    const x = resolve(e, variable)
    const n =
      typeof order === 'string'
        ? (resolve(e, order) ?? symbol(order, { integer: true, nonnegative: true }))
        : toExpr(order)
    if (x === undefined) return integer(0)
    if (isIntegerNumber(n) && signOf(n.value) >= 0) return diff(e, x, Number(n.value.n))
    requireSearchable('nthDerivative', e)
    const closed = closedForm(e, x, n, 0)
    const exact = new Exact(e, x, n)
    // x^m log(x) has its closed form from order m + 1 on
    const first = 1 + largestDegree(e, x)
    const low = wholeNumbers(1, first).filter((k) => !exact.agrees(closed, k))
    const high = wholeNumbers(first, first + 3)
    const holds = (form: Expr): boolean => high.every((k) => exact.agrees(form, k))
    if (!holds(closed))
      throw new NotFoundError('nthDerivative', `the closed form of ${e} did not pass its check`, e)
    const short = simplify(closed, { work: 60_000 })
    const shorter =
      measure(short) < measure(closed) &&
      wholeNumbers(1, first).every((k) => low.includes(k) || exact.agrees(short, k)) &&
      holds(short)
    const cases = low.map((k): [Expr, Expr] => [simplify(exact.at(k)), relation('==', n, integer(k))])
    return piecewise(...cases, [shorter ? short : closed, constant('true')])
  })
}

/** The derivatives of numbered orders, which a formula for the n-th is compared with. */
class Exact {
  private readonly taken = new Map<number, Expr>()
  private readonly e: Expr
  private readonly x: Expr
  private readonly n: Expr

  constructor(e: Expr, x: Expr, n: Expr) {
    this.e = e
    this.x = x
    this.n = n
  }

  private place(form: Expr, k: number): Expr {
    return subs(form, new Map([[this.n, integer(k)]]))
  }

  at(k: number): Expr {
    let known = this.taken.get(k)
    // the order may be a symbol of the expression too: the n-th derivative of x^n
    if (known === undefined) this.taken.set(k, (known = diff(this.place(this.e, k), this.x, k)))
    return known
  }

  agrees(form: Expr, k: number): boolean {
    return agree(this.at(k), expandSums(this.place(form, k)))
  }
}

const wholeNumbers = (from: number, below: number): number[] =>
  Array.from({ length: below - from }, (_, i) => from + i)

/** The largest whole power of x in the expression, at least 0. */
function largestDegree(e: Expr, x: Expr): number {
  let degree = 0
  walk(e, (node) => {
    degree = Math.max(degree, degreeOf(node, x) ?? 0)
  })
  return Math.min(degree, 12)
}

const notFound = (e: Expr): NotFoundError => new NotFoundError('nthDerivative', `no closed form for ${e}`, e)

function closedForm(e: Expr, x: Expr, n: Expr, depth: number): Expr {
  if (depth > 20) throw notFound(e)
  if (!dependsOn(e, x)) return integer(0)
  if (e === x) return powerForm(x, integer(1), n)
  const other = (form: Expr | undefined): Expr | undefined =>
    form === undefined || form === e ? undefined : attempt(() => closedForm(form, x, n, depth + 1))
  if (isUnknown(e, x) && e.kind !== 'sum' && e.kind !== 'product') return orderedDerivative(e, x, n)
  switch (e.kind) {
    case 'sum':
      return (
        rationalForm(e, x, n) ??
        linear(
          e.args.map((a) => closedForm(a, x, n, depth + 1)),
          e.weights,
        )
      )
    case 'product':
      return (
        rationalForm(e, x, n) ??
        logProduct(e, x, n) ??
        other(wavesOpened(e, x)) ??
        other(polynomialOpened(e, x)) ??
        productForm(e, x, n, depth)
      )
    case 'power':
    case 'call':
      return (
        atomForm(e, x, n) ??
        rationalForm(e, x, n) ??
        other(wavesOpened(e, x)) ??
        byDerivative(e, x, n, depth) ??
        fail(e)
      )
    default:
      throw notFound(e)
  }
}

/** What it gives, or undefined where it finds nothing. */
function attempt(run: () => Expr): Expr | undefined {
  try {
    return run()
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}

/** Functions whose derivative is rational, atan(x) and log(x^2 - 1): the (n - 1)-th derivative of that. */
function byDerivative(e: Expr, x: Expr, n: Expr, depth: number): Expr | undefined {
  if (e.kind !== 'call' || !['log', 'atan', 'acot', 'atanh', 'acoth'].includes(e.name)) return undefined
  const slope = derivative(e, x)
  return attempt(
    () =>
      rationalForm(slope, x, subtract(n, integer(1))) ??
      closedForm(slope, x, subtract(n, integer(1)), depth + 1),
  )
}

/** Products and powers of sines and cosines as sums of them. */
function wavesOpened(e: Expr, x: Expr): Expr | undefined {
  let waves = 0
  let plain = true
  walk(e, (node) => {
    if (!dependsOn(node, x) || node.kind === 'symbol') return
    if (node.kind === 'call') {
      waves++
      plain &&= node.name === 'sin' || node.name === 'cos'
    }
  })
  return plain && waves > 0 ? harmonics(expand(e)) : undefined
}

/** (x + 1)^2 exp(x) with the polynomial multiplied out. */
function polynomialOpened(e: Expr, x: Expr): Expr | undefined {
  const sums = e.args.some((f) => {
    const b =
      f.kind === 'power' && isIntegerNumber(f.args[1]!) && signOf(f.args[1]!.value) > 0 ? f.args[0]! : f
    return b.kind === 'sum' && coefficientsOf(b, x) !== undefined
  })
  return sums ? expand(e) : undefined
}

function fail(e: Expr): never {
  throw notFound(e)
}

function productForm(e: Expr, x: Expr, n: Expr, depth: number): Expr {
  const fixed = e.args.filter((a) => !dependsOn(a, x))
  const moving = e.args.filter((a) => dependsOn(a, x))
  const constantPart = multiplyAll([rational(e.value), ...fixed])
  const wrap = (f: Expr): Expr => multiplyAll([constantPart, f])
  if (moving.length === 1) return wrap(closedForm(moving[0]!, x, n, depth + 1))
  const unknown = moving.filter((a) => isUnknown(a, x))
  if (unknown.length === moving.length && moving.length > 2)
    return wrap(orderedDerivative(multiplyAll(moving), x, n))
  const monomial = moving.find((a) => degreeOf(a, x) !== undefined)
  if (monomial !== undefined) {
    // x^m f: the sum over k <= m of binomial(n, k) (x^m)^(k) f^(n - k)
    const rest = multiplyAll(moving.filter((a) => a !== monomial))
    const terms: Expr[] = []
    let slope: Expr = monomial
    let binomial: Expr = integer(1)
    for (let k = 0; k <= degreeOf(monomial, x)!; k++) {
      const order = subtract(n, integer(k))
      terms.push(multiplyAll([binomial, slope, closedForm(rest, x, order, depth + 1)]))
      slope = derivative(slope, x)
      binomial = divide(multiplyAll([binomial, order]), integer(k + 1))
    }
    return wrap(linear(terms, undefined))
  }
  if (moving.length > 2 && unknown.length === 0) throw notFound(e)
  const wave = moving.find((a) => a.kind === 'call' && (a.name === 'sin' || a.name === 'cos'))
  const growth = moving.find((a) => a.kind === 'call' && a.name === 'exp')
  if (wave !== undefined && growth !== undefined) {
    // (exp(a x) sin(b x))^(n) = (a^2 + b^2)^(n/2) exp(a x) sin(b x + n atan2(b, a))
    const a = slopeOf(growth.args[0]!, x)
    const b = slopeOf(wave.args[0]!, x)
    if (a === undefined || b === undefined) throw notFound(e)
    const size = power(sqrt(sum(power(a, integer(2)), power(b, integer(2)))), n)
    return wrap(
      multiplyAll([size, growth, call(wave.name, sum(wave.args[0]!, multiplyAll([n, call('atan2', b, a)])))]),
    )
  }
  const k = indexBeside(sum(e, n))
  // the closed form of log holds from order 1 on
  const log = (f: Expr): boolean => f.kind === 'call' && f.name === 'log'
  const [first, second] =
    moving.length === 2
      ? (moving as [Expr, Expr])
      : [multiplyAll(moving.filter((a) => !unknown.includes(a))), multiplyAll(unknown)]
  const [f, g] = log(second) ? [second, first] : [first, second]
  if (log(g)) throw notFound(e)
  return wrap(
    sum(
      log(f) ? multiplyAll([f, closedForm(g, x, n, depth + 1)]) : integer(0),
      summation(
        multiplyAll([
          call('binomial', n, k),
          closedForm(f, x, k, depth + 1),
          closedForm(g, x, subtract(n, k), depth + 1),
        ]),
        k,
        integer(log(f) ? 1 : 0),
        n,
      ),
    ),
  )
}

/** An index that does not occur yet: of a sum within a sum it is another one. */
function indexBeside(e: Expr): Expr {
  const taken = new Set(freeSymbols(e).map((s) => s.name))
  const name = [...'kjmpqrs'].find((letter) => !taken.has(letter)) ?? 'k_1'
  return symbol(name, { integer: true, nonnegative: true })
}

/** Whether an undefined function of x occurs, or a derivative of one. */
function isUnknown(e: Expr, x: Expr): boolean {
  return some(
    e,
    (node) =>
      node.kind === 'call' && !isForm(node) && dependsOn(node, x) && aritiesOf(node.name) === undefined,
  )
}

/** Writes out sums between whole numbers. */
function expandSums(e: Expr): Expr {
  if (e.kind === 'call' && e.name === 'Sum') {
    const [body, k, from, to] = e.args as [Expr, Expr, Expr, Expr]
    const terms: Expr[] = []
    for (let i = Number(from.value.n); i <= Number(to.value.n); i++)
      terms.push(subs(body, new Map([[k, integer(i)]])))
    return linear(terms, undefined)
  }
  if (e.kind === 'product') return multiplyAll([rational(e.value), ...e.args.map(expandSums)])
  if (e.kind === 'sum')
    return linear([...e.args.map(expandSums), rational(e.value)], [...e.weights, integer(1).value])
  return e
}
