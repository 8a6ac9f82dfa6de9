import { constant, integer, symbol } from '../build/atoms.ts'
import { divide } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import { negate, scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { resolve, type Variable } from '../calculus/derivative.ts'
import { requireSearchable } from '../calculus/not-found.ts'
import type { Expr } from '../expr.ts'
import { commonMeasure, Rational } from '../number/rational.ts'
import { isZero, signOfConstant } from '../series/decide.ts'
import { agree } from '../simplify/check.ts'
import { walk } from '../traverse.ts'
import { search } from '../work.ts'
import { coefficientsOf } from './coefficients.ts'

/** Periods of waves, in half turns. */
const periods: Readonly<Record<string, number>> = { sin: 2, cos: 2, sec: 2, csc: 2, tan: 1, cot: 1 }

const steps: ReadonlySet<string> = new Set(['floor', 'ceil'])

/**
 * The smallest period of a function of x that is built from trigonometric functions of linear arguments alone, or as
 * x - floor(x) is, and of functions of those; undefined where none is found.
 *
 * @example
 * period(parse('sin(x)^2'), 'x')     // pi
 * period(parse('x - floor(x)'), 'x') // 1
 */
export function period(e: Expr, variable: Variable): Expr | undefined {
  return search('period', () => {
    requireSearchable('period', e)
    const x = resolve(e, variable)
    if (x === undefined) return undefined
    const waves = new Map<Expr, Expr>()
    let frequencies: Rational[] = []
    let unit: Expr | undefined
    let possible = true
    let stepped = false
    walk(e, (node) => {
      if (node.kind !== 'call' || !dependsOn(node, x)) return
      const halfTurns = Object.hasOwn(periods, node.name) ? periods[node.name] : undefined
      if (halfTurns === undefined && !steps.has(node.name)) return
      const a = coefficientsOf(node.args[0]!, x)
      // cos(sin(x)) has the period of what stands inside; sin(x^2) leaves an x
      if (a?.length !== 2) return
      if (halfTurns === undefined) stepped = true
      else waves.set(node, symbol(` wave${node.id}`))
      // periods in a length of 1, as rational multiples of those of the first
      const frequency =
        halfTurns === undefined ? a[1]! : divide(scale(a[1]!, Rational.of(1, halfTurns)), constant('pi'))
      unit ??= frequency
      const ratio = divide(frequency, unit)
      if (ratio.kind === 'number') frequencies = [...frequencies, ratio.value]
      else possible = false
    })
    if (!possible || unit === undefined) return undefined
    if (!stepped && dependsOn(subs(e, waves), x)) return undefined
    const common = frequencies.reduce(commonMeasure)
    const longest = divide(integer(1), scale(unit, common))
    let T = signOfConstant(longest) === -1 ? negate(longest) : longest
    const repeats = (candidate: Expr): boolean => {
      const moved = subs(e, new Map([[x, sum(x, candidate)]]))
      return agree(e, moved) && agree(moved, e) && isZero(subtract(e, moved))
    }
    if (isZero(subtract(e, subs(e, new Map([[x, integer(0)]]))))) return undefined
    if (stepped && !repeats(T)) return undefined
    for (const k of [2, 3, 5, 7]) while (repeats(scale(T, Rational.of(1, k)))) T = scale(T, Rational.of(1, k))
    return T
  })
}

/** Whether f(-x) is f(x) or -f(x) wherever they are defined. */
export function parity(e: Expr, variable: Variable): 'even' | 'odd' | 'neither' {
  return search('parity', () => {
    requireSearchable('parity', e)
    const x = resolve(e, variable)
    if (x === undefined) return 'even'
    const mirrored = subs(e, new Map([[x, negate(x)]]))
    if (mirrored === e) return 'even'
    if (agree(e, mirrored) && agree(mirrored, e) && isZero(subtract(e, mirrored))) return 'even'
    const opposite = negate(mirrored)
    return agree(e, opposite) && agree(opposite, e) && isZero(sum(e, mirrored)) ? 'odd' : 'neither'
  })
}
