import { integer, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
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

/** Rational in sin(a x + b) and cos(a x + b): t = tan((a x + b)/2). */
export function halfAngle(e: Expr, x: Expr, depth: number, rationalFunction: Integrate): Expr | undefined {
  const plain = toSineCosine(e)
  const angles = new Set<Expr>()
  walk(plain, (node) => {
    if (node.kind === 'call' && dependsOn(node, x) && (node.name === 'sin' || node.name === 'cos'))
      angles.add(node.args[0]!)
  })
  const v = [...angles][0]
  const a = angles.size === 1 && v !== undefined ? linearSlope(v, x) : undefined
  if (v === undefined || a === undefined) return undefined
  const t = symbol(` t${depth}`)
  const square = sum(integer(1), power(t, integer(2)))
  const byTan = byTangent(plain, v, t)
  if (byTan !== undefined && !dependsOn(byTan, x)) {
    const inner = rationalFunction(cancel(divide(byTan, multiplyAll([a, square]))), t)
    if (inner !== undefined) return subs(inner, new Map([[t, call('tan', v)]]))
  }
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
