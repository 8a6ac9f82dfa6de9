import * as special from '../formula/special/index.ts'
import { specialDerivatives as lines } from '../formula/special-derivatives.ts'
import { allocate } from '../graph/dtype.ts'
import { apply, define, type Node } from '../graph/node.ts'
import { binary, unary } from './elementwiseRow.ts'
import { map } from './mapping.ts'
import { vocabulary } from './partials.ts'
import { checkDomain, type Row } from './row.ts'

/** The gamma function and what it is differentiated to, and modified Bessel functions. */
export const gammaFunctions = define({
  gamma: unary('gamma', special.gamma, { lines }),
  lgamma: unary('lgamma', special.lgamma, { lines }),
  digamma: unary('digamma', special.digamma, { lines }),
  trigamma: unary('trigamma', special.trigamma, { lines }),
  bessel_i0: unary('i0', special.besselI0, { lines }),
  bessel_i0e: unary('i0e', special.besselI0e, { lines }),
  bessel_i1: unary('i1', special.besselI1, { lines }),
  bessel_i1e: unary('i1e', special.besselI1e, { lines }),
  lbeta: binary('lbeta', special.lbeta, { domain: 'float', lines }),

  /** The n-th derivative of digamma, n >= 1. */
  polygamma: {
    elementwise: { arity: 1 },
    infer: ([x]) => {
      checkDomain('polygamma', 'float', x!.dtype)
      return x!.type
    },
    evaluate: ([x], node) =>
      map((a) => special.polygamma(node.params.order, a), [x!], allocate(node.dtype, x!.length)),
    partials: ({ inputs, params }) => [apply(gammaFunctions.polygamma, inputs, { order: params.order + 1 })],
  } as Row<{ order: number }>,
})

vocabulary.set(
  'polygamma',
  (order: Node, x: Node) =>
    apply(gammaFunctions.polygamma, [x], { order: (order.params as { value: number }).value }) as Node,
)
