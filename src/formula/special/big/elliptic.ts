import { NoValue } from './accurate.ts'
import type { BigComplex, Field } from './complex.ts'
import * as r from './real.ts'

/*
 * Legendre's elliptic integrals by Carlson's symmetric ones, which are computed by duplication.
 * Source: B. C. Carlson, Numerical computation of real or complex elliptic integrals, 1995; DLMF 19.25, 19.36.
 */

const mean = (f: Field, parts: readonly BigComplex[], count: number): BigComplex =>
  f.over(
    parts.reduce((sum, part) => f.add(sum, part)),
    count,
  )

/** R_F(x, y, z), by halving the differences until they no longer count. */
function carlsonF(f: Field, x: BigComplex, y: BigComplex, z: BigComplex): BigComplex {
  const zeros = [x, y, z].filter((part) => f.isZero(part)).length
  if (zeros > 1) throw new NoValue()
  for (let k = 0; k < 4 * f.bits; k++) {
    const [rx, ry, rz] = [f.sqrt(x), f.sqrt(y), f.sqrt(z)]
    const lambda = f.add(f.add(f.multiply(rx, ry), f.multiply(ry, rz)), f.multiply(rz, rx))
    x = f.shift(f.add(x, lambda), -2)
    y = f.shift(f.add(y, lambda), -2)
    z = f.shift(f.add(z, lambda), -2)
    const a = mean(f, [x, y, z], 3)
    const [dx, dy] = [f.divide(f.subtract(a, x), a), f.divide(f.subtract(a, y), a)]
    if (Math.max(f.magnitude(dx), f.magnitude(dy)) > -f.bits / 8) continue
    const dz = f.negate(f.add(dx, dy))
    // to the order 7: 1 - e2/10 + e3/14 + e2^2/24 - 3 e2 e3/44 - 5 e2^3/208 + 3 e3^2/104 + e2^2 e3/16
    const e2 = f.subtract(f.multiply(dx, dy), f.square(dz))
    const e3 = f.multiply(f.multiply(dx, dy), dz)
    const e22 = f.square(e2)
    let sum = f.of(1)
    sum = f.add(sum, f.over(e2, -10))
    sum = f.add(sum, f.over(e3, 14))
    sum = f.add(sum, f.over(e22, 24))
    sum = f.add(sum, f.over(f.scale(f.multiply(e2, e3), 3), -44))
    sum = f.add(sum, f.over(f.scale(f.multiply(e22, e2), 5), -208))
    sum = f.add(sum, f.over(f.scale(f.square(e3), 3), 104))
    sum = f.add(sum, f.over(f.multiply(e22, e3), 16))
    return f.divide(sum, f.sqrt(a))
  }
  throw new NoValue()
}

/** R_C(x, y) = R_F(x, y, y). */
const carlsonC = (f: Field, x: BigComplex, y: BigComplex): BigComplex => carlsonF(f, x, y, y)

/** R_J(x, y, z, p); R_D(x, y, z) is R_J(x, y, z, z). */
function carlsonJ(f: Field, x: BigComplex, y: BigComplex, z: BigComplex, p: BigComplex): BigComplex {
  if (f.isZero(p)) throw new NoValue()
  let sum = f.of(0)
  let quarter = f.of(1)
  let delta = f.multiply(f.multiply(f.subtract(p, x), f.subtract(p, y)), f.subtract(p, z))
  for (let k = 0; k < 4 * f.bits; k++) {
    const [rx, ry, rz, rp] = [f.sqrt(x), f.sqrt(y), f.sqrt(z), f.sqrt(p)]
    const lambda = f.add(f.add(f.multiply(rx, ry), f.multiply(ry, rz)), f.multiply(rz, rx))
    // 6/(4^k d) R_C(1, 1 + e) with d = (rp + rx)(rp + ry)(rp + rz) and e = delta/(64^k d^2)
    const d = f.multiply(f.multiply(f.add(rp, rx), f.add(rp, ry)), f.add(rp, rz))
    const e = f.divide(delta, f.square(d))
    const part = f.isZero(e) ? f.of(1) : carlsonC(f, f.of(1), f.plus(e, 1))
    sum = f.add(sum, f.divide(f.multiply(quarter, part), d))
    delta = f.shift(delta, -6)
    quarter = f.shift(quarter, -2)
    x = f.shift(f.add(x, lambda), -2)
    y = f.shift(f.add(y, lambda), -2)
    z = f.shift(f.add(z, lambda), -2)
    p = f.shift(f.add(p, lambda), -2)
    const a = mean(f, [x, y, z, p, p], 5)
    const [dx, dy, dz] = [x, y, z].map((part) => f.divide(f.subtract(a, part), a)) as [
      BigComplex,
      BigComplex,
      BigComplex,
    ]
    if (Math.max(f.magnitude(dx), f.magnitude(dy), f.magnitude(dz)) > -f.bits / 6) continue
    const dp = f.shift(f.negate(f.add(f.add(dx, dy), dz)), -1)
    const xyz = f.multiply(f.multiply(dx, dy), dz)
    const p2 = f.square(dp)
    const p3 = f.multiply(p2, dp)
    const pairs = f.add(f.add(f.multiply(dx, dy), f.multiply(dx, dz)), f.multiply(dy, dz))
    const e2 = f.subtract(pairs, f.scale(p2, 3))
    const e3 = f.add(f.add(xyz, f.scale(f.multiply(e2, dp), 2)), f.scale(p3, 4))
    const e4 = f.multiply(f.add(f.add(f.scale(xyz, 2), f.multiply(e2, dp)), f.scale(p3, 3)), dp)
    const e5 = f.multiply(xyz, p2)
    let series = f.of(1)
    const put = (term: BigComplex, n: number, d: number): void => {
      series = f.add(series, f.over(f.scale(term, n), d))
    }
    put(e2, -3, 14)
    put(e3, 1, 6)
    put(f.square(e2), 9, 88)
    put(e4, -3, 22)
    put(f.multiply(e2, e3), -9, 52)
    put(e5, 3, 26)
    const main = f.divide(f.multiply(quarter, series), f.multiply(a, f.sqrt(a)))
    return f.add(main, f.scale(sum, 6))
  }
  throw new NoValue()
}

