import { integer } from '../build/atoms.ts'
import { isNegative } from '../build/known.ts'
import { divide, multiplyAll, power } from '../build/product.ts'
import { sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { cancel } from '../simplify/rational.ts'
import { decompose } from './apart.ts'
import { exponentials } from './forms.ts'
import { rationalising } from './rationalising.ts'
import { type Integrate, isRational } from './shapes.ts'
import { linearSlope } from './table.ts'

/** x before a fraction with exponentials below, x/(exp(x) - 1) or x tanh(x): by u = exp(x). */
export function overExponential(e: Expr, x: Expr, depth: number, integrate: Integrate): Expr | undefined {
  if (e.kind !== 'product' || !e.args.includes(x)) return undefined
  const below = (f: Expr): boolean =>
    f.kind === 'power' && f.args[0]!.kind === 'sum' && isNegative(f.args[1]!) && dependsOn(f, x)
  const opened = cancel(exponentials(e))
  if (opened.kind !== 'product' || !opened.args.some(below)) return undefined
  return rationalising(opened, x, depth, integrate)
}

const linear = new Set('log exp sin cos'.split(' '))

/** A function of a linear argument over a product of linear factors, in partial fractions: dilogarithms, Ei, Si, ... */
export function overLinearFactors(e: Expr, x: Expr, integrate: Integrate): Expr | undefined {
  const moving = e.kind === 'product' ? e.args.filter((f) => dependsOn(f, x) && !isRational(f, x)) : []
  const [f] = moving
  if (moving.length !== 1 || f?.kind !== 'call' || f.args.length !== 1) return undefined
  if (!linear.has(f.name) || linearSlope(f.args[0]!, x) === undefined) return undefined
  const parts = decompose(divide(e, f), x)
  if (parts === undefined || parts.fractions.length < 2) return undefined
  if (parts.fractions.some((g) => linearSlope(g.factor, x) === undefined)) return undefined
  const quotients = parts.fractions.map((g) => multiplyAll([g.numerator, power(g.factor, integer(-g.power))]))
  const terms = [parts.polynomial, ...quotients].map((g) => integrate(multiplyAll([f, g]), x))
  return terms.every((t) => t !== undefined) ? sum(...(terms as Expr[])) : undefined
}
