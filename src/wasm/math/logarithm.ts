import { type Local, v128 } from '../assembler/index.ts'
import { log32, log64 } from './coefficients.ts'
import { ln2 } from './exponential.ts'
import type { Lanes, V } from './lanes.ts'

/** x = 2^k m with m between sqrt(1/2) and sqrt(2), for positive normal x. */
export function splitExponent(l: Lanes, x: Local<'v128'>): { k: Local<'v128'>; m: Local<'v128'> } {
  // adding the distance from sqrt(1/2) to 1 in bits makes the exponent field round at sqrt(1/2)
  const offset = l.isSingle ? 0x3f3504f3n : 0x3fe6a09e667f3bcdn
  const one = l.isSingle ? 0x3f800000n : 0x3ff0000000000000n
  const shifted = l.let(l.subInt(x, l.int(offset)))
  const field = l.isSingle ? 0xff800000n : 0xfff0000000000000n
  const exponent = l.let(v128.and(shifted, l.int(field)))
  const m = l.let(l.subInt(x, exponent))
  // exponent >> significand, arithmetically, without a 64-bit arithmetic shift: bias first
  const biased = l.shrU(l.addInt(exponent, l.int(one)), l.significand)
  const k = l.let(l.sub(l.toFloat(biased), l.bias))
  return { k, m }
}

/** f^2/2 and s (f^2/2 + R(s^2)), s = f / (2 + f), the tail of the logarithm below. */
function logParts(l: Lanes, f: Local<'v128'>): { halfSquare: Local<'v128'>; tail: V } {
  const s = l.let(l.div(f, l.add(f, 2)))
  const z = l.let(l.mul(s, s))
  const r = l.mul(z, l.polynomial(z, l.isSingle ? log32 : log64))
  const halfSquare = l.let(l.mul(l.mul(f, f), 0.5))
  return { halfSquare, tail: l.mul(s, l.add(halfSquare, r)) }
}

/** k ln 2 + log(1 + f), log(1 + f) = f - (f^2/2 - s (f^2/2 + R(s^2))): the leading terms are exact. */
function logOfSignificand(
  l: Lanes,
  f: Local<'v128'>,
  k: Local<'v128'>,
  { correction, less }: { correction?: V; less?: V | undefined },
): V {
  const [high, low] = ln2[l.precision]
  const { halfSquare, tail } = logParts(l, f)
  const small = correction ? l.add(l.fma(k, low, correction), tail) : l.fma(k, low, tail)
  const rest = l.sub(f, l.sub(halfSquare, small))
  return less ? l.add(l.sub(l.mul(k, high), less), rest) : l.fma(k, high, rest)
}

/** Values at 0, below 0, at infinity and NaN. */
function specialLogs(l: Lanes, x: Local<'v128'>, result: V): V {
  const finite = l.select(l.eq(x, Infinity), x, result)
  const nonzero = l.select(l.eq(x, 0), -Infinity, finite)
  return l.select(l.ge(x, 0), nonzero, NaN)
}

/** x = 2^k (1 + f) with 1 + f between sqrt(1/2) and sqrt(2), for positive x; subnormal numbers are scaled up first. */
export function split(l: Lanes, x: Local<'v128'>): { k: Local<'v128'>; f: Local<'v128'> } {
  const tiny = l.let(l.lt(x, 2 ** (1 - l.bias)))
  const up = l.isSingle ? 25 : 54
  const { k, m } = splitExponent(l, l.let(l.select(tiny, l.mul(x, 2 ** up), x)))
  return { k: l.let(l.add(k, v128.and(tiny, l.c(-up)))), f: l.let(l.sub(m, 1)) }
}

/** Natural logarithm. */
export const log = (l: Lanes, x: V): V => logLess(l, x)

/** log x - less, rounded once; `less` is a small integer. */
export function logLess(l: Lanes, argument: V, less?: V): V {
  const x = l.let(argument)
  const { k, f } = split(l, x)
  return specialLogs(l, x, logOfSignificand(l, f, k, { less }))
}

