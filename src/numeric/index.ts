export type { Charting } from '../charting.ts'
export { OptionError } from '../options.ts'
export {
  automatic,
  automaticResiduals,
  type PlainDerivatives,
  type PlainResiduals,
} from './bridge/automatic.ts'
export { curveFit, type TensorCurveFitOptions } from './bridge/curveFit.ts'
export {
  type CheckedEntry,
  type CheckedMode,
  GradcheckError,
  type GradcheckOptions,
  type GradcheckReport,
  gradcheck,
  gradgradcheck,
} from './bridge/gradcheck.ts'
export {
  leastSquares,
  minimize,
  type TensorLeastSquaresOptions,
  type TensorMinimizeOptions,
} from './bridge/minimize.ts'
export { type ApproxFprimeOptions, approxFprime } from './difference/approxFprime.ts'
export { Complex, complex } from './difference/complex.ts'
export { type ComplexStepOptions, type DerivativeOptions, derivative } from './difference/derivative.ts'
export { type HessianOptions, hessian, hessianVectorProduct } from './difference/hessian.ts'
export { type DirectionalResult, directional, gradient, jacobian } from './difference/jacobian.ts'
export type { DifferenceMethod, DifferenceOptions } from './difference/options.ts'
export type { DerivativeResult, DifferenceReport, GradientResult, MatrixResult } from './difference/result.ts'
export { differenceWeights } from './difference/weights.ts'
export { FunctionValueError, NonFiniteError, NumericArgumentError } from './errors.ts'
export type { Bounds, ScalarFunction, VectorFunction } from './evaluate.ts'
export {
  type ExplainOptions,
  explainStep,
  type StepError,
  type StepExplanation,
} from './explain/explainStep.ts'
export { type ConfidenceBand, type ConfidenceBandOptions, confidenceBand } from './fit/confidenceBand.ts'
export type { CurveFitOptions, CurveFitResult } from './fit/curveFit.ts'
export type { LeastSquaresResult } from './fit/leastSquares.ts'
export type { LossName } from './fit/loss.ts'
export type { LeastSquaresOptions } from './fit/options.ts'
export type { Sigma } from './fit/sigma.ts'
export { type MinimizeMethod, minimizeMethods } from './minimize/methods.ts'
export type { MinimizeResult } from './minimize/minimize.ts'
export type { GradientMethod } from './minimize/numericGradient.ts'
export type { Iteration, MinimizeOptions, Signal } from './minimize/options.ts'
export type { Status } from './minimize/problem.ts'
export type { Bracket, RootIteration, RootOptions, RootResult } from './root/problem.ts'
export { rootFind } from './root/rootFind.ts'
export { type Colouring, type ColouringOrder, colourColumns, starColouring } from './sparse/colouring.ts'
export {
  bandPattern,
  type CompressedColumns,
  type CompressedRows,
  pattern,
  type SparsityPattern,
  toCompressedColumns,
  toDense,
} from './sparse/matrix.ts'
export { sparseHessian } from './sparse/sparseHessian.ts'
export { type SparseOptions, type SparseResult, sparseJacobian } from './sparse/sparseJacobian.ts'
