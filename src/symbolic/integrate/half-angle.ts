import { integer, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { isNegative } from '../build/known.ts'
import { divide, multiplyAll, power } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import { scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { half, Rational } from '../number/rational.ts'
import { cancel } from '../simplify/rational.ts'
import { toSineCosine } from '../simplify/trig.ts'
import { walk } from '../traverse.ts'
import { byTangent } from './forms.ts'
import { parallelRisch } from './norman.ts'
import type { Integrate } from './shapes.ts'
import { linearSlope } from './table.ts'

/** Over a sum with powers of waves that repeat after half a turn: t = tan(a x + b), at once. */
export function wholeTangent(e: Expr, x: Expr, depth: number, rationalFunction: Integrate): Expr | undefined {
  const isWave = (f: Expr): boolean =>
    f.kind === 'power' && f.args[0]!.kind === 'call' && waves.has(f.args[0]!.name)
  const below = (e.kind === 'product' ? e.args : [e]).some(
    (f) =>
      f.kind === 'power' &&
      isNegative(f.args[1]!) &&
      f.args[0]!.kind === 'sum' &&
      f.args[0]!.args.some(isWave),
  )
  if (!below) return undefined
  const made = tangentOf(toSineCosine(e), x, depth)
  const inner = made && rationalFunction(made.written, made.t)
  return inner && subs(inner, new Map([[made.t, call('tan', made.v)]]))
}

const waves = new Set(['sin', 'cos'])

/** Rational in tan(v) for the one angle v of its waves, with dx. */
function tangentOf(plain: Expr, x: Expr, depth: number): { v: Expr; t: Expr; written: Expr } | undefined {
  const v = angleOf(plain, x)
  const a = v && linearSlope(v, x)
  if (v === undefined || a === undefined) return undefined
  const t = symbol(` t${depth}`)
  const written = byTangent(plain, v, t)
  if (written === undefined || dependsOn(written, x)) return undefined
  return { v, t, written: cancel(divide(written, multiplyAll([a, sum(integer(1), power(t, integer(2)))]))) }
}

function angleOf(plain: Expr, x: Expr): Expr | undefined {
  const angles = new Set<Expr>()
  walk(plain, (node) => {
    if (node.kind === 'call' && dependsOn(node, x) && waves.has(node.name)) angles.add(node.args[0]!)
  })
  return angles.size === 1 ? [...angles][0] : undefined
}

/** Rational in sin(a x + b) and cos(a x + b): t = tan((a x + b)/2). */
export function halfAngle(e: Expr, x: Expr, depth: number, rationalFunction: Integrate): Expr | undefined {
  const plain = toSineCosine(e)
  const tangent = tangentOf(plain, x, depth)
  const whole = tangent && rationalFunction(tangent.written, tangent.t)
  if (whole !== undefined) return subs(whole, new Map([[tangent!.t, call('tan', tangent!.v)]]))
  const v = angleOf(plain, x)
  const a = v && linearSlope(v, x)
  if (v === undefined || a === undefined) return undefined
  const t = symbol(` t${depth}`)
  const square = sum(integer(1), power(t, integer(2)))
  const written = subs(
    plain,
    new Map([
      [call('sin', v), divide(scale(t, Rational.of(2)), square)],
      [call('cos', v), divide(subtract(integer(1), power(t, integer(2))), square)],
    ]),
  )
  if (dependsOn(written, x)) {
    // exp(x) (1 + sin(x))/(1 + cos(x)) = exp(x) (1 + tan(x/2))^2/2
    const half = subs(cancel(written), new Map([[t, call('tan', scale(v, Rational.of(1, 2)))]]))
    return depth <= 2 && hasExponential(e) ? parallelRisch(half, x) : undefined
  }
  const inner = rationalFunction(cancel(divide(scale(written, Rational.of(2)), multiplyAll([a, square]))), t)
  return inner === undefined ? undefined : subs(inner, new Map([[t, call('tan', scale(v, half))]]))
}

const hasExponential = (e: Expr): boolean =>
  (e.kind === 'product' ? e.args : [e]).some((f) => f.kind === 'call' && f.name === 'exp')
