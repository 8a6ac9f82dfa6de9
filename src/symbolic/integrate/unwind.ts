import { constant, fraction, integer, rational, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { isNegative, isPositive } from '../build/known.ts'
import { divide, multiplyAll, power } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import { linear, negate, scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { derivative } from '../calculus/derivative.ts'
import type { Expr } from '../expr.ts'
import { Rational } from '../number/rational.ts'
import { signOfConstant } from '../series/decide.ts'
import { measure } from '../simplify/measure.ts'
import { simplify } from '../simplify/simplify.ts'
import { freeSymbols, nodeCount, walk } from '../traverse.ts'

/**
 * An antiderivative without the jumps of its arctangents where a tangent within them has its poles: each term
 * atan(a tan(v) + b) is written in a way that goes on there. Other terms stay as they are.
 *
 * Source: Jeffrey and Rich, The evaluation of trigonometric integrals avoiding spurious discontinuities (1994).
 */
export function unwound(F: Expr, x: Expr): Expr {
  if (F.kind === 'sum')
    return linear([...F.args.map((term) => unwound(term, x)), integer(1)], [...F.weights, F.value])
  if (F.kind === 'product') {
    const moving = F.args.filter((f) => dependsOn(f, x))
    if (moving.length !== 1) return F
    return multiplyAll([rational(F.value), ...F.args.filter((f) => f !== moving[0]), unwound(moving[0]!, x)])
  }
  return F.kind === 'call' && F.name === 'atan' ? unwoundAngle(F, x) : F
}

function unwoundAngle(e: Expr, x: Expr): Expr {
  const tangents = new Set<Expr>()
  walk(e.args[0]!, (node) => {
    if (node.kind === 'call' && node.name === 'tan' && dependsOn(node, x)) tangents.add(node)
  })
  const [tangent] = tangents
  if (tangents.size !== 1 || tangent === undefined) return e
  const t = symbol(' tangent')
  const line = subs(e.args[0]!, new Map([[tangent, t]]))
  const a = derivative(line, t)
  const b = subs(line, new Map([[t, integer(0)]]))
  if (dependsOn(a, t) || dependsOn(a, x) || dependsOn(b, x)) return e
  const v = tangent.args[0]!
  const sign = signOf(a)
  if (sign === -1) return negate(unwoundAngle(call('atan', negate(e.args[0]!)), x))
  const stepped = sum(
    e,
    steps(v, sign === 1 ? constant('pi') : multiplyAll([constant('pi'), call('sign', a)])),
  )
  if (sign === undefined || nodeCount(a) + nodeCount(b) > mostNodes) return stepped
  const smooth = smoothAngle(a, b, v)
  return measure(smooth) <= longest * measure(stepped) ? smooth : stepped
}

/** Of coefficients beyond which a step is easier to read. */
const mostNodes = 12
/** How much longer what has no steps may be. */
const longest = 1.5

const signOf = (a: Expr): 1 | -1 | undefined =>
  isPositive(a) ? 1 : isNegative(a) ? -1 : freeSymbols(a).length === 0 ? signOfConstant(a) : undefined

const short = (e: Expr): Expr => simplify(e, { work: 40_000 })

/** What a step of that height at each pole of tan(v) adds up to. */
const steps = (v: Expr, height: Expr): Expr =>
  multiplyAll([height, call('floor', sum(divide(v, constant('pi')), fraction(1, 2)))])

/**
 * The angle of cos(v) + i (a sin(v) + b cos(v)) for a positive a, which is atan(a tan(v) + b) for small v, but for a constant: v and
 * the angle of 1 + k exp(-2 i v) with k = (1 - a + i b)/(1 + a + i b), which is within the circle.
 */
function smoothAngle(a: Expr, b: Expr, v: Expr): Expr {
  const square = (e: Expr): Expr => power(e, integer(2))
  const size = sum(square(sum(integer(1), a)), square(b))
  const re = short(divide(sum(integer(1), negate(square(a)), square(b)), size))
  const im = short(divide(scale(multiplyAll([a, b]), Rational.of(2)), size))
  const twice = scale(v, Rational.of(2))
  const [cos, sin] = [call('cos', twice), call('sin', twice)]
  const over = (part: Expr): Expr => {
    const [p, q] = [short(divide(re, part)), short(divide(im, part))]
    const top = subtract(multiplyAll([q, cos]), multiplyAll([p, sin]))
    const bottom = sum(short(divide(integer(1), part)), multiplyAll([p, cos]), multiplyAll([q, sin]))
    return short(divide(top, bottom))
  }
  const forms = [integer(1), re, im].filter((part) => part !== integer(0)).map(over)
  return sum(
    v,
    call(
      'atan',
      forms.reduce((f, g) => (measure(g) < measure(f) ? g : f)),
    ),
  )
}
