import { isConstant } from '../build/atoms.ts'
import type { Expr } from '../expr.ts'
import { apart } from '../integrate/apart.ts'
import { isInteger } from '../number/rational.ts'
import { regionOf } from '../polynomial/fraction.ts'
import { divisorsOf, hasBessel, isRegularBessel, toLeastOrders } from './bessel.ts'
import { byExponentials, hasExponential, hasHyperbolic, toHyperbolic } from './exponentials.ts'
import { gammaSimplify, hasFactorial, hasGamma, toFactorials } from './gamma.ts'
import { combineLogs, expandLog, hasLog } from './logs.ts'
import { foldPiecewise } from './piecewise.ts'
import { combinePowers, expandPowers } from './powers.ts'
import { rationalizeDenominators } from './radicals.ts'
import { radicalFraction, rationalForms, withRational } from './rational.ts'
import { rootForms } from './root-forms.ts'
import { trigonometricForms, worthTrig } from './trig-forms.ts'

/** What `simplify` tries on a combination of terms and factors: forms that may be shorter, the likeliest first. */
interface Part {
  /** Whether it can say anything, from the nodes of the combination. */
  applies(region: readonly Expr[]): boolean
  forms(e: Expr): Iterable<Expr>
}

const some =
  (test: (e: Expr) => boolean) =>
  (region: readonly Expr[]): boolean =>
    region.some(test)
const isPower = (e: Expr): boolean => e.kind === 'power'
const isSum = (e: Expr): boolean => e.kind === 'sum'
/** A root, of a number too, or i. */
const isRoot = (e: Expr): boolean =>
  isConstant(e, 'I') || (isPower(e) && e.args[1]!.kind === 'number' && !isInteger(e.args[1]!.value))

const maxRegion = 40

/** The symbol of a rational function of one variable with a denominator, for partial fractions. */
function onlyVariable(e: Expr): Expr | undefined {
  const region = regionOf(e)
  if (region.length > maxRegion || region.some((x) => x.kind === 'call' || x.kind === 'constant'))
    return undefined
  if (!region.some((x) => isPower(x) && x.args[0]!.kind === 'sum')) return undefined
  const symbols = region.filter((x) => x.kind === 'symbol')
  return symbols.length === 1 ? symbols[0] : undefined
}

/** The parts of `simplify` by name. */
export const parts = {
  /** cancel, factor, expand, one fraction */
  rational: {
    applies: (region) => region.some(isSum) || region.filter(isPower).length > 1,
    *forms(e) {
      yield* rationalForms(e)
      const x = onlyVariable(e)
      if (x !== undefined) yield apart(e, x)
    },
  },
  /** sums that also stand under a root */
  radicals: {
    applies: some(isRoot),
    *forms(e) {
      yield radicalFraction(e)
      yield* rootForms(e)
      const rationalized = rationalizeDenominators(e)
      if (rationalized !== e) yield* withRational(rationalized)
    },
  },
  powers: {
    applies: (region) => region.filter((e) => isPower(e) && e.args[1]!.kind !== 'number').length > 1,
    *forms(e) {
      yield combinePowers(e)
      yield expandPowers(e)
    },
  },
  logarithms: {
    applies: (region) => region.filter(hasLog).length > 1,
    *forms(e) {
      const open = expandLog(e)
      if (open !== e) yield* withRational(open)
      yield combineLogs(open)
      yield combineLogs(e)
    },
  },
  exponentials: {
    applies: (region) => region.some(hasExponential) || region.filter(hasHyperbolic).length > 1,
    *forms(e) {
      yield* rationalForms(e, true)
      for (const form of withRational(e)) yield toHyperbolic(form)
      const plain = byExponentials(e)
      if (plain === e) return
      for (const form of withRational(plain)) yield* [form, toHyperbolic(form)]
    },
  },
  trigonometric: { applies: worthTrig, forms: trigonometricForms },
  gamma: {
    applies: some(hasGamma),
    *forms(e) {
      const factorials = regionOf(e).some(hasFactorial)
      for (const form of withRational(gammaSimplify(e))) {
        yield form
        if (factorials) yield toFactorials(form)
      }
    },
  },
  bessel: {
    applies: (region) => region.filter(hasBessel).length > 1,
    *forms(e) {
      const divisors = divisorsOf(e)
      const regular = regionOf(e).some(isRegularBessel)
      for (const form of withRational(toLeastOrders(e)))
        if (!regular || divisorsOf(form).every((x) => divisors.includes(x))) yield form
    },
  },
  piecewise: {
    applies: some((e) => e.kind === 'piecewise'),
    *forms(e) {
      const folded = foldPiecewise(e)
      if (folded !== e) yield folded
    },
  },
} as const satisfies Readonly<Record<string, Part>>

export type PartName = keyof typeof parts
