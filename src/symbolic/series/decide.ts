import { LimitError } from '../../formula/errors.ts'
import { admissible } from '../build/assumptions.ts'
import { isPositive } from '../build/known.ts'
import { scale } from '../build/sum.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import { EvaluationError } from '../evaluate/errors.ts'
import { evaluate, evaluateAll } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { isZero as isZeroNumber, minusOne, signOf, toNumber } from '../number/rational.ts'
import { expand } from '../simplify/rational.ts'
import { simplify } from '../simplify/simplify.ts'
import { freeSymbols, nodeCount } from '../traverse.ts'
import { isBudgetError } from '../work.ts'

/*
 * Whether an expression is 0 and which sign a constant has. Where float64 at sample points decides, it decides;
 * where it cannot tell 0 from a small number and no rewriting shows 0, the answer is an error, not a guess.
 */
const points = [0.7368, 1.2873, 2.4142, 0.2361, 0.4937, 3.1293, -0.5772, -2.2195, -1.4513, -0.1866]
const memo = new WeakMap<Expr, boolean>()

export function isZero(e: Expr): boolean {
  if (e.kind === 'number') return isZeroNumber(e.value)
  if (
    e.kind !== 'sum' &&
    e.kind !== 'product' &&
    e.kind !== 'power' &&
    e.kind !== 'call' &&
    e.kind !== 'piecewise'
  )
    return false
  let known = memo.get(e)
  if (known === undefined) memo.set(e, (known = decide(e)))
  return known
}

function decide(e: Expr): boolean {
  const symbols = freeSymbols(e)
  const finite = zerosAmongSamples(e, symbols)
  if (finite === undefined) return false
  const open = expand(e)
  if (open.kind === 'number') return isZeroNumber(open.value)
  if (nodeCount(e) < 200) {
    const short = simplify(open, { work: 120_000 })
    if (short.kind === 'number') return isZeroNumber(short.value)
    // large terms may have cancelled, and left what is small; of log((sqrt(2) + 1)*(sqrt(2) - 1)) float64 leaves what is not 0
    if (zerosAmongSamples(short, symbols) === undefined) {
      const exact = short.kind === 'call' ? toManyDigits(short, sampleValues(symbols, 0)) : undefined
      if (exact !== true) return false
    }
  }
  if (symbols.length === 0) {
    const exact = toManyDigits(e)
    if (exact !== undefined) return exact
  }
  // identically 0 at many points that have nothing to do with each other
  if (finite >= 4) return true
  if (finite === 0) return false
  throw new NotFoundError('isZero', `float64 cannot decide whether ${e} is 0`, e)
}

/** At how many of the points it has a value, which is 0 as far as float64 tells; undefined where one is not 0. */
function zerosAmongSamples(e: Expr, symbols: readonly Expr[]): number | undefined {
  let finite = 0
  for (let k = 0; k < (symbols.length === 0 ? 1 : points.length); k++) {
    const sampled = sample(e, symbols, k)
    if (sampled === undefined) break
    const [value, size] = sampled
    if (!Number.isFinite(value) || !Number.isFinite(size)) continue
    finite++
    if (Math.abs(value) > 1e-10 * size) return undefined
  }
  return finite
}

/** Whether a number is 0 to hundreds of digits; undefined where it is not computed to many. */
function toManyDigits(e: Expr, values: Readonly<Record<string, number>> = {}): boolean | undefined {
  try {
    return Math.abs(Number(evaluate(e, values, { digits: 3 }))) < 1e-200
  } catch (error) {
    // terms cancel to hundreds of digits
    if (error instanceof LimitError && !isBudgetError(error)) return true
    if (error instanceof EvaluationError) return undefined
    throw error
  }
}

/** The sign of a number by its first digits after all that cancel. */
function signOfDigits(e: Expr): 1 | -1 | undefined {
  try {
    const value = Number(evaluate(e, {}, { digits: 3 }))
    return value > 0 ? 1 : value < 0 ? -1 : undefined
  } catch (error) {
    if ((error instanceof LimitError && !isBudgetError(error)) || error instanceof EvaluationError)
      return undefined
    throw error
  }
}

/** The value, and how large it would be if nothing cancelled in the sums that it is made of by products and powers. */
function sample(e: Expr, symbols: readonly Expr[], k: number): [number, number] | undefined {
  const values = sampleValues(symbols, k)
  const sums = sumsIn(e)
  try {
    const [value, ...parts] = evaluateAll([e, ...sums, ...sums.flatMap((s) => s.args)], values) as [
      number,
      ...number[],
    ]
    let at = sums.length
    const sizes = sums.map((s) =>
      s.args.reduce(
        (total, _, i) => total + Math.abs(parts[at++]! * toNumber(s.weights[i]!)),
        Math.abs(toNumber(s.value)),
      ),
    )
    if (e.kind === 'sum') return [value, sizes[0]!]
    if (value === 0) return [value, 1]
    const left = sizes.map((size, i) => Math.abs(parts[i]!) / size)
    return [value, Math.abs(value) / Math.min(1, ...left)]
  } catch (error) {
    if (error instanceof EvaluationError) return undefined
    throw error
  }
}

const sampleValues = (symbols: readonly Expr[], k: number): Record<string, number> =>
  Object.fromEntries(
    symbols.map((s, i) => [s.name, admissible(s.flags, points[(k + 2 * i) % points.length]! + 0.0137 * i)]),
  )

/** The sums whose product, or that of whose powers, an expression is. */
function sumsIn(e: Expr): Expr[] {
  if (e.kind === 'sum') return [e]
  if (e.kind === 'product') return e.args.flatMap(sumsIn)
  return e.kind === 'power' ? sumsIn(e.args[0]!) : []
}

/** The sign of a number that is not 0; undefined where it depends on symbols of which too little is known. */
export function signOfConstant(e: Expr): 1 | -1 | undefined {
  if (e.kind === 'number') return signOf(e.value) < 0 ? -1 : 1
  if (e.kind === 'constant' && (e.name === 'oo' || e.name === '-oo')) return e.name === 'oo' ? 1 : -1
  if (isPositive(e)) return 1
  if (isPositive(scale(e, minusOne))) return -1
  if (freeSymbols(e).length > 0) return undefined
  const sampled = sample(e, [], 0)
  if (sampled === undefined || !Number.isFinite(sampled[0])) return undefined
  const [value, size] = sampled
  if (Math.abs(value) > 1e-12 * size) return value > 0 ? 1 : -1
  return signOfDigits(e)
}
