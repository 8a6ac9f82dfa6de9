import { checkOptions } from '../../options.ts'
import { constant, fraction, integer, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, multiplyAll, power, sqrt } from '../build/product.ts'
import { sum } from '../build/sum.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { fromFloat } from '../number/decimal.ts'
import { measure } from './measure.ts'

export interface ExactOptions {
  /** What the number may be made of, besides fractions and square roots (pi, e, log(2), log(3) if not given). */
  readonly constants?: readonly Expr[]
  /** How far the form may be off, relative to the number (1e-13 if not given). */
  readonly tolerance?: number
}

const maxDenominator = 2000

/**
 * The simplest exact number within a tolerance of a float64, or of a constant expression: a fraction, a multiple of a constant, a square root, or a
 * root of a quadratic equation with small coefficients. Where there is none, the exact value of the float64.
 *
 * @example
 * nsimplify(0.7853981633974483) // pi/4
 * nsimplify(1.618033988749895) // 1/2 + sqrt(5)/2
 */
export function nsimplify(number: number | Expr, options: ExactOptions = {}): Expr {
  checkOptions('nsimplify', options, ['constants', 'tolerance'])
  const x = typeof number === 'number' ? number : evaluate(number)
  const tolerance = (options.tolerance ?? 1e-13) * Math.max(Math.abs(x), 1e-300)
  const constants = options.constants ?? [
    constant('pi'),
    constant('E'),
    call('log', integer(2)),
    call('log', integer(3)),
  ]
  if (!Number.isFinite(x)) return Number.isNaN(x) ? constant('undefined') : constant(x > 0 ? 'oo' : '-oo')
  const forms: Expr[] = []
  const offer = (e: Expr): void => {
    if (Math.abs(evaluate(e) - x) <= tolerance) forms.push(e)
  }
  const offerFraction = (value: number, form: (r: Expr) => Expr): void => {
    const found = nearFraction(value, options.tolerance ?? 1e-13)
    if (found !== undefined) offer(form(fraction(...found)))
  }
  offerFraction(x, (r) => r)
  for (const c of constants) {
    const value = evaluate(c)
    offerFraction(x / value, (r) => multiplyAll([r, c]))
    offerFraction(x * value, (r) => divide(r, c))
    offerFraction(x / value ** 2, (r) => multiplyAll([r, power(c, integer(2))]))
    offerFraction((x * x) / value, (r) => multiplyAll([integer(x < 0 ? -1 : 1), sqrt(multiplyAll([r, c]))]))
  }
  offerFraction(x * x, (r) => multiplyAll([integer(x < 0 ? -1 : 1), sqrt(r)]))
  offerFraction(x ** 3, (r) =>
    x < 0
      ? multiplyAll([integer(-1), power(multiplyAll([integer(-1), r]), fraction(1, 3))])
      : power(r, fraction(1, 3)),
  )
  for (const e of quadratics(x)) offer(e)
  forms.sort((a, b) => measure(a) - measure(b))
  return forms[0] ?? rational(fromFloat(x))
}

/** The fraction with the least denominator near a number, by its continued fraction. */
function nearFraction(x: number, relative: number): [bigint, bigint] | undefined {
  let [n0, d0, n1, d1] = [0n, 1n, 1n, 0n]
  let rest = x
  for (let k = 0; k < 30; k++) {
    const whole = BigInt(Math.floor(rest))
    ;[n0, d0, n1, d1] = [n1, d1, whole * n1 + n0, whole * d1 + d0]
    if (d1 > BigInt(maxDenominator)) return undefined
    if (Math.abs(Number(n1) / Number(d1) - x) <= 2 * relative * Math.abs(x)) return [n1, d1]
    rest = 1 / (rest - Number(whole))
    if (!Number.isFinite(rest) || Math.abs(rest) > 1e15) return undefined
  }
  return undefined
}

/** (-b +- sqrt(b^2 - 4 a c))/(2 a) for the equations a x^2 + b x + c = 0 with small whole numbers that x nearly solves. */
function* quadratics(x: number): Generator<Expr> {
  for (let a = 1; a <= 12; a++)
    for (let b = -24; b <= 24; b++) {
      const c = -Math.round(a * x * x + b * x)
      const discriminant = b * b - 4 * a * c
      if (b === 0 || discriminant <= 0 || Math.abs(a * x * x + b * x + c) > 1e-9 * Math.max(1, a * x * x))
        continue
      const root = multiplyAll([fraction(2 * a * x + b > 0 ? 1 : -1, 2 * a), sqrt(integer(discriminant))])
      yield sum(fraction(-b, 2 * a), root)
    }
}
