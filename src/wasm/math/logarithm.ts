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

/** log(1 + f) = f - (f^2/2 - s (f^2/2 + R(s^2))), s = f / (2 + f): the leading terms are exact. */
function logOfSignificand(l: Lanes, f: Local<'v128'>, k: Local<'v128'>, correction: V | undefined): V {
  const [high, low] = ln2[l.precision]
  const s = l.let(l.div(f, l.add(f, 2)))
  const z = l.let(l.mul(s, s))
  const r = l.mul(z, l.polynomial(z, l.isSingle ? log32 : log64))
  const halfSquare = l.let(l.mul(l.mul(f, f), 0.5))
  const tail = l.mul(s, l.add(halfSquare, r))
  const small = correction ? l.add(l.fma(k, low, correction), tail) : l.fma(k, low, tail)
  return l.fma(k, high, l.sub(f, l.sub(halfSquare, small)))
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
export function log(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const { k, f } = split(l, x)
  return specialLogs(l, x, logOfSignificand(l, f, k, undefined))
}

/** log(1 + x): the rounding error c of u = 1 + x comes back as c / u. */
export function log1p(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const u = l.let(l.add(x, 1))
  const { k, m } = splitExponent(l, u)
  const larger = l.let(l.gt(x, 1))
  const c = l.let(l.select(larger, l.sub(1, l.sub(u, x)), l.sub(x, l.sub(u, 1))))
  const near = l.let(l.eq(k, 0))
  const f = l.let(l.select(near, x, l.sub(m, 1)))
  const correction = v128.andnot(l.div(c, u), near)
  const result = logOfSignificand(l, f, k, correction)
  const special = specialLogs(l, u, result)
  // -0 and the smallest numbers are their own logarithms
  return l.select(l.lt(l.abs(x), l.isSingle ? 2 ** -25 : 2 ** -54), x, special)
}

/** Base-2 logarithm; exact at powers of two. */
export function log2(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const { k, f } = split(l, x)
  const zero = l.let(l.c(0))
  const natural = l.let(logOfSignificand(l, f, zero, undefined))
  // 1/ln 2 = 1 + 0.4427: the product by 1 is exact
  const fraction = l.fma(natural, Math.LOG2E - 1, natural)
  return specialLogs(l, x, l.add(k, fraction))
}

/** Base-10 logarithm. */
export function log10(l: Lanes, argument: V): V {
  return l.mul(log(l, argument), Math.LOG10E)
}

/** asinh x = log1p(|x| + x^2 / (1 + sqrt(1 + x^2))), log|x| + log 2 where x^2 says nothing more. */
export function asinh(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const a = l.let(l.abs(x))
  const square = l.let(l.mul(a, a))
  const small = log1p(l, l.add(a, l.div(square, l.add(l.sqrt(l.add(square, 1)), 1))))
  const large = l.add(log(l, a), Math.LN2)
  return l.copySign(l.select(l.lt(a, 2 ** 28), l.let(small), l.let(large)), x)
}

/** acosh x = log1p(t + sqrt(2 t + t^2)), t = x - 1 */
export function acosh(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const t = l.let(l.sub(x, 1))
  const small = l.let(log1p(l, l.add(t, l.sqrt(l.mul(t, l.add(t, 2))))))
  const large = l.let(l.add(log(l, x), Math.LN2))
  const value = l.let(l.select(l.lt(x, 2 ** 28), small, large))
  return l.select(l.lt(x, 1), NaN, value)
}

/** atanh x = log1p(2|x| / (1 - |x|)) / 2 with the sign of x. */
export function atanh(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const a = l.let(l.abs(x))
  const inner = log1p(l, l.div(l.add(a, a), l.sub(1, a)))
  return l.copySign(l.mul(inner, 0.5), x)
}
