import { NoValue } from './accurate.ts'
import { type BigComplex, Field } from './complex.ts'
import * as elementary from './elementary.ts'
import { erfc } from './error.ts'
import type { Big } from './real.ts'
import * as r from './real.ts'

/*
 * The elementary functions of complex numbers, principal values. On a branch cut the value is the one that makes odd
 * functions odd: asin(2) is pi/2 - i acosh 2, as SymPy, mpmath and Mathematica have it.
 */

type Rule = (f: Field, ...args: BigComplex[]) => BigComplex

const isReal = (z: BigComplex): boolean => r.isZero(z.im)
const real = (re: Big): BigComplex => ({ re, im: r.zero })
const inverse = (f: Field, z: BigComplex): BigComplex => {
  if (f.isZero(z)) throw new NoValue()
  return f.inverse(z)
}
const quotient = (f: Field, a: BigComplex, b: BigComplex): BigComplex => {
  if (f.isZero(b)) throw new NoValue()
  return f.divide(a, b)
}

/** A field with the digits that a formula loses where z is small. */
const finer = (f: Field, z: BigComplex): Field =>
  new Field(f.bits + 8 + (f.isZero(z) ? 0 : Math.max(0, -f.magnitude(z))))
const isTiny = (f: Field, z: BigComplex): boolean => f.magnitude(z) < -f.bits - 8

const expm1: Rule = (f, z) => {
  if (isTiny(f, z!)) return z!
  const g = finer(f, z!)
  return g.plus(g.exp(z!), -1)
}

const log1p: Rule = (f, z) => {
  if (isTiny(f, z!)) return z!
  const g = finer(f, z!)
  return logarithm(g, g.plus(z!, 1))
}

const logarithm: Rule = (f, z) => {
  if (f.isZero(z!)) throw new NoValue()
  return f.log(z!)
}

function sinhCosh(f: Field, y: Big): readonly [sinh: Big, cosh: Big] {
  const g = finer(f, real(y))
  const up = elementary.exp(y, g.bits)
  const down = r.divide(r.one, up, g.bits)
  return [r.scale2(r.subtract(up, down, g.bits), -1), r.scale2(r.add(up, down, g.bits), -1)]
}

function sinCos(f: Field, z: BigComplex): readonly [sin: BigComplex, cos: BigComplex] {
  if (isTiny(f, z)) return [z, f.of(1)]
  const [c, s] = elementary.cosSin(z.re, f.bits)
  if (isReal(z)) return [real(s), real(c)]
  const [sh, ch] = sinhCosh(f, z.im)
  const times = (a: Big, b: Big): Big => r.multiply(a, b, f.bits)
  return [
    { re: times(s, ch), im: times(c, sh) },
    { re: times(c, ch), im: r.negate(times(s, sh)) },
  ]
}

const sin: Rule = (f, z) => sinCos(f, z!)[0]
const cos: Rule = (f, z) => sinCos(f, z!)[1]
const sinh: Rule = (f, z) => f.negate(f.timesI(sin(f, f.timesI(z!))))
const cosh: Rule = (f, z) => cos(f, f.timesI(z!))
const tan: Rule = (f, z) => {
  const [s, c] = sinCos(f, z!)
  return quotient(f, s, c)
}
const tanh: Rule = (f, z) => {
  if (r.magnitude(z!.re) < 30) return f.negate(f.timesI(tan(f, f.timesI(z!))))
  // 1 - 2/(exp(2|z|) + 1), with nothing that overflows
  const size = r.signOf(z!.re) < 0 ? f.negate(z!) : z!
  const e = f.exp(f.shift(f.negate(size), 1))
  const value = f.subtract(f.of(1), f.shift(f.divide(e, f.plus(e, 1)), 1))
  return size === z ? value : f.negate(value)
}

/** sqrt((1 - z)(1 + z)) */
const cofunction = (f: Field, z: BigComplex): BigComplex =>
  f.sqrt(f.multiply(f.subtract(f.of(1), z), f.plus(z, 1)))
const withinOne = (z: BigComplex): boolean =>
  isReal(z) && r.signOf(r.subtract(r.multiply(z.re, z.re, 1e9), r.one, 1e9)) <= 0

const asin: Rule = (f, z) => {
  if (isTiny(f, z!)) return z!
  if (withinOne(z!)) return real(elementary.atan2(z!.re, cofunction(f, z!).re, f.bits))
  // -i log(i z + sqrt(1 - z^2)) of the one of z and -z for which nothing cancels
  const turned = r.signOf(z!.im) > 0 || (isReal(z!) && r.signOf(z!.re) < 0)
  const w = turned ? f.negate(z!) : z!
  const g = finer(f, w)
  const value = g.negate(g.timesI(g.log(g.add(g.timesI(w), g.sqrt(g.subtract(g.of(1), g.square(w)))))))
  return turned ? g.negate(value) : value
}

