import {
  abs,
  add,
  customJvp,
  digamma,
  divide,
  exp,
  expandDims,
  expm1,
  greater,
  greaterEqual,
  jvp,
  less,
  lessEqual,
  log,
  log1p,
  logicalAnd,
  maximum,
  minimum,
  multiply,
  negative,
  sqrt,
  square,
  stopGradient,
  subtract,
  sum,
  type Tensor,
  type TensorLike,
  tensor,
  where,
} from '../tensor/core.ts'
import { logWeight } from './betaKernel.ts'
import { gaussLegendre } from './quadrature.ts'

const { nodes, weights } = /* @__PURE__ */ gaussLegendre(48)
/** How far down the integrand is followed: exp(-reach). */
const reach = 40
/** A parameter below is raised by as much, with a sum of as many terms. */
const raised = 20

/**
 * The integral from -Infinity to 0 of exp(a w - (a + b) log(1 + x (e^w - 1))) dw: the beta distribution below x, over its density
 * times x y, as t/(1 - t) = e^w x/y. For a >= 20 what is integrated is smooth, and falls within a few units.
 */
function below(a: Tensor, b: Tensor, x: Tensor, y: Tensor): Tensor {
  const n = add(a, b)
  const isLess = lessEqual(x, y)
  // with the smaller z of x and y, in v = w or -w, nothing cancels
  const [c, z, sign] = [where(isLess, a, negative(b)), minimum(x, y), where(isLess, 1, -1)]
  const end = stopGradient(endOf(a, b, x, y))
  const list = (values: readonly number[]): Tensor => tensor(values as number[], { dtype: 'float64' })
  const w = multiply(expandDims(end, -1), list(nodes))
  const exponent = subtract(
    multiply(expandDims(c, -1), w),
    multiply(expandDims(n, -1), log1p(multiply(expandDims(z, -1), expm1(multiply(expandDims(sign, -1), w))))),
  )
  return multiply(negative(end), sum(multiply(exp(exponent), list(weights)), -1))
}

/** Where the exponent in `below` is -reach, w < 0: from a bound on, by Newton's method. */
function endOf(a: Tensor, b: Tensor, x: Tensor, y: Tensor): Tensor {
  const n = add(a, b)
  const isLess = lessEqual(x, y)
  const away = abs(subtract(multiply(n, x), a))
  // -|w| away - n x y w^2/(2 + |w|) is above the exponent where x is the smaller one
  const r = subtract(reach, multiply(away, 2))
  const curve = multiply(n, multiply(x, y))
  const first = divide(-4 * reach, subtract(sqrt(add(square(r), multiply(add(curve, away), 8 * reach))), r))
  const far = divide(-2 * reach, add(away, sqrt(add(square(away), multiply(multiply(n, y), reach / 2)))))
  const second = maximum(far, subtract(-1.5, log1p(divide(8 * reach, multiply(n, y)))))
  let w = where(isLess, first, second)
  const [c, z, sign] = [where(isLess, a, negative(b)), minimum(x, y), where(isLess, 1, -1)]
  for (let round = 0; round < 4; round++) {
    const odds = multiply(z, expm1(multiply(sign, w)))
    const exponent = subtract(multiply(c, w), multiply(n, log1p(odds)))
    const share = divide(multiply(x, exp(w)), add(y, multiply(x, exp(w))))
    const slope = subtract(a, multiply(n, share))
    w = subtract(w, divide(add(exponent, reach), slope))
  }
  return w
}

/** The share below x over exp(logWeight), and for small a that without the 1 which it begins with. */
function ratioBelow(a: Tensor, b: Tensor, x: Tensor, y: Tensor): [ratio: Tensor, rest: Tensor] {
  const isLarge = greaterEqual(a, raised)
  const tail = below(where(isLarge, a, add(a, raised)), b, x, y)
  const rest = raisedRatio(a, b, x, where(isLarge, 0, tail))
  return [where(isLarge, multiply(a, tail), add(1, rest)), rest]
}

/** From I_x(a, b) = x^a y^b/(a B(a, b)) + I_x(a + 1, b), again and again: the ratio without its 1. */
function raisedRatio(a: Tensor, b: Tensor, x: Tensor, tail: Tensor): Tensor {
  const n = add(a, b)
  let rest = multiply(multiply(x, add(n, raised - 1)), tail)
  for (let k = raised - 1; k >= 1; k--)
    rest = multiply(divide(multiply(x, add(n, k - 1)), add(a, k)), add(rest, 1))
  return rest
}

