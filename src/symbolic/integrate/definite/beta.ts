import { constant, fraction, integer, isIntegerNumber, isValue, symbol } from '../../build/atoms.ts'
import { call } from '../../build/call.ts'
import { divide, multiplyAll, power } from '../../build/product.ts'
import { subs } from '../../build/subs.ts'
import { scale, subtract, sum } from '../../build/sum.ts'
import { dependsOn } from '../../calculus/depends.ts'
import { derivative } from '../../calculus/derivative.ts'
import type { Expr } from '../../expr.ts'
import { half } from '../../number/rational.ts'
import { expandLog } from '../../simplify/logs.ts'
import { expand } from '../../simplify/rational.ts'
import { toSineCosine } from '../../simplify/trig.ts'
import type { DefiniteValue } from './half-line.ts'
import { gamma } from './kernels.ts'
import { less, monomialOf } from './transform.ts'

/* Integrals from 0 to 1 of powers of x and 1 - x^q, and from 0 to pi/2 of powers of sin and cos, with their logarithms: beta functions. */

const one = (): Expr => integer(1)
const beta = (a: Expr, b: Expr): Expr => divide(multiplyAll([gamma(a), gamma(b)]), gamma(sum(a, b)))

/** The k-th derivative by a and the l-th by b of beta(a, b). */
function betaDerivative(a: Expr, b: Expr, k: number, l: number): Expr {
  // (n - 1)!/(a (a + 1) ... (a + n - 1)) for a whole b = n
  if (l === 0 && isIntegerNumber(b) && Number(b.value.n) <= 12) {
    const p = symbol(' a')
    let value: Expr = power(p, integer(-1))
    for (let j = 1; j < Number(b.value.n); j++)
      value = divide(scale(value, integer(j).value), sum(p, integer(j)))
    for (let i = 0; i < k; i++) value = derivative(value, p)
    return subs(value, new Map([[p, a]]))
  }
  if (k === 0 && l === 0) return beta(a, b)
  const [p, q] = [symbol(' a'), symbol(' b')]
  let value = beta(p, q)
  for (let i = 0; i < k; i++) value = derivative(value, p)
  for (let i = 0; i < l; i++) value = derivative(value, q)
  return subs(
    value,
    new Map([
      [p, a],
      [q, b],
    ]),
  )
}

/** The exponents and the powers of logarithms of two functions of which a term is a product. */
interface Exponents {
  coefficient: Expr
  readonly powers: [Expr, Expr]
  readonly logs: [number, number]
}

/** A term as coefficient f^a g^b log(f)^k log(g)^l; `which` gives f or g, its number and its exponent, of a base. */
function exponentsOf(
  e: Expr,
  variables: readonly Expr[],
  which: (base: Expr) => readonly [index: 0 | 1, exponent: Expr, factor: Expr] | undefined,
): Exponents | undefined {
  const moves = (f: Expr): boolean => variables.some((v) => dependsOn(f, v))
  const found: Exponents = { coefficient: integer(1), powers: [integer(0), integer(0)], logs: [0, 0] }
  const constants: Expr[] = e.kind === 'product' ? [scale(one(), e.value)] : []
  for (const f of e.kind === 'product' ? e.args : [e]) {
    if (!moves(f)) {
      constants.push(f)
      continue
    }
    const [base, n] = f.kind === 'power' ? (f.args as [Expr, Expr]) : [f, one()]
    if (moves(n)) return undefined
    const plain = which(base)
    if (plain !== undefined) {
      found.powers[plain[0]] = sum(found.powers[plain[0]], multiplyAll([plain[1], n]))
      constants.push(power(plain[2], n))
      continue
    }
    const inside = base.kind === 'call' && base.name === 'log' ? which(base.args[0]!) : undefined
    if (inside === undefined || !isIntegerNumber(n) || !(Number(n.value.n) > 0) || Number(n.value.n) > 4)
      return undefined
    if (!isValue(inside[2], 1)) return undefined
    found.logs[inside[0]] += Number(n.value.n)
    constants.push(power(inside[1], n))
  }
  found.coefficient = multiplyAll(constants)
  return found
}

function termwise(e: Expr, each: (term: Expr) => DefiniteValue | undefined): DefiniteValue | undefined {
  if (e.kind !== 'sum') return each(e)
  const parts = [
    ...e.args.map((a, i) => scale(a, e.weights[i]!)),
    ...(e.value.n === 0 ? [] : [scale(one(), e.value)]),
  ].map(each)
  if (parts.some((p) => p === undefined)) return undefined
  return {
    value: sum(...parts.map((p) => p!.value)),
    conditions: [...new Set(parts.flatMap((p) => p!.conditions))],
    proved: true,
  }
}

/** The integral from 0 to 1. */
export function unitInterval(e: Expr, x: Expr): DefiniteValue | undefined {
  const term = (t: Expr): DefiniteValue | undefined => {
    let q: Expr | undefined
    const found = exponentsOf(t, [x], (base) => {
      const plain = monomialOf(base, x)
      if (plain !== undefined) return [0, plain.p, plain.c]
      const gap = base.kind === 'sum' ? monomialOf(subtract(one(), base), x) : undefined
      if (gap === undefined || !isValue(gap.c, 1) || (q !== undefined && q !== gap.p)) return undefined
      q = gap.p
      return [1, one(), one()]
    })
    if (found === undefined) return undefined
    const [p, r] = found.powers
    const [k, l] = found.logs
    const width = q ?? one()
    // u = x^q
    const [a, b] = [divide(sum(p, one()), width), sum(r, one())]
    const strip = [less(integer(0), a), less(integer(-l), b), less(integer(0), width)]
    if (strip.some((s) => s === undefined)) return undefined
    return {
      value: multiplyAll([found.coefficient, power(width, integer(-1 - k)), betaDerivative(a, b, k, l)]),
      conditions: strip.flatMap((s) => s!),
      proved: true,
    }
  }
  return term(e) ?? termwise(expand(e), term)
}

/** The integral from 0 to pi/2. */
export function quarterTurn(e: Expr, x: Expr): DefiniteValue | undefined {
  const [S, C] = [symbol(' sin', { positive: true }), symbol(' cos', { positive: true })]
  const written = subs(
    toSineCosine(e),
    new Map([
      [call('sin', x), S],
      [call('cos', x), C],
    ]),
  )
  if (dependsOn(written, x)) return undefined
  const term = (t: Expr): DefiniteValue | undefined => {
    const found = exponentsOf(t, [S, C], (base) =>
      base === S ? [0, one(), one()] : base === C ? [1, one(), one()] : undefined,
    )
    if (found === undefined) return undefined
    const [a, b] = found.powers.map((p) => scale(sum(p, one()), half)) as [Expr, Expr]
    const [k, l] = found.logs
    const strip = [less(integer(0), a), less(integer(0), b)]
    if (strip.some((s) => s === undefined)) return undefined
    // with u = sin^2: half the beta function, each logarithm half that of u or 1 - u
    return {
      value: multiplyAll([
        found.coefficient,
        power(fraction(1, 2), integer(1 + k + l)),
        betaDerivative(a, b, k, l),
      ]),
      conditions: strip.flatMap((s) => s!),
      proved: true,
    }
  }
  return term(written) ?? termwise(expand(expandLog(written)), term)
}

export const isQuarterTurn = (b: Expr): boolean => b === scale(constant('pi'), half)
