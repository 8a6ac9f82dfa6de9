import { modifiedBessel } from './bessel.ts'
import { lbeta } from './beta.ts'
import { gamma, lgamma } from './gamma.ts'
import { digamma, polygamma } from './polygamma.ts'
import { outlined, type Row } from './row.ts'

/** The gamma function and its kin, and modified Bessel functions; see index.ts. */
export const gammaFunctions: Readonly<Record<string, Row>> = {
  lgamma: outlined(400, lgamma),
  digamma: outlined(300, digamma),
  gamma: outlined(500, gamma),
  lbeta: outlined(1500, lbeta),
  bessel_i0: outlined(150, modifiedBessel(0, false)),
  bessel_i0e: outlined(150, modifiedBessel(0, true)),
  bessel_i1: outlined(150, modifiedBessel(1, false)),
  bessel_i1e: outlined(150, modifiedBessel(1, true)),
}

/** Derivatives of digamma, by their order. */
export const polygammaOf = (order: number): Row => outlined(400 + 40 * order, polygamma(order))
