import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as special from './index.ts'

const { NaN: nan, POSITIVE_INFINITY: inf } = Number

const lambertW = (x: number): number => special.lambertW(x)

/** Function, arguments, value: the conventions of SciPy and PyTorch at poles, zeros and infinities. */
const table: readonly (readonly [(...x: number[]) => number, readonly number[], number])[] = [
  [special.erf, [-0], -0],
  [special.erf, [inf], 1],
  [special.erf, [-inf], -1],
  [special.erf, [nan], nan],
  [special.erfc, [-inf], 2],
  [special.erfc, [inf], 0],
  [special.erfcx, [-inf], inf],
  [special.erfcx, [inf], 0],
  [special.erfinv, [1], inf],
  [special.erfinv, [-1], -inf],
  [special.erfinv, [1.5], nan],
  [special.erfinv, [-0], -0],
  [special.erfcinv, [0], inf],
  [special.erfcinv, [2], -inf],
  [special.ndtr, [-inf], 0],
  [special.ndtr, [inf], 1],
  [special.logNdtr, [-inf], -inf],
  [special.logNdtr, [inf], -0],
  [special.ndtri, [0], -inf],
  [special.ndtri, [1], inf],
  [special.ndtri, [0.5], 0],
  [special.gamma, [0], inf],
  [special.gamma, [-0], -inf],
  [special.gamma, [-3], nan],
  [special.gamma, [-inf], nan],
  [special.gamma, [inf], inf],
  [special.gamma, [172], inf],
  [special.gamma, [19], 6402373705728000],
  [special.reciprocalGamma, [-2], 0],
  [special.reciprocalGamma, [inf], 0],
  [special.lgamma, [0], inf],
  [special.lgamma, [-2], inf],
  [special.lgamma, [-inf], inf],
  [special.lgamma, [1], 0],
  [special.lgamma, [2], 0],
  [special.digamma, [0], -inf],
  [special.digamma, [-0], inf],
  [special.digamma, [-1], nan],
  [special.digamma, [inf], inf],
  [special.digamma, [-inf], nan],
  [special.trigamma, [0], inf],
  [special.trigamma, [inf], 0],
  [(n: number, x: number) => special.polygamma(n, x), [2, nan], nan],
  [special.zeta, [1], inf],
  [special.zeta, [inf], 1],
  [special.zeta, [-2], 0],
  [special.zeta, [-inf], nan],
  [special.hurwitzZeta, [1, 2], inf],
  [special.hurwitzZeta, [0.5, 2], -2.4603545088095866],
  [special.hurwitzZeta, [2, -3], inf],
  [special.hurwitzZeta, [2.5, -3.5], nan],
  [special.beta, [0, 1], inf],
  [special.beta, [nan, 1], nan],
  [special.besselI0, [inf], inf],
  [special.besselI1, [-inf], -inf],
  [special.besselI0e, [inf], 0],
  [special.besselI1, [nan], nan],
  [special.sinc, [0], 1],
  [special.sinc, [3], 0],
  [special.sinc, [inf], nan],
  [special.logit, [0], -inf],
  [special.logit, [1], inf],
  [special.logit, [2], nan],
  [special.softplus, [inf], inf],
  [special.softplus, [-inf], 0],
  [special.logistic, [-inf], 0],
  [special.xlogy, [0, 0], 0],
  [special.xlogy, [0, nan], nan],
  [special.logAddExp, [-inf, -inf], -inf],
  [special.logAddExp, [inf, -inf], inf],
  [special.logAddExp, [-inf, 0], 0],
  [special.gammaP, [1, 0], 0],
  [special.gammaQ, [1, inf], 0],
  [special.gammaP, [-1, 1], nan],
  [special.betaIncomplete, [1, 1, 1], 1],
  [special.expIntegralEi, [0], -inf],
  [special.expIntegralEi, [inf], inf],
  [special.expIntegralEi, [-inf], -0],
  [special.expIntegralE1, [0], inf],
  [special.expIntegralE1, [-1], nan],
  [special.logIntegral, [1], -inf],
  [special.sinIntegral, [-inf], -Math.PI / 2],
  [special.cosIntegral, [0], -inf],
  [lambertW, [-0], -0],
  [lambertW, [inf], inf],
  [lambertW, [-1], nan],
  [special.ellipticK, [1], inf],
  [special.ellipticK, [2], nan],
  [special.ellipticE, [1], 1],
  [special.besselJ, [0, 0], 1],
  [special.besselJ, [0.5, -1], nan],
  [special.besselY, [0, 0], -inf],
  [special.besselK, [0, 0], inf],
  [special.besselK, [1, inf], 0],
  [special.airyAi, [inf], 0],
  [special.airyAi, [1e300], 0],
  [special.airyBi, [1e300], inf],
  [special.airyBi, [inf], inf],
  [special.fresnelS, [inf], 0.5],
  [special.fresnelC, [-inf], -0.5],
  [special.hypergeometric2F1, [1, 1, 2, 2], nan],
  [special.polylog, [1, 1], inf],
  [special.polylog, [2, 2], nan],
  [special.factorial, [20], 2432902008176640000],
  [special.factorial, [170], 7.257415615307999e306],
  [special.factorial, [171], inf],
  [special.doubleFactorial, [7], 105],
  [special.binomial, [10, 3], 120],
  [special.binomial, [3, 10], 0],
  [special.binomial, [-2, 3], -4],
  [special.bernoulli, [3], 0],
]

describe('special values', () => {
  for (const [f, x, y] of table) {
    it(`${f.name}(${x.map((v) => (Object.is(v, -0) ? '-0' : v)).join(', ')}) = ${y}`, () => {
      const value = f(...x)
      if (Object.is(y, -0) || y !== 0) expect(value).toBe(y)
      else expect(Math.abs(value)).toBe(0)
    })
  }
})

