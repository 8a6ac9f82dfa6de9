import type { Expr } from '../expr.ts'
import { minusOne, Rational } from '../number/rational.ts'
import { fraction, integer } from './atoms.ts'
import { multiplyAll, power } from './product.ts'
import type { ValueRule } from './special-values.ts'
import { scale, sum } from './sum.ts'

/*
 * Orthogonal polynomials of a small whole degree are written out, as SymPy does; the rest stay functions.
 * Source: NIST Digital Library of Mathematical Functions, 18.5.
 */

/** Beyond this degree a polynomial written out would lose more digits than it has, and the function is better. */
const highest = 30

const one = (): Expr => integer(1)
const degreeOf = (n: Expr): number | undefined =>
  n.kind === 'number' && n.value.d === 1 && n.value.n >= 0 && n.value.n <= highest
    ? Number(n.value.n)
    : undefined

const binomial = (n: number, k: number): bigint => {
  let value = 1n
  for (let i = 0; i < k; i++) value = (value * BigInt(n - i)) / BigInt(i + 1)
  return value
}
const factorial = (n: number): bigint => {
  let value = 1n
  for (let i = 2; i <= n; i++) value *= BigInt(i)
  return value
}
/** a (a + 1) ... (a + count - 1) */
const rising = (a: Expr, count: number): Expr =>
  multiplyAll(Array.from({ length: count }, (_, k) => sum(a, integer(k))))

/** sum over k of c_k x^(n - 2k) */
const everySecond =
  (coefficient: (n: number, k: number) => Rational): ((n: number, x: Expr) => Expr) =>
  (n, x) =>
    sum(
      ...Array.from({ length: Math.floor(n / 2) + 1 }, (_, k) =>
        scale(power(x, integer(n - 2 * k)), coefficient(n, k)),
      ),
    )
const signed = (k: number, n: bigint, d = 1n): Rational => Rational.of(k % 2 === 0 ? n : -n, d)

const legendre = everySecond((n, k) =>
  signed(k, binomial(n, k) * binomial(2 * n - 2 * k, n), 1n << BigInt(n)),
)
const chebyshevT = everySecond((n, k) =>
  n === 0
    ? Rational.of(1)
    : signed(
        k,
        BigInt(n) * factorial(n - k - 1) * (1n << BigInt(n - 2 * k)),
        2n * factorial(k) * factorial(n - 2 * k),
      ),
)
const chebyshevU = everySecond((n, k) => signed(k, binomial(n - k, k) * (1n << BigInt(n - 2 * k))))
const hermite = everySecond((n, k) =>
  signed(k, factorial(n) * (1n << BigInt(n - 2 * k)), factorial(k) * factorial(n - 2 * k)),
)
const hermiteProbability = everySecond((n, k) =>
  signed(k, factorial(n), factorial(k) * factorial(n - 2 * k) * (1n << BigInt(k))),
)

/** sum over k of (-1)^k binomial(n + a, n - k) x^k/k! */
const laguerre = (n: number, a: Expr, x: Expr): Expr =>
  sum(
    ...Array.from({ length: n + 1 }, (_, k) =>
      multiplyAll(
        [rising(sum(a, integer(k + 1)), n - k), power(x, integer(k))],
        signed(k, 1n, factorial(n - k) * factorial(k)),
      ),
    ),
  )

/** sum over k of (-1)^k (a)_(n-k)/(k! (n - 2k)!) (2x)^(n-2k) */
const gegenbauer = (n: number, a: Expr, x: Expr): Expr =>
  sum(
    ...Array.from({ length: Math.floor(n / 2) + 1 }, (_, k) =>
      multiplyAll(
        [rising(a, n - k), power(x, integer(n - 2 * k))],
        signed(k, 1n << BigInt(n - 2 * k), factorial(k) * factorial(n - 2 * k)),
      ),
    ),
  )

/** sum over k of binomial(n, k)/n! (a + b + n + 1)_k (a + k + 1)_(n-k) ((x - 1)/2)^k */
function jacobi(n: number, a: Expr, b: Expr, x: Expr): Expr {
  const half = scale(sum(x, integer(-1)), Rational.of(1, 2))
  return sum(
    ...Array.from({ length: n + 1 }, (_, k) =>
      multiplyAll(
        [
          rising(sum(a, b, integer(n + 1)), k),
          rising(sum(a, integer(k + 1)), n - k),
          power(half, integer(k)),
        ],
        Rational.of(binomial(n, k), factorial(n)),
      ),
    ),
  )
}

/** (-1)^m (1 - x^2)^(m/2) times the derivative of order m of P_n. */
function associatedLegendre(n: number, m: number, x: Expr): Expr {
  const k = Math.abs(m)
  const slope: Expr[] = []
  for (let j = 0; 2 * j <= n - k; j++) {
    const p = n - 2 * j
    const c = signed(
      j,
      binomial(n, j) * binomial(2 * n - 2 * j, n) * factorial(p),
      (1n << BigInt(n)) * factorial(p - k),
    )
    slope.push(scale(power(x, integer(p - k)), c))
  }
  const root = power(sum(one(), scale(power(x, integer(2)), minusOne)), fraction(k, 2))
  // of order -m: (-1)^m (n - m)!/(n + m)! of order m
  const factor = m < 0 ? Rational.of(factorial(n - k), factorial(n + k)) : signed(k, 1n)
  return multiplyAll([root, sum(...slope)], factor)
}

/** A rule for (degree, x). */
const plain =
  (write: (n: number, x: Expr) => Expr): ValueRule =>
  (n, [, x]) => {
    const degree = degreeOf(n)
    return degree === undefined || x === undefined ? undefined : write(degree, x)
  }

export const orthogonalValues: Readonly<Record<string, ValueRule>> = {
  legendre: plain(legendre),
  chebyshevt: plain(chebyshevT),
  chebyshevu: plain(chebyshevU),
  hermite: plain(hermite),
  hermite_prob: plain(hermiteProbability),
  laguerre: plain((n, x) => laguerre(n, integer(0), x)),
  assoc_laguerre: (n, [, a, x]) => {
    const degree = degreeOf(n)
    return degree === undefined || x === undefined ? undefined : laguerre(degree, a!, x)
  },
  gegenbauer: (n, [, a, x]) => {
    const degree = degreeOf(n)
    return degree === undefined || x === undefined ? undefined : gegenbauer(degree, a!, x)
  },
  jacobi: (n, [, a, b, x]) => {
    const degree = degreeOf(n)
    return degree === undefined || x === undefined ? undefined : jacobi(degree, a!, b!, x)
  },
  assoc_legendre: (n, [, m, x]) => {
    const degree = degreeOf(n)
    if (degree === undefined || x === undefined || m?.kind !== 'number' || m.value.d !== 1) return undefined
    const order = Number(m.value.n)
    return Math.abs(order) > degree ? integer(0) : associatedLegendre(degree, order, x)
  },
}
