import { NablaError } from '../errors.ts'
import { sameShape } from '../graph/shape.ts'
import {
  abs,
  add,
  divide,
  equal,
  exp,
  expandDims,
  expm1,
  greater,
  less,
  lgamma,
  log,
  logicalOr,
  multiply,
  negative,
  solveTriangular,
  square,
  stack,
  subtract,
  sum,
  type Tensor,
  where,
} from '../tensor/core.ts'
import { Bernoulli, Geometric } from './bernoulli.ts'
import { Categorical, OneHotCategorical } from './categorical.ts'
import { Independent } from './compound.ts'
import type { Interval } from './constraints.ts'
import { ContinuousBernoulli } from './continuousBernoulli.ts'
import { Binomial, Poisson } from './counts.ts'
import { checkDistribution, type Distribution, Univariate } from './distribution.ts'
import { Beta, Gamma } from './gamma.ts'
import { dirichletDivergence, gammaDivergence } from './gammaDivergence.ts'
import { Cauchy, Gumbel, Laplace, Normal } from './locationScale.ts'
import { LogNormal } from './logNormal.ts'
import { LowRankMultivariateNormal } from './lowRank.ts'
import { Exponential, HalfNormal, Pareto, Uniform } from './positive.ts'
import { logDeterminant } from './spread.ts'
import { Dirichlet, MultivariateNormal } from './vectors.ts'
import { VonMises } from './vonMises.ts'

/** A class of distributions, however it is made. */
type Family<D> = abstract new (...args: never[]) => D
interface Rule {
  readonly of: Family<Distribution>
  readonly to: Family<Distribution>
  apply(p: Distribution, q: Distribution): Tensor
}
const between = <P extends Distribution, Q extends Distribution>(
  of: Family<P>,
  to: Family<Q>,
  apply: (p: P, q: Q) => Tensor,
): Rule => ({ of, to, apply: apply as unknown as Rule['apply'] })
const rule = <D extends Distribution>(of: Family<D>, apply: (p: D, q: D) => Tensor): Rule =>
  between(of, of, apply)

/** r - 1 - log r */
const excess = (logRatio: Tensor): Tensor => subtract(expm1(logRatio), logRatio)

/** log(s2/s1) + (s1^2 + (m1 - m2)^2)/(2 s2^2) - 1/2 */
function normals(p: Normal | LogNormal, q: Normal | LogNormal): Tensor {
  const spread = multiply(log(divide(p.scale, q.scale)), 2)
  const away = square(divide(subtract(p.loc, q.loc), q.scale))
  return divide(add(excess(spread), away), 2)
}

/** sum of p (log p - log q), where p = 0 counts for nothing */
const categories = (p: Categorical | OneHotCategorical, q: Categorical | OneHotCategorical): Tensor =>
  sum(multiply(p.probs, where(greater(p.probs, 0), subtract(p.logits, q.logits), 0)), -1)

type NormalVector = MultivariateNormal | LowRankMultivariateNormal
function normalVectors(p: NormalVector, q: NormalVector): Tensor {
  const n = p.eventShape[0]!
  const spread = sum(square(solveTriangular(q.scaleTril, p.scaleTril)), [-2, -1])
  const away = expandDims(subtract(p.loc, q.loc), -1)
  const distance = sum(square(solveTriangular(q.scaleTril, away)), [-2, -1])
  const half = divide(subtract(add(spread, distance), n), 2)
  return add(subtract(logDeterminant(q.scaleTril), logDeterminant(p.scaleTril)), half)
}

