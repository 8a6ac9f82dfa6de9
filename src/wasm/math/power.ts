import { type Local, v128 } from '../assembler/index.ts'
import { exp32, log64, logTail64 } from './coefficients.ts'
import { addDouble, type Double, double, multiplyDouble, product, quick, remainder, sum } from './double.ts'
import { exp, expNormal, expWithCorrection, ln2 } from './exponential.ts'
import { type Lanes, throughDoubles, type V } from './lanes.ts'
import { log, split, splitExponent } from './logarithm.ts'
import { apart, inline, outlined } from './row.ts'

/** log|x| to about 2^-65 of its value: 2 s + 2/3 s^3 in double-double, the rest of the series in double. */
export function preciseLog(l: Lanes, magnitude: Local<'v128'>): Double {
  const { k, f } = split(l, magnitude)
  // s = f / (2 + f) with the remainder of the division
  const divisor = sum(l, l.let(l.c(2)), f)
  const s0 = l.let(l.div(f, divisor.high))
  const rest0 = l.nfma(s0, divisor.low, remainder(l, f, s0, divisor.high))
  const s = quick(l, s0, l.let(l.div(rest0, divisor.high)))
  const square = multiplyDouble(l, s, s)
  const cube = multiplyDouble(l, square, s)
  const third = double(l, l.c(2 / 3), l.c(3.700743415417188e-17))
  const cubic = multiplyDouble(l, cube, third)
  const rest = l.let(l.mul(l.mul(cube.high, square.high), l.polynomial(square.high, logTail64)))
  const twice = double(l, l.add(s.high, s.high), l.add(s.low, s.low))
  const small = quick(l, cubic.high, l.let(l.add(cubic.low, rest)))
  const significand = addDouble(l, twice, small)
  // k ln 2: the first part of ln 2 has 33 bits, so its product is exact
  const head = l.let(l.mul(k, ln2.f64[0]))
  const tail = product(l, k, l.let(l.c(ln2.f64[1])))
  const power = quick(l, head, tail.high)
  return addDouble(l, { high: power.high, low: l.let(l.add(power.low, tail.low)) }, significand)
}

/** x^y for float64. */
export function pow(l: Lanes, xArgument: V, yArgument: V): V {
  const x = l.let(xArgument)
  const y = l.let(yArgument)
  const a = l.let(l.abs(x))
  const logarithm = preciseLog(l, a)
  // y beyond 2^66 overflows or vanishes for every x but 1, and keeps the product finite
  const bounded = l.let(l.atLeast(l.atMost(y, 2 ** 66), -(2 ** 66)))
  const p = product(l, bounded, logarithm.high)
  const low = l.let(l.add(p.low, l.mul(bounded, logarithm.low)))
  const exponent = quick(l, p.high, low)
  const outside = l.let(l.gt(l.abs(exponent.high), 800))
  const correction = l.let(v128.andnot(exponent.low, outside))
  return powerFrom(l, x, y, a, expWithCorrection(l, exponent.high, correction))
}

/**
 * x^y from |x|^y where that is `finite`: powers of 0 and infinity, the sign for negative x, NaN where there is none, and the powers
 * that are 1 whatever comes.
 */
function powerFrom(l: Lanes, x: Local<'v128'>, y: Local<'v128'>, a: Local<'v128'>, finite: V): V {
  const isEnd = v128.or(l.eq(a, 0), l.eq(a, Infinity))
  const ends = l.select(v128.xor(l.eq(a, 0), l.gt(y, 0)), Infinity, 0)
  const magnitude = l.select(isEnd, ends, finite)
  const integer = l.let(l.eq(l.trunc(y), y))
  const halfY = l.let(l.mul(y, 0.5))
  // beyond 2^53 every float is even; infinities count as even integers
  const odd = v128.and(integer, l.ne(l.trunc(halfY), halfY))
  const negative = v128.and(x, l.signBit())
  const signed = v128.or(magnitude, v128.and(negative, odd))
  const undefinedPower = v128.andnot(v128.and(l.lt(x, 0), l.gt(x, -Infinity)), integer)
  const unordered = v128.or(l.ne(x, x), l.ne(y, y))
  const one = v128.or(v128.or(l.eq(x, 1), l.eq(y, 0)), v128.and(l.eq(a, 1), l.eq(l.abs(y), Infinity)))
  const result = l.select(v128.or(undefinedPower, unordered), NaN, signed)
  return l.select(one, 1, result)
}

/** x^y for float32: exp(y log|x|) on float64 lanes, with as many terms as the result has digits. */
export function powSingle(l: Lanes, xArgument: V, yArgument: V): V {
  const x = l.let(xArgument)
  const y = l.let(yArgument)
  const a = l.let(l.abs(x))
  return powerFrom(l, x, y, a, throughDoubles(l.e, shortPower, [a, y]))
}

/** a^y to 35 bits for normal a; what float32 cannot hold is not told apart. */
function shortPower(l: Lanes, a: V, y: V): V {
  const { k, m } = splitExponent(l, l.let(a))
  const f = l.let(l.sub(m, 1))
  const s = l.let(l.div(f, l.add(f, 2)))
  const z = l.let(l.mul(s, s))
  const series = l.fma(l.mul(s, z), l.polynomial(z, log64.slice(0, 5)), l.add(s, s))
  const exponent = l.mul(l.fma(k, Math.LN2, series), y)
  return expNormal(l, l.atLeast(l.atMost(exponent, 100), -110), exp32)
}

/** Cube root, float64: exp(log|x| / 3), then one step of Newton's method. */
export function cbrt(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const a = l.let(l.abs(x))
  const y = l.let(exp(l, l.div(log(l, a), 3)))
  const step = l.div(l.sub(y, l.div(a, l.mul(y, y))), 3)
  const better = l.sub(y, step)
  const plain = v128.or(l.eq(a, 0), l.eq(a, Infinity))
  return l.copySign(l.select(plain, a, better), x)
}

/** As C99 has it. */
export const power = /* @__PURE__ */ apart(
  /* @__PURE__ */ inline(150, powSingle),
  /* @__PURE__ */ outlined(200, pow),
)