const one = (f: Field): BigComplex => f.of(1)

export const ellipticK = (f: Field, m: BigComplex): BigComplex =>
  carlsonF(f, f.of(0), f.subtract(one(f), m), one(f))

export function ellipticE(f: Field, m: BigComplex): BigComplex {
  const rest = f.subtract(one(f), m)
  if (f.isZero(rest)) return one(f)
  return f.subtract(
    carlsonF(f, f.of(0), rest, one(f)),
    f.over(f.multiply(m, carlsonJ(f, f.of(0), rest, one(f), one(f))), 3),
  )
}

export function ellipticPi(f: Field, n: BigComplex, m: BigComplex): BigComplex {
  const rest = f.subtract(one(f), m)
  const p = f.subtract(one(f), n)
  return f.add(
    carlsonF(f, f.of(0), rest, one(f)),
    f.over(f.multiply(n, carlsonJ(f, f.of(0), rest, one(f), p)), 3),
  )
}

/** phi = k pi + rest with |Re rest| <= pi/2. */
function turned(f: Field, phi: BigComplex): readonly [k: number, rest: BigComplex] {
  const k = Math.round(r.toNumber(phi.re) / Math.PI)
  return [k, f.subtract(phi, f.scale(f.pi, k))]
}

function sineAndSquares(
  f: Field,
  phi: BigComplex,
  m: BigComplex,
): readonly [s: BigComplex, c2: BigComplex, d2: BigComplex] {
  const [s, c] = f.sinCosOfPi(f.divide(phi, f.pi))
  return [s, f.square(c), f.subtract(one(f), f.multiply(m, f.square(s)))]
}

export function ellipticF(f: Field, phi: BigComplex, m: BigComplex): BigComplex {
  const [k, rest] = turned(f, phi)
  const [s, c2, d2] = sineAndSquares(f, rest, m)
  const part = f.multiply(s, carlsonF(f, c2, d2, one(f)))
  return k === 0 ? part : f.add(part, f.scale(ellipticK(f, m), 2 * k))
}

export function ellipticEIncomplete(f: Field, phi: BigComplex, m: BigComplex): BigComplex {
  const [k, rest] = turned(f, phi)
  const [s, c2, d2] = sineAndSquares(f, rest, m)
  const cube = f.multiply(f.square(s), s)
  const part = f.subtract(
    f.multiply(s, carlsonF(f, c2, d2, one(f))),
    f.over(f.multiply(f.multiply(m, cube), carlsonJ(f, c2, d2, one(f), one(f))), 3),
  )
  return k === 0 ? part : f.add(part, f.scale(ellipticE(f, m), 2 * k))
}

export function ellipticPiIncomplete(f: Field, n: BigComplex, phi: BigComplex, m: BigComplex): BigComplex {
  const [k, rest] = turned(f, phi)
  const [s, c2, d2] = sineAndSquares(f, rest, m)
  const square = f.square(s)
  const cube = f.multiply(square, s)
  const p = f.subtract(one(f), f.multiply(n, square))
  const part = f.add(
    f.multiply(s, carlsonF(f, c2, d2, one(f))),
    f.over(f.multiply(f.multiply(n, cube), carlsonJ(f, c2, d2, one(f), p)), 3),
  )
  return k === 0 ? part : f.add(part, f.scale(ellipticPi(f, n, m), 2 * k))
}