const onUnit = /* @__PURE__ */ gaussLegendre(6)
/** The mean of digamma from x up to x + a, for a < 0.3. */
const meanDigamma = (x: TensorLike, a: Tensor): Tensor =>
  onUnit.nodes
    .map((t, i) => multiply(digamma(add(x, multiply(a, t))), onUnit.weights[i]!))
    .reduce((sum, part) => add(sum, part))

/** Whether a is tiny, and x is so near 0 that the share above it is a small difference from 1. */
function isAtEnd(a: Tensor, b: Tensor, x: Tensor): Tensor {
  const near = minimum(multiply(maximum(add(a, b), 1), x), 1)
  return logicalAnd(less(a, 0.3), less(near, multiply(multiply(a, log(near)), -2)))
}

/** The share above x there: of 1 - x^a y^b/(a B(a, b)) (1 + rest) the logarithm of what is subtracted is found without loss. */
function shareAtEnd(a: Tensor, b: Tensor, x: Tensor, rest: Tensor): Tensor {
  const slopes = subtract(meanDigamma(add(b, 1), a), meanDigamma(1, a))
  const powers = add(multiply(a, add(log(x), slopes)), multiply(b, log1p(negative(x))))
  return negative(expm1(subtract(add(powers, log1p(rest)), log1p(divide(a, b)))))
}

/** The share below x, and that above, by way of the first. */
const sharesBelow = /* @__PURE__ */ customJvp(
  (a: Tensor, b: Tensor, x: Tensor, y: Tensor): [Tensor, Tensor] => {
    const [ratio, rest] = ratioBelow(a, b, x, y)
    const share = multiply(exp(logWeight(a, b, x, y)), ratio)
    const isEnd = isAtEnd(a, b, x)
    const pick = (x: Tensor, other: number): Tensor => where(isEnd, x, other)
    const above = shareAtEnd(pick(a, 0.1), pick(b, 1), pick(x, 0.01), pick(rest, 0))
    return [share, where(isEnd, above, subtract(1, share))]
  },
  ([a, b, x, y], [da, db, dx]): [Tensor, Tensor] => {
    const [ratio, moved] = jvp((a: Tensor, b: Tensor) => ratioBelow(a, b, x, y)[0], [a, b], [da, db])
    const [weight, logMoved] = jvp((a: Tensor, b: Tensor) => logWeight(a, b, x, y), [a, b], [da, db])
    const byX = multiply(divide(a, multiply(x, y)), dx)
    const change = multiply(exp(weight), add(add(multiply(ratio, logMoved), moved), byX))
    return [change, negative(change)]
  },
)

/** Whether the share below x is found first: the smaller one, or that at the end of a tiny parameter. */
function isFromBelow(a: Tensor, b: Tensor, x: Tensor, y: Tensor): Tensor {
  const n = add(a, b)
  // of a tiny parameter the share at its own end is near b/(a + b) (n x)^a, wherever the mean is
  const isMore = (a: Tensor, b: Tensor, x: Tensor): Tensor => {
    const share = multiply(divide(b, n), exp(multiply(a, log(minimum(multiply(maximum(n, 1), x), 1)))))
    return logicalAnd(less(a, 0.3), greater(share, 0.5))
  }
  const isBelowMean = lessEqual(multiply(x, n), a)
  const isSmaller = where(isMore(b, a, y), true, where(isMore(a, b, x), false, isBelowMean))
  return where(isAtEnd(a, b, x), true, where(isAtEnd(b, a, y), false, isSmaller))
}

/** The shares of Beta(a, b) below x and above, between the ends, for y = 1 - x of which the smaller one has all digits; all in float64. */
export function incompleteBeta(a: Tensor, b: Tensor, x: Tensor, y: Tensor): [below: Tensor, above: Tensor] {
  const isBelow = isFromBelow(a, b, x, y)
  const pick = (p: Tensor, q: Tensor): Tensor => where(isBelow, p, q)
  const [share, rest] = sharesBelow(pick(a, b), pick(b, a), pick(x, y), pick(y, x))
  return [pick(share, rest), pick(rest, share)]
}
