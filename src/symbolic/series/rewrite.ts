import { activations } from '../build/activations.ts'
import { constant, fraction, integer, isNumber, isValue } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { isRootSum } from '../build/forms.ts'
import { divide, exp, multiplyAll, power, sqrt } from '../build/product.ts'
import { mapExpr, rebuild } from '../build/rebuild.ts'
import { scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { half, minusOne, signOf } from '../number/rational.ts'

const one = (): Expr => integer(1)
const inverse = (x: Expr): Expr => power(x, integer(-1))
const quarterTurn = (): Expr => scale(constant('pi'), half)
const minus = (x: Expr): Expr => scale(x, minusOne)

/** Functions written by those whose series and growth are known directly. */
const byOthers: Readonly<Record<string, (x: Expr) => Expr>> = {
  ...activations,
  tan: (x) => divide(call('sin', x), call('cos', x)),
  cot: (x) => divide(call('cos', x), call('sin', x)),
  sec: (x) => inverse(call('cos', x)),
  csc: (x) => inverse(call('sin', x)),
  sinh: (x) => scale(subtract(exp(x), exp(minus(x))), half),
  cosh: (x) => scale(sum(exp(x), exp(minus(x))), half),
  tanh: (x) => divide(subtract(exp(x), exp(minus(x))), sum(exp(x), exp(minus(x)))),
  coth: (x) => divide(sum(exp(x), exp(minus(x))), subtract(exp(x), exp(minus(x)))),
  sech: (x) => scale(inverse(sum(exp(x), exp(minus(x)))), integer(2).value),
  csch: (x) => scale(inverse(subtract(exp(x), exp(minus(x)))), integer(2).value),
  acos: (x) => subtract(quarterTurn(), call('asin', x)),
  acot: (x) => call('atan', inverse(x)),
  asec: (x) => subtract(quarterTurn(), call('asin', inverse(x))),
  acsc: (x) => call('asin', inverse(x)),
  asinh: (x) => call('log', sum(x, sqrt(sum(power(x, integer(2)), one())))),
  acosh: (x) => call('log', sum(x, multiplyAll([sqrt(subtract(x, one())), sqrt(sum(x, one()))]))),
  atanh: (x) => scale(subtract(call('log', sum(one(), x)), call('log', subtract(one(), x))), half),
  acoth: (x) =>
    scale(subtract(call('log', sum(one(), inverse(x))), call('log', subtract(one(), inverse(x)))), half),
  asech: (x) =>
    call(
      'log',
      sum(inverse(x), multiplyAll([sqrt(subtract(inverse(x), one())), sqrt(sum(inverse(x), one()))])),
    ),
  acsch: (x) => call('log', sum(inverse(x), sqrt(sum(power(x, integer(-2)), one())))),
  log1p: (x) => call('log', sum(one(), x)),
  expm1: (x) => subtract(exp(x), one()),
  logistic: (x) => inverse(sum(one(), exp(minus(x)))),
  logit: (x) => subtract(call('log', x), call('log', subtract(one(), x))),
  softplus: (x) => call('log', sum(one(), exp(x))),
  tanhshrink: (x) => subtract(x, divide(subtract(exp(x), exp(minus(x))), sum(exp(x), exp(minus(x))))),
  sinc: (x) => divide(call('sin', multiplyAll([constant('pi'), x])), multiplyAll([constant('pi'), x])),
  factorial: (x) => call('gamma', sum(x, one())),
  li: (x) => call('Ei', call('log', x)),
  harmonic: (x) => sum(call('digamma', sum(x, one())), constant('EulerGamma')),
  trigamma: (x) => call('polygamma', one(), x),
  erfc: (x) => subtract(one(), call('erf', x)),
  ndtr: (x) => scale(sum(one(), call('erf', divide(x, sqrt(integer(2))))), half),
  cbrt: (x) => multiplyAll([call('sign', x), power(call('abs', x), fraction(1, 3))]),
}

const byTwo: Readonly<Record<string, (a: Expr, b: Expr) => Expr>> = {
  hypot: (a, b) => sqrt(sum(power(a, integer(2)), power(b, integer(2)))),
  logaddexp: (a, b) => call('log', sum(exp(a), exp(b))),
  xlogy: (a, b) => multiplyAll([a, call('log', b)]),
  xlog1py: (a, b) => multiplyAll([a, call('log', sum(one(), b))]),
  expint: (n, x) => multiplyAll([power(x, subtract(n, one())), call('uppergamma', subtract(one(), n), x)]),
  lbeta: (a, b) => subtract(sum(call('lgamma', a), call('lgamma', b)), call('lgamma', sum(a, b))),
  beta: (a, b) => divide(multiplyAll([call('gamma', a), call('gamma', b)]), call('gamma', sum(a, b))),
  binomial: (n, k) =>
    divide(
      call('gamma', sum(n, one())),
      multiplyAll([call('gamma', sum(k, one())), call('gamma', sum(subtract(n, k), one()))]),
    ),
  remainder: (a, b) => subtract(a, multiplyAll([b, call('trunc', divide(a, b))])),
}

/**
 * The expression over powers, exp, log, sin, cos and functions with series of their own; powers whose exponent is no
 * number are written exp(n log b). Parts without x stay as they are, and what `keep` says.
 */
export function elementary(e: Expr, x: Expr, keep?: (e: Expr) => boolean): Expr {
  return mapExpr(e, (node) => {
    if ((node.mask & x.mask) === 0 || !dependsOn(node, x)) return node
    if (node.kind === 'power') {
      const [b, n] = node.args as [Expr, Expr]
      // log(0) is no number, and 0^n may be one
      return isNumber(n) || isValue(b, 0) ? node : exp(multiplyAll([n, call('log', b)]))
    }
    if (node.kind !== 'call' || node.weights.length > 0 || keep?.(node)) return node
    if (isRootSum(node))
      return rebuild(node, [leftOfRoots(node.args[0]!, node.args[1]!), ...node.args.slice(1)])
    const [a, b] = node.args
    if (node.args.length === 1) return Object.hasOwn(byOthers, node.name) ? byOthers[node.name]!(a!) : node
    return node.args.length === 2 && Object.hasOwn(byTwo, node.name) ? byTwo[node.name]!(a!, b!) : node
  })
}

/** log(-u - z) at a root z as log(u + z) - i pi sign(im z): at a real z the real part of a sum over roots is that of both. */
const leftOfRoots = (body: Expr, z: Expr): Expr =>
  mapExpr(body, (node) => {
    const u = node.kind === 'call' && node.name === 'log' ? node.args[0]! : undefined
    if (
      u?.kind !== 'sum' ||
      !u.args.includes(z) ||
      !u.weights.every((w) => signOf(w) < 0) ||
      signOf(u.value) > 0
    )
      return node
    const turn = multiplyAll([constant('I'), constant('pi'), call('sign', call('im', z))])
    return subtract(call('log', minus(u)), turn)
  })
