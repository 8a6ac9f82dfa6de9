import { bigGcd } from '../number/gcd.ts'
import { add, coefficientsIn, mainOf, make, multiply, type Poly, takeSteps } from './poly.ts'

/** p where the variable v is the whole number x. */
export function evaluate(p: Poly, v: number, x: bigint): Poly {
  if (mainOf(p) < v) return p
  if (mainOf(p) > v)
    return make(
      mainOf(p),
      coefficientsIn(p, mainOf(p)).map((c) => evaluate(c, v, x)),
    )
  const c = coefficientsIn(p, v)
  takeSteps(c.length)
  return c.reduceRight<Poly>(
    (sum, k) => (typeof sum === 'bigint' && typeof k === 'bigint' ? sum * x + k : add(multiply(sum, x), k)),
    0n,
  )
}

/** The polynomial that is p where v is x, with coefficients from -x/2 to x/2; v does not occur in p. */
export function expandIn(p: Poly, v: number, x: bigint): Poly {
  const digits: Poly[] = []
  let rest = p
  while (rest !== 0n) {
    const { digit, above } = split(rest, x)
    digits.push(digit)
    rest = above
    takeSteps(1)
  }
  return inTermsOf(digits, v)
}

/** digit + x above */
function split(p: Poly, x: bigint): { digit: Poly; above: Poly } {
  if (typeof p === 'bigint') {
    let digit = p % x
    if (2n * digit > x) digit -= x
    else if (2n * digit < -x) digit += x
    return { digit, above: (p - digit) / x }
  }
  const parts = p.c.map((c) => split(c, x))
  return {
    digit: make(
      p.v,
      parts.map((part) => part.digit),
    ),
    above: make(
      p.v,
      parts.map((part) => part.above),
    ),
  }
}

/** The sum of c[i] v^i, where other variables may be above v. */
function inTermsOf(c: Poly[], v: number): Poly {
  const top = Math.max(...c.map(mainOf))
  if (top < v) return make(v, c)
  const degree = Math.max(...c.map((k) => coefficientsIn(k, top).length))
  return make(
    top,
    Array.from({ length: degree }, (_, i) =>
      inTermsOf(
        c.map((k) => coefficientsIn(k, top)[i] ?? 0n),
        v,
      ),
    ),
  )
}

/** The largest absolute value of a coefficient. */
export function heightOf(p: Poly): bigint {
  if (typeof p === 'bigint') return p < 0n ? -p : p
  return p.c.reduce<bigint>((most, c) => {
    const height = heightOf(c)
    return height > most ? height : most
  }, 0n)
}

/** The greatest common divisor of all whole numbers in p. */
export function integerContent(p: Poly): bigint {
  if (typeof p === 'bigint') return p < 0n ? -p : p
  let g = 0n
  for (let i = p.c.length - 1; i >= 0 && g !== 1n; i--) g = bigGcd(g, integerContent(p.c[i]!))
  return g
}
