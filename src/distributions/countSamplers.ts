import type { Shape } from '../graph/shape.ts'
import {
  abs,
  add,
  any,
  broadcastTo,
  divide,
  exp,
  floor,
  greater,
  greaterEqual,
  less,
  lessEqual,
  lgamma,
  log,
  log1p,
  logicalAnd,
  logicalNot,
  logicalOr,
  maximum,
  minimum,
  multiply,
  negative,
  sqrt,
  square,
  subtract,
  type Tensor,
  where,
  whileLoop,
  zerosLike,
} from '../tensor/core.ts'
import type { Key } from '../tensor/random.ts'
import { logKernel, stirlingRest } from './gammaKernel.ts'
import { byRejection } from './gammaSampler.ts'
import { openUniform, twoKeys } from './parameters.ts'

/** log(rate^k e^-rate/k!), without loss for large numbers. */
export function logPoisson(k: Tensor, rate: Tensor): Tensor {
  const isZero = less(k, 1)
  const count = where(isZero, 1, k)
  return where(isZero, subtract(0, rate), subtract(logKernel(count, where(isZero, 1, rate)), log(count)))
}

interface Search {
  readonly k: Tensor
  readonly p: Tensor
  readonly rest: Tensor
}

/** The first k whose share with those before is above a uniform number, one after the other, from P(0) and P(k)/P(k - 1). */
function bySearch(first: Tensor, ratio: (k: Tensor) => Tensor, shape: Shape, key: Key): Tensor {
  // shares of no count follow where they no longer change
  const isOpen = ({ p, rest }: Search): Tensor => logicalAnd(greaterEqual(rest, p), greater(p, 1e-18))
  const rest = openUniform(shape, key, 'float64')
  const start = { k: zerosLike(rest), p: broadcastTo(first, shape), rest }
  const step = (at: Search): Search => {
    const open = isOpen(at)
    const k = where(open, add(at.k, 1), at.k)
    return {
      k,
      p: where(open, multiply(at.p, ratio(maximum(k, 1))), at.p),
      rest: where(open, subtract(at.rest, at.p), at.rest),
    }
  }
  return (whileLoop((at: Search) => any(isOpen(at)), step, start as never) as unknown as Search).k
}

/** Where draws are wanted, of counts up to `most`, with the numbers of Hörmann's hat. */
interface Hat {
  readonly isWanted: Tensor
  readonly most: Tensor
  readonly a: Tensor
  readonly b: Tensor
  readonly centre: Tensor
  readonly share: Tensor
}

/** Draws by transformed rejection: a proposal is accepted at once, or by `isAcceptedBy` for the logarithm of its height under the hat. */
function byTransformedRejection(
  { isWanted, most, a, b, centre, share }: Hat,
  isAcceptedBy: (k: Tensor, v: Tensor) => Tensor,
  shape: Shape,
  key: Key,
): Tensor {
  const propose = (round: Key): readonly [Tensor, Tensor] => {
    const [k0, k1] = twoKeys(round)
    const u = subtract(openUniform(shape, k0, 'float64'), 0.5)
    const v = openUniform(shape, k1, 'float64')
    const us = subtract(0.5, abs(u))
    const k = floor(add(multiply(add(divide(multiply(a, 2), us), b), u), centre))
    const isCount = logicalAnd(greaterEqual(k, 0), lessEqual(k, most))
    const isInside = logicalAnd(greaterEqual(us, 0.07), lessEqual(v, share))
    const safe = minimum(maximum(k, 0), most)
    const scaled = divide(v, add(divide(a, square(us)), b))
    const isAccepted = logicalAnd(isCount, logicalOr(isInside, isAcceptedBy(safe, log(scaled))))
    return [k, logicalOr(isAccepted, logicalNot(isWanted))]
  }
  return byRejection(most, propose, key)
}

/**
 * Poisson draws, in float64: by search below a rate of 10, else by transformed rejection (PTRS).
 * Source: Hörmann, "The transformed rejection method for generating Poisson random variables" (1993).
 */
