import { LimitError } from '../../formula/errors.ts'
import { constant, integer, isValue } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, multiplyAll, power, sqrt } from '../build/product.ts'
import { negate, scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { EvaluationError } from '../evaluate/errors.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { Rational } from '../number/rational.ts'
import { signOfConstant } from '../series/decide.ts'
import { expand } from '../simplify/rational.ts'
import { simplify } from '../simplify/simplify.ts'
import { harmonics } from '../simplify/trig.ts'
import { freeSymbols, some, walk } from '../traverse.ts'
import { isBudgetError } from '../work.ts'

const denominators = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 24]

/** The same number as a rational multiple of pi, where it is one to forty digits; else as it is. */
export function asAngle(e: Expr): Expr {
  if (freeSymbols(e).length > 0 || !hasArc(e)) return e
  const turns = evaluate(e) / Math.PI
  if (!Number.isFinite(turns)) return e
  for (const d of denominators) {
    const n = Math.round(turns * d)
    if (Math.abs(turns * d - n) > 1e-11 || Math.abs(n) > 1000) continue
    const angle = scale(constant('pi'), Rational.of(n, d))
    try {
      const gap = Number(evaluate(subtract(e, angle), {}, { digits: 3 }))
      if (Math.abs(gap) < 1e-40) return angle
    } catch (error) {
      // a difference of 0 cancels at any number of digits
      if (error instanceof LimitError && !isBudgetError(error)) return angle
      if (!(error instanceof EvaluationError)) throw error
    }
    return e
  }
  return e
}

function hasArc(e: Expr): boolean {
  return some(
    e,
    (node) => node.kind === 'call' && ['atan', 'asin', 'acos', 'acot', 'atan2'].includes(node.name),
  )
}

/** The values of u with a sin(u) + b cos(u) = c, up to multiples of `period`; undefined where the sum is not of that form. */
export function linearWave(e: Expr, x: Expr): { u: Expr; values: Expr[]; period: Expr } | undefined {
  if (e.kind !== 'sum') return undefined
  let u: Expr | undefined
  const at = { sin: integer(0) as Expr, cos: integer(0) as Expr }
  const rest: Expr[] = [scale(integer(1), e.value)]
  for (const [i, t] of e.args.entries()) {
    const factors = t.kind === 'product' ? t.args : [t]
    const moving = factors.filter((f) => dependsOn(f, x))
    const weight = scale(multiplyAll(factors.filter((f) => !dependsOn(f, x))), e.weights[i]!)
    if (moving.length === 0) {
      rest.push(weight)
      continue
    }
    const f = moving[0]!
    if (moving.length > 1 || f.kind !== 'call' || (f.name !== 'sin' && f.name !== 'cos')) return undefined
    if (u !== undefined && u !== f.args[0]) return undefined
    u = f.args[0]!
    at[f.name] = sum(at[f.name], weight)
  }
  const turned = signOfConstant(at.cos) === -1
  const [a, b] = turned ? [negate(at.sin), negate(at.cos)] : [at.sin, at.cos]
  if (u === undefined || isValue(a, 0) || isValue(b, 0)) return undefined
  const c = turned ? sum(...rest) : negate(sum(...rest))
  const pi = constant('pi')
  if (isValue(c, 0)) return { u, values: [call('atan', negate(divide(b, a)))], period: pi }
  // a sin u + b cos u = R cos(u - atan2(a, b))
  const size = sqrt(sum(power(a, integer(2)), power(b, integer(2))))
  const ratio = simplify(divide(c, size))
  const number = freeSymbols(ratio).length === 0 ? evaluate(ratio) : 0
  const period = scale(pi, Rational.of(2))
  if (Math.abs(number) > 1 + 1e-15) return { u, values: [], period }
  const phase = signOfConstant(b) === 1 ? call('atan', divide(a, b)) : call('atan2', a, b)
  const arc = call('acos', ratio)
  const values = isValue(arc, 0) ? [phase] : [subtract(phase, arc), sum(phase, arc)]
  return { u, values, period }
}

/** Products of waves as a sum of waves, where that leaves one: sin(x) cos(x) = sin(2x)/2. */
export function oneWave(e: Expr, x: Expr): Expr | undefined {
  const made = harmonics(expand(e))
  if (made === undefined || made === e) return undefined
  const waves = new Set<Expr>()
  let plain = true
  walk(made, (node) => {
    if (node.kind === 'call' && dependsOn(node, x)) waves.add(node)
    plain &&= node.kind !== 'power' || !dependsOn(node, x)
  })
  return plain && waves.size === 1 ? made : undefined
}

/** A form in sin(u) and cos(u) of which all terms have one degree n, divided by cos(u)^n: a polynomial in tan(u). */
export function homogeneousWave(e: Expr, x: Expr): Expr | undefined {
  if (e.kind !== 'sum' || e.value.n !== 0) return undefined
  const angles = new Set<Expr>()
  let degree: number | undefined
  const terms: Expr[] = []
  for (const [i, t] of e.args.entries()) {
    let [sines, cosines] = [0, 0]
    const fixed: Expr[] = []
    for (const f of t.kind === 'product' ? t.args : [t]) {
      if (!dependsOn(f, x)) {
        fixed.push(f)
        continue
      }
      const n = f.kind === 'power' && f.args[1]!.kind === 'number' ? Number(f.args[1]!.value.n) : 1
      const base = f.kind === 'power' ? f.args[0]! : f
      const whole = f.kind !== 'power' || (f.args[1]!.kind === 'number' && f.args[1]!.value.d === 1 && n > 0)
      if (!whole || base.kind !== 'call' || (base.name !== 'sin' && base.name !== 'cos')) return undefined
      angles.add(base.args[0]!)
      if (base.name === 'sin') sines += n
      else cosines += n
    }
    degree ??= sines + cosines
    if (degree !== sines + cosines || degree === 0) return undefined
    terms.push(
      scale(multiplyAll([...fixed, power(call('tan', [...angles][0]!), integer(sines))]), e.weights[i]!),
    )
  }
  return angles.size === 1 && degree !== undefined && degree > 0 ? sum(...terms) : undefined
}
