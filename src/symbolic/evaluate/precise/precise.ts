import { Decimal } from 'decimal.js'
import { LimitError } from '../../../formula/errors.ts'
import type { Expr } from '../../expr.ts'
import type { Rational } from '../../number/rational.ts'
import { foldExpr } from '../../traverse.ts'
import { spend } from '../../work.ts'
import { EvaluationError } from '../errors.ts'
import { eulerGammaOf, piOf } from './constants.ts'
import { preciseFunctions } from './functions.ts'

type Constructor = typeof Decimal

/** What the decimal library has pi and log(10) for. */
const maxPrecision = 1000
/** Digits beyond those asked for in the first attempt. */
const guard = 12

/**
 * The real value of an expression to that many significant digits, as a decimal text. It is computed with more and more
 * digits until two computations agree; what is 0 in all of them is '0', what has no real value is 'NaN'.
 */
export function preciseValue(e: Expr, numberOf: (symbol: Expr) => Rational | string, digits: number): string {
  if (!(Number.isInteger(digits) && digits >= 1))
    throw new EvaluationError(
      `evaluate: the number of digits is ${digits}; it must be a whole number from 1 on.`,
    )
  if (digits + guard > maxPrecision)
    throw new LimitError('evaluate', 'digits', maxPrecision - guard, digits, 'Ask for fewer digits.')
  let last: Decimal | undefined
  for (let precision = digits + guard; ; precision = following(precision, digits)) {
    const value = valueAt(e, numberOf, arithmetic(precision))
    if (!value.isFinite()) return value.toString()
    if (last !== undefined) {
      const error = value.minus(last).abs()
      if (error.isZero() || error.e < value.e - digits - 1)
        return value.toSignificantDigits(digits).toString()
      // nothing but the rounding of terms that cancel
      if (value.e < -precision / 2 && last.e - value.e > 5 && precision >= 8 * digits) return '0'
    }
    if (precision >= maxPrecision)
      throw new LimitError(
        'evaluate',
        'working precision',
        maxPrecision,
        precision + 1,
        `Terms of ${e.kind === 'sum' ? 'the sum' : 'the expression'} cancel to more digits than this.`,
      )
    last = value
  }
}

const arithmetic = (precision: number): Constructor =>
  Decimal.clone({ precision, defaults: true, maxE: 9e15, minE: -9e15, toExpNeg: -7, toExpPos: 21 })

/**
 * The value of an expression without symbols in arithmetic of that many digits, of which cancellation leaves fewer.
 *
 * Throws: EvaluationError for a symbol or a function that is not known to many digits.
 */
export function valueTo(e: Expr, precision: number): Decimal {
  return valueAt(
    e,
    (s) => {
      throw new EvaluationError(`evaluate: the symbol ${s.name} has no value.`)
    },
    arithmetic(precision),
  )
}

/** A second opinion costs 15 digits more; where it differs, half as many again each time. */
function following(precision: number, digits: number): number {
  const next = precision === digits + guard ? precision + 15 : Math.ceil(precision * 1.5)
  return Math.min(maxPrecision, next)
}

function valueAt(root: Expr, numberOf: (symbol: Expr) => Rational | string, D: Constructor): Decimal {
  const number = (r: Rational | string): Decimal =>
    typeof r === 'string' ? new D(r) : new D(r.n.toString()).div(r.d.toString())
  try {
    return foldExpr<Decimal>(root, (e, args) => {
      spend(e.kind === 'call' || e.kind === 'power' ? 10 * D.precision : 20)
      const [a, b] = args as [Decimal, Decimal]
      switch (e.kind) {
        case 'number':
          return number(e.value)
        case 'symbol':
          return number(numberOf(e))
        case 'constant':
          return constantOf(e, D)
        case 'sum':
          return args.reduce((sum, x, i) => sum.plus(x.times(number(e.weights[i]!))), number(e.value))
        case 'product':
          return args.reduce((product, x) => product.times(x), number(e.value))
        case 'power':
          return powerOf(D, a, b, e.args[1]!)
        case 'call': {
          const f = Object.hasOwn(preciseFunctions, e.name) ? preciseFunctions[e.name] : undefined
          if (f === undefined || e.weights.length > 0)
            throw new EvaluationError(
              `evaluate: ${e.name} is not known to many digits; the elementary functions and the families of gamma and erf are. Without the option digits it may have a float64 value.`,
            )
          return args.some((x) => x.isNaN()) ? new D(NaN) : f(D, a, b ?? a)
        }
        case 'piecewise':
          for (let i = 0; i < args.length; i += 2) if (args[i + 1]!.eq(1)) return args[i]!
          return new D(NaN)
        case 'relation':
          return new D({ '<': a.lt(b), '<=': a.lte(b), '==': a.eq(b), '!=': !a.eq(b) }[e.name as '<'] ? 1 : 0)
        case 'logic': {
          const truths = args.map((x) => x.eq(1))
          const holds =
            e.name === 'not' ? !truths[0] : e.name === 'and' ? truths.every(Boolean) : truths.some(Boolean)
          return new D(holds ? 1 : 0)
        }
      }
    })
  } catch (error) {
    if (error instanceof Error && error.message.includes('[DecimalError]'))
      throw new LimitError(
        'evaluate',
        'working precision',
        maxPrecision,
        maxPrecision + 1,
        'An argument is too large for this many digits.',
      )
    throw error
  }
}

function constantOf(e: Expr, D: Constructor): Decimal {
  switch (e.name) {
    case 'pi':
      return piOf(D)
    case 'E':
      return D.exp(1)
    case 'EulerGamma':
      return eulerGammaOf(D)
    case 'oo':
      return new D(Infinity)
    case '-oo':
      return new D(-Infinity)
    case 'true':
      return new D(1)
    case 'false':
      return new D(0)
    default:
      return new D(NaN)
  }
}

function powerOf(D: Constructor, base: Decimal, exponent: Decimal, n: Expr): Decimal {
  if (n.kind === 'number' && n.value.n === 1 && n.value.d === 2) return base.sqrt()
  if (n.kind === 'number' && n.value.n === -1 && n.value.d === 2) return new D(1).div(base.sqrt())
  return base.pow(exponent)
}
