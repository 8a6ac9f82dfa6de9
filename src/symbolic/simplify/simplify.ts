import { mapExpr, rebuild } from '../build/rebuild.ts'
import type { Expr } from '../expr.ts'
import { regionOf } from '../polynomial/fraction.ts'
import { foldExpr, nodeCount, walk } from '../traverse.ts'
import { agree } from './check.ts'
import { group } from './group.ts'
import { localRules } from './local.ts'
import { measure } from './measure.ts'
import { cancel, expand, radicalFraction, rationalForms } from './rational.ts'
import { harmonics, hasTrig, reduceSquares, toSineCosine, toTangent, toTangentSquares } from './trig.ts'

export interface SimplifyOptions {
  /** Time after which the best form so far is returned (500 ms if not given). */
  readonly milliseconds?: number
}

/** Larger graphs get the local rules only. */
const maxNodes = 4_000

/**
 * A shorter form of an expression, by its `measure`. The value stays the same wherever the expression has a real one
 * under the assumptions on its symbols (points where a cancelled factor is 0 are gained): sqrt(x^2) is abs(x), and x
 * only for nonnegative x. Every step is compared with the original at sample points before it is believed.
 *
 * @example
 * simplify(parse('sin(x)^2 + cos(x)^2')) // 1
 */
export function simplify(e: Expr, options: SimplifyOptions = {}): Expr {
  const deadline = Date.now() + (options.milliseconds ?? 500)
  let best = e
  const memo = new Map<Expr, Expr>()
  for (let round = 0; round < 3; round++) {
    const next = pass(best, deadline, memo)
    if (next === best || Date.now() > deadline) {
      best = next
      break
    }
    best = next
  }
  return best === e || agree(e, best) ? best : e
}

/** Simplifies what stands inside functions and powers first, then what they are combined to. */
function pass(root: Expr, deadline: number, memo: Map<Expr, Expr>): Expr {
  const large = nodeCount(root) > maxNodes
  const inner = new Map<Expr, Expr>()
  // what is combined by + * / further out is simplified there, once
  const whole = new Set<Expr>([root])
  walk(root, (e) => {
    if (e.kind === 'call' || e.kind === 'piecewise' || e.kind === 'relation')
      for (const arg of e.args) whole.add(arg)
    if (e.kind === 'power' && !(e.args[1]!.kind === 'number' && e.args[1]!.value.d === 1))
      for (const arg of e.args) whole.add(arg)
  })
  return foldExpr<Expr>(
    root,
    (e, args) => {
      const plain = localRules(rebuild(e, args))
      if (large || !whole.has(e) || plain.args.length === 0 || Date.now() > deadline) return plain
      let found = memo.get(plain)
      if (found === undefined) {
        found = smallest(plain, deadline)
        memo.set(plain, found)
      }
      return found
    },
    inner,
  )
}

/** The shortest of the forms that the parts of `simplify` make. */
function smallest(e: Expr, deadline: number): Expr {
  let best = e
  let size = measure(e)
  const offer = (make: () => Expr | undefined): Expr | undefined => {
    if (Date.now() > deadline) return undefined
    const made = make()
    if (made === undefined) return undefined
    const form = mapExpr(made, localRules)
    const length = measure(form)
    if (length < size && agree(e, form)) {
      best = form
      size = length
    }
    return form
  }
  const offerAll = (forms: readonly Expr[]): void => {
    for (const form of forms) offer(() => form)
  }
  /** The same with products to sums, double angles and common factors in each sum. */
  const polish = (): void => {
    if (trigonometric)
      for (const family of ['sin', 'sinh'] as const)
        offer(() => mapExpr(best, (x) => shorterHarmonics(x, family)))
    offer(() => mapExpr(best, group))
  }
  const region = regionOf(e)
  const trigonometric = worthTrig(region)
  offerAll(rationalForms(e))
  if (region.some((x) => x.kind === 'power')) offer(() => radicalFraction(e))
  if (trigonometric) {
    const plain = toSineCosine(e)
    const reducedForms = [reduceSquares(plain, 'sin'), reduceSquares(plain, 'cos')]
    if (plain !== e) offerAll(rationalForms(plain))
    for (const form of reducedForms) {
      if (form !== plain) offerAll(rationalForms(form))
      // the squares that come about in numerator and denominator of the one fraction
      const fraction = cancel(form)
      for (const name of ['sin', 'cos'] as const)
        offerAll(rationalForms(reduceSquares(fraction, name)).slice(0, 1))
    }
    const tangents = toTangentSquares(plain)
    if (tangents !== plain) offerAll(rationalForms(tangents))
    for (const family of ['sin', 'sinh'] as const) offer(() => harmonics(expand(plain), family))
    offer(() => toTangent(best))
  }
  polish()
  return best
}

/** Whether there are two trigonometric functions to combine, or a power of one. */
function worthTrig(region: readonly Expr[]): boolean {
  let count = 0
  for (const e of region) {
    if (hasTrig(e)) count++
    if (count > 1 || (e.kind === 'power' && hasTrig(e.args[0]!) && e.args[1]!.value.n !== -1)) return true
  }
  return false
}

/** A sum or product as a sum of multiple angles, where that is shorter. */
function shorterHarmonics(e: Expr, family: 'sin' | 'sinh'): Expr {
  if (e.kind !== 'sum' && e.kind !== 'product') return e
  if (!worthTrig(regionOf(e))) return e
  const form = harmonics(e.kind === 'sum' ? expand(e) : e, family)
  return form !== undefined && measure(form) < measure(e) ? form : e
}
