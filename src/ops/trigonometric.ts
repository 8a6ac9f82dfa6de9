import { define } from '../graph/node.ts'
import { unary } from './elementwiseRow.ts'

/** Sine and cosine, each the other's derivative. */
export const trigonometric = define({
  sine: unary('sin', Math.sin),
  cosine: unary('cos', Math.cos),
})
