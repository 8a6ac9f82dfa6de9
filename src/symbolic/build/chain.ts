import type { Expr } from '../expr.ts'
import { multiply, one, type Rational, signOf } from '../number/rational.ts'
import { constant, integer, isValue, node, rational } from './atoms.ts'
import { isReal } from './known.ts'
import { piecewise, relation } from './logic.ts'
import { type Monomial, monomial, multiplyAll } from './product.ts'
import { linear, scale } from './sum.ts'

const long = 24
const factorsIn = (e: Expr): number => (e.kind === 'product' ? e.args.length : 1)

/**
 * coefficient * factors[0] * factors[1] * ... as `monomial` makes it, except that long products among the factors are
 * kept as they are: a chain of n factors takes n nodes.
 */
export function chainMonomial(factors: readonly Expr[], coefficient: Rational = one): Monomial {
  let count = 0
  let longest = 0
  for (const e of factors) {
    count += factorsIn(e)
    longest = Math.max(longest, factorsIn(e))
  }
  if (count < long || longest < long / 2) return monomial(factors, coefficient)
  const open: Expr[] = []
  const closed: Expr[] = []
  for (const e of factors) {
    if (factorsIn(e) < long / 2) open.push(e)
    else {
      coefficient = multiply(coefficient, e.value)
      closed.push(e.value === one ? e : node('product', '', e.args, one))
    }
  }
  return closed.length === 1 && open.length === 0
    ? { coefficient, unit: closed[0]! }
    : monomial(open, coefficient, closed)
}

const partsOf = (e: Expr): readonly Expr[] => (e.kind === 'product' ? e.args : [e])

/** The pieces of a case distinction with a piece that is 0. */
const flatPieces = (e: Expr): Expr | undefined =>
  e.kind === 'piecewise' && e.args.some((value, i) => i % 2 === 0 && isValue(value, 0)) ? e : undefined

/** On which side of u = 0 a sum with the sign of a real u is 0: u < 0 for 1 + sign(u). */
function flatSide(e: Expr): Expr | undefined {
  if (e.kind !== 'sum') return undefined
  const s = e.args.flatMap(partsOf).find((f) => f.kind === 'call' && f.name === 'sign' && isReal(f.args[0]!))
  if (s === undefined) return undefined
  const u = s.args[0]!
  const on = (side: number): Expr =>
    linear(
      [
        ...e.args.map((t) =>
          multiplyAll(
            partsOf(t).map((f) => (f === s ? integer(side) : f)),
            t.kind === 'product' ? t.value : one,
          ),
        ),
        rational(e.value),
      ],
      [...e.weights, one],
    )
  if (isValue(on(-1), 0)) return relation('<', u, integer(0))
  if (isValue(on(1), 0)) return relation('<', integer(0), u)
  return undefined
}

/** Whether it has no value where a part of it is 0: 1/x, log(x), dirac(x). */
function mayHavePole(e: Expr): boolean {
  if (e.kind === 'call') return e.name === 'log' || e.name === 'dirac'
  if (e.kind !== 'power') return e.kind === 'product' && e.args.some(mayHavePole)
  const n = e.args[1]!
  return n.kind !== 'number' || signOf(n.value) < 0
}

/**
 * The product that `chainMonomial` makes. On a stretch where the inner function is constant, the derivative is 0 even if that of
 * the outer function is infinite there: sqrt(relu(x))' is where(0 < x, 1/(2 sqrt(relu(x))), 0), not 0/0 below 0.
 */
export function chain(factors: readonly Expr[], coefficient: Rational = one): Expr {
  for (let i = 0; i < factors.length; i++) {
    if (!factors.some((f, k) => k !== i && mayHavePole(f))) continue
    const parts = partsOf(factors[i]!)
    const pieces = parts.find(flatPieces)
    if (pieces !== undefined) {
      const rest = parts.filter((f) => f !== pieces)
      const number = factors[i]!.kind === 'product' ? multiply(coefficient, factors[i]!.value) : coefficient
      const others = [...factors.slice(0, i), ...rest, ...factors.slice(i + 1)]
      const cases: [Expr, Expr][] = []
      for (let k = 0; k < pieces.args.length; k += 2) {
        const value = pieces.args[k]!
        cases.push([isValue(value, 0) ? value : chain([...others, value], number), pieces.args[k + 1]!])
      }
      return piecewise(...cases)
    }
    const side = parts.map(flatSide).find((found) => found !== undefined)
    if (side !== undefined)
      return piecewise([integer(0), side], [chained(factors, coefficient), constant('true')])
  }
  return chained(factors, coefficient)
}

function chained(factors: readonly Expr[], coefficient: Rational): Expr {
  let count = 0
  for (let i = 0; i < factors.length; i++) count += factorsIn(factors[i]!)
  if (count < long) return multiplyAll(factors, coefficient)
  const { coefficient: number, unit } = chainMonomial(factors, coefficient)
  return scale(unit, number)
}
