import { constant, integer, isConstant, isInfinite, isValue, symbol } from '../../build/atoms.ts'
import { call } from '../../build/call.ts'
import { isNonzero } from '../../build/known.ts'
import { divide, exp, multiplyAll, sqrt } from '../../build/product.ts'
import { subs } from '../../build/subs.ts'
import { negate, scale, subtract, sum } from '../../build/sum.ts'
import { dependsOn } from '../../calculus/depends.ts'
import { derivative } from '../../calculus/derivative.ts'
import type { Expr } from '../../expr.ts'
import { half, Rational } from '../../number/rational.ts'
import { signOfConstant } from '../../series/decide.ts'
import { coefficientsOf } from '../../solve/coefficients.ts'
import { decompose, type PartialFraction } from '../apart.ts'
import { isRational } from '../shapes.ts'
import type { DefiniteValue } from './half-line.ts'
import { sideOf } from './transform.ts'

/**
 * The integral of R(x) cos(k x + d) or R(x) sin(k x + d) over the whole line, for a rational function R that tends to 0,
 * by residues: its poles are pairs m +- i b, or a simple one on the line at which the sine is 0.
 */
export function rationalWave(e: Expr, x: Expr): DefiniteValue | undefined {
  const wave = waveOf(e, x)
  if (wave === undefined) return undefined
  const { R, slope, shift: d, sine } = wave
  const side = sideOf(slope)
  if (side === undefined && !isValue(d, 0)) return undefined
  const k = side === undefined ? call('abs', slope) : side === 1 ? slope : negate(slope)
  const turned = side === -1 ? negate(d) : d
  const sign = sine ? (side === undefined ? call('sign', slope) : integer(side)) : integer(1)
  const parts = fractionsOf(R, x)
  if (parts === undefined) return undefined
  const found: Expr[] = []
  for (const f of parts) {
    const z = ofFraction(f, x, k, sine, turned)
    if (z === undefined) return undefined
    // the real or the imaginary part of z exp(i d)
    const [re, im] = z
    const [cos, sin] = [call('cos', turned), call('sin', turned)]
    found.push(
      sine
        ? sum(multiplyAll([im, cos]), multiplyAll([re, sin]))
        : subtract(multiplyAll([re, cos]), multiplyAll([im, sin])),
    )
  }
  return { value: multiplyAll([sign, sum(...found)]), conditions: [], proved: true }
}

/** A rational function times a wave. */
export interface Wave {
  readonly R: Expr
  readonly sine: boolean
  readonly slope: Expr
  readonly shift: Expr
}

/** R(x) cos(k x + d) or R(x) sin(k x + d) in its parts. */
export function waveOf(e: Expr, x: Expr): Wave | undefined {
  const factors = e.kind === 'product' ? e.args : [e]
  const waves = factors.filter((f) => f.kind === 'call' && ['sin', 'cos'].includes(f.name) && dependsOn(f, x))
  const wave = waves[0]
  if (wave === undefined || waves.length !== 1) return undefined
  const phase = coefficientsOf(wave.args[0]!, x)
  const R = divide(e, wave)
  if (phase?.length !== 2 || !isRational(R, x)) return undefined
  return { R, sine: wave.name === 'sin', slope: phase[1]!, shift: phase[0]! }
}

/**
 * Whether the integral of R(x) times a wave diverges: R does not tend to 0, so that over half a turn it keeps adding what
 * does not become small; or R has a simple pole between the ends at which the wave is not 0.
 */
export function isDivergentWave(e: Expr, x: Expr, from: Expr, to: Expr): boolean {
  const wave = waveOf(e, x)
  const parts = wave && isNonzero(wave.slope) ? decompose(wave.R, x) : undefined
  if (wave === undefined || parts === undefined) return false
  if ((isInfinite(from) || isInfinite(to)) && !isValue(parts.polynomial, 0)) return true
  return parts.fractions.some(({ factor, power }) => {
    const q = coefficientsOf(factor, x)!
    if (q.length !== 2 || power > 1 || parts.fractions.some((f) => f.factor === factor && f.power > 1))
      return false
    const root = negate(divide(q[0]!, q[1]!))
    const between = [subtract(root, from), subtract(to, root)].every(
      (gap) => isConstant(gap, 'oo') || (signOfConstant(gap) === 1 && !isValue(gap, 0)),
    )
    const size = call(wave.sine ? 'sin' : 'cos', sum(multiplyAll([wave.slope, root]), wave.shift))
    return between && !isValue(size, 0) && signOfConstant(size) !== undefined
  })
}

