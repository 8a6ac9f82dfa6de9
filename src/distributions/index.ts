export { Bernoulli, Geometric } from './bernoulli.ts'
export { betainc } from './betainc.ts'
export { Categorical, OneHotCategorical, RelaxedOneHotCategorical } from './categorical.ts'
export type { ChanceOptions } from './chance.ts'
export { Independent, MixtureSameFamily } from './compound.ts'
export type { Constraint, Interval } from './constraints.ts'
export { ContinuousBernoulli } from './continuousBernoulli.ts'
export { Binomial, Multinomial, NegativeBinomial, Poisson } from './counts.ts'
export { Distribution, Univariate } from './distribution.ts'
export { klDivergence } from './divergence.ts'
export { Beta, ChiSquared, Gamma } from './gamma.ts'
export { GeneralizedPareto } from './generalizedPareto.ts'
export { FisherSnedecor, InverseGamma } from './inverseGamma.ts'
export { HalfCauchy, Kumaraswamy } from './kumaraswamy.ts'
export { LKJCholesky } from './lkjCholesky.ts'
export { Cauchy, Gumbel, Laplace, Logistic, Normal } from './locationScale.ts'
export { LogNormal } from './logNormal.ts'
export { LowRankMultivariateNormal } from './lowRank.ts'
export type { SampleOptions } from './parameters.ts'
export { Exponential, HalfNormal, Pareto, Uniform, Weibull } from './positive.ts'
export { RelaxedBernoulli } from './relaxedBernoulli.ts'
export type { SpreadOptions } from './spread.ts'
export { StudentT } from './studentT.ts'
export { LogisticNormal, TransformedDistribution } from './transformed.ts'
export {
  AffineTransform,
  ComposeTransform,
  ExpTransform,
  PowerTransform,
  SigmoidTransform,
  SoftplusTransform,
  StickBreakingTransform,
  TanhTransform,
  Transform,
} from './transforms.ts'
export { Dirichlet, MultivariateNormal } from './vectors.ts'
export { VonMises } from './vonMises.ts'
export { Wishart } from './wishart.ts'
