import { type Local, v128 } from '../assembler/index.ts'
import { lgamma, stirlingTail } from './gamma.ts'
import { called, type Lanes, type V } from './lanes.ts'
import { log, log1p } from './logarithm.ts'

/** lgamma as a function of the module's: it is needed three times. */
function logGamma(l: Lanes, x: V): Local<'v128'> {
  return l.let(called(l, 'lgamma_f64', 'v128', lgamma, [x]))
}

/**
 * log |B(p, q)| = log |Gamma(p) Gamma(q)/Gamma(p + q)|, float64, for p <= q. Where q and p + q are at least 8 the two large
 * logarithms go together by Stirling's formula, where p is so, all three: nothing large cancels.
 */
export function lbeta(l: Lanes, aArgument: V, bArgument: V): V {
  const [a, b] = [l.let(aArgument), l.let(bArgument)]
  const sorted = (x: Local<'v128'>, y: Local<'v128'>) => {
    const ordered = l.let(l.lt(x, y))
    return [l.let(l.select(ordered, x, y)), l.let(l.select(ordered, y, x))] as const
  }
  const [least, most] = sorted(a, b)
  // at a = -n the function stays finite where b is an integer up to n: B(1 - a - b, b) but for the sign
  const isPole = (x: Local<'v128'>): V => v128.and(l.le(x, 0), l.eq(l.floor(x), x))
  const mirror = l.let(l.sub(l.sub(1, least), most))
  const mirrored = v128.and(
    v128.and(isPole(least), l.gt(mirror, 0)),
    v128.and(l.gt(most, 0), l.eq(l.floor(most), most)),
  )
  const [p, q] = sorted(l.let(l.select(mirrored, mirror, least)), most)
  const sum = l.let(l.add(p, q))
  const first = logGamma(l, p)
  const all = l.let(l.sub(l.add(first, logGamma(l, q)), logGamma(l, sum)))

  const ratio = l.let(l.div(p, q))
  const tails = l.let(
    l.sub(stirlingTail(l, l.let(l.atLeast(q, 8))), stirlingTail(l, l.let(l.atLeast(sum, 8)))),
  )
  const grown = l.let(log1p(l, ratio))
  // lgamma(q) - lgamma(p + q) = p - p log q - (p + q - 1/2) log(1 + p/q) + ...
  const fall = l.add(l.mul(p, l.sub(1, log(l, q))), l.sub(tails, l.mul(l.sub(sum, 0.5), grown)))
  const two = l.let(l.add(first, fall))
  // p log(p/(p + q)) - log(p)/2 - (q - 1/2) log(1 + p/q) + log(2 pi)/2 + ...
  const share = l.let(log(l, l.div(ratio, l.add(ratio, 1))))
  const constant = l.add(
    l.sub(0.9189385332046728, l.mul(log(l, p), 0.5)),
    l.add(stirlingTail(l, l.let(l.atLeast(p, 8))), tails),
  )
  const three = l.let(l.add(l.sub(l.mul(p, share), l.mul(l.sub(q, 0.5), grown)), constant))

  const apart = v128.or(l.lt(q, 8), l.lt(sum, 8))
  const value = l.select(apart, all, l.select(l.lt(p, 8), two, three))
  const end = l.select(l.gt(p, 0), -Infinity, NaN)
  const known = l.let(l.select(l.eq(q, Infinity), end, l.let(value)))
  return l.select(v128.and(l.eq(a, a), l.eq(b, b)), l.let(l.select(isPole(p), Infinity, known)), NaN)
}
