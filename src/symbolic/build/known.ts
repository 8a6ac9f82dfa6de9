import type { Expr } from '../expr.ts'
import { isInteger as isWhole, signOf } from '../number/rational.ts'
import { flag } from './atoms.ts'

/*
 * What follows from the assumptions. Each question answers true where it is certain, false where it is not known or
 * not so; it looks `depth` levels down and no further.
 */
const depthLimit = 6

/** Real functions of real arguments whose value is real wherever they are defined. */
const realFunctions = new Set(
  'exp sin cos tan cot sec csc asinh atan acot sinh cosh tanh coth sech csch abs sign floor ceil round trunc erf erfc erfcx logistic softplus cbrt atan2 maximum minimum heaviside expm1 gamma ndtr sinc hypot erfi fresnels fresnelc Si Shi airyai airybi airyaiprime airybiprime silu gelu relu mish softsign log_logistic tanhshrink elu selu'.split(
    ' ',
  ),
)
const positiveFunctions = new Set(['exp', 'cosh', 'sech', 'logistic', 'softplus', 'erfc', 'erfcx', 'ndtr'])

export function isReal(e: Expr, depth = depthLimit): boolean {
  if (depth === 0) return false
  switch (e.kind) {
    case 'number':
      return true
    case 'constant':
      return e.name === 'pi' || e.name === 'E' || e.name === 'EulerGamma'
    case 'symbol':
      return (e.flags & flag.complex) === 0
    case 'sum':
    case 'product':
      return e.args.every((a) => isReal(a, depth - 1))
    case 'power': {
      const [b, x] = e.args as [Expr, Expr]
      return (
        (isReal(b, depth - 1) && isInteger(x, depth - 1)) ||
        (isNonnegative(b, depth - 1) && isReal(x, depth - 1))
      )
    }
    case 'call':
      if (e.name === 'log') return isPositive(e.args[0]!, depth - 1)
      return e.weights.length === 0 && realFunctions.has(e.name) && e.args.every((a) => isReal(a, depth - 1))
    case 'piecewise':
      return e.args.every((a, i) => i % 2 === 1 || isReal(a, depth - 1))
    default:
      return false
  }
}

export function isPositive(e: Expr, depth = depthLimit): boolean {
  if (depth === 0) return false
  switch (e.kind) {
    case 'number':
      return signOf(e.value) > 0
    case 'constant':
      return e.name === 'pi' || e.name === 'E' || e.name === 'EulerGamma' || e.name === 'oo'
    case 'symbol':
      return (e.flags & flag.positive) !== 0
    case 'sum': {
      // a positive number and nothing negative, or all terms positive
      const weighted = (test: (a: Expr, d: number) => boolean): boolean =>
        e.args.every((a, i) => signOf(e.weights[i]!) > 0 && test(a, depth - 1))
      if (signOf(e.value) > 0) return weighted(isNonnegative)
      return signOf(e.value) === 0 && weighted(isNonnegative) && e.args.some((a) => isPositive(a, depth - 1))
    }
    case 'product':
      return signOf(e.value) > 0 && e.args.every((a) => isPositive(a, depth - 1))
    case 'power': {
      const [b, x] = e.args as [Expr, Expr]
      if (isPositive(b, depth - 1)) return isReal(x, depth - 1)
      return isEven(x) && isReal(b, depth - 1) && isNonzero(b, depth - 1)
    }
    case 'call':
      return e.weights.length === 0 && positiveFunctions.has(e.name) && isReal(e.args[0]!, depth - 1)
    default:
      return false
  }
}

export function isNonnegative(e: Expr, depth = depthLimit): boolean {
  if (depth === 0) return false
  switch (e.kind) {
    case 'number':
      return signOf(e.value) >= 0
    case 'symbol':
      return (e.flags & flag.nonnegative) !== 0
    case 'sum':
      return (
        signOf(e.value) >= 0 &&
        e.args.every((a, i) => signOf(e.weights[i]!) > 0 && isNonnegative(a, depth - 1))
      )
    case 'product':
      return signOf(e.value) > 0 && e.args.every((a) => isNonnegative(a, depth - 1))
    case 'power': {
      const [b, x] = e.args as [Expr, Expr]
      return (isEven(x) && isReal(b, depth - 1)) || (isNonnegative(b, depth - 1) && isReal(x, depth - 1))
    }
    case 'call':
      if (e.name === 'abs' && e.weights.length === 0) return true
      return isPositive(e, depth)
    default:
      return isPositive(e, depth)
  }
}

export function isNonzero(e: Expr, depth = depthLimit): boolean {
  if (depth === 0) return false
  if (e.kind === 'symbol') return (e.flags & flag.nonzero) !== 0
  if (e.kind === 'number') return signOf(e.value) !== 0
  if (e.kind === 'product') return e.args.every((a) => isNonzero(a, depth - 1))
  if (e.kind === 'power') return isNonzero(e.args[0]!, depth - 1)
  return isPositive(e, depth)
}

export function isInteger(e: Expr, depth = depthLimit): boolean {
  if (depth === 0) return false
  if (e.kind === 'number') return isWhole(e.value)
  if (e.kind === 'symbol') return (e.flags & flag.integer) !== 0
  if (e.kind === 'sum')
    return isWhole(e.value) && e.args.every((a, i) => isWhole(e.weights[i]!) && isInteger(a, depth - 1))
  if (e.kind === 'product') return isWhole(e.value) && e.args.every((a) => isInteger(a, depth - 1))
  if (e.kind === 'power')
    return (
      isInteger(e.args[0]!, depth - 1) &&
      isInteger(e.args[1]!, depth - 1) &&
      isNonnegative(e.args[1]!, depth - 1)
    )
  return e.kind === 'call' && ['floor', 'ceil', 'round', 'trunc', 'sign'].includes(e.name)
}

const isEven = (e: Expr): boolean => e.kind === 'number' && isWhole(e.value) && BigInt(e.value.n) % 2n === 0n