describe('identities', () => {
  const close = (a: number, b: number, digits = 1e-13) =>
    expect(Math.abs(a - b)).toBeLessThanOrEqual(digits * Math.max(Math.abs(a), Math.abs(b), 1e-300))
  const real = (min: number, max: number) => fc.double({ min, max, noNaN: true })

  it('inverse functions invert', () => {
    fc.assert(
      fc.property(real(-0.99, 0.99), real(0.05, 50), (y, a) => {
        close(special.erf(special.erfinv(y)), y)
        const p = (y + 1) / 2
        close(special.ndtr(special.ndtri(p)), p)
        close(special.gammaP(a, special.gammaPInverse(a, p)), p, 1e-12)
        close(special.betaIncomplete(a, 2, special.betaIncompleteInverse(a, 2, p)), p, 1e-11)
      }),
    )
  })

  it('recurrences, reflections and Wronskians hold', () => {
    fc.assert(
      fc.property(real(0.1, 40), real(0, 20), (x, nu) => {
        close(special.gamma(x + 1), x * special.gamma(x), 1e-12)
        close(special.gammaP(nu + 0.1, x) + special.gammaQ(nu + 0.1, x), 1)
        const { besselJ: j, besselY: y, besselI: i, besselK: k } = special
        close(j(nu + 1, x) * y(nu, x) - j(nu, x) * y(nu + 1, x), 2 / (Math.PI * x), 1e-11)
        close(i(nu, x) * k(nu + 1, x) + i(nu + 1, x) * k(nu, x), 1 / x)
        const w = special.airy(x - 20)
        close(w.ai * w.biPrime - w.aiPrime * w.bi, 1 / Math.PI, 1e-11)
        const lambert = special.lambertW(x)
        close(lambert * Math.exp(lambert), x)
      }),
    )
  })

  it("Legendre: E K' + E' K - K K' = pi/2", () => {
    fc.assert(
      fc.property(real(0.01, 0.99), (m) => {
        const { ellipticE: e, ellipticK: k } = special
        close(e(m) * k(1 - m) + e(1 - m) * k(m) - k(m) * k(1 - m), Math.PI / 2)
      }),
    )
  })
})

// exact values from mpmath
it.each([
  [special.gammaLower, 36.14459600926915, 8.703440416175064e-9, 1.2745083293943552e-293],
  [special.gammaLower, 224.25332049117216, 0.603484517762245, 1.5921654755849566e-52],
  [special.gammaLower, 190.09257070232223, 41.1978081048769, 8.126673591871571e286],
  [special.gammaLower, 171.5, 171, 4.69343212938041e307],
  [special.gammaLower, 189.46432424719868, 58.75462426457536, 3.433763538450809e307],
  [special.gammaUpper, 172.6603260469942, 210.50673473309973, 1.2187245207292215e308],
  [special.gammaUpper, 171.6, 172.6, 7.28761088279658e307],
  [special.gammaUpper, 6.815757412e-314, 3.0346856544121555e-15, 32.85145288436686],
  [special.gammaUpper, 1e-300, 18.70724833483806, 3.818948265063705e-10],
  [special.gammaUpper, 3.06325840622343e-294, 55.22747856708289, 1.841598796561284e-26],
])(
  'incomplete gamma functions are neither lost nor infinite where their factors are: %#',
  (f, a, x, value) => {
    expect(Math.abs(f(a, x) / value - 1)).toBeLessThan(1e-15)
  },
)

const functions: Readonly<Record<string, unknown>> = { ...special }

// mpmath: where sums of many terms, or parts that cancel, would lose digits
it.each([
  ['besselY', [-0.4347176185921351, 0.1652986416226292], 0.0023894985468013684],
  ['besselY', [0.0702030271860371, 2.3634290825946496e-209], -2032079408167173.2],
  ['besselY', [0.00158472849835201, 3.06366709700871e-299], -529.5201477692057],
  ['besselY', [3.757876904206172e-5, 4.4686217089698485e-292], -427.2004444519066],
  ['besselK', [7.424032751092591e-5, 1.255322961758409e-291], 670.2170468772437],
  ['besselK', [0.16889408117648635, 3.4773960864939013e-199], 1.018127177252603e34],
  ['besselJ', [-0.1891696224070074, 1.6695987711114664e-277], 2.2555986751635607e52],
  ['besselJ', [-0.24911690799051656, 1.1313368989094345e-54], 26673883970968.69],
  ['besselI', [-0.148522990555378, 1.184554282573588e-267], 4.402280452506766e39],
  ['besselK', [0.1, 1e-200], 5.098162543533947e20],
  ['besselY', [0.3333333333333333, 0.8235274966822238], -0.44719462181513925],
  ['hermite', [2.7, 8], 1750.9078759943343],
  ['hurwitzZeta', [-5.5, 0], -0.0026714580198992244],
  ['hurwitzZeta', [0, 0], 0.5],
  ['polygamma', [169, 40.40435504520163], 3.502771879695251e31],
  ['lbeta', [1, 1e30], -69.07755278982137],
  ['lbeta', [-2.5, 1e30], 172.63763825805574],
  ['lbeta', [0.5, 1e25], -28.20994871950087],
  ['lbeta', [-1e8, 100], -1482.9338195256446],
  ['lbeta', [2e8, 3e16], -3965229179.716748],
  ['hypergeometric0F1', [-5.3130440439582705, -842.9941993637829], -10268.219320136084],
] as const)('%s of %j is exact but for its last places', (name, args, y) => {
  const f = functions[name] as (...args: readonly number[]) => number
  expect(Math.abs(f(...args) / y - 1)).toBeLessThanOrEqual(3 * Number.EPSILON)
})