const rules: readonly Rule[] = [
  rule(Normal, normals),
  rule(LogNormal, normals),
  rule(HalfNormal, (p, q) => divide(excess(multiply(log(divide(p.scale, q.scale)), 2)), 2)),
  rule(Laplace, (p, q) => {
    const [ratio, away] = [divide(p.scale, q.scale), abs(subtract(p.loc, q.loc))]
    const shared = multiply(ratio, exp(negative(divide(away, p.scale))))
    return add(subtract(subtract(divide(away, q.scale), 1), log(ratio)), shared)
  }),
  rule(Cauchy, (p, q) => {
    const wide = add(square(add(p.scale, q.scale)), square(subtract(p.loc, q.loc)))
    return log(divide(divide(wide, multiply(p.scale, 4)), q.scale))
  }),
  rule(Gumbel, (p, q) => {
    const [ratio, away] = [divide(p.scale, q.scale), divide(subtract(p.loc, q.loc), q.scale)]
    const tail = exp(subtract(lgamma(add(ratio, 1)), away))
    const rest = multiply(subtract(ratio, 1), 0.5772156649015329)
    return add(subtract(add(away, tail), log(ratio)), subtract(rest, 1))
  }),
  rule(Pareto, (p, q) => {
    const powers = multiply(q.alpha, log(divide(p.scale, q.scale)))
    return where(less(p.scale, q.scale), Infinity, add(powers, excess(log(divide(q.alpha, p.alpha)))))
  }),
  rule(Exponential, (p, q) => excess(log(divide(q.rate, p.rate)))),
  rule(Uniform, (p, q) => {
    const beyond = logicalOr(less(p.low, q.low), greater(p.high, q.high))
    const widths = log(divide(subtract(q.high, q.low), subtract(p.high, p.low)))
    return where(beyond, Infinity, widths)
  }),
  rule(Gamma, gammaDivergence),
  rule(Beta, (p, q) => {
    const [a, b] = [p, q].map((d) => stack([d.concentration1, d.concentration0], -1)) as [Tensor, Tensor]
    return dirichletDivergence(a, b)
  }),
  rule(Dirichlet, (p, q) => dirichletDivergence(p.concentration, q.concentration)),
  rule(Bernoulli, (p, q) => negative(add(p.entropy(), q.weighted(p.probs)))),
  rule(Geometric, (p, q) => negative(add(p.entropy(), divide(q.weighted(p.probs), p.probs)))),
  rule(Categorical, categories),
  rule(OneHotCategorical, categories),
  rule(Poisson, (p, q) => {
    const isNone = equal(p.rate, 0)
    const rate = where(isNone, 1, p.rate)
    return where(isNone, q.rate, multiply(rate, excess(log(divide(q.rate, rate)))))
  }),
  rule(Binomial, (p, q) => {
    const each = negative(add(p.chance.entropy(), q.weighted(p.probs)))
    const beyond = where(greater(p.total, q.total), Infinity, NaN)
    return where(equal(p.total, q.total), multiply(p.total, each), beyond)
  }),
  // log q is a line
  rule(ContinuousBernoulli, (p, q) => negative(add(p.entropy(), q.logProb(p.mean)))),
  rule(MultivariateNormal, normalVectors),
  rule(LowRankMultivariateNormal, normalVectors),
  between(LowRankMultivariateNormal, MultivariateNormal, normalVectors),
  between(MultivariateNormal, LowRankMultivariateNormal, normalVectors),
  // of all that have a density: the mean of log q is that of x and of its square
  between(Univariate, Normal, (p, q) => {
    const distance = add(p.variance, square(subtract(p.mean, q.loc)))
    const half = divide(add(divide(distance, square(q.scale)), Math.log(2 * Math.PI)), 2)
    return subtract(add(log(q.scale), half), p.entropy())
  }),
  between(Univariate, Exponential, (p, q) => {
    const finite = subtract(subtract(multiply(q.rate, p.mean), log(q.rate)), p.entropy())
    return where(less(p.support.lower, 0), Infinity, finite)
  }),
  between(Univariate, Uniform, (p, q) => {
    const beyond = logicalOr(less(p.support.lower, q.low), greater(p.support.upper, q.high))
    return where(beyond, Infinity, subtract(log(subtract(q.high, q.low)), p.entropy()))
  }),
]

/**
 * The divergence of Kullback and Leibler from q to p, the expectation under p of log p - log q, in closed form.
 * Shapes: that of the batches. Throws: NablaError for families without a rule: take the mean of logProb's difference over samples of p.
 *
 * @example
 * klDivergence(new Normal(1, 1), new Normal(0, 1)).item() // 0.5
 */
export function klDivergence(p: Distribution, q: Distribution): Tensor {
  for (const given of [p, q]) checkDistribution('klDivergence', given)
  if (p instanceof Independent && q instanceof Independent && p.axes === q.axes) {
    const axes = Array.from({ length: p.axes }, (_, i) => -1 - i)
    const parts = klDivergence(p.base, q.base)
    return sum(parts, axes)
  }
  const isApart = p instanceof VonMises || (p.support as Partial<Interval>).whole
  const found = rules.find(
    ({ of, to }) => p instanceof of && q instanceof to && !(of === Univariate && isApart),
  )
  if (!found || !sameShape(p.eventShape, q.eventShape))
    throw new NablaError(
      `klDivergence: there is no closed form for ${p.family}[${p.eventShape}] and ${q.family}[${q.eventShape}]. Take the mean of p.logProb(x) - q.logProb(x) over samples x of p.`,
    )
  return found.apply(p, q)
}
