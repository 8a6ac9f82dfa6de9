import { requireInteger, requireWithin } from '../../errors.ts'
import { guarded } from '../../ops/elementwise.ts'
import { optionsOf } from '../../options.ts'
import { floatNode, met, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { clip } from './arithmetic.ts'
import { logit as logitOf, xlog1py, xlogy } from './elementary.ts'
import {
  abs,
  add,
  divide,
  equal,
  less,
  log,
  logicalOr,
  minimum,
  multiply,
  negative,
  subtract,
  where,
} from './elementwise.ts'
import { lgamma } from './gammaFunctions.ts'

/** The entropy of one outcome: -x*log(x), 0 at 0, where its slope is infinite; -infinity for negative x. */
export function entr(x: TensorLike): Tensor {
  const given = new Tensor(floatNode(x, 'entr'))
  const product = guarded(negative(given).node, log(given).node)
  return where(less(given, 0), -Infinity, new Tensor(product))
}

/** log(p/(1 - p)); with `eps` the argument is first clipped to [eps, 1 - eps]. */
export function logit(p: TensorLike, options?: { readonly eps?: number | undefined }): Tensor {
  const { eps } = optionsOf('logit', options, { eps: undefined })
  requireWithin('logit', 'eps', eps ?? 0)
  return logitOf(eps === undefined ? p : clip(p, eps, 1 - eps))
}

/**
 * The relative entropy of one outcome, a*log(a/b), without loss where a is near b, and where a/b is no normal number.
 * Infinite where one of them is below 0.
 */
export function relEntr(a: TensorLike, b: TensorLike): Tensor {
  const [p, q] = met('relEntr', true, a, b)
  const difference = subtract(p, q)
  const near = less(multiply(abs(difference), 2), q)
  const finite = where(
    near,
    xlog1py(p, divide(difference, where(near, q, 1))),
    subtract(0, add(entr(p), xlogy(p, q))),
  )
  return where(logicalOr(less(minimum(p, q), 0), equal(difference, Infinity)), Infinity, finite)
}

/** The logarithm of the multivariate gamma function: p(p - 1)/4 log(pi) + sum over j < p of lgamma(x - j/2). */
export function multigammaln(x: TensorLike, p: number): Tensor {
  requireInteger('multigammaln', 'p', p, 1)
  requireWithin('multigammaln', 'p', p, 10_000, 1)
  let total = lgamma(x)
  for (let j = 1; j < p; j++) total = add(total, lgamma(subtract(x, j / 2)))
  return add(total, ((p * (p - 1)) / 4) * Math.log(Math.PI))
}
