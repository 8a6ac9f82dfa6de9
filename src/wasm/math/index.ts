import { call, type Local, pair, v128 } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
import { modifiedBessel } from './bessel.ts'
import { lbeta } from './beta.ts'
import { erf, erfc, erfcx, erfinv, erfinvSingle, logNdtr, ndtr, ndtri } from './error-function.ts'
import { cosh, exp, exp2, expm1, sigmoid, sinh, tanh } from './exponential.ts'
import { digamma, gamma, lgamma } from './gamma.ts'
import { type Algorithm, bothHalves, Lanes, narrow, type Precision, type V, widen } from './lanes.ts'
import { acosh, asinh, atanh, log, log1p, log2, log10 } from './logarithm.ts'
import { polygamma } from './polygamma.ts'
import { cbrt, pow, powSingle } from './power.ts'
import { remainder } from './remainder.ts'
import { acos, asin, atan, atan2, cos, sin, tan } from './trigonometric.ts'

/** A mathematical function on vectors: parts are one vector of four float32, or two of two float64. */
export interface MathFunction {
  readonly arity: number
  /** Rough price in vector instructions for one vector. */
  readonly cost: number
  emit(e: Emission, precision: Precision, args: readonly (readonly V[])[]): V[]
}

/** A row of the table, which is told the name that it stands under. */
type Row = (name: string) => MathFunction

/** Code that is written where it is used: short enough that a call would cost more. */
const inline =
  (cost: number, algorithm: Algorithm): Row =>
  () => ({
    arity: algorithm.length - 1,
    cost,
    emit: (e, precision, args) => {
      const l = new Lanes(e, precision)
      return args[0]!.map((_, part) => algorithm(l, ...args.map((a) => a[part]!)))
    },
  })

/** Code in a function of its own, for two vectors of float64 at once; float32 goes through it, rounded once at the end. */
const outlined =
  (cost: number, algorithm: Algorithm): Row =>
  (name) => ({
    arity: algorithm.length - 1,
    cost,
    emit: (e, precision, args) => {
      const pairs = precision === 'f64' ? args : args.map(([x]) => widen(e, x!))
      const given = pairs.flat()
      const ref = e.module.shared(
        name,
        given.map(() => 'v128' as const),
        'pair',
        (f, ...operands: Local<'v128'>[]) => {
          const l = new Lanes({ ...e, f }, 'f64')
          f.yield(pair(...bothHalves(l, algorithm, chunked(operands))))
        },
      )
      const halves = e.f.both(call(ref, ...given))
      return precision === 'f64' ? halves : [narrow(...halves)]
    },
  })

/** Operands two by two. */
const chunked = <T>(list: readonly T[]): T[][] =>
  list.flatMap((item, k) => (k % 2 ? [] : [[item, list[k + 1]!]]))

/** Code of its own for float32. */
const apart =
  (single: Row, double: Row): Row =>
  (name) => {
    const rows = { f32: single(name), f64: double(name) }
    return { ...rows.f32, emit: (e, precision, args) => rows[precision].emit(e, precision, args) }
  }

/** Code of its own in both precisions: written where it is used in float32, in a function in float64. */
const direct = (cost: number, algorithm: Algorithm): Row =>
  apart(inline(cost, algorithm), outlined(cost, algorithm))

/** One row a function. */
const rows: Readonly<Record<string, Row>> = {
  exp: inline(22, exp),
  tanh: inline(25, tanh),
  logistic: inline(30, sigmoid),
  log: inline(35, log),
  rsqrt: inline(10, (l, x) => l.div(1, l.sqrt(x))),
  reciprocal: inline(4, (l, x) => l.div(1, x)),
  sign: inline(4, sign),
  exp2: inline(25, exp2),
  expm1: inline(30, expm1),
  log1p: inline(45, log1p),
  log2: inline(50, log2),
  log10: direct(50, log10),
  sin: direct(60, sin),
  cos: direct(60, cos),
  tan: direct(70, tan),
  asin: direct(50, asin),
  acos: direct(55, acos),
  atan: direct(45, atan),
  atan2: direct(60, atan2),
  sinh: direct(50, sinh),
  cosh: inline(40, cosh),
  asinh: direct(80, asinh),
  acosh: direct(70, acosh),
  atanh: direct(60, atanh),
  erf: direct(50, erf),
  erfc: direct(70, erfc),
  erfcx: outlined(200, erfcx),
  erf_inv: apart(inline(80, erfinvSingle), outlined(300, erfinv)),
  ndtr: direct(75, ndtr),
  log_ndtr: outlined(500, logNdtr),
  ndtri: outlined(400, ndtri),
  power: apart(inline(150, powSingle), outlined(200, pow)),
  cbrt: outlined(150, cbrt),
  lgamma: outlined(400, lgamma),
  digamma: outlined(300, digamma),
  gamma: outlined(500, gamma),
  lbeta: outlined(1500, lbeta),
  bessel_i0: outlined(150, modifiedBessel(0, false)),
  bessel_i0e: outlined(150, modifiedBessel(0, true)),
  bessel_i1: outlined(150, modifiedBessel(1, false)),
  bessel_i1e: outlined(150, modifiedBessel(1, true)),
  remainder: outlined(100, remainder),
}

const found = new Map<string, MathFunction>()

/** The function of a name, such as `tanh` or `polygamma3`. */
export function mathFunction(name: string): MathFunction | undefined {
  const order = Number(/^polygamma(\d+)$/.exec(name)?.[1])
  const row = order > 0 ? outlined(400 + 40 * order, polygamma(order)) : rows[name]
  if (row && !found.has(name)) found.set(name, row(name))
  return found.get(name)
}

/** 1 or -1 with the sign of x; zeros and NaN themselves. */
function sign(l: Lanes, argument: V): V {
  const x = l.let(argument)
  return l.select(v128.or(l.lt(x, 0), l.gt(x, 0)), l.copySign(l.c(1), x), x)
}
