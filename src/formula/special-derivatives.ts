import { type Derivative, parsePage } from './derivatives.ts'
import { i1Series } from './special/coefficients/series.ts'

/** c0 + v (c1 + v (c2 + ...)) */
const polynomial = (coefficients: readonly number[], v: string): string =>
  coefficients.map(String).reduceRight((sum, c) => `(${c} + ${v}*${sum})`)

/** 1/(1 + 2 v/(1 + 3 v/(1 + ...))) as a quotient of polynomials, for v < 1/40. Over x, at v = 1/x^2, it is what 1/Mills' ratio has beyond x. */
function fraction(v: string): string {
  let [p, q] = [[1], [1]]
  for (let k = 24; k > 1; k--) [p, q] = [q, [0, ...p].map((c, i) => k * c + (q[i] ?? 0))]
  return `${polynomial(p, v)}/${polynomial(q, v)}`
}

/** The derivative of exp(-|x|) I_n(|x|) by its asymptotic series. Source: DLMF 10.40.1. */
function decay(n: number): string {
  const series = [1]
  for (let k = 1; k < 15; k++)
    series.push((series[k - 1]! * (2 * k + 1) * ((2 * k - 1) ** 2 - 4 * n * n)) / (8 * k * (2 * k - 1)))
  return `-1/(2*sqrt(2*pi)*abs(x))/sqrt(abs(x))*${polynomial(series, '(1/abs(x))')}`
}

/** I1(x)/x for |x| < 2 */
const ratio = `${polynomial(i1Series.slice(0, 12), '(x^2/4)')}/2`

/** The page of derivatives goes on here with the error function, the gamma function and their families. */
export const specialPage = `
erf         2/sqrt(pi)*exp(-x^2)
erfc        -2/sqrt(pi)*exp(-x^2)
erfcx       2*x*y - 2/sqrt(pi)  ~ where(x > 4.5, -y/x*${fraction('(1/2/x^2)')}, 2*x*y - 2/sqrt(pi))
log_ndtr    sqrt(2/pi)/erfcx(-x/sqrt(2))  ~ where(x < -6.5, -x - 1/x*${fraction('(1/x^2)')}, where(x < 0, sqrt(2/pi)/erfcx(-x/sqrt(2)), sqrt(2/pi)*exp(-x^2/2)/erfc(-x/sqrt(2))))
ndtri       sqrt(2*pi)*exp(y^2/2)
lgamma      digamma(x)
gamma       y*digamma(x)
digamma     trigamma(x)
trigamma    polygamma(2, x)
i0          i1(x)
i0e         i1e(x) - sign(x)*y  ~ where(abs(x) < 30, i1e(x) - sign(x)*y, sign(x)*${decay(0)})
i1          i0(x) - where(x == 0, 1/2, y/x)  ~ i0(x) - where(abs(x) < 2, ${ratio}, y/x)
i1e         where(x == 0, 1/2, i0e(x) - y*(sign(x) + 1/x))  ~ where(abs(x) < 30, i0e(x) - sign(x)*y - where(abs(x) < 2, exp(-abs(x))*${ratio}, y/x), ${decay(1)})
lbeta       digamma(x1) - digamma(x1 + x2)    digamma(x2) - digamma(x1 + x2)
`

export const specialDerivatives: ReadonlyMap<string, Derivative> = parsePage(specialPage)
