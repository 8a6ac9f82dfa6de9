import { integer, isValue, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, multiplyAll, power } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import { scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { half, Rational } from '../number/rational.ts'
import { cancel } from '../simplify/rational.ts'
import { toSineCosine } from '../simplify/trig.ts'
import { overQuadratic } from './quadratic.ts'
import { linearSlope, logSize } from './table.ts'

const two = integer(2)

/** s sin(v) + c cos(v) + r for an angle v that is linear in x. */
interface Wave {
  readonly v: Expr | undefined
  readonly s: Expr
  readonly c: Expr
  readonly r: Expr
}

/**
 * N/D for N and D linear in the sine and cosine of one angle: N = p D + q D' + k, so that the integral is
 * p x + q log|D| + k times that of 1/D, with t = tan(v/2).
 */
export function overLinearWave(e: Expr, x: Expr): Expr | undefined {
  const waves = toSineCosine(e)
  const plain = waves === e ? e : cancel(waves)
  const factors = plain.kind === 'product' ? plain.args : [plain]
  const below = factors.find((f) => f.kind === 'power' && isValue(f.args[1]!, -1) && dependsOn(f, x))
  if (below === undefined) return undefined
  const D = waveOf(below.args[0]!, x)
  const N = waveOf(divide(plain, below), x)
  if (D?.v === undefined || N === undefined || (N.v !== undefined && N.v !== D.v)) return undefined
  const v = D.v
  const a = linearSlope(v, x)!
  const times = (...f: Expr[]): Expr => multiplyAll(f)
  const size = sum(power(D.s, two), power(D.c, two))
  const p = divide(sum(times(N.s, D.s), times(N.c, D.c)), size)
  const q = divide(subtract(times(N.c, D.s), times(N.s, D.c)), times(a, size))
  const k = cancel(subtract(N.r, times(p, D.r)))
  const parts = [times(p, x), times(q, logSize(below.args[0]!))]
  if (!isValue(k, 0)) {
    const inner = reciprocal(D, v, x)
    if (inner === undefined) return undefined
    parts.push(times(k, divide(inner, a)))
  }
  return sum(...parts)
}

/** The integral of 1/(s sin(x) + c cos(x) + r): that of 2/((r - c) t^2 + 2 s t + r + c) by t = tan(x/2). */
function reciprocal({ s, c, r }: Wave, v: Expr, x: Expr): Expr | undefined {
  const t = call('tan', scale(v, half))
  const [a, b, d] = [cancel(subtract(r, c)), s, cancel(sum(r, c))]
  if (isValue(a, 0)) return isValue(b, 0) ? divide(t, r) : divide(logSize(sum(multiplyAll([b, t]), r)), b)
  const slope = sum(multiplyAll([a, t]), b)
  // ((a t + b)^2 + a d - b^2)/a
  if (isValue(cancel(subtract(multiplyAll([a, d]), power(b, two))), 0))
    return scale(power(slope, integer(-1)), Rational.of(-2))
  const q = sum(multiplyAll([a, power(x, two)]), scale(multiplyAll([b, x]), Rational.of(2)), d)
  const found = overQuadratic(q, x)
  return found && scale(subs(found, new Map([[x, t]])), Rational.of(2))
}

function waveOf(e: Expr, x: Expr): Wave | undefined {
  let v: Expr | undefined
  const at = { sin: integer(0) as Expr, cos: integer(0) as Expr }
  const fixed: Expr[] = []
  const terms = e.kind === 'sum' ? [...e.args.map((t, i) => scale(t, e.weights[i]!)), rational(e.value)] : [e]
  for (const term of terms) {
    if (!dependsOn(term, x)) {
      fixed.push(term)
      continue
    }
    const factors = term.kind === 'product' ? term.args : [term]
    const moving = factors.filter((f) => dependsOn(f, x))
    const wave = moving[0]!
    if (moving.length > 1 || wave.kind !== 'call' || (wave.name !== 'sin' && wave.name !== 'cos'))
      return undefined
    const angle = wave.args[0]!
    if ((v !== undefined && v !== angle) || linearSlope(angle, x) === undefined) return undefined
    v = angle
    at[wave.name] = sum(at[wave.name], divide(term, wave))
  }
  return { v, s: at.sin, c: at.cos, r: sum(...fixed) }
}
