import { integer, isIntegerNumber, rational } from '../build/atoms.ts'
import { divide, multiplyAll, power } from '../build/product.ts'
import { linear, subtract } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { cancel, factorize } from '../simplify/rational.ts'
import { coefficientsOf, polynomial } from '../solve/coefficients.ts'
import type { Decomposition, PartialFraction } from './apart.ts'

/** Coefficients in x, which are free of it, from degree 0. */
type Coefficients = readonly Expr[]

const maxDegree = 10
const nothing = integer(0)

/**
 * The parts of a rational function of x in whose coefficients symbols stand, over its factors over the rationals. They hold where
 * these factors have no root in common.
 */
export function decomposeWithParameters(e: Expr, x: Expr): Decomposition | undefined {
  const whole = factorize(e)
  const below: { factor: Coefficients; times: number }[] = []
  const above: Expr[] = []
  for (const f of whole.kind === 'product' ? [rational(whole.value), ...whole.args] : [whole]) {
    const isBelow =
      f.kind === 'power' && isIntegerNumber(f.args[1]!) && f.args[1]!.value.n < 0 && dependsOn(f, x)
    const factor = isBelow ? coefficientsOf(f.args[0]!, x) : undefined
    if (factor === undefined) above.push(f)
    else below.push({ factor, times: -Number(f.args[1]!.value.n) })
  }
  const constant = above.filter((f) => !dependsOn(f, x))
  const numerator = coefficientsOf(multiplyAll(above.filter((f) => dependsOn(f, x))), x)
  const degree = below.reduce((sum, b) => sum + b.times * (b.factor.length - 1), 0)
  if (numerator === undefined || degree === 0 || degree > maxDegree || numerator.length > 2 * maxDegree)
    return undefined
  const denominator = productOf(below)
  const { quotient, rest } = divided(numerator, denominator)
  const unknowns = below.flatMap((b) =>
    Array.from({ length: b.times * (b.factor.length - 1) }, (_, i) => ({
      ...b,
      power: 1 + Math.floor(i / (b.factor.length - 1)),
      degree: i % (b.factor.length - 1),
    })),
  )
  // rest = sum of c x^degree denominator/factor^power
  const columns = unknowns.map((u) => [
    ...Array.from({ length: u.degree }, () => nothing),
    ...productOf(below.map((b) => (b.factor === u.factor ? { ...b, times: b.times - u.power } : b))),
  ])
  const solution = solved(columns, rest)
  if (solution === undefined) return undefined
  const times = (e: Expr): Expr => factorize(multiplyAll([...constant, e]))
  const fractions = below.flatMap((b) =>
    Array.from({ length: b.times }, (_, i): PartialFraction => {
      const c = solution.filter((_, k) => unknowns[k]!.factor === b.factor && unknowns[k]!.power === i + 1)
      return { numerator: times(polynomial(c, x)), factor: polynomial(b.factor, x), power: i + 1 }
    }).filter((f) => f.numerator !== nothing),
  )
  return {
    polynomial: linear(
      quotient.map((c, k) => multiplyAll([times(c), power(x, integer(k))])),
      undefined,
    ),
    fractions,
  }
}

function productOf(factors: readonly { factor: Coefficients; times: number }[]): Coefficients {
  let product: Coefficients = [integer(1)]
  for (const { factor, times } of factors)
    for (let i = 0; i < times; i++)
      product = Array.from({ length: product.length + factor.length - 1 }, (_, k) =>
        cancel(
          linear(
            product.flatMap((c, j) =>
              factor[k - j] === undefined ? [] : [multiplyAll([c, factor[k - j]!])],
            ),
            undefined,
          ),
        ),
      )
  return product
}

function divided(a: Coefficients, b: Coefficients): { quotient: Expr[]; rest: Expr[] } {
  const rest = [...a]
  const quotient: Expr[] = []
  for (let i = a.length - b.length; i >= 0; i--) {
    const c = cancel(divide(rest[i + b.length - 1]!, b.at(-1)!))
    quotient[i] = c
    b.forEach((k, j) => {
      rest[i + j] = cancel(subtract(rest[i + j]!, multiplyAll([c, k])))
    })
  }
  return { quotient, rest: rest.slice(0, b.length - 1) }
}

/** The combination of columns that gives the target, by Gaussian elimination. */
function solved(columns: readonly Coefficients[], target: Coefficients): Expr[] | undefined {
  const n = columns.length
  const m = columns.map((_, i) => [...columns, target].map((c) => c[i] ?? nothing))
  for (let k = 0; k < n; k++) {
    const pivot = m.findIndex((row, i) => i >= k && row[k] !== nothing)
    if (pivot < 0) return undefined
    ;[m[k], m[pivot]] = [m[pivot]!, m[k]!]
    const lead = m[k]![k]!
    m[k] = m[k]!.map((e) => cancel(divide(e, lead)))
    for (let i = 0; i < n; i++) {
      const c = m[i]![k]!
      if (i !== k && c !== nothing)
        m[i] = m[i]!.map((e, j) => cancel(subtract(e, multiplyAll([c, m[k]![j]!]))))
    }
  }
  return m.map((row) => row[n]!)
}