export function poissonDraw(rate: Tensor, shape: Shape, key: Key): Tensor {
  const [k0, k1] = twoKeys(key)
  const mean = broadcastTo(rate, shape)
  const isLarge = greaterEqual(mean, 10)
  const [small, large] = [where(isLarge, 1, mean), where(isLarge, mean, 10)]
  const b = add(0.931, multiply(2.53, sqrt(large)))
  const a = add(-0.059, multiply(0.02483, b))
  const hat: Hat = {
    isWanted: isLarge,
    most: add(zerosLike(large), Infinity),
    a,
    b,
    centre: add(large, 0.43),
    share: subtract(0.9277, divide(3.6224, subtract(b, 2))),
  }
  const logAlpha = log(add(1.1239, divide(1.1328, subtract(b, 3.4))))
  const accept = (k: Tensor, v: Tensor): Tensor => lessEqual(add(v, logAlpha), logPoisson(k, large))
  const rejected = byTransformedRejection(hat, accept, shape, k0)
  const searched = bySearch(exp(negative(small)), (k) => divide(small, k), shape, k1)
  return where(greaterEqual(mean, 0), where(isLarge, rejected, searched), NaN)
}

/** log gamma(a) beside (a - 1/2) log a - a. */
function stirling(a: Tensor): Tensor {
  const isSmall = less(a, 10)
  const little = where(isSmall, a, 1)
  const direct = add(subtract(lgamma(little), multiply(subtract(little, 0.5), log(little))), little)
  return where(isSmall, direct, add(stirlingRest(maximum(a, 10)), Math.log(2 * Math.PI) / 2))
}

/**
 * Binomial draws for a chance and its rest, in float64: by search below a mean of 10, else by transformed rejection (BTRS).
 * Source: Hörmann, "The generation of binomial random variates" (1993).
 */
export function binomialDraw(total: Tensor, chance: Tensor, rest: Tensor, shape: Shape, key: Key): Tensor {
  const [k0, k1] = twoKeys(key)
  const n = broadcastTo(total, shape)
  const isTurned = broadcastTo(greater(chance, rest), shape)
  const [p, q] = [where(isTurned, rest, chance), where(isTurned, chance, rest)]
  const isLarge = greaterEqual(multiply(n, p), 10)
  const [many, odds] = [where(isLarge, n, 100), where(isLarge, divide(p, q), 1)]
  const mean = where(isLarge, multiply(n, p), 50)
  const spread = sqrt(where(isLarge, multiply(mean, q), 25))
  const b = add(1.15, multiply(2.53, spread))
  const a = add(-0.0873, add(multiply(0.0248, b), multiply(0.01, where(isLarge, p, 0.5))))
  const hat: Hat = {
    isWanted: isLarge,
    most: many,
    a,
    b,
    centre: add(mean, 0.5),
    share: subtract(0.92, divide(4.2, b)),
  }
  const logAlpha = log(multiply(add(2.83, divide(5.1, b)), spread))
  const mode = floor(multiply(add(many, 1), where(isLarge, p, 0.5)))
  const left = (k: Tensor): Tensor => add(subtract(many, k), 1)
  const corrections = (k: Tensor): Tensor => add(stirling(add(k, 1)), stirling(left(k)))
  const atMode = multiply(add(mode, 0.5), log(divide(add(mode, 1), multiply(odds, left(mode)))))
  /** log P(k) - log P(mode) */
  const logRatio = (k: Tensor): Tensor => {
    const own = multiply(add(k, 0.5), log(divide(multiply(odds, left(k)), add(k, 1))))
    const other = multiply(add(many, 1), log(divide(left(mode), left(k))))
    return add(add(atMode, add(own, other)), subtract(corrections(mode), corrections(k)))
  }
  const accept = (k: Tensor, v: Tensor): Tensor => lessEqual(add(v, logAlpha), logRatio(k))
  const rejected = byTransformedRejection(hat, accept, shape, k0)
  const [few, little] = [where(isLarge, 1, n), where(isLarge, 0.5, p)]
  const ratio = (k: Tensor): Tensor =>
    multiply(divide(add(subtract(few, k), 1), k), divide(little, subtract(1, little)))
  const searched = bySearch(exp(multiply(few, log1p(negative(little)))), ratio, shape, k1)
  const k = where(isLarge, rejected, minimum(searched, few))
  const isKnown = logicalAnd(greaterEqual(n, 0), greaterEqual(p, 0))
  return where(isKnown, where(isTurned, subtract(n, k), k), NaN)
}
