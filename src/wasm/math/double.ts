import type { Local } from '../assembler/index.ts'
import type { Lanes, V } from './lanes.ts'

/** An unevaluated sum of two floats: about 106 bits. */
export interface Double {
  readonly high: Local<'v128'>
  readonly low: Local<'v128'>
}

export const double = (l: Lanes, high: V, low: V = l.c(0)): Double => ({ high: l.let(high), low: l.let(low) })

/** a b as a sum of two floats. Without a fused multiply-add, by splitting both factors (Dekker). */
export function product(l: Lanes, a: Local<'v128'>, b: Local<'v128'>): Double {
  const high = l.let(l.mul(a, b))
  if (l.e.fma) return { high, low: l.let(l.fma(a, b, l.neg(high))) }
  const ah = l.let(l.head(a))
  const bh = l.let(l.head(b))
  const al = l.let(l.sub(a, ah))
  const bl = l.let(l.sub(b, bh))
  const first = l.add(l.add(l.sub(l.mul(ah, bh), high), l.mul(ah, bl)), l.mul(al, bh))
  return { high, low: l.let(l.add(first, l.mul(al, bl))) }
}

/** a - b c, which is a float where a is nearly b c, as it is for quotients b. */
export function remainder(l: Lanes, a: V | number, b: Local<'v128'>, c: Local<'v128'>): V {
  if (l.e.fma) return l.nfma(b, c, a)
  const { high, low } = product(l, b, c)
  return l.sub(l.sub(a, high), low)
}

/** x times a float. */
export function scaled(l: Lanes, x: Double, factor: V): Double {
  const by = l.let(factor)
  const { high, low } = product(l, x.high, by)
  return double(l, high, l.fma(x.low, by, low))
}

/** a + b as a sum of two floats (Knuth). */
export function sum(l: Lanes, a: Local<'v128'>, b: Local<'v128'>): Double {
  const high = l.let(l.add(a, b))
  const t = l.let(l.sub(high, a))
  return { high, low: l.let(l.add(l.sub(a, l.sub(high, t)), l.sub(b, t))) }
}

export function addDouble(l: Lanes, a: Double, b: Double): Double {
  const s = sum(l, a.high, b.high)
  const low = l.let(l.add(s.low, l.add(a.low, b.low)))
  return quick(l, s.high, low)
}

/** Renormalise |a| >= |b|. */
export function quick(l: Lanes, a: Local<'v128'>, b: Local<'v128'>): Double {
  const high = l.let(l.add(a, b))
  return { high, low: l.let(l.sub(b, l.sub(high, a))) }
}

export function multiplyDouble(l: Lanes, a: Double, b: Double): Double {
  const p = product(l, a.high, b.high)
  const low = l.let(l.add(p.low, l.add(l.mul(a.high, b.low), l.mul(a.low, b.high))))
  return quick(l, p.high, low)
}
