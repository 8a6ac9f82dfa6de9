import './trigonometric.ts'
import { elementary as rows } from '../../../ops/elementary.ts'
import { elementary } from '../../../wasm/math/elementary.ts'
import { functions } from '../../../wasm/math/index.ts'
import { formula } from '../formulas.ts'
import { others } from '../scalars.ts'

// What the engine knows of inverse and hyperbolic functions, logarithms to other bases and the like.

/** tanh(x) = x/(1 + q), q = x^2/(3 + x^2/(5 + ...)) */
let tail = '21'
for (let n = 19; n >= 3; n -= 2) tail = `${n} + x*x/(${tail})`
const q = `x*x/(${tail})`
/** sin(pi x) = (-1)^n sin(pi (x - n)) for the nearest integer n. */
const nearest = 'round_nearest_even(x)'
const sine = `sin((x - ${nearest})*pi)`
const large = 'maximum(abs(a), abs(b))'
const ratio = `minimum(abs(a), abs(b))/${large}`

const formulas = {
  log_10: 'log10(x)',
  // sinh overflows before its reciprocal vanishes
  csch: 'select(abs(x) > 20, 2*sign(x)*exp(-abs(x)), 1/sinh(x))',
  // log(x/(1 - x)), near 1/2 without cancellation
  logit: 'select(abs(x + x - 1) < 0.5, log1p((x + x - 1)/(1 - x)), log(x/(1 - x)))',
  softsign: 'x/(1 + abs(x))',
  tanhshrink: `select(x*x < 1, x*(${q})/(1 + ${q}), x - tanh(x))`,
  // the larger times sqrt(1 + (smaller/larger)^2), so that no square overflows
  hypot: `select(abs(a) == inf or abs(b) == inf, inf,
    select(${large} == 0, ${large}, ${large}*sqrt(1 + (${ratio})*(${ratio}))))`,
  sinc: `select(abs(x) < 1e-9, 1,
    select(${nearest}*0.5 != floor(${nearest}*0.5), -${sine}, ${sine})/(x*pi) + 0)`,
  // 0 where a is 0 and b is a number
  xlogy: 'select(a == 0 and b == b, 0, a*log(b))',
  xlog1py: 'select(a == 0 and b == b, 0, a*log1p(b))',
} as const

Object.assign(functions, elementary)
for (const [name, text] of Object.entries(formulas))
  others.set(rows[name as keyof typeof formulas], formula(text))
