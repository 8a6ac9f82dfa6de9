import { LimitError } from '../../formula/errors.ts'
import {
  type Big,
  fromNumber,
  magnitude,
  scale2,
  signOf,
  subtract,
  toFixed,
} from '../../formula/special/big/real.ts'
import { EvaluationError } from '../evaluate/errors.ts'
import { valueTo } from '../evaluate/precise/precise.ts'
import type { Expr } from '../expr.ts'
import { toNumber } from '../number/rational.ts'
import { own } from '../own.ts'
import { foldExpr, nodeCount } from '../traverse.ts'
import { isBudgetError, spend } from '../work.ts'

/*
 * Signs and whole parts of real constants such as pi - 3, decided by many digits. A value is computed twice, the second
 * time with more digits: how far the two are apart, tenfold, bounds the error of the second. What no precision here
 * tells from 0, or from a whole number, stays open: it may be equal.
 */
const precisions = [
  [30, 45],
  [70, 100],
  [200, 300],
] as const
const maxNodes = 200
/** What a value to some tens of digits counts. */
const workOfDigits = 100

interface Enclosed {
  readonly value: Big
  /** log2 of the bound of its error, rounded up. */
  readonly error: number
  /** Of the first computation. */
  readonly digits: number
}

/** Sizes beyond which powers and functions take more than a moment to compute: 9^9^9^9, gamma(10^9). */
const largest = 1e120
const largestArgument = 1e6

/** Whether a part of a constant is too large, as far as float64 tells. */
function isHuge(e: Expr): boolean {
  let huge = false
  foldExpr<number>(e, (node, [a = 0, b = 0, ...rest]) => {
    const size = sizeOf(node, a, b, rest)
    const argument = node.kind === 'call' && Math.max(Math.abs(a), Math.abs(b)) > largestArgument
    huge ||= argument || Math.abs(size) > largest
    return Number.isNaN(size) ? 1 : size
  })
  return huge
}

function sizeOf(e: Expr, a: number, b: number, rest: readonly number[]): number {
  switch (e.kind) {
    case 'number':
      return toNumber(e.value)
    case 'constant':
      return e.name === 'pi' ? Math.PI : e.name === 'E' ? Math.E : 1
    case 'sum':
      return [a, b, ...rest].reduce(
        (s, x, i) => s + (i < e.args.length ? x * toNumber(e.weights[i]!) : 0),
        toNumber(e.value),
      )
    case 'product':
      return (e.args.length === 1 ? [a] : [a, b, ...rest]).reduce((s, x) => s * x, toNumber(e.value))
    case 'power':
      return Math.abs(a) ** b
    case 'call':
      return (
        own(
          { exp: Math.exp(a), cosh: Math.cosh(a), sinh: Math.sinh(a), gamma: a > 80 ? 1e130 : 1 },
          e.name,
        ) ?? a
      )
    default:
      return a
  }
}

/** The value with a bound of its error for which `decide` has an answer, at rising precision. */
function enclosed<T>(e: Expr, decide: (x: Enclosed) => T | undefined): T | undefined {
  if (e.mask !== 0 || nodeCount(e) > maxNodes || isHuge(e)) return undefined
  spend(workOfDigits)
  try {
    for (const [low, high] of precisions) {
      const [rough, value] = [valueTo(e, low), valueTo(e, high)]
      if (rough === undefined || value === undefined) return undefined
      const error = magnitude(subtract(value, rough, 1e9)) + 4
      const decided = decide({ value, error, digits: low })
      if (decided !== undefined) return decided
    }
  } catch (error) {
    if (isBudgetError(error) || !(error instanceof EvaluationError || error instanceof LimitError))
      throw error
  }
  return undefined
}

const signs = new WeakMap<Expr, -1 | 1 | 0>()

/** The sign of a constant that is real and not 0; undefined where that is not certain. */
export function signOfReal(e: Expr): -1 | 1 | undefined {
  let sign = signs.get(e)
  if (sign === undefined) {
    sign =
      enclosed(e, ({ value, error }) =>
        magnitude(value) > error && signOf(value) !== 0 ? (signOf(value) > 0 ? 1 : -1) : undefined,
      ) ?? 0
    signs.set(e, sign)
  }
  return sign === 0 ? undefined : sign
}

/** The largest whole number below a real constant that is none itself; undefined where that is not certain. */
export function floorOfReal(e: Expr): bigint | undefined {
  return enclosed(e, ({ value, error, digits }) => {
    // 0 in both computations is no proof of 0
    const doubt = Math.max(error, Math.max(magnitude(value), 0) - Math.floor((digits - 8) * 3.32))
    const margin = scale2(fromNumber(1), doubt)
    const low = toFixed(subtract(value, margin, 1e9), 0)
    return low === toFixed(subtract(value, scale2(fromNumber(-1), doubt), 1e9), 0) ? low : undefined
  })
}
