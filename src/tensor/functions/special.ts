import { optionsOf } from '../../options.ts'
import { type TensorLike, toTensor } from '../operands.ts'
import type { Tensor } from '../tensor.ts'
import { clip } from './arithmetic.ts'
import { add, less, lgamma, logit as logitOf, negative, subtract, where, xlogy } from './elementwise.ts'

/** The entropy of one outcome: -x*log(x), 0 at 0, -infinity for negative x. */
export function entr(x: TensorLike): Tensor {
  const given = toTensor(x)
  const outside = less(given, 0)
  const inside = where(outside, 1, given)
  return where(outside, -Infinity, negative(xlogy(inside, inside)))
}

/** log(p/(1 - p)); with `eps` the argument is first clipped to [eps, 1 - eps]. */
export function logit(p: TensorLike, options?: { readonly eps?: number | undefined }): Tensor {
  const { eps } = optionsOf('logit', options, { eps: undefined })
  return logitOf(eps === undefined ? p : clip(p, eps, 1 - eps))
}

/** The relative entropy of one outcome, a*log(a/b). */
export const relEntr = (a: TensorLike, b: TensorLike): Tensor => subtract(xlogy(a, a), xlogy(a, b))

/** The logarithm of the multivariate gamma function: p(p - 1)/4 log(pi) + sum over j < p of lgamma(x - j/2). */
export function multigammaln(x: TensorLike, p: number): Tensor {
  let total = lgamma(x)
  for (let j = 1; j < p; j++) total = add(total, lgamma(subtract(x, j / 2)))
  return add(total, ((p * (p - 1)) / 4) * Math.log(Math.PI))
}
