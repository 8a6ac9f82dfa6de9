// All that `nabla` exports, without the methods of tensors: a bundler leaves out what is not used.

// its order is that of bundles
import './order.ts'

export { NablaError, OutOfMemoryError } from '../errors.ts'
export { LimitError, ParseError } from '../formula/errors.ts'
export {
  type DType,
  DTypeError,
  dtypes,
  type NumericArray,
  promote,
  type TypedArray,
} from '../graph/dtype.ts'
export { TraceError } from '../graph/leaves.ts'
export { type Shape, ShapeError } from '../graph/shape.ts'
export { IndexError } from '../ops/indexError.ts'
export { FactorError } from '../ops/linalgFactor.ts'
export { OptionError } from '../options.ts'
export { DerivativeError } from '../transform/errors.ts'
export { AnomalyError, anomaly } from './anomaly.ts'
export { type BackwardOptions, backward, type GradientsOptions, gradients } from './backward.ts'
export { cond, foriLoop, type ScanOptions, scan, switchCase, whileLoop } from './control.ts'
export * from './creation.ts'
export { checkpoint, customJvp, customVjp } from './custom.ts'
export * as engine from './engine.ts'
export * from './functions/composed.ts'
export * from './functions/plain.ts'
export { logit } from './functions/special.ts'
export { type GradOptions, grad, hvp, jvp, linearize, valueAndGrad, vjp } from './gradient.ts'
export { graphOf, type TracedGraph } from './graph-of.ts'
export { hessian, type Jacobian, type JacobianOptions, jacfwd, jacobian, jacrev } from './jacobian.ts'
export { jit } from './jit.ts'
export { type FormulaReader, formulaFunction, math } from './math.ts'
export type { NestedArray, NestedInput } from './nested.ts'
export {
  enableGrad,
  getDefaultDtype,
  isGradEnabled,
  noGrad,
  setDefaultDtype,
  type TensorLike,
  toTensor,
} from './operands.ts'
export { type PrintOptions, setPrintOptions } from './print.ts'
export { manualSeed } from './random.ts'
export * as random from './random-tensors.ts'
export { type Hook, Tensor, Variable } from './tensor.ts'
export { type Flat, flatten as treeFlatten, type Lifted, type Loose, treeLeaves, treeMap } from './tree.ts'
export { type AxisSpec, type VmapOptions, vmap } from './vmap.ts'
