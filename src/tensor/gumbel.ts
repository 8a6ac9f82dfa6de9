import type { Shape } from '../graph/shape.ts'
import { log, maximum, negative } from './functions/elementwise.ts'
import { type RandomOptions, uniform } from './random.ts'
import type { Tensor } from './tensor.ts'

/** Numbers of Gumbel's distribution, -log(-log(u)): the largest of logits with them is each category as often as softmax says. */
export const gumbel = (shape: Shape, options: RandomOptions): Tensor =>
  // u may be 0, and is never 1
  negative(log(negative(log(maximum(uniform(shape, 0, 1, options), 2 ** -54)))))
