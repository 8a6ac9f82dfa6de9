export type { Charting } from '../charting.ts'
export { LimitError, ParseError } from '../formula/errors.ts'
export { type About, about, type Found } from './about/about.ts'
export type { Curve, FunctionPlot, PlotMark, PlotOptions } from './about/plot.ts'
export { AssumptionError, type Assumptions } from './build/assumptions.ts'
export * from './build/atoms.ts'
export { adopt } from './build/rebuild.ts'
export { type ExprLike, subs, toExpr } from './build/subs.ts'
export { scale } from './build/sum.ts'
export { define } from './calculus/define.ts'
export { DifferentiationError, diff, type Variable } from './calculus/diff.ts'
export { boundVariable, isForm } from './calculus/forms.ts'
export { gradient, hessian, jacobian } from './calculus/gradient.ts'
export { idiff, inverseDerivative, parametricDerivative } from './calculus/implicit.ts'
export { NotFoundError } from './calculus/not-found.ts'
export { nthDerivative } from './calculus/nth.ts'
export { directionalDerivative, eulerLagrange, totalDerivative } from './calculus/total.ts'
export * from './construct.ts'
export { Context, currentContext, within } from './context.ts'
export { type Complex, evaluateComplex } from './evaluate/complex.ts'
export { EvaluationError } from './evaluate/errors.ts'
export { type DigitsOption, evaluate, evaluateAll, type PreciseNumber } from './evaluate/evaluate.ts'
export { lambdify } from './evaluate/lambdify.ts'
export { Expr, type Kind } from './expr.ts'
export { apart } from './integrate/apart.ts'
export { integrate } from './integrate/integrate.ts'
export { limit, limitBounds, type Side } from './limit/limit.ts'
export {
  determinant,
  type ExprMatrix,
  exprMatrix,
  matrixDiff,
  matrixInverse,
  matrixMultiply,
  matrixTrace,
  matrixTranspose,
} from './matrix/dense.ts'
export { evaluateMatrix } from './matrix/evaluate.ts'
export { matrixGradient } from './matrix/gradient.ts'
export type { MatrixDeclaration } from './matrix/infer.ts'
export { matrixHessian, matrixJacobian } from './matrix/jacobian.ts'
export { matrixLatex } from './matrix/latex.ts'
export { type Mat, MatrixShapeError } from './matrix/node.ts'
export { parseMatrix } from './matrix/parse.ts'
export { matrixText } from './matrix/print.ts'
export { MatrixParseError } from './matrix/syntax.ts'
export { ExpressionError } from './not-an-expression.ts'
export { Rational } from './number/rational.ts'
export { type ParseOptions, parse, parseExprMatrix } from './parse/parse.ts'
export { c } from './print/code/c.ts'
export { type CodeOptions, javascript } from './print/code/javascript.ts'
export { CodeError } from './print/code/language.ts'
export { type PythonOptions, python } from './print/code/python.ts'
export { latex } from './print/latex.ts'
export { type MathmlOptions, mathml } from './print/mathml.ts'
export { pretty } from './print/pretty.ts'
export { type TextOptions, text } from './print/text.ts'
export { tree } from './print/tree.ts'
export { type SeriesExpansion, type SeriesTerm, series } from './series/series.ts'
export { agree } from './simplify/check.ts'
export { type CommonSubexpressions, collect, cse } from './simplify/collect.ts'
export { type ExactOptions, nsimplify } from './simplify/exact.ts'
export { gammaSimplify } from './simplify/gamma.ts'
export { combineLogs, expandLog } from './simplify/logs.ts'
export { measure } from './simplify/measure.ts'
export { expandTrig } from './simplify/multiple-angles.ts'
export type { PartName } from './simplify/parts.ts'
export { foldPiecewise } from './simplify/piecewise.ts'
export { combinePowers, denestPowers, expandPowers } from './simplify/powers.ts'
export { rationalizeDenominators } from './simplify/radicals.ts'
export { cancel, expand, factorize, together } from './simplify/rational.ts'
export { type SimplifyOptions, simplify } from './simplify/simplify.ts'
export {
  type Asymptote,
  asymptotes,
  convexIntervals,
  domain,
  extrema,
  type GraphPoint,
  type Interval,
  inflections,
  monotonicIntervals,
  nonDifferentiablePoints,
  normalLine,
  type RealSet,
  range,
  roots,
  type SignedInterval,
  type Singularity,
  singularities,
  stationaryPoints,
  tangentLine,
  tangentPlane,
} from './solve/analysis.ts'
export { solveInequality } from './solve/inequality.ts'
export { inverseDerivativeAt, inverseFunction } from './solve/inverse-function.ts'
export { parity, period } from './solve/period.ts'
export { type Solutions, type SolveOptions, solutionSet, solve } from './solve/solve.ts'
export { type CriticalPoint, criticalPoints, type SystemSolution, solveSystem } from './solve/system.ts'
export type { RuleName } from './steps/families.ts'
export { type EquationStep, type ImplicitDerivation, implicitSteps } from './steps/implicit.ts'
export type { Stage, Step } from './steps/stage.ts'
export { type Derivation, gradientSteps, type StepsOptions, steps, takeDerivatives } from './steps/steps.ts'
export { foldExpr, freeSymbols, nodeCount, treeSize, walk } from './traverse.ts'