export const log1p = (l: Lanes, x: V): V => log1pOf(l, x)

/** log(1 + x + low), low far smaller than x: the rounding error c of u = 1 + x comes back as c / u. */
export function log1pOf(l: Lanes, argument: V, low?: V): V {
  const x = l.let(argument)
  const u = l.let(l.add(x, 1))
  const { k, m } = splitExponent(l, u)
  const larger = l.let(l.gt(x, 1))
  const c = l.let(l.select(larger, l.sub(1, l.sub(u, x)), l.sub(x, l.sub(u, 1))))
  const near = l.let(l.eq(k, 0))
  // -0 and the smallest numbers are their own logarithms; their powers would round to 0, which takes processors long
  const tiny = l.let(l.lt(l.abs(x), l.isSingle ? 2 ** -25 : 2 ** -54))
  const f = l.let(v128.andnot(l.select(near, x, l.sub(m, 1)), tiny))
  const lost = v128.andnot(c, near)
  const correction = l.div(low ? l.add(lost, low) : lost, u)
  const result = logOfSignificand(l, f, k, { correction })
  return l.select(tiny, x, specialLogs(l, u, result))
}

/** 1/ln(base) and log 2 in the base, in two parts each: products by the first are exact, so powers have exact logarithms. */
type Base = readonly [unit: number, unitLow: number, ofTwo: number, ofTwoLow: number]

/** k log 2 + log(1 + f) in another base. */
const logInBase =
  ([unit, unitLow, ofTwo, ofTwoLow]: Base) =>
  (l: Lanes, argument: V): V => {
    const x = l.let(argument)
    const { k, f } = split(l, x)
    const { halfSquare, tail } = logParts(l, f)
    const high = l.let(l.head(l.sub(f, halfSquare)))
    const low = l.let(l.add(l.sub(l.sub(f, high), halfSquare), tail))
    const main = l.let(l.mul(high, unit))
    const whole = l.let(l.mul(k, ofTwo))
    const small = l.fma(k, ofTwoLow, l.fma(l.add(low, high), unitLow, l.mul(low, unit)))
    const sum = l.let(l.add(whole, main))
    return specialLogs(l, x, l.add(sum, l.add(l.add(l.sub(whole, sum), main), small)))
  }

export const log2 = logInBase([1477 / 1024, 0.00031222838896340733, 1, 0])
export const log10 = logInBase([1779 / 4096, -0.00003168997174817235, 19728 / 65536, 0.000004605038981195214])

/** asinh x = log1p(|x| + x^2 / (1 + sqrt(1 + x^2))), log|x| + log 2 where x^2 says nothing more. */
export function asinh(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const a = l.let(l.abs(x))
  const square = l.let(l.mul(a, a))
  const inner = l.add(a, l.div(square, l.add(l.sqrt(l.add(square, 1)), 1)))
  return l.copySign(logOfTwice(l, a, inner), x)
}

/** acosh x = log1p(t + sqrt(2 t + t^2)), t = x - 1 */
export function acosh(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const t = l.let(l.sub(x, 1))
  const value = l.let(logOfTwice(l, x, l.add(t, l.sqrt(l.mul(t, l.add(t, 2))))))
  return l.select(l.lt(x, 1), NaN, value)
}

/** log1p(inner), or log(2 x) for x so large that inner, which is 2 x but for its last digits, might overflow. */
function logOfTwice(l: Lanes, x: Local<'v128'>, inner: V): V {
  const large = l.let(l.gt(x, 2 ** 60))
  const logarithm = log1p(l, l.select(large, x, inner))
  return l.add(logarithm, v128.and(large, l.c(Math.LN2)))
}

/** atanh x = log1p(2|x| / (1 - |x|)) / 2 with the sign of x. */
export function atanh(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const a = l.let(l.abs(x))
  const inner = log1p(l, l.div(l.add(a, a), l.sub(1, a)))
  return l.copySign(l.mul(inner, 0.5), x)
}