/** The partial fractions of R, which are one where the denominator is a power of one quadratic with symbols. */
export function fractionsOf(R: Expr, x: Expr): readonly PartialFraction[] | undefined {
  const parts = decompose(R, x)
  if (parts !== undefined) return isValue(parts.polynomial, 0) ? parts.fractions : undefined
  const factors = R.kind === 'product' ? R.args : [R]
  const below = factors.filter(
    (f) =>
      f.kind === 'power' && dependsOn(f, x) && f.args[1]!.kind === 'number' && Number(f.args[1]!.value.n) < 0,
  )
  if (below.length !== 1) return undefined
  const numerator = divide(R, below[0]!)
  const power = -Number(below[0]!.args[1]!.value.n)
  const degree = coefficientsOf(numerator, x)?.length
  if (degree === undefined || degree > 2 || power > 6) return undefined
  return [{ numerator, factor: below[0]!.args[0]!, power }]
}

/** The integral of f exp(i k x), k > 0, as real and imaginary part. */
function ofFraction(f: PartialFraction, x: Expr, k: Expr, sine: boolean, d: Expr): [Expr, Expr] | undefined {
  const q = coefficientsOf(f.factor, x)
  const n = coefficientsOf(f.numerator, x)
  if (q === undefined || n === undefined) return undefined
  const pi = constant('pi')
  if (q.length === 2 && f.power === 1) {
    // pi i exp(i k r), where the sine is 0 at the pole r
    const root = negate(divide(q[0]!, q[1]!))
    if (!sine || !isValue(call('sin', sum(multiplyAll([k, root]), d)), 0)) return undefined
    const front = divide(multiplyAll([pi, n[0]!]), q[1]!)
    const at = multiplyAll([k, root])
    return [negate(multiplyAll([front, call('sin', at)])), multiplyAll([front, call('cos', at)])]
  }
  if (q.length !== 3 || n.length > 2) return undefined
  // (A x + B)/(a ((x - m)^2 + b^2 + t))^power, from the first power by derivatives by t
  const a = q[2]!
  const m = negate(divide(q[1]!, scale(a, Rational.of(2))))
  const rest = subtract(divide(q[0]!, a), multiplyAll([m, m]))
  if (sideOf(rest) !== 1 && signOfConstant(rest) !== 1) return undefined
  const [B, A] = [n[0]!, n[1] ?? integer(0)]
  const t = symbol(' t', { positive: true })
  const b = sqrt(sum(rest, t))
  const front = divide(multiplyAll([pi, exp(negate(multiplyAll([k, b])))]), b)
  const [cos, sin] = [call('cos', multiplyAll([k, m])), call('sin', multiplyAll([k, m]))]
  const [p, r] = [sum(multiplyAll([A, m]), B), multiplyAll([A, b])]
  let re = multiplyAll([front, subtract(multiplyAll([p, cos]), multiplyAll([r, sin]))])
  let im = multiplyAll([front, sum(multiplyAll([p, sin]), multiplyAll([r, cos]))])
  for (let j = 1; j < f.power; j++) {
    re = scale(derivative(re, t), Rational.of(-1, j))
    im = scale(derivative(im, t), Rational.of(-1, j))
  }
  let scaling: Expr = integer(1)
  for (let j = 0; j < f.power; j++) scaling = divide(scaling, a)
  const at0 = (e: Expr): Expr => multiplyAll([scaling, subs(e, new Map([[t, integer(0)]]))])
  return [at0(re), at0(im)]
}

/** Half of that over the whole line, for an even integrand over the half line. */
export function evenRationalWave(e: Expr, x: Expr): DefiniteValue | undefined {
  const mirrored = subs(e, new Map([[x, negate(x)]]))
  if (mirrored !== e) return undefined
  const whole = rationalWave(e, x)
  return whole && { ...whole, value: scale(whole.value, half) }
}
