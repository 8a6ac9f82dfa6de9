import { call, type Expr } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
import { erf, erfc, erfcx, erfinv, logNdtr, ndtr, ndtri } from './error-function.ts'
import { cosh, exp, expm1, sigmoid, sinh, tanh } from './exponential.ts'
import { digamma, gamma, lgamma } from './gamma.ts'
import { Lanes, narrow, type Precision, type V, widen } from './lanes.ts'
import { acosh, asinh, atanh, log, log1p, log2, log10 } from './logarithm.ts'
import { mostPolygamma, polygamma } from './polygamma.ts'
import { cbrt, pow, powOfSingles } from './power.ts'
import { remainder } from './remainder.ts'
import { acos, asin, atan, atan2, cos, sin, tan } from './trigonometric.ts'

/** A mathematical function on vectors: parts are one vector of four float32, or two of two float64. */
export interface MathFunction {
  readonly arity: number
  /** Rough price in vector instructions for one vector. */
  readonly cost: number
  emit(e: Emission, precision: Precision, args: readonly (readonly V[])[]): V[]
}

type Algorithm = (l: Lanes, ...args: V[]) => V

/** Code that is written where it is used: short enough that a call would cost more. */
function inline(cost: number, algorithm: Algorithm): MathFunction {
  return {
    arity: algorithm.length - 1,
    cost,
    emit: (e, precision, args) => {
      const l = new Lanes(e, precision)
      return args[0]!.map((_, part) => algorithm(l, ...args.map((a) => a[part]!)))
    },
  }
}

/** Code in a function of its own; float32 goes through `single`, or through the float64 code. */
function outlined(name: string, cost: number, double: Algorithm, single?: Algorithm): MathFunction {
  const arity = double.length - 1
  const parameters = Array.from({ length: arity }, () => 'v128' as const)
  return {
    arity,
    cost,
    emit: (e, precision, args) => {
      const ref = e.module.shared(
        `${name}_${precision}`,
        parameters,
        'v128',
        (f, ...given: Expr<'v128'>[]) => {
          const inner: Emission = { ...e, f }
          if (precision === 'f64') f.yield(double(new Lanes(inner, 'f64'), ...given))
          else if (single) f.yield(single(new Lanes(inner, 'f32'), ...given))
          else f.yield(throughDoubles(inner, double, given))
        },
      )
      return args[0]!.map((_, part) => call(ref, ...args.map((a) => a[part]!)))
    },
  }
}

function throughDoubles(e: Emission, algorithm: Algorithm, args: readonly V[]): V {
  const l = new Lanes(e, 'f64')
  const pairs = args.map((a) => widen(e, a))
  const [low, high] = [0, 1].map((half) => l.let(algorithm(l, ...pairs.map((p) => p[half]!))))
  return narrow(low!, high!)
}

/** One row a function. */
export const mathFunctions: Readonly<Record<string, MathFunction>> = {
  exp: inline(22, exp),
  tanh: inline(25, tanh),
  logistic: inline(30, sigmoid),
  log: inline(35, log),
  rsqrt: inline(10, (l, x) => l.div(1, l.sqrt(x))),
  expm1: outlined('expm1', 30, expm1, expm1),
  log1p: outlined('log1p', 45, log1p, log1p),
  log2: outlined('log2', 40, log2, log2),
  log10: outlined('log10', 80, log10),
  sin: outlined('sin', 60, sin, sin),
  cos: outlined('cos', 60, cos, cos),
  tan: outlined('tan', 90, tan),
  asin: outlined('asin', 70, asin),
  acos: outlined('acos', 75, acos),
  atan: outlined('atan', 90, atan),
  atan2: outlined('atan2', 110, atan2),
  sinh: outlined('sinh', 130, sinh),
  cosh: outlined('cosh', 40, cosh, cosh),
  asinh: outlined('asinh', 200, asinh),
  acosh: outlined('acosh', 200, acosh),
  atanh: outlined('atanh', 120, atanh),
  erf: outlined('erf', 50, erf, erf),
  erfc: outlined('erfc', 70, erfc, erfc),
  erfcx: outlined('erfcx', 200, erfcx),
  erf_inv: outlined('erf_inv', 300, erfinv),
  ndtr: outlined('ndtr', 75, ndtr, ndtr),
  log_ndtr: outlined('log_ndtr', 500, logNdtr),
  ndtri: outlined('ndtri', 400, ndtri),
  power: outlined('power', 200, pow, powerSingle),
  cbrt: outlined('cbrt', 150, cbrt),
  lgamma: outlined('lgamma', 400, lgamma),
  digamma: outlined('digamma', 300, digamma),
  gamma: outlined('gamma', 500, gamma),
  ...Object.fromEntries(
    Array.from({ length: mostPolygamma }, (_, i) => {
      const name = `polygamma${i + 1}`
      return [name, outlined(name, 400 + 40 * i, polygamma(i + 1))]
    }),
  ),
  remainder: outlined('fmod', 100, remainder),
}

function powerSingle(l: Lanes, x: V, y: V): V {
  return throughDoubles(l.e, powOfSingles, [x, y])
}
