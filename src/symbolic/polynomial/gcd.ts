import { bigGcd } from '../number/gcd.ts'
import { integerRoot } from '../number/integer-root.ts'
import { evaluate, expandIn, heightOf, integerContent } from './evaluation.ts'
import {
  coefficientsIn,
  degreeIn,
  divide,
  mainOf,
  multiply,
  type Poly,
  positive,
  subtract,
  takeSteps,
  variable,
} from './poly.ts'

/** The greatest common divisor of the coefficients in the variable v. */
export function contentIn(p: Poly, v: number): Poly {
  let g: Poly = 0n
  for (const c of coefficientsIn(p, v)) {
    g = gcd(g, c)
    if (g === 1n) break
  }
  return g
}

/** The greatest common divisor, with a positive leading coefficient. */
export function gcd(a: Poly, b: Poly): Poly {
  takeSteps(1)
  if (a === 0n) return positive(b)
  if (b === 0n) return positive(a)
  if (a === 1n || b === 1n) return 1n
  if (typeof a === 'bigint' && typeof b === 'bigint') return bigGcd(a < 0n ? -a : a, b < 0n ? -b : b)
  const v = Math.max(mainOf(a), mainOf(b))
  if (mainOf(a) !== v) return gcd(a, contentIn(b, v))
  if (mainOf(b) !== v) return gcd(contentIn(a, v), b)
  return byValues(a, b, v) ?? byRemainders(a, b, v)
}

const mostBits = 20_000
const mostTries = 4

/**
 * Both at a large whole number x; their divisor read as a polynomial in x. Undefined where that leads to long numbers, or to no common
 * divisor again and again.
 *
 * Source: Char, Geddes and Gonnet, GCDHEU: Heuristic polynomial GCD algorithm based on integer GCD computation, 1989.
 */
function byValues(a: Poly, b: Poly, v: number): Poly | undefined {
  const [ca, cb] = [integerContent(a), integerContent(b)]
  const content = gcd(ca, cb)
  const [f, g] = [divide(a, ca)!, divide(b, cb)!]
  const [hf, hg] = [heightOf(f), heightOf(g)]
  let x = 2n * (hf < hg ? hf : hg) + 29n
  for (let tries = 0; tries < mostTries; tries++) {
    const bits = x.toString(16).length * 4 * Math.max(degreeIn(f, v), degreeIn(g, v))
    if (bits > mostBits) return undefined
    takeSteps(bits ** 2 / 2 ** 14)
    const common = gcd(evaluate(f, v, x), evaluate(g, v, x))
    const whole = expandIn(common, v, x)
    const h = positive(divide(whole, integerContent(whole))!)
    if (divide(f, h) !== undefined && divide(g, h) !== undefined) return multiply(content, h)
    x = (73794n * x * integerRoot(integerRoot(x, 2), 2)) / 27011n
  }
  return undefined
}

/** By primitive remainders. */
function byRemainders(a: Poly, b: Poly, v: number): Poly {
  const ca = contentIn(a, v)
  const cb = contentIn(b, v)
  const content = gcd(ca, cb)
  let x = divide(a, ca)!
  let y = divide(b, cb)!
  if (degreeIn(x, v) < degreeIn(y, v)) [x, y] = [y, x]
  while (degreeIn(y, v) > 0) {
    const r = remainder(x, y, v)
    if (r === 0n) return positive(multiply(content, y))
    x = y
    y = divide(r, contentIn(r, v))!
  }
  return content
}

/** A multiple of the remainder of a by b in the variable v, with no fractions. */
function remainder(a: Poly, b: Poly, v: number): Poly {
  const y = coefficientsIn(b, v)
  const lead = y[y.length - 1]!
  let r = a
  while (r !== 0n && degreeIn(r, v) >= y.length - 1) {
    const x = coefficientsIn(r, v)
    const g = gcd(lead, x[x.length - 1]!)
    const up = divide(lead, g)!
    const top = divide(x[x.length - 1]!, g)!
    r = subtract(multiply(up, r), multiply(multiply(top, b), variable(v, x.length - y.length)))
    if (degreeIn(r, v) === 0 && y.length === 1) break
  }
  return r
}
