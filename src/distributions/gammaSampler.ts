import type { Shape } from '../graph/shape.ts'
import {
  add,
  any,
  broadcastTo,
  customJvp,
  divide,
  fullLike,
  greater,
  greaterEqual,
  less,
  log,
  logicalAnd,
  logicalNot,
  logicalOr,
  multiply,
  power,
  rsqrt,
  square,
  stopGradient,
  subtract,
  type Tensor,
  tensor,
  where,
  whileLoop,
} from '../tensor/core.ts'
import { foldIn, type Key, normal } from '../tensor/random.ts'
import { slopeAtShare } from './incompleteGamma.ts'
import { openUniform, twoKeys } from './parameters.ts'

interface Trials {
  readonly value: Tensor
  readonly isOpen: Tensor
  readonly round: Tensor
}

/**
 * Draws by rejection, all numbers at once, until each is accepted: `propose` gives values and where they are; those that never
 * are (of NaN parameters) stay NaN.
 */
export function byRejection(
  wanted: Tensor,
  propose: (round: Key) => readonly [value: Tensor, isAccepted: Tensor],
  key: Key,
): Tensor {
  const most = 200
  const start: Trials = {
    value: fullLike(stopGradient(wanted), NaN),
    isOpen: logicalNot(less(wanted, -Infinity)),
    round: tensor(0),
  }
  const { value } = whileLoop(
    ({ isOpen, round }: Trials) => logicalAnd(any(isOpen), less(round, most)),
    ({ value, isOpen, round }: Trials): Trials => {
      const [proposed, isAccepted] = propose(foldIn(key, round))
      return {
        value: where(logicalAnd(isOpen, isAccepted), proposed, value),
        isOpen: logicalAnd(isOpen, logicalNot(isAccepted)),
        round: add(round, 1),
      }
    },
    start as never,
  ) as unknown as Trials
  return value
}

/**
 * A gamma draw for a >= 1, that does not move.
 * Source: Marsaglia, Tsang, "A simple method for generating gamma variables" (2000).
 */
function accepted(a: Tensor, shape: Shape, key: Key): Tensor {
  const dtype = a.dtype as 'float32' | 'float64'
  const d = subtract(a, 1 / 3)
  const c = rsqrt(multiply(d, 9))
  return byRejection(
    a,
    (round) => {
      const [k0, k1] = twoKeys(round)
      const z = normal(shape, 0, 1, { key: k0, dtype })
      const v = power(add(multiply(c, z), 1), 3)
      const isPositive = greater(v, 0)
      const safe = where(isPositive, v, 1)
      const bound = add(divide(square(z), 2), multiply(d, add(subtract(1, safe), log(safe))))
      const isLow = less(log(openUniform(shape, k1, dtype)), bound)
      // a parameter that is none is done at once
      const isOver = logicalOr(logicalAnd(isPositive, isLow), logicalNot(greaterEqual(a, 1)))
      return [where(greaterEqual(a, 1), multiply(d, safe), NaN), isOver]
    },
    key,
  )
}

/** `drawn`, which moves with a as a quantile does. */
const following: (a: Tensor, drawn: Tensor) => Tensor = /* @__PURE__ */ customJvp(
  (a: Tensor, drawn: Tensor) => where(less(a, 1), NaN, drawn),
  ([a, drawn], [da]) => multiply(slopeAtShare(a, following(a, drawn)), da),
)

/**
 * The logarithm of standard gamma draws, which moves with the concentration; for a < 1 that of g u^(1/a) with a draw g for a + 1, so
 * nothing is too small.
 */
export function logGammaDraw(concentration: Tensor, shape: Shape, key: Key): Tensor {
  const a = broadcastTo(concentration, shape)
  const [k0, k1] = twoKeys(key)
  const isSmall = less(a, 1)
  const large = where(isSmall, add(a, 1), a)
  const g = following(large, accepted(stopGradient(large), shape, k0))
  const u = openUniform(shape, k1, a.dtype as 'float32' | 'float64')
  return add(log(g), where(isSmall, divide(log(u), where(isSmall, a, 1)), 0))
}