const acos: Rule = (f, z) => {
  if (withinOne(z!)) return real(elementary.atan2(cofunction(f, z!).re, z!.re, f.bits))
  const g = finer(f, f.subtract(f.of(1), z!))
  return g.subtract(g.shift(g.pi, -1), asin(g, z!))
}

const acosh: Rule = (f, z) => {
  const g = finer(f, f.plus(z!, -1))
  return g.log(g.add(z!, g.multiply(g.sqrt(g.plus(z!, 1)), g.sqrt(g.plus(z!, -1)))))
}

const atanh: Rule = (f, z) => {
  if (isTiny(f, z!)) return z!
  const g = finer(f, z!)
  return g.shift(g.subtract(log1p(g, z!), log1p(g, g.negate(z!))), -1)
}

const atan: Rule = (f, z) => {
  if (isReal(z!)) return real(elementary.atan2(z!.re, r.one, f.bits))
  return f.negate(f.timesI(atanh(f, f.timesI(z!))))
}
const asinh: Rule = (f, z) => f.negate(f.timesI(asin(f, f.timesI(z!))))

/** 1/(1 + exp(-z)) */
const logistic: Rule = (f, z) => inverse(f, f.plus(f.exp(f.negate(z!)), 1))
const softplus: Rule = (f, z) =>
  r.signOf(z!.re) > 0 && isReal(z!) ? f.add(z!, log1p(f, f.exp(f.negate(z!)))) : log1p(f, f.exp(z!))
const times =
  (rule: Rule): Rule =>
  (f, z) =>
    f.multiply(z!, rule(f, z!))
/** erfc(-z/sqrt 2)/2 */
const ndtr: Rule = (f, z) => f.shift(erfc(f, f.negate(f.divide(z!, f.sqrt(f.of(2))))), -1)
const decimal = (f: Field, n: number, d: number): BigComplex => f.over(f.of(n), d)

export const functions: Readonly<Record<string, Rule>> = {
  exp: (f, z) => f.exp(z!),
  expm1,
  log: logarithm,
  log1p,
  sin,
  cos,
  tan,
  cot: (f, z) => {
    const [s, c] = sinCos(f, z!)
    return quotient(f, c, s)
  },
  sec: (f, z) => inverse(f, cos(f, z!)),
  csc: (f, z) => inverse(f, sin(f, z!)),
  asin,
  acos,
  atan,
  acot: (f, z) => (f.isZero(z!) ? f.shift(f.pi, -1) : atan(f, f.inverse(z!))),
  asec: (f, z) => acos(f, inverse(f, z!)),
  acsc: (f, z) => asin(f, inverse(f, z!)),
  sinh,
  cosh,
  tanh,
  coth: (f, z) => inverse(f, tanh(f, z!)),
  sech: (f, z) => inverse(f, cosh(f, z!)),
  csch: (f, z) => inverse(f, sinh(f, z!)),
  asinh,
  acosh,
  atanh,
  acoth: (f, z) => atanh(f, inverse(f, z!)),
  asech: (f, z) => acosh(f, inverse(f, z!)),
  acsch: (f, z) => asinh(f, inverse(f, z!)),
  // the angle of x + i y, and what continues it
  atan2: (f, y, x) => {
    if (isReal(y!) && isReal(x!)) return real(elementary.atan2(y!.re, x!.re, f.bits))
    const iy = f.timesI(y!)
    const size = f.sqrt(f.add(f.square(x!), f.square(y!)))
    return f.negate(f.timesI(logarithm(f, quotient(f, f.add(x!, iy), size))))
  },
  hypot: (f, x, y) => f.sqrt(f.add(f.square(x!), f.square(y!))),
  logistic,
  logit: (f, z) => logarithm(f, quotient(f, z!, f.subtract(f.of(1), z!))),
  softplus,
  log_logistic: (f, z) => f.negate(softplus(f, f.negate(z!))),
  logaddexp: (f, x, y) => f.add(y!, softplus(f, f.subtract(x!, y!))),
  xlogy: (f, x, y) => (f.isZero(x!) ? x! : f.multiply(x!, logarithm(f, y!))),
  xlog1py: (f, x, y) => (f.isZero(x!) ? x! : f.multiply(x!, log1p(f, y!))),
  sinc: (f, z) => {
    if (f.isZero(z!)) return f.of(1)
    return f.divide(f.sinCosOfPi(z!)[0], f.multiply(f.pi, z!))
  },
  tanhshrink: (f, z) => f.subtract(z!, tanh(f, z!)),
  ndtr,
  log_ndtr: (f, z) => logarithm(f, ndtr(f, z!)),
  gelu: times(ndtr),
  gelu_tanh: times((f, z) => {
    const cube = f.multiply(f.square(z!), z!)
    const inner = f.add(z!, f.multiply(decimal(f, 44715, 1e6), cube))
    return logistic(f, f.multiply(f.sqrt(f.divide(f.of(8), f.pi)), inner))
  }),
  silu: times(logistic),
  quick_gelu: times((f, z) => logistic(f, f.multiply(decimal(f, 1702, 1000), z!))),
  mish: times((f, z) => tanh(f, softplus(f, z!))),
}
