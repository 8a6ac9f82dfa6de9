import { fraction, integer, isIntegerNumber } from '../build/atoms.ts'
import { divide, multiplyAll, power } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { negate, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { isZero } from '../series/decide.ts'
import { expand } from '../simplify/rational.ts'
import { simplify } from '../simplify/simplify.ts'
import { some } from '../traverse.ts'

/**
 * The sum of the first k numbers of a sequence that is a polynomial in the place, one with signs that alternate, or a geometric one, by
 * a few of them; undefined for others. It holds for negative k too: the sum for k + 1 is more than that for k by the number in place k.
 */
export const sumOfFirst = (values: readonly Expr[], k: Expr): Expr | undefined =>
  polynomialSum(values, k) ?? alternatingSum(values, k) ?? geometricSum(values, k)

/**
 * Whether the numbers that e is for n = 0, 1, ... say what it is for every n: it has no kink and no branch there, but in what waves do,
 * which are the same at all places.
 */
export function isAlike(e: Expr, n: Expr): boolean {
  const still = (node: Expr): boolean => !dependsOn(mapExpr(node, withoutWave), n)
  const withoutWave = (node: Expr): Expr => (node.kind === 'call' && waves.has(node.name) ? integer(1) : node)
  return !some(e, (node) => {
    if (node.kind === 'power') return !isIntegerNumber(node.args[1]!) && !still(node.args[0]!)
    const smooth =
      node.kind === 'sum' || node.kind === 'product' || node.kind === 'symbol' || analytic.has(node.name)
    return !smooth && !still(node)
  })
}

const waves = new Set(['sin', 'cos', 'tan'])
const analytic = new Set([...waves, 'exp', 'log', 'sinh', 'cosh', 'tanh', 'atan', 'asinh'])

/** The first numbers of a polynomial sequence, of its differences, of their differences, ..., up to the last that are not 0. */
function differencesOf(values: readonly Expr[]): Expr[] | undefined {
  const firsts: Expr[] = []
  for (
    let row = [...values];
    row.length > 1;
    row = row.slice(1).map((v, i) => expand(subtract(v, row[i]!)))
  ) {
    if (row.every(isZero)) return firsts
    firsts.push(row[0]!)
  }
  return undefined
}

/** The binomial coefficients of k over m, for m below a count. */
function binomials(k: Expr, count: number): Expr[] {
  const row: Expr[] = [integer(1)]
  while (row.length < count) {
    const m = row.length
    row.push(divide(multiplyAll([row[m - 1]!, subtract(k, integer(m - 1))]), integer(m)))
  }
  return row
}

/** Of p(n) that has the differences d[m] at 0: of d[m] binomial(k, m + 1). */
function polynomialSum(values: readonly Expr[], k: Expr): Expr | undefined {
  const d = differencesOf(values)
  const over = d && binomials(k, d.length + 1)
  return d && sum(...d.map((c, m) => multiplyAll([c, over![m + 1]!])))
}

/** Of (-1)^n p(n): q(0) - (-1)^k q(k) with q = p/2 - Dp/4 + D^2 p/8 - ... by the differences D of p. */
function alternatingSum(values: readonly Expr[], k: Expr): Expr | undefined {
  const d = differencesOf(values.map((v, n) => (n % 2 === 0 ? v : negate(v))))
  if (d === undefined) return undefined
  const q = (at: Expr): Expr => {
    const over = binomials(at, d.length)
    return sum(
      ...d.flatMap((_, m) =>
        d.slice(m).map((c, j) => multiplyAll([c, over[j]!, fraction(m % 2 === 0 ? 1 : -1, 2 ** (m + 1))])),
      ),
    )
  }
  return subtract(q(integer(0)), multiplyAll([power(integer(-1), k), q(k)]))
}

/** The sum of the first k of numbers of which each is r times the one before. */
function geometricSum(values: readonly Expr[], k: Expr): Expr | undefined {
  const r = simplify(divide(values[1]!, values[0]!))
  if (!values.slice(1).every((v, i) => isZero(subtract(v, multiplyAll([r, values[i]!]))))) return undefined
  return divide(multiplyAll([values[0]!, subtract(power(r, k), integer(1))]), subtract(r, integer(1)))
}
