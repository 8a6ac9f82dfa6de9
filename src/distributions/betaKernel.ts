import {
  add,
  astype,
  customJvp,
  digamma,
  divide,
  greater,
  greaterEqual,
  less,
  lessEqual,
  log,
  logicalAnd,
  maximum,
  minimum,
  multiply,
  negative,
  reciprocal,
  subtract,
  type Tensor,
  where,
} from '../tensor/core.ts'
import { digammaRest, digammaSeries, lgammaRest, logKernel, logRatio } from './gammaKernel.ts'

/** What a sum, or a product, is with its rounding error. Source: Dekker, "A floating-point technique for extending the available precision" (1971). */
type Pair = readonly [rounded: Tensor, error: Tensor]
function sumOf(x: Tensor, y: Tensor): Pair {
  const s = add(x, y)
  const part = subtract(s, x)
  return [s, add(subtract(x, subtract(s, part)), subtract(y, part))]
}
function productOf(x: Tensor, y: Tensor): Pair {
  const p = multiply(x, y)
  const [xh, yh] = [x, y].map((z) => astype(astype(z, 'float32'), 'float64')) as [Tensor, Tensor]
  const [xl, yl] = [subtract(x, xh), subtract(y, yh)]
  const cross = add(add(subtract(multiply(xh, yh), p), multiply(xh, yl)), multiply(xl, yh))
  return [p, add(cross, multiply(xl, yl))]
}

/** x (a + b) - a, to the last digit. */
const awayFrom = /* @__PURE__ */ customJvp(
  (a: Tensor, b: Tensor, x: Tensor): Tensor => {
    const [wa, wb, wx] = [a, b, x].map((z) => astype(z, 'float64')) as [Tensor, Tensor, Tensor]
    const [[p, pe], [q, qe]] = [productOf(wx, wa), productOf(wx, wb)]
    const [s, se] = sumOf(p, negative(wa))
    const [t, te] = sumOf(s, q)
    return astype(add(t, add(add(pe, qe), add(se, te))), x.dtype)
  },
  ([a, b, x], [da, db, dx]) =>
    add(add(multiply(subtract(x, 1), da), multiply(x, db)), multiply(add(a, b), dx)),
)

/** x (a + b) - a where x + y = 1, of which the smaller is what it is to the last digit. */
function away(a: Tensor, b: Tensor, x: Tensor, y: Tensor): Tensor {
  const isLess = lessEqual(x, y)
  const up = awayFrom(where(isLess, a, b), where(isLess, b, a), minimum(x, y))
  return where(isLess, up, negative(up))
}

/** log(x^a y^b/(a B(a, b))) where x + y = 1, of which the smaller is what it is to the last digit. */
export const logWeight = /* @__PURE__ */ customJvp(
  (a: Tensor, b: Tensor, x: Tensor, y: Tensor): Tensor => {
    const [n, up] = [add(a, b), away(a, b, x, y)]
    const parts = add(logKernel(a, multiply(x, n), up), logKernel(b, multiply(y, n), negative(up)))
    return add(parts, subtract(lgammaRest(n), log(a)))
  },
  ([a, b, x, y], [da, db, dx, dy]) => {
    const [n, up] = [add(a, b), away(a, b, x, y)]
    const [own, other, whole] = [multiply(x, n), multiply(y, n), digammaRest(n)]
    const series = (c: Tensor): Tensor => digammaSeries(reciprocal(maximum(c, 10)))
    const far = subtract(subtract(logRatio(a, own, up), series(a)), reciprocal(a))
    const byA = where(less(a, 10), subtract(log(own), digamma(add(a, 1))), far)
    const rest = subtract(logRatio(b, other, negative(up)), series(b))
    const byB = where(less(b, 10), subtract(log(other), digamma(b)), rest)
    const moved = where(lessEqual(x, y), negative(dx), dy)
    const byX = multiply(divide(divide(up, x), y), moved)
    return add(add(multiply(add(byA, whole), da), multiply(add(byB, whole), db)), byX)
  },
)

/** `direct`, but where a or b is large `ofWeight` of logWeight(a, b, x, y): there differences of large numbers would lose digits. */
export function steadyBeta(
  a: Tensor,
  b: Tensor,
  x: Tensor,
  y: Tensor,
  direct: Tensor,
  ofWeight: (logWeight: Tensor) => Tensor,
): Tensor {
  const isBetween = greater(minimum(x, y), x.dtype === 'float64' ? 1e-200 : 1e-20)
  const isLarge = logicalAnd(
    greaterEqual(maximum(a, b), 10),
    logicalAnd(greater(minimum(a, b), 0), isBetween),
  )
  const [p, q] = [a, b].map((t) => where(isLarge, t, 10)) as [Tensor, Tensor]
  const [u, v] = [x, y].map((t) => where(isLarge, t, 0.5)) as [Tensor, Tensor]
  return where(isLarge, ofWeight(logWeight(p, q, u, v)), direct)
}
