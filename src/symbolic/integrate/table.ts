import { constant, integer, isHalf, isValue, rational } from '../build/atoms.ts'
import { call, derivativeCall } from '../build/call.ts'
import { isNonnegative } from '../build/known.ts'
import { relation, where } from '../build/logic.ts'
import { divide, exp, multiplyAll, power, sqrt } from '../build/product.ts'
import { negate, scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { holdsImaginary } from '../evaluate/complex.ts'
import type { Expr } from '../expr.ts'
import { equal, half, multiply, Rational, signOf } from '../number/rational.ts'
import { own } from '../own.ts'
import { signOfConstant } from '../series/decide.ts'
import { coefficientsOf } from '../solve/coefficients.ts'

const one = (): Expr => integer(1)
const square = (u: Expr): Expr => power(u, integer(2))
/** log|u|, and log(u) of what is complex. */
export const logSize = (u: Expr): Expr =>
  call('log', isNonnegative(u) || holdsImaginary(u) ? u : call('abs', u))

/** Antiderivatives of f(u) by u. */
const antiderivatives: Readonly<Record<string, (u: Expr) => Expr>> = {
  exp: (u) => exp(u),
  sin: (u) => negate(call('cos', u)),
  cos: (u) => call('sin', u),
  tan: (u) => negate(logSize(call('cos', u))),
  cot: (u) => logSize(call('sin', u)),
  sec: (u) => logSize(sum(call('sec', u), call('tan', u))),
  csc: (u) => negate(logSize(sum(call('csc', u), call('cot', u)))),
  sinh: (u) => call('cosh', u),
  cosh: (u) => call('sinh', u),
  tanh: (u) => call('log', call('cosh', u)),
  coth: (u) => logSize(call('sinh', u)),
  sech: (u) => call('atan', call('sinh', u)),
  csch: (u) => logSize(call('tanh', scale(u, half))),
  asin: (u) => sum(multiplyAll([u, call('asin', u)]), sqrt(subtract(one(), square(u)))),
  acos: (u) => subtract(multiplyAll([u, call('acos', u)]), sqrt(subtract(one(), square(u)))),
  atan: (u) => subtract(multiplyAll([u, call('atan', u)]), scale(call('log', sum(one(), square(u))), half)),
  acot: (u) => sum(multiplyAll([u, call('acot', u)]), scale(call('log', sum(one(), square(u))), half)),
  asinh: (u) => subtract(multiplyAll([u, call('asinh', u)]), sqrt(sum(one(), square(u)))),
  acosh: (u) => subtract(multiplyAll([u, call('acosh', u)]), sqrt(subtract(square(u), one()))),
  atanh: (u) => sum(multiplyAll([u, call('atanh', u)]), scale(logSize(subtract(one(), square(u))), half)),
  log: (u) => subtract(multiplyAll([u, call('log', u)]), u),
  log1p: (u) => subtract(multiplyAll([sum(one(), u), call('log1p', u)]), u),
  expm1: (u) => subtract(exp(u), u),
  abs: (u) => scale(multiplyAll([u, call('abs', u)]), half),
  sign: (u) => call('abs', u),
  floor: (u) => {
    // n x - n (n + 1)/2 with n = floor(x) is continuous
    const n = call('floor', u)
    return subtract(multiplyAll([u, n]), scale(multiplyAll([n, sum(n, one())]), half))
  },
  ceil: (u) => {
    const n = call('ceil', u)
    return subtract(multiplyAll([u, n]), scale(multiplyAll([n, subtract(n, one())]), half))
  },
  heaviside: (u) => multiplyAll([u, call('heaviside', u)]),
  logistic: (u) => call('softplus', u),
  li: (u) => subtract(multiplyAll([u, call('li', u)]), call('Ei', scale(call('log', u), Rational.of(2)))),
  digamma: (u) => call('lgamma', u),
  trigamma: (u) => call('digamma', u),
  airyaiprime: (u) => call('airyai', u),
  airybiprime: (u) => call('airybi', u),
  softplus: (u) => negate(call('polylog', integer(2), negate(exp(u)))),
  erf: (u) => sum(multiplyAll([u, call('erf', u)]), divide(exp(negate(square(u))), sqrt(constant('pi')))),
  erfc: (u) =>
    subtract(multiplyAll([u, call('erfc', u)]), divide(exp(negate(square(u))), sqrt(constant('pi')))),
}

/** Antiderivatives of f(u)^2 by u. */
const squares: Readonly<Record<string, (u: Expr) => Expr>> = {
  sec: (u) => call('tan', u),
  csc: (u) => negate(call('cot', u)),
  tan: (u) => subtract(call('tan', u), u),
  cot: (u) => negate(sum(call('cot', u), u)),
  sech: (u) => call('tanh', u),
  csch: (u) => negate(call('coth', u)),
  tanh: (u) => subtract(u, call('tanh', u)),
  coth: (u) => subtract(u, call('coth', u)),
}

/** sign(sin(u)) and sign(cos(u)): zigzags. */
const signOfWave = (wave: Expr, x: Expr): Expr | undefined => {
  if (wave.kind !== 'call' || (wave.name !== 'sin' && wave.name !== 'cos')) return undefined
  const u = wave.args[0]!
  const a = linearSlope(u, x)
  const zigzag = wave.name === 'cos' ? call('asin', call('sin', u)) : call('acos', call('cos', u))
  return a && divide(zigzag, a)
}

/** The slope of a linear u = a x + b, or undefined. */
export function linearSlope(u: Expr, x: Expr): Expr | undefined {
  const c = u === x ? undefined : coefficientsOf(u, x)
  return u === x ? integer(1) : c?.length === 2 ? c[1] : undefined
}

/** The antiderivative of a single power or call of a linear argument; undefined where the table has none. */
export function fromTable(e: Expr, x: Expr): Expr | undefined {
  if (e === x) return scale(square(x), half)
  // f^(n)(a x + b) of any function
  if (e.kind === 'call' && e.args.length === 1 && e.weights.length === 1 && signOf(e.weights[0]!) > 0) {
    const a = linearSlope(e.args[0]!, x)
    return a && divide(derivativeCall(e.name, e.args, [Number(e.weights[0]!.n) - 1]), a)
  }
  if (e.kind === 'call' && e.weights.length === 0 && e.args.length === 1) {
    const u = e.args[0]!
    const a = linearSlope(u, x)
    if (a === undefined)
      return e.name === 'exp' ? gaussian(u, x) : e.name === 'sign' ? signOfWave(u, x) : undefined
    const rule = own(antiderivatives, e.name)
    return rule === undefined ? undefined : divide(rule(u), a)
  }
  if (e.kind !== 'power') return undefined
  const [b, n] = e.args as [Expr, Expr]
  if (!dependsOn(n, x)) {
    if (b.kind === 'call' && b.args.length === 1 && isValue(n, 2) && b.weights.length === 0) {
      const a = linearSlope(b.args[0]!, x)
      const rule = own(squares, b.name)
      if (a !== undefined && rule !== undefined) return divide(rule(b.args[0]!), a)
    }
    // 1/cos^2, 1/sin^2, 1/cosh^2, 1/sinh^2
    if (b.kind === 'call' && b.args.length === 1 && isValue(n, -2)) {
      const name = own<string>({ cos: 'sec', sin: 'csc', cosh: 'sech', sinh: 'csch' }, b.name)
      const a = linearSlope(b.args[0]!, x)
      if (name !== undefined && a !== undefined) return divide(squares[name]!(b.args[0]!), a)
    }
    const a = linearSlope(b, x)
    if (a === undefined) return isHalf(n) ? rootOfWave(b, x) : undefined
    if (isValue(n, -1)) return divide(logSize(b), a)
    const up = sum(n, one())
    const plain = divide(power(b, up), multiplyAll([up, a]))
    return n.kind === 'number' ? plain : where(relation('!=', n, integer(-1)), plain, divide(logSize(b), a))
  }
  const a = dependsOn(b, x) ? undefined : linearSlope(n, x)
  return a === undefined ? undefined : divide(e, multiplyAll([a, call('log', b)]))
}

/** sqrt(c (1 + cos u)): 2 sin(u)/sqrt(1 + cos(u)), and so on for 1 - cos, 1 + sin, 1 - sin. */
function rootOfWave(b: Expr, x: Expr): Expr | undefined {
  if (b.kind !== 'sum' || b.args.length !== 1 || b.args[0]!.kind !== 'call') return undefined
  const wave = b.args[0]!
  const [w, c] = [b.weights[0]!, b.value]
  const a = linearSlope(wave.args[0]!, x)
  if (a === undefined || !['sin', 'cos'].includes(wave.name) || signOf(c) <= 0) return undefined
  if (!equal(multiply(w, w), multiply(c, c))) return undefined
  // (sqrt(c + w f))' = w f'/(2 sqrt(c + w f)), and f'^2 (c + w f) (c - w f) = c^2 - ...
  const other = call(wave.name === 'cos' ? 'sin' : 'cos', wave.args[0]!)
  const sign = wave.name === 'cos' ? 1 : -1
  return divide(multiplyAll([integer(2 * sign), rational(w), other]), multiplyAll([a, sqrt(b)]))
}

/** exp(-a x^2 + b x + c) for positive a: by erf. */
function gaussian(u: Expr, x: Expr): Expr | undefined {
  const c = coefficientsOf(u, x)
  if (c?.length !== 3) return undefined
  const a = negate(c[2]!)
  if (signOfConstant(a) !== 1) return undefined
  // -a (x - m)^2 + rest with m = b/(2a)
  const m = divide(c[1]!, scale(a, Rational.of(2)))
  const rest = sum(c[0]!, multiplyAll([a, square(m)]))
  return multiplyAll([
    scale(sqrt(divide(constant('pi'), a)), half),
    exp(rest),
    call('erf', multiplyAll([sqrt(a), subtract(x, m)])),
  ])
}
