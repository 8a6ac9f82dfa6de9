import * as special from '../formula/special/index.ts'
import { define } from '../graph/node.ts'
import { binary, unary } from './elementwiseRow.ts'
import { csch, logit, tanhshrink } from './scalars.ts'

/** Elementwise rows that no other derivative needs: inverse and hyperbolic functions, logarithms to other bases and the like. */
export const elementary = define({
  log_10: unary('log10', Math.log10),
  cbrt: unary('cbrt', Math.cbrt),
  tan: unary('tan', Math.tan),
  asin: unary('asin', Math.asin),
  acos: unary('acos', Math.acos),
  atan: unary('atan', Math.atan),
  sinh: unary('sinh', Math.sinh),
  cosh: unary('cosh', Math.cosh),
  csch: unary('csch', csch),
  asinh: unary('asinh', Math.asinh),
  acosh: unary('acosh', Math.acosh),
  atanh: unary('atanh', Math.atanh),
  logit: unary('logit', logit),
  tanhshrink: unary('tanhshrink', tanhshrink),
  softsign: unary('softsign', (x) => x / (1 + Math.abs(x))),
  sinc: unary('sinc', special.sinc),
  remainder: binary('remainder', (a, b) => a % b, { integer: (a, b) => (b === 0 ? a : a % b) }),
  atan2: binary('atan2', Math.atan2, { domain: 'float' }),
  hypot: binary('hypot', (a, b) => Math.hypot(a, b), { domain: 'float' }),
  xlogy: binary('xlogy', (a, b) => (a === 0 && !Number.isNaN(b) ? 0 : a * Math.log(b)), { domain: 'float' }),
  xlog1py: binary('xlog1py', (a, b) => (a === 0 && !Number.isNaN(b) ? 0 : a * Math.log1p(b)), {
    domain: 'float',
  }),
})
