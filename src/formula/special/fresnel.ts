import { fresnelF0, fresnelF1, fresnelG0, fresnelG1 } from './coefficients/fresnel.ts'
import {
  add,
  type DoubleDouble,
  dd,
  divide,
  multiply,
  negate,
  PI,
  scale,
  twoProduct,
} from './double-double.ts'
import { cosPi, sinPi } from './elementary.ts'
import { onInterval, polynomial } from './series.ts'

/** The Fresnel integral S(x), the integral of sin(pi t^2/2) from 0 to x. */
export function fresnelS(x: number): number {
  const a = Math.abs(x)
  if (a < 2.5) return maclaurin(x, 1)
  if (a === Infinity) return 0.5 * Math.sign(x)
  const { f, g, c, s } = auxiliary(a)
  return Math.sign(x) * (0.5 - (f * c + g * s))
}

/** The Fresnel integral C(x), the integral of cos(pi t^2/2) from 0 to x. */
export function fresnelC(x: number): number {
  const a = Math.abs(x)
  if (a < 2.5) return maclaurin(x, 0)
  if (a === Infinity) return 0.5 * Math.sign(x)
  const { f, g, c, s } = auxiliary(a)
  return Math.sign(x) * (0.5 + (f * s - g * c))
}

/** x sum (-1)^k (pi x^2/2)^(2k+n)/((2k+n)! (4k+2n+1)) in double-double, n = 0 for C and 1 for S. */
function maclaurin(x: number, n: 0 | 1): number {
  const t = scale(multiply(PI, multiply(dd(x), dd(x))), 0.5)
  const square = negate(multiply(t, t))
  let power: DoubleDouble = n === 0 ? dd(1) : t
  let sum = divide(power, dd(2 * n + 1))
  for (let k = 1; k < 60; k++) {
    const m = 2 * k + n
    power = divide(multiply(power, square), dd(m * (m - 1)))
    sum = add(sum, divide(power, dd(2 * m + 1)))
    if (Math.abs(power.hi) < 1e-33 * Math.abs(sum.hi)) break
  }
  return x * sum.hi
}

/** f, g (DLMF 7.5.3) and the cosine and sine of pi x^2/2 for x >= 2.5, the square taken to double the digits. */
function auxiliary(x: number): { f: number; g: number; c: number; s: number } {
  if (x > 1e17) return { f: 0, g: 0, c: 1, s: 0 }
  const u = 1 / (x * x) ** 2
  const t = x > 4 ? onInterval(u, 0, 1 / 256) : onInterval(u, 1 / 256, 1 / 36)
  const f = polynomial(x > 4 ? fresnelF0 : fresnelF1, t) / (Math.PI * x)
  const g = polynomial(x > 4 ? fresnelG0 : fresnelG1, t) / (Math.PI * Math.PI * x * x * x)
  const square = twoProduct(x, x)
  const [c, s] = [cosPi(square.hi / 2), sinPi(square.hi / 2)]
  const [cosRest, sinRest] = [cosPi(square.lo / 2), sinPi(square.lo / 2)]
  return { f, g, c: c * cosRest - s * sinRest, s: s * cosRest + c * sinRest }
}
